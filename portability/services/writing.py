"""Writing a plan: rows for the bulk writer, in the order of the tables' foreign keys.

Keys are reserved first, so that sets know their session and reps their set before anything is written. Sums and copied
keys are computed here with the log's own rules (``sessions_app.sums``).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from portability.formats.records import SetRecord
from portability.models import ImportBatch
from portability.services.matching import How
from portability.services.plan import ImportPlan, PlannedSession
from sessions_app.models import ExerciseType, Rep, SetType, WorkoutSession, WorkoutSet
from sessions_app.models.vocabulary import Equipment
from sessions_app.services.bulk import bulk_write, reserve_ids
from sessions_app.sums import RepValue, SetSums, sums_of_equal_reps, sums_of_reps
from workouttracker.kit.text import name_key

Progress = Callable[[str, int, int, str], None]
"""``(stage, done, total, current)``: called as rows are prepared, never between statements of another connection."""

ROWS_BETWEEN_REPORTS = 250

SESSION_FIELDS = (
    "id", "owner_id", "kind", "name", "started_at", "ended_at", "time_zone", "local_date", "notes", "calories",
    "total_sets", "total_reps", "total_tonnage", "next_position", "import_batch_id", "source_key", "content_hash",
    "revision", "created_at", "updated_at",
)  # fmt: skip
SET_FIELDS = (
    "id", "session_id", "owner_id", "session_kind", "local_date", "is_warm_up", "exercise_type_id", "set_type_id",
    "position", "description", "notes", "number_reps", "target_reps", "weight", "rpe", "rest_seconds",
    "duration_seconds", "distance_metres", "superset_group", "reps_done", "reps_failed", "top_weight",
    "top_weight_reps", "tonnage", "revision",
)  # fmt: skip
REP_FIELDS = ("workout_set_id", "number", "weight", "success")


@dataclass(slots=True)
class _Rows:
    """Everything to write, with keys; ``titles`` holds for each set the name of its workout."""

    sessions: list[tuple[Any, ...]]
    sets: list[tuple[Any, ...]]
    records: list[SetRecord]
    titles: list[str]

    def place(self, number: int) -> str:
        """Workout and exercise of a set, for people who watch."""
        return f"{self.titles[number]} · {self.records[number].exercise}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a set needs of its exercise and set type."""

    pk: int
    kind: str = ""
    is_warm_up: bool = False


def write_plan(plan: ImportPlan, batch: ImportBatch, progress: Progress) -> None:
    """Write every session of ``plan`` that is to be written, with its sets and reps; one table after the other."""
    exercises = _exercises(plan, batch)
    set_types = _set_types(plan, batch)
    rows = _prepare(plan, batch, exercises, set_types, progress)
    bulk_write(WorkoutSession, SESSION_FIELDS, rows.sessions)
    bulk_write(WorkoutSet, SET_FIELDS, _set_rows(rows, progress))
    bulk_write(Rep, REP_FIELDS, _rep_rows(rows, progress, plan.added.reps))


def _prepare(
    plan: ImportPlan,
    batch: ImportBatch,
    exercises: dict[str, _Entry],
    set_types: dict[str, _Entry],
    progress: Progress,
) -> _Rows:
    planned = plan.to_write
    session_ids = reserve_ids(WorkoutSession, len(planned))
    set_ids = iter(reserve_ids(WorkoutSet, plan.added.sets))
    by_name = {row.exercise: exercises[name_key(row.exercise)] for each in planned for row in each.sets}
    types = {row.set_type: set_types[name_key(row.set_type)] for each in planned for row in each.sets}
    rows = _Rows([], [], [], [])
    now = timezone.now()
    for number, (pk, each) in enumerate(zip(session_ids, planned, strict=True)):
        first = len(rows.sets)
        for position, record in enumerate(each.sets, start=1):
            entry, set_type = by_name[record.exercise], types[record.set_type]
            rows.sets.append(_set_row(next(set_ids), pk, batch.owner_id, each, position, record, entry, set_type))
            rows.records.append(record)
            rows.titles.append(each.record.name)
        rows.sessions.append(_session_row(pk, batch, plan.zone.key, each, rows.sets[first:], now))
        if number % 50 == 0:
            progress("prepare", number, len(planned), each.record.name)
    return rows


def _session_row(
    pk: int,
    batch: ImportBatch,
    zone: str,
    each: PlannedSession,
    sets: Sequence[tuple[Any, ...]],
    now: datetime,
) -> tuple[Any, ...]:
    record = each.record
    reps, tonnage = SET_FIELDS.index("number_reps"), SET_FIELDS.index("tonnage")
    return (
        pk, batch.owner_id, WorkoutSession.Kind.WORKOUT.value, record.name, each.started_at, each.ended_at, zone,
        each.local_date, record.notes, record.calories, len(sets), sum(row[reps] for row in sets),
        sum((row[tonnage] for row in sets), Decimal(0)), len(sets) + 1, batch.pk, record.source_key,
        each.content_hash, 1, now, now,
    )  # fmt: skip


def _set_row(
    pk: int,
    session_id: int,
    owner_id: int,
    each: PlannedSession,
    position: int,
    record: SetRecord,
    exercise: _Entry,
    set_type: _Entry,
) -> tuple[Any, ...]:
    sums = _sums(record, exercise.kind)
    return (
        pk, session_id, owner_id, WorkoutSession.Kind.WORKOUT.value, each.local_date, set_type.is_warm_up,
        exercise.pk, set_type.pk, position, record.description, record.notes, record.number_reps, record.target_reps,
        record.weight, record.rpe, record.rest_seconds, record.duration_seconds, record.distance_metres,
        record.superset_group, *sums, 1,
    )  # fmt: skip


def _sums(record: SetRecord, kind: str) -> SetSums:
    if record.reps is None:
        return sums_of_equal_reps(record.number_reps, record.weight, kind)
    return sums_of_reps((RepValue(rep.weight, rep.success) for rep in record.reps), kind)


def _set_rows(rows: _Rows, progress: Progress) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows.sets):
        yield row
        if number % ROWS_BETWEEN_REPORTS == 0:
            progress("sets", number, len(rows.sets), rows.place(number))


def _rep_rows(rows: _Rows, progress: Progress, total: int) -> Iterator[tuple[Any, ...]]:
    done = 0
    for number_of_set, (row, record) in enumerate(zip(rows.sets, rows.records, strict=True)):
        set_id = row[0]
        if record.reps is None:
            weight = record.weight
            for number in range(1, record.number_reps + 1):
                yield (set_id, number, weight, True)
        else:
            for number, rep in enumerate(record.reps, start=1):
                yield (set_id, number, rep.weight, rep.success)
        done += record.number_reps
        if number_of_set % ROWS_BETWEEN_REPORTS == 0:
            progress("reps", done, total, rows.place(number_of_set))
    # Every row is on its way; now the database checks and stores them.
    progress("store", total, total, "")


def _exercises(plan: ImportPlan, batch: ImportBatch) -> dict[str, _Entry]:
    """By name key; what nothing matched is created as the athlete's own."""
    wanted = set(map(name_key, plan.new_exercises))
    new = [match for key, match in plan.exercises.items() if key in wanted]
    ExerciseType.objects.bulk_create(
        (
            ExerciseType(
                owner_id=batch.owner_id,
                name=match.name,
                name_key=name_key(match.name),
                kind=match.kind,
                equipment=Equipment.OTHER,
                import_batch=batch,
            )
            for match in new
        ),
        ignore_conflicts=True,  # created by somebody else's hand since the plan was made: the same exercise
    )
    own = ExerciseType.objects.filter(owner_id=batch.owner_id, name_key__in=wanted)
    created = {entry.name_key: _Entry(entry.pk, entry.kind) for entry in own}
    return {
        key: created[key] if match.how is How.CREATE else _Entry(match.entry_id or 0, match.kind)
        for key, match in plan.exercises.items()
        if match.how is not How.SKIP and (match.how is not How.CREATE or key in created)
    }


def _set_types(plan: ImportPlan, batch: ImportBatch) -> dict[str, _Entry]:
    """By name key; what nothing matched is created as the athlete's own working type."""
    entries = {}
    for key, match in plan.set_types.items():
        if match.how is How.SKIP:
            continue
        pk = match.entry_id
        if pk is None:
            own, _created = SetType.objects.get_or_create(
                owner_id=batch.owner_id, name_key=key, defaults={"name": match.name}
            )
            pk = own.pk
        entries[key] = _Entry(pk, is_warm_up=match.is_warm_up)
    return entries
