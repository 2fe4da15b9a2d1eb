"""What follows from a session for the routine it was done by.

Called by the verb that finishes the session, and by those that change its sets afterwards.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from sessions_app.models import DataVersion, RoutineExercise, WorkoutSession, WorkoutSet
from sessions_app.plans import SessionPlan, progress_of, targets_of, weight_step
from sessions_app.progression import Done, Reason, Step, advance
from sessions_app.services.writing import data_version_renew


def routine_advance(*, session: WorkoutSession) -> list[RoutineExercise]:
    """Work out the next targets of what ``session`` was planned by; the exercises that were.

    From the state that the plan began with: finishing a second time gives the same, and after a set was put right what
    would have come of the right one. An exercise that the athlete changed since, or that a later session went on with,
    stays as it is.
    """
    plan = SessionPlan.of_json(session.plan)
    entries = {entry.part: entry for entry in plan.exercises if entry.part} if plan else {}
    if plan is None or not entries:
        return []
    rows = RoutineExercise.objects.select_for_update(of=("self",)).filter(
        pk__in=entries, day__routine__owner=session.owner_id
    )
    done, step = _done_by_entry(session, plan), weight_step(session.owner)
    found = list(rows.select_related("exercise_type", "day").prefetch_related("targets__set_type"))
    moved, later = [], _gone_on_since(found, session)
    for row in found:
        entry = entries[row.pk]
        if row.revision == entry.revision and row.pk not in later and entry.state is not None:
            result = advance(progress_of(row, step), entry.state, targets_of(row), done[row.pk])
            _write_step(row, result, session)
            moved.append(row)
    if moved:
        data_version_renew(session.owner_id, DataVersion.Area.GOALS)
    return moved


def sessions_moved(owner_id: int, moved: Iterable[tuple[WorkoutSession, datetime]]) -> None:
    """What went on with these sessions, each begun at that time until now, remembers when they were begun.

    All at once: one of them may now stand where another stood.
    """
    begun = {
        (part, before): session.started_at
        for session, before in moved
        if session.plan and before != session.started_at
        for part in _parts_of(session)
    }
    rows = RoutineExercise.objects.filter(pk__in={part for part, _before in begun}, day__routine__owner=owner_id)
    for part, at in rows.filter(advanced_at__isnull=False).values_list("pk", "advanced_at"):
        if at is not None and (part, at) in begun:
            RoutineExercise.objects.filter(pk=part).update(advanced_at=begun[part, at])


def _parts_of(session: WorkoutSession) -> list[int]:
    """The exercises of routines that the session was planned by."""
    plan = SessionPlan.of_json(session.plan)
    return [entry.part for entry in plan.exercises if entry.part] if plan else []


def set_changed(session: WorkoutSession) -> None:
    """A set of ``session`` was changed: when it is finished, the next targets follow. For verbs of sets."""
    if session.ended_at is not None and session.plan:
        routine_advance(session=session)


def _gone_on_since(rows: Sequence[RoutineExercise], session: WorkoutSession) -> set[int]:
    """Which of ``rows`` went on with a later session than ``session``; those with one weight on all days together."""
    shared = RoutineExercise.objects.filter(
        shared=True,
        day__routine__in={row.day.routine_id for row in rows if row.shared},
        advanced_at__gt=session.started_at,
    )
    together: set[tuple[int, int, str]] = set()
    if any(row.shared for row in rows):
        together = set(shared.values_list("day__routine", "exercise_type", "rule"))
    return {
        row.pk
        for row in rows
        if (row.advanced_at is not None and row.advanced_at > session.started_at)
        or (row.shared and (row.day.routine_id, row.exercise_type_id, row.rule) in together)
    }


def _done_by_entry(session: WorkoutSession, plan: SessionPlan) -> dict[int, list[Done]]:
    """The working sets of the session by the part of the routine they belong to; more than planned go to the last."""
    sets = WorkoutSet.objects.filter(session=session, is_warm_up=False).order_by("position")
    by_exercise: dict[int, list[Done]] = {}
    for exercise, weight, reps in sets.values_list("exercise_type", "weight", "reps_done"):
        by_exercise.setdefault(exercise, []).append(Done(weight, reps))
    found: dict[int, list[Done]] = {}
    for entry in plan.exercises:
        mine = by_exercise.get(entry.exercise.id, [])
        number = sum(not each.is_warm_up for each in entry.sets)
        if entry.part:
            found[entry.part] = mine[:number]
        by_exercise[entry.exercise.id] = mine[number:]
    return found


def _write_step(row: RoutineExercise, result: Step, session: WorkoutSession) -> None:
    state = result.state
    is_again = row.advanced_at == session.started_at  # then what the first time gave the other days goes back, too
    goes_on = is_again or result.reason not in {Reason.SKIPPED, Reason.KEPT}
    row.successes, row.failures, row.week, row.reps_goal = state.successes, state.failures, state.week, state.reps
    if row.training_percent is None:
        row.base_weight = state.base
    row.outcome, row.advanced_at = _outcome(result, session), session.started_at
    row.save(update_fields=["successes", "failures", "week", "reps_goal", "base_weight", "outcome", "advanced_at"])
    if row.shared and row.training_percent is None and goes_on:
        same = Q(day__routine=row.day.routine_id, exercise_type=row.exercise_type_id, shared=True, rule=row.rule)
        RoutineExercise.objects.filter(same).exclude(pk=row.pk).update(
            base_weight=state.base, successes=state.successes, failures=state.failures
        )


def _outcome(result: Step, session: WorkoutSession) -> dict[str, Any]:
    """What ``routine_words.sentence`` reads."""
    state = result.state
    return {
        "reason": result.reason.value,
        "before": None if result.before is None else str(result.before),
        "after": None if result.after is None else str(result.after),
        "reps": state.reps,
        "successes": state.successes,
        "failures": state.failures,
        "week": state.week,
        "day": session.local_date.isoformat(),
    }
