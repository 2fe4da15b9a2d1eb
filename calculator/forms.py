"""What the calculator asks for. All of it lives in the query string; numbers as people type them."""

import uuid
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from calculator import formulas
from calculator.gear import GearSet
from calculator.plates import HEAVIEST, MOST_BARS, MOST_KINDS, MOST_PAIRS, STEP, Pair
from calculator.warm_up import MOST_SCHEMES, SCHEMES, USUAL, Scheme, Step, parse_scheme
from sessions_app import display
from sessions_app.forms.fields import DecimalField, WeightField, WholeNumberField
from sessions_app.forms.widgets import QuickHidden, QuickSelect, QuickText, QuickTextarea
from sessions_app.models import ExerciseType
from sessions_app.search import exercises_used
from sharing.scope import Scope
from workouttracker.kit.units import Unit, from_kg, to_kg

SCHEME_NAMES = {
    "short": pgettext_lazy("warm-up", "Short"),
    "usual": pgettext_lazy("warm-up", "Usual"),
    "long": pgettext_lazy("warm-up", "Long, for heavy days"),
}


class LiftedField(WeightField):
    """A weight above 0 up to 1000 kg, typed in ``unit``; gives the number as typed, in that unit."""

    def shown(self, value: Decimal) -> str:
        return display.number(value, grouped=False)

    def parsed(self, text: str) -> Decimal:
        value = DecimalField.parsed(self, text)
        if not 0 < to_kg(value, self.unit) <= formulas.MAX_WEIGHT_KG:
            most = from_kg(formulas.MAX_WEIGHT_KG, self.unit).quantize(Decimal(1), rounding=ROUND_FLOOR)
            raise ValidationError(
                _("“%(text)s”: the weight has to be above 0 and at most %(most)s %(unit)s.")
                % {"text": text, "most": display.number(most), "unit": self.unit.value}
            )
        return value


class ToolForm(forms.Form):
    """A weight in ``unit``. Read with ``is_valid``; without data the usual values stand in the fields."""

    weight = LiftedField(
        label=gettext_lazy("Weight"), required=True, error_messages={"required": gettext_lazy("Say how heavy it is.")}
    )

    def __init__(self, data: Any, *, unit: Unit, **options: Any) -> None:
        """``data`` fills what it holds; what it doesn't hold is filled with the usual values."""
        self.unit = unit
        usual = self.usual_values(unit)
        sent = {name: data.get(name, usual[name]) for name in usual}
        super().__init__(sent, auto_id="tool-%s", **options)
        self.fields["weight"].unit = unit  # type: ignore[attr-defined]

    def usual_values(self, unit: Unit) -> dict[str, str]:
        """What stands in the fields at first."""
        return {"weight": "225" if unit is Unit.LB else "100"}


class EstimateForm(ToolForm):
    """A set from which a one-rep max is estimated."""

    reps = WholeNumberField(
        label=gettext_lazy("Reps"),
        required=True,
        minimum=formulas.MIN_REPS,
        maximum=formulas.MAX_REPS,
        error_messages={"required": gettext_lazy("Say how many reps it was.")},
    )

    def usual_values(self, unit: Unit) -> dict[str, str]:
        return super().usual_values(unit) | {"reps": "5"}


class SaveForm(EstimateForm):
    """The set of an estimate that is to be kept, and which exercise it was, when that is to be said."""

    exercise: forms.ModelChoiceField[ExerciseType] = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Exercise"),
        required=False,
        widget=QuickSelect,
        error_messages={"invalid_choice": gettext_lazy("That exercise is not there any more. Choose another one.")},
    )
    client_id = forms.UUIDField(required=False, widget=QuickHidden)

    def __init__(self, data: Any, *, unit: Unit, scope: Scope) -> None:
        super().__init__(data, unit=unit)
        self.data = {
            **self.data,
            "exercise": data.get("exercise", ""),
            "client_id": data.get("client_id") or str(uuid.uuid4()),
        }
        field = self.fields["exercise"]
        field.queryset = ExerciseType.objects.visible_to(scope)  # type: ignore[attr-defined]
        used = exercises_used(scope).values_list("pk", "name")
        field.widget = QuickSelect(choices=[("", _("No particular one")), *used])


class PlatesForm(ToolForm):
    """A weight to load on one of the athlete's bars."""

    bar = forms.TypedChoiceField(label=gettext_lazy("Bar"), coerce=Decimal, widget=QuickSelect)

    def __init__(self, data: Any, *, gear: GearSet) -> None:
        self.gear = gear
        super().__init__(data, unit=gear.unit)
        self.fields["bar"].choices = [  # type: ignore[attr-defined]
            (str(bar), f"{display.number(bar)}\N{NO-BREAK SPACE}{gear.unit.value}") for bar in gear.bars
        ]

    def usual_values(self, unit: Unit) -> dict[str, str]:
        return super().usual_values(unit) | {"bar": str(self.gear.bars[0])}


class WarmUpForm(PlatesForm):
    """A working weight and how long the way up to it is."""

    scheme = forms.ChoiceField(label=gettext_lazy("Warm-up"), widget=QuickSelect)

    def __init__(self, data: Any, *, gear: GearSet, own: Sequence[Scheme] = ()) -> None:
        self.steps_by_key = {f"own-{place}": each.steps for place, each in enumerate(own, start=1)} | dict(SCHEMES)
        super().__init__(data, gear=gear)
        names = {f"own-{place}": each.name for place, each in enumerate(own, start=1)}
        self.fields["scheme"].choices = [*names.items(), *((key, SCHEME_NAMES[key]) for key in SCHEMES)]  # type: ignore[attr-defined]

    def usual_values(self, unit: Unit) -> dict[str, str]:
        return super().usual_values(unit) | {"scheme": "own-1" if "own-1" in self.steps_by_key else USUAL}

    @property
    def steps(self) -> tuple[Step, ...]:
        """The chosen way up; only after the form was found right."""
        return self.steps_by_key[self.cleaned_data["scheme"]]


class WarmUpsForm(forms.Form):
    """The athlete's own ways to warm up, a line each."""

    schemes = forms.CharField(
        label=gettext_lazy("Your warm-ups"),
        required=False,
        max_length=2000,
        widget=QuickTextarea({"rows": 5}),
        help_text=gettext_lazy(
            "One on each line: a name, a colon, then per cent × reps of each set; 0 is the bar, a third number is how "
            "many sets. The first one is the one you use most."
        ),
    )

    def clean_schemes(self) -> list[Scheme]:
        """The lines that hold something."""
        found = []
        for number, line in enumerate(self.cleaned_data["schemes"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                found.append(parse_scheme(line))
            except ValueError as error:
                raise ValidationError(
                    _("Line %(number)s, “%(text)s”: write it like “Bench: 0×10, 50×5, 80×2”.")
                    % {"number": number, "text": str(error)[:60]}
                ) from error
        names = [each.name.casefold() for each in found]
        if len(found) > MOST_SCHEMES or len(set(names)) < len(names):
            raise ValidationError(
                _("Keep at most %(most)s warm-ups, each with a name of its own.") % {"most": MOST_SCHEMES}
            )
        return found


class PlateField(DecimalField):
    """The weight of a plate or a bar, as it is stamped."""

    def parsed(self, text: str) -> Decimal:
        value = super().parsed(text)
        if not 0 < value <= HEAVIEST or value % STEP:
            raise ValidationError(
                _("“%(text)s”: a weight is above 0, at most %(most)s, in steps of %(step)s.")
                % {"text": text, "most": display.number(HEAVIEST), "step": display.number(STEP)}
            )
        return value


class BarsField(forms.CharField):
    """Several bars, separated by spaces; the first one is the usual one."""

    widget = QuickText

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else " ".join(display.number(bar, grouped=False) for bar in value or ())

    def clean(self, value: Any) -> tuple[Decimal, ...]:
        """The bars in the order typed, each once."""
        text: str = super().clean(value)
        bars = tuple(dict.fromkeys(PlateField().clean(part) for part in text.replace(";", " ").split()))
        if not 1 <= len(bars) <= MOST_BARS:
            raise ValidationError(
                _("“%(text)s”: write one to %(most)s bars.") % {"text": text, "most": MOST_BARS}, code="number"
            )
        return bars


class GearForm(forms.Form):
    """The athlete's bars; plates stand in rows of ``PlateForm``."""

    bars = BarsField(
        label=gettext_lazy("Bars"),
        help_text=gettext_lazy("Their weights, with spaces between. The first one is the one you use most."),
        max_length=100,
        error_messages={"required": gettext_lazy("Write at least one bar.")},
    )


class PlateForm(forms.Form):
    """One kind of plate and how many pairs of it there are."""

    weight = PlateField(label=gettext_lazy("Plate"))
    pairs = WholeNumberField(label=gettext_lazy("Pairs"), maximum=MOST_PAIRS)

    @property
    def pair(self) -> Pair | None:
        """The row, unless it is empty."""
        weight, pairs = self.cleaned_data.get("weight"), self.cleaned_data.get("pairs")
        return Pair(weight, pairs) if weight and pairs else None


class PlateRows(forms.BaseFormSet[PlateForm]):
    def clean(self) -> None:
        weights = [pair.weight for pair in self.pairs]
        twice = next((weight for weight in weights if weights.count(weight) > 1), None)
        if twice is not None:
            raise ValidationError(
                _("The %(weight)s plate stands in two rows. Put its pairs into one.")
                % {"weight": display.number(twice)}
            )

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The rows that hold something, the heaviest plate first."""
        found = (form.pair for form in self.forms if not form.errors)
        return tuple(sorted((pair for pair in found if pair), key=lambda pair: -pair.weight))


def plate_rows(data: Any, *, plates: Sequence[Pair]) -> PlateRows:
    """As many rows as a rack may have kinds of plates, filled with ``plates``."""
    made: type[PlateRows] = forms.formset_factory(  # type: ignore[assignment]
        PlateForm, formset=PlateRows, extra=0, min_num=MOST_KINDS, max_num=MOST_KINDS, validate_max=True
    )
    return made(data, initial=[{"weight": pair.weight, "pairs": pair.pairs} for pair in plates])
