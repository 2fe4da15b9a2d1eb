"""The grid of all reps of a set: a weight and a tick for each."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from sessions_app.forms.fields import WeightField
from sessions_app.forms.widgets import QuickHidden
from sessions_app.sums import RepValue
from workouttracker.kit.units import Unit


class RepLine(NamedTuple):
    """One line of the grid."""

    number: int
    weight: BoundField
    success: BoundField


class RepsForm(forms.Form):
    """Fields ``weight-<n>`` and ``success-<n>`` for each rep, numbered from 1, and the set's ``revision``."""

    revision = forms.IntegerField(required=False, widget=QuickHidden)

    def __init__(self, *args: Any, reps: Sequence[RepValue], unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.number, self.unit = len(reps), unit
        for number, rep in enumerate(reps, start=1):
            label = _("Weight of rep %(number)s (%(unit)s)") % {"number": number, "unit": unit.value}
            weight = WeightField(label=label, required=True, initial=rep.weight)
            weight.unit, weight.stored = unit, rep.weight
            weight.widget.attrs |= {"aria-label": label, "class": "input"}
            weight.error_messages["required"] = _("Enter the weight of rep %(number)s.") % {"number": number}
            self.fields[f"weight-{number}"] = weight
            label = _("Rep %(number)s done") % {"number": number}
            tick = forms.CheckboxInput({"aria-label": label})
            done = forms.BooleanField(label=label, required=False, initial=rep.success, widget=tick)
            self.fields[f"success-{number}"] = done

    def lines(self) -> Iterator[RepLine]:
        """The grid, line by line."""
        for number in range(1, self.number + 1):
            yield RepLine(number, self[f"weight-{number}"], self[f"success-{number}"])

    def values(self) -> list[RepValue]:
        """The cleaned reps in order."""
        cleaned = self.cleaned_data
        numbers = range(1, self.number + 1)
        return [RepValue(cleaned[f"weight-{number}"], cleaned[f"success-{number}"]) for number in numbers]
