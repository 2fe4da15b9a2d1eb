"""Writing a plan: rows for the bulk writer, in the order of the tables' foreign keys.

Keys are reserved first, so that sets know their session and reps their set before anything is written. Rows are made
while they are written: of a hundred thousand sets only the records and their sums are held. Sums and copied keys are
computed here with the log's own rules (``sessions_app.sums``).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from portability.formats.records import SetRecord
from portability.models import ImportBatch
from portability.services.creating import Entry, exercises_written, measures_written, set_types_written
from portability.services.plan import Action, ImportPlan, PlannedSession
from sessions_app.models import Measurement, Rep, WorkoutSession, WorkoutSet
from sessions_app.services.bulk import bulk_write, reserve_ids
from sessions_app.sums import RepValue, SetSums, sums_of_equal_reps, sums_of_reps
from workouttracker.kit.text import name_key

Progress = Callable[[str, int, int, str], None]
"""``(stage, done, total, current)``: called as rows are prepared, never between statements of another connection."""

ROWS_BETWEEN_REPORTS = 250
IDS_PER_QUERY = 500

SESSION_FIELDS = (
    "id", "owner_id", "client_id", "kind", "name", "started_at", "ended_at", "time_zone", "local_date", "notes",
    "calories", "total_sets", "total_reps", "total_tonnage", "next_position", "import_batch_id", "source_key",
    "content_hash", "revision", "created_at", "updated_at", "plan", "routine_day_id",
)  # fmt: skip
SET_FIELDS = (
    "id", "session_id", "owner_id", "client_id", "session_kind", "local_date", "is_warm_up", "exercise_type_id",
    "set_type_id", "position", "description", "notes", "number_reps", "target_reps", "weight", "rpe", "rest_seconds",
    "duration_seconds", "distance_metres", "superset_group", "reps_done", "reps_failed", "top_weight",
    "top_weight_reps", "tonnage", "revision",
)  # fmt: skip
REP_FIELDS = ("workout_set_id", "number", "weight", "success")
MEASUREMENT_FIELDS = (
    "owner_id", "client_id", "measure_id", "measured_at", "time_zone", "local_date", "value", "note",
    "import_batch_id", "source_key", "revision", "created_at", "updated_at",
)  # fmt: skip


@dataclass(slots=True)
class _Rows:
    """What is to be written, with keys; ``sums`` holds those of every set, in order."""

    planned: list[PlannedSession]
    session_ids: list[int]
    set_ids: list[int]
    sums: list[SetSums]
    exercises: dict[str, Entry]
    set_types: dict[str, Entry]
    client_ids: "_ClientIds"
    plans: dict[int, tuple[Any, int | None]]
    """Of sessions that are replaced by their key: what was planned, and the day of a routine; no file knows these."""

    def sets(self) -> Iterator[tuple[int, PlannedSession, int, int, SetRecord]]:
        """Every set in order: its number from 0, its session and that one's key, its position, its record."""
        number = 0
        for each, session_id in zip(self.planned, self.session_ids, strict=True):
            for position, record in enumerate(each.sets, start=1):
                yield number, each, session_id, position, record
                number += 1


@dataclass(frozen=True, slots=True)
class Prepared:
    """What can be computed before the transaction: the sums of every set to write, in order, and the kinds of exercise
    that they were computed for, by name key.
    """

    sums: list[SetSums]
    kinds: dict[str, str]


def plan_prepare(plan: ImportPlan, progress: Progress) -> Prepared:
    """Compute what writing ``plan`` takes, while nobody waits for the database."""
    return _prepared(plan, {key: match.kind for key, match in plan.exercises.items()}, progress)


def _prepared(plan: ImportPlan, kinds: dict[str, str], progress: Progress) -> Prepared:
    planned = plan.to_write
    by_name = {name: kinds.get(name_key(name), "") for name in {row.exercise for each in planned for row in each.sets}}
    sums: list[SetSums] = []
    for number, each in enumerate(planned):
        if number % ROWS_BETWEEN_REPORTS == 0:
            progress("prepare", number, len(planned), each.record.name)
        sums.extend(_sums(record, by_name[record.exercise]) for record in each.sets)
    return Prepared(sums, kinds)


def write_plan(plan: ImportPlan, batch: ImportBatch, prepared: Prepared, progress: Progress) -> None:
    """Write everything of ``plan`` that is to be written; one table after the other."""
    now = timezone.now()
    rows = _keyed(plan, batch, prepared, progress)
    bulk_write(WorkoutSession, SESSION_FIELDS, _session_rows(rows, batch, now, progress))
    bulk_write(WorkoutSet, SET_FIELDS, _set_rows(rows, batch, progress))
    bulk_write(Rep, REP_FIELDS, _rep_rows(rows, progress, plan.added.reps))
    if plan.added.measurements:
        measures = measures_written(plan, batch)
        bulk_write(Measurement, MEASUREMENT_FIELDS, _measurement_rows(plan, batch, now, measures))


def _keyed(plan: ImportPlan, batch: ImportBatch, prepared: Prepared, progress: Progress) -> _Rows:
    """Everything with its keys; sums once more when an exercise turned out to be of another kind meanwhile."""
    by_key, types_by_key = exercises_written(plan, batch), set_types_written(plan, batch)
    planned = plan.to_write
    exercises = {name: by_key[name_key(name)] for name in {row.exercise for each in planned for row in each.sets}}
    set_types = {name: types_by_key[name_key(name)] for name in {r.set_type for each in planned for r in each.sets}}
    kinds = {key: entry.kind for key, entry in by_key.items()}
    if any(prepared.kinds.get(key) != kind for key, kind in kinds.items()):
        prepared = _prepared(plan, kinds, progress)
    session_ids = reserve_ids(WorkoutSession, len(planned))
    set_ids = reserve_ids(WorkoutSet, plan.added.sets)
    client_ids = _ClientIds.for_plan(batch.owner_id, planned)
    return _Rows(planned, session_ids, set_ids, prepared.sums, exercises, set_types, client_ids, _plans_replaced(batch))


def _plans_replaced(batch: ImportBatch) -> dict[int, tuple[Any, int | None]]:
    """What was planned in the sessions that this import takes away, from their before-image."""
    if batch.undo is None:
        return {}
    table = batch.undo.payload["tables"][0]
    pk, plan, day = (table["fields"].index(name) for name in ("id", "plan", "routine_day_id"))
    return {row[pk]: (row[plan], row[day]) for row in table["rows"] if row[plan] is not None}


def _session_rows(rows: _Rows, batch: ImportBatch, now: datetime, progress: Progress) -> Iterator[tuple[Any, ...]]:
    first = 0
    for each, pk in zip(rows.planned, rows.session_ids, strict=True):
        record, count = each.record, len(each.sets)
        tonnage = sum((sums.tonnage for sums in rows.sums[first : first + count]), Decimal(0))
        first += count
        replaced = each.twins if each.action is Action.REPLACE else ()
        kept = next((rows.plans[twin] for twin in replaced if twin in rows.plans), (None, None))
        yield (
            pk, batch.owner_id, rows.client_ids.of_session(record.client_id), record.kind, record.name,
            each.started_at, each.ended_at, each.zone, each.local_date, record.notes, record.calories, count,
            sum(row.number_reps for row in each.sets), tonnage, count + 1, batch.pk, record.source_key,
            each.content_hash, 1, now, now, *kept,
        )  # fmt: skip


def _set_rows(rows: _Rows, batch: ImportBatch, progress: Progress) -> Iterator[tuple[Any, ...]]:
    total = len(rows.set_ids)
    for number, each, session_id, position, record in rows.sets():
        exercise, set_type = rows.exercises[record.exercise], rows.set_types[record.set_type]
        yield (
            rows.set_ids[number], session_id, batch.owner_id, rows.client_ids.of_set(record.client_id),
            each.record.kind, each.local_date, set_type.is_warm_up, exercise.pk, set_type.pk, position,
            record.description, record.notes, record.number_reps, record.target_reps, record.weight, record.rpe,
            record.rest_seconds, record.duration_seconds, record.distance_metres, record.superset_group,
            *rows.sums[number], 1,
        )  # fmt: skip
        if number % ROWS_BETWEEN_REPORTS == 0:
            progress("sets", number, total, f"{each.record.name} · {record.exercise}")


def _rep_rows(rows: _Rows, progress: Progress, total: int) -> Iterator[tuple[Any, ...]]:
    done = 0
    for number_of_set, each, _session_id, _position, record in rows.sets():
        set_id = rows.set_ids[number_of_set]
        if record.reps is None:
            weight = record.weight
            for number in range(1, record.number_reps + 1):
                yield (set_id, number, weight, True)
        else:
            for number, rep in enumerate(record.reps, start=1):
                yield (set_id, number, rep.weight, rep.success)
        done += record.number_reps
        if number_of_set % ROWS_BETWEEN_REPORTS == 0:
            progress("reps", done, total, f"{each.record.name} · {record.exercise}")
    # Every row is on its way; now the database checks and stores them.
    progress("store", total, total, "")


def _measurement_rows(
    plan: ImportPlan, batch: ImportBatch, now: datetime, measures: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    for each in plan.measurements_to_write:
        yield (
            batch.owner_id, None, measures[each.key], each.measured_at, plan.zone.key, each.local_date, each.value,
            each.record.comment, batch.pk, "", 1, now, now,
        )  # fmt: skip


@lru_cache(maxsize=8192)
def _equal_sums(number: int, weight: Decimal, kind: str) -> SetSums:
    """A file of a hundred thousand sets has a few hundred different ones."""
    return sums_of_equal_reps(number, weight, kind)


def _sums(record: SetRecord, kind: str) -> SetSums:
    if record.reps is None:
        return _equal_sums(record.number_reps, record.weight, kind)
    return sums_of_reps((RepValue(rep.weight, rep.success) for rep in record.reps), kind)


class _ClientIds:
    """Ids that a client made are kept, except those that the log holds already or that stand twice in the file."""

    def __init__(self, sessions: set[UUID], sets: set[UUID]) -> None:
        self._sessions, self._sets = sessions, sets

    @classmethod
    def for_plan(cls, owner_id: int, planned: Iterable[PlannedSession]) -> "_ClientIds":
        """Look up which ids are taken; nothing is asked when the file has none."""
        sessions, sets = set[UUID](), set[UUID]()
        for each in planned:
            sessions.update(_uuids([each.record.client_id]))
            sets.update(_uuids(row.client_id for row in each.sets))
        return cls(sessions - _taken(WorkoutSession, owner_id, sessions), sets - _taken(WorkoutSet, owner_id, sets))

    def of_session(self, client_id: str) -> UUID | None:
        """The id, given away once."""
        return self._give(self._sessions, client_id)

    def of_set(self, client_id: str) -> UUID | None:
        """The id, given away once."""
        return self._give(self._sets, client_id)

    def _give(self, free: set[UUID], client_id: str) -> UUID | None:
        value = next(_uuids([client_id]), None)
        if value is None or value not in free:
            return None
        free.remove(value)
        return value


def _uuids(texts: Iterable[str]) -> Iterator[UUID]:
    for text in texts:
        if text:
            try:
                yield UUID(text)
            except ValueError:
                continue


def _taken(model: type[models.Model], owner_id: int, ids: set[UUID]) -> set[UUID]:
    wanted, taken = sorted(ids), set[UUID]()
    for start in range(0, len(wanted), IDS_PER_QUERY):
        part = wanted[start : start + IDS_PER_QUERY]
        rows = model._default_manager.filter(owner=owner_id, client_id__in=part)  # noqa: SLF001
        taken.update(rows.values_list("client_id", flat=True))
    return taken
