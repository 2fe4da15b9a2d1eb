"""Every importer on files that were damaged at random: no crash, no hang, no value that can't be stored, little memory.

A moment for each in every run, the same files; by hand for as long as wanted, other files each time:

    scripts/test tests/portability/test_damaged_files.py --long --fuzz-minutes 10 -n 2
"""

import random
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portability.formats.problems import UnreadableFileError
from portability.formats.records import SetRecord
from portability.formats.registry import FORMATS
from tests import fuzzing
from tests.damage import damaged
from tests.portability.reading import Found, read
from tests.samples.registry import SAMPLES, sample
from workouttracker.kit import limits

FEW = 40
LONGEST_SECONDS = 10
MOST_MEGABYTES = 150
SIZES = (0, 1, 2, 5, 30)
FOUND = Path(__file__).resolve().parents[2] / "var" / "fuzz"


class HangError(BaseException):
    """Reading took too long. No ``Exception``: nobody may swallow it."""


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Stop the block when it works longer: by the processor's clock, so that a busy machine is no hang."""

    def stop(_number: int, _frame: Any) -> None:
        raise HangError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def numbers() -> Iterator[int]:
    """Which files are made: the first few, or with ``--long`` others until the processor worked that long."""
    if not fuzzing.LONG:
        yield from range(FEW)
        return
    until = time.process_time() + 60 * fuzzing.MINUTES
    while time.process_time() < until:
        yield random.SystemRandom().getrandbits(64)


def peak_megabytes() -> float:
    """The most memory that this process ever had."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def assert_storable(row: SetRecord) -> None:
    assert 0 <= row.number_reps <= limits.MAX_REPS
    assert row.weight.is_finite()
    assert abs(row.weight) <= limits.MAX_WEIGHT_KG
    for seconds in (row.rest_seconds, row.duration_seconds):
        assert seconds is None or 0 <= seconds <= limits.MAX_SECONDS
    metres = row.distance_metres
    assert metres is None or (metres.is_finite() and 0 <= metres <= limits.MAX_DISTANCE_METRES)
    assert row.rpe is None or limits.MIN_RPE <= row.rpe <= limits.MAX_RPE
    assert row.row >= 1
    texts = (
        (row.exercise, limits.NAME_LENGTH),
        (row.description, limits.DESCRIPTION_LENGTH),
        (row.notes, limits.NOTES_LENGTH),
    )
    assert row.exercise
    for text, most in texts:
        assert len(text) <= most
        assert "\x00" not in text


def assert_sound(found: Found) -> None:
    """What was read can be stored, and everything that is said can be shown."""
    for problem in found.problems:
        assert problem.message
        assert problem.row >= 0
    for session in found.sessions:
        assert len(session.sets) <= limits.MAX_SETS_PER_SESSION
        assert len(session.name) <= limits.NAME_LENGTH
        assert len(session.notes) <= limits.NOTES_LENGTH
        assert "\x00" not in session.name + session.notes
        assert session.calories is None or 0 <= session.calories <= limits.MAX_CALORIES
        for row in session.sets:
            assert_storable(row)
    for each in found.measurements:
        assert Decimal(each.value).is_finite()


@pytest.mark.parametrize("key", FORMATS)
def test_whatever_happened_to_a_file(key: str) -> None:
    whole, others = [sample(key, count) for count in SIZES], [sample(other, 2) for other in SAMPLES]
    for data in whole:
        read_it(data, key)
    idle, tried, refused = peak_megabytes(), 0, 0
    for number in numbers():
        data = damaged(whole[number % len(whole)], others, number)
        try:
            with within(LONGEST_SECONDS):
                refused += read_it(data, key)
        except BaseException:
            FOUND.mkdir(parents=True, exist_ok=True)
            (FOUND / f"{key}-{number}").write_bytes(data)
            raise
        tried += 1
    more = peak_megabytes() - idle
    print(f"{key}: {tried} files, {refused} refused, {more:.0f} MB more than for whole ones")  # noqa: T201 - with -rP
    assert tried > refused > 0
    assert more < MOST_MEGABYTES


def read_it(data: bytes, key: str) -> bool:
    """Read a file as one of this format; whether it was refused as a whole."""
    try:
        assert_sound(read(data, key=key))
    except UnreadableFileError as refused:
        return bool(str(refused))
    return False
