"""What an import would do, decided before anything is written. Preview and import work on the same object."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from portability.fingerprint import content_hash, minute
from portability.formats.problems import kind_of
from portability.formats.records import (
    ExerciseRecord,
    OtherRecord,
    Problem,
    SessionRecord,
    SetRecord,
    SetTypeRecord,
)
from portability.models import ImportBatch
from portability.reading import FileMeta, ProblemList, ReadFile, ReadPart
from portability.services.body import PlannedMeasurement, measurements_plan
from portability.services.matching import How, Match, decide, match_exercises, match_set_types
from portability.services.others import as_others, others_missing
from portability.services.twins import mark_twins
from sessions_app.models import ExerciseType, SetType
from sessions_app.session_names import name_by_day, name_by_time
from sharing.scope import Scope
from workouttracker.kit.dates import is_day_alone, is_zone, local_to_utc
from workouttracker.kit.text import name_key
from workouttracker.kit.units import Unit

Duplicates = ImportBatch.Duplicates
USE, LEAVE_OUT = "use", "leave_out"
REPAIRED = frozenset({"row_repaired", "weight_is_help"})
"""Codes of problems that a row was put right: there was exactly one sensible way to read it."""


class Action(StrEnum):
    """What happens to a session of the file."""

    ADD = "add"
    SKIP = "skip"
    REPLACE = "replace"


@dataclass(slots=True)
class PlannedSession:
    """A session of the file, placed in time, and what is to be done with it.

    ``sets`` are those of the record whose exercise is not left out. ``twins`` are the sessions of the log that it
    repeats; ``repeats_file`` says that an earlier one in the same import is the same. ``file`` is the file it stands
    in, when there are several.
    """

    record: SessionRecord
    started_at: datetime
    ended_at: datetime | None
    zone: str
    local_date: date
    content_hash: str
    sets: tuple[SetRecord, ...]
    file: str = ""
    twins: tuple[int, ...] = ()
    repeats_file: bool = False
    action: Action = Action.ADD

    @property
    def is_duplicate(self) -> bool:
        return self.repeats_file or bool(self.twins)


@dataclass(slots=True)
class ImportPlan:
    """Everything an import needs to know; nothing in it depends on when it is carried out.

    ``details`` and ``set_type_details`` hold what the file says about exercises and set types, by name key. ``others``
    are favourites, mappings and the like that aren't there yet, by kind.
    """

    meta: FileMeta
    format: str
    unit: Unit
    zone: ZoneInfo
    duplicates: str
    parts: list[ReadPart]
    sessions: list[PlannedSession]
    measurements: list[PlannedMeasurement]
    exercises: dict[str, Match]
    set_types: dict[str, Match]
    measures: dict[str, Match]
    problems: ProblemList
    details: dict[str, ExerciseRecord] = field(default_factory=dict)
    set_type_details: dict[str, SetTypeRecord] = field(default_factory=dict)
    others: dict[str, list[OtherRecord]] = field(default_factory=dict)
    added: "Totals" = field(default_factory=lambda: Totals())
    skipped_sets: int = 0
    problems_left_out: int = 0

    @property
    def to_write(self) -> list[PlannedSession]:
        """The sessions that will be written, in the order of the file."""
        return [each for each in self.sessions if each.action is not Action.SKIP]

    @property
    def measurements_to_write(self) -> list[PlannedMeasurement]:
        """The measurements that will be written, in the order of the file."""
        return [each for each in self.measurements if not each.is_skipped]

    @property
    def to_replace(self) -> list[int]:
        """The sessions of the log that will be taken away."""
        return sorted({pk for each in self.sessions if each.action is Action.REPLACE for pk in each.twins})

    @property
    def duplicate_count(self) -> int:
        return sum(each.is_duplicate for each in self.sessions)

    @property
    def new_exercises(self) -> list[str]:
        """Names that will be created as the athlete's own: among those that are written, and own ones of the file."""
        used = {name_key(name) for name in {row.exercise for each in self.to_write for row in each.sets}}
        used.update(key for key, each in self.details.items() if each.is_own)
        return sorted(match.name for key, match in self.exercises.items() if match.how is How.CREATE and key in used)

    @property
    def is_empty(self) -> bool:
        """Whether carrying it out would write nothing."""
        return not (self.to_write or self.measurements_to_write or self.new_exercises or self.others)


@dataclass(slots=True)
class Totals:
    """Counts of what will be (or was) written."""

    sessions: int = 0
    sets: int = 0
    reps: int = 0
    measurements: int = 0


@dataclass(frozen=True, slots=True)
class Choices:
    """What the athlete chose in the preview; see ``ImportDraft.decisions``. ``sessions`` is by content hash.

    ``repaired`` is what happens to rows that were put right.
    """

    duplicates: str = Duplicates.SKIP
    exercises: Mapping[str, Any] = field(default_factory=dict)
    set_types: Mapping[str, Any] = field(default_factory=dict)
    sessions: Mapping[str, str] = field(default_factory=dict)
    repaired: str = USE


NO_CHOICES = Choices()


def plan_build(*, scope: Scope, read: ReadFile, zone: ZoneInfo, choices: Choices = NO_CHOICES) -> ImportPlan:
    """Decide what importing ``read`` would do for the scope's owner. Reads the log, writes nothing."""
    if choices.repaired == LEAVE_OUT:
        read = _without_repaired(read)
    sessions = list(_placed(read, zone))
    details = {name_key(each.name): each for each in read.exercises}
    exercises = match_exercises(scope, (row for record in read.sessions for row in record.sets), details)
    set_types = match_set_types(scope, {row.set_type for record in read.sessions for row in record.sets})
    decide(exercises, choices.exercises, ExerciseType.objects.visible_to(scope), "kind")
    decide(set_types, choices.set_types, SetType.objects.visible_to(scope), "is_warm_up")
    skipped = _leave_out(sessions, exercises, set_types)
    _mark_repeats(sessions)
    mark_twins(scope, sessions, exercises)
    for each in sessions:
        each.action = _action(each, choices.sessions.get(each.content_hash, choices.duplicates))
    measurements, measures = measurements_plan(scope, read, zone, keep=choices.duplicates == Duplicates.KEEP)
    plan = ImportPlan(
        meta=read.meta,
        format=read.format,
        unit=read.unit,
        zone=zone,
        duplicates=choices.duplicates,
        parts=read.parts,
        sessions=sessions,
        measurements=measurements,
        exercises=exercises,
        set_types=set_types,
        measures=measures,
        problems=read.problems,
        details=details,
        set_type_details={name_key(each.name): each for each in read.set_types},
        skipped_sets=skipped,
    )
    coming = frozenset(name_key(name) for name in plan.new_exercises)
    coming |= {name_key(each.name) for each in read.set_types if each.is_own}
    plan.others = others_missing(scope, [*as_others(read.exercises, read.set_types), *read.others], coming)
    _count(plan)
    plan.problems_left_out = _problems_left_out(read.problems, choices)
    return plan


def _problems_left_out(problems: ProblemList, choices: Choices) -> int:
    """How many problems cost a row; those that were put right do when the athlete chose so."""
    dropped = REPAIRED if choices.repaired == LEAVE_OUT else frozenset[str]()
    return sum(number for code, number in problems.by_code.items() if code in dropped or kind_of(code) == "left_out")


def _count(plan: ImportPlan) -> None:
    for each in plan.to_write:
        plan.added.sessions += 1
        plan.added.sets += len(each.sets)
        plan.added.reps += sum(row.number_reps for row in each.sets)
    plan.added.measurements = len(plan.measurements_to_write)


def plan_digest(plan: ImportPlan) -> str:
    """The fingerprint of what the plan would do: two plans with the same one write the same rows."""
    digest = blake2b(f"{plan.meta.sha256}|{plan.zone.key}|{plan.unit}|{plan.duplicates}".encode(), digest_size=16)
    for each in plan.sessions:
        digest.update(f"{each.content_hash}|{each.action}|{each.twins}|{len(each.sets)}\n".encode())
    for value in plan.measurements:
        digest.update(f"{value.measured_at}|{value.key}|{value.value}|{value.is_skipped}\n".encode())
    for kind, records in plan.others.items():
        digest.update(f"{kind}|{[each.row for each in records]}\n".encode())
    for matches in (plan.exercises, plan.set_types, plan.measures):
        for key, match in sorted(matches.items()):
            digest.update(f"{key}|{match.entry_id}|{match.how is How.SKIP}|{match.kind}\n".encode())
    return digest.hexdigest()


def _without_repaired(read: ReadFile) -> ReadFile:
    """The same without the sets of rows that were put right, and without sessions of which nothing is left."""
    rows = {(each.file, each.problem.row) for each in read.problems.rows if each.problem.code in REPAIRED}
    parts = []
    for part in read.parts:
        mine = {row for file, row in rows if file == part.label}
        kept = (_without(record, mine) for record in part.sessions)
        parts.append(replace(part, sessions=[record for record in kept if record is not None]) if mine else part)
    return replace(read, parts=parts)


def _without(record: SessionRecord, rows: set[int]) -> SessionRecord | None:
    kept = tuple(row for row in record.sets if row.row not in rows)
    if len(kept) == len(record.sets):
        return record
    return replace(record, sets=kept) if kept else None


def _placed(read: ReadFile, zone: ZoneInfo) -> Iterator[PlannedSession]:
    for part in read.used:
        for record in part.sessions:
            yield _place(record, zone, read.problems, part.label)


def _leave_out(sessions: Iterable[PlannedSession], *tables: dict[str, Match]) -> int:
    """Take away the sets whose exercise or set type is left out; how many."""
    exercises, set_types = ({key for key, match in table.items() if match.how is How.SKIP} for table in tables)
    if not exercises and not set_types:
        return 0
    skipped = 0
    for each in sessions:
        each.sets = tuple(
            row
            for row in each.record.sets
            if name_key(row.exercise) not in exercises and name_key(row.set_type) not in set_types
        )
        skipped += len(each.record.sets) - len(each.sets)
    return skipped


def _place(record: SessionRecord, zone: ZoneInfo, problems: ProblemList, file: str) -> PlannedSession:
    if record.time_zone and is_zone(record.time_zone):
        zone = ZoneInfo(record.time_zone)
    started_at, odd = (record.started_at, False) if record.started_at else local_to_utc(record.started, zone)
    if odd:
        params = {"zone": zone.key, "taken": started_at.astimezone(zone).strftime("%H:%M %Z")}
        problems.add(Problem(record.row, "", minute(record.started), "time_ambiguous", params), file)
    ended_at = record.ended_at
    if ended_at is None and record.ended is not None:
        ended_at = local_to_utc(record.ended, zone)[0]
    if not record.name:
        record = replace(record, name=_name_of(record))
    return PlannedSession(
        record=record,
        started_at=started_at,
        ended_at=max(ended_at, started_at) if ended_at else None,
        zone=zone.key,
        local_date=started_at.astimezone(zone).date(),
        content_hash=content_hash(record),
        sets=record.sets,
        file=file,
    )


def _name_of(record: SessionRecord) -> str:
    """What a session is called that has no name in its file."""
    started = record.started
    return name_by_day(started.date()) if is_day_alone(started, record.ended) else name_by_time(started)


def _mark_repeats(sessions: Iterable[PlannedSession]) -> None:
    """Find sessions that stand in the import twice."""
    hashes: set[tuple[str, str]] = set()
    keys: set[str] = set()
    for each in sessions:
        key, content = each.record.source_key, (each.record.kind, each.content_hash)
        each.repeats_file = content in hashes or bool(key and key in keys)
        hashes.add(content)
        keys.add(key)


def _action(each: PlannedSession, duplicates: str) -> Action:
    if each.record.sets and not each.sets:
        return Action.SKIP
    if not each.is_duplicate or duplicates == Duplicates.KEEP:
        return Action.ADD
    if duplicates == Duplicates.REPLACE and each.twins and not each.repeats_file:
        return Action.REPLACE
    return Action.SKIP
