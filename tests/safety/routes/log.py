"""The quick log, and where the browser's queue sends its sets."""

from accounts.models import User
from tests.safety.route import ATHLETES, AdminModel, Route

JSON = ATHLETES.but(anonymous=401)
"""Never a redirect: whoever is signed out is told so."""

ROUTES = [
    Route("log-sync", get=JSON, post=JSON.then(400)),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """Nothing of its own."""
    return {}
