"""Processes of a pool that stand still with a job which was taken from them."""

import os
import uuid
from typing import Any

import pytest

from accounts.models import User
from jobs import presence, store
from jobs.services import job_take_back
from tests.jobs.support import claimed, make_job

HOST, KEY, CHILD = "here", "wt:worker:here:1", 4_000_001


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that the worker of this test ended; it has one, which doesn't exist."""
    ended: list[int] = []
    monkeypatch.setattr(presence._Me, "key", KEY)
    monkeypatch.setattr(presence, "_children", lambda _pid: [CHILD])
    monkeypatch.setattr("os.kill", lambda pid, _signal: ended.append(pid))
    return ended


def stands_with(claim: uuid.UUID) -> None:
    client: Any = store.client()
    client.hset(KEY, f"claim:{CHILD}", str(claim))


def test_a_process_that_stands_still_with_a_lost_job_is_ended_once(owner: User, killed: list[int]) -> None:
    claim = claimed(make_job(owner), worker=f"{HOST}:{CHILD}")
    stands_with(claim.token)
    presence.end_those_that_stand_still(HOST)
    assert killed == []
    assert job_take_back(job=claim.job)
    for _each in range(2):
        presence.end_those_that_stand_still(HOST)
    assert killed == [CHILD]


def test_one_that_went_on_to_another_job_is_left_alone(killed: list[int]) -> None:
    presence.lost(f"{HOST}:{CHILD}", uuid.uuid4())
    stands_with(uuid.uuid4())
    presence.end_those_that_stand_still(HOST)
    assert killed == []


def test_a_process_of_another_worker_is_left_to_that(killed: list[int]) -> None:
    claim = uuid.uuid4()
    presence.lost(f"{HOST}:{CHILD + 1}", claim)
    presence.end_those_that_stand_still(HOST)
    assert killed == []
    assert store.client().scard(f"wt:lost:{HOST}") == 1


def test_a_process_says_what_it_works_on(killed: list[int]) -> None:
    claim = uuid.uuid4()
    presence.working_on(claim)
    client: Any = store.client()
    assert client.hget(KEY, f"claim:{os.getpid()}") == str(claim).encode()
    presence.working_on(None)
    assert not client.hexists(KEY, f"claim:{os.getpid()}")
