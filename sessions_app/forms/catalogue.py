"""Exercises and set types of one's own: made in passing while logging, or looked after on their pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from sessions_app.exercise_list import ExerciseFilter
from sessions_app.forms.fields import NameField
from sessions_app.models import ExerciseType
from sessions_app.models.vocabulary import Equipment, Kind, Muscle
from sessions_app.services.own_catalogue import ExerciseValues, SetTypeValues
from workouttracker.kit import limits
from workouttracker.kit.text import one_line


class ExerciseForm(forms.Form):
    """Name, kind and equipment of a new exercise."""

    name = NameField(missing=gettext_lazy("Give the exercise a name."))
    kind = forms.ChoiceField(label=gettext_lazy("A set consists of"), choices=Kind.choices, initial=Kind.WEIGHT_REPS)
    equipment = forms.ChoiceField(
        label=gettext_lazy("Equipment"), choices=Equipment.choices, initial=Equipment.OTHER, required=False
    )

    def clean_equipment(self) -> str:
        return self.cleaned_data["equipment"] or Equipment.OTHER

    def values(self) -> dict[str, Any]:
        """Keyword arguments of ``exercise_create``."""
        return {name: self.cleaned_data[name] for name in ("name", "kind", "equipment")}


class OwnExerciseForm(ExerciseForm):
    """Everything about an exercise of one's own."""

    primary = forms.ChoiceField(
        label=gettext_lazy("Main muscle"), choices=[("", gettext_lazy("Not said")), *Muscle.choices], required=False
    )
    secondary = forms.MultipleChoiceField(
        label=gettext_lazy("Works as well"),
        choices=Muscle.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=limits.DESCRIPTION_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )
    field_order = ["name", "kind", "equipment", "primary", "description", "secondary"]

    def exercise_values(self) -> ExerciseValues:
        """The cleaned data."""
        cleaned = self.cleaned_data
        return ExerciseValues(
            name=cleaned["name"],
            kind=cleaned["kind"],
            equipment=cleaned["equipment"],
            description=cleaned["description"].strip(),
            primary=(cleaned["primary"],) if cleaned["primary"] else (),
            secondary=tuple(cleaned["secondary"]),
        )


def initial_of_exercise(row: ExerciseType) -> dict[str, Any]:
    """A stored exercise, to be changed."""
    muscles = [(each.muscle, each.is_primary) for each in row.muscles.all()]
    return {
        "name": row.name,
        "kind": row.kind,
        "equipment": row.equipment,
        "description": row.description,
        "primary": next((muscle for muscle, primary in muscles if primary), ""),
        "secondary": [muscle for muscle, primary in muscles if not primary],
    }


class SetTypeForm(forms.Form):
    """A set type of one's own."""

    name = NameField(missing=gettext_lazy("Give the set type a name, such as Myo-reps."))
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=limits.DESCRIPTION_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )
    is_warm_up = forms.BooleanField(
        label=gettext_lazy("Counts as warm-up"),
        required=False,
        help_text=gettext_lazy("Warm-up sets make no records and no working volume."),
    )

    def set_type_values(self) -> SetTypeValues:
        """The cleaned data."""
        cleaned = self.cleaned_data
        return SetTypeValues(
            name=cleaned["name"], description=cleaned["description"].strip(), is_warm_up=cleaned["is_warm_up"]
        )


class ExerciseFilterForm(forms.Form):
    """What the list of exercises can be narrowed by; wrong values count as empty."""

    q = forms.CharField(required=False, max_length=limits.NAME_LENGTH)
    show = forms.ChoiceField(required=False, choices=[("", ""), ("favourites", ""), ("own", ""), ("done", "")])
    muscle = forms.ChoiceField(
        label=gettext_lazy("Muscle"), required=False, choices=[("", gettext_lazy("Every muscle")), *Muscle.choices]
    )
    equipment = forms.ChoiceField(
        label=gettext_lazy("Equipment"),
        required=False,
        choices=[("", gettext_lazy("Every equipment")), *Equipment.choices],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("Every kind")), *Kind.choices]
    )

    def wanted(self) -> ExerciseFilter:
        """The filter."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return ExerciseFilter(text=one_line(said.pop("q")), **said)
