"""What makes a message look like spam: one function, from facts that its caller looked up."""

import re
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

MIN_SECONDS = 3
"""Nobody reads the form, types and sends in less."""
MAX_LINKS = 2
MAX_LINKS_SIGNED_IN = 10
LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)


class Reason(models.TextChoices):
    """Why something is kept aside."""

    TRAP = "trap", _("filled in the hidden field")
    FAST = "fast", _("sent too quickly")
    LINKS = "links", _("many links")
    BY_HAND = "by_hand", _("marked by hand")


@dataclass(frozen=True, slots=True)
class Signs:
    """``seconds`` between getting the form and sending it; None when the form was none of ours."""

    text: str
    trap: str
    seconds: float | None
    signed_in: bool


def suspicion(signs: Signs) -> Reason | None:
    """Why this is kept aside, if it is. Who is signed in confirmed an address: hurry is not held against them."""
    if signs.trap:
        return Reason.TRAP
    if not signs.signed_in and (signs.seconds is None or signs.seconds < MIN_SECONDS):
        return Reason.FAST
    if len(LINK.findall(signs.text)) > (MAX_LINKS_SIGNED_IN if signs.signed_in else MAX_LINKS):
        return Reason.LINKS
    return None
