"""What the list of sessions can be narrowed and sorted by. Its state lives in the query string."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app.forms.fields import DayField
from sessions_app.forms.widgets import QuickHidden, QuickSelect
from sessions_app.models import ExerciseType, WorkoutSession
from sessions_app.search import DEFAULT_SORT, SORTS, SessionFilter, exercises_used
from sharing.scope import Scope
from workouttracker.kit import limits
from workouttracker.kit.text import one_line

Kind = WorkoutSession.Kind


class SessionFilterForm(forms.Form):
    """Read with ``wanted()``: what is wrong is left out of the filter and said beside its field.

    ``open`` shows all fields; folded, the list of exercises need not be read.
    """

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=limits.NAME_LENGTH)
    date_from = DayField(label=gettext_lazy("From"), required=False)
    date_to = DayField(label=gettext_lazy("To"), required=False)
    exercise: forms.ModelChoiceField[ExerciseType] = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Exercise"),
        required=False,
        widget=QuickHidden,
        error_messages={"invalid_choice": gettext_lazy("That exercise is not there any more. Choose another one.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        widget=QuickSelect,
        choices=[
            ("", gettext_lazy("Workouts and calculations")),
            (Kind.WORKOUT.value, gettext_lazy("Workouts only")),
            (Kind.CALCULATION.value, gettext_lazy("Calculations only")),
        ],
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Sort by"),
        required=False,
        widget=QuickSelect,
        choices=[(key, label) for key, (label, _compared) in SORTS.items()],
    )

    def __init__(self, data: Any, *, scope: Scope, **options: Any) -> None:
        super().__init__(data, auto_id="filter-%s", **options)
        field = self.fields["exercise"]
        field.queryset = ExerciseType.objects.visible_to(scope)  # type: ignore[attr-defined]
        self.open = self._is_open()
        if self.open:
            used = exercises_used(scope).values_list("pk", "name")
            field.widget = QuickSelect(choices=[("", _("All exercises")), *used])

    def _is_open(self) -> bool:
        """Asked to be, or holding something that only the unfolded fields show."""
        names = ("filters", "date_from", "date_to", "exercise", "kind", "sort")
        return any(self.data.get(name) for name in names)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("date_from"), cleaned.get("date_to")
        if first and last and first > last:
            self.add_error("date_to", _("This day is before the first one. Nothing lies between them."))
        return cleaned

    def wanted(self) -> SessionFilter:
        """The filter; wrong values count as empty."""
        self.is_valid()
        cleaned = self.cleaned_data
        exercise: ExerciseType | None = cleaned.get("exercise")
        return SessionFilter(
            text=one_line(cleaned.get("q") or ""),
            date_from=cleaned.get("date_from"),
            date_to=cleaned.get("date_to"),
            exercise_id=exercise.pk if exercise else None,
            kind=cleaned.get("kind") or "",
            sort=cleaned.get("sort") or DEFAULT_SORT,
        )

    @property
    def folded_fields(self) -> list[BoundField]:
        """All but the search box."""
        return [self[name] for name in ("date_from", "date_to", "exercise", "kind", "sort")]
