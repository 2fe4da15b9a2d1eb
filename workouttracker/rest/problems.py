"""What goes wrong in the API, as ``application/problem+json`` (RFC 9457) with codes that never change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"
PREFIX = "/api/"


@dataclass(frozen=True, slots=True)
class Kind:
    """A code, its status, and what it means when nothing more is known."""

    status: HTTPStatus
    title: str | Promise


KINDS: Mapping[str, Kind] = {
    "unreadable": Kind(HTTPStatus.BAD_REQUEST, _("The request could not be read.")),
    "sign_in_required": Kind(HTTPStatus.UNAUTHORIZED, _("Send an access token, or sign in.")),
    "token_invalid": Kind(HTTPStatus.UNAUTHORIZED, _("This access token opens nothing.")),
    "link_required": Kind(HTTPStatus.UNAUTHORIZED, _("Open a shared link first.")),
    "link_invalid": Kind(HTTPStatus.NOT_FOUND, _("This link does not work.")),
    "link_revoked": Kind(HTTPStatus.GONE, _("This link was withdrawn.")),
    "link_ended": Kind(HTTPStatus.GONE, _("The workout of this link is deleted.")),
    "link_expired": Kind(HTTPStatus.GONE, _("This link has expired.")),
    "link_used_up": Kind(HTTPStatus.GONE, _("This link is used up.")),
    "link_not_permitted": Kind(HTTPStatus.FORBIDDEN, _("This is not part of the link.")),
    "csrf": Kind(HTTPStatus.FORBIDDEN, _("A request with a session cookie needs its CSRF token.")),
    "read_only": Kind(HTTPStatus.FORBIDDEN, _("You may read this, not change it.")),
    "not_found": Kind(HTTPStatus.NOT_FOUND, _("There is nothing here, or it is not yours.")),
    "method_not_allowed": Kind(HTTPStatus.METHOD_NOT_ALLOWED, _("This address does not take that method.")),
    "stale": Kind(HTTPStatus.CONFLICT, _("It was changed meanwhile.")),
    "name_taken": Kind(HTTPStatus.CONFLICT, _("Something else has this name.")),
    "in_use": Kind(HTTPStatus.CONFLICT, _("Something uses it.")),
    "not_now": Kind(HTTPStatus.CONFLICT, _("This can't be done as things are.")),
    "precondition_failed": Kind(HTTPStatus.PRECONDITION_FAILED, _("If-Match does not fit: it was changed meanwhile.")),
    "too_large": Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("This is larger than what is taken at once.")),
    "invalid": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, _("Some of the values make no sense.")),
    "limit": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, _("A limit would be passed.")),
    "cursor_invalid": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, _("This cursor is none of ours.")),
    "idempotency_key_reused": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY, _("This Idempotency-Key was sent with another request.")
    ),
    "rate_limited": Kind(HTTPStatus.TOO_MANY_REQUESTS, _("Too many requests. Wait, then go on.")),
    "server_error": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, _("Something broke on our side. Nothing was changed.")),
}
"""Every code that the API answers with."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value: where (``body.sets[0].weight``), what was expected, what was sent."""

    path: str
    code: str
    message: str
    value: str = ""


class Problem(Exception):  # noqa: N818 - what RFC 9457 calls it
    """Ends a request with a problem; ``detail`` says what happened, ``faults`` what is wrong with which value."""

    def __init__(
        self,
        code: str,
        detail: str | Promise = "",
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.faults, self.headers = code, detail, faults, headers or {}


def problem_response(request: HttpRequest, problem: Problem) -> JsonResponse:
    """The answer that says so, in the reader's language."""
    kind = KINDS[problem.code]
    body: dict[str, Any] = {
        "type": f"/api/v1/docs#problem-{problem.code}",
        "title": str(kind.title),
        "status": kind.status.value,
        "detail": str(problem.detail or kind.title),
        "code": problem.code,
        "errors": [
            {"path": each.path, "code": each.code, "message": each.message, "value": each.value}
            for each in problem.faults
        ],
        "request_id": getattr(request, "id", ""),
    }
    return JsonResponse(body, status=kind.status, content_type=CONTENT_TYPE, headers=dict(problem.headers))


def is_api(request: HttpRequest) -> bool:
    """Whether whoever asks expects problems rather than pages."""
    return request.path_info.startswith(PREFIX)
