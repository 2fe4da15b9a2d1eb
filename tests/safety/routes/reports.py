"""Reports and the page of an exercise: only reading."""

from accounts.models import User
from tests.safety.route import ATHLETES, MINE, AdminModel, Foreign, Route

OWN_EXERCISE = ("{own_exercise}",)
FOREIGN = (Foreign("exercise", "{their_own_exercise}", 404),)

ROUTES = [
    Route(
        "reports",
        get=ATHLETES,
        foreign_get=FOREIGN,
        looks=("?period=30", "?period=all", "?period=custom", "?period=nonsense", "?exercise={own_exercise}"),
    ),
    Route("report-section", ("progress",), get=ATHLETES, foreign_get=FOREIGN, looks=("?period=year", "?page=2")),
    Route("report-csv", ("records",), get=ATHLETES, foreign_get=FOREIGN),
    Route("exercise-detail", OWN_EXERCISE, get=MINE, looks=("?page=2",)),
    Route("exercise-csv", (*OWN_EXERCISE, "work"), get=MINE),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """Nothing of its own."""
    return {}
