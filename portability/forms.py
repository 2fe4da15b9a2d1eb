"""Forms of moved data."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.models import User
from accounts.zones import zone_choices
from portability.mapping import (
    Decisions,
    MappingRow,
    decisions_of,
    exercise_rows,
    find_others,
    set_type_rows,
)
from portability.models import ImportBatch, ImportDraft
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


class UploadForm(TokenForm):
    """A file with workouts."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        error_messages={
            "required": gettext_lazy("Choose the file that your app exported."),
            "empty": gettext_lazy("This file is empty. Expected a text file with workouts in it."),
            "max_length": gettext_lazy("The name of this file is too long: %(length)d characters, at most %(max)d."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = _("At most %(size)d MB.") % {"size": settings.MAX_UPLOAD_MB}
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
    return _("This file is larger than %(size)d MB, which is the most that can be imported at once.") % {
        "size": settings.MAX_UPLOAD_MB
    }


class DraftForm(TokenForm):
    """Every choice of a preview. ``exercises`` and ``set_types`` hold the rows of the tables of names."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Weights in this file are in"), choices=User.UnitChoice, widget=forms.RadioSelect
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
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the times in the file"),
        help_text=gettext_lazy("Where you trained. The file holds wall-clock times."),
    )
    digest = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: ImportDraft, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._draft, self._scope = draft, scope
        preview = draft.preview or {}
        if preview["unit_stated"]:
            del self.fields["unit"]
        zone = self.fields["time_zone"]
        if isinstance(zone, forms.ChoiceField):
            zone.choices = zone_choices(draft.time_zone)
        self.initial.update(
            unit=preview["unit"], duplicates=draft.duplicates, time_zone=draft.time_zone, digest=draft.digest
        )
        self.exercises = exercise_rows(preview, draft.decisions.get("exercises", {}))
        self.set_types = set_type_rows(preview, scope)
        for row in self.rows:
            row.value = row.chosen

    @property
    def rows(self) -> list[MappingRow]:
        return [*self.exercises, *self.set_types]

    @property
    def wrong_rows(self) -> list[MappingRow]:
        return [row for row in self.rows if row.error]

    def clean(self) -> dict[str, Any]:
        for row in self.rows:
            row.read(self.data)
        find_others(self._scope, self.exercises)
        if wrong := len(self.wrong_rows):
            message = ngettext("%(count)d name needs a look.", "%(count)d names need a look.", wrong)
            self.add_error(None, message % {"count": wrong})
        return super().clean() or self.cleaned_data

    @property
    def choices_changed(self) -> bool:
        """Whether something else was chosen than what the preview shows. For a valid form."""
        names = [name for name in ("unit", "duplicates", "time_zone") if name in self.fields]
        if any(self.cleaned_data[name] != self.initial[name] for name in names):
            return True
        return any(row.value != row.chosen for row in self.rows)

    def changes(self) -> dict[str, Any]:
        """The choices for ``draft_update``. For a valid form."""
        before = self._draft.decisions
        decisions: dict[str, Decisions] = {
            "exercises": decisions_of(self.exercises, before.get("exercises", {})),
            "set_types": decisions_of(self.set_types, before.get("set_types", {})),
        }
        return {
            "unit": self.cleaned_data.get("unit", self._draft.unit),
            "duplicates": self.cleaned_data["duplicates"],
            "time_zone": self.cleaned_data["time_zone"],
            "decisions": decisions,
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
