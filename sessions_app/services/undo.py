"""Taking a deletion back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, ForeignObjectRel, Max, OuterRef
from django.utils import timezone

from sessions_app.errors import SessionGoneError, UndoneError
from sessions_app.models import (
    DataVersion,
    ExerciseAlias,
    ExerciseType,
    RoutineExercise,
    SetType,
    SetTypeAlias,
    Undo,
    WorkoutSession,
    WorkoutSet,
)
from sessions_app.services.check import sums_put_right
from sessions_app.services.positions import make_room
from sessions_app.services.routine_progress import set_changed
from sessions_app.services.snapshots import delete_rows, restore
from sessions_app.services.writing import KEYS_PER_UPDATE, log_write, sessions_count_up
from sharing.scope import Scope


def undo_apply(*, scope: Scope, undo: Undo) -> Undo:
    """Write back what the deletion took away, once.

    Raises ``UndoneError`` when it was undone before, is too old, or its session is gone for good meanwhile.
    """
    owner = scope.require_owner()
    area = AREAS.get(undo.kind, DataVersion.Area.LOG)
    with log_write(owner.pk, "undo_apply", area=area) as write:
        claimed = Undo.objects.live().filter(owner=owner, pk=undo.pk).update(undone_at=timezone.now())
        if not claimed:
            raise UndoneError
        undo.refresh_from_db()
        try:
            with transaction.atomic():
                write.session_ids += RESTORERS[undo.kind](undo)
        except IntegrityError as error:  # what it hung on, such as an own exercise, is gone
            raise UndoneError from error
    return undo


def undo_purge() -> int:
    """Delete undo rows older than ``UNDO_DAYS``, undone or not; how many.

    One that something else still points at stays as long as that does: an import that replaced sessions can bring
    them back as long as its record exists.
    """
    rows = Undo.objects.filter(created_at__lt=timezone.now() - timedelta(days=settings.UNDO_DAYS))
    for relation in Undo._meta.get_fields(include_hidden=True):  # noqa: SLF001 - the documented way to what points here
        if isinstance(relation, ForeignObjectRel):
            model: Any = relation.related_model
            pointing = model._base_manager.filter(**{relation.field.name: OuterRef("pk")})  # noqa: SLF001
            rows = rows.exclude(Exists(pointing))
    return delete_rows(rows)


def restore_sets(undo: Undo) -> list[int]:
    """Put sets back where they were, right before what took their place; sums follow. The session's key in a list."""
    payload: dict[str, Any] = undo.payload
    session = WorkoutSession.objects.select_for_update().filter(owner=undo.owner, pk=payload["session"]).first()
    if session is None:
        raise SessionGoneError
    table = payload["tables"][0]
    place = table["fields"].index("position")
    for row in sorted(table["rows"], key=lambda values: values[place]):
        make_room(session, row[place])
    restore(payload)
    # The session may have moved to another day, the exercise or set type may have been changed since.
    sums_put_right([session.pk])
    session.refresh_from_db()
    last = WorkoutSet.objects.filter(session=session).aggregate(last=Max("position"))["last"] or 0
    session.next_position = last + 1
    session.revision += 1
    session.save(update_fields=["next_position", "revision", "updated_at"])
    set_changed(session)
    return [session.pk]


def restore_sessions(undo: Undo) -> list[int]:
    """Put sessions back as they were, with their sets and reps; their keys."""
    restore(undo.payload)
    table = undo.payload["tables"][0]
    ids = [row[table["fields"].index("id")] for row in table["rows"]]
    sums_put_right(ids)
    return ids


def restore_rows(undo: Undo) -> list[int]:
    """Put measurements (with what they measure if that went too) or goals back as they were. No session changes."""
    restore(undo.payload)
    return []


def restore_routines(undo: Undo) -> list[int]:
    """Put a routine, or a day or exercise of one, back; at the end when its place was taken.

    Sessions that were done by it lead to it again, unless they were deleted meanwhile.
    """
    payload: dict[str, Any] = undo.payload
    table = payload["tables"][0]
    model: Any = apps.get_model(table["model"])
    if "position" in table["fields"]:
        name = "day_id" if model is RoutineExercise else "routine_id"
        place, parent = table["fields"].index("position"), table["fields"].index(name)
        for row in table["rows"]:
            others = model.objects.filter(**{name: row[parent]})
            if others.filter(position=row[place]).exists():
                row[place] = (others.aggregate(last=Max("position"))["last"] or 0) + 1
    restore(payload)
    for day, session_ids in payload.get("sessions", {}).items():
        for start in range(0, len(session_ids), KEYS_PER_UPDATE):
            rows = WorkoutSession.objects.filter(pk__in=session_ids[start : start + KEYS_PER_UPDATE])
            rows.filter(owner=undo.owner_id, routine_day=None).update(routine_day=int(day))
    return []


def restore_catalogue(undo: Undo) -> list[int]:
    """Put an exercise or set type back, and let what was moved to another one name it again."""
    if "source" in undo.payload:
        return restore_merge(undo.owner_id, undo.payload)
    restore(undo.payload)
    return []


def restore_merge(owner_id: int, payload: dict[str, Any]) -> list[int]:
    """Take one merge back (see ``own_catalogue.merged_into``); the keys of the sessions it touched."""
    tables = [(apps.get_model(table["model"]), table) for table in payload["tables"]]
    entries = [table for model, table in tables if model in (ExerciseType, SetType)]
    for model, _table in tables:
        if model in (ExerciseAlias, SetTypeAlias):
            model._base_manager.filter(pk__in=payload["made"]).delete()  # noqa: SLF001
    restore({"tables": entries})
    for model, part in tables:  # names and stars were moved: written back under their own keys
        if part not in entries:
            keys = [row[part["fields"].index("id")] for row in part["rows"]]
            model._base_manager.filter(pk__in=keys).delete()  # noqa: SLF001
            restore({"tables": [part]})
    for moved in payload["moved"]:
        rows = apps.get_model(moved["model"])._base_manager.filter(pk__in=moved["keys"])  # noqa: SLF001
        changes: dict[str, Any] = {moved["field"]: payload["source"]}
        if rows.model is WorkoutSet:
            changes["revision"] = F("revision") + 1
        rows.filter(**{moved["field"]: payload["target"]}).update(**changes)
    present = WorkoutSession.objects.filter(owner=owner_id, pk__in=payload["sessions"])
    ids = list(present.values_list("pk", flat=True))
    sums_put_right(ids)
    sessions_count_up(ids)
    return ids


RESTORERS: dict[str, Callable[[Undo], list[int]]] = {
    "sets": restore_sets,
    "sessions": restore_sessions,
    "measurements": restore_rows,
    "catalogue": restore_catalogue,
    "routines": restore_routines,
    "goals": restore_rows,
}
"""How each kind of undo is applied, giving the sessions it touched; a kind stays as long as rows of it may exist."""
AREAS = {
    "measurements": DataVersion.Area.BODY,
    "routines": DataVersion.Area.GOALS,
    "goals": DataVersion.Area.GOALS,
}
"""Whose version an undo renews, by kind; the log's unless it says otherwise."""


def register(kind: str, restorer: Callable[[Undo], list[int]]) -> None:
    """Make known how an undo of ``kind``, written by an app above this one, is applied."""
    RESTORERS[kind] = restorer
