"""The list of exercises, and looking after exercises and set types of one's own."""

from accounts.models import User
from tests.factories import make_exercise, make_set_type
from tests.safety.route import ATHLETES, MINE, AdminModel, Foreign, Route

IDLE, IDLE_TYPE = ("{idle_exercise}",), ("{idle_set_type}",)
EXERCISE = {"name": "Jefferson Curl", "kind": "weight_reps", "equipment": "barbell", "primary": "lower_back"}
SET_TYPE = {"name": "Myo-reps"}

ROUTES = [
    Route(
        "exercise-list",
        get=ATHLETES,
        looks=("?q=exercise", "?q=nothing+like+this", "?show=favourites", "?show=own&muscle=neck", "?show=done&page=9"),
    ),
    Route("exercise-create", get=ATHLETES, post=ATHLETES.then(302), data=EXERCISE),
    Route("exercise-edit", IDLE, get=MINE, post=MINE.then(302), data=EXERCISE),
    Route("exercise-delete", IDLE, post=MINE.then(302)),
    Route(
        "exercise-merge",
        IDLE,
        get=MINE,
        post=MINE.then(302),
        data={"target": "{shared_exercise}"},
        foreign=(Foreign("target", "{their_idle_exercise}", 404),),
        looks=("?q=nothing+like+this", "?q=exercise"),
    ),
    Route("set-type-list", get=ATHLETES),
    Route("set-type-create", get=ATHLETES, post=ATHLETES.then(302), data=SET_TYPE),
    Route("set-type-edit", IDLE_TYPE, get=MINE, post=MINE.then(302), data=SET_TYPE),
    Route("set-type-delete", IDLE_TYPE, post=MINE.then(302)),
    Route(
        "set-type-merge",
        IDLE_TYPE,
        post=MINE.then(302),
        data={"target": "{shared_set_type}"},
        foreign=(Foreign("target", "{their_idle_set_type}", 404),),
    ),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """An exercise and a set type of one's own that nothing uses."""
    return {
        "idle_exercise": make_exercise(f"Idle exercise of {user.name}", owner=user).pk,
        "idle_set_type": make_set_type(f"Idle set type of {user.name}", owner=user).pk,
    }
