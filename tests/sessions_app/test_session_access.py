"""Scopes at the pages of the log: who may only read, who sees one session. Audiences: ``tests/safety``."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from accounts.models import User
from sessions_app import urls
from sessions_app.models import Undo, WorkoutSession, WorkoutSet
from sharing.scope import ALL_AREAS, Scope
from tests.factories import make_session
from tests.safety.audiences import data_of, url_of
from tests.safety.route import MINE, Route
from tests.safety.routes import sessions_app as table
from tests.safety.world import World
from tests.sessions_app.pages import HTMX

READ = {pattern.name for pattern in urls.read}
OF_THE_LOG = {pattern.name for pattern in urls.urlpatterns}
PAIRS = [
    pytest.param(route, verb, id=f"{verb} {route.name}")
    for route in table.ROUTES
    if route.name in OF_THE_LOG
    for verb, _who in route.verbs()
]
OWNED = [pair for pair in PAIRS if pair.values[0].args]


@pytest.fixture
def world(owner: User) -> World:
    return table.rows(owner)


def counts() -> tuple[int, int, int]:
    return WorkoutSession.objects.count(), WorkoutSet.objects.count(), Undo.objects.live().count()


def call(rf: RequestFactory, world: World, route: Route, verb: str, scope: Scope) -> Any:
    """The view's own answer to a request with this scope."""
    request = getattr(rf, verb)(url_of(route, world), data_of(route, world))
    request.access, request.user = scope, scope.owner
    match = resolve(request.path)
    return match.func(request, *match.args, **match.kwargs)


@pytest.mark.parametrize(("route", "verb"), PAIRS)
def test_an_anonymous_fragment_gets_401(anonymous_client: Client, world: World, route: Route, verb: str) -> None:
    assert getattr(anonymous_client, verb)(url_of(route, world), headers=HTMX).status_code == 401


@pytest.mark.parametrize(("route", "verb"), PAIRS)
def test_who_may_only_read_is_forbidden_to_write(
    owner: User, rf: RequestFactory, world: World, route: Route, verb: str
) -> None:
    reader = Scope(owner=owner, areas=ALL_AREAS)
    before = counts()
    if route.name in READ:
        assert call(rf, world, route, verb, reader).status_code == 200
        return
    with pytest.raises(PermissionDenied):
        call(rf, world, route, verb, reader)
    assert counts() == before


@pytest.mark.parametrize(("route", "verb"), OWNED)
def test_somebody_elses_rows_are_missing_not_forbidden(
    stranger: User, rf: RequestFactory, world: World, route: Route, verb: str
) -> None:
    with pytest.raises(Http404):
        call(rf, world, route, verb, Scope(owner=stranger, areas=ALL_AREAS))


def test_each_address_with_a_row_belongs_to_somebody() -> None:
    assert {who.stranger for route in table.ROUTES if route.args for _verb, who in route.verbs()} == {MINE.stranger}


@pytest.mark.parametrize("name", ["session-detail", "session-edit", "set-edit", "set-reps"])
def test_a_number_beyond_every_key_is_missing(owner_client: Client, name: str) -> None:
    assert owner_client.get(reverse(name, args=[10**30])).status_code == 404


def test_an_undo_that_was_never_made_is_missing(owner_client: Client) -> None:
    assert owner_client.post(reverse("undo-apply", args=[uuid.uuid4()])).status_code == 404


def test_a_scope_of_one_session_sees_that_one_only(owner: User, rf: RequestFactory, world: World) -> None:
    other = make_session(owner, "Secret")
    session = WorkoutSession.objects.get(pk=world["session"])
    scope = Scope(owner=owner, areas=ALL_AREAS, only_session=session.pk)
    request: Any = rf.get("/sessions/")
    request.access, request.user = scope, owner
    page = resolve("/sessions/").func(request).content.decode()
    assert session.name in page
    assert "Secret" not in page
    request.path = other_url = reverse("session-detail", args=[other.pk])
    match = resolve(other_url)
    with pytest.raises(Http404):
        match.func(request, *match.args, **match.kwargs)
