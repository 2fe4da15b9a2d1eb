"""The queue sent by several tabs or retried while the first try is still under way: everything is stored once."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from sessions_app.models import WorkoutSession, WorkoutSet
from sessions_app.queued import Conflict, Stored, queued_store
from sessions_app.services import session_delete
from sessions_app.services.check import sums_check
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set_type, make_user
from tests.two_databases.writers import database_for_many, errors, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def many(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with database_for_many(tmp_path):
        make_set_type("Working set", slug="working")
        yield


@pytest.fixture
def athlete(many: None) -> User:
    return make_user()


def queue(session: dict[str, Any], *, length: int) -> list[dict[str, Any]]:
    exercise = make_exercise()
    return [
        {"id": str(uuid.uuid4()), "session": session, "exercise": exercise.pk, "weight": str(60 + place), "reps": 5}
        for place in range(length)
    ]


def stored_order() -> list[str]:
    return [str(row.client_id) for row in WorkoutSet.objects.order_by("position")]


def test_one_queue_sent_six_times_at_once_is_stored_once_in_its_order(athlete: User) -> None:
    items = queue({"client_id": str(uuid.uuid4()), "name": "Push"}, length=5)
    results = together([lambda: queued_store(Scope.of_user(athlete), items)] * 6)
    assert errors(results) == []
    assert all(isinstance(outcome, Stored) for outcomes in results for outcome in outcomes)
    assert WorkoutSession.objects.count() == 1
    assert sorted(stored_order()) == sorted(item["id"] for item in items)
    assert list(sums_check()) == []


def test_one_item_sent_ten_times_at_once_is_stored_once(athlete: User) -> None:
    [item] = queue({"id": make_session(athlete).pk}, length=1)
    results = together([lambda: queued_store(Scope.of_user(athlete), [item])] * 10)
    assert errors(results) == []
    assert {outcome.row.pk for [outcome] in results} == {WorkoutSet.objects.get().pk}


def test_items_sent_while_their_session_is_deleted_are_stored_or_answered(athlete: User) -> None:
    session = make_session(athlete)
    items, scope = queue({"id": session.pk}, length=6), Scope.of_user(athlete)
    acts: list[Any] = [lambda item=item: queued_store(scope, [item]) for item in items]
    results = together([*acts[:3], lambda: session_delete(scope=scope, session=session), *acts[3:]])
    results.pop(3)
    assert errors(results) == []
    assert all(isinstance(outcome, Stored | Conflict) for [outcome] in results)
    assert not WorkoutSet.objects.exists()
