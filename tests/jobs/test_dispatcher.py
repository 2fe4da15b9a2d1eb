"""The dispatcher: rings for whom nobody took, takes back from whom nobody hears, waits for no clock but Redis's."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from jobs import doorbell, store
from jobs.dispatcher import dispatch, ring_for_waiting
from jobs.models import Job
from jobs.services import Claim
from tests.jobs.support import LANE_KIND, ClockedRedis, claimed, in_state, make_job


@pytest.fixture
def rung_again(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs that the dispatcher rang for."""
    jobs: list[Job] = []
    monkeypatch.setattr(doorbell, "ring_again", jobs.extend)
    return jobs


@pytest.fixture(autouse=True)
def _seconds(settings: Any, rung_again: list[Job], watched: list[object]) -> None:
    settings.JOB_LEASE_SECONDS, settings.JOB_TICK_SECONDS = 30, 2


def tick(clock: ClockedRedis, seconds: float = 2) -> None:
    """A tick of the dispatcher, ``seconds`` later."""
    clock.now += seconds
    clock.delete("wt:slot:dispatch")
    dispatch()


def state_of(claim: Claim) -> str:
    claim.job.refresh_from_db()
    return claim.job.state


def beat(claim: Claim) -> None:
    store.beat(claim.job.start_key, claim.token)


def test_a_worker_is_lost_after_a_lease_of_silence(owner: User, clock: ClockedRedis) -> None:
    claim = claimed(make_job(owner))
    beat(claim)
    tick(clock)
    for _tick in range(14):
        tick(clock)
    assert state_of(claim) == "running", "28 seconds are not yet 30"
    tick(clock)
    assert state_of(claim) == "queued"


def test_a_worker_that_beats_keeps_its_job(owner: User, clock: ClockedRedis) -> None:
    claim = claimed(make_job(owner))
    for number in range(60):
        if number % 10 == 0:
            beat(claim)
        tick(clock)
    assert state_of(claim) == "running"


def test_a_worker_that_never_beat_is_lost_too(owner: User, clock: ClockedRedis) -> None:
    claim = claimed(make_job(owner))
    for _tick in range(16):
        tick(clock)
    assert state_of(claim) == "queued"


def test_nobody_is_lost_while_redis_could_not_be_heard(owner: User, clock: ClockedRedis) -> None:
    claim = claimed(make_job(owner))
    beat(claim)
    for _tick in range(14):
        tick(clock)
    tick(clock, seconds=60)
    assert state_of(claim) == "running", "after a minute without Redis everybody has a whole lease again"
    for _tick in range(14):
        tick(clock)
    assert state_of(claim) == "running"
    tick(clock)
    assert state_of(claim) == "queued"


def test_a_redis_that_comes_back_empty_costs_nobody_a_job(owner: User, clock: ClockedRedis) -> None:
    claim = claimed(make_job(owner))
    for _tick in range(14):
        tick(clock)
    clock.flushdb()
    tick(clock)
    beat(claim)
    tick(clock)
    assert state_of(claim) == "running"


def test_without_redis_nothing_is_taken_back_and_everybody_rung_for(
    owner: User, rung_again: list[Job], away: None
) -> None:
    running, waiting = in_state(owner, "running"), make_job(owner)
    dispatch()
    running.refresh_from_db()
    assert running.state == "running"
    assert rung_again == [waiting]


def test_a_tick_is_done_once_however_many_beats(owner: User, rung_again: list[Job], clock: ClockedRedis) -> None:
    make_job(owner)
    for _beat in range(5):
        dispatch()
    assert len(rung_again) == 1


def test_it_rings_for_what_could_be_taken_oldest_first(owner: User, stranger: User, rung_again: list[Job]) -> None:
    first, second = make_job(owner), make_job(stranger)
    due = in_state(owner, "queued", run_after=timezone.now() - timedelta(minutes=1))
    in_state(owner, "queued", run_after=timezone.now() + timedelta(minutes=1))
    for state in ("succeeded", "failed", "cancelled", "running"):
        in_state(owner, state)
    ring_for_waiting()
    assert rung_again == [first, second, due]


def test_jobs_that_wait_for_their_lane_keep_nobody_from_being_rung_for(
    owner: User, stranger: User, rung_again: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.dispatcher.RINGS_PER_TICK", 3)
    claimed(make_job(owner, LANE_KIND))
    for _job in range(5):
        make_job(owner, LANE_KIND)
    other = make_job(stranger, LANE_KIND)
    ring_for_waiting()
    assert rung_again == [other]
