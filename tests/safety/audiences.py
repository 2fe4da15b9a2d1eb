"""Who tries the addresses, and how one try leaves nothing behind for the next."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.safety.route import NO_ADMIN, SIGN_IN, Answer, Route
from tests.safety.world import World, changed_since

Cast = dict[str, Client]
FIXTURES = {
    "anonymous": "anonymous_client",
    "owner": "owner_client",
    "stranger": "stranger_client",
    "staff": "staff_client",
    "visitor": "visitor_client",
    "one_session": "one_session_client",
}
"""The fixture with the browser of each audience; each is a field of ``Who``."""
QUESTIONS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "SET ", "EXPLAIN")
"""How SQL begins that changes no row. ``WITH`` is not among them: it may."""


def cast_of(request: pytest.FixtureRequest) -> Cast:
    """A browser for each audience."""
    return {audience: request.getfixturevalue(fixture) for audience, fixture in FIXTURES.items()}


@dataclass
class Try:
    """One try: whether the block sent the database anything but questions."""

    wrote: bool = False

    def watch(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        self.wrote = self.wrote or not str(sql).lstrip(" (").upper().startswith(QUESTIONS)
        return execute(sql, *rest)

    def changed_since(self, before: dict[str, list[str]]) -> list[str]:
        """The tables in which something differs from ``before``; all are read only if anything was written."""
        return changed_since(before) if self.wrote else []


@contextmanager
def taken_back(client: Client) -> Iterator[Try]:
    """Whatever the block writes is rolled back, and the browser has the cookies it had."""
    cookies, this = deepcopy(client.cookies), Try()
    with transaction.atomic():
        with connection.execute_wrapper(this.watch):
            yield this
        transaction.set_rollback(True)
    client.cookies = cookies


class Body(dict[str, Any]):
    """What is sent as JSON."""


def ask(client: Client, verb: str, url: str, data: dict[str, Any] | None = None) -> Any:
    """The response to ``verb``, whose name is in lower case."""
    if isinstance(data, Body):
        return client.generic(verb.upper(), url, json.dumps(data), content_type="application/json")
    return getattr(client, verb)(url, data or {})


def answer_of(response: Any) -> Answer:
    """The status; or where somebody who may not come in is led to."""
    where = response.headers.get("Location", "")
    if response.status_code == 302 and where.startswith(reverse("account_login") + "?"):
        return SIGN_IN
    if response.status_code == 302 and where.startswith(reverse("admin:login") + "?"):
        return NO_ADMIN
    return int(response.status_code)


def is_refused(answer: Answer) -> bool:
    """Whether the answer says that nothing was done."""
    return isinstance(answer, str) or answer >= 400


def unprotected(response: Any) -> list[str]:
    """What is missing of the headers that keep browsers from harm, whoever asked and whatever the answer is."""
    policy = response.headers.get("Content-Security-Policy", "unsafe-inline")
    said = {
        "a strict policy": "unsafe-" not in policy and " * " not in policy and "default-src" in policy,
        "nosniff": response.headers.get("X-Content-Type-Options") == "nosniff",
        "a referrer policy": "Referrer-Policy" in response.headers,
        "a ban on frames": response.headers.get("X-Frame-Options") == "DENY",
    }
    return [name for name, is_there in said.items() if not is_there]


def url_of(route: Route, world: World) -> str:
    """The address, with the ids of the world's rows."""
    if route.path:
        return route.path.format_map(world)
    return reverse(route.name, args=[each.format_map(world) for each in route.args])


def data_of(route: Route, world: World) -> dict[str, Any]:
    """What the route's form (or program) sends, with the ids of the world's rows."""
    if route.body is not None:
        return Body({name: _filled(value, world) for name, value in route.body.items()})
    return {name: value.format_map(world) for name, value in route.data.items()}


def _filled(value: Any, world: World) -> Any:
    if isinstance(value, str):
        return value.format_map(world)
    if isinstance(value, list):
        return [_filled(each, world) for each in value]
    return {name: _filled(each, world) for name, each in value.items()} if isinstance(value, dict) else value
