"""The duration of a TrainAI workout stands in for an end that is missing, and only then."""

from datetime import datetime

import pytest

from tests.samples.trainai_blocks import BENCH, block, read


@pytest.mark.parametrize("end", ["Workout End,,,", None])
def test_a_missing_end_is_the_start_and_the_duration(end: str | None) -> None:
    sessions, problems = read(block(BENCH, end=end))
    assert sessions[0].ended == datetime(2024, 5, 6, 8, 10, 40)
    assert problems == []


def test_an_end_wins_over_the_duration() -> None:
    sessions, _problems = read(block(BENCH, end="Workout End,2024-05-06 08:00:00,,"))
    assert sessions[0].ended == datetime(2024, 5, 6, 8, 0)


@pytest.mark.parametrize("value", ["", "N/A", "-5", "soon"])
def test_without_end_and_usable_duration_the_workout_has_no_end(value: str) -> None:
    text = block(BENCH, end=None).replace("Total Duration (seconds),2370", f"Total Duration (seconds),{value}")
    sessions, _problems = read(text)
    assert sessions[0].ended is None


def test_an_impossible_end_is_listed_and_not_replaced() -> None:
    sessions, problems = read(block(BENCH, end="Workout End,yesterday,,"))
    assert sessions[0].ended is None
    assert [problem.code for problem in problems] == ["end_impossible"]
