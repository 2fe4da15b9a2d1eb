"""Whatever is typed into any field of any form or query string: never a 500, never markup, never another site.

The fields are those of the pages (``tests/safety/forms.py``), so a new form is tried from its first day. A run tries a
few values in each field, the same ones every time; ``--long`` tries all of them.
"""

import random
from http import HTTPStatus

import pytest
from django.conf import LazySettings
from django.http.response import HttpResponseBase
from django.test import Client

from accounts.models import User
from tests import fuzzing
from tests.safety import routes
from tests.safety.audiences import Cast, cast_of, taken_back, url_of
from tests.safety.forms import WHO_LOOKS, Fields, Form, forms_of, is_page, send
from tests.safety.world import World, world_of

MARKUP = "\"'><b id=x onx=1>{{7*7}}{%x%}</script>&"
HOSTILE = (
    MARKUP,
    "'; DROP TABLE accounts_user; --",
    '" OR 1=1 --',
    "\x00",
    "a\x00b",
    "x\r\nX-Evil: 1\r\n\r\n<b id=x>",
    "../../../../etc/passwd",
    "//evil.example/",
    "https://evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "%(name)s %s %n %d {0} {x} {x.__class__}",
    "=1+1",
    "-1",
    "0",
    "1e999",
    "-1e-999",
    "NaN",
    "-Infinity",
    "9" * 400,
    "0." + "9" * 400,
    "٣",
    "²",
    "½",
    "\ud800",
    "\u202e\u200b\ufeff",
    "\u0130" * 300,
    "e\u0301" * 3000,
    "a" * 100_000,
    "[]",
    '{"a": 1}',
    "[" * 100_000,
    '{"a":' * 20_000,
    "null",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "-0001-01-01",
    "24:61",
    "9999:59:59",
    " ",
    "\u00a0",
    str(2**31),
    str(2**63),
    str(-(2**63) - 1),
    "00000000-0000-0000-0000-000000000000",
    "__all__",
    "password__startswith",
)
BODIES = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"NaN",
    b"1e999999",
    b"1" * 5000,
    b"[" * 100_000,
    b'{"a":' * 20_000,
    b"\xff\xfe",
    b"\xef\xbb\xbf{}",
    b'{"name": "\\ud800", "sets": null, "sets": 1e999}',
    b'{"name": {"name": []}, "sets": [[[[]]]], "days": {}, "body": "\\u0000"}',
    b'{"__proto__": 1, "constructor": 1, "id": -1, "owner": 1, "owner_id": 1}',
)
"""What no program sends as JSON."""
ALL_AT_ONCE = 2
"""So often each form is sent with something hostile in every field."""


AUDIENCES = [pytest.param(who, marks=pytest.mark.long if who == "staff" else ()) for who in WHO_LOOKS]
"""The admin has the most forms, which are Django's own: by hand."""


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    return cast_of(request)


@pytest.fixture
def world(cast: Cast, owner: User, stranger: User) -> World:
    return world_of(owner, stranger)


@pytest.mark.one_database
@pytest.mark.parametrize("audience", AUDIENCES)
def test_nothing_typed_anywhere_breaks_or_comes_back_as_markup(cast: Cast, world: World, audience: str) -> None:
    forms, wrong, tried = forms_of(audience, cast[audience], world), [], 0
    for form in forms:
        for number, fields in enumerate(_fillings(form)):
            tried += 1
            with taken_back(cast[audience]):
                problem = _problem_of(cast[audience], form, fields, htmx=number % 2 == 1)
            if problem:
                changed = {name: value[:60] for name, value in fields.items() if value != form.fields.get(name)}
                wrong.append(f"{form.verb} {form.view} with {changed}: {problem}")
    assert tried >= len(forms) > 0
    assert not wrong, "\n".join(wrong)


@pytest.mark.one_database
def test_no_body_of_json_breaks_anything(cast: Cast, world: World, settings: LazySettings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    wrong, takers = [], [route for route in routes.all_routes() if route.body is not None or route.name == "log-sync"]
    for route in takers:
        for verb in (verb for verb, _who in route.verbs() if verb != "get"):
            for body in BODIES:
                with taken_back(cast["owner"]):
                    problem = _problem_of_body(cast["owner"], verb, url_of(route, world), body)
                if problem:
                    wrong.append(f"{verb} {route.name} with {body[:30]!r}: {problem}")
    assert len(takers) > 20
    assert not wrong, "\n".join(wrong)


def _problem_of_body(client: Client, verb: str, url: str, body: bytes) -> str:
    try:
        response = client.generic(verb.upper(), url, body, "application/json")
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return _answer_problem(response)


def _fillings(form: Form) -> list[Fields]:
    """As shown, but for one field; and with every field hostile. The many forms of the admin get the latter only."""
    chance = random.Random("/".join(form.key))
    each = fuzzing.size(0 if form.audience == "staff" else 1, len(HOSTILE))
    one = [form.fields | {name: value} for name in form.fields for value in chance.sample(HOSTILE, each)]
    return one + [{name: chance.choice(HOSTILE) for name in form.fields} for _ in range(ALL_AT_ONCE)]


def _problem_of(client: Client, form: Form, fields: Fields, *, htmx: bool) -> str:
    """What is wrong with the answer; "" when nothing is."""
    try:
        response = send(client, form, fields, htmx=htmx)
    except Exception as error:  # what browsers are shown as a 500
        return f"{type(error).__name__}: {error}"[:300]
    return _answer_problem(response)


def _answer_problem(response: HttpResponseBase) -> str:
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return str(response.status_code)
    if "evil.example" in response.headers.get("Location", ""):
        return f"led to {response.headers['Location']}"
    if "X-Evil" in response.headers:
        return "a header of the attacker's"
    if is_page(response) and "<b id=x" in response.content.decode():  # type: ignore[attr-defined]
        return "markup came back"
    return ""
