"""Routines and goals."""

from collections.abc import Iterator, Sequence
from typing import Any

from portability.exports.source import Source
from portability.formats import schema
from portability.models import ImportBatch
from portability.services.matching import exercises_named
from sessions_app.models import Goal, Routine
from sessions_app.routine_json import routine_part
from sessions_app.services.routine_files import routines_write
from sessions_app.services.routines import routines_remove
from sharing.scope import Scope
from workouttracker.kit.routine_file import RoutinePart
from workouttracker.kit.text import name_key

GOAL_NUMBERS = ("weight", "reps", "count", "start_weight", "start_date", "due_date", "note", "client_id")


def routines_out(source: Source) -> Iterator[schema.Routine]:
    """Every routine, the oldest first."""
    for row in Routine.objects.visible_to(source.scope).whole().order_by("pk"):
        yield schema.Routine(**routine_part(row).model_dump())


def routines_missing(scope: Scope, routines: Sequence[schema.Routine]) -> list[schema.Routine]:
    """Those of the file that the athlete has no equal one of."""
    have = [routine_part(row) for row in Routine.objects.visible_to(scope).whole()]
    return [each for each in routines if RoutinePart.model_validate(each.model_dump()) not in have]


def routines_bring(scope: Scope, batch: ImportBatch, routines: Sequence[schema.Routine]) -> list[int]:
    parts = [RoutinePart.model_validate(each.model_dump()) for each in routines]
    return [made.routine.pk for made in routines_write(scope, parts, import_batch=batch)]


def routines_away(owner_id: int, keys: Sequence[int]) -> int:
    return routines_remove(Routine.objects.filter(owner=owner_id, pk__in=keys))


def goals_out(source: Source) -> Iterator[schema.Goal]:
    """Every goal, the oldest first."""
    for row in Goal.objects.visible_to(source.scope).select_related("exercise_type").order_by("pk"):
        yield _goal(row)


def _goal(row: Goal) -> schema.Goal:
    numbers: dict[str, Any] = {name: getattr(row, name) for name in GOAL_NUMBERS}
    exercise = row.exercise_type.name if row.exercise_type else None
    return schema.Goal.model_validate({"kind": row.kind, "exercise": exercise, **numbers})


def goals_missing(scope: Scope, goals: Sequence[schema.Goal]) -> list[schema.Goal]:
    """Those of the file that the athlete has no equal one of, and that say what their kind needs."""
    have = [_key(_goal(row)) for row in Goal.objects.visible_to(scope).select_related("exercise_type")]
    return [each for each in goals if each.is_whole and _key(each) not in have]


def _key(goal: schema.Goal) -> Any:
    return goal.model_dump(exclude={"client_id", "exercise"}), name_key(goal.exercise or "")


def goals_bring(scope: Scope, batch: ImportBatch, goals: Sequence[schema.Goal]) -> list[int]:
    owner = scope.require_owner()
    exercises = exercises_named(scope, [each.exercise for each in goals if each.exercise])
    wanted = [each.client_id for each in goals if each.client_id]
    taken = set(Goal.objects.filter(owner=owner, client_id__in=wanted).values_list("client_id", flat=True))
    made = []
    for each in goals:
        exercise_id = exercises.get(name_key(each.exercise)) if each.exercise else None
        if each.exercise and exercise_id is None:
            continue
        numbers = each.model_dump(include=set(GOAL_NUMBERS))
        if each.client_id in taken:
            numbers["client_id"] = None
        row = Goal.objects.create(
            owner=owner, kind=each.kind, exercise_type_id=exercise_id, import_batch=batch, **numbers
        )
        made.append(row.pk)
    return made


def goals_away(owner_id: int, keys: Sequence[int]) -> None:
    Goal.objects.filter(owner=owner_id, pk__in=keys).delete()
