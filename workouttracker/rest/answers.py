"""Answers of the API: models as JSON, with the entity tag of a single object."""

import re
from binascii import crc32
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, ConfigDict

from workouttracker.rest.problems import Problem

JSON = "application/json"
_TAG = re.compile(r'(?:W/)?"(\d{1,18})[^"]*"')


class Given(BaseModel):
    """What somebody sends. Unknown fields are refused: they are typing errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """What we answer."""

    model_config = ConfigDict(frozen=True)


def answer(
    model: BaseModel, *, status: int = 200, revision: int | None = None, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """``model`` as JSON. A ``revision`` makes the entity tag: it names the version that If-Match is compared with."""
    body = model.model_dump_json().encode()
    response = HttpResponse(body, status=status, content_type=JSON, headers=dict(headers or {}))
    if revision is not None:
        response["ETag"] = f'"{revision}.{crc32(body):08x}"'
    return response


def created(model: BaseModel, url: str, *, revision: int | None = None) -> HttpResponse:
    """201 with the address of what was made."""
    return answer(model, status=201, revision=revision, headers={"Location": url})


def nothing() -> HttpResponse:
    """204."""
    return HttpResponse(status=204)


def revision_wanted(request: HttpRequest) -> int | None:
    """The version that the caller wants to change, by If-Match; None when any will do.

    Raises ``Problem`` for a tag that we never gave.
    """
    text = request.headers.get("If-Match", "").strip()
    if text in {"", "*"}:
        return None
    found = _TAG.fullmatch(text)
    if found is None:
        raise Problem("precondition_failed")
    return int(found[1])


def match_required(request: HttpRequest, revision: int) -> None:
    """Raise ``Problem`` unless ``revision`` is the version that the caller wants to change. The row must be locked."""
    if revision_wanted(request) not in {None, revision}:
        raise Problem("precondition_failed")
