"""The form of an export."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portability.exports.registry import EXPORT_FORMATS
from portability.exports.source import Selection
from portability.forms import TokenForm
from sessions_app.forms.fields import DayField
from sessions_app.models import WorkoutSession
from sharing.scope import Scope

ALL, RANGE, CHOSEN = "all", "range", "chosen"


class ExportForm(TokenForm):
    """What to export and how. ``selection()`` gives what the services want; days are the athlete's, both included."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(key, each.label) for key, each in EXPORT_FORMATS.items()],
        initial="json",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a format.")},
    )
    what = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[
            (ALL, gettext_lazy("Everything")),
            (RANGE, gettext_lazy("From one day to another")),
            (CHOSEN, gettext_lazy("Chosen sessions")),
        ],
        initial=ALL,
        widget=forms.RadioSelect,
    )
    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("To, this day included"), required=False)
    sessions = forms.TypedMultipleChoiceField(label=gettext_lazy("Sessions"), required=False, coerce=int)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scope = scope
        if self.initial.get("sessions"):
            self.initial["what"] = CHOSEN
        # Every session is a valid choice; which numbers are the athlete's own is asked once, in clean().
        self.fields["sessions"].valid_value = lambda value: str(value).isdecimal() and len(str(value)) < 19  # type: ignore[attr-defined]

    @property
    def chosen(self) -> set[int]:
        """The sessions that are ticked."""
        values = (
            self.data.getlist("sessions")
            if hasattr(self.data, "getlist") and self.is_bound
            else self.initial.get("sessions", [])
        )
        return {int(value) for value in values if str(value).isdecimal()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if cleaned.get("what") == RANGE:
            if not (first or last) and not {"first", "last"} & set(self.errors):
                self.add_error("first", _("Enter the first day, the last day, or both."))
            if first and last and first > last:
                self.add_error("last", _("The last day is before the first one. Expected the same day or a later one."))
        if cleaned.get("what") == CHOSEN and "sessions" not in self.errors:
            rows = WorkoutSession.objects.visible_to(self._scope).filter(pk__in=cleaned.get("sessions", []))
            cleaned["sessions"] = list(rows.values_list("pk", flat=True))
            if not cleaned["sessions"]:
                self.add_error("sessions", _("Tick at least one session."))
        return cleaned

    def selection(self) -> Selection:
        """For a valid form."""
        what = self.cleaned_data["what"]
        if what == RANGE:
            return Selection(self.cleaned_data["first"], self.cleaned_data["last"])
        if what == CHOSEN:
            return Selection(session_ids=tuple(self.cleaned_data["sessions"]))
        return Selection()
