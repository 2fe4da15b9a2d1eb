"""What the API tells of the log. Weights are kilograms, distances metres, times seconds."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet

from sessions_app.models import Rep, SetType, Undo, WorkoutSession, WorkoutSet
from sharing.scope import Scope
from workouttracker.kit.json_fields import Effort, Kilograms, Metres, Shown
from workouttracker.rest.answers import Told

SET_ROWS = ("exercise_type", "set_type")


class RepTold(Told):
    """One repetition."""

    number: int
    weight: Kilograms
    success: bool


class ExerciseNamed(Told):
    """An exercise, as sets name it."""

    id: int
    name: str
    kind: str


class SetTypeNamed(Told):
    """A set type, as sets name it."""

    id: int
    name: str
    warm_up: bool


class SetTold(Told):
    """One set with its reps, in their order. ``weight`` is the set's own; single reps may have another one."""

    id: int
    session_id: int
    position: int
    day: date
    exercise: ExerciseNamed
    set_type: SetTypeNamed
    weight: Kilograms
    number_reps: int
    reps_done: int
    reps_failed: int
    reps: list[RepTold]
    target_reps: int | None
    rpe: Effort | None
    rest_seconds: int | None
    duration_seconds: int | None
    distance_metres: Metres | None
    superset: int | None
    description: str
    notes: str
    volume: Shown
    client_id: UUID | None
    revision: int


class SetPage(Told):
    """A page of sets."""

    items: list[SetTold]
    next_cursor: str


class SetList(Told):
    """Sets in their order."""

    items: list[SetTold]


class RepList(Told):
    """Reps in their order."""

    items: list[RepTold]


class SessionTold(Told):
    """A session without its sets. ``day`` is the athlete's own, wherever they were."""

    id: int
    kind: Literal["workout", "calculation"]
    name: str
    started_at: datetime
    ended_at: datetime | None
    time_zone: str
    day: date
    notes: str
    calories: int | None
    total_sets: int
    total_reps: int
    total_volume: Shown
    client_id: UUID | None
    revision: int


class SessionPage(Told):
    """A page of sessions."""

    items: list[SessionTold]
    next_cursor: str


class SessionWhole(SessionTold):
    """A session with its sets and reps."""

    sets: list[SetTold]


class Deleted(Told):
    """What was deleted, and how to take that back: ``POST /undo/{undo_id}``."""

    undo_id: UUID
    label: str

    @classmethod
    def of(cls, undo: Undo) -> "Deleted":
        return cls(undo_id=undo.pk, label=undo.label)


def session_fields(row: WorkoutSession, *, visitor: bool = False) -> dict[str, Any]:
    """A session's own columns; a visitor isn't told the id that the athlete's device made."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "name": row.name,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "time_zone": row.time_zone,
        "day": row.local_date,
        "notes": row.notes,
        "calories": row.calories,
        "total_sets": row.total_sets,
        "total_reps": row.total_reps,
        "total_volume": row.total_tonnage,
        "client_id": None if visitor else row.client_id,
        "revision": row.revision,
    }


def session_told(row: WorkoutSession, scope: Scope) -> SessionTold:
    """A session without its sets; no query."""
    return SessionTold.model_construct(**session_fields(row, visitor=bool(scope.share_id)))


def session_whole(row: WorkoutSession, scope: Scope) -> SessionWhole:
    """A session with its sets: at most two queries."""
    rows = list(set_rows(scope).filter(session=row).order_by("position"))
    fields = session_fields(row, visitor=bool(scope.share_id))
    return SessionWhole.model_construct(**fields, sets=sets_told(rows, scope))


def set_rows(scope: Scope) -> "QuerySet[WorkoutSet]":
    """The sets that ``scope`` may read, with what is told of them beside their reps."""
    rows: QuerySet[WorkoutSet] = WorkoutSet.objects.visible_to(scope)
    return rows.select_related(*SET_ROWS)


def sets_told(rows: Sequence[WorkoutSet], scope: Scope) -> list[SetTold]:
    """``rows`` with their reps: one query, or none when the sums say what they are."""
    mixed = [row.pk for row in rows if not _alike(row)]
    reps: dict[int, list[RepTold]] = {pk: [] for pk in mixed}
    if mixed:
        found = Rep.objects.visible_to(scope).filter(workout_set__in=mixed).order_by("workout_set_id", "number")
        for pk, number, weight, success in found.values_list("workout_set_id", "number", "weight", "success"):
            reps[pk].append(rep_told(number, weight, success))
    return [set_told(row, reps.get(row.pk), visitor=bool(scope.share_id)) for row in rows]


def set_told(row: WorkoutSet, reps: list[RepTold] | None = None, *, visitor: bool = False) -> SetTold:
    """One set; without ``reps`` all were done at its weight. No query when ``SET_ROWS`` are there."""
    if reps is None:
        reps = [rep_told(number, row.weight, True) for number in range(1, row.number_reps + 1)]
    exercise, set_type = row.exercise_type, row.set_type
    return SetTold.model_construct(
        id=row.pk,
        session_id=row.session_id,
        position=row.position,
        day=row.local_date,
        exercise=ExerciseNamed.model_construct(id=exercise.pk, name=exercise.name, kind=exercise.kind),
        set_type=set_type_named(set_type),
        weight=row.weight,
        number_reps=row.number_reps,
        reps_done=row.reps_done,
        reps_failed=row.reps_failed,
        reps=reps,
        target_reps=row.target_reps,
        rpe=row.rpe,
        rest_seconds=row.rest_seconds,
        duration_seconds=row.duration_seconds,
        distance_metres=row.distance_metres,
        superset=row.superset_group,
        description=row.description,
        notes=row.notes,
        volume=row.tonnage,
        client_id=None if visitor else row.client_id,
        revision=row.revision,
    )


def set_type_named(row: SetType) -> SetTypeNamed:
    """A set type in the reader's words."""
    return SetTypeNamed.model_construct(id=row.pk, name=row.label, warm_up=row.is_warm_up)


def rep_told(number: int, weight: Decimal, success: bool) -> RepTold:
    """One repetition."""
    return RepTold.model_construct(number=number, weight=weight, success=success)


def reps_told(rows: Iterable[tuple[int, Decimal, bool]]) -> list[RepTold]:
    """Reps by number, weight and success."""
    return [rep_told(*row) for row in rows]


def _alike(row: WorkoutSet) -> bool:
    """Whether all reps were done at the set's weight; then they need not be read."""
    same = row.top_weight == row.weight and row.top_weight_reps == row.number_reps
    return same or not row.number_reps
