"""The tools that put the log in order."""

from accounts.models import User
from tests.safety.route import ATHLETES, AdminModel, Foreign, Route

ALL = {"what": "all"}
BATCH = Foreign("batch", "{their_batch}")

ROUTES = [
    Route("clean-up", get=ATHLETES),
    Route(
        "clean-up-dates", get=ATHLETES, post=ATHLETES, data=ALL | {"direction": "later", "days": "1"}, foreign=(BATCH,)
    ),
    Route(
        "clean-up-merge",
        get=ATHLETES,
        post=ATHLETES.then(422),
        data={"sources": "{idle_exercise}", "target": "Shared exercise"},
        foreign=(Foreign("sources", "{their_idle_exercise}"),),
        foreign_get=(Foreign("source", "{their_idle_exercise}", 200), Foreign("target", "{their_idle_exercise}", 200)),
    ),
    Route(
        "clean-up-names",
        get=ATHLETES,
        post=ATHLETES,
        data=ALL | {"named": "sessions", "find": "right now", "replace": "⟦Pull⟧"},
        foreign=(BATCH,),
    ),
    Route("clean-up-repeats", get=ATHLETES, post=ATHLETES),
    Route(
        "clean-up-units",
        get=ATHLETES,
        post=ATHLETES,
        data=ALL | {"mistake": "lb_as_kg"},
        foreign=(BATCH,),
        foreign_get=(Foreign("session", "{their_session}", 200), Foreign("import", "{their_batch}", 200)),
    ),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """Nothing of their own: they work on the log."""
    return {}
