"""Body weight and measurements."""

from accounts.models import User
from tests.factories import make_measure, make_measurement
from tests.safety.route import AdminModel, Route

ROUTES: list[Route] = []

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
