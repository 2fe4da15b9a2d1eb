"""The scope itself: nothing unless proven, and writing only for who may."""

from dataclasses import FrozenInstanceError

import pytest
from django.test import RequestFactory

from accounts.models import User
from sharing.scope import Area, Scope, scope_of

OLGA = User(pk=7, name="Olga Owner")


def test_nobody_sees_and_writes_nothing() -> None:
    for scope in (Scope(), Scope.nobody()):
        assert (scope.owner, scope.owner_id, scope.only_session, scope.share_id) == (None, None, None, "")
        assert not any(scope.sees(area) for area in Area)
        assert not scope.can_write
        with pytest.raises(PermissionError):
            scope.require_owner()


def test_areas_without_an_owner_are_nothing() -> None:
    scope = Scope(areas=frozenset(Area), can_write=True)
    assert not any(scope.sees(area) for area in Area)
    with pytest.raises(PermissionError):
        scope.require_owner()


def test_an_owner_without_areas_shows_nothing_and_writes_nothing() -> None:
    scope = Scope(owner=OLGA)
    assert scope.owner_id == 7
    assert not any(scope.sees(area) for area in Area)
    with pytest.raises(PermissionError):
        scope.require_owner()


@pytest.mark.parametrize("scope", [Scope.of_user(OLGA), Scope.system(OLGA), Scope.of_token(OLGA, can_write=True)])
def test_the_owner_their_jobs_and_their_programs_reach_everything(scope: Scope) -> None:
    assert all(scope.sees(area) for area in Area)
    assert (scope.owner_id, scope.only_session, scope.share_id) == (7, None, "")
    assert scope.require_owner() is OLGA


def test_a_program_that_may_only_read_writes_nothing() -> None:
    scope = Scope.of_token(OLGA, can_write=False)
    assert all(scope.sees(area) for area in Area)
    with pytest.raises(PermissionError):
        scope.require_owner()


def test_a_visitor_sees_the_areas_of_the_link() -> None:
    scope = Scope(owner=OLGA, areas=frozenset({Area.REPORTS}), share_id="x")
    assert [area for area in Area if scope.sees(area)] == [Area.REPORTS]
    assert not scope.can_write


def test_a_scope_can_not_be_widened() -> None:
    with pytest.raises(FrozenInstanceError):
        Scope.nobody().can_write = True  # type: ignore[misc]


def test_a_request_has_the_scope_that_was_set_and_else_nobodys() -> None:
    request = RequestFactory().get("/")
    assert scope_of(request) == Scope.nobody()
    request.access = Scope.of_user(OLGA)  # type: ignore[attr-defined]
    assert scope_of(request) is request.access  # type: ignore[attr-defined]
    request.access = OLGA  # type: ignore[attr-defined]
    assert scope_of(request) == Scope.nobody()
