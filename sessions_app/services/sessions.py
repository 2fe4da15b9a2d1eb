"""What can happen to a session."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from sessions_app.errors import StaleError
from sessions_app.models import Undo, WorkoutSession, WorkoutSet
from sessions_app.reads import GOING_ON
from sessions_app.services.routine_progress import routine_advance, sessions_moved
from sessions_app.services.snapshots import delete_sessions, snapshot_sessions
from sessions_app.services.writing import log_write, stored_or_new
from sharing.scope import Scope
from workouttracker.kit.dates import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionValues:
    """What an athlete can say about a session; ``started_at`` and ``ended_at`` are aware."""

    name: str
    started_at: datetime
    ended_at: datetime | None = None
    notes: str = ""
    calories: int | None = None


def session_create(
    *,
    scope: Scope,
    values: SessionValues,
    time_zone: str | None = None,
    kind: str = WorkoutSession.Kind.WORKOUT,
    client_id: uuid.UUID | None = None,
) -> WorkoutSession:
    """A new, empty session in the owner's (or the given) time zone.

    Sent twice with the same ``client_id`` it is stored once: the session that is there is returned.
    """
    owner = scope.require_owner()

    def create() -> WorkoutSession:
        return new_session(owner, values, time_zone=time_zone, kind=kind, client_id=client_id)

    with log_write(owner.pk, "session_create") as write:
        session, write.changed = stored_or_new(WorkoutSession.objects.filter(owner=owner), client_id, create)
        write.session_ids.append(session.pk)
    return session


def new_session(owner: User, values: SessionValues, *, time_zone: str | None = None, **more: Any) -> WorkoutSession:
    """The bare row of a new session; for verbs, inside their transaction."""
    zone = ZoneInfo(time_zone or owner.time_zone)
    return WorkoutSession.objects.create(
        owner=owner,
        name=values.name,
        started_at=values.started_at,
        ended_at=values.ended_at,
        time_zone=zone.key,
        local_date=local_day(values.started_at, zone),
        notes=values.notes,
        calories=values.calories,
        **more,
    )


def session_update(
    *, scope: Scope, session: WorkoutSession, values: SessionValues, revision: int | None = None
) -> WorkoutSession:
    """Rename, move to another time, annotate. Raises ``StaleError`` when ``revision`` is not the present one."""
    owner = scope.require_owner()
    with log_write(owner.pk, "session_update", session.pk):
        locked = session_lock(scope=scope, session_id=session.pk)
        if revision is not None and locked.revision != revision:
            raise StaleError
        day = local_day(values.started_at, locked.zone)
        if day != locked.local_date:
            WorkoutSet.objects.filter(session=locked).update(local_date=day)
        ends_now = locked.ended_at is None and values.ended_at is not None
        begun = locked.started_at
        locked.name, locked.notes, locked.calories = values.name, values.notes, values.calories
        locked.started_at, locked.ended_at, locked.local_date = values.started_at, values.ended_at, day
        _save(locked, "name", "notes", "calories", "started_at", "ended_at", "local_date")
        sessions_moved(owner.pk, [(locked, begun)])
        if ends_now:
            routine_advance(session=locked)
    return locked


def session_finish(*, scope: Scope, session: WorkoutSession, at: datetime | None = None) -> WorkoutSession:
    """End the session now (or ``at``); finishing a finished session changes nothing.

    One that nobody can be doing any more ended when something was last logged in it, as far as that was in its time.

    What it was planned by goes on: the next targets of its routine are worked out.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "session_finish", session.pk) as write:
        locked = session_lock(scope=scope, session_id=session.pk)
        write.changed = locked.ended_at is None
        if locked.ended_at is None:
            locked.ended_at = max(at or _end_of(locked, timezone.now()), locked.started_at)
            _save(locked, "ended_at")
            routine_advance(session=locked)
    return locked


def _end_of(session: WorkoutSession, now: datetime) -> datetime:
    latest = session.started_at + GOING_ON
    if now <= latest:
        return now
    return session.updated_at if session.updated_at <= latest else session.started_at


def session_resume(*, scope: Scope, session: WorkoutSession) -> WorkoutSession:
    """Take a finish back: the session is going on. A session that is going on stays as it is."""
    owner = scope.require_owner()
    with log_write(owner.pk, "session_resume", session.pk) as write:
        locked = session_lock(scope=scope, session_id=session.pk)
        write.changed = locked.ended_at is not None
        if locked.ended_at is not None:
            locked.ended_at = None
            _save(locked, "ended_at")
    return locked


def session_delete(*, scope: Scope, session: WorkoutSession) -> Undo:
    """Delete the session with its sets; the returned row undoes it for ``UNDO_DAYS`` days."""
    owner = scope.require_owner()
    with log_write(owner.pk, "session_delete", session.pk):
        locked = session_lock(scope=scope, session_id=session.pk)
        undo = Undo.objects.create(
            owner=owner,
            kind="sessions",
            label=_("Session “%(name)s” deleted.") % {"name": locked.name},
            payload=snapshot_sessions(owner_id=owner.pk, session_ids=[locked.pk]),
        )
        delete_sessions(owner_id=owner.pk, session_ids=[locked.pk])
    return undo


def session_lock(*, scope: Scope, session_id: int) -> WorkoutSession:
    """The session, locked against other writers until the transaction ends; raises ``DoesNotExist``."""
    return WorkoutSession.objects.editable_by(scope).select_for_update().get(pk=session_id)


def _save(session: WorkoutSession, *fields: str) -> None:
    session.revision = F("revision") + 1
    session.save(update_fields=[*fields, "revision", "updated_at"])
    session.refresh_from_db(fields=["revision"])
