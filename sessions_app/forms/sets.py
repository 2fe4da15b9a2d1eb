"""The form of one set. Its exercise decides which fields stand in front; all of them may always be filled."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sessions_app.forms.fields import (
    ClockField,
    DistanceField,
    RpeField,
    WeightField,
    WholeNumberField,
)
from sessions_app.forms.widgets import QuickHidden, QuickSelect, QuickText, QuickTextarea
from sessions_app.models import ExerciseType, SetType, WorkoutSet
from sessions_app.models.vocabulary import Kind
from sessions_app.plans import PlannedSet
from sessions_app.reads import ExerciseChoice, SetRow
from sessions_app.services import SetValues
from sharing.scope import Scope
from workouttracker.kit import limits
from workouttracker.kit.text import one_line

MAIN_FIELDS: dict[str, tuple[str, ...]] = {
    Kind.WEIGHT_REPS: ("weight", "number_reps"),
    Kind.BODYWEIGHT: ("number_reps", "weight"),
    Kind.ASSISTED: ("weight", "number_reps"),
    Kind.REPS_ONLY: ("number_reps",),
    Kind.DURATION: ("duration_seconds",),
    Kind.DISTANCE: ("distance_metres", "duration_seconds"),
    Kind.WEIGHT_DURATION: ("weight", "duration_seconds"),
    Kind.WEIGHT_DISTANCE: ("weight", "distance_metres"),
}
"""Which fields a set of each kind is about, most important first."""
NUMBER_FIELDS = ("weight", "number_reps", "duration_seconds", "distance_metres")
WEIGHT_LABELS = {
    Kind.BODYWEIGHT: gettext_lazy("Added weight"),
    Kind.ASSISTED: gettext_lazy("Help"),
}
MAX_SUPERSET = 99


class ExerciseField(forms.ModelChoiceField[ExerciseType]):
    """An exercise by its key; one that is ``known`` already isn't asked for."""

    known: ExerciseType | None = None

    def to_python(self, value: Any) -> Any:
        if self.known is not None and str(value) == str(self.known.pk):
            return self.known
        return super().to_python(value)


class SetForm(forms.Form):
    """Add or change a set. ``values()`` gives what the services want.

    ``exercise`` is the one whose kind shapes the form. ``stored`` is the set being changed: a weight, distance or time
    left as it was shown stays exactly as stored. ``set_types`` and ``known`` (the exercise that is likely meant) spare
    the queries when they are there already.
    """

    exercise_type = ExerciseField(
        queryset=None,
        label=gettext_lazy("Exercise"),
        empty_label=None,
        widget=QuickHidden,
        error_messages={
            "required": gettext_lazy("Choose an exercise."),
            "invalid_choice": gettext_lazy("That exercise is not there any more. Choose another one."),
        },
    )
    set_type = forms.TypedChoiceField(label=gettext_lazy("Type"), widget=QuickSelect)
    weight = WeightField(label=gettext_lazy("Weight"))
    number_reps = WholeNumberField(label=gettext_lazy("Reps"), maximum=limits.MAX_REPS)
    duration_seconds = ClockField(label=gettext_lazy("Duration"), help_text=gettext_lazy("1:30, or seconds"))
    distance_metres = DistanceField(label=gettext_lazy("Distance"), help_text=gettext_lazy("400, 5 km or 3 mi"))
    rpe = RpeField(
        label=pgettext_lazy("rate of perceived exertion", "RPE"), help_text=gettext_lazy("1 to 10, in halves")
    )
    rest_seconds = ClockField(label=gettext_lazy("Rest"), help_text=gettext_lazy("1:30, or seconds"))
    superset_group = WholeNumberField(
        label=gettext_lazy("Superset"),
        minimum=1,
        maximum=MAX_SUPERSET,
        help_text=gettext_lazy("Same number, same superset"),
    )
    notes = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=limits.NOTES_LENGTH, widget=QuickTextarea({"rows": 2})
    )
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, max_length=limits.DESCRIPTION_LENGTH, widget=QuickText
    )
    target_reps = WholeNumberField(label=gettext_lazy("Target reps"), maximum=limits.MAX_REPS, widget=QuickHidden)
    client_id = forms.UUIDField(required=False, widget=QuickHidden)
    revision = forms.IntegerField(required=False, widget=QuickHidden)

    def __init__(
        self,
        *args: Any,
        scope: Scope,
        exercise: ExerciseChoice | None = None,
        stored: WorkoutSet | None = None,
        exercise_choices: list[Any] | None = None,
        set_types: list[SetType] | None = None,
        known: ExerciseType | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.stored = stored
        rows = SetType.objects.visible_to(scope).only("owner", "name", "slug", "is_warm_up")
        self.set_types: list[SetType] = list(rows) if set_types is None else set_types
        self._prepare_exercise(scope, exercise_choices, known)
        self._prepare_set_type()
        self._prepare_units(scope)
        self.exercise = exercise
        self.kind = Kind.WEIGHT_REPS
        if exercise:
            self._shape(exercise)

    def _shape(self, exercise: ExerciseChoice) -> None:
        """Let the kind of ``exercise`` decide what stands in front and what the weight is called."""
        self.exercise, self.kind = exercise, Kind(exercise.kind)
        self.fields["weight"].label = WEIGHT_LABELS.get(self.kind, self.base_fields["weight"].label)

    def _prepare_exercise(self, scope: Scope, choices: list[Any] | None, known: ExerciseType | None) -> None:
        field: Any = self.fields["exercise_type"]
        field.queryset, field.known = ExerciseType.objects.visible_to(scope), known
        if choices is not None:
            field.widget = QuickSelect(choices=choices)

    def _prepare_set_type(self) -> None:
        by_id = {str(entry.pk): entry for entry in self.set_types}
        field = self.fields["set_type"]
        field.choices = [(entry.pk, entry.label) for entry in self.set_types]  # type: ignore[attr-defined]
        field.coerce = by_id.__getitem__  # type: ignore[attr-defined]
        usual = next((entry for entry in self.set_types if entry.slug == "working"), None)
        if "set_type" not in self.initial and self.set_types:
            self.initial["set_type"] = (usual or self.set_types[0]).pk

    def _prepare_units(self, scope: Scope) -> None:
        owner = scope.require_owner()
        self.unit = owner.weight_unit
        for name, field in self.fields.items():
            if isinstance(field, WeightField | DistanceField):
                field.unit = self.unit
            if isinstance(field, WeightField):
                field.step = owner.step
            if self.stored is not None and name in SetValues.__dataclass_fields__:
                field.stored = getattr(self.stored, name)  # type: ignore[attr-defined]

    def clean_exercise_type(self) -> ExerciseType:
        exercise: ExerciseType = self.cleaned_data["exercise_type"]
        self._shape(ExerciseChoice(exercise.pk, exercise.name, exercise.kind))
        return exercise

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        numbers = ("number_reps", "duration_seconds", "distance_metres")
        if not any(name in self.errors for name in numbers) and all(cleaned.get(name) is None for name in numbers):
            main = next((name for name in self.main_names if name != "weight"), "number_reps")
            self.add_error(main, _("A set needs reps, a duration or a distance."))
        return cleaned

    def values(self) -> SetValues:
        """The cleaned data; what the form does not ask for is kept from the stored set."""
        cleaned = self.cleaned_data
        return SetValues(
            exercise_type=cleaned["exercise_type"],
            set_type=cleaned["set_type"],
            number_reps=cleaned["number_reps"] or 0,
            weight=cleaned["weight"] or Decimal(0),
            target_reps=self.stored.target_reps if self.stored else cleaned["target_reps"],
            rpe=cleaned["rpe"],
            rest_seconds=cleaned["rest_seconds"],
            duration_seconds=cleaned["duration_seconds"],
            distance_metres=cleaned["distance_metres"],
            superset_group=cleaned["superset_group"],
            description=one_line(cleaned["description"]),
            notes=cleaned["notes"].strip(),
        )

    def texts_like(self, row: SetRow | PlannedSet) -> dict[str, str]:
        """What the fields hold for a set like ``row``, by their names."""
        values = {name: value for name, value in initial_of(row).items() if name != "superset_group"}
        texts = {name: self.fields[name].prepare_value(value) for name, value in values.items()}
        return {name: "" if text is None else str(text) for name, text in texts.items()}

    @property
    def warm_up_ids(self) -> str:
        """The keys of the types that count as warm-up, for the scripts."""
        return " ".join(str(entry.pk) for entry in self.set_types if entry.is_warm_up)

    @property
    def main_names(self) -> tuple[str, ...]:
        return MAIN_FIELDS[self.kind]

    @property
    def main_fields(self) -> list[BoundField]:
        """The fields this exercise's sets are about."""
        return [self[name] for name in self.main_names]

    @property
    def more_fields(self) -> list[BoundField]:
        """Everything else, folded away until it holds something."""
        rest = ("rpe", "rest_seconds", *NUMBER_FIELDS, "superset_group", "notes", "description")
        return [self[name] for name in rest if name not in self.main_names]

    @property
    def more_is_open(self) -> bool:
        """Whether a folded field holds something wrong, or something at all in the form of a stored set."""
        if any(field.errors for field in self.more_fields):
            return True
        return self.stored is not None and any(field.value() for field in self.more_fields)


def initial_of(row: WorkoutSet | SetRow | PlannedSet) -> dict[str, Any]:
    """What the form of the next set takes over; no added weight, and no reps beside a time, show as empty."""
    timed = row.duration_seconds is not None or row.distance_metres is not None
    planned = {"target_reps": row.number_reps or None} if isinstance(row, PlannedSet) else {}
    return {
        "set_type": row.set_type_id,
        "weight": row.weight or None,
        "number_reps": row.number_reps or (None if timed else 0),
        "duration_seconds": row.duration_seconds,
        "distance_metres": row.distance_metres,
        "superset_group": row.superset_group,
        **planned,
    }


def initial_of_stored(row: WorkoutSet) -> dict[str, Any]:
    """A stored set, to be changed."""
    return initial_of(row) | {
        "exercise_type": row.exercise_type_id,
        "rpe": row.rpe,
        "rest_seconds": row.rest_seconds,
        "notes": row.notes,
        "description": row.description,
        "revision": row.revision,
    }


def initial_of_next(exercise: ExerciseChoice, last: SetRow | WorkoutSet | PlannedSet | None) -> dict[str, Any]:
    """A new set of ``exercise``, filled from ``last``, the latest one of it."""
    fresh: dict[str, Any] = {"exercise_type": exercise.id, "client_id": uuid.uuid4()}
    return (initial_of(last) if last else {}) | fresh
