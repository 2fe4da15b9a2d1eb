"""Forms of moved data."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.models import User
from accounts.zones import zone_choices
from portability.formats.records import DateOrder
from portability.mapping import (
    MappingRow,
    SessionRow,
    create_all,
    decisions_of,
    exercise_rows,
    find_others,
    session_rows,
    set_type_rows,
)
from portability.models import ImportBatch, ImportDraft
from portability.services.plan import LEAVE_OUT, USE
from sharing.scope import Scope
from workouttracker.kit.text import name_key


def new_form_token() -> str:
    """A token that tells two clicks on one form from two forms."""
    return secrets.token_urlsafe(16)


class TokenForm(forms.Form):
    """A form that counts once however often it is sent."""

    form_token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_token", new_form_token())


class FilesInput(forms.FileInput):
    """Several files at once, by choosing or dropping them."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files; the value is the list of them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        clean_one = super().clean
        files = list(data) if isinstance(data, list | tuple) else [data]
        if len(files) < 2:
            return [clean_one(file, initial) for file in files or [None]]
        # An empty one among others is no reason to refuse them: the preview lists it.
        return [clean_one(file, initial) if file.size else file for file in files]


class UploadForm(TokenForm):
    """Files with workouts."""

    file = FilesField(
        label=gettext_lazy("Files"),
        max_length=255,
        widget=FilesInput(
            attrs={"accept": ".csv,.txt,.json,.zip,text/csv,text/plain,application/json,application/zip"}
        ),
        error_messages={
            "required": gettext_lazy("Choose the file that your app exported."),
            "empty": gettext_lazy("This file is empty. Expected a text file with workouts in it."),
            "max_length": gettext_lazy("The name of this file is too long: %(length)d characters, at most %(max)d."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = _("One file, several, or a zip; at most %(size)d MB in all.") % {
            "size": settings.MAX_UPLOAD_MB
        }
        limit = {"data-max-bytes": settings.MAX_UPLOAD_MB * 1024 * 1024, "data-too-large": too_large_words()}
        field.widget.attrs.update(limit)

    def add_too_large(self) -> None:
        """Say that the file is larger than the limit."""
        self.add_error("file", too_large_words())

    @classmethod
    def too_large(cls) -> "UploadForm":
        """The form after a file that was refused before it was read."""
        form = cls({"form_token": new_form_token()}, {})
        form.errors.clear()
        form.add_too_large()
        return form


def too_large_words() -> str:
    """What is wrong with a file over the limit."""
    return _("This is larger than %(size)d MB, which is the most that can be imported at once.") % {
        "size": settings.MAX_UPLOAD_MB
    }


class DraftForm(TokenForm):
    """Every choice of a preview. ``exercises``, ``set_types`` and ``sessions`` hold what is decided row by row.

    The action ``create_all`` takes every exercise that nothing matches as the athlete's own.
    """

    unit = forms.ChoiceField(
        label=gettext_lazy("Weights in this file are in"), choices=User.UnitChoice, widget=forms.RadioSelect
    )
    date_order = forms.ChoiceField(
        label=gettext_lazy("Dates in this file are written"),
        choices=[
            (DateOrder.DAY_FIRST.value, gettext_lazy("Day first")),
            (DateOrder.MONTH_FIRST.value, gettext_lazy("Month first")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how the dates are written.")},
    )
    duplicates = forms.ChoiceField(
        label=gettext_lazy("Workouts that you have already"),
        choices=[
            (ImportBatch.Duplicates.SKIP, gettext_lazy("Skip them: yours stay as they are")),
            (
                ImportBatch.Duplicates.REPLACE,
                gettext_lazy("Replace yours by those of the file; rolling back brings yours back"),
            ),
            (ImportBatch.Duplicates.KEEP, gettext_lazy("Keep both: they will be there twice")),
        ],
        widget=forms.RadioSelect,
    )
    repaired = forms.ChoiceField(
        label=gettext_lazy("Rows that were put right"),
        choices=[
            (USE, gettext_lazy("Use them as they were read")),
            (LEAVE_OUT, gettext_lazy("Leave them out")),
        ],
        widget=forms.RadioSelect,
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the times in the file"),
        help_text=gettext_lazy("Where you trained. The file holds wall-clock times."),
    )
    digest = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: ImportDraft, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._draft, self._scope = draft, scope
        preview = draft.preview or {}
        asked = {
            "unit": preview["unit_asked"],
            "date_order": preview["date_order_asked"],
            "repaired": preview["repaired"],
        }
        for name in (name for name, is_asked in asked.items() if not is_asked):
            del self.fields[name]
        zone = self.fields["time_zone"]
        if isinstance(zone, forms.ChoiceField):
            zone.choices = zone_choices(draft.time_zone)
        decisions = draft.decisions
        self.initial.update(
            unit=preview["unit"],
            date_order=draft.date_order,
            duplicates=draft.duplicates,
            repaired=decisions.get("repaired", USE),
            time_zone=draft.time_zone,
            digest=draft.digest,
        )
        self.exercises = exercise_rows(preview, decisions.get("exercises", {}))
        self.set_types = set_type_rows(preview, scope)
        self.sessions = session_rows(preview, decisions.get("sessions", {}))
        for row in self.rows:
            row.value = row.chosen

    @property
    def rows(self) -> list[MappingRow]:
        return [*self.exercises, *self.set_types]

    @property
    def choices(self) -> list[MappingRow | SessionRow]:
        """Every row with a choice."""
        return [*self.exercises, *self.set_types, *self.sessions]

    @property
    def wrong_rows(self) -> list[MappingRow]:
        return [row for row in self.rows if row.error]

    def clean(self) -> dict[str, Any]:
        for row in self.choices:
            row.read(self.data)
        if self.data.get("action") == "create_all":
            create_all(self.exercises)
        find_others(self._scope, self.exercises)
        if wrong := len(self.wrong_rows):
            message = ngettext("%(count)d name needs a look.", "%(count)d names need a look.", wrong)
            self.add_error(None, message % {"count": wrong})
        return super().clean() or self.cleaned_data

    @property
    def choices_changed(self) -> bool:
        """Whether something else was chosen than what the preview shows. For a valid form."""
        names = [name for name in ("unit", "date_order", "duplicates", "repaired", "time_zone") if name in self.fields]
        if any(self.cleaned_data[name] != self.initial[name] for name in names):
            return True
        return any(row.value != row.chosen for row in self.choices)

    def changes(self) -> dict[str, Any]:
        """The choices for ``draft_update``. For a valid form."""
        before = self._draft.decisions
        decisions: dict[str, Any] = {
            "exercises": decisions_of(self.exercises, before.get("exercises", {})),
            "set_types": decisions_of(self.set_types, before.get("set_types", {})),
            "sessions": {row.key: row.value for row in self.sessions if row.value},
            "repaired": self.cleaned_data.get("repaired", before.get("repaired", USE)),
        }
        return {
            "unit": self.cleaned_data.get("unit", self._draft.unit),
            "date_order": self.cleaned_data.get("date_order", self._draft.date_order),
            "duplicates": self.cleaned_data["duplicates"],
            "time_zone": self.cleaned_data["time_zone"],
            "decisions": decisions,
        }


class AccountDeleteForm(TokenForm):
    """Type one's address to delete the account."""

    email = forms.CharField(
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["email"].label = _("Type “%(word)s”") % {"word": expected}
        self.fields["email"].error_messages["required"] = self._wrong("")

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed.strip().lower() != self.expected:
            raise forms.ValidationError(self._wrong(typed), "wrong_word")
        return typed

    def _wrong(self, typed: str) -> str:
        if not typed:
            return _("Type your e-mail address “%(expected)s” to go on.") % {"expected": self.expected}
        return _("You typed “%(word)s”. Expected your e-mail address “%(expected)s”.") % {
            "word": typed,
            "expected": self.expected,
        }


class DeleteForm(TokenForm):
    """Tick and type to delete everything."""

    understood = forms.BooleanField(
        label=gettext_lazy("I know that this can't be undone"),
        error_messages={"required": gettext_lazy("Tick this to go on.")},
    )
    word = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = pgettext("the word to type before everything is deleted", "delete")
        label = _("Type “%(word)s”") % {"word": self.expected}
        self.fields["word"].label = label
        self.fields["word"].error_messages["required"] = self._wrong("")

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"]
        if name_key(word) != name_key(self.expected):
            raise forms.ValidationError(self._wrong(word), "wrong_word")
        return word

    def _wrong(self, word: str) -> str:
        if not word:
            return _("Type the word “%(expected)s” to go on.") % {"expected": self.expected}
        return _("You typed “%(word)s”. Expected the word “%(expected)s”.") % {
            "word": word,
            "expected": self.expected,
        }
