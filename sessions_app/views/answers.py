"""Answers: a whole page, or the part of it that HTMX asked for. Both come from the same templates."""

import uuid
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from sessions_app.errors import StaleError


def wants_part(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part; coming back in the browser's history it asks for the page."""
    details = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.history_restore_request


def answer(
    request: HttpRequest,
    page: str,
    part: str,
    context: dict[str, Any],
    *,
    status: int = HTTPStatus.OK,
    retarget: str = "",
) -> HttpResponse:
    """``part`` for HTMX, else ``page``. ``retarget`` sends the part to another place than the request named."""
    template = part if wants_part(request) else page
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    if retarget and wants_part(request):
        response["HX-Retarget"] = retarget
        response["HX-Reswap"] = "outerHTML"
    return response


def say_stale(form: forms.Form, error: StaleError, row: Any) -> HTTPStatus:
    """Have the form say that ``row`` was changed meanwhile; sent once more, it takes the place of that change."""
    form.add_error(None, str(error))
    form.data = {**form.data, "revision": row.revision}
    return HTTPStatus.CONFLICT


def posted_uuid(request: HttpRequest, name: str) -> uuid.UUID | None:
    """The uuid sent as ``name``; None when there is none or it is none."""
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        return None
