"""The same key twice: one effect and the same answer, also at once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import IdempotentAnswer, User
from accounts.services.answers import answers_purge
from portability.services.deletion import workouts_delete
from sessions_app.models import WorkoutSession
from sharing.scope import Scope
from tests.api.support import Program, code_of, program

SESSION = {"name": "Push"}


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_the_second_gets_the_first_ones_answer(self, api: Program) -> None:
        first = api.post("/sessions", SESSION, Idempotency_Key="a")
        again = api.post("/sessions", SESSION, Idempotency_Key="a")
        assert first.content == again.content
        assert (again.status_code, again["Location"], again["ETag"]) == (201, first["Location"], first["ETag"])
        assert again["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first
        assert WorkoutSession.objects.count() == 1

    def test_another_key_or_none_is_another_request(self, api: Program) -> None:
        for headers in ({"Idempotency_Key": "a"}, {"Idempotency_Key": "b"}, {}, {}):
            api.post("/sessions", SESSION, **headers)
        assert WorkoutSession.objects.count() == 4

    def test_a_key_belongs_to_one_account(self, api: Program, foreign: Program) -> None:
        for each in (api, foreign):
            assert each.post("/sessions", SESSION, Idempotency_Key="a").status_code == 201
        assert WorkoutSession.objects.count() == 2

    def test_the_key_with_another_request_is_refused(self, api: Program) -> None:
        api.post("/sessions", SESSION, Idempotency_Key="a")
        other = api.post("/sessions", {"name": "Pull"}, Idempotency_Key="a")
        assert code_of(other) == (422, "idempotency_key_reused")
        assert WorkoutSession.objects.count() == 1

    def test_what_was_refused_may_be_sent_again_put_right(self, api: Program) -> None:
        assert code_of(api.post("/sessions", {"name": ""}, Idempotency_Key="a")) == (422, "invalid")
        assert api.post("/sessions", SESSION, Idempotency_Key="a").status_code == 201

    @pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
    def test_a_key_is_a_short_line(self, api: Program, key: str) -> None:
        assert code_of(api.post("/sessions", SESSION, Idempotency_Key=key)) == (400, "unreadable")

    def test_an_error_leaves_nothing_behind(self, api: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_args: object) -> None:
            raise RuntimeError

        api.client.raise_request_exception = False
        with monkeypatch.context() as patched:
            patched.setattr("sessions_app.api.sessions.session_whole", broken)
            assert code_of(api.post("/sessions", SESSION, Idempotency_Key="a")) == (500, "server_error")
        assert not WorkoutSession.objects.exists()
        assert api.post("/sessions", SESSION, Idempotency_Key="a").status_code == 201

    def test_answers_are_forgotten_in_time(self, api: Program) -> None:
        api.post("/sessions", SESSION, Idempotency_Key="a")
        assert answers_purge() == 0
        IdempotentAnswer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert api.post("/sessions", SESSION, Idempotency_Key="a").status_code == 201
        assert WorkoutSession.objects.count() == 2
        assert answers_purge(timezone.now() + timedelta(days=2)) == 1

    def test_answers_go_with_the_workouts(self, api: Program, owner: User) -> None:
        api.post("/sessions", SESSION, Idempotency_Key="a")
        workouts_delete(scope=Scope.system(owner))
        assert not IdempotentAnswer.objects.exists()


def at_once(number: int, act: Callable[[int], Any]) -> list[Any]:
    """What ``act`` gives in so many threads that begin together, each with a connection of its own."""
    start, found = threading.Barrier(number), [None] * number

    def run(place: int) -> None:
        try:
            start.wait()
            found[place] = act(place)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


@pytest.mark.one_database  # threads; SQLite has one writer anyway
@pytest.mark.django_db(transaction=True)
def test_many_at_once_have_one_effect(owner: User) -> None:
    programs = [program(owner) for _ in range(8)]
    answers = at_once(8, lambda place: programs[place].post("/sessions", SESSION, Idempotency_Key="a"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 7
    assert WorkoutSession.objects.count() == 1
