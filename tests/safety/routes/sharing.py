"""Links: the owner's pages, the way of a visitor, and the owner's read pages as visitors see them."""

from accounts.models import User
from sharing.models import ShareToken
from tests.safety.route import ATHLETES, MINE, AdminModel, Foreign, Route, Who
from tests.sharing.support import VISITORS_LINK, make_share

SHARE = ("{share}",)
TURNED_AWAY = Who(owner=401, stranger=401, anonymous=401, staff=401, visitor=401, one_session=401)
"""Nobody comes in without having opened the link, the owner and staff included."""
VISIT = TURNED_AWAY.but(visitor=200, one_session=404)
SHARE_FORM = {"name": "For Kim", "can_sessions": "on", "days": "7"}

ROUTES = [
    Route(
        "share-list",
        get=ATHLETES,
        foreign_get=(Foreign("session", "{their_session}", 200),),
        looks=("?state=active", "?state=revoked", "?open={share}"),
    ),
    Route("share-new", post=ATHLETES.then(302), data=SHARE_FORM, foreign=(Foreign("session", "{their_session}"),)),
    Route(
        "share-revoke-many",
        post=ATHLETES.then(302),
        data={"share": "{share}"},
        foreign=(Foreign("share", "{their_share}", 302),),
    ),
    Route("share-detail", SHARE, get=MINE),
    Route("share-edit", SHARE, get=MINE, post=MINE.then(302), data=SHARE_FORM),
    Route("share-extend", SHARE, post=MINE.then(302), data={"days": "7"}),
    Route("share-replace", SHARE, post=MINE.then(302)),
    Route("share-revoke", SHARE, post=MINE.then(302)),
    Route("share-delete", SHARE, post=MINE.then(302)),
    Route("share-link", ("forged.signature",), get=Who(404, 404, 404, 404)),
    Route("share-home", SHARE, get=VISIT.but(visitor=302), lax=True),
    Route("share-open", SHARE, get=TURNED_AWAY.but(visitor=302), post=TURNED_AWAY.but(visitor=302), lax=True),
    Route("shared:session-list", SHARE, get=VISIT, lax=True),
    Route("shared:session-detail", ("{share}", "{session}"), get=VISIT, lax=True),
    Route("shared:session-calendar", SHARE, get=VISIT, lax=True),
    Route("shared:session-year", SHARE, get=VISIT, lax=True),
    Route("shared:calculator", SHARE, get=VISIT, lax=True),
    Route("shared:calculator-analysis", SHARE, get=VISIT, lax=True),
    Route("shared:plates", SHARE, get=VISIT, lax=True),
    Route("shared:warm-up", SHARE, get=VISIT, lax=True),
    Route("shared:reports", SHARE, get=VISIT, lax=True),
    Route("shared:report-section", ("{share}", "volume"), get=VISIT, lax=True),
    Route("shared:report-csv", ("{share}", "records"), get=VISIT, lax=True),
    Route("shared:exercise-detail", ("{share}", "{own_exercise}"), get=VISIT, lax=True),
    Route("shared:exercise-csv", ("{share}", "{own_exercise}", "work"), get=VISIT, lax=True),
]

ADMIN: dict[str, AdminModel] = {}


def rows(user: User) -> dict[str, object]:
    """The link that the visitor opened, or one like it."""
    share = ShareToken.objects.filter(owner=user, name=VISITORS_LINK).first()
    return {"share": (share or make_share(user, name=VISITORS_LINK)).pk}
