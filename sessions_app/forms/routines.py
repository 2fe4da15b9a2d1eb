"""The forms of routines. Sets are written in lines: so many sets, their reps (5 or 8-12), their weight (60 or 70 %)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sessions_app import display
from sessions_app.forms.fields import ClockField, DecimalField, DistanceField, NameField, WeightField, WholeNumberField
from sessions_app.forms.sets import MAIN_FIELDS, MAX_SUPERSET, WEIGHT_LABELS
from sessions_app.forms.widgets import QuickHidden, QuickSelect, QuickText
from sessions_app.models import RoutineExercise, SetType
from sessions_app.models.routines import MAX_CYCLE, MAX_INCREMENT_KG, MAX_PER_WEEK, RULES
from sessions_app.models.vocabulary import Kind
from sessions_app.progression import Rule
from sessions_app.services.routines import RoutineExerciseValues, RoutineValues, TargetValues
from sharing.scope import Scope
from workouttracker.kit import limits
from workouttracker.kit.routine_file import MAX_TARGETS
from workouttracker.kit.text import one_line, parse_decimal
from workouttracker.kit.units import Unit, to_kg

MOST_LINES = 40
_RANGE = re.compile(r"(\d{1,4})(?:\s*(?:-|–|to|bis)\s*(\d{1,4}))?")
FOR_REPS = {Kind.WEIGHT_REPS, Kind.BODYWEIGHT, Kind.ASSISTED}
"""Kinds whose weight a rule can raise."""


class RepsRangeField(forms.CharField):
    """``5`` or ``8-12``: the least and the most reps of a set."""

    widget = QuickText

    def to_python(self, value: Any) -> Any:
        text = " ".join(str(value or "").split())
        if not text:
            return None
        match = _RANGE.fullmatch(text)
        low = int(match[1]) if match else 0
        high = int(match[2] or match[1]) if match else 0
        if match is None or not low <= high <= limits.MAX_REPS:
            raise ValidationError(
                _("“%(text)s” is no number of reps. Write it like 5, or like 8-12 for a range.") % {"text": text[:30]}
            )
        return low, high

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        low, high = value
        return f"{low}-{high}" if high != low else str(low)


class ShareField(forms.CharField):
    """``60`` in the athlete's unit, or ``70 %`` of the exercise's weight: (kilograms, None) or (None, per cent)."""

    widget = QuickText
    unit = Unit.KG

    def to_python(self, value: Any) -> Any:
        text = " ".join(str(value or "").split())
        if not text:
            return None
        try:
            number = parse_decimal(text.removesuffix("%").strip())
        except ValueError as error:
            raise ValidationError(
                _("“%(text)s” is no weight. Write it like 60, or like 70%% for a share.") % {"text": text[:30]}
            ) from error
        if text.endswith("%"):
            if not 1 <= number <= 200 or number != round(number, 1):
                raise ValidationError(_("“%(text)s”: a share is from 1 to 200%%.") % {"text": text[:30]})
            return None, number
        kilograms = to_kg(number, self.unit)
        if not 0 <= kilograms <= limits.MAX_WEIGHT_KG:
            raise ValidationError(_("“%(text)s” is more than anybody lifts.") % {"text": text[:30]})
        return kilograms, None

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        kilograms, percent = value
        if percent is not None:
            return display.percent(percent)
        return display.weight(kilograms, self.unit)


class TargetLineForm(forms.Form):
    """Some equal sets. An empty line counts as none."""

    sets = WholeNumberField(label=gettext_lazy("Sets"), minimum=1, maximum=20)
    reps = RepsRangeField(label=pgettext_lazy("in a narrow column", "Reps"), required=False)
    load = ShareField(label=gettext_lazy("Weight"), required=False)
    duration_seconds = ClockField(label=gettext_lazy("Duration"))
    distance_metres = DistanceField(label=gettext_lazy("Distance"))
    set_type = forms.TypedChoiceField(label=gettext_lazy("Type"), widget=QuickSelect)
    week = WholeNumberField(label=gettext_lazy("Week"), maximum=MAX_CYCLE)

    def __init__(self, *args: Any, set_types: Sequence[SetType], unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.set_types = set_types
        field: Any = self.fields["set_type"]
        field.choices = [(entry.pk, entry.label) for entry in set_types]
        field.coerce = {str(entry.pk): entry for entry in set_types}.__getitem__
        self.fields["load"].unit = unit  # type: ignore[attr-defined]
        self.fields["distance_metres"].unit = unit  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = [cleaned.get(name) for name in ("reps", "load", "duration_seconds", "distance_metres")]
        if not self.errors and cleaned.get("sets") is None and any(each is not None for each in said):
            cleaned["sets"] = 1
        return cleaned

    def targets(self) -> list[TargetValues]:
        """The sets of the line."""
        said = self.cleaned_data
        if not said.get("sets"):
            return []
        low, high = said["reps"] or (0, 0)
        weight, percent = said["load"] or (None, None)
        one = TargetValues(
            set_type=said["set_type"],
            week=said["week"] or 0,
            reps_low=low,
            reps_high=high,
            percent=percent,
            weight=weight,
            duration_seconds=said["duration_seconds"],
            distance_metres=said["distance_metres"],
        )
        return [one] * said["sets"]


class RoutineForm(forms.Form):
    """A routine as a whole."""

    name = NameField(missing=gettext_lazy("Give the routine a name, such as Push, pull, legs."))
    per_week = WholeNumberField(
        label=gettext_lazy("Sessions a week"),
        minimum=1,
        maximum=MAX_PER_WEEK,
        required=True,
        help_text=gettext_lazy("For the preview: the days take turns."),
    )
    notes = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=limits.NOTES_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )
    client_id = forms.UUIDField(required=False, widget=QuickHidden)
    revision = forms.IntegerField(required=False, widget=QuickHidden)

    def values(self) -> RoutineValues:
        """What the services want."""
        said = self.cleaned_data
        return RoutineValues(name=said["name"], notes=said["notes"].strip(), per_week=said["per_week"])


class DayForm(forms.Form):
    """The name of a day."""

    name = NameField(
        label=gettext_lazy("Name of the day"), missing=gettext_lazy("Give the day a name, such as Upper body.")
    )


class RoutineExerciseForm(forms.Form):
    """Sets, rest and rule of an exercise of a routine; the lines of sets are forms of their own (``lines``)."""

    base_weight = WeightField(
        label=gettext_lazy("Weight"), help_text=gettext_lazy("Empty: what you lift the first time.")
    )
    rest_seconds = ClockField(label=gettext_lazy("Rest"), help_text=gettext_lazy("1:30, or seconds"))
    superset_group = WholeNumberField(
        label=gettext_lazy("Superset"),
        minimum=1,
        maximum=MAX_SUPERSET,
        help_text=gettext_lazy("Same number, same superset"),
    )
    notes = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=limits.DESCRIPTION_LENGTH, widget=QuickText
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("Progression"), choices=[(key.value, label) for key, label in RULES.items()]
    )
    increment = WeightField(label=gettext_lazy("Step up"))
    successes_needed = WholeNumberField(
        label=gettext_lazy("After so many times"),
        minimum=1,
        maximum=20,
        help_text=gettext_lazy("All reps done, in a row"),
    )
    failures_allowed = WholeNumberField(
        label=gettext_lazy("Lighter after so many misses"), maximum=20, help_text=gettext_lazy("0: never")
    )
    deload_percent = DecimalField(label=gettext_lazy("Lighter by (%)"))
    training_percent = DecimalField(
        label=gettext_lazy("Share of the estimated 1RM (%)"),
        help_text=gettext_lazy(
            "Then the training maximum follows your log, such as 90. Empty: it is the weight above."
        ),
    )
    week = WholeNumberField(
        label=gettext_lazy("Week of the cycle"),
        minimum=1,
        maximum=MAX_CYCLE,
        help_text=gettext_lazy("Which one comes next"),
    )
    shared = forms.BooleanField(
        label=gettext_lazy("Same weight on all days of this routine"),
        required=False,
        help_text=gettext_lazy("It goes on together with this exercise on other days, if they say so as well."),
    )
    revision = forms.IntegerField(required=False, widget=QuickHidden)

    def __init__(
        self,
        data: Any = None,
        *,
        scope: Scope,
        row: RoutineExercise,
        set_types: Sequence[SetType],
        lines: int | None = None,
    ) -> None:
        owner = scope.require_owner()
        self.row, self.unit, self.kind = row, owner.weight_unit, row.exercise_type.kind
        super().__init__(data, initial=_initial(row))
        for name in ("base_weight", "increment"):
            field: Any = self.fields[name]
            field.unit, field.step, field.stored = self.unit, owner.step, getattr(row, name)
        self.fields["base_weight"].label = WEIGHT_LABELS.get(Kind(self.kind), self.fields["base_weight"].label)
        stored = lines_of(row)
        number = lines if lines is not None else max(len(stored) + 1, 2)
        self.lines = [
            TargetLineForm(
                data,
                prefix=f"line-{place}",
                set_types=set_types,
                unit=self.unit,
                initial=stored[place] if place < len(stored) else self._blank(set_types),
            )
            for place in range(min(number, MOST_LINES))
        ]

    def _blank(self, set_types: Sequence[SetType]) -> dict[str, Any]:
        usual = next((entry.pk for entry in set_types if entry.slug == "working"), None)
        return {"set_type": usual}

    @property
    def line_names(self) -> list[str]:
        """Which fields a line of this kind of exercise has."""
        names = {"weight": "load", "number_reps": "reps"}
        mine = [names.get(name, name) for name in MAIN_FIELDS[self.kind]]
        ordered = [name for name in ("reps", "load", "distance_metres", "duration_seconds") if name in mine]
        return ["sets", *ordered, "set_type", "week"]

    @property
    def has_weight(self) -> bool:
        """Whether a rule can raise anything."""
        return self.kind in FOR_REPS

    @property
    def has_base(self) -> bool:
        """Whether sets of this kind have a weight at all."""
        return "weight" in MAIN_FIELDS[self.kind]

    @property
    def rows(self) -> list[tuple[TargetLineForm, list[Any]]]:
        """Each line with its fields."""
        return [(line, [line[name] for name in self.line_names]) for line in self.lines]

    def is_valid(self) -> bool:
        lines = [line.is_valid() for line in self.lines]  # each of them, to say all that is wrong
        return super().is_valid() and all(lines)

    def clean_deload_percent(self) -> Decimal:
        return _percent(self.cleaned_data["deload_percent"], Decimal(10), 0, 90)

    def clean_training_percent(self) -> Decimal | None:
        value = self.cleaned_data["training_percent"]
        return None if value is None else _percent(value, value, 30, 120)

    def clean_increment(self) -> Decimal:
        value: Decimal = self.cleaned_data["increment"] or Decimal(0)
        if value > MAX_INCREMENT_KG:
            raise ValidationError(
                _("The step is more than %(most)s.") % {"most": display.weight_with_unit(MAX_INCREMENT_KG, self.unit)}
            )
        return value

    def values(self) -> RoutineExerciseValues:
        """What the services want; the form and its lines are valid."""
        said = self.cleaned_data
        targets = [target for line in self.lines for target in line.targets()]
        rule = said["rule"] if self.has_weight else Rule.NONE.value
        if rule != Rule.PERCENT:
            targets = [replace(target, week=0) for target in targets]
        return RoutineExerciseValues(
            targets=targets,
            rule=rule,
            superset_group=said["superset_group"],
            rest_seconds=said["rest_seconds"],
            notes=one_line(said["notes"]),
            increment=said["increment"],
            successes_needed=said["successes_needed"] or 1,
            failures_allowed=3 if said["failures_allowed"] is None else said["failures_allowed"],
            deload_percent=said["deload_percent"],
            training_percent=said["training_percent"] if rule == Rule.PERCENT else None,
            shared=said["shared"],
            base_weight=said["base_weight"],
            week=(said["week"] or 1) if rule == Rule.PERCENT else 1,
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        total = sum(line.cleaned_data.get("sets") or 0 for line in self.lines if line.is_valid())
        if total > MAX_TARGETS:
            self.add_error(
                None, _("An exercise holds at most %(number)s sets.") % {"number": display.number(MAX_TARGETS)}
            )
        return cleaned


def _percent(value: Decimal | None, usual: Decimal, least: int, most: int) -> Decimal:
    value = usual if value is None else value
    if not least <= value <= most or value != round(value, 1):
        raise ValidationError(_("A number from %(least)s to %(most)s.") % {"least": least, "most": most})
    return value


def _initial(row: RoutineExercise) -> dict[str, Any]:
    names = (
        *("base_weight", "rest_seconds", "superset_group", "notes", "rule", "increment", "successes_needed"),
        *("failures_allowed", "deload_percent", "training_percent", "week", "shared", "revision"),
    )
    return {name: getattr(row, name) for name in names}


def lines_of(row: RoutineExercise) -> list[dict[str, Any]]:
    """The targets of an exercise as initial values of lines: equal ones in a row make one."""
    made = []
    for key, same in groupby(row.targets.all(), key=_alike):
        set_type, week, low, high, percent, weight, seconds, metres = key
        made.append(
            {
                "sets": len(list(same)),
                "reps": (low, high) if high else None,
                "load": None if percent is None and weight is None else (weight, percent),
                "duration_seconds": seconds,
                "distance_metres": metres,
                "set_type": set_type,
                "week": week or None,
            }
        )
    return made


def _alike(target: Any) -> tuple[Any, ...]:
    """What two targets have to have in common to stand in one line."""
    return (
        *(target.set_type_id, target.week, target.reps_low, target.reps_high, target.percent, target.weight),
        *(target.duration_seconds, target.distance_metres),
    )


class RoutineFileForm(forms.Form):
    """A file with one routine, or its text."""

    file = forms.FileField(
        label=gettext_lazy("File"), required=False, widget=forms.FileInput({"accept": ".json,application/json"})
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
    )
    MOST_BYTES = 1_000_000

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if not self.errors and file is None and not cleaned.get("text", "").strip():
            self.add_error("file", _("Choose a file, or paste its text."))
        elif file is not None and file.size > self.MOST_BYTES:
            self.add_error("file", _("This file is too large for a routine."))
        return cleaned

    def document(self) -> bytes:
        """What was sent."""
        file = self.cleaned_data.get("file")
        sent: bytes = file.read() if file is not None else self.cleaned_data["text"].encode()
        return sent
