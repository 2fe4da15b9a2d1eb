"""The form of a scheduled export."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from portability.exports.registry import EXPORT_FORMATS
from portability.models import ExportSchedule
from portability.services.schedules import ScheduleValues

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
KEPT = (1, 2, 3, 5, 10, 30)


class ScheduleForm(forms.Form):
    """What to export, when, and how many files to keep. ``values()`` gives what the services want."""

    format = forms.ChoiceField(label=_("Format"), choices=[(key, each.label) for key, each in EXPORT_FORMATS.items()])
    every = forms.ChoiceField(label=_("How often"), choices=ExportSchedule.EveryChoice, initial="week")
    weekday = forms.TypedChoiceField(
        label=_("Weekday"), choices=list(WEEKDAYS.items()), coerce=int, initial=0, help_text=_("For every week.")
    )
    month_day = forms.TypedChoiceField(
        label=_("Day of the month"),
        choices=[(day, str(day)) for day in range(1, 32)],
        coerce=int,
        initial=1,
        help_text=_("For every month. A month without that day is exported on its last one."),
    )
    hour = forms.TypedChoiceField(label=_("Time"), choices=HOURS, coerce=int, initial=3, help_text=_("By your clock."))
    keep = forms.TypedChoiceField(
        label=_("Files to keep"), choices=[(number, str(number)) for number in KEPT], coerce=int, initial=3
    )
    mail = forms.BooleanField(label=_("Mail me a link when it is ready"), required=False)
    active = forms.BooleanField(label=_("Switched on"), required=False, initial=True)

    def values(self) -> ScheduleValues:
        """For a valid form."""
        said = self.cleaned_data
        day = said["month_day"] if said["every"] == "month" else said["weekday"]
        names = ("format", "every", "hour", "keep", "mail", "active")
        return ScheduleValues(day=day, **{name: said[name] for name in names})

    @classmethod
    def of(cls, row: ExportSchedule, data: Any = None) -> "ScheduleForm":
        """The form that changes ``row``."""
        names = ("format", "every", "hour", "keep", "mail", "active")
        day = {"month_day": row.day} if row.every == "month" else {"weekday": row.day}
        return cls(data, initial={name: getattr(row, name) for name in names} | day)
