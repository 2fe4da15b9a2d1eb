"""Percent, rate and time left from what a job says."""

import time
from typing import Any

import pytest

from jobs.progress import INTERVAL, Progress
from tests.jobs.support import finish_at_once, kind_for

STAGES = {"read": (0, "Reading."), "match": (20, "Matching."), "write": (50, "Writing.")}


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock says; the test sets it."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def progress(floor: int = 0) -> tuple[Progress, list[dict[str, Any]]]:
    written: list[dict[str, Any]] = []
    kind = kind_for(finish_at_once, stages=STAGES)
    return Progress(kind, written.append, floor, _started=time.monotonic(), _stage_started=time.monotonic()), written


def test_each_stage_has_its_part_of_the_percent(watch: list[float]) -> None:
    report, written = progress()
    for stage, done in [("read", 0), ("read", 10), ("match", 0), ("match", 5), ("write", 0), ("write", 10)]:
        watch[0] += 1
        report(stage, done, 10)
    assert [each["percent"] for each in written] == [0, 20, 20, 35, 50, 99]


def test_percent_never_goes_back(watch: list[float]) -> None:
    report, written = progress()
    for stage, done, total in [("write", 9, 10), ("read", 0, 10), ("match", 5, 10), ("write", 1, 10), ("write", 5, 0)]:
        watch[0] += 1
        report(stage, done, total)
    percents = [each["percent"] for each in written]
    assert percents == sorted(percents)


def test_an_earlier_attempt_is_the_floor(watch: list[float]) -> None:
    report, written = progress(floor=60)
    for done in (1, 5, 9):
        watch[0] += 1
        report("write", done, 10)
    assert [each["percent"] for each in written] == [60, 74, 94]
    assert written[0]["seconds_left"] is None, "what an earlier attempt did says nothing about the time left"


def test_reports_in_between_are_dropped_but_not_a_new_stage_or_the_end(watch: list[float]) -> None:
    report, written = progress()
    for done in range(1, 10):
        report("read", done, 10)
    assert [each["done"] for each in written] == [1]
    report("read", 10, 10)
    report("match", 0, 10)
    watch[0] += INTERVAL
    report("match", 1, 10)
    assert [(each["stage"], each["done"]) for each in written[1:]] == [("read", 10), ("match", 0), ("match", 1)]


def test_rate_and_time_left_come_from_what_was_done(watch: list[float]) -> None:
    report, written = progress()
    report("read", 0, 10)
    watch[0] += 10
    report("match", 0, 10)
    watch[0] += 10
    report("match", 10, 10)
    assert written[-1]["rate"] == 1.0
    assert written[-1]["percent"] == 50
    assert written[-1]["seconds_left"] == 20


def test_long_names_are_cut(watch: list[float]) -> None:
    report, written = progress()
    report("read", 1, 10, "x" * 500)
    assert len(written[0]["current"]) == 120
