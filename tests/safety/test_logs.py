"""No secret reaches a log: one is sent in every header to every address, and typed into every form (VER-4, OPS-6).

What real processes write, with servers and workers of their own, is in ``tests/faults/test_logs_of_processes.py``.
"""

import logging
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD
from tests.log_lines import MARK, Lines, captured
from tests.safety import routes
from tests.safety.audiences import Body, Cast, ask, cast_of, data_of, is_refused, taken_back, url_of
from tests.safety.forms_of import forms_of
from tests.safety.route import Route, Who
from tests.safety.world import World, world_of

REQUESTS = "workouttracker.requests"
NAMES = ("password", "password1", "oldpassword", "token", "secret", "code", "key", "email", "text", "note", "next")
"""Fields that no form may have, or every form: whoever logs what was sent logs these."""
HEADERS = {
    "Accept-Language": MARK,
    "Content-Language": MARK,
    "Forwarded": f"for={MARK}",
    "HX-Current-URL": f"http://testserver/s/{MARK}/?token={MARK}",
    "HX-Prompt": MARK,
    "HX-Request": "true",
    "HX-Target": MARK,
    "Idempotency-Key": MARK,
    "If-Match": f'"{MARK}"',
    "If-None-Match": f'"{MARK}"',
    "Origin": f"http://{MARK}.example",
    "Range": f"bytes={MARK}",
    "Referer": f"http://testserver/s/{MARK}/?token={MARK}",
    "User-Agent": MARK,
    "X-CSRFToken": MARK,
    "X-Forwarded-For": MARK,
    "X-Forwarded-Proto": MARK,
    "X-Request-ID": MARK,
}
SOME = pytest.mark.parametrize("some", [pytest.param(rows, id=name) for name, rows in routes.in_parts().items()])
pytestmark = pytest.mark.one_database


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """Browsers that get the page of an error instead of the error, and carry a cookie more."""
    cast = cast_of(request)
    for client in cast.values():
        client.raise_request_exception = False
        client.cookies["other"] = MARK
    return cast


@pytest.fixture
def world(cast: Cast, owner: User, stranger: User) -> World:
    return world_of(owner, stranger)


def secrets_of(cast: Cast) -> list[str]:
    """What must not be found, besides the mark: addresses, names, passwords, and what signs the browsers in."""
    keys = [client.cookies["sessionid"].value for client in cast.values() if "sessionid" in client.cookies]
    return [MARK, PASSWORD, "owner@example.org", "staff@example.org", "Olga Owner", *keys]


def who_tries(who: Who) -> list[str]:
    """Nobody, and the first who is let in."""
    let_in = next((name for name in ("owner", "staff", "visitor") if not is_refused(who.of(name))), "owner")
    return [let_in, "anonymous"]


def with_marks(data: dict[str, Any]) -> dict[str, Any]:
    """The form with the mark in each text, and in fields that it doesn't have."""
    if isinstance(data, Body):
        return Body({name: MARK if isinstance(value, str) else value for name, value in data.items()} | {MARK: MARK})
    return dict.fromkeys([*data, *NAMES], MARK)


def send(client: Client, verb: str, url: str, data: dict[str, Any], **headers: str) -> Any:
    """One request with the mark in its headers and its query; taken back."""
    client.defaults.update(
        {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (HEADERS | headers).items()}
    )
    with taken_back(client):
        joined = "&" if "?" in url else "?"
        return ask(client, verb, f"{url}{joined}token={MARK}", data)


def tries(route: Route, world: World) -> list[tuple[str, dict[str, Any]]]:
    """Each verb: as it should be, and with the mark everywhere."""
    found: list[tuple[str, dict[str, Any]]] = []
    for verb, _who in route.verbs():
        data = data_of(route, world) if verb != "get" else {}
        found += [(verb, data)] + ([(verb, with_marks(data))] if verb != "get" else [])
    return found


def what_leaks(lines: Lines, secrets: list[str]) -> list[str]:
    """The lines in which a secret stands, by the word of the secret."""
    raw = lines.raw.lower()
    if not any(secret.lower() in raw for secret in secrets):
        return []
    found = [str(line) for line in lines.objects if any(secret.lower() in str(line).lower() for secret in secrets)]
    return found or ["in the readable format alone"]


@SOME
def test_what_is_sent_to_any_address_is_not_logged(cast: Cast, world: World, some: list[Route]) -> None:
    secrets, wrong, sent = secrets_of(cast), [], 0
    with captured() as lines:
        for route in some:
            for verb, data in tries(route, world):
                who = getattr(route, verb)
                for audience in who_tries(who):
                    lines.forget()
                    send(cast[audience], verb, url_of(route, world), data)
                    sent += len(lines.of(REQUESTS))
                    wrong += [f"{verb} {route.name} by {audience}: {line}" for line in what_leaks(lines, secrets)]
            lines.forget()
            send(cast["anonymous"], "get", url_of(route, world), {}, Authorization=f"Bearer {MARK}")
            wrong += [f"{route.name} with a token: {line}" for line in what_leaks(lines, secrets)]
            cast["anonymous"].defaults.pop("HTTP_AUTHORIZATION", None)
    assert wrong == []
    assert sent, "nothing was logged"


@SOME
def test_what_is_typed_into_any_form_is_not_logged(cast: Cast, world: World, some: list[Route]) -> None:
    secrets, wrong, seen = secrets_of(cast), [], set()
    with captured() as lines:
        for route in some:
            if route.get is None:
                continue
            url = url_of(route, world)
            for audience in who_tries(route.get):
                with taken_back(cast[audience]):
                    page = ask(cast[audience], "get", url)
                if not page.headers.get("Content-Type", "").startswith("text/html"):
                    continue
                for form in forms_of(page.content.decode(), url):
                    key = (audience, form.action, *sorted(form.given), *sorted(form.typed))
                    if key in seen or not form.typed:
                        continue
                    seen.add(key)
                    lines.forget()
                    answer = send(cast[audience], "post", form.action, form.filled(MARK))
                    wrong += [f"form to {form.action} by {audience}: {line}" for line in what_leaks(lines, secrets)]
                    if answer.status_code >= 500 or not lines.of(REQUESTS):
                        wrong.append(f"form to {form.action} by {audience}: {answer.status_code}, {lines.objects}")
    assert wrong == []


def test_a_leak_would_be_found() -> None:
    with captured() as lines:
        logging.getLogger("any").warning("somebody typed %s", MARK)
        assert what_leaks(lines, [MARK])
        lines.forget()
        assert what_leaks(lines, [MARK]) == []


def test_forms_are_found_as_a_browser_fills_them() -> None:
    html = """<form action="?search"><input name="q"></form><form method="post" action="/there/"><input name="a">
    <input type="hidden" name="b" value="1"><textarea name="c"></textarea><input type="checkbox" name="d">
    <select name="e"><option value="x"><option value="y" selected></select></form><input name="f">"""
    [form] = forms_of(html, "/here/")
    assert form.action == "/there/"
    assert form.filled("w") == {"a": "w", "b": "1", "c": "w", "e": "y"}
