"""Routines: for their owner alone, never part of a share."""

from accounts.models import User
from sessions_app.services.routines import (
    RoutineExerciseValues,
    RoutineValues,
    TargetValues,
    day_add,
    routine_create,
    routine_exercise_add,
)
from sharing.scope import Scope
from tests.factories import make_exercise, working_set_type
from tests.safety.route import ATHLETES, MINE, AdminModel, Foreign, Route

ROUTINE, DAY, EXERCISE = ("{routine}",), ("{routine_day}",), ("{routine_exercise}",)
NAMED = {"name": "Push, pull", "per_week": "3"}
SETS = {"rule": "linear", "increment": "2.5", "line-0-sets": "3", "line-0-reps": "5", "line-0-set_type": "{set_type}"}

ROUTES = [
    Route("routine-list", get=ATHLETES),
    Route("routine-new", get=ATHLETES, post=ATHLETES.then(302), data=NAMED),
    Route(
        "routine-import",
        get=ATHLETES,
        post=ATHLETES.then(302),
        data={"text": '{{"routine": {{"name": "A", "days": [{{"name": "Day"}}]}}}}'},
    ),
    Route("routine-shipped", ("five-by-five",), get=ATHLETES, post=ATHLETES.then(302)),
    Route("routine-detail", ROUTINE, get=MINE),
    Route("routine-json", ROUTINE, get=MINE),
    Route("routine-edit", ROUTINE, get=MINE, post=MINE.then(302), data=NAMED),
    Route("routine-delete", ROUTINE, post=MINE.then(302)),
    Route("routine-build", ROUTINE, get=MINE),
    Route("routine-day-new", ROUTINE, post=MINE.then(302), data={"name": "Day C"}),
    Route("routine-start", DAY, post=MINE.then(302), data={"also": "1"}),
    Route("routine-day-rename", DAY, post=MINE.then(302), data={"name": "Legs"}),
    Route("routine-day-move", DAY, post=MINE.then(302), data={"place": "2"}),
    Route("routine-day-delete", DAY, post=MINE.then(302)),
    Route(
        "routine-exercise-new",
        DAY,
        get=MINE,
        post=MINE.then(302),
        data={"exercise": "{plan_exercise}"},
        foreign=(Foreign("exercise", "{their_plan_exercise}", 404),),
        looks=("?q=exercise", "?q=nothing+like+this"),
    ),
    Route(
        "routine-exercise-edit",
        EXERCISE,
        get=MINE,
        post=MINE.then(302),
        data=SETS,
        foreign=(Foreign("line-0-set_type", "{their_own_set_type}"),),
    ),
    Route("routine-exercise-move", EXERCISE, post=MINE.then(302), data={"place": "2"}),
    Route("routine-exercise-delete", EXERCISE, post=MINE.then(302)),
    Route("session-repeat", ("{session}",), post=MINE.then(302), data={"also": "1"}),
    Route("session-routine", ("{session}",), get=MINE, post=MINE.then(302), data={"name": "Like that day"}),
]

ADMIN = {"sessions_app.routine": AdminModel("routine", add=False, change=False)}


def rows(user: User) -> dict[str, object]:
    """A routine of two days; the first has an exercise of one's own."""
    scope, usual = Scope.of_user(user), working_set_type()
    routine = routine_create(scope=scope, values=RoutineValues(name=f"Routine of {user.name}"))
    day_add(scope=scope, routine=routine, name="Day B")
    exercise = make_exercise(f"Planned exercise of {user.name}", owner=user)
    day = routine.days.get(position=1)
    values = RoutineExerciseValues(targets=[TargetValues(set_type=usual, reps_low=5, reps_high=5)])
    row = routine_exercise_add(scope=scope, day=day, exercise_type=exercise, values=values)
    return {
        "routine": routine.pk,
        "routine_day": day.pk,
        "routine_exercise": row.pk,
        "plan_exercise": exercise.pk,
        "set_type": usual.pk,
    }
