"""Every address × every audience × every verb, from the tables in ``tests/safety/routes``.

One test walks the routes of a few apps, each try rolled back, so that the rows are made once; it lists all that is
wrong.
"""

from collections import Counter
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import User
from tests.safety import routes
from tests.safety.audiences import Cast, answer_of, ask, cast_of, data_of, is_refused, taken_back, unprotected, url_of
from tests.safety.resolver import patterns
from tests.safety.route import VERBS, Route
from tests.safety.world import World, snapshot, world_of

SOME = pytest.mark.parametrize("some", [pytest.param(rows, id=name) for name, rows in routes.in_parts().items()])


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    """The API has more addresses and verbs than one person may ask in a minute."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    return cast_of(request)


@pytest.fixture
def world(cast: Cast, owner: User, stranger: User) -> World:
    return world_of(owner, stranger)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    there, said = Counter(patterns()), Counter(route.name for route in routes.all_routes())
    assert not there - said, "add these to tests/safety/routes"
    assert not said - there, "these are in tests/safety/routes and nowhere else"


def test_every_model_of_the_admin_is_in_the_table() -> None:
    said = {label for module in routes.modules() for label in module.ADMIN}
    assert said == {model._meta.label_lower for model in admin.site._registry}


@SOME
def test_each_audience_gets_its_answer(cast: Cast, world: World, some: list[Route]) -> None:
    """Nobody who is refused changes a row, and a GET changes none for anybody. Every answer comes protected."""
    before, wrong = snapshot(), []
    for route in some:
        for verb, who in route.verbs():
            url, data = url_of(route, world), data_of(route, world) if verb != "get" else {}
            for audience, client in cast.items():
                expected = who.of(audience)
                with taken_back(client) as this:
                    response = ask(client, verb, url, data)
                    got, bare = answer_of(response), unprotected(response)
                    changed = this.changed_since(before) if verb == "get" or is_refused(expected) else []
                if got != expected or changed or bare:
                    told = f"{got}, expected {expected}; changed {changed}; without {bare}"
                    wrong.append(f"{verb} {route.name} by {audience}: {told}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.one_database
@SOME
def test_a_verb_that_a_route_does_not_have_is_refused(owner_client: Client, world: World, some: list[Route]) -> None:
    before, wrong = snapshot(), []
    for route in some:
        if route.lax:
            continue
        for verb in sorted(set(VERBS) - {verb for verb, _who in route.verbs()}):
            with taken_back(owner_client) as this:
                status = ask(owner_client, verb, url_of(route, world)).status_code
                changed = this.changed_since(before)
            if status != 405 or changed:
                wrong.append(f"{verb} {route.name}: {status}; changed {changed}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.one_database
@SOME
def test_a_form_from_another_site_is_refused(cast: Cast, world: World, some: list[Route]) -> None:
    before, wrong = snapshot(), []
    for client in cast.values():
        client.handler.enforce_csrf_checks = True
    for route in some:
        if route.post is None or not route.csrf:
            continue
        let_in = next(audience for audience in cast if not is_refused(route.post.of(audience)) or audience == "staff")
        with taken_back(cast[let_in]) as this:
            status = ask(cast[let_in], "post", url_of(route, world), data_of(route, world)).status_code
            changed = this.changed_since(before)
        if status != 403 or changed:
            wrong.append(f"{route.name} by {let_in}: {status}; changed {changed}")
    assert not wrong, "\n".join(wrong)


@SOME
def test_somebody_elses_row_in_a_form_is_not_found(owner_client: Client, world: World, some: list[Route]) -> None:
    before, wrong = snapshot(), []
    for route in some:
        for verb, tried in (("post", route.foreign), ("get", route.foreign_get)):
            for foreign in tried:
                data = data_of(route, world) if verb == "post" else {}
                data[foreign.name] = foreign.value.format_map(world)
                with taken_back(owner_client) as this:
                    response = ask(owner_client, verb, url_of(route, world), data)
                    changed = this.changed_since(before)
                told = "Sven Stranger" in response.content.decode()
                if response.status_code != foreign.status or changed or told:
                    wrong.append(f"{verb} {route.name} with {data}: {response.status_code}; changed {changed}; {told=}")
    assert not wrong, "\n".join(wrong)
