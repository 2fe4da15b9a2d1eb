"""Who may open which address of the log: every route, every audience."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from accounts.models import User
from sessions_app import urls
from sessions_app.models import Undo, WorkoutSession, WorkoutSet
from sessions_app.services import set_delete
from sharing.scope import ALL_AREAS, Scope
from tests.factories import make_session, make_set
from tests.sessions_app.pages import HTMX


@dataclass(frozen=True, slots=True)
class Log:
    """One athlete's session with a set, and a set that was deleted."""

    session: WorkoutSession
    row: WorkoutSet
    undo: Undo


@dataclass(frozen=True, slots=True)
class Route:
    """An address: its name, what stands in it, the verbs it answers, whether it belongs to somebody.

    One that ``answers_json`` never redirects: whoever is signed out is told so with 401.
    """

    name: str
    arguments: Callable[[Log], list[Any]] = lambda log: []
    verbs: tuple[str, ...] = ("get",)
    owned: bool = True
    answers_json: bool = False

    def url(self, log: Log) -> str:
        return reverse(self.name, args=self.arguments(log))


def of_session(log: Log) -> list[Any]:
    return [log.session.pk]


def of_set(log: Log) -> list[Any]:
    return [log.row.pk]


ROUTES = [
    Route("session-list", owned=False),
    Route("session-detail", of_session),
    Route("today", owned=False),
    Route("log-sync", verbs=("get", "post"), owned=False, answers_json=True),
    Route("session-new", verbs=("get", "post"), owned=False),
    Route("undo-list", owned=False),
    Route("undo-apply", lambda log: [log.undo.pk], ("post",)),
    Route("session-edit", of_session, ("get", "post")),
    Route("session-finish", of_session, ("post",)),
    Route("session-resume", of_session, ("post",)),
    Route("session-delete", of_session, ("post",)),
    Route("set-add", of_session, ("get", "post")),
    Route("exercise-new", of_session, ("post",)),
    Route("set-detail", of_set),
    Route("set-edit", of_set, ("get", "post")),
    Route("set-clone", of_set, ("post",)),
    Route("set-move", of_set, ("post",)),
    Route("set-delete", of_set, ("post",)),
    Route("set-reps", of_set, ("get", "post")),
    Route("rep-mark", lambda log: [log.row.pk, 1], ("post",)),
]
BY_NAME = {route.name: route for route in ROUTES}
READ = {pattern.name for pattern in urls.read}
PAIRS = [pytest.param(route, verb, id=f"{verb} {route.name}") for route in ROUTES for verb in route.verbs]
OWNED = [
    pytest.param(route, verb, id=f"{verb} {route.name}") for route in ROUTES if route.owned for verb in route.verbs
]


@pytest.fixture
def log(owner: User) -> Log:
    """The owner's."""
    session = make_session(owner)
    row, gone = make_set(session), make_set(session)
    return Log(session, row, set_delete(scope=Scope.of_user(owner), workout_set=gone))


def counts() -> tuple[int, int, int]:
    return WorkoutSession.objects.count(), WorkoutSet.objects.count(), Undo.objects.live().count()


def test_every_address_of_the_log_is_in_the_table() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(BY_NAME)


@pytest.mark.parametrize(("route", "verb"), PAIRS)
def test_an_anonymous_visitor_is_led_to_the_sign_in(
    anonymous_client: Client, log: Log, route: Route, verb: str
) -> None:
    answer = getattr(anonymous_client, verb)(route.url(log))
    if route.answers_json:
        assert (answer.status_code, answer.json()) == (401, {"code": "signed_out"})
        return
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("route", "verb"), PAIRS)
def test_an_anonymous_fragment_gets_401(anonymous_client: Client, log: Log, route: Route, verb: str) -> None:
    assert getattr(anonymous_client, verb)(route.url(log), headers=HTMX).status_code == 401


@pytest.mark.parametrize(("route", "verb"), OWNED)
def test_a_stranger_finds_nothing_and_changes_nothing(
    stranger_client: Client, log: Log, route: Route, verb: str
) -> None:
    before = counts()
    assert getattr(stranger_client, verb)(route.url(log)).status_code == 404
    assert counts() == before


@pytest.mark.parametrize(("route", "verb"), PAIRS)
def test_who_may_only_read_is_forbidden_to_write(
    owner: User, rf: RequestFactory, log: Log, route: Route, verb: str
) -> None:
    request = getattr(rf, verb)(route.url(log))
    request.access, request.user = Scope(owner=owner, areas=ALL_AREAS), owner
    match = resolve(request.path)
    before = counts()
    if route.name in READ:
        assert match.func(request, *match.args, **match.kwargs).status_code == 200
        return
    with pytest.raises(PermissionDenied):
        match.func(request, *match.args, **match.kwargs)
    assert counts() == before


@pytest.mark.parametrize(("route", "verb"), OWNED)
def test_somebody_elses_rows_are_missing_not_forbidden(
    stranger: User, rf: RequestFactory, log: Log, route: Route, verb: str
) -> None:
    request = getattr(rf, verb)(route.url(log))
    request.access, request.user = Scope(owner=stranger, areas=ALL_AREAS), stranger
    match = resolve(request.path)
    with pytest.raises(Http404):
        match.func(request, *match.args, **match.kwargs)


@pytest.mark.parametrize(
    ("route", "verb"),
    [
        pytest.param(route, verb, id=f"{verb} {route.name}")
        for route in ROUTES
        for verb in ("get", "post", "put", "delete")
        if verb not in route.verbs
    ],
)
def test_a_wrong_verb_is_refused(owner_client: Client, log: Log, route: Route, verb: str) -> None:
    before = counts()
    assert getattr(owner_client, verb)(route.url(log)).status_code == 405
    assert counts() == before


@pytest.mark.parametrize("name", ["session-detail", "session-edit", "set-edit", "set-reps"])
def test_a_number_beyond_every_key_is_missing(owner_client: Client, name: str) -> None:
    assert owner_client.get(reverse(name, args=[10**30])).status_code == 404


def test_an_undo_that_was_never_made_is_missing(owner_client: Client) -> None:
    assert owner_client.post(reverse("undo-apply", args=[uuid.uuid4()])).status_code == 404


def test_a_scope_of_one_session_sees_that_one_only(owner: User, rf: RequestFactory, log: Log) -> None:
    other = make_session(owner, "Secret")
    scope = Scope(owner=owner, areas=ALL_AREAS, only_session=log.session.pk)
    request = rf.get("/sessions/")
    request.access, request.user = scope, owner  # type: ignore[attr-defined]
    page = resolve("/sessions/").func(request).content.decode()
    assert log.session.name in page
    assert "Secret" not in page
    request.path = other_url = reverse("session-detail", args=[other.pk])
    match = resolve(other_url)
    with pytest.raises(Http404):
        match.func(request, *match.args, **match.kwargs)
