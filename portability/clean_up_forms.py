"""The forms of the clean-up tools: which part of the log, and what is to be done with it."""

from hashlib import blake2b
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portability.models import ImportBatch
from portability.part_form import ALL, CHOSEN, RANGE, PartForm, take_any_key
from portability.services.clean_up.chosen import Chosen
from portability.services.clean_up.units import Mistake
from sessions_app.models import ExerciseType
from sessions_app.search import exercises_used
from sharing.scope import Scope

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
