"""Releases."""

from accounts.models import User
from tests.safety.route import EVERYBODY, AdminModel, Route
from versions.models import AppVersion
from versions.services import Number, version_add

ROUTES = [Route("versions-history", get=EVERYBODY)]

ADMIN = {"versions.appversion": AdminModel("version")}


def rows(user: User) -> dict[str, object]:
    """A release that is not the current one, once for both."""
    if not AppVersion.objects.exists():
        version_add(number=Number(0, 1, 0, 1))
        version_add(number=Number(0, 1, 1, 2), current=True)
    return {"version": AppVersion.objects.order_by("build")[0].pk}
