"""What is suspicious about an attempt to sign in: one function, from facts that its caller looked up."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

FAILURES = 3
"""So many failures in a row before a success look like guessing; one or two like a typing error."""
FAILURES_WITHIN = timedelta(hours=1)
ACCOUNTS = 5
"""So many accounts tried from one address look like stuffing; fewer like a family or a gym."""
ACCOUNTS_WITHIN = timedelta(hours=1)


class Suspicion(models.TextChoices):
    """The value is the name of the field of ``LoginHistory`` that holds the flag."""

    AFTER_FAILURES = "after_failures", _("after several failures")
    NEW_DEVICE = "new_device", _("new device")
    NEW_NETWORK = "new_network", _("new network")
    MANY_ACCOUNTS = "many_accounts", _("many accounts tried from here")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known when somebody tries to sign in.

    ``failures`` of this account in a row and within ``FAILURES_WITHIN``; ``signed_in_before`` ever, with this kind of
    device (``device_known``), from this network (``network_known``); ``accounts_failed`` from this address within
    ``ACCOUNTS_WITHIN``, this attempt included.
    """

    success: bool
    failures: int = 0
    signed_in_before: bool = False
    device_known: bool = False
    network_known: bool = False
    accounts_failed: int = 0


def suspicions(evidence: Evidence) -> frozenset[Suspicion]:
    """The flags of an attempt. The first sign-in ever is from a new device by nature: that alone says nothing."""
    found = set()
    if evidence.success and evidence.failures >= FAILURES:
        found.add(Suspicion.AFTER_FAILURES)
    if evidence.success and evidence.signed_in_before and not evidence.device_known:
        found.add(Suspicion.NEW_DEVICE)
    if evidence.success and evidence.signed_in_before and not evidence.network_known:
        found.add(Suspicion.NEW_NETWORK)
    if evidence.accounts_failed >= ACCOUNTS:
        found.add(Suspicion.MANY_ACCOUNTS)
    return frozenset(found)
