"""What can happen to routines, their days, exercises and targets."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from sessions_app.errors import LimitError, StaleError
from sessions_app.models import (
    DataVersion,
    ExerciseType,
    Routine,
    RoutineDay,
    RoutineExercise,
    RoutineTarget,
    SetType,
    Undo,
    WorkoutSession,
)
from sessions_app.progression import Rule
from sessions_app.services.snapshots import delete_rows, snapshot
from sessions_app.services.writing import log_write, stored_or_new
from sharing.scope import Scope
from workouttracker.kit.routine_file import MAX_DAYS, MAX_EXERCISES, MAX_TARGETS
from workouttracker.kit.text import one_line

PLANS = DataVersion.Area.GOALS
AWAY = 1_000_000
"""Added to positions that are on their way; far above any real one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineValues:
    """What an athlete can say about a routine as a whole."""

    name: str
    notes: str = ""
    per_week: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetValues:
    """A set to do, see ``RoutineTarget``."""

    set_type: SetType
    week: int = 0
    reps_low: int = 0
    reps_high: int = 0
    percent: Decimal | None = None
    weight: Decimal | None = None
    duration_seconds: int | None = None
    distance_metres: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineExerciseValues:
    """What an athlete can say about an exercise of a routine, see ``RoutineExercise``."""

    targets: Sequence[TargetValues]
    rule: str = Rule.NONE
    superset_group: int | None = None
    rest_seconds: int | None = None
    notes: str = ""
    increment: Decimal = Decimal(0)
    successes_needed: int = 1
    failures_allowed: int = 3
    deload_percent: Decimal = Decimal(10)
    training_percent: Decimal | None = None
    shared: bool = False
    base_weight: Decimal | None = None
    week: int = 1


COLUMNS = tuple(name for name in RoutineExerciseValues.__dataclass_fields__ if name != "targets")


def routine_create(*, scope: Scope, values: RoutineValues, client_id: uuid.UUID | None = None) -> Routine:
    """A new routine with one empty day. Sent twice with the same ``client_id`` it is stored once."""
    owner = scope.require_owner()

    def create() -> Routine:
        row = routine_row(owner.pk, values, client_id=client_id)
        RoutineDay.objects.create(routine=row, name=_("Day %(letter)s") % {"letter": "A"}, position=1)
        return row

    with log_write(owner.pk, "routine_create", area=PLANS) as write:
        row, write.changed = stored_or_new(Routine.objects.filter(owner=owner), client_id, create)
    return row


def routine_row(owner_id: int, values: RoutineValues, **more: Any) -> Routine:
    """The bare row of a new routine; for verbs of routines, inside their transaction."""
    name = one_line(values.name)
    return Routine.objects.create(owner_id=owner_id, name=name, notes=values.notes, per_week=values.per_week, **more)


def routine_update(*, scope: Scope, routine: Routine, values: RoutineValues, revision: int | None = None) -> Routine:
    """Rename, annotate. Raises ``StaleError`` when ``revision`` is not the present one, ``DoesNotExist``."""
    with log_write(scope.require_owner().pk, "routine_update", area=PLANS):
        locked = _lock(scope, routine.pk)
        if revision is not None and locked.revision != revision:
            raise StaleError
        locked.name, locked.notes, locked.per_week = one_line(values.name), values.notes, values.per_week
        locked.save(update_fields=["name", "notes", "per_week"])
        _touch(locked)
    return locked


def routine_delete(*, scope: Scope, routine: Routine) -> Undo:
    """Delete a routine; sessions done by it stay. The returned row undoes it for ``UNDO_DAYS`` days."""
    owner = scope.require_owner()
    with log_write(owner.pk, "routine_delete", area=PLANS):
        locked = _lock(scope, routine.pk)
        undo = Undo.objects.create(
            owner=owner,
            kind="routines",
            label=_("Routine “%(name)s” deleted.") % {"name": locked.name},
            payload=_before_image(*_rows(Routine.objects.filter(pk=locked.pk))),
        )
        routines_remove(Routine.objects.filter(pk=locked.pk))
    return undo


def routines_remove(routines: "QuerySet[Routine]") -> int:
    """Delete ``routines`` with all that is in them, for good; how many. For verbs, inside their transaction."""
    _routines, days, exercises, targets = _rows(routines)
    WorkoutSession.objects.filter(routine_day__in=days.values("pk")).update(routine_day=None)
    delete_rows(targets)
    delete_rows(exercises)
    delete_rows(days)
    return delete_rows(routines)


def day_add(*, scope: Scope, routine: Routine, name: str) -> RoutineDay:
    """A new day at the end. Raises ``LimitError``, ``DoesNotExist``."""
    with log_write(scope.require_owner().pk, "day_add", area=PLANS):
        locked = _lock(scope, routine.pk)
        days = RoutineDay.objects.filter(routine=locked)
        _refuse_more(days, MAX_DAYS, _("A routine holds at most %(number)s days."))
        row = days.create(routine=locked, name=one_line(name), position=_next(days))
        _touch(locked)
    return row


def day_rename(*, scope: Scope, day: RoutineDay, name: str) -> RoutineDay:
    """Call a day differently. Raises ``DoesNotExist``."""
    with log_write(scope.require_owner().pk, "day_rename", area=PLANS):
        routine, row = _lock_day(scope, day)
        row.name = one_line(name)
        row.save(update_fields=["name"])
        _touch(routine)
    return row


def day_delete(*, scope: Scope, day: RoutineDay) -> Undo:
    """Delete a day with its exercises; the returned row undoes it."""
    owner = scope.require_owner()
    with log_write(owner.pk, "day_delete", area=PLANS):
        routine, row = _lock_day(scope, day)
        days = RoutineDay.objects.filter(pk=row.pk)
        exercises = RoutineExercise.objects.filter(day=row)
        targets = RoutineTarget.objects.filter(exercise__day=row)
        undo = Undo.objects.create(
            owner=owner,
            kind="routines",
            label=_("“%(name)s” deleted.") % {"name": row.name},
            payload=_before_image(days, exercises, targets),
        )
        WorkoutSession.objects.filter(routine_day=row.pk).update(routine_day=None)
        delete_rows(RoutineTarget.objects.filter(exercise__in=exercises.values("pk")))
        delete_rows(exercises)
        delete_rows(days)
        _touch(routine)
    return undo


def day_move(*, scope: Scope, day: RoutineDay, place: int) -> None:
    """Let the day take place number ``place`` (from 1) among the days; the others close up."""
    with log_write(scope.require_owner().pk, "day_move", area=PLANS) as write:
        routine, row = _lock_day(scope, day)
        write.changed = _reorder(RoutineDay.objects.filter(routine=routine), row.pk, place)
        if write.changed:
            _touch(routine)


def routine_exercise_add(
    *, scope: Scope, day: RoutineDay, exercise_type: ExerciseType, values: RoutineExerciseValues
) -> RoutineExercise:
    """An exercise at the end of a day. Raises ``LimitError``, ``DoesNotExist``."""
    with log_write(scope.require_owner().pk, "routine_exercise_add", area=PLANS):
        routine, locked = _lock_day(scope, day)
        others = RoutineExercise.objects.filter(day=locked)
        _refuse_more(others, MAX_EXERCISES, _("A day holds at most %(number)s exercises."))
        row = exercise_row(locked, exercise_type, values, position=_next(others))
        _touch(routine)
    return row


def exercise_row(
    day: RoutineDay, exercise_type: ExerciseType, values: RoutineExerciseValues, *, position: int, **state: Any
) -> RoutineExercise:
    """The rows of an exercise with its targets; for verbs of routines, inside their transaction."""
    said = {name: getattr(values, name) for name in COLUMNS}
    row = RoutineExercise.objects.create(day=day, exercise_type=exercise_type, position=position, **said, **state)
    _write_targets(row, values.targets)
    return row


def routine_exercise_update(
    *, scope: Scope, row: RoutineExercise, values: RoutineExerciseValues, revision: int | None = None
) -> RoutineExercise:
    """Change an exercise of a routine and its targets; where it stands is what the athlete says.

    Raises ``StaleError`` when ``revision`` is not the present one, ``DoesNotExist``.
    """
    with log_write(scope.require_owner().pk, "routine_exercise_update", area=PLANS):
        routine, locked = _lock_exercise(scope, row)
        if revision is not None and locked.revision != revision:
            raise StaleError
        for name in COLUMNS:
            setattr(locked, name, getattr(values, name))
        locked.reps_goal, locked.successes, locked.failures, locked.outcome = None, 0, 0, None
        locked.revision += 1
        locked.save()
        RoutineTarget.objects.filter(exercise=locked).delete()
        _write_targets(locked, values.targets)
        _touch(routine)
    return locked


def routine_exercise_delete(*, scope: Scope, row: RoutineExercise) -> Undo:
    """Take an exercise out of a day; the returned row undoes it."""
    owner = scope.require_owner()
    with log_write(owner.pk, "routine_exercise_delete", area=PLANS):
        routine, locked = _lock_exercise(scope, row)
        exercises = RoutineExercise.objects.filter(pk=locked.pk)
        targets = RoutineTarget.objects.filter(exercise=locked)
        undo = Undo.objects.create(
            owner=owner,
            kind="routines",
            label=_("%(exercise)s taken out of the routine.") % {"exercise": locked.exercise_type.name},
            payload=snapshot(exercises, targets),
        )
        delete_rows(targets)
        delete_rows(exercises)
        _touch(routine)
    return undo


def routine_exercise_move(*, scope: Scope, row: RoutineExercise, place: int) -> None:
    """Let the exercise take place number ``place`` (from 1) in its day; the others close up."""
    with log_write(scope.require_owner().pk, "routine_exercise_move", area=PLANS) as write:
        routine, locked = _lock_exercise(scope, row)
        write.changed = _reorder(RoutineExercise.objects.filter(day=locked.day_id), locked.pk, place)
        if write.changed:
            _touch(routine)


def _lock(scope: Scope, routine_id: int) -> Routine:
    return Routine.objects.editable_by(scope).select_for_update().get(pk=routine_id)


def _lock_day(scope: Scope, day: RoutineDay) -> tuple[Routine, RoutineDay]:
    routine = _lock(scope, day.routine_id)
    return routine, RoutineDay.objects.get(pk=day.pk, routine=routine)


def _lock_exercise(scope: Scope, row: RoutineExercise) -> tuple[Routine, RoutineExercise]:
    found = RoutineExercise.objects.editable_by(scope).values_list("day__routine", flat=True).get(pk=row.pk)
    routine = _lock(scope, found)
    return routine, RoutineExercise.objects.select_related("exercise_type").get(pk=row.pk, day__routine=routine)


def _rows(routines: "QuerySet[Routine]") -> "tuple[QuerySet[Any], ...]":
    """Routines with days, exercises and targets, parents first."""
    days = RoutineDay.objects.filter(routine__in=routines.values("pk"))
    exercises = RoutineExercise.objects.filter(day__in=days.values("pk"))
    return routines, days, exercises, RoutineTarget.objects.filter(exercise__in=exercises.values("pk"))


def _before_image(*rows: "QuerySet[Any]") -> dict[str, Any]:
    """The rows, and which sessions were done by their days: deleting a day takes that from them."""
    days = next(each for each in rows if each.model is RoutineDay)
    done = WorkoutSession.objects.filter(routine_day__in=days.values("pk")).order_by("pk")
    sessions: dict[int, list[int]] = {}
    for pk, day in done.values_list("pk", "routine_day"):
        sessions.setdefault(day, []).append(pk)
    return snapshot(*rows) | {"sessions": sessions}


def _write_targets(row: RoutineExercise, targets: Sequence[TargetValues]) -> None:
    if len(targets) > MAX_TARGETS:
        raise LimitError(_("An exercise holds at most %(number)s sets.") % {"number": MAX_TARGETS})
    RoutineTarget.objects.bulk_create(
        RoutineTarget(
            exercise=row, number=number, **{name: getattr(each, name) for name in TargetValues.__dataclass_fields__}
        )
        for number, each in enumerate(targets, start=1)
    )


def _next(rows: "QuerySet[Any]") -> int:
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _refuse_more(rows: "QuerySet[Any]", most: int, message: str) -> None:
    if rows.count() >= most:
        raise LimitError(message % {"number": most})


def _reorder(rows: "QuerySet[Any]", pk: int, place: int) -> bool:
    """Number ``rows`` anew with ``pk`` at ``place``, in two steps as positions are unique; whether that changes any."""
    before = list(rows.order_by("position").values_list("pk", flat=True))
    after = [each for each in before if each != pk]
    after.insert(max(0, place - 1), pk)
    if after == before:
        return False
    rows.update(position=F("position") + AWAY)
    for position, each in enumerate(after, start=1):
        rows.filter(pk=each).update(position=position)
    return True


def _touch(routine: Routine) -> None:
    """The routine was changed: it stands first in the list, and forms of it that lie open are out of date."""
    routine.revision += 1
    routine.save(update_fields=["revision", "updated_at"])
