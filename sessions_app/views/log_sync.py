"""Where the browser's queue sends the sets that were logged without network. JSON in, JSON out, never a redirect.

Answers that concern the whole request carry a ``code`` that the queue understands: ``signed_out`` (401), ``csrf``
(403, see ``workouttracker.errors``), ``other_user`` (409), ``unreadable`` (400), ``too_large`` (413). After each of
them the queue keeps everything.
"""

import json
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sessions_app.queued import MAX_BYTES, MAX_ITEMS, Outcome, Stored, queued_store
from sessions_app.views.access import writing_scope
from sessions_app.views.log_parts import log_row
from sharing.scope import Scope


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def log_sync(request: HttpRequest) -> HttpResponse:
    """GET: who is signed in, and a fresh token. POST ``{"user": key, "items": [...]}``: what became of each item."""
    if not request.user.is_authenticated:
        return _problem(HTTPStatus.UNAUTHORIZED, "signed_out")
    scope = writing_scope(request)
    user_key = request.user.storage_key
    if request.method != "POST":
        return JsonResponse({"user": user_key, "token": get_token(request)})
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES or len(request.body) > MAX_BYTES:
        return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
    sent = _read(request.body)
    if sent is None:
        return _problem(HTTPStatus.BAD_REQUEST, "unreadable")
    owners = {sent.get("user"), *(item.get("user", user_key) for item in sent["items"] if isinstance(item, dict))}
    if owners != {user_key}:
        return _problem(HTTPStatus.CONFLICT, "other_user")
    if len(sent["items"]) > MAX_ITEMS:
        return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
    outcomes = queued_store(scope, sent["items"])
    return JsonResponse({"user": user_key, "items": [_answer(request, scope, outcome) for outcome in outcomes]})


def _read(body: bytes) -> dict[str, Any] | None:
    """The request's JSON; None when it is not what the queue sends."""
    try:
        sent = json.loads(body, parse_float=Decimal, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or not isinstance(sent.get("items"), list) or not isinstance(sent.get("user"), str):
        return None
    users = [item.get("user", "") for item in sent["items"] if isinstance(item, dict)]
    return sent if all(isinstance(user, str) for user in users) else None


def _problem(status: HTTPStatus, code: str) -> JsonResponse:
    return JsonResponse({"code": code}, status=status)


def _answer(request: HttpRequest, scope: Scope, outcome: Outcome) -> dict[str, Any]:
    """What the queue is told about one item."""
    if not isinstance(outcome, Stored):
        return {
            "id": outcome.id,
            "state": "conflict",
            "reason": outcome.reason.value,
            "message": outcome.message,
            "fields": outcome.fields,
        }
    row = outcome.row
    html, records = log_row(request, scope, row)
    return {
        "id": outcome.id,
        "state": "stored",
        "set_id": row.pk,
        "session_id": row.session_id,
        "revision": row.revision,
        "session_revision": row.session.revision,
        "records": [{"kind": record.kind.value, "label": str(record.kind.label)} for record in records],
        "row_html": html,
    }
