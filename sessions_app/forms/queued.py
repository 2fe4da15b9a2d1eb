"""What a browser kept in its queue, put into the forms that pages use: one set of rules, wherever a set is typed.

Values come from JSON, so they may be of any type. ``plain`` makes text of what means a text; anything else stays
something that no field accepts and is answered like any other wrong value.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app.forms.fields import DistanceField, WeightField
from sessions_app.forms.sessions import DAY, SessionForm
from sessions_app.forms.sets import SetForm
from sessions_app.models import ExerciseType, SetType
from sessions_app.services import SessionValues
from sessions_app.session_names import name_by_time
from sharing.scope import Scope
from workouttracker.kit.text import one_line
from workouttracker.kit.units import Unit

FORM_NAMES = {
    "exercise": "exercise_type",
    "set_type": "set_type",
    "weight": "weight",
    "reps": "number_reps",
    "target_reps": "target_reps",
    "rpe": "rpe",
    "rest_seconds": "rest_seconds",
    "duration_seconds": "duration_seconds",
    "distance_metres": "distance_metres",
    "superset_group": "superset_group",
    "notes": "notes",
    "description": "description",
}
"""How the queue calls what the form of a set asks for."""
_EARLIEST = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)


def plain(value: object) -> str:
    """Text and numbers as text, nothing as nothing; what else JSON can hold as its type's name."""
    if value is None:
        return ""
    if isinstance(value, str):
        # JSON can spell half a character ("\ud83d"), which no database takes.
        return value.encode(errors="replace").decode()
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return type(value).__name__


class QueuedSetForm(SetForm):
    """The form of a set, filled from an ``item`` of the queue; weights are in the unit that they were typed in."""

    def __init__(
        self, item: Mapping[str, object], *, scope: Scope, set_types: list[SetType], known: ExerciseType | None = None
    ) -> None:
        data = {form_name: plain(item.get(name)) for name, form_name in FORM_NAMES.items()}
        data["set_type"] = data["set_type"] or _usual(set_types)
        super().__init__(data, scope=scope, set_types=set_types, known=known)
        self.unit_typed = plain(item.get("unit"))
        if self.unit_typed in {unit.value for unit in Unit}:
            self.unit = Unit(self.unit_typed)
            for field in self.fields.values():
                if isinstance(field, WeightField | DistanceField):
                    field.unit = self.unit

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.unit_typed and self.unit_typed != self.unit.value:
            self.add_error("weight", _("“%(unit)s” is no unit of weight: kg or lb.") % {"unit": self.unit_typed[:20]})
        return cleaned


def _usual(set_types: list[SetType]) -> str:
    """The ordinary working set, for a set whose type nobody named."""
    usual = next((entry for entry in set_types if entry.slug == "working"), None) or next(iter(set_types), None)
    return str(usual.pk) if usual else ""


class InstantField(forms.Field):
    """A moment as browsers write it, with its zone: ``2026-06-30T18:30:00.123Z``."""

    def to_python(self, value: Any) -> dt.datetime | None:
        if not value:
            return None
        try:
            moment = dt.datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None or moment < _EARLIEST:
            raise ValidationError(
                _("“%(text)s” is not a moment. Write it like 2026-06-30T18:30:00Z.") % {"text": str(value)[:40]}
            )
        if moment > timezone.now() + DAY:
            raise ValidationError(_("“%(text)s” is in the future.") % {"text": str(value)[:40]})
        return moment.astimezone(dt.UTC)


class QueuedSessionForm(forms.Form):
    """The session of a queued set: one that exists (``id``), or one that was begun without network (``client_id``).

    That one may have been begun by a day of a routine.
    """

    id = forms.IntegerField(required=False, min_value=1)
    client_id = forms.UUIDField(required=False)
    name = forms.CharField(required=False, max_length=SessionForm.base_fields["name"].max_length)  # type: ignore[attr-defined]
    started_at = InstantField(required=False, label=gettext_lazy("Start"))
    routine_day = forms.IntegerField(required=False, min_value=1)

    def __init__(self, session: object, *, scope: Scope) -> None:
        known = session if isinstance(session, Mapping) else {}
        self.scope = scope
        super().__init__({name: plain(known.get(name)) for name in self.base_fields})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned["id"] and not cleaned["client_id"]:
            self.add_error(None, _("The set does not say which session it belongs to."))
        return cleaned

    def values(self) -> SessionValues:
        """What the new session is to be; without a name it gets one by its time."""
        started = self.cleaned_data["started_at"] or timezone.now()
        here = started.astimezone(self.scope.require_owner().zone)
        return SessionValues(name=one_line(self.cleaned_data["name"]) or name_by_time(here), started_at=started)
