"""The log: sessions, sets, reps, bin, catalogue."""

from accounts.models import User
from sessions_app.services import set_delete
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type, working_set_type
from tests.safety.route import ATHLETES, MINE, AdminModel, Foreign, Route

SESSION, SET = ("{session}",), ("{set}",)
SESSION_FORM = {"name": "Push", "date": "2026-03-02", "start": "18:05"}
SET_FORM = {"exercise_type": "{own_exercise}", "set_type": "{own_set_type}", "weight": "80", "number_reps": "8"}
REPS_FORM = {f"weight-{number}": "80" for number in range(1, 6)}
FOREIGN_SET = (
    Foreign("exercise_type", "{their_own_exercise}"),
    Foreign("set_type", "{their_own_set_type}"),
)

ROUTES = [
    Route("today", get=ATHLETES),
    Route(
        "session-list",
        get=ATHLETES,
        foreign_get=(Foreign("exercise", "{their_own_exercise}", 200),),
        looks=("?q=nothing+like+this", "?page=2", "?from=nonsense", "?sort=name&from=2026-01-01"),
    ),
    Route("session-calendar", get=ATHLETES, looks=("?month=2026-03", "?month=1999-01", "?month=nonsense")),
    Route("session-year", get=ATHLETES, looks=("?year=2026", "?year=1999", "?year=nonsense")),
    Route("session-new", get=ATHLETES, post=ATHLETES.then(302), data=SESSION_FORM),
    Route("session-detail", SESSION, get=MINE),
    Route("session-edit", SESSION, get=MINE, post=MINE.then(302), data=SESSION_FORM),
    Route("session-finish", SESSION, post=MINE.then(302)),
    Route("session-resume", SESSION, post=MINE.then(302)),
    Route("session-delete", SESSION, post=MINE.then(302)),
    Route(
        "set-add",
        SESSION,
        get=MINE,
        post=MINE.then(302),
        data=SET_FORM,
        foreign=FOREIGN_SET,
        foreign_get=(Foreign("exercise", "{their_own_exercise}", 404),),
        looks=("?exercise={own_exercise}", "?q=exercise", "?q=nothing+like+this"),
    ),
    Route("exercise-new", SESSION, post=MINE.then(302), data={"name": "Zercher Squat", "kind": "weight_reps"}),
    Route("set-detail", SET, get=MINE.then(302)),
    Route("set-edit", SET, get=MINE, post=MINE.then(302), data=SET_FORM, foreign=FOREIGN_SET),
    Route("set-clone", SET, post=MINE.then(302)),
    Route("set-move", SET, post=MINE.then(302), data={"to": "down"}),
    Route("set-delete", SET, post=MINE.then(302)),
    Route("set-reps", SET, get=MINE, post=MINE.then(302), data=REPS_FORM),
    Route("rep-mark", ("{set}", "1"), post=MINE.then(302), data={"success": "0"}),
    Route("undo-list", get=ATHLETES),
    Route("undo-apply", ("{undo}",), post=MINE.then(302)),
]

ADMIN = {
    "sessions_app.exercisetype": AdminModel("shared_exercise"),
    "sessions_app.settype": AdminModel("shared_set_type"),
    "sessions_app.workoutsession": AdminModel("session", add=False, change=False),
    "sessions_app.workoutset": AdminModel("set", add=False, change=False),
}


def rows(user: User) -> dict[str, object]:
    """A session with sets of an own exercise and own set type, and one that was deleted."""
    session = make_session(user, f"Push of {user.name}")
    exercise = make_exercise(f"Exercise of {user.name}", owner=user)
    set_type = make_set_type(f"Set type of {user.name}", owner=user)
    row, gone, _other = (make_set(session, exercise_type=exercise, set_type=set_type) for _ in range(3))
    return {
        "session": session.pk,
        "set": row.pk,
        "undo": set_delete(scope=Scope.of_user(user), workout_set=gone).pk,
        "own_exercise": exercise.pk,
        "own_set_type": set_type.pk,
        "shared_exercise": make_exercise().pk,
        "shared_set_type": working_set_type().pk,
    }
