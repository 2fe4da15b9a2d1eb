"""What is meant to be done in a session: exercises in order, the sets of each with reps and weight.

A plan is worked out when a session begins (from a day of a routine, or from a past session) and kept with it as JSON,
so that it stays what it was whatever happens to the routine. The quick log shows it and fills the form from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from sessions_app.estimates import estimate_in_sql, rounded
from sessions_app.models import RoutineDay, RoutineExercise, WorkoutSet
from sessions_app.models.vocabulary import Kind
from sessions_app.progression import Progress, Rule, State, Target, due, load_of, reps_of, rounded_load
from sessions_app.reads import ExerciseChoice, SetRow, runs_of
from sessions_app.records import counted
from sharing.scope import Scope
from workouttracker.kit.units import KG_PER_LB, Unit

VERSION = 1
ESTIMATE_DAYS = 120
"""How far back the estimated one-rep max reaches that a training maximum follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSet:
    """A set to do: kilograms (None: not known yet), reps from ``low`` to ``high`` with ``number_reps`` to aim for."""

    set_type_id: int
    type_name: str = ""
    is_warm_up: bool = False
    weight: Decimal | None = None
    low: int = 0
    high: int = 0
    number_reps: int = 0
    duration_seconds: int | None = None
    distance_metres: Decimal | None = None
    superset_group: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedExercise:
    """An exercise to do. ``part`` and ``revision`` name the exercise of the routine, ``state`` where it stood."""

    exercise: ExerciseChoice
    sets: tuple[PlannedSet, ...] = ()
    rest_seconds: int | None = None
    superset_group: int | None = None
    notes: str = ""
    part: int | None = None
    revision: int = 0
    state: State | None = None


class DoneSet(NamedTuple):
    """A set in the log, as far as a plan asks."""

    exercise_id: int
    is_warm_up: bool


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """The exercises of a session in order; one may come more than once."""

    exercises: tuple[PlannedExercise, ...]

    def sets_of(self, exercise_id: int) -> tuple[PlannedSet, ...]:
        """All sets to do of one exercise, in order."""
        return tuple(each for entry in self.exercises if entry.exercise.id == exercise_id for each in entry.sets)

    def marks(self, exercise_id: int, done: Sequence[DoneSet]) -> tuple[bool, ...]:
        """Which of ``sets_of`` are done. Warm-ups left out count as done as soon as a working set is."""
        warm_ups = sum(each.is_warm_up for each in done if each.exercise_id == exercise_id)
        working = sum(not each.is_warm_up for each in done if each.exercise_id == exercise_id)
        found, warm, work = [], 0, 0
        for each in self.sets_of(exercise_id):
            if each.is_warm_up:
                found.append(warm < warm_ups or working > 0)
                warm += 1
            else:
                found.append(work < working)
                work += 1
        return tuple(found)

    def entry_of(self, exercise_id: int, done: Sequence[DoneSet]) -> PlannedExercise | None:
        """The entry of an exercise to which its next set belongs; its last one when all are done."""
        left = self._left(done)
        mine = [place for place, entry in enumerate(self.exercises) if entry.exercise.id == exercise_id]
        place = next((each for each in mine if left[each]), mine[-1] if mine else None)
        return None if place is None else self.exercises[place]

    def next_exercise(self, done: Sequence[DoneSet]) -> ExerciseChoice | None:
        """The exercise of the next set, after the sets ``done`` in their order.

        Within a superset the exercises take turns; else one is finished before the next one begins. None when all is
        done.
        """
        left = self._left(done)
        for place in self._order_after(self._place_of_last(done)):
            if left[place]:
                return self.exercises[place].exercise
        return None

    def _left(self, done: Sequence[DoneSet]) -> list[int]:
        """How many sets of each entry are still to do."""
        marks = {entry.exercise.id: list(self.marks(entry.exercise.id, done)) for entry in self.exercises}
        left = []
        for entry in self.exercises:
            mine, number = marks[entry.exercise.id], len(entry.sets)
            left.append(mine[:number].count(False))
            del mine[:number]
        return left

    def _place_of_last(self, done: Sequence[DoneSet]) -> int | None:
        """The entry of the latest set that was planned: of an exercise with several, the one it was done for."""
        for number in range(len(done), 0, -1):
            entry = self.entry_of(done[number - 1].exercise_id, done[: number - 1])
            if entry is not None:
                return self.exercises.index(entry)
        return None

    def _order_after(self, place: int | None) -> Iterable[int]:
        """The places in the order in which they come into question after a set of ``place``."""
        everything = range(len(self.exercises))
        if place is None:
            return everything
        group = self.exercises[place].superset_group
        if group is None:
            return [place, *everything]
        together = [each for each in everything if self.exercises[each].superset_group == group]
        turn = together.index(place) + 1
        return [*together[turn:], *together[:turn], *everything]

    def as_json(self) -> dict[str, Any]:
        """As it lies in ``WorkoutSession.plan``."""
        return {"v": VERSION, "exercises": [_entry_json(entry) for entry in self.exercises]}

    @classmethod
    def of_json(cls, value: Any) -> "SessionPlan | None":
        """The plan that lies in ``WorkoutSession.plan``; None when there is none, or one of a later version."""
        if not isinstance(value, Mapping) or value.get("v") != VERSION:
            return None
        return cls(tuple(_entry(each) for each in value["exercises"]))


def _entry_json(entry: PlannedExercise) -> dict[str, Any]:
    values = asdict(entry)
    values["sets"] = [_bare(each) for each in values["sets"]]
    values["exercise"] = [entry.exercise.id, entry.exercise.name, entry.exercise.kind]
    values["state"] = _bare(asdict(entry.state)) if entry.state else None
    return _bare(values)


def _bare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty; decimals as text."""
    texts = {key: str(value) if isinstance(value, Decimal) else value for key, value in values.items()}
    return {key: value for key, value in texts.items() if isinstance(value, list | dict) or value not in {None, ""}}


def _entry(values: Mapping[str, Any]) -> PlannedExercise:
    sets = tuple(PlannedSet(**_decimals(each, "weight", "distance_metres")) for each in values.get("sets", ()))
    state = values.get("state")
    more = {key: value for key, value in values.items() if key not in {"exercise", "sets", "state"}}
    return PlannedExercise(
        exercise=ExerciseChoice(*values["exercise"]),
        sets=sets,
        state=State(**_decimals(state, "base")) if state else None,
        **more,
    )


def _decimals(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: Decimal(value) if key in names else value for key, value in values.items()}


def weight_step(owner: User) -> Decimal:
    """What weights of routines are rounded to: the athlete's step in kilograms, exact."""
    return owner.step * (KG_PER_LB if owner.weight_unit is Unit.LB else Decimal(1))


def progress_of(row: RoutineExercise, step: Decimal) -> Progress:
    """The rule of an exercise of a routine."""
    return Progress(
        rule=Rule(row.rule),
        increment=row.increment,
        successes_needed=row.successes_needed,
        failures_allowed=row.failures_allowed,
        deload_percent=row.deload_percent,
        step=step,
        is_help=row.exercise_type.kind == Kind.ASSISTED,
        follows_estimate=row.training_percent is not None,
    )


def state_of(row: RoutineExercise, estimates: Mapping[int, Decimal], step: Decimal) -> State:
    """Where an exercise of a routine stands; ``estimates`` are one-rep maxima by exercise."""
    base = row.base_weight
    if row.training_percent is not None:
        best = estimates.get(row.exercise_type_id)
        base = rounded_load(best * row.training_percent / 100, step) if best else None
    return State(base=base, reps=row.reps_goal, successes=row.successes, failures=row.failures, week=row.week)


def targets_of(row: RoutineExercise) -> list[Target]:
    """What is to be done of an exercise, for the rule; the order is that of ``row.targets.all()``."""
    return [
        Target(
            low=each.reps_low,
            high=each.reps_high,
            percent=each.percent,
            weight=each.weight,
            week=each.week,
            counts=not each.set_type.is_warm_up,
        )
        for each in row.targets.all()
    ]


def estimates_for(scope: Scope, rows: Iterable[RoutineExercise]) -> dict[int, Decimal]:
    """The best estimated one-rep max of late, by exercise, for those ``rows`` that follow it: one query, or none."""
    return best_estimates(scope, {row.exercise_type_id for row in rows if row.training_percent is not None})


def best_estimates(scope: Scope, exercise_ids: Iterable[int]) -> dict[int, Decimal]:
    """The best estimated one-rep max of the last ``ESTIMATE_DAYS`` days by exercise: one query, or none."""
    ids = list(exercise_ids)
    if not ids:
        return {}
    since = timezone.localdate() - timedelta(days=ESTIMATE_DAYS)
    rows = counted(WorkoutSet.objects.visible_to(scope).filter(exercise_type__in=ids, local_date__gte=since))
    best = rows.order_by().values("exercise_type").annotate(best=Max(estimate_in_sql()))
    found = ((pk, rounded(value)) for pk, value in best.values_list("exercise_type", "best"))
    return {pk: value for pk, value in found if value}


def planned_exercise(row: RoutineExercise, state: State, step: Decimal) -> PlannedExercise:
    """What is to be done of an exercise of a routine that stands at ``state``."""
    progress, targets, stored = progress_of(row, step), targets_of(row), list(row.targets.all())
    sets = tuple(
        PlannedSet(
            set_type_id=stored[place].set_type_id,
            type_name=stored[place].set_type.label,
            is_warm_up=stored[place].set_type.is_warm_up,
            weight=load_of(targets[place], state, progress),
            low=targets[place].low,
            high=targets[place].high,
            number_reps=reps_of(targets[place], state),
            duration_seconds=stored[place].duration_seconds,
            distance_metres=stored[place].distance_metres,
            superset_group=row.superset_group,
        )
        for place in due(targets, state.week)
    )
    exercise = row.exercise_type
    return PlannedExercise(
        exercise=ExerciseChoice(exercise.pk, exercise.name, exercise.kind),
        sets=sets,
        rest_seconds=row.rest_seconds,
        superset_group=row.superset_group,
        notes=row.notes,
        part=row.pk,
        revision=row.revision,
        state=state,
    )


def plan_of_day(scope: Scope, day: RoutineDay, estimates: Mapping[int, Decimal] | None = None) -> SessionPlan:
    """The plan of a session by a day of a routine, read whole (see ``RoutineQuerySet.whole``).

    ``estimates`` of several days can be asked for at once (``estimates_for``).
    """
    rows, step = list(day.exercises.all()), weight_step(scope.require_owner())
    if estimates is None:
        estimates = estimates_for(scope, rows)
    return SessionPlan(tuple(planned_exercise(row, state_of(row, estimates, step), step) for row in rows))


def with_weight(target: PlannedSet, rows: Iterable[SetRow]) -> PlannedSet:
    """The planned set; without a weight of its own with that of the first of ``rows`` that is a warm-up as it is."""
    like = next((row for row in rows if row.is_warm_up == target.is_warm_up), None)
    return target if target.weight is not None or like is None else replace(target, weight=like.weight)


def plan_of_rows(rows: Sequence[SetRow]) -> SessionPlan:
    """The plan of doing once more what was done: the same exercises, sets, reps, weights and rests."""
    entries = []
    for run in runs_of(rows):
        rests = [row.rest_seconds for row in run.sets if row.rest_seconds is not None]
        entries.append(
            PlannedExercise(
                exercise=run.sets[0].choice,
                sets=tuple(_again(row) for row in run.sets),
                rest_seconds=rests[-1] if rests else None,
                superset_group=run.sets[0].superset_group,
            )
        )
    return SessionPlan(tuple(entries))


def _again(row: SetRow) -> PlannedSet:
    return PlannedSet(
        set_type_id=row.set_type_id,
        type_name=row.type_name,
        is_warm_up=row.is_warm_up,
        weight=row.weight,
        low=row.number_reps,
        high=row.number_reps,
        number_reps=row.number_reps,
        duration_seconds=row.duration_seconds,
        distance_metres=row.distance_metres,
        superset_group=row.superset_group,
    )
