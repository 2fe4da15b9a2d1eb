"""The tools that put the log in order."""

from accounts.models import User
from tests.safety.route import ATHLETES, AdminModel, Foreign, Route

ALL = {"what": "all"}

ROUTES = [
    Route("clean-up", get=ATHLETES),
    Route(
        "clean-up-units",
        get=ATHLETES,
        post=ATHLETES,
        data=ALL | {"mistake": "lb_as_kg"},
        foreign=(Foreign("batch", "{their_batch}"),),
        foreign_get=(Foreign("session", "{their_session}", 200), Foreign("import", "{their_batch}", 200)),
    ),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """Nothing of their own: they work on the log."""
    return {}
