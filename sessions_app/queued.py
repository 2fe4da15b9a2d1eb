"""Storing what a browser logged while it had no network: each item once, in order, and each one answered.

An item is a set with its session. It is stored whole or not at all; what can't be stored is answered as a conflict
that says why, and stays in the browser until the athlete decides. Nothing is dropped here.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.forms import Form
from django.utils.translation import gettext as _

from sessions_app.errors import LimitError
from sessions_app.forms.queued import FORM_NAMES, QueuedSessionForm, QueuedSetForm
from sessions_app.models import ExerciseType, RoutineDay, SetType, Undo, WorkoutSession, WorkoutSet
from sessions_app.reads import exercise_and_set_types
from sessions_app.services import SetValues, session_create, set_log
from sessions_app.services.routine_sessions import routine_start
from sharing.scope import Scope

MAX_ITEMS = 50
MAX_BYTES = 512 * 1024
_NAMES = {form_name: name for name, form_name in FORM_NAMES.items()}


class Reason(StrEnum):
    """Why an item was not stored."""

    INVALID = "invalid"
    SESSION_GONE = "session_gone"
    SESSION_FULL = "session_full"
    EXERCISE_GONE = "exercise_gone"
    SET_DELETED = "set_deleted"


@dataclass(frozen=True, slots=True)
class Stored:
    """An item that is in the log: now, or since an earlier try."""

    id: str
    row: WorkoutSet


@dataclass(frozen=True, slots=True)
class Conflict:
    """An item that is not. ``fields`` has the messages by the queue's names of the fields; ``""`` for the whole."""

    id: str
    reason: Reason
    message: str
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)


Outcome = Stored | Conflict


def queued_store(scope: Scope, items: Iterable[object]) -> list[Outcome]:
    """Store ``items`` in their order; what became of each, in the same order."""
    batch = _Batch(scope, [item if isinstance(item, Mapping) else {} for item in items])
    return [batch.outcome_of(item) for item in batch.items]


class _Batch:
    """One request's items, with what they share looked up once."""

    def __init__(self, scope: Scope, items: Sequence[Mapping[str, Any]]) -> None:
        self.scope, self.items = scope, items
        self.stored = self._stored_before()
        self.sessions: dict[uuid.UUID, int] = {}
        self.known: ExerciseType | None = None
        self.set_types: list[SetType] = []
        if len(self.stored) < len(items):
            exercise = str(items[0].get("exercise"))[:18]
            exercise_id = int(exercise) if exercise.isascii() and exercise.isdecimal() else 0
            self.known, self.set_types = exercise_and_set_types(scope, exercise_id)

    def _stored_before(self) -> dict[uuid.UUID, WorkoutSet]:
        """The sets among the items that are in the log already. A single new one isn't looked for: logging it does."""
        if len(self.items) == 1 and not self.items[0].get("tried"):
            return {}
        ids = {key for key in (_uuid(item.get("id")) for item in self.items) if key}
        rows = WorkoutSet.objects.visible_to(self.scope).filter(client_id__in=ids)
        known = rows.select_related("session", "exercise_type", "set_type")
        return {row.client_id: row for row in known if row.client_id}

    def outcome_of(self, item: Mapping[str, Any]) -> Outcome:
        key, given = _uuid(item.get("id")), str(item.get("id"))[:40]
        if key is None:
            return Conflict(given, Reason.INVALID, _("The set has no id of its own."))
        if key in self.stored:
            return Stored(given, self.stored[key])
        if item.get("tried") and _in_bin(self.scope, key):
            return Conflict(given, Reason.SET_DELETED, _("This set was saved and then deleted. It is in the bin."))
        set_form = QueuedSetForm(item, scope=self.scope, set_types=self.set_types, known=self.known)
        session_form = QueuedSessionForm(item.get("session"), scope=self.scope)
        if not (set_form.is_valid() & session_form.is_valid()):
            return _refusal(given, set_form, session_form)
        try:
            with transaction.atomic():
                session_id = self._session(session_form, tried=bool(item.get("tried")))
                row = self._log(session_id, set_form.values(), key)
        except WorkoutSession.DoesNotExist:
            return Conflict(given, Reason.SESSION_GONE, _("The session of this set was deleted meanwhile."))
        except LimitError as error:
            return Conflict(given, Reason.SESSION_FULL, str(error))
        if session_form.cleaned_data["client_id"]:
            self.sessions[session_form.cleaned_data["client_id"]] = session_id
        self.stored[key] = row
        return Stored(given, row)

    def _session(self, form: QueuedSessionForm, *, tried: bool) -> int:
        """The key of the item's session, made now when it was begun without network.

        One that was sent before and lies in the bin is not made a second time: taking it back would then fail.
        """
        session_id: int | None = form.cleaned_data["id"]
        client_id: uuid.UUID | None = form.cleaned_data["client_id"]
        known = session_id or (self.sessions.get(client_id) if client_id else None)
        if known:
            return known
        rows = WorkoutSession.objects.editable_by(self.scope).filter(client_id=client_id)
        if tried and client_id and not rows.exists() and _in_bin(self.scope, client_id):
            raise WorkoutSession.DoesNotExist
        return self._begun(form, client_id).pk

    def _begun(self, form: QueuedSessionForm, client_id: uuid.UUID | None) -> WorkoutSession:
        """A session that was begun without network; by a day of a routine, if that is still there, with its plan."""
        values, wanted = form.values(), form.cleaned_data["routine_day"]
        day = RoutineDay.objects.editable_by(self.scope).filter(pk=wanted).first() if wanted else None
        if day is None:
            return session_create(scope=self.scope, values=values, client_id=client_id)
        return routine_start(scope=self.scope, day=day, at=values.started_at, client_id=client_id)

    def _log(self, session_id: int, values: SetValues, client_id: uuid.UUID) -> WorkoutSet:
        return set_log(scope=self.scope, session=WorkoutSession(pk=session_id), values=values, client_id=client_id)


def _refusal(given: str, set_form: QueuedSetForm, session_form: QueuedSessionForm) -> Conflict:
    """What is wrong with the values, field by field."""
    if "exercise_type" in set_form.errors:
        message = _("The exercise of this set is not there any more.")
        return Conflict(given, Reason.EXERCISE_GONE, message, _messages(set_form))
    fields = _messages(set_form) | _messages(session_form)
    return Conflict(given, Reason.INVALID, " ".join(text for texts in fields.values() for text in texts), fields)


def _messages(form: Form) -> dict[str, list[str]]:
    """The form's messages, by the names that the queue uses."""
    names = _NAMES | {NON_FIELD_ERRORS: ""}
    return {names.get(name, name): [str(text) for text in texts] for name, texts in form.errors.items()}


def _in_bin(scope: Scope, client_id: uuid.UUID) -> bool:
    """Whether something with this id was deleted and can still be taken back. Asked only for what was sent before."""
    rows = Undo.objects.visible_to(scope).live().annotate(text=Cast("payload", TextField()))
    return bool(rows.filter(text__contains=str(client_id)).exists())


def _uuid(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
