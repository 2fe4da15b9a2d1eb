"""The form of a goal. Its kind decides what it asks for."""

import datetime as dt
from decimal import ROUND_UP, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app import display
from sessions_app.forms.fields import DayField, WeightField, WholeNumberField
from sessions_app.forms.widgets import QuickHidden, QuickText
from sessions_app.models import ExerciseType, Goal
from sessions_app.models.routines import MAX_PER_WEEK
from sessions_app.services.goals import GoalValues
from sharing.scope import Scope
from workouttracker.kit import limits
from workouttracker.kit.text import one_line

WEEKS = 12
"""How far away a new goal is unless somebody says otherwise."""
YEARS = 10
FIELDS = {
    Goal.Kind.ONE_REP_MAX: ("weight", "due_date"),
    Goal.Kind.WEIGHT_REPS: ("weight", "reps", "due_date"),
    Goal.Kind.SESSIONS_WEEK: ("count", "due_date"),
    Goal.Kind.BODY_WEIGHT: ("weight", "due_date"),
}
"""What a goal of each kind is about."""


class GoalForm(forms.Form):
    """A goal of one ``kind``, of ``exercise`` where it has one."""

    weight = WeightField(label=gettext_lazy("Weight to reach"), required=True)
    reps = WholeNumberField(label=gettext_lazy("Reps"), minimum=1, maximum=limits.MAX_REPS, required=True)
    count = WholeNumberField(label=gettext_lazy("Sessions a week"), minimum=1, maximum=MAX_PER_WEEK, required=True)
    due_date = DayField(label=gettext_lazy("Until"))
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=limits.DESCRIPTION_LENGTH, widget=QuickText
    )
    client_id = forms.UUIDField(required=False, widget=QuickHidden)
    revision = forms.IntegerField(required=False, widget=QuickHidden)

    def __init__(
        self,
        data: Any = None,
        *,
        scope: Scope,
        kind: str,
        exercise: ExerciseType | None,
        today: dt.date,
        stored: Goal | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.kind, self.exercise, self.today, self.stored = kind, exercise, today, stored
        for name in {"weight", "reps", "count"} - set(FIELDS[Goal.Kind(kind)]):
            del self.fields[name]
        if "weight" in self.fields:
            owner, field = scope.require_owner(), self.fields["weight"]
            field.unit, field.step = owner.weight_unit, owner.step  # type: ignore[attr-defined]
            field.stored = stored.weight if stored else None  # type: ignore[attr-defined]
            field.label = f"{field.label} ({owner.weight_unit.value})"

    def clean_weight(self) -> Decimal:
        value: Decimal = self.cleaned_data["weight"]
        if value <= 0:
            self.add_error("weight", _("Enter a weight above 0."))
        return value

    def clean_due_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_date"]
        least = self.stored.start_date if self.stored else self.today
        if not least <= day <= self.today + dt.timedelta(days=366 * YEARS):
            self.add_error(
                "due_date",
                _("Choose a day from %(day)s on, within ten years.") % {"day": display.day(least, self.today)},
            )
        return day

    def values(self, start_weight: Decimal | None) -> GoalValues:
        """What the services want."""
        said = self.cleaned_data
        return GoalValues(
            kind=self.kind,
            exercise_type=self.exercise,
            weight=said.get("weight"),
            reps=said.get("reps"),
            count=said.get("count"),
            start_weight=start_weight,
            due_date=said["due_date"],
            note=one_line(said["note"]),
        )


def usual_goal(kind: str, now: Decimal | None, step: Decimal, today: dt.date) -> dict[str, Any]:
    """What a new goal is filled with: a twentieth more than now on plates that exist, in twelve weeks."""
    initial: dict[str, Any] = {"due_date": today + dt.timedelta(weeks=WEEKS), "reps": 5, "count": 3}
    if now and kind != Goal.Kind.BODY_WEIGHT:
        more = now * Decimal("1.05") if kind == Goal.Kind.ONE_REP_MAX else now * Decimal("0.9")
        initial["weight"] = (more / step).quantize(Decimal(1), rounding=ROUND_UP) * step
    elif now:
        initial["weight"] = now
    return initial
