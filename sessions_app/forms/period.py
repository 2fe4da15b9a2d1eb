"""The days that reports are about, from the query string."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app.forms.fields import DayField
from sessions_app.reports.period import CHOICES, CUSTOM, DEFAULT, Period, period_of

DAYS = ("date_from", "date_to")
"""The fields of a period of one's own."""


def asked_period(data: Mapping[str, Any], today: date) -> tuple[Period, "PeriodForm | None"]:
    """The period that a query string asks for; with its form when days were chosen or something is wrong.

    Most ask for one of those that have a name, and the form that would find that out costs more than its answer.
    """
    key = data.get("period") or DEFAULT
    if key in CHOICES and key != CUSTOM and not any(name in data for name in DAYS):
        return period_of(key, today), None
    form = PeriodForm(data, today=today)
    return form.wanted(), form


class PeriodForm(forms.Form):
    """Read with ``wanted()``: what is wrong is said beside its field, and the default period taken."""

    period = forms.CharField(label=gettext_lazy("Period"), required=False)
    date_from = DayField(label=gettext_lazy("From"), required=False)
    date_to = DayField(label=gettext_lazy("To"), required=False)

    def __init__(self, data: Any, *, today: date, **options: Any) -> None:
        super().__init__(data, auto_id="period-%s", **options)
        self.today = today

    def clean_period(self) -> str:
        key: str = self.cleaned_data["period"] or DEFAULT
        if key not in CHOICES:
            raise forms.ValidationError(
                _("“%(text)s” is no period. Choose one of those above.") % {"text": key[:30]}, code="unknown"
            )
        return key

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("date_from"), cleaned.get("date_to")
        if cleaned.get("period") == CUSTOM and first and last and first > last:
            self.add_error("date_to", _("This day is before the first one. Nothing lies between them."))
        return cleaned

    def wanted(self) -> Period:
        """The period asked for."""
        if not self.is_valid():
            return period_of(DEFAULT, self.today)
        cleaned = self.cleaned_data
        return period_of(cleaned["period"], self.today, cleaned.get("date_from"), cleaned.get("date_to"))
