"""What an import would do, as the preview page shows it: made from the very plan that the import carries out."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from portability.formats.registry import FORMATS
from portability.models import ImportDraft
from portability.reading import FileMeta, ReadFile, read_file
from portability.services.files import file_open
from portability.services.imports import plan_counts
from portability.services.matching import How, Match
from portability.services.plan import Choices, ImportPlan, plan_build
from portability.services.suggestions import STRICT, Candidate, suggest_exercises
from sessions_app.models import ExerciseType, SetType
from sharing.scope import Scope
from workouttracker.kit.text import name_key
from workouttracker.kit.units import Unit

Candidates = dict[str, list[Candidate]]

PROBLEMS_SHOWN = 200
SESSIONS_SHOWN = 20


def draft_plan(scope: Scope, draft: ImportDraft, on_read: Callable[[int, int], None] | None = None) -> ImportPlan:
    """The plan of a draft as it stands; ``on_read`` is told the place reached in the file and its size.

    Raises ``ImportRefusedError`` for a file that can't be imported.
    """
    return draft_plan_of(scope, draft, draft_read(scope, draft, on_read))


def draft_read(scope: Scope, draft: ImportDraft, on_read: Callable[[int, int], None] | None = None) -> ReadFile:
    """What stands in the file of a draft. Raises ``ImportRefusedError`` for one that can't be imported."""
    with file_open(draft.file, on_read) as stream:
        unit = Unit(draft.unit or scope.require_owner().unit)
        meta = FileMeta(draft.file.name, draft.file.size, draft.file.sha256)
        return read_file(stream, name=meta.name, default_unit=unit, meta=meta)


def draft_plan_of(scope: Scope, draft: ImportDraft, read: ReadFile) -> ImportPlan:
    """The plan of a draft whose file was read before; ``read`` stays as it is, for another plan of it."""
    choices = Choices(
        duplicates=draft.duplicates,
        exercises=draft.decisions.get("exercises", {}),
        set_types=draft.decisions.get("set_types", {}),
    )
    own = replace(read, problems=read.problems.copy())
    return plan_build(scope=scope, read=own, zone=ZoneInfo(draft.time_zone), choices=choices)


def candidates_of(scope: Scope, plan: ImportPlan) -> Candidates:
    """Exercises that the names might mean which nothing matches surely, by name key."""
    return suggest_exercises(scope, [match.name for match in plan.exercises.values() if match.how in _OPEN])


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


def preview_of(scope: Scope, plan: ImportPlan, candidates: Candidates) -> dict[str, Any]:
    """Everything the preview page shows, ready for JSON."""
    days = [each.local_date for each in plan.sessions]
    return {
        "format": plan.format,
        "format_label": gettext(FORMATS[plan.format].label),
        "unit": plan.unit.value,
        "unit_stated": plan.unit_stated,
        "time_zone": plan.zone.key,
        "duplicates_choice": plan.duplicates,
        "found": {
            "sessions": len(plan.sessions),
            "sets": sum(len(each.record.sets) for each in plan.sessions),
            "reps": sum(row.number_reps for each in plan.sessions for row in each.record.sets),
        },
        "counts": plan_counts(plan),
        "first_day": min(days).isoformat() if days else None,
        "last_day": max(days).isoformat() if days else None,
        "problems": {"total": plan.problems.total, "rows": plan.problems.as_json()[:PROBLEMS_SHOWN]},
        "exercises": _exercises(scope, plan, candidates),
        "set_types": _set_types(scope, plan),
        "duplicates": _duplicates(plan),
    }


def _exercises(scope: Scope, plan: ImportPlan, candidates: Candidates) -> list[dict[str, Any]]:
    """Every exercise of the file with how it was matched, the undecided ones first, then by number of sets."""
    sets = Counter(name_key(row.exercise) for each in plan.sessions for row in each.record.sets)
    used = {match.entry_id for match in plan.exercises.values() if match.entry_id}
    names = dict(ExerciseType.objects.visible_to(scope).filter(pk__in=used).values_list("pk", "name"))
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


def _duplicates(plan: ImportPlan) -> list[dict[str, Any]]:
    """The first duplicates, to look at."""
    rows = [each for each in plan.sessions if each.is_duplicate][:SESSIONS_SHOWN]
    return [
        {
            "row": each.record.row,
            "name": each.record.name,
            "started": each.record.started.isoformat(sep=" ", timespec="minutes"),
            "in_file": each.repeats_file,
            "action": each.action.value,
        }
        for each in rows
    ]
