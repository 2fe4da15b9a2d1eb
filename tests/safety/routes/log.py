"""The quick log, and where the browser's queue sends its sets."""

from django.utils import timezone

from accounts.models import User
from sessions_app.services.catalogue import favourite_mark
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set
from tests.safety.route import ATHLETES, MINE, AdminModel, Foreign, Route

JSON = ATHLETES.but(anonymous=401)
"""Never a redirect: whoever is signed out is told so."""

ROUTES = [
    Route(
        "quick-log",
        get=ATHLETES,
        post=MINE.then(302),
        data={
            "session": "{going_on}",
            "exercise_type": "{shared_exercise}",
            "set_type": "{shared_set_type}",
            "weight": "80",
            "number_reps": "8",
        },
        foreign=(Foreign("exercise_type", "{their_own_exercise}"), Foreign("set_type", "{their_own_set_type}")),
        looks=("?exercise={favourite}", "?pick", "?q=exercise", "?q=nothing+like+this"),
    ),
    Route("quick-log-kit", get=ATHLETES),
    Route("quick-log-start", post=ATHLETES.then(302)),
    Route("quick-log-exercise", post=ATHLETES.then(302), data={"name": "Zercher Squat", "kind": "weight_reps"}),
    Route("exercise-favourite", ("{own_exercise}",), post=MINE.then(302), data={"on": "1"}),
    Route("log-sync", get=JSON, post=JSON.then(400)),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """A session that is going on, with a set and a favourite."""
    session = make_session(user, "Right now", started_at=timezone.now())
    exercise = make_exercise()
    make_set(session, exercise_type=exercise)
    favourite_mark(scope=Scope.of_user(user), exercise=exercise, on=True)
    return {"going_on": session.pk, "favourite": exercise.pk}
