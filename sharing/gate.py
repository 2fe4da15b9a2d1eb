"""The one place that decides whether a visitor may come in, for every request anew.

The order is that of ``Refusal``: something presented, not too fast, genuine, found, active, not expired, (for an
opening) uses left, permitted. No answer is kept: revoking, replacing, expiring or deleting ends access at once.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from sharing import store
from sharing.limits import wait_of
from sharing.links import (
    OPENING_COOKIE,
    VISIT_COOKIE,
    Opening,
    link_read,
    opening_read,
    same_secret,
    visit_read,
)
from sharing.models import ShareEvent, ShareToken
from sharing.networks import agent_of, network_of
from sharing.scope import Area
from sharing.services import share_for_visit, this_minute
from sharing.states import Refusal

Read = TypeVar("Read")


class RefusedError(Exception):
    """A visitor is turned away: why, how long to wait, and from which link as far as it is known."""

    def __init__(self, reason: Refusal, *, wait: float = 0.0, share: ShareToken | None = None) -> None:
        super().__init__(reason)
        self.reason, self.wait, self.share = reason, wait, share


def link_check(request: HttpRequest, value: str) -> tuple[UUID, str]:
    """Share id and digest of a link that was fetched. Asks no database: forgeries cost nothing."""
    slow_down(request)
    return genuine(lambda: link_read(value))


def opening_check(request: HttpRequest, share_id: UUID) -> tuple[ShareToken, Opening]:
    """The link whose button may be pressed in this browser.

    Whether uses are left is for ``share_open`` to say: the press that took the last one may come twice.
    """
    value = _presented(request, OPENING_COOKIE)
    opening = genuine(lambda: opening_read(value, share_id))
    return found_share(share_id, opening.digest), opening


def visit_check(request: HttpRequest, share_id: UUID, area: Area | None = None) -> ShareToken:
    """The link that was opened in this browser, if it permits ``area``."""
    value = _presented(request, VISIT_COOKIE)
    visit = genuine(lambda: visit_read(value, share_id))
    share = found_share(share_id, visit.digest)
    if area is not None and area not in share.areas:
        raise RefusedError(Refusal.NOT_PERMITTED, share=share)
    if visit.network != network_of(request):
        note(request, share_id, ShareEvent.Kind.MOVED)
    return share


def note(request: HttpRequest, share_id: UUID, kind: str, result: str = "") -> None:
    """Keep for the record what a visitor's reading did."""
    store.note(store.Seen(share_id, kind, result, this_minute(), network_of(request), agent_of(request)))


def _presented(request: HttpRequest, cookie: str) -> str:
    value = request.COOKIES.get(cookie, "")
    if not value:
        raise RefusedError(Refusal.REQUIRED)
    slow_down(request)
    return value


def genuine(read: Callable[[], Read]) -> Read:
    """What ``read`` finds in a signed value; turns away who shows one that is too old or forged."""
    try:
        return read()
    except signing.SignatureExpired as error:
        raise RefusedError(Refusal.REQUIRED) from error
    except signing.BadSignature as error:
        store.note_forged()
        raise RefusedError(Refusal.INVALID) from error


def slow_down(request: HttpRequest) -> None:
    """Take one request of the client's allowance; turns it away when there is none left."""
    if wait := wait_of(request):
        raise RefusedError(Refusal.SLOW_DOWN, wait=wait)


def found_share(share_id: UUID, digest: str) -> ShareToken:
    """The link with this secret, if it is there, active and not over."""
    share = share_for_visit(share_id)
    if share is None:
        raise RefusedError(Refusal.INVALID)
    if not share.is_active or not same_secret(share, digest):
        raise RefusedError(Refusal.REVOKED, share=share)
    if share.session_id is not None and share.session is None:
        raise RefusedError(Refusal.ENDED, share=share)
    if share.expires_at <= timezone.now():
        raise RefusedError(Refusal.EXPIRED, share=share)
    return share
