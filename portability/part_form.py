"""Choosing a part of the log: everything, some days, chosen sessions. Exports and the clean-up tools ask for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app.forms.fields import DayField
from sessions_app.models import WorkoutSession
from sharing.scope import Scope

ALL, RANGE, CHOSEN = "all", "range", "chosen"
SESSIONS_OFFERED = 100


class PartForm(forms.Form):
    """Which part of the log; days are the athlete's, both included.

    After ``is_valid`` ``sessions`` holds keys that are the athlete's own and visible to ``scope``.
    """

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
        self.scope = scope
        if self.initial.get("sessions"):
            self.initial["what"] = CHOSEN
        # Every session is a valid choice; which numbers are the athlete's own is asked once, in clean().
        take_any_key(self.fields["sessions"])

    @property
    def chosen(self) -> set[int]:
        """The sessions that are ticked."""
        return self.ticked("sessions")

    def ticked(self, name: str) -> set[int]:
        """The keys that are ticked in the field ``name``."""
        data: Any = self.data
        is_sent = self.is_bound and hasattr(data, "getlist")
        values = data.getlist(name) if is_sent else self.initial.get(name, [])
        return {int(value) for value in values if is_key(value)}

    @property
    def offered(self) -> list[WorkoutSession]:
        """The sessions to choose from: the newest ones, and those that were chosen before."""
        rows = WorkoutSession.objects.visible_to(self.scope).order_by("-started_at", "-id")
        shown = list(rows.only("pk", "name", "local_date", "total_sets")[:SESSIONS_OFFERED])
        missing = self.chosen - {session.pk for session in shown}
        return shown + (list(rows.filter(pk__in=missing)) if missing else [])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if cleaned.get("what") == RANGE:
            if not (first or last) and not {"first", "last"} & set(self.errors):
                self.add_error("first", _("Enter the first day, the last day, or both."))
            if first and last and first > last:
                self.add_error("last", _("The last day is before the first one. Expected the same day or a later one."))
        if cleaned.get("what") == CHOSEN and "sessions" not in self.errors:
            rows = WorkoutSession.objects.visible_to(self.scope).filter(pk__in=cleaned.get("sessions", []))
            cleaned["sessions"] = list(rows.order_by("pk").values_list("pk", flat=True))
            if not cleaned["sessions"]:
                self.add_error("sessions", _("Tick at least one session."))
        return cleaned


def is_key(value: object) -> bool:
    """Whether ``value`` could be the key of a row."""
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) < 19


def take_any_key(field: forms.Field) -> None:
    """Let a field of many choices take every key; the form asks in ``clean`` which are the athlete's."""
    field.valid_value = is_key  # type: ignore[attr-defined]
