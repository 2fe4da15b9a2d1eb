"""An exercise of one's own, made in passing while logging."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from sessions_app.models.vocabulary import Equipment, Kind
from workouttracker.kit import limits
from workouttracker.kit.text import one_line


class ExerciseForm(forms.Form):
    """Name, kind and equipment of a new exercise."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=limits.NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the exercise a name.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("A set consists of"), choices=Kind.choices, initial=Kind.WEIGHT_REPS)
    equipment = forms.ChoiceField(
        label=gettext_lazy("Equipment"), choices=Equipment.choices, initial=Equipment.OTHER, required=False
    )

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_equipment(self) -> str:
        return self.cleaned_data["equipment"] or Equipment.OTHER

    def values(self) -> dict[str, Any]:
        """Keyword arguments of ``exercise_create``."""
        return {name: self.cleaned_data[name] for name in ("name", "kind", "equipment")}
