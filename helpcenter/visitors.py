"""Who reads, as far as counting needs it: one vote per visitor, one view per visitor and day, programs not at all."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.agents import DeviceType, agent_of

COOKIE = "help_visitor"
SALT = "helpcenter.visitor"
COOKIE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """``key`` is what votes are stored under; ``is_new`` when the browser has yet to be given its cookie."""

    key: str
    is_new: bool = False


def visitor_of(request: HttpRequest) -> Visitor:
    """The account, else the value in the browser's cookie; without one ``key`` is empty."""
    if request.user.is_authenticated:
        return Visitor(f"u{request.user.pk}")
    try:
        return Visitor(str(request.get_signed_cookie(COOKIE, default="", salt=SALT)))
    except BadSignature:
        return Visitor("")


def visitor_for_vote(request: HttpRequest) -> Visitor:
    """As ``visitor_of``, with a new value for a browser that has none."""
    known = visitor_of(request)
    return known if known.key else Visitor(secrets.token_urlsafe(24), is_new=True)


def remember(response: HttpResponse, visitor: Visitor) -> HttpResponse:
    """Give the browser its cookie. Only a vote does: reading needs none."""
    if visitor.is_new:
        response.set_signed_cookie(
            COOKIE,
            visitor.key,
            salt=SALT,
            max_age=COOKIE_SECONDS,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def counts_as_view(request: HttpRequest) -> bool:
    """Whether somebody reads: no program by its own account, no HEAD, no page that a browser fetches ahead."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    device = agent_of(request.headers.get("User-Agent", "")).device_type
    programs = {DeviceType.PROGRAM, DeviceType.OTHER}
    return request.method == "GET" and "prefetch" not in ahead and device not in programs


def reader_key(request: HttpRequest, day: str) -> str:
    """Tells readers of one day apart without a cookie, and is of no use on the next day."""
    if request.user.is_authenticated:
        return f"u{request.user.pk}"
    address = str(getattr(request, "client_ip", ""))
    agent = request.headers.get("User-Agent", "")[:500]
    return salted_hmac(SALT, f"{day}|{address}|{agent}").hexdigest()[:32]
