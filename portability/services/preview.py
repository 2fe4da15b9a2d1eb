"""What an import would do, as the preview page shows it: made from the very plan that the import carries out."""

from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from portability.context import rows_around
from portability.formats.records import DateOrder, Problem, Question, ReadOptions, SetRecord
from portability.models import ColumnMeaning, ImportDraft
from portability.reading import FileMeta, Located, OnRead, ReadFile, Table, read_file
from portability.services.files import file_open
from portability.services.imports import file_facts, plan_counts
from portability.services.matching import How, Match
from portability.services.plan import REPAIRED, USE, Choices, ImportPlan, PlannedSession, plan_build
from portability.services.suggestions import STRICT, Candidate, suggest_exercises
from sessions_app.models import ExerciseType, SetType, WorkoutSession
from sharing.scope import Scope
from workouttracker.kit.dates import is_day_alone
from workouttracker.kit.text import name_key
from workouttracker.kit.units import Unit, from_kg

Candidates = dict[str, list[Candidate]]

PROBLEMS_SHOWN = 200
SESSIONS_SHOWN = 50
"""Duplicates that can be looked at and decided one by one; the rest follows the choice for all."""
SETS_SHOWN = 6
"""Lines of a duplicate's content."""
SAMPLES = 3
TABLE_ROWS = 5
NAMES_COMPARED = 1000
"""Names for which likely exercises are looked for, those with most sets first."""


def draft_plan(scope: Scope, draft: ImportDraft, on_read: OnRead | None = None) -> ImportPlan:
    """The plan of a draft as it stands; ``on_read`` is told the place reached in the file and its size.

    Raises ``ImportRefusedError`` for a file that can't be imported.
    """
    return draft_plan_of(scope, draft, draft_read(scope, draft, on_read))


def draft_read(scope: Scope, draft: ImportDraft, on_read: OnRead | None = None) -> ReadFile:
    """What stands in the file of a draft. Raises ``ImportRefusedError`` for one that can't be imported."""
    with file_open(draft.file) as stream:
        meta = FileMeta(draft.file.name, draft.file.size, draft.file.sha256)
        return read_file(
            stream,
            name=meta.name,
            options=draft_options(scope, draft),
            meta=meta,
            on_read=on_read,
            columns=columns_remembered(scope) | draft.columns,
            asks=True,
        )


def columns_remembered(scope: Scope) -> dict[str, Any]:
    """By signature of the headings: what the athlete said about the columns of unknown tables."""
    return dict(ColumnMeaning.objects.visible_to(scope).values_list("signature", "mapping"))


def draft_options(scope: Scope, draft: ImportDraft) -> ReadOptions:
    """What counts where the file doesn't say: as chosen, else the athlete's own unit and zone."""
    return ReadOptions(
        unit=Unit(draft.unit or scope.require_owner().unit),
        date_order=DateOrder(draft.date_order) if draft.date_order else None,
        zone=ZoneInfo(draft.time_zone),
    )


def draft_plan_of(scope: Scope, draft: ImportDraft, read: ReadFile) -> ImportPlan:
    """The plan of a draft whose file was read before; ``read`` stays as it is, for another plan of it."""
    choices = Choices(
        duplicates=draft.duplicates,
        exercises=draft.decisions.get("exercises", {}),
        set_types=draft.decisions.get("set_types", {}),
        sessions=draft.decisions.get("sessions", {}),
        repaired=draft.decisions.get("repaired", USE),
    )
    own = replace(read, problems=read.problems.copy())
    return plan_build(scope=scope, read=own, zone=ZoneInfo(draft.time_zone), choices=choices)


def candidates_of(scope: Scope, plan: ImportPlan) -> Candidates:
    """Exercises that the names might mean which nothing matches surely, by name key."""
    sets = _sets_by_exercise(plan)
    names = {key: match.name for key, match in plan.exercises.items() if match.how in _OPEN}
    most_used = sorted(names, key=lambda key: -sets[key])[:NAMES_COMPARED]
    return suggest_exercises(scope, [names[key] for key in most_used])


def suggested_decisions(plan: ImportPlan, candidates: Candidates) -> dict[str, dict[str, Any]]:
    """For each exercise that nothing matches: use the best candidate when it is very near, else create."""
    decisions: dict[str, dict[str, Any]] = {}
    for key, match in plan.exercises.items():
        if match.how is not How.CREATE:
            continue
        best = next(iter(candidates.get(key, ())), None)
        if best and best.score >= STRICT:
            decisions[key] = {"action": "use", "id": best.id, "suggested": True}
        else:
            decisions[key] = {"action": "create", "suggested": True}
    return decisions


def preview_of(scope: Scope, draft: ImportDraft, plan: ImportPlan, candidates: Candidates) -> dict[str, Any]:
    """Everything the preview page shows, ready for JSON and without words: those follow the reader's language."""
    days = [each.local_date for each in plan.sessions] or [each.local_date for each in plan.measurements]
    questions = {question for part in plan.parts for question in part.questions}
    return {
        "format": plan.format,
        "files": [file_facts(part) for part in plan.parts],
        "tables": [_table(part.name, part.table) for part in plan.parts if part.table],
        "unit": plan.unit.value,
        "unit_asked": Question.WEIGHT_UNIT in questions,
        "unit_stated": _unit_stated(plan),
        "unit_samples": _unit_samples(plan),
        "date_order_asked": Question.DATE_ORDER in questions or "date_ambiguous" in plan.problems.by_code,
        "date_sample": _date_sample(plan),
        "time_zone": plan.zone.key,
        "duplicates_choice": plan.duplicates,
        "found": _found(plan),
        "counts": plan_counts(plan),
        "is_empty": plan.is_empty,
        "first_day": min(days).isoformat() if days else None,
        "last_day": max(days).isoformat() if days else None,
        "repaired": sum(plan.problems.by_code.get(code, 0) for code in REPAIRED),
        "problems": {"total": plan.problems.total, "rows": _problems(draft, plan)},
        "exercises": _exercises(scope, plan, candidates),
        "set_types": _set_types(scope, plan),
        "measures": _measures(plan),
        "duplicates": _duplicates(plan),
    }


def _table(name: str, table: Table) -> dict[str, Any]:
    """A table that no format knows, to be explained."""
    return {
        "name": name,
        "signature": table.signature,
        "cells": list(table.head.cells),
        "rows": table.head.rows[:TABLE_ROWS],
        "mapping": table.mapping.as_json(),
        "explained": table.explained,
    }


def _found(plan: ImportPlan) -> dict[str, int]:
    return {
        "sessions": len(plan.sessions),
        "sets": sum(len(each.record.sets) for each in plan.sessions),
        "reps": sum(row.number_reps for each in plan.sessions for row in each.record.sets),
        "measurements": len(plan.measurements),
    }


def _unit_stated(plan: ImportPlan) -> str:
    """The unit that the files state, when all of them state the same one."""
    stated = {part.info.unit for part in plan.parts if part.info and part.sessions}
    unit = stated.pop() if len(stated) == 1 else None
    return unit.value if unit else ""


def _unit_samples(plan: ImportPlan) -> list[dict[str, str]]:
    """A few weights of files that name no unit: as written there, and what they are in either unit."""
    rows: dict[str, SetRecord] = {}
    for part in plan.parts:
        if Question.WEIGHT_UNIT not in part.questions:
            continue
        for record in part.sessions:
            for row in record.sets:
                best = rows.get(row.exercise)
                if row.weight and (best is None or row.weight > best.weight):
                    rows[row.exercise] = row
    heaviest = sorted(rows.values(), key=lambda row: -row.weight)[:SAMPLES]
    return [
        {"exercise": row.exercise, "reps": str(row.number_reps), "written": str(from_kg(row.weight, plan.unit))}
        for row in heaviest
    ]


def _date_sample(plan: ImportPlan) -> str:
    """A date of the file that can be read both ways."""
    found = (each.problem for each in plan.problems.rows if each.problem.code == "date_ambiguous")
    first: Problem | None = next(found, None)
    return first.value if first else ""


def _problems(draft: ImportDraft, plan: ImportPlan) -> list[dict[str, Any]]:
    """The first problems with the rows around each, as they stand in the file."""
    shown: list[Located] = plan.problems.rows[:PROBLEMS_SHOWN]
    if not shown:
        return []
    with file_open(draft.file) as stream:
        around = rows_around(stream, plan, shown)
    return [{**each.kept(), "context": rows} for each, rows in zip(shown, around, strict=True)]


def _sets_by_exercise(plan: ImportPlan) -> Counter[str]:
    names = Counter(row.exercise for each in plan.sessions for row in each.record.sets)
    by_key: Counter[str] = Counter()
    for name, number in names.items():
        by_key[name_key(name)] += number
    return by_key


def _exercises(scope: Scope, plan: ImportPlan, candidates: Candidates) -> list[dict[str, Any]]:
    """Every exercise of the file with how it was matched, the undecided ones first, then by number of sets."""
    sets = _sets_by_exercise(plan)
    used = {match.entry_id for match in plan.exercises.values() if match.entry_id}
    names: dict[int, str] = {}
    wanted = iter(sorted(used))
    while part := list(islice(wanted, 500)):
        names |= dict(ExerciseType.objects.visible_to(scope).filter(pk__in=part).values_list("pk", "name"))
    rows = [
        {
            "key": key,
            "name": match.name,
            "sets": sets[key],
            "how": match.how.value,
            "entry_id": match.entry_id,
            "entry_name": names.get(match.entry_id or 0, ""),
            "candidates": [
                {"id": each.id, "name": each.name, "percent": round(each.score * 100)}
                for each in candidates.get(key, ())
            ],
        }
        for key, match in plan.exercises.items()
    ]
    return sorted(rows, key=lambda row: (row["how"] not in _OPEN, -row["sets"], row["name"]))


_OPEN = {How.CREATE, How.DECIDED, How.SKIP}


def _set_types(scope: Scope, plan: ImportPlan) -> list[dict[str, Any]]:
    names = dict(SetType.objects.visible_to(scope).values_list("pk", "name"))
    sets = Counter(name_key(row.set_type) for each in plan.sessions for row in each.record.sets)
    return [_set_type_row(key, match, sets[key], names) for key, match in plan.set_types.items() if sets[key]]


def _set_type_row(key: str, match: Match, sets: int, names: dict[int, str]) -> dict[str, Any]:
    return {
        "key": key,
        "name": match.name if key else "",
        "sets": sets,
        "how": match.how.value,
        "entry_id": match.entry_id,
        "entry_name": names.get(match.entry_id or 0, ""),
    }


def _measures(plan: ImportPlan) -> list[dict[str, Any]]:
    """What is measured in the file, how often, and whether it is created."""
    values = Counter(each.key for each in plan.measurements)
    return [
        {"name": match.name, "values": values[key], "is_new": match.how is How.CREATE}
        for key, match in plan.measures.items()
        if values[key]
    ]


def _duplicates(plan: ImportPlan) -> list[dict[str, Any]]:
    """The first duplicates beside what is there, to look at and decide one by one."""
    shown = [each for each in plan.sessions if each.is_duplicate][:SESSIONS_SHOWN]
    twins = {pk for each in shown for pk in each.twins}
    columns = ("pk", "name", "total_sets", "total_reps", "revision")
    mine = {row[0]: row for row in WorkoutSession.objects.filter(pk__in=twins).values_list(*columns)}
    return [_duplicate(each, [mine[pk] for pk in each.twins if pk in mine]) for each in shown]


def _duplicate(each: PlannedSession, mine: list[tuple[Any, ...]]) -> dict[str, Any]:
    record = each.record
    exercises = list(dict.fromkeys(row.exercise for row in record.sets))
    return {
        "row": record.row,
        "file": each.file,
        "key": each.content_hash,
        "name": record.name,
        "started": record.started.isoformat(sep=" ", timespec="minutes"),
        "has_time": not is_day_alone(record.started, each.ended_at),
        "sets": len(record.sets),
        "reps": sum(row.number_reps for row in record.sets),
        "exercises": exercises[:SETS_SHOWN],
        "in_file": each.repeats_file,
        "action": each.action.value,
        "mine": [
            {"id": pk, "name": name, "sets": sets, "reps": reps, "edited": revision > 1}
            for pk, name, sets, reps, revision in mine
        ],
    }
