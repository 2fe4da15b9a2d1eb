"""Figures of a period: the same as counting the rows one by one, asked at once and from what was kept."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from jobs import overview
from jobs.models import Job
from jobs.overview import LIMITS, WINDOWS, Figures, figures
from tests.jobs.support import KIND, LANE_KIND, in_state

ENDS = ["succeeded", "failed", "cancelled"]


@pytest.fixture
def history(owner: User) -> list[Job]:
    """Jobs of forty days, most of them lately; some never began."""
    chance, now = random.Random(11), timezone.now()
    jobs = []
    for _ in range(120):
        ended = now - timedelta(seconds=chance.choice((3_000, 80_000, 600_000, 3_400_000)) * chance.random())
        took = chance.choice((0.4, 1, 4, 15, 59, 60, 250, 900, 2_000)) if chance.random() < 0.9 else None
        jobs.append(
            in_state(
                owner,
                chance.choice(ENDS),
                kind=chance.choice((KIND, LANE_KIND)),
                finished_at=ended,
                started_at=None if took is None else ended - timedelta(seconds=took),
            )
        )
    return jobs


def counted(jobs: list[Job], window: str) -> tuple[list[Counter[str]], list[int], dict[str, int]]:
    """States by bar, jobs by duration and jobs by kind, one row at a time."""
    bars, classes, kinds = [], [0] * (len(LIMITS) + 1), Counter[str]()
    begins = overview._begins(window)
    for begin, end in zip(begins, [*begins[1:], datetime.max.replace(tzinfo=UTC)], strict=True):
        inside = [job for job in jobs if begin <= _ended(job) < end]
        bars.append(Counter(job.state for job in inside))
        kinds.update(job.kind for job in inside)
        for job in inside:
            if job.started_at:
                took = (_ended(job) - job.started_at).total_seconds()
                classes[sum(limit <= took for limit in LIMITS)] += 1
    return bars, classes, dict(kinds)


def _ended(job: Job) -> datetime:
    assert job.finished_at
    return job.finished_at


def agree(found: Figures, jobs: list[Job], window: str) -> None:
    bars, classes, kinds = counted(jobs, window)
    assert [(bar.succeeded, bar.failed, bar.cancelled) for bar in found.bars] == [
        tuple(bar[state] for state in ENDS) for bar in bars
    ]
    assert [each.number for each in found.classes] == classes
    assert {kind.key: kind.ended for kind in found.kinds} == kinds


@pytest.mark.parametrize("window", WINDOWS)
def test_figures_are_what_counting_the_rows_gives(history: list[Job], window: str) -> None:
    agree(figures(window), history, window)
    agree(figures(window), history, window)


def test_what_ends_now_shows_although_earlier_parts_are_kept(owner: User, history: list[Job]) -> None:
    figures("30d")
    late = in_state(owner, "failed", finished_at=timezone.now())
    agree(figures("30d"), [*history, late], "30d")


def test_a_part_that_fell_out_of_the_cache_is_asked_for_again(history: list[Job]) -> None:
    figures("7d")
    begins = overview._begins("7d")
    gone = overview._key(begins[2], begins[3])
    assert cache.delete(gone)
    agree(figures("7d"), history, "7d")
    assert cache.get(gone) is not None


@pytest.mark.parametrize("zone", ["America/St_Johns", "Pacific/Auckland"])
def test_days_are_the_readers(history: list[Job], zone: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        agree(figures("30d"), history, "30d")
