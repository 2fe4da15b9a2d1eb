"""The description of the API (OpenAPI 3.1), and the page that people read it on: drawn by us, from the description."""

import inspect
import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as translated
from django.views.decorators.http import require_safe

from portability.hooks import verify
from portability.hooks.events import EVENTS, RECORD
from portability.hooks.examples import EXAMPLES, body_of
from workouttracker.api import ROOT, api
from workouttracker.rest.examples import example_of
from workouttracker.rest.problems import CONTENT_TYPE, KINDS

PROBLEM = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457). Codes never change; titles and details are for people.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "errors", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "enum": sorted(KINDS)},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "code", "message", "value"],
                "properties": {name: {"type": "string"} for name in ("path", "code", "message", "value")},
            },
        },
        "request_id": {"type": "string"},
    },
}
STATUSES = {400: "unreadable", 401: "sign_in_required", 403: "read_only", 404: "not_found", 409: "stale"}
STATUSES |= {410: "link_revoked", 412: "precondition_failed", 413: "too_large", 422: "invalid", 429: "rate_limited"}
"""The statuses of refusals with the code that is usual for each."""
LIMIT_HEADERS = {
    name: {"schema": {"type": "integer"}, "description": words}
    for name, words in {
        "RateLimit-Limit": "Requests a minute.",
        "RateLimit-Remaining": "How many are left in this minute.",
        "RateLimit-Reset": "Seconds until the next minute.",
    }.items()
}
VERBS = ("get", "post", "put", "patch", "delete")


@cache
def description() -> dict[str, Any]:
    """The whole description: the operations as they are coded, and what holds for all of them."""
    said: dict[str, Any] = deepcopy(dict(api.get_openapi_schema(path_prefix=ROOT.lstrip("/") + "/")))
    said["info"]["description"] = (
        "Read and write your training log. Weights are kilograms, distances metres, times seconds; decimal numbers are "
        "texts. Lists come in pages: send next_cursor of one as cursor of the next."
    )
    said["servers"] = [{"url": "/"}]
    components = said.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An access token of your account."},
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A browser that is signed in.",
        },
        "visit": {"type": "http", "scheme": "bearer", "description": "The token that opening a shared link gives."},
    }
    for schema in components["schemas"].values():
        _drop_default_objects(schema)
    for path, operations in said["paths"].items():
        for verb in VERBS:
            if verb in operations:
                _complete(path, verb, operations[verb], components["schemas"])
    return said


def _drop_default_objects(schema: dict[str, Any]) -> None:
    """Leave out what an object is when it isn't sent: makers of clients stumble, and that it may be missing is said."""
    for field in schema.get("properties", {}).values():
        if isinstance(field.get("default"), dict):
            del field["default"]
            if list(field) == ["allOf"]:
                field |= field.pop("allOf")[0]


def _complete(path: str, verb: str, operation: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    """Who may ask, the headers that every operation takes, refusals, examples."""
    shared = path.startswith(f"{ROOT}/shared/")
    opens = path in {f"{ROOT}/shared/validate", f"{ROOT}/shared/open"}
    operation["security"] = [] if opens else [{"visit": []}] if shared else [{"token": []}, {"cookie": []}]
    parameters = operation.setdefault("parameters", [])
    if verb == "post":
        parameters.append(_header("Idempotency-Key", "Sent twice with the same key, it happens once.", 200))
    if verb in {"put", "patch", "delete"}:
        parameters.append(_header("If-Match", "The ETag of the version you know: another one is left alone.", 200))
    if verb == "get":
        parameters.append(_header("If-None-Match", "The ETag you have: 304 when it is still the present one.", 500))
    for body in operation.get("requestBody", {}).get("content", {}).values():
        body["example"] = example_of(body["schema"], schemas)
    responses = {str(status): answer for status, answer in operation["responses"].items()}
    for answer in responses.values():
        answer["headers"] = LIMIT_HEADERS
        for body in answer.get("content", {}).values():
            body["example"] = example_of(body["schema"], schemas)
    if verb == "get":
        responses["304"] = {"description": "Not Modified"}
    if path.endswith("/file"):
        file = {"schema": {"type": "string", "format": "binary"}}
        # The second is the whole truth; makers of clients understand the first.
        responses["200"]["content"] = {"application/octet-stream": file, "*/*": file}
    for status, code in STATUSES.items():
        responses[str(status)] = _refusal(status, code)
    operation["responses"] = responses


def _header(name: str, words: str, most: int) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": most}
    return {"in": "header", "name": name, "required": False, "schema": schema, "description": words}


def _refusal(status: int, code: str) -> dict[str, Any]:
    kind = KINDS[code]
    example = {
        "type": f"{ROOT}/docs#problem-{code}",
        "title": str(kind.title),
        "status": status,
        "detail": str(kind.title),
        "code": code,
        "errors": [],
        "request_id": "0f8fad5bd9cb469fa16570867728950e",
    }
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
    return {"description": kind.status.phrase, "content": content}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a body, as the page shows it."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as the page shows it."""

    id: str
    verb: str
    path: str
    summary: str
    parameters: tuple[Field, ...]
    request: str
    status: str
    response: str
    curl: str

    @property
    def words(self) -> list[str]:
        """The words of its path: between them a narrow page may break it."""
        return self.path.strip("/").split("/")


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """The description for programs."""
    response = JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=3600"
    return response


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description for people."""
    groups: dict[str, list[Operation]] = {}
    for path, operations in description()["paths"].items():
        for verb in VERBS:
            if verb in operations:
                said = operations[verb]
                groups.setdefault(translated(said["tags"][0]), []).append(_shown(request, path, verb, said))
    context = {
        "groups": [{"name": name, "operations": found} for name, found in groups.items()],
        "events": [(key, each.label, each.when, _json(EXAMPLES[key])) for key, each in EVENTS.items()],
        "hook_body": _json(body_of(RECORD)),
        "hook_check": inspect.getsource(verify).partition('"""\n\n')[2],
        "problems": [(code, kind.status.value, kind.title) for code, kind in KINDS.items()],
    }
    return render(request, "api/docs.html", context)


def _shown(request: HttpRequest, path: str, verb: str, said: Mapping[str, Any]) -> Operation:
    body = next(iter(said.get("requestBody", {}).get("content", {}).items()), None)
    status = next(status for status in said["responses"] if status.startswith("2"))
    answer: dict[str, Any] = next(iter(said["responses"][status].get("content", {}).values()), {})
    return Operation(
        id=said["operationId"],
        verb=verb.upper(),
        path=path,
        summary=translated(said["summary"]),
        parameters=tuple(_fields(said["parameters"])),
        request=_json(body[1]["example"]) if body and body[0] == "application/json" else "",
        status=status,
        response=_json(answer["example"]) if "example" in answer else "",
        curl=_curl(request, path, verb, said, body),
    )


def _fields(parameters: list[dict[str, Any]]) -> Iterator[Field]:
    for each in parameters:
        if each["in"] != "header":
            schema = each["schema"]
            options = schema.get("enum") or next(
                (part["enum"] for part in schema.get("anyOf", ()) if "enum" in part), ()
            )
            kinds = [schema, *schema.get("anyOf", ())]
            kind = " · ".join(map(str, filter(None, options))) or next((k["type"] for k in kinds if "type" in k), "")
            yield Field(each["name"], kind, each["required"])


def _curl(
    request: HttpRequest, path: str, verb: str, said: Mapping[str, Any], body: tuple[str, dict[str, Any]] | None
) -> str:
    """The operation as one would try it in a shell."""
    lines = [f"curl -X {verb.upper()} {request.build_absolute_uri(path)}"]
    if said["security"]:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if body and body[0] == "application/json":
        lines += ['-H "Content-Type: application/json"', f"-d '{json.dumps(body[1]['example'], ensure_ascii=False)}'"]
    elif body:
        lines.append("-F files=@strong.csv")
    return " \\\n  ".join(lines)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
