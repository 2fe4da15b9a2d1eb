"""What an import would do, decided before anything is written. Preview and import work on the same object."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from portability.fingerprint import SetKey, content_hash, minute, same_content, set_key
from portability.formats.records import Problem, SessionRecord, SetRecord
from portability.models import ImportBatch
from portability.reading import FileMeta, ProblemList, ReadFile
from portability.services.matching import How, Match, decide, match_exercises, match_set_types
from sessions_app.models import ExerciseType, SetType, WorkoutSession, WorkoutSet
from sharing.scope import Scope
from workouttracker.kit.dates import local_to_utc
from workouttracker.kit.text import name_key
from workouttracker.kit.units import Unit

Duplicates = ImportBatch.Duplicates
IDS_PER_QUERY = 500


class Action(StrEnum):
    """What happens to a session of the file."""

    ADD = "add"
    SKIP = "skip"
    REPLACE = "replace"


@dataclass(slots=True)
class PlannedSession:
    """A session of the file, placed in time, and what is to be done with it.

    ``sets`` are those of the record whose exercise is not left out. ``twins`` are the sessions of the log that it
    repeats; ``repeats_file`` says that an earlier one in the same import is the same.
    """

    record: SessionRecord
    started_at: datetime
    ended_at: datetime | None
    local_date: date
    content_hash: str
    sets: tuple[SetRecord, ...]
    twins: tuple[int, ...] = ()
    repeats_file: bool = False
    action: Action = Action.ADD

    @property
    def is_duplicate(self) -> bool:
        return self.repeats_file or bool(self.twins)


@dataclass(slots=True)
class ImportPlan:
    """Everything an import needs to know; nothing in it depends on when it is carried out."""

    meta: FileMeta
    format: str
    unit: Unit
    zone: ZoneInfo
    duplicates: str
    sessions: list[PlannedSession]
    exercises: dict[str, Match]
    set_types: dict[str, Match]
    problems: ProblemList
    added: "Totals" = field(default_factory=lambda: Totals())
    skipped_sets: int = 0
    unit_stated: bool = True

    @property
    def to_write(self) -> list[PlannedSession]:
        """The sessions that will be written, in the order of the file."""
        return [each for each in self.sessions if each.action is not Action.SKIP]

    @property
    def to_replace(self) -> list[int]:
        """The sessions of the log that will be taken away."""
        return sorted({pk for each in self.sessions if each.action is Action.REPLACE for pk in each.twins})

    @property
    def duplicate_count(self) -> int:
        return sum(each.is_duplicate for each in self.sessions)

    @property
    def new_exercises(self) -> list[str]:
        """Names that will be created as the athlete's own, among those that are written."""
        used = {name_key(row.exercise) for each in self.to_write for row in each.sets}
        return sorted(match.name for key, match in self.exercises.items() if match.how is How.CREATE and key in used)


@dataclass(slots=True)
class Totals:
    """Counts of what will be (or was) written."""

    sessions: int = 0
    sets: int = 0
    reps: int = 0


@dataclass(frozen=True, slots=True)
class Choices:
    """What the athlete chose in the preview; see ``ImportDraft.decisions``."""

    duplicates: str = Duplicates.SKIP
    exercises: Mapping[str, Any] = field(default_factory=dict)
    set_types: Mapping[str, Any] = field(default_factory=dict)


NO_CHOICES = Choices()


def plan_build(*, scope: Scope, read: ReadFile, zone: ZoneInfo, choices: Choices = Choices()) -> ImportPlan:
    """Decide what importing ``read`` would do for the scope's owner. Reads the log, writes nothing."""
    sessions = [_place(record, zone, read.problems) for record in read.sessions]
    all_sets = [row for record in read.sessions for row in record.sets]
    exercises = match_exercises(scope, all_sets)
    set_types = match_set_types(scope, {row.set_type for row in all_sets})
    decide(exercises, choices.exercises, ExerciseType.objects.visible_to(scope), "kind")
    decide(set_types, choices.set_types, SetType.objects.visible_to(scope), "is_warm_up")
    skipped = _leave_out(sessions, exercises, set_types)
    _mark_repeats(sessions)
    mark_twins(scope, sessions, exercises)
    for each in sessions:
        each.action = _action(each, choices.duplicates)
    plan = ImportPlan(
        meta=read.meta,
        format=read.format,
        unit=read.unit,
        zone=zone,
        duplicates=choices.duplicates,
        sessions=sessions,
        exercises=exercises,
        set_types=set_types,
        problems=read.problems,
        skipped_sets=skipped,
        unit_stated=read.unit_stated,
    )
    for each in plan.to_write:
        plan.added.sessions += 1
        plan.added.sets += len(each.sets)
        plan.added.reps += sum(row.number_reps for row in each.sets)
    return plan


def plan_digest(plan: ImportPlan) -> str:
    """The fingerprint of what the plan would do: two plans with the same one write the same rows."""
    digest = blake2b(f"{plan.meta.sha256}|{plan.zone.key}|{plan.unit}|{plan.duplicates}".encode(), digest_size=16)
    for each in plan.sessions:
        digest.update(f"{each.content_hash}|{each.action}|{each.twins}|{len(each.sets)}\n".encode())
    for matches in (plan.exercises, plan.set_types):
        for key, match in sorted(matches.items()):
            digest.update(f"{key}|{match.entry_id}|{match.how is How.SKIP}|{match.kind}\n".encode())
    return digest.hexdigest()


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


def _place(record: SessionRecord, zone: ZoneInfo, problems: ProblemList) -> PlannedSession:
    started_at, odd = local_to_utc(record.started, zone)
    if odd:
        params = {"zone": zone.key, "taken": started_at.astimezone(zone).strftime("%H:%M %Z")}
        problems.add(Problem(record.row, "", minute(record.started), "time_ambiguous", params))
    ended_at = None
    if record.ended is not None:
        ended_at = max(local_to_utc(record.ended, zone)[0], started_at)
    day = started_at.astimezone(zone).date()
    return PlannedSession(record, started_at, ended_at, day, content_hash(record), record.sets)


def _mark_repeats(sessions: Iterable[PlannedSession]) -> None:
    """Find sessions that stand in the import twice."""
    hashes: set[str] = set()
    keys: set[str] = set()
    for each in sessions:
        key = each.record.source_key
        each.repeats_file = each.content_hash in hashes or bool(key and key in keys)
        hashes.add(each.content_hash)
        keys.add(key)


def mark_twins(scope: Scope, sessions: list[PlannedSession], exercises: dict[str, Match]) -> None:
    """Find sessions that the log holds already: imported before, same source id, or same start and same sets."""
    if not sessions:
        return
    first, last = min(each.local_date for each in sessions), max(each.local_date for each in sessions)
    rows = WorkoutSession.objects.visible_to(scope).filter(kind=WorkoutSession.Kind.WORKOUT)
    by_hash, by_key, by_minute = defaultdict(list), defaultdict(list), defaultdict(list)
    columns = ("pk", "content_hash", "source_key", "started_at", "time_zone", "local_date")
    for pk, fingerprint, key, started_at, zone, day in rows.values_list(*columns).iterator():
        by_hash[fingerprint].append(pk)
        by_key[key].append(pk)
        if first <= day <= last:
            by_minute[minute(started_at.astimezone(ZoneInfo(zone)))].append(pk)
    candidates = {pk for each in sessions for pk in by_minute.get(minute(each.record.started), ())}
    contents = _contents(candidates)
    for each in sessions:
        twins = set(by_hash.get(each.content_hash, ()))
        if each.record.source_key:
            twins.update(by_key.get(each.record.source_key, ()))
        same_minute = [pk for pk in by_minute.get(minute(each.record.started), ()) if pk not in twins]
        if same_minute:
            keys = list(_keys(each.sets, exercises))
            twins.update(pk for pk in same_minute if same_content(keys, contents[pk]))
        each.twins = tuple(sorted(twins))


def _keys(sets: Iterable[SetRecord], exercises: dict[str, Match]) -> Iterator[SetKey]:
    for row in sets:
        exercise = exercises[name_key(row.exercise)].entry_id
        yield set_key(exercise, row.number_reps, row.weight, row.duration_seconds, row.distance_metres)


def _contents(session_ids: Iterable[int]) -> dict[int, list[SetKey]]:
    """By session: its sets as they stand in the log, in order."""
    contents: dict[int, list[SetKey]] = defaultdict(list)
    ids = sorted(session_ids)
    columns = (
        "session_id", "exercise_type_id", "number_reps", "weight", "duration_seconds", "distance_metres",
    )  # fmt: skip
    for start in range(0, len(ids), IDS_PER_QUERY):
        rows = WorkoutSet.objects.filter(session__in=ids[start : start + IDS_PER_QUERY])
        for session_id, *values in rows.order_by("session", "position").values_list(*columns):
            contents[session_id].append(set_key(*values))
    return contents


def _action(each: PlannedSession, duplicates: str) -> Action:
    if each.record.sets and not each.sets:
        return Action.SKIP
    if not each.is_duplicate or duplicates == Duplicates.KEEP:
        return Action.ADD
    if duplicates == Duplicates.REPLACE and each.twins and not each.repeats_file:
        return Action.REPLACE
    return Action.SKIP
