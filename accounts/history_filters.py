"""What can be asked of the history of sign-ins."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import LoginHistory
from accounts.querysets import LoginHistoryQuerySet
from accounts.suspicion import Suspicion

ANY = ("", _("all"))
PERIODS = {"1": _("the last day"), "7": _("the last 7 days"), "30": _("the last 30 days"), "90": _("the last 90 days")}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in the last 24 hours."""

    succeeded: int
    failed: int
    flagged: int
    accounts: int


def figures(attempts: LoginHistoryQuerySet[LoginHistory]) -> Figures:
    """The figures above the list; one query."""
    flagged = Q()
    for name in Suspicion.values:
        flagged |= Q(**{name: True})
    found = (
        attempts.order_by()
        .since(timezone.now() - DAY)
        .aggregate(
            succeeded=Count("pk", filter=Q(success=True)),
            failed=Count("pk", filter=Q(success=False)),
            flagged=Count("pk", filter=flagged),
            accounts=Count("email", distinct=True),
        )
    )
    return Figures(**found)


class HistoryFilterForm(forms.Form):
    """Each field narrows the list; all are optional."""

    q = forms.CharField(
        label=_("E-mail"), required=False, max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    success = forms.ChoiceField(
        label=_("Result"), required=False, choices=[ANY, ("yes", _("signed in")), ("no", _("refused"))]
    )
    device = forms.ChoiceField(label=_("Device"), required=False, choices=[ANY, *LoginHistory.Device.choices])
    flag = forms.ChoiceField(
        label=_("Flag"), required=False, choices=[ANY, ("any", _("anything suspicious")), *Suspicion.choices]
    )
    ip = forms.CharField(
        label=_("Address or network"),
        required=False,
        max_length=50,
        help_text=_("Like 203.0.113.7 or 203.0.113.0/24"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.ChoiceField(label=_("Period"), required=False, choices=[ANY, *PERIODS.items()])

    def clean_ip(self) -> str:
        text: str = self.cleaned_data["ip"].strip()
        if not text:
            return ""
        try:
            network = ip_network(text, strict=False)
        except ValueError as error:
            message = _("“%(value)s” is not an address. Write one like 203.0.113.7 or 203.0.113.0/24.")
            raise ValidationError(message, code="no_address", params={"value": text}) from error
        return str(network.network_address) if network.num_addresses == 1 else str(network)

    def apply(self, attempts: LoginHistoryQuerySet[LoginHistory]) -> LoginHistoryQuerySet[LoginHistory]:
        """Those that fit; none when what was asked for can't be understood."""
        if not self.is_valid():
            return attempts.none()
        asked: dict[str, Any] = self.cleaned_data
        if asked["q"]:
            attempts = attempts.filter(email__contains=asked["q"].strip().lower())
        if asked["success"]:
            attempts = attempts.filter(success=asked["success"] == "yes")
        if asked["device"]:
            attempts = attempts.filter(device_type=asked["device"])
        if asked["flag"]:
            attempts = attempts.flagged() if asked["flag"] == "any" else attempts.filter(**{asked["flag"]: True})
        if asked["ip"]:
            column = "network" if "/" in asked["ip"] else "ip"
            attempts = attempts.filter(**{column: asked["ip"]})
        if asked["days"]:
            attempts = attempts.since(timezone.now() - timedelta(days=int(asked["days"])))
        return attempts
