"""What the composition root serves itself: the frame's own pages, and the admin site's."""

from django.contrib.auth.models import Group

from accounts.models import User
from tests.safety.route import ADMIN as ADMINS
from tests.safety.route import ATHLETES, EVERYBODY, NO_ADMIN, SIGN_IN, STAFF, AdminModel, Route, Who

SIGN_IN_ONLY = Who(owner=403, stranger=403, anonymous=SIGN_IN, staff=302)
"""The admin has no sign-in of its own: it leads to the product's, and staff on to the admin."""

NOBODY = Who(owner=404, stranger=404, anonymous=404, staff=404)
"""Without the operator's token there is nothing there."""

ROUTES = [
    Route("more", get=ATHLETES),
    Route("service-worker", get=EVERYBODY),
    Route("offline", get=EVERYBODY),
    Route("manifest", get=EVERYBODY),
    Route("health-live", get=EVERYBODY),
    Route("health-ready", get=EVERYBODY),
    Route("metrics", get=NOBODY),
    Route("manage-health", get=STAFF),
    Route("style-guide", get=STAFF),
    Route("admin:index", get=ADMINS, lax=True),
    Route("admin:app_list", ("accounts",), get=ADMINS, lax=True),
    Route("admin:login", get=SIGN_IN_ONLY, post=SIGN_IN_ONLY, lax=True),
    Route("admin:logout", post=Who(owner=302, stranger=302, anonymous=NO_ADMIN, staff=200), lax=True),
    Route("admin:password_change", get=ADMINS, post=ADMINS, lax=True),
    Route("admin:password_change_done", get=ADMINS, lax=True),
    Route("admin:jsi18n", get=ADMINS, lax=True),
    Route("admin:autocomplete", get=ADMINS.but(staff=403), lax=True),
    Route("admin:view_on_site", ("1", "1"), get=ADMINS.but(staff=404), lax=True),
    Route("admin/(?P<url>.*)$", path="/admin/nothing-here/", get=ADMINS.but(staff=404), lax=True),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """A group of users."""
    return {"group": Group.objects.create(name=f"Group of {user.name}").pk}
