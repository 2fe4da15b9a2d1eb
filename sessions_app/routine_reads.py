"""Routines as pages show them: next targets in words, what the last session changed, and four weeks ahead."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Max

from sessions_app import routine_words
from sessions_app.models import Routine, RoutineDay, RoutineExercise, WorkoutSession
from sessions_app.plans import (
    PlannedExercise,
    SessionPlan,
    estimates_for,
    planned_exercise,
    progress_of,
    state_of,
    targets_of,
    weight_step,
)
from sessions_app.progression import Rule, State, as_planned
from sessions_app.progression import advance as go_on
from sharing.scope import Scope

WEEKS = 4


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """An exercise of a day: the sets to do next, the rule, and what the last session said."""

    id: int
    exercise_id: int
    name: str
    position: int
    sets: tuple[str, ...]
    rule: str
    has_rule: bool
    outcome: str
    outcome_day: date | None
    superset: int | None
    rest: int | None
    note: str
    wants_weight: bool


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of a routine; ``last`` is when it was done last."""

    id: int
    name: str
    position: int
    exercises: tuple[ExerciseView, ...]
    last: date | None = None


@dataclass(frozen=True, slots=True)
class RoutineView:
    """A routine; ``next_day`` is the one whose turn it is."""

    id: int
    name: str
    notes: str
    per_week: int
    revision: int
    days: tuple[DayView, ...]
    next_day: int | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An exercise of a day over the weeks: what its hardest set will be, one or more times a week."""

    name: str
    weeks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeseenDay:
    """A day over the weeks."""

    name: str
    rows: tuple[Foreseen, ...]


def routines_of(scope: Scope) -> list[RoutineView]:
    """The athlete's routines, the latest first, without their targets: five queries whatever their number."""
    rows = list(Routine.objects.visible_to(scope).outlined())
    last = last_done(scope, [day.pk for row in rows for day in row.days.all()])
    return [_view(row, last, [_bare_day(day, last) for day in row.days.all()]) for row in rows]


@dataclass(frozen=True, slots=True)
class NextDay:
    """The day of a routine whose turn it is."""

    routine: str
    id: int
    name: str
    exercises: tuple[str, ...]


def next_days(scope: Scope, most: int = 3) -> list[NextDay]:
    """What comes next of the latest routines: five queries whatever their number, one without any."""
    rows = list(Routine.objects.visible_to(scope).outlined()[:most])
    last = last_done(scope, [day.pk for row in rows for day in row.days.all()])
    found = []
    for row in rows:
        days = [_bare_day(day, last) for day in row.days.all()]
        upcoming = _next_day(days)
        found += [
            NextDay(row.name, day.id, day.name, tuple(each.name for each in day.exercises))
            for day in days
            if day.id == upcoming
        ]
    return found


def routine_view(scope: Scope, routine: Routine) -> RoutineView:
    """One routine, read whole, with its next targets in words: two queries."""
    exercises = [row for day in routine.days.all() for row in day.exercises.all()]
    estimates, step = estimates_for(scope, exercises), weight_step(scope.require_owner())
    unit = scope.require_owner().weight_unit

    def shown(row: RoutineExercise) -> ExerciseView:
        planned = planned_exercise(row, state_of(row, estimates, step), step)
        return exercise_view(row, planned, tuple(routine_words.sets_words(planned, unit)), scope)

    last = last_done(scope, [day.pk for day in routine.days.all()])
    days = [
        DayView(day.pk, day.name, day.position, tuple(shown(row) for row in day.exercises.all()), last.get(day.pk))
        for day in routine.days.all()
    ]
    return _view(routine, last, days)


def exercise_view(row: RoutineExercise, planned: PlannedExercise, sets: tuple[str, ...], scope: Scope) -> ExerciseView:
    """An exercise with its words."""
    unit = scope.require_owner().weight_unit
    unknown = any(each.weight is None for each in planned.sets if not each.is_warm_up)
    return ExerciseView(
        id=row.pk,
        exercise_id=row.exercise_type_id,
        name=row.exercise_type.name,
        position=row.position,
        sets=sets,
        rule=routine_words.rule_words(row, unit),
        has_rule=row.rule != Rule.NONE,
        outcome=routine_words.outcome_words(row.outcome, row, unit),
        outcome_day=routine_words.outcome_day(row.outcome),
        superset=row.superset_group,
        rest=row.rest_seconds,
        note=row.notes,
        wants_weight=row.rule == Rule.PERCENT and unknown,
    )


def last_done(scope: Scope, day_ids: Sequence[int]) -> dict[int, date]:
    """When each day was done last: one query."""
    if not day_ids:
        return {}
    rows = WorkoutSession.objects.visible_to(scope).filter(routine_day__in=day_ids).order_by()
    return dict(rows.values("routine_day").annotate(last=Max("local_date")).values_list("routine_day", "last"))


def _bare_day(day: RoutineDay, last: dict[int, date]) -> DayView:
    exercises = tuple(
        ExerciseView(
            row.pk, row.exercise_type_id, row.exercise_type.name, row.position, (), "", False, "", None,
            row.superset_group, row.rest_seconds, "", False,
        )
        for row in day.exercises.all()
    )  # fmt: skip
    return DayView(day.pk, day.name, day.position, exercises, last.get(day.pk))


def _view(routine: Routine, last: dict[int, date], days: list[DayView]) -> RoutineView:
    return RoutineView(
        routine.pk,
        routine.name,
        routine.notes,
        routine.per_week,
        routine.revision,
        tuple(days),
        _next_day(days),
    )


def _next_day(days: Sequence[DayView]) -> int | None:
    """The day after the one done last; the first before any was done. Days without exercises are passed over."""
    full = [day for day in days if day.exercises]
    if not full:
        return None
    done = [place for place, day in enumerate(full) if day.last is not None]
    if not done:
        return full[0].id
    latest = max(done, key=lambda place: (full[place].last or date.min, place))
    same = [place for place in done if full[place].last == full[latest].last]
    return full[(max(same) + 1) % len(full)].id


@dataclass(frozen=True, slots=True)
class NextTime:
    """What a finished session changed: an exercise, why, and the sets of the next time."""

    name: str
    outcome: str
    sets: tuple[str, ...]


def next_time(scope: Scope, session: WorkoutSession) -> list[NextTime]:
    """What ``session`` changed in its routine, as far as no later one went on with it: three queries, or none."""
    plan = SessionPlan.of_json(session.plan)
    parts = [entry.part for entry in plan.exercises if entry.part] if plan and session.ended_at else []
    if not parts:
        return []
    owner = scope.require_owner()
    rows = RoutineExercise.objects.visible_to(scope).filter(pk__in=parts, advanced_at=session.started_at)
    found = list(rows.select_related("exercise_type").prefetch_related("targets__set_type").order_by("position"))
    estimates, step = estimates_for(scope, found), weight_step(owner)
    shown = []
    for row in found:
        planned = planned_exercise(row, state_of(row, estimates, step), step)
        words = routine_words.outcome_words(row.outcome, row, owner.weight_unit)
        shown.append(
            NextTime(row.exercise_type.name, words, tuple(routine_words.sets_words(planned, owner.weight_unit)))
        )
    return shown


def four_weeks(scope: Scope, routine: Routine) -> list[ForeseenDay]:
    """The next ``WEEKS`` weeks of a routine, read whole, if every session goes as planned: one query, or none."""
    days = [day for day in routine.days.all() if day.exercises.all()]
    exercises = [row for day in days for row in day.exercises.all()]
    estimates, step = estimates_for(scope, exercises), weight_step(scope.require_owner())
    states = {row.pk: state_of(row, estimates, step) for row in exercises}
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    first = _first_place(scope, routine, days)
    for number in range(WEEKS * routine.per_week if days else 0):
        day, week = days[(first + number) % len(days)], number // routine.per_week
        for row in day.exercises.all():
            words = _hardest(scope, row, states[row.pk], step)
            if words not in cells[row.pk, week]:
                cells[row.pk, week].append(words)
            _go_on(row, exercises, states, step)
    return [
        ForeseenDay(
            day.name,
            tuple(
                Foreseen(row.exercise_type.name, tuple(" → ".join(cells[row.pk, week]) for week in range(WEEKS)))
                for row in day.exercises.all()
            ),
        )
        for day in days
    ]


def _first_place(scope: Scope, routine: Routine, days: Sequence[RoutineDay]) -> int:
    """Where among ``days`` the next session stands."""
    last = last_done(scope, [day.pk for day in days])
    upcoming = _next_day([_bare_day(day, last) for day in days])
    return next((place for place, day in enumerate(days) if day.pk == upcoming), 0)


def _hardest(scope: Scope, row: RoutineExercise, state: State, step: Decimal) -> str:
    planned = planned_exercise(row, state, step)
    counted = [each for each in planned.sets if not each.is_warm_up] or list(planned.sets)
    if not counted:
        return ""
    hardest = max(counted, key=lambda each: (each.weight or Decimal(0), each.number_reps))
    aimed = replace(hardest, low=hardest.number_reps, high=hardest.number_reps)
    return routine_words.target_words(aimed, planned.exercise.kind, scope.require_owner().weight_unit)


def _go_on(row: RoutineExercise, exercises: Sequence[RoutineExercise], states: dict[int, State], step: Decimal) -> None:
    """Let a session go as planned; what shares its weight goes on as well."""
    progress, targets, state = progress_of(row, step), targets_of(row), states[row.pk]
    after = go_on(progress, state, targets, as_planned(progress, state, targets)).state
    if state.base is None:  # not known yet, and not foretold
        after = replace(after, base=None)
    states[row.pk] = after
    if row.shared:
        for other in exercises:
            if other.shared and other.exercise_type_id == row.exercise_type_id and other.rule == row.rule:
                states[other.pk] = replace(
                    states[other.pk], base=after.base, successes=after.successes, failures=after.failures
                )
