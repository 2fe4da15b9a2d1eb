"""The form of a session: wall-clock times in the session's own time zone."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app import display
from sessions_app.forms.fields import DayField, NameField, TimeOfDayField, WholeNumberField
from sessions_app.forms.widgets import QuickHidden, QuickTextarea
from sessions_app.models import WorkoutSession
from sessions_app.services import SessionValues
from sessions_app.session_names import name_by_time
from workouttracker.kit import limits
from workouttracker.kit.dates import local_to_utc

DAY = dt.timedelta(days=1)


class SessionForm(forms.Form):
    """Start or change a session. ``values()`` gives what the services want.

    A start or end that was left as shown keeps its seconds. Moved to another date, the session keeps its length.
    """

    name = NameField(missing=gettext_lazy("Give the session a name, such as Push A."))
    date = DayField(
        label=gettext_lazy("Date"),
        error_messages={"required": gettext_lazy("Enter the date.")},
    )
    start = TimeOfDayField(
        label=gettext_lazy("Start"),
        error_messages={"required": gettext_lazy("Enter when it started, such as 18:30.")},
    )
    end = TimeOfDayField(
        label=gettext_lazy("End"),
        required=False,
        help_text=gettext_lazy("Empty while it is going on. Before the start means the next day."),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, max_length=limits.NOTES_LENGTH, widget=QuickTextarea({"rows": 3})
    )
    calories = WholeNumberField(label=gettext_lazy("Calories"), maximum=limits.MAX_CALORIES)
    client_id = forms.UUIDField(required=False, widget=QuickHidden)
    revision = forms.IntegerField(required=False, widget=QuickHidden)

    def __init__(
        self, *args: Any, zone: ZoneInfo, stored: WorkoutSession | None = None, now: dt.datetime, **options: Any
    ) -> None:
        self.zone, self.stored, self.now = zone, stored, now
        self.clock_changed = False
        options["initial"] = self._shown() | (options.get("initial") or {})
        super().__init__(*args, **options)
        if stored is None:
            del self.fields["end"], self.fields["calories"]

    def _shown(self) -> dict[str, Any]:
        """The stored session, or now, as the fields show it."""
        if self.stored is None:
            here = self.now.astimezone(self.zone)
            return {"date": here.date(), "start": here.time().replace(second=0, microsecond=0)}
        start, end = self.stored.started_at.astimezone(self.zone), self.stored.ended_at
        return {
            "name": self.stored.name,
            "date": start.date(),
            "start": _minute(start),
            "end": _minute(end.astimezone(self.zone)) if end else None,
            "notes": self.stored.notes,
            "calories": self.stored.calories,
            "revision": self.stored.revision,
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors.keys() & {"date", "start", "end"}:
            return cleaned
        cleaned["started_at"] = self._started(cleaned)
        cleaned["ended_at"] = self._ended(cleaned)
        if cleaned["started_at"] > self.now + DAY:
            self.add_error(
                "date", _("“%(day)s” is in the future.") % {"day": display.day(cleaned["date"], self.now.date())}
            )
        return cleaned

    def _started(self, cleaned: dict[str, Any]) -> dt.datetime:
        if not self._changed(cleaned, "date", "start"):
            return self.stored.started_at if self.stored else self.now
        return self._instant(cleaned["date"], cleaned["start"])

    def _ended(self, cleaned: dict[str, Any]) -> dt.datetime | None:
        end: dt.time | None = cleaned.get("end")
        if end is None:
            return None
        old = self.stored
        if old and old.ended_at and not self._changed(cleaned, "start", "end"):
            moved: dt.datetime = cleaned["started_at"] + (old.ended_at - old.started_at)
            return moved
        day: dt.date = cleaned["date"] + (DAY if end < cleaned["start"] else dt.timedelta(0))
        # Within the minute of the start, whose seconds were kept, the end may not come before it.
        started: dt.datetime = cleaned["started_at"]
        return max(self._instant(day, end), started)

    def _changed(self, cleaned: dict[str, Any], *names: str) -> bool:
        return any(cleaned.get(name) != self.initial.get(name) for name in names)

    def _instant(self, day: dt.date, at: dt.time) -> dt.datetime:
        instant, odd = local_to_utc(dt.datetime.combine(day, at), self.zone)
        self.clock_changed = self.clock_changed or odd
        return instant

    def values(self) -> SessionValues:
        """The cleaned data."""
        cleaned = self.cleaned_data
        return SessionValues(
            name=cleaned["name"],
            started_at=cleaned["started_at"],
            ended_at=cleaned["ended_at"],
            notes=cleaned["notes"].strip(),
            calories=cleaned.get("calories"),
        )


def _minute(moment: dt.datetime) -> dt.time:
    return moment.time().replace(second=0, microsecond=0)


def new_session_initial(zone: ZoneInfo, now: dt.datetime | None = None) -> dict[str, Any]:
    """What the form of a new session starts with."""
    return {"name": name_by_time((now or timezone.now()).astimezone(zone))}
