"""The stranger's ids in every field of every form, query string and body of the API: nothing of theirs is found.

An answer may be 200 (a filter that matches nothing, a number of kilograms), so not the status is looked at but what
counts: no row of the stranger's changes, no row comes that points at one, and no word of theirs is told. That needs no
list of the fields that name something: a new field is tried from its first day.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from accounts.models import User
from tests import fuzzing
from tests.safety.audiences import Cast, cast_of, taken_back, url_of
from tests.safety.forms import Fields, Form, forms_of, send
from tests.safety.routes.api import ROUTES
from tests.safety.their_rows import THEIRS, Watch, make_stranger
from tests.safety.world import World, rows_of
from workouttracker.api import ROOT
from workouttracker.api_docs import VERBS, description
from workouttracker.api_urls import name_of

NAMES_A_UUID = re.compile(r"(^|[_-])(id|key|job|share|batch|draft|export|undo|item|token|sessions?|open)$")
TOLD = "Sven Stranger"
"""The stranger's rows are named after them."""
DEEPEST = 6


@pytest.fixture
def mine(owner: User, visitor_client: Client) -> World:
    """The owner's rows; the visitor's link, which is one of them, comes before."""
    return rows_of(owner)


@pytest.fixture
def theirs(mine: World) -> tuple[User, World]:
    return make_stranger()


@pytest.fixture
def stranger(theirs: tuple[User, World]) -> User:
    return theirs[0]


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    return cast_of(request)


@pytest.fixture
def world(cast: Cast, mine: World, theirs: tuple[User, World], settings: LazySettings) -> World:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return {f"their_{name}": value for name, value in theirs[1].items()} | mine


@pytest.mark.one_database
@pytest.mark.parametrize("audience", ["owner", "visitor"])
def test_no_field_of_a_form_reaches_a_row_of_somebody_else(
    cast: Cast, world: World, stranger: User, audience: str
) -> None:
    ids = {name: value for name, value in world.items() if isinstance(value, UUID) and name.startswith("their_")}
    forms, watch = forms_of(audience, cast[audience], world), Watch(stranger)
    wrong = [
        f"{form.verb} {form.view} with {name}={value}: {problem}"
        for form in forms
        for name, shown in form.fields.items()
        for value in (str(THEIRS), *_uuids_for(name, shown, ids))
        if (problem := _problem_of_form(cast[audience], form, form.fields | {name: value}, watch))
    ]
    assert forms
    assert not wrong, "\n".join(wrong)


def _uuids_for(name: str, shown: str, ids: World) -> list[str]:
    """The keys that are no numbers, for a field that may hold one: those that go by its name, with ``--long`` all."""
    if not NAMES_A_UUID.search(name) and not _is_uuid(shown):
        return []
    fitting = [str(value) for known, value in ids.items() if known.endswith(name.rpartition("-")[2])]
    return list(map(str, ids.values())) if fuzzing.LONG or not fitting else fitting


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _problem_of_form(client: Client, form: Form, fields: Fields, watch: Watch) -> str:
    with taken_back(client), connection.execute_wrapper(watch):
        response = send(client, form, fields)
        told = _tells(response)
        if response.status_code in {302, 303} and fuzzing.LONG:
            told = told or _tells(client.get(response["Location"]))
        return _problem(told, watch)


def _tells(response: Any) -> bool:
    return not response.streaming and TOLD in response.content.decode(errors="replace")


def _problem(told: bool, watch: Watch) -> str:
    changed = watch.changed()
    return f"changed {changed}; told: {told}" if changed or told else ""


@pytest.mark.one_database
def test_no_field_of_the_api_reaches_a_row_of_somebody_else(cast: Cast, world: World, stranger: User) -> None:
    ids = [value for name, value in world.items() if isinstance(value, UUID) and name.startswith("their_")]
    watch, wrong, tried = Watch(stranger), [], 0
    for verb, url, name, data in _operations(world, [THEIRS, str(THEIRS), *map(str, ids)]):
        tried += 1
        with taken_back(cast["owner"]), connection.execute_wrapper(watch):
            if verb == "get":
                response = cast["owner"].get(url, data)
            else:
                response = cast["owner"].generic(verb.upper(), url, json.dumps(data), "application/json")
            if problem := _problem(_tells(response), watch):
                wrong.append(f"{verb} {url} with {name} in {data}: {problem}")
    assert tried > len(ROUTES)
    assert not wrong, "\n".join(wrong)


def _operations(world: World, values: list[Any]) -> Iterator[tuple[str, str, str, Any]]:
    """Verb, address and what is sent, with an id of the stranger's in one field after the other."""
    rows = {route.name: route for route in ROUTES}
    for path, operations in description()["paths"].items():
        name = name_of(path.removeprefix(f"{ROOT}/").replace("{", "<").replace("}", ">"))
        row = rows[f"api:{name}"]
        for verb in (verb for verb in VERBS if verb in operations):
            said, url = operations[verb], url_of(row, world)
            for each in said.get("parameters", ()):
                if each["in"] == "query":
                    for value in _values_for(each["name"], each["schema"], values):
                        yield verb, url, each["name"], {each["name"]: value}
            schema = said.get("requestBody", {}).get("content", {}).get("application/json", {})
            whole = _filled(row.body, world) if row.body is not None else schema.get("example")
            for place, leaf in _leaves(schema.get("schema", {})):
                for value in _values_for(place[-1], leaf, values):
                    yield verb, url, ".".join(map(str, place)), _put(whole, place, value)


def _filled(value: Any, world: World) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, world) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, world) for each in value]
    return value.format_map(world) if isinstance(value, str) else value


def _values_for(name: Any, schema: dict[str, Any], values: list[Any]) -> list[Any]:
    """Ids that the schema lets in: numbers, or all where texts are."""
    text = json.dumps(schema)
    if "uuid" in text or NAMES_A_UUID.search(str(name)):
        return values
    return values[:1] if "integer" in text or "number" in text else values[1:2]


def _leaves(schema: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Where a value may stand in a body, and its schema."""
    if len(place) > DEEPEST:
        return
    schema = _resolved(schema)
    variants = [each for each in schema.get("anyOf", schema.get("oneOf", ())) if each.get("type") != "null"]
    if variants and not all("type" in each and each["type"] not in {"object", "array"} for each in variants):
        for each in variants:
            yield from _leaves(each, place)
    elif schema.get("type") == "object":
        for name, each in schema.get("properties", {}).items():
            yield from _leaves(each, (*place, name))
        if isinstance(more := schema.get("additionalProperties"), dict):
            yield from _leaves(more, (*place, str(THEIRS)))
    elif schema.get("type") == "array":
        yield from _leaves(schema.get("items", {}), (*place, 0))
    elif place:
        yield place, schema


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def _put(whole: Any, place: tuple[Any, ...], value: Any) -> Any:
    """``whole`` with ``value`` at ``place``; what is missing on the way is made."""
    if not place:
        return value
    head, rest = place[0], place[1:]
    if head == 0:
        first = whole[0] if isinstance(whole, list) and whole else None
        return [_put(first, rest, value), *(whole[1:] if isinstance(whole, list) else ())]
    whole = deepcopy(whole) if isinstance(whole, dict) else {}
    return whole | {head: _put(whole.get(head), rest, value)}
