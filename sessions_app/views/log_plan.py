"""The plan of a session as the quick log shows it: targets, what the form is filled from, which exercise comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sessions_app import reads
from sessions_app.models import WorkoutSet
from sessions_app.plans import DoneSet, PlannedSet, SessionPlan, with_weight
from sessions_app.quick_log import QuickLog, next_target
from sessions_app.routine_words import target_words
from sessions_app.views.parts import unit_of
from sharing.scope import Scope


def planned_like(log: QuickLog) -> PlannedSet | None:
    """The planned set that the form is filled from; its weight is the last time's as long as none is known."""
    if log.exercise is None:
        return None
    target = next_target(log.plan, log.exercise.id, log.done)
    return with_weight(target, log.known_sets) if target else None


@dataclass(frozen=True, slots=True)
class TargetShown:
    """A planned set in the quick log. ``then`` is the exercise that comes after it (0: none)."""

    words: str
    is_warm_up: bool
    is_done: bool
    fill: PlannedSet
    then: int


def plan_context(scope: Scope, log: QuickLog) -> dict[str, Any]:
    """What is still to do of the exercise, and what comes after it."""
    if log.plan is None or log.exercise is None:
        return {}
    plan, exercise, unit = log.plan, log.exercise, unit_of(scope)
    entry = plan.entry_of(exercise.id, log.done)
    upcoming = plan.next_exercise(log.done)
    shown, done = [], list(log.done)
    for target, ready in zip(plan.sets_of(exercise.id), plan.marks(exercise.id, log.done), strict=True):
        if not ready:
            done.append(DoneSet(exercise.id, target.is_warm_up))
        then = plan.next_exercise(done)
        words = target_words(target, exercise.kind, unit)
        fill = with_weight(target, log.known_sets)
        shown.append(TargetShown(words, target.is_warm_up, ready, fill, then.id if then else 0))
    ids = {each.then for each in shown} | {upcoming.id if upcoming else 0}
    others = [choice for choice in log.exercises if choice.id in ids and choice.id != exercise.id]
    return {
        "targets": shown,
        "plan_note": entry.notes if entry else "",
        "upcoming": upcoming.id if upcoming else 0,
        "all_done": upcoming is None,
        "next_exercises": others,
        "planned": bool(plan.exercises),
    }


def next_like(row: WorkoutSet, shown: reads.SetRow, warm_ups: Sequence[bool]) -> PlannedSet | reads.SetRow:
    """What the form is filled from after ``row`` was stored: the next planned set, else the same again.

    ``warm_ups``: of each set of the exercise in the session whether it is one.
    """
    done = [DoneSet(row.exercise_type_id, is_warm_up) for is_warm_up in warm_ups]
    target = next_target(SessionPlan.of_json(row.session.plan), row.exercise_type_id, done)
    return with_weight(target, [shown]) if target else shown
