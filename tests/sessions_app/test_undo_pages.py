"""The bin, and bringing things back from it."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sessions_app.models import Undo, WorkoutSession, WorkoutSet
from sessions_app.services import session_delete, set_delete
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set
from tests.safety.queries import assert_constant_queries
from tests.sessions_app.pages import HTMX

BIN = "/sessions/undo/"


def deleted_set(owner: User, name: str = "") -> Undo:
    session = make_session(owner)
    row = make_set(session, exercise_type=make_exercise(name))
    return set_delete(scope=Scope.of_user(owner), workout_set=row)


def apply_url(undo: Undo) -> str:
    return reverse("undo-apply", args=[undo.pk])


def test_the_bin_lists_what_can_come_back_the_latest_first(owner: User, stranger: User, owner_client: Client) -> None:
    deleted_set(owner, "Curl")
    session_delete(scope=Scope.of_user(owner), session=make_session(owner, "Push"))
    deleted_set(stranger, "Not mine")
    too_old = deleted_set(owner, "Too old")
    Undo.objects.filter(pk=too_old.pk).update(created_at=timezone.now() - timedelta(days=31))
    rows = owner_client.get(BIN).context["rows"]
    assert [row.label for row in rows] == ["Session “Push” deleted.", "Set of Curl deleted."]


def test_an_empty_bin_says_what_it_is_for(owner_client: Client) -> None:
    assert "The bin is empty" in owner_client.get(BIN).content.decode()


def test_a_set_comes_back_to_its_session(owner: User, owner_client: Client) -> None:
    undo = deleted_set(owner)
    answer = owner_client.post(apply_url(undo))
    session = WorkoutSession.objects.get()
    assert answer["Location"] == f"/sessions/{session.pk}/"
    assert (session.total_sets, WorkoutSet.objects.count()) == (1, 1)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["It is back."]
    assert owner_client.get(BIN).context["rows"] == []


def test_on_the_session_page_it_comes_back_in_place(owner: User, owner_client: Client) -> None:
    undo = deleted_set(owner)
    answer = owner_client.post(apply_url(undo), headers=HTMX)
    page = answer.content.decode()
    assert answer["HX-Retarget"] == "#sets"
    assert f'id="set-{WorkoutSet.objects.get().pk}"' in page
    assert 'hx-swap-oob="innerHTML:#toasts"' in page, "the notice that offered it goes"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_what_is_back_cannot_come_back_again(owner: User, owner_client: Client, headers: dict[str, str]) -> None:
    undo = deleted_set(owner)
    owner_client.post(apply_url(undo))
    answer = owner_client.post(apply_url(undo), headers=headers)
    said = [str(message) for message in get_messages(answer.wsgi_request)] if not headers else []
    assert any("undone before" in text for text in [*said, answer.content.decode()])
    assert WorkoutSet.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_set_whose_session_is_gone_says_so_on_the_bin(
    owner: User, owner_client: Client, headers: dict[str, str]
) -> None:
    undo = deleted_set(owner)
    session_delete(scope=Scope.of_user(owner), session=WorkoutSession.objects.get())
    answer = owner_client.post(apply_url(undo), headers=headers)
    assert answer.headers["HX-Redirect" if headers else "Location"] == BIN
    assert WorkoutSet.objects.count() == 0
    assert "Bring that back first" in owner_client.get(BIN).content.decode()


def test_the_bin_asks_as_often_however_full_it_is(owner: User, owner_client: Client) -> None:
    def grow() -> None:
        for _ in range(5):
            deleted_set(owner)

    grow()
    assert_constant_queries(lambda: owner_client.get(BIN), grow=grow, at_most=3)
