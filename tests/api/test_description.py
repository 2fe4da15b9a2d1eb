"""The description of the API is true: whatever it allows is answered as it says, by schemathesis; examples fit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from sharing.links import link_of
from tests import fuzzing
from tests.api.support import Program, program
from tests.safety.audiences import cast_of
from tests.safety.routes.api import ROUTES
from tests.safety.world import World, world_of
from tests.sharing.support import make_share
from workouttracker.api import ROOT
from workouttracker.api_docs import VERBS, description
from workouttracker.api_urls import name_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PARTS: dict[str, list[tuple[str, str]]] = {}
for _path, _operations in description()["paths"].items():
    for _verb in VERBS:
        if _verb in _operations:
            PARTS.setdefault(_operations[_verb]["tags"][0], []).append((_path, _verb))
TOGETHER = {"+".join(parts): parts for parts in (list(PARTS)[first::4] for first in range(4))}
"""The parts that share their rows, which take a second to make."""
CHECKS = (
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
)
SCHEMA = schemathesis.openapi.from_dict(description())
APPLICATION = get_wsgi_application()
ROUTE_ARGS = {route.name: route.args for route in ROUTES}


@contextmanager
def kept_connection() -> Iterator[None]:
    """The application closes old connections around each request; a test has only one, inside a transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def world(request: pytest.FixtureRequest, owner: User, stranger: User, settings: Any) -> World:
    cast_of(request)
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return world_of(owner, stranger)


@pytest.mark.parametrize("parts", TOGETHER.values(), ids=TOGETHER)
def test_whatever_is_allowed_is_answered_as_described(parts: list[str], world: World, owner: User) -> None:
    """Some parts of the API after the other, each try taken back."""
    tokens = {True: _visit(owner), False: program(owner).token}
    for path, verb in (operation for part in parts for operation in PARTS[part]):
        headers = {
            "Authorization": f"Bearer {tokens[path.startswith(f'{ROOT}/shared/')]}",
            "Accept-Encoding": "identity",
        }
        _answered(path, verb, headers, _there(path, world))


def _answered(path: str, verb: str, headers: dict[str, str], there: dict[str, str]) -> None:
    """Whatever the description allows to be sent, a few times, half of them to rows that are there."""

    @hypothesis_settings(
        max_examples=200 if fuzzing.LONG else 5,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=SCHEMA[path][verb.upper()].as_strategy(), real=st.booleans())
    def try_it(case: Any, real: bool) -> None:
        if real and there:
            case.path_parameters = there
        with kept_connection(), transaction.atomic():
            response = case.call(app=APPLICATION, headers=headers, base_url="http://localhost")
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    try_it()


def _visit(owner: User) -> str:
    share = make_share(owner, can_reports=True, can_calculator=True)
    token: str = Program().post("/shared/open", {"link": link_of(share)}).json()["token"]
    return token


def _there(path: str, world: World) -> dict[str, str]:
    """Parameters of the path that name rows of the owner's."""
    route = path.removeprefix(f"{ROOT}/")
    names = [part.strip("{}") for part in route.split("/") if part.startswith("{")]
    args = ROUTE_ARGS.get(f"api:{name_of(route.replace('{', '<').replace('}', '>'))}", ())
    return dict(zip(names, (arg.format_map(world) for arg in args), strict=True)) if args else {}


def test_every_operation_has_examples_that_fit() -> None:
    for operations in description()["paths"].values():
        for verb in VERBS:
            if verb in operations:
                _has_examples(operations[verb])


def _has_examples(said: dict[str, Any]) -> None:
    for body in said.get("requestBody", {}).get("content", {}).values():
        if "application/json" in said["requestBody"]["content"]:
            _fits(body["example"], body["schema"])
    for status, answer in said["responses"].items():
        for kind, body in answer.get("content", {}).items():
            if kind == "application/json":
                assert "example" in body, status
                _fits(body["example"], body["schema"])
    assert said["summary"]
    assert said["tags"]
    assert {"401", "404", "422", "429"} <= set(said["responses"])


def _fits(example: Any, schema: dict[str, Any]) -> None:
    whole = {**schema, "components": description()["components"]}
    Draft202012Validator(whole).validate(example)


def test_the_description_is_served_and_names_its_version(client: Client) -> None:
    answer = client.get(f"{ROOT}/openapi.json")
    said = answer.json()
    assert said["openapi"] == "3.1.0"
    assert said == description()
    assert answer["Cache-Control"] == "public, max-age=3600"


def test_names_of_operations_are_unique() -> None:
    names = [
        operations[verb]["operationId"]
        for operations in description()["paths"].values()
        for verb in VERBS
        if verb in operations
    ]
    assert len(names) == len(set(names))


def test_the_page_shows_every_operation_and_loads_nothing_from_elsewhere(client: Client) -> None:
    answer = client.get(f"{ROOT}/docs")
    page = answer.content.decode()
    assert page.count('class="api-op"') == sum(map(len, PARTS.values()))
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "<style" not in page
    assert "style=" not in page
    assert 'id="problem-rate_limited"' in page
