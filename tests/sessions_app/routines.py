"""Routines for tests: typed functions with overrides, and training by them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from accounts.models import User
from sessions_app.models import ExerciseType, Routine, RoutineDay, RoutineExercise, SetType, WorkoutSession
from sessions_app.progression import Rule
from sessions_app.services import session_finish
from sessions_app.services.routine_sessions import routine_start
from sessions_app.services.routines import (
    RoutineExerciseValues,
    RoutineValues,
    TargetValues,
    day_add,
    routine_create,
    routine_exercise_add,
)
from sharing.scope import Scope
from tests.factories import make_exercise, make_set, working_set_type


def make_routine(owner: User, name: str = "Strength", **fields: Any) -> Routine:
    """A routine with one empty day."""
    return routine_create(scope=Scope.of_user(owner), values=RoutineValues(name=name, **fields))


def first_day(routine: Routine) -> RoutineDay:
    return routine.days.get(position=1)


def add_day(routine: Routine, name: str = "Day B") -> RoutineDay:
    return day_add(scope=Scope.of_user(routine.owner), routine=routine, name=name)


def targets(number: int = 3, low: int = 5, high: int | None = None, **fields: Any) -> list[TargetValues]:
    """Equal working sets: three of five unless said otherwise."""
    said: dict[str, Any] = {"set_type": working_set_type(), "reps_low": low, "reps_high": high or low} | fields
    return [TargetValues(**said)] * number


def add_exercise(
    day: RoutineDay,
    exercise: ExerciseType | None = None,
    *,
    sets: Sequence[TargetValues] | None = None,
    **fields: Any,
) -> RoutineExercise:
    """An exercise that goes up by 2.5 kg from 80 kg whenever all reps are done, unless said otherwise."""
    said: dict[str, Any] = {"rule": Rule.LINEAR, "increment": Decimal("2.5"), "base_weight": Decimal(80)} | fields
    values = RoutineExerciseValues(targets=targets() if sets is None else sets, **said)
    return routine_exercise_add(
        scope=Scope.of_user(day.routine.owner), day=day, exercise_type=exercise or make_exercise(), values=values
    )


def train(day: RoutineDay, sets: Sequence[tuple[ExerciseType, str, int]], **fields: Any) -> WorkoutSession:
    """A session by ``day``: start, log (exercise, kilograms, reps), finish."""
    scope = Scope.of_user(day.routine.owner)
    session = routine_start(scope=scope, day=day, **fields)
    usual: SetType = working_set_type()
    for exercise, weight, reps in sets:
        make_set(session, exercise_type=exercise, set_type=usual, weight=Decimal(weight), number_reps=reps)
    return session_finish(scope=scope, session=session)
