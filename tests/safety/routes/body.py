"""Body weight and measurements."""

from accounts.models import User
from tests.factories import make_measure, make_measurement
from tests.safety.route import ATHLETES, MINE, AdminModel, Route

OWN, VALUE = ("{own_measure}",), ("{measurement}",)
NEW_VALUE = {"value": "80"}

ROUTES = [
    Route("body", get=ATHLETES, post=ATHLETES.then(302), data=NEW_VALUE, looks=("?period=all&page=2", "?period=x")),
    Route("body-measure", OWN, get=MINE, post=MINE.then(302), data=NEW_VALUE),
    Route("body-csv", OWN, get=MINE),
    Route("measurement-edit", VALUE, get=MINE, post=MINE.then(302), data=NEW_VALUE),
    Route("measurement-delete", VALUE, post=MINE.then(302)),
    Route("measure-list", get=ATHLETES, post=ATHLETES.then(302), data={"name": "Wrist", "quantity": "length"}),
    Route("measure-edit", OWN, get=MINE, post=MINE.then(302), data={"name": "Wrist, left"}),
    Route("measure-delete", OWN, post=MINE.then(302)),
]

ADMIN = {
    "sessions_app.measure": AdminModel("shared_measure"),
    "sessions_app.measurement": AdminModel("measurement", add=False, change=False),
}


def rows(user: User) -> dict[str, object]:
    """A measure of one's own with a value, and a shared measure."""
    measure = make_measure(f"Measure of {user.name}", owner=user)
    return {
        "own_measure": measure.pk,
        "measurement": make_measurement(user, measure).pk,
        "shared_measure": make_measure().pk,
    }
