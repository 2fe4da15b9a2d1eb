"""Display names: what the product calls people. Never the e-mail address."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workouttracker.kit.text import one_line

if TYPE_CHECKING:
    from accounts.models import User


def display_name(user: "User") -> str:
    """The name others see (``ACCOUNT_USER_DISPLAY``)."""
    return user.get_short_name()


def clean_name(text: str) -> str:
    """``text`` on one line; raises ``ValidationError`` for an e-mail address: friends see the name."""
    name = one_line(text)
    if "@" in name:
        raise ValidationError(
            _("“%(value)s” looks like an e-mail address. Friends see your name: choose one without @."),
            code="name_is_address",
            params={"value": name},
        )
    return name
