"""Jobs that crash their workers or want too much memory, wrong clocks, a deployment, two dispatchers, many kills."""

import os
import random
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F

from jobs import presence
from jobs.models import Job, JobAttempt, State
from jobs.services import job_start
from tests.faults import kinds
from tests.faults.support import (
    Import,
    Point,
    assert_complete,
    athlete,
    begin,
    clear,
    judge,
    patiently,
    reach,
    sample,
    settled,
    wait_until,
)

SMALL, MIDDLE = 500, 8_000
SECONDS_AHEAD = 60
APART = ("bulk2", "control")


def outcomes(job: Job) -> list[str]:
    """How each attempt ended."""
    return list(JobAttempt.objects.filter(job=job).order_by("number").values_list("outcome", flat=True))


def test_job_that_crashes_its_workers_is_stopped_and_takes_no_other_with_it(stack: Any) -> None:
    worker = stack.parts["bulk"].child.process.pid
    poison = job_start(kind=kinds.POISON, owner=athlete(), arguments={})
    wait_until(lambda: Job.objects.filter(pk=poison.pk, attempts__gte=1).exists(), 20, "nobody took the poison")
    beside = begin(athlete(), sample(SMALL))
    assert judge(beside) == State.SUCCEEDED
    assert beside.job().attempts == 1
    done = settled(poison.pk)
    n = kinds.POISON_ATTEMPTS
    assert (done.state, done.attempts, outcomes(done)) == (State.FAILED, n, ["lost"] * n)
    assert "Nothing was changed" in done.error
    assert stack.parts["bulk"].child.process.pid == worker
    assert judge(begin(athlete(), sample(SMALL))) == State.SUCCEEDED


def test_job_that_found_no_memory_is_tried_again(stack: Any) -> None:
    done = settled(job_start(kind=kinds.HUNGRY, owner=athlete(), arguments={}).pk)
    assert (done.state, outcomes(done)) == (State.SUCCEEDED, ["failed", "succeeded"])
    assert "MemoryError" in JobAttempt.objects.get(job=done, number=1).traceback


def test_transient_failures_are_tried_again_later_each_time(stack: Any) -> None:
    done = settled(job_start(kind=kinds.SHAKY, owner=athlete(), arguments={}).pk)
    assert (done.state, outcomes(done)) == (State.SUCCEEDED, ["failed", "failed", "succeeded"])
    first, second, third = JobAttempt.objects.filter(job=done).order_by("number")
    assert first.finished_at is not None
    assert second.finished_at is not None
    assert (second.started_at - first.finished_at).total_seconds() >= settings.JOB_RETRY_SECONDS * 0.5
    assert (third.started_at - second.finished_at).total_seconds() >= settings.JOB_RETRY_SECONDS * 2 * 0.5


def test_job_that_stands_still_is_ended_and_tried_once_more(stack: Any) -> None:
    """Its heartbeat goes on, so nobody takes it for lost; it even holds the lock on its own row."""
    worker = stack.parts["bulk"].child.process.pid
    done = settled(job_start(kind=kinds.STILL, owner=athlete(), arguments={}).pk)
    assert (done.state, outcomes(done)) == (State.SUCCEEDED, ["failed", "succeeded"])
    first = JobAttempt.objects.get(job=done, number=1)
    assert "in still" in first.traceback
    assert "took longer than" in first.error
    assert stack.parts["bulk"].child.process.pid == worker


def test_job_that_stands_still_each_time_fails_and_its_place_is_free_again(stack: Any) -> None:
    done = settled(job_start(kind=kinds.STONE, owner=athlete(), arguments={}).pk)
    assert (done.state, outcomes(done)) == (State.FAILED, ["failed", "failed"])
    assert "Nothing was changed" in done.error
    assert judge(begin(athlete(), sample(SMALL))) == State.SUCCEEDED


@pytest.fixture
def clocks_apart(stack: Any) -> Iterator[Any]:
    """A second bulk worker whose clock is a minute fast, and a dispatcher whose clock is a minute slow."""
    stack.stop("control")
    for name, ahead in zip(APART, (SECONDS_AHEAD, -SECONDS_AHEAD), strict=True):
        stack.parts[name].environment[kinds.AHEAD] = str(ahead)
        stack.start(name, wait=False)
    for name in APART:
        stack.wait_ready(name)
    yield stack
    for name in APART:
        stack.parts[name].environment.pop(kinds.AHEAD, None)
        stack.stop(name)


@pytest.mark.long
def test_clocks_that_are_a_minute_apart_change_nothing(clocks_apart: Any) -> None:
    stack = clocks_apart
    wait_until(lambda: len(_skews()) >= 2, 20, "the wrong clocks were not noticed")
    assert sorted(round(skew / SECONDS_AHEAD) for skew in _skews()) == [-1, 1]
    stack.stop("bulk")
    under_way = begin(athlete(), sample(MIDDLE))
    assert judge(under_way) == State.SUCCEEDED
    assert under_way.job().attempts == 1, "its worker was taken for lost"
    killed = begin(athlete(), sample(MIDDLE))
    assert reach(killed, Point("prepare", 0))
    stack.kill("bulk2", everything=True)
    stack.start("bulk")
    assert judge(killed) == State.SUCCEEDED
    shaky = job_start(kind=kinds.SHAKY, owner=athlete(), arguments={})
    assert settled(shaky.pk, 20).state == State.SUCCEEDED
    backwards = JobAttempt.objects.filter(job__in=[under_way.job_id, killed.job_id], finished_at__lt=F("started_at"))
    assert not backwards.exists(), "an attempt that ended before it began"


def _skews() -> list[float]:
    """How far the clocks of those workers are off that are off."""
    return [each.skew for each in presence.workers() if each.is_alive and abs(each.skew) > SECONDS_AHEAD / 2]


def test_deployment_in_the_middle_of_an_import_lets_it_finish(stack: Any) -> None:
    """As a roll-out does it: the new worker comes, the old one is asked to end, and both work meanwhile."""
    under_way = begin(athlete(), sample(MIDDLE))
    assert reach(under_way, Point("prepare", 0))
    old = stack.parts["bulk"].child.process
    old.send_signal(signal.SIGTERM)
    stack.start("bulk2", wait=False)
    for name in ("quick", "control", "beat"):
        stack.restart(name)
    other = begin(athlete(), sample(SMALL))
    assert judge(other) == State.SUCCEEDED
    assert judge(under_way) == State.SUCCEEDED
    assert outcomes(under_way.job()) == ["succeeded"], "the old worker did not finish what it had begun"
    assert old.wait(30) == 0
    assert judge(begin(athlete(), sample(SMALL))) == State.SUCCEEDED


def test_two_dispatchers_take_a_lost_job_back_once(stack: Any) -> None:
    stack.start("control2")
    stack.start("beat2")
    under_way = begin(athlete(), sample(MIDDLE))
    assert reach(under_way, Point("sets", 0))
    stack.kill("bulk", everything=True)
    stack.start("bulk")
    assert judge(under_way) == State.SUCCEEDED
    assert outcomes(under_way.job()) == ["lost", "succeeded"]


def test_killed_workers_and_many_imports(stack: Any) -> None:
    crowd(stack, imports=3, kills=3, sets=3_000)


@pytest.mark.long
def test_twenty_kills_in_fifty_imports(stack: Any) -> None:
    crowd(stack, imports=50, kills=20, sets=6_000)


@pytest.mark.long
def test_broker_that_is_away_for_a_minute(stack: Any) -> None:
    running, waiting = begin(athlete(), sample(MIDDLE)), begin(athlete(), sample(SMALL))
    assert reach(running, Point("read", 0))
    stack.kill("valkey")
    time.sleep(60)
    stack.start("valkey")
    assert judge(running) == State.SUCCEEDED
    assert judge(waiting) == State.SUCCEEDED


def crowd(stack: Any, *, imports: int, kills: int, sets: int) -> None:
    """Many athletes import while workers are killed in every way; each import is there exactly once."""
    source, workers = random.Random(imports), ("bulk", "bulk2")
    stack.stop("bulk")
    crowd_of = [begin(athlete(), sample(sets)) for _each in range(imports)]
    for name in workers:
        stack.start(name)
    for _kill in range(kills):
        time.sleep(source.uniform(0, 0.5))
        name = source.choice(workers)
        _kill_somehow(stack, name, source.choice(["all", "main", "pool", "asked"]))
        for each in workers:
            stack.start(each, wait=False)
        wait_until(lambda: _somebody_works(crowd_of), 60, "nobody works any more")
    for under_way in crowd_of:
        job = settled(under_way.job_id, 600 if imports > 10 else 90)
        assert_complete(under_way, job)
        clear(under_way.owner)


def _kill_somehow(stack: Any, name: str, how: str) -> None:
    if not stack.is_running(name):
        return
    if how == "pool":
        for pid in stack.children(name):
            os.kill(pid, signal.SIGKILL)
    elif how == "asked":
        stack.stop(name)
    else:
        stack.kill(name, everything=how == "all")


def _somebody_works(crowd_of: list[Import]) -> bool:
    """Whether one of the imports runs now, or all are done."""
    ids = [each.job_id for each in crowd_of]
    states = patiently(lambda: set(Job.objects.filter(pk__in=ids).values_list("state", flat=True)))
    return State.RUNNING in states or states == {State.SUCCEEDED}
