"""What stands in front of every operation of the API: who asks, may they, how often, and was it asked before.

Programs send ``Authorization: Bearer <access token>``; browsers their session cookie, with the CSRF token where
something changes. Whatever is refused is a problem (``workouttracker.rest.problems``).
"""

import hashlib
import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from accounts.models import User
from accounts.services.answers import Answer, KeyReusedError, answer_once
from sharing.networks import client_of
from sharing.scope import scope_of
from workouttracker.rest.problems import Problem, problem_response

View = Callable[..., Any]
SAFE = {"GET", "HEAD", "OPTIONS"}
MINUTE = 60
FORM_BYTES = 64 * 1024
KEY_LENGTH = 200
REPEATED = "Idempotent-Replayed"
KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def gated(view: View, *, public: bool = False) -> View:
    """``view`` behind the gate; a ``public`` one answers everybody, and limits each address."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits: dict[str, str] = {}
        method = request.method
        if method == "HEAD":
            request.method = "GET"
        try:
            _let_in(request, limits, public=public)
            response = _asked(request, lambda: view(request, *args, **kwargs))
        except Problem as problem:
            response = problem_response(request, problem)
        except RequestDataTooBig:
            response = problem_response(request, Problem("too_large"))
        except (SuspiciousOperation, MultiPartParserError):
            response = problem_response(request, Problem("unreadable"))
        request.method = method
        return _finished(request, response, limits)

    guarded.login_required = False  # type: ignore[attr-defined]  # the gate says 401, never a redirect
    guarded.csrf_exempt = True  # type: ignore[attr-defined]  # the gate looks, where a cookie signs in
    return guarded


def _let_in(request: HttpRequest, limits: dict[str, str], *, public: bool) -> None:
    """Who asks and whether they may, before anything of the request is read. Raises ``Problem``."""
    _not_too_large(request)
    bearer, token = getattr(request, "bearer", None), getattr(request, "access_token", None)
    if not public and bearer is not None and token is None:
        raise Problem("token_invalid", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    user = request.user
    if not public and not user.is_authenticated:
        raise Problem("sign_in_required", headers={"WWW-Authenticate": "Bearer"})
    _not_too_often(str(token.pk if token else user.pk or client_of(request)), limits)
    if request.method in SAFE or public:
        return
    if token is None and _csrf_is_missing(request):
        raise Problem("csrf")
    if not scope_of(request).can_write:
        raise Problem("read_only")


def _not_too_large(request: HttpRequest) -> None:
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise Problem("unreadable") from error
    uploads = (request.content_type or "") == "multipart/form-data"
    most = settings.MAX_UPLOAD_MB * 1024 * 1024 + FORM_BYTES if uploads else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if announced > most:
        raise Problem("too_large")


def _not_too_often(who: str, limits: dict[str, str]) -> None:
    """Count one request of this minute; all replicas count together."""
    now = time.time()
    minute, left = int(now // MINUTE), math.ceil(MINUTE - now % MINUTE)
    key, most = f"api:rate:{who}:{minute}", settings.API_REQUESTS_PER_MINUTE
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        used = cache.incr(key)
    except ValueError:  # gone in between
        used = 1
    limits["RateLimit-Limit"] = str(most)
    limits["RateLimit-Remaining"] = str(max(0, most - used))
    limits["RateLimit-Reset"] = str(left)
    if used > most:
        raise Problem("rate_limited", headers={"Retry-After": str(left)})


def _csrf_is_missing(request: HttpRequest) -> bool:
    checker = CsrfViewMiddleware(lambda _request: HttpResponse())
    request.csrf_processing_done = False  # type: ignore[attr-defined]  # Django's own look was called off for the API
    checker.process_request(request)
    return checker.process_view(request, _nothing, (), {}) is not None


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _asked(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The operation's answer; once for an Idempotency-Key."""
    key, user = request.headers.get("Idempotency-Key", ""), request.user
    if request.method != "POST" or not key or not isinstance(user, User):
        return _answered(request, act())
    if len(key) > KEY_LENGTH or not key.isprintable():
        raise Problem("unreadable")
    said: list[HttpResponse] = []

    def act_once() -> Answer:
        response = _answered(request, act())
        said.append(response)
        kept = {name: response[name] for name in KEPT_HEADERS if name in response}
        return Answer(response.status_code, response.content, kept)

    try:
        answer = answer_once(user=user, key=key, fingerprint=_fingerprint(request), act=act_once)
    except KeyReusedError as error:
        raise Problem("idempotency_key_reused") from error
    if not answer.again:
        return said[0]
    return HttpResponse(answer.body, status=answer.status, headers={**answer.headers, REPEATED: "true"})


def _answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django's own refusals as problems."""
    if response.status_code == 405:
        headers = {"Allow": response.get("Allow", "")}
        return problem_response(request, Problem("method_not_allowed", headers=headers))
    return response


def _fingerprint(request: HttpRequest) -> str:
    """Names the whole request: method, address, body or files."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(repr((name, file.name)).encode())
                for piece in file.chunks():
                    digest.update(piece)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _finished(request: HttpRequest, response: HttpResponse, limits: dict[str, str]) -> HttpResponse:
    """304 where nothing changed, limits, nothing kept by anybody in between, compressed."""
    for name, value in limits.items():
        response[name] = value
    response.headers.setdefault("Cache-Control", "private, no-cache" if "ETag" in response else "no-store, private")
    patch_vary_headers(response, ["Authorization"])
    if request.method in {"GET", "HEAD"} and response.status_code == 200 and _has(request, response.get("ETag", "")):
        kept = {name: value for name, value in response.items() if name not in {"Content-Type", "Content-Length"}}
        response = HttpResponse(status=304, headers=kept)
        del response["Content-Type"]
    return cast("HttpResponse", GZipMiddleware(_nothing).process_response(request, response))


def _has(request: HttpRequest, tag: str) -> bool:
    """Whether the caller has this very version."""
    sent = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    return bool(tag) and (tag in sent or sent == ["*"])
