"""What a visitor does over the API: look whether a link works, open it, and read with what that gave.

The same checks in the same order as for pages (``sharing.gate``). Opening a link counts one use and gives a bearer that
reads below ``/api/v1/shared/`` for four hours at most; validating counts nothing. The link is sent in the body or as
the bearer, never in an address.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Annotated, Any, Literal, NoReturn

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import ConfigDict, Field

from sharing.gate import RefusedError, found_share, genuine, link_check, note, slow_down
from sharing.links import VISIT_SECONDS, visit_make, visit_of
from sharing.models import ShareEvent, ShareToken
from sharing.networks import agent_of, network_of
from sharing.refusals import FOR_THE_RECORD
from sharing.scope import Area
from sharing.services import Origin, share_open
from sharing.states import Refusal, ShareState
from workouttracker.kit.json_fields import NO_NUL
from workouttracker.kit.text import mark
from workouttracker.rest.answers import Given, Told, answer
from workouttracker.rest.problems import Problem
from workouttracker.rest.routes import Routes

routes = Routes(mark("Shared links"))
CODES = {
    Refusal.REQUIRED: "link_required",
    Refusal.SLOW_DOWN: "rate_limited",
    Refusal.INVALID: "link_invalid",
    Refusal.REVOKED: "link_revoked",
    Refusal.ENDED: "link_ended",
    Refusal.EXPIRED: "link_expired",
    Refusal.USED_UP: "link_used_up",
    Refusal.NOT_PERMITTED: "link_not_permitted",
}
"""What each refusal is called here."""
AREAS = (Area.SESSIONS, Area.REPORTS, Area.CALCULATOR)


class LinkGiven(Given):
    """The whole link, or what stands behind ``/s/`` in it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"link": "https://example.org/s/AbC….xyz"}]})

    link: Annotated[str, Field(min_length=1, max_length=500, pattern=NO_NUL)]


class LinkTold(Told):
    """What a link is good for now. ``session_id``: it is for that session alone."""

    state: ShareState
    name: str
    owner: str
    shows: list[Literal["sessions", "reports", "calculator"]]
    session_id: int | None
    expires_at: datetime
    days_left: int
    uses_left: int | None


class VisitTold(LinkTold):
    """An opened link: send ``token`` as the bearer until ``token_expires_at``."""

    token: str
    token_expires_at: datetime


@routes.post("/validate", LinkTold, mark("Look whether a link works, without counting a use"))
def link_validate(request: HttpRequest, given: LinkGiven) -> HttpResponse:
    share, _digest = _share_of(request, given.link)
    return answer(LinkTold.model_validate(_fields(share)))


@routes.post("/open", VisitTold, mark("Open a link: counts one use, gives a bearer"))
def link_open(request: HttpRequest, given: LinkGiven) -> HttpResponse:
    share, digest = _share_of(request, given.link)
    origin = Origin(network_of(request), agent_of(request))
    if not share_open(share=share, digest=digest, nonce=_nonce(request, share), origin=origin):
        share.refresh_from_db(fields=["is_active"])
        refuse(request, RefusedError(Refusal.USED_UP if share.is_active else Refusal.REVOKED, share=share))
    share.refresh_from_db(fields=["uses"])
    ends = min(share.expires_at, timezone.now() + timedelta(seconds=VISIT_SECONDS))
    told = {**_fields(share), "token": visit_make(share, origin.network), "token_expires_at": ends}
    return answer(VisitTold.model_validate(told))


@routes.get("/visit", LinkTold, mark("Read what the opened link shows"))
def visit(request: HttpRequest) -> HttpResponse:
    share: ShareToken = request.share  # type: ignore[attr-defined]
    return answer(LinkTold.model_validate(_fields(share)))


def _nonce(request: HttpRequest, share: ShareToken) -> str:
    """Names this opening; with the same Idempotency-Key it is the same one, counted once."""
    key = request.headers.get("Idempotency-Key", "")
    return sha256(f"{share.pk} {key}".encode()).hexdigest()[:32] if key else secrets.token_hex(16)


def visited(view: Callable[..., Any], area: Area | None) -> Callable[..., Any]:
    """``view`` for whoever opened a link that shows ``area``; anything an opened link reads without one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        share = _visited_share(request)
        if area is not None and area not in share.areas:
            refuse(request, RefusedError(Refusal.NOT_PERMITTED, share=share))
        request.access, request.share = share.scope, share  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def refuse(request: HttpRequest, refusal: RefusedError) -> NoReturn:
    """Raise the ``Problem`` that says why, and keep it for the link's record."""
    if refusal.share is not None and refusal.reason in FOR_THE_RECORD:
        note(request, refusal.share.pk, ShareEvent.Kind.REFUSED, refusal.reason)
    headers = {"Retry-After": str(int(refusal.wait) + 1)} if refusal.wait else {}
    if refusal.reason is Refusal.REQUIRED:
        headers["WWW-Authenticate"] = "Bearer"
    raise Problem(CODES[refusal.reason], headers=headers)


def _visited_share(request: HttpRequest) -> ShareToken:
    """The link that was opened. Raises ``Problem``."""
    bearer = getattr(request, "bearer", "")
    if not bearer:
        refuse(request, RefusedError(Refusal.REQUIRED))
    try:
        slow_down(request)
        seen = genuine(lambda: visit_of(bearer))
        share = found_share(seen.share_id, seen.digest)
    except RefusedError as refusal:
        refuse(request, refusal)
    if seen.network != network_of(request):
        note(request, share.pk, ShareEvent.Kind.MOVED)
    return share


def _share_of(request: HttpRequest, link: str) -> tuple[ShareToken, str]:
    """The link that reads ``link``, if it may be opened now or was used up. Raises ``Problem``."""
    try:
        share_id, digest = link_check(request, link.rpartition("/s/")[2])
        return found_share(share_id, digest), digest
    except RefusedError as refusal:
        refuse(request, refusal)


def _fields(share: ShareToken) -> dict[str, Any]:
    return {
        "state": share.state,
        "name": share.name,
        "owner": share.owner.get_short_name(),
        "shows": [area.value for area in AREAS if area in share.areas],
        "session_id": share.session_id,
        "expires_at": share.expires_at,
        "days_left": share.days_left,
        "uses_left": share.uses_left,
    }
