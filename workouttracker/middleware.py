"""What every request gets first: an id, the client's address behind trusted proxies, one log line."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from workouttracker.errors import page_not_found
from workouttracker.kit.log_context import request_id, user_id
from workouttracker.kit.room import with_room
from workouttracker.metrics import request_done
from workouttracker.offline import COPY

logger = logging.getLogger("workouttracker.requests")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_WITH_PORT = re.compile(r"\[(?P<v6>[^\]]+)\](?::\d+)?|(?P<v4>\d+\.\d+\.\d+\.\d+):\d+")


class RequestContextMiddleware:
    """Sets ``request.id`` and ``request.client_ip`` and logs the route, never the path.

    Only this class reads proxy headers: with ``TRUSTED_PROXY_HOPS = n`` the client is the n-th address from the
    right of ``X-Forwarded-For`` (each trusted proxy appends the address it saw), with 0 the header is ignored.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = with_room(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = _incoming_id(request)  # type: ignore[attr-defined]
        request.client_ip = client_ip(request.META, settings.TRUSTED_PROXY_HOPS)  # type: ignore[attr-defined]
        request_id.set(request.id)  # type: ignore[attr-defined]
        user_id.set("")
        started = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        _log(request, response.status_code, started)
        return response


class GoneMeanwhileMiddleware:
    """What a form is about went while it was on its way, by a second press or in another tab: not found, no error.

    The view had found the row; the service that locks it no longer does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for what is not there; it is logged all the same, should it be a fault of ours."""
        if request.method != "POST" or not isinstance(exception, ObjectDoesNotExist):
            return None
        logger.warning("gone meanwhile: %s", type(exception).__qualname__, exc_info=exception)
        return page_not_found(request, exception)


class LateAnswerMiddleware:
    """Answers that come behind a page don't renew the CSRF cookie; stands below Django's own middleware.

    Django sends the cookie along with every token, as the request had it. An answer that a script or the service worker
    waits for may come after somebody signed in, which changes it, and would put the old one back: the next form would
    be refused. Pages that are opened renew it, and a cookie that is new is always set.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
        if sent and sent == request.META.get("CSRF_COOKIE") and _is_behind(request):
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        return response


def _is_behind(request: HttpRequest) -> bool:
    """Whether this is not a page that is being opened; older browsers don't say so."""
    headers = request.headers
    return COPY in headers or "HX-Request" in headers or headers.get("Sec-Fetch-Mode", "navigate") != "navigate"


@receiver(request_finished)
def forget_request(**_kwargs: object) -> None:
    """Lines between requests belong to none. Not earlier: Django logs "Not Found" after the last middleware."""
    request_id.set("")
    user_id.set("")


def client_ip(meta: dict[str, str], hops: int) -> str:
    """The client's address, or ``""`` when what is there is no address (a spoofed header changes nothing).

    Ports, zone ids and the IPv6 spelling of an IPv4 address are taken off, so that one client is one string.
    """
    candidate = meta.get("REMOTE_ADDR", "")
    if hops:
        chain = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(chain) >= hops:
            candidate = chain[-hops]
    if match := _WITH_PORT.fullmatch(candidate):
        candidate = match["v6"] or match["v4"]
    try:
        address = ip_address(candidate.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def _incoming_id(request: HttpRequest) -> str:
    """A proxy's id when proxies are trusted and it looks like one, else a new one."""
    given = request.headers.get("X-Request-ID", "")
    if settings.TRUSTED_PROXY_HOPS and _REQUEST_ID.fullmatch(given):
        return given
    return uuid.uuid4().hex


def _log(request: HttpRequest, status: int, started: float) -> None:
    match, seconds = request.resolver_match, time.perf_counter() - started
    if not match and request.path_info.startswith(settings.STATIC_URL):
        return
    route = (match.view_name or match.route) if match else "unrouted"
    method = request.method if request.method in METHODS else "other"
    request_done(method=method, route=route, status=status, seconds=seconds)
    logger.info("%s %s %s in %.0f ms", method, route, status, seconds * 1000)
