"""The forms of the clean-up tools: which part of the log, and what is to be done with it."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.zones import zone_choices
from portability.models import ImportBatch
from portability.part_form import ALL, CHOSEN, RANGE, PartForm, is_key, take_any_key
from portability.services.clean_up.chosen import Chosen
from portability.services.clean_up.dates import Shift
from portability.services.clean_up.merging import AlikePair, exercises_alike, exercises_to_merge
from portability.services.clean_up.names import Named, Renaming, names_there
from portability.services.clean_up.repeats import Decision, Group, What, repeats_kept
from portability.services.clean_up.units import Mistake
from sessions_app.forms.fields import WholeNumberField
from sessions_app.models import ExerciseType
from sessions_app.search import exercises_used
from sharing.scope import Scope
from workouttracker.kit.limits import NAME_LENGTH
from workouttracker.kit.text import name_key

IMPORT = "import"
NO_CHOICE = {"csrfmiddlewaretoken", "seen", "action"}
"""What a tool's form sends besides choices."""


def fingerprint(form: forms.Form, version: str) -> str:
    """What the preview of these choices in a log at ``version`` is known by: carried out is what was seen, or nothing.

    Raises ``TypeError`` for a form that was not sent.
    """
    lists: Any = form.data
    sent = sorted((name, lists.getlist(name)) for name in lists if name not in NO_CHOICE)
    return blake2b(repr((version, sent)).encode(), digest_size=16).hexdigest()


class LogPartForm(PartForm):
    """Which workouts a tool works on. ``chosen_part()`` gives what the services want."""

    batch: forms.ModelChoiceField[ImportBatch] = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Import"),
        required=False,
        empty_label=gettext_lazy("Choose an import"),
        error_messages={"invalid_choice": gettext_lazy("That import is not there any more. Choose another one.")},
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        imports: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(scope).filter(state=ImportBatch.State.SUCCEEDED)
        field: Any = self.fields["batch"]
        field.queryset = imports.defer("problems", "files")
        field.label_from_instance = _import_words
        what: Any = self.fields["what"]
        what.label = _("Which workouts")
        what.choices = [
            (ALL, _("All")),
            (IMPORT, _("Those of one import")),
            (RANGE, _("From one day to another")),
            (CHOSEN, _("Chosen sessions")),
        ]
        if self.initial.get("batch"):
            self.initial["what"] = IMPORT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("what") == IMPORT and not cleaned.get("batch") and "batch" not in self.errors:
            self.add_error("batch", _("Choose one of your imports."))
        return cleaned

    def chosen_part(self) -> Chosen:
        """For a valid form."""
        cleaned = self.cleaned_data
        exercises = tuple(cleaned.get("exercises", ()))
        match cleaned["what"]:
            case "range":
                return Chosen(first=cleaned["first"], last=cleaned["last"], exercise_ids=exercises)
            case "import":
                return Chosen(batch=cleaned["batch"].pk, exercise_ids=exercises)
            case "chosen":
                return Chosen(session_ids=tuple(cleaned["sessions"]), exercise_ids=exercises)
        return Chosen(exercise_ids=exercises)


def _import_words(batch: ImportBatch) -> str:
    """How an import is called in a list."""
    when = date_format(timezone.localtime(batch.created_at), "SHORT_DATETIME_FORMAT")
    return f"{batch.file_name} ({when})"


class UnitsForm(LogPartForm):
    """Which weights were taken in the wrong unit, and how."""

    mistake = forms.ChoiceField(
        label=gettext_lazy("What went wrong"),
        choices=[
            (Mistake.LB_AS_KG.value, gettext_lazy("The numbers are pounds, but were taken as kilograms")),
            (Mistake.KG_AS_LB.value, gettext_lazy("The numbers are kilograms, but were taken as pounds")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what went wrong.")},
    )
    exercises = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Only these exercises"),
        required=False,
        coerce=int,
        help_text=gettext_lazy("None ticked means all."),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        take_any_key(self.fields["exercises"])

    @property
    def exercises_offered(self) -> list[ExerciseType]:
        """The exercises that the athlete has done."""
        return list(exercises_used(self.scope).only("pk", "name").order_by("name_key"))

    @property
    def exercises_ticked(self) -> set[int]:
        return self.ticked("exercises")

    def mistake_made(self) -> Mistake:
        """For a valid form."""
        return Mistake(self.cleaned_data["mistake"])


class DatesForm(LogPartForm):
    """By how much workouts move on the clock, and to which time zone."""

    LATER, EARLIER = "later", "earlier"
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"),
        choices=[(LATER, gettext_lazy("Later")), (EARLIER, gettext_lazy("Earlier"))],
        initial=LATER,
        widget=forms.RadioSelect,
    )
    days = WholeNumberField(label=gettext_lazy("Days"), maximum=40_000)
    hours = WholeNumberField(label=gettext_lazy("Hours"), maximum=23)
    minutes = WholeNumberField(label=gettext_lazy("Minutes"), maximum=59)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone they were done in"),
        required=False,
        help_text=gettext_lazy("The time on the clock stays as it is above; only where that clock stood changes."),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        field: Any = self.fields["time_zone"]
        field.choices = [("", _("As it is")), *zone_choices(scope.require_owner().time_zone)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        said = {"days", "hours", "minutes", "time_zone"}
        if not said & set(self.errors) and not any(cleaned.get(name) for name in said):
            self.add_error("days", _("Say by how much, or choose a time zone."))
        return cleaned

    def shift(self) -> Shift:
        """For a valid form."""
        cleaned = self.cleaned_data
        by = timedelta(**{name: cleaned.get(name) or 0 for name in ("days", "hours", "minutes")})
        zone = ZoneInfo(cleaned["time_zone"]) if cleaned["time_zone"] else None
        return Shift(-by if cleaned["direction"] == self.EARLIER else by, zone)


class NamesForm(LogPartForm):
    """What is found in names and what takes its place."""

    named = forms.ChoiceField(
        label=gettext_lazy("Rename"),
        choices=[
            (Named.SESSIONS.value, gettext_lazy("Workouts")),
            (Named.EXERCISES.value, gettext_lazy("My own exercises")),
        ],
        initial=Named.SESSIONS.value,
        widget=forms.RadioSelect,
    )
    find = forms.CharField(
        label=gettext_lazy("Find"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "off", "list": "names-there"}),
        error_messages={"required": gettext_lazy("Enter what to look for in the names.")},
    )
    replace = forms.CharField(
        label=gettext_lazy("Replace with"),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=gettext_lazy("Empty takes it away."),
    )
    whole = forms.BooleanField(label=gettext_lazy("Only where it is the whole name"), required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("named") == Named.EXERCISES:  # which workouts, is no question then
            for name in ("what", "first", "last", "batch", "sessions"):
                self.errors.pop(name, None)
            return self.cleaned_data | {"what": ALL}
        return super().clean()

    @property
    def names_there(self) -> list[str]:
        """Names of workouts to choose from."""
        return names_there(scope=self.scope)

    def renaming(self) -> Renaming:
        """For a valid form."""
        cleaned = self.cleaned_data
        return Renaming(cleaned["find"], cleaned["replace"], cleaned["whole"])


class MergeForm(forms.Form):
    """Which exercises become which one."""

    sources = forms.TypedMultipleChoiceField(
        label=gettext_lazy("These exercises"),
        coerce=int,
        error_messages={"required": gettext_lazy("Tick at least one exercise.")},
    )
    target = forms.CharField(
        label=gettext_lazy("become"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "off", "list": "exercise-names"}),
        error_messages={"required": gettext_lazy("Enter the exercise that they become.")},
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        self.offered = exercises_to_merge(scope)
        field: Any = self.fields["sources"]
        field.choices = [(row.pk, row.name) for row, _sets in self.offered]
        self._found: dict[int, ExerciseType] = {row.pk: row for row, _sets in self.offered}
        self._target: ExerciseType | None = None
        if key := self.initial.get("target"):
            named = ExerciseType.objects.visible_to(scope).filter(pk=key).first()
            self.initial["target"] = named.name if named else ""

    @property
    def alike(self) -> list[AlikePair]:
        """Exercises whose names look alike."""
        return exercises_alike(self.offered)

    @property
    def ticked(self) -> set[int]:
        """The exercises that are ticked."""
        data: Any = self.data
        values = data.getlist("sources") if self.is_bound else self.initial.get("sources", [])
        return {int(value) for value in values if is_key(value)}

    @property
    def names(self) -> Sequence[str]:
        """The names that a target can have."""
        rows = ExerciseType.objects.visible_to(self.scope).order_by("name_key")
        return list(rows.values_list("name", flat=True))

    def clean_target(self) -> str:
        name: str = self.cleaned_data["target"]
        rows = ExerciseType.objects.visible_to(self.scope).filter(name_key=name_key(name))
        self._target = rows.order_by("owner").first()
        if self._target is None:
            raise forms.ValidationError(
                _("No exercise is called “%(name)s”. Choose one from the list.") % {"name": name}
            )
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self._target is not None and self._target.pk in cleaned.get("sources", ()):
            self.add_error("target", _("It can't become itself. Untick it, or choose another one."))
        return cleaned

    def merged(self) -> tuple[list[ExerciseType], ExerciseType]:
        """For a valid form: those that go, and the one that they become."""
        assert self._target is not None  # noqa: S101 - valid forms have it
        return [self._found[pk] for pk in self.cleaned_data["sources"]], self._target


class RepeatsForm(forms.Form):
    """What happens to each group of workouts that are likely the same."""

    MOST_GROUPS = 30

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = repeats_kept(scope=scope)
        self.groups: list[Group] = found[: self.MOST_GROUPS]
        self.left = len(found) - len(self.groups)
        for group in self.groups:
            self.fields[f"what-{group.key}"] = forms.ChoiceField(
                label=_("What to do"),
                choices=[
                    (What.LEAVE.value, _("Leave them")),
                    (What.REMOVE.value, _("Remove the others")),
                    (What.MERGE.value, _("Merge: take over sets that are missing")),
                ],
                initial=group.suggested.value,
                widget=forms.RadioSelect,
            )
            self.fields[f"keep-{group.key}"] = forms.TypedChoiceField(
                label=_("Keep"),
                choices=[(each.id, each.name) for each in group.twins],
                initial=group.twins[0].id,
                coerce=int,
                required=False,
                empty_value=str(group.twins[0].id),
            )

    @property
    def rows(self) -> list[tuple[Group, Any, Any]]:
        """Each group with its two fields."""
        return [(group, self[f"what-{group.key}"], self[f"keep-{group.key}"]) for group in self.groups]

    def decisions(self) -> dict[str, Decision]:
        """For a valid form."""
        return {
            group.key: Decision(
                What(self.cleaned_data[f"what-{group.key}"]), int(self.cleaned_data[f"keep-{group.key}"])
            )
            for group in self.groups
        }
