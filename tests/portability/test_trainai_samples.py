"""Generator, counter and parser were written apart from each other and agree."""

import io
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from portability.formats import registry
from portability.formats.decoding import TextLines
from tests.samples.exercises import NAMES
from tests.samples.trainai import GAP, OVERLAP, Counts, count, generate
from tests.samples.trainai_blocks import GOOD, LATER, read
from workouttracker.kit.dates import local_to_utc
from workouttracker.kit.text import name_key

REAL = Counts(workouts=355, sets=7300, reps=70370, exercises=138)
ROOT = Path(__file__).parents[2]
BERLIN = ZoneInfo("Europe/Berlin")


def parsed(data: bytes) -> Counts:
    sessions, problems = read(data)
    assert problems == []
    sets = [found for session in sessions for found in session.sets]
    return Counts(len(sessions), len(sets), sum(s.number_reps for s in sets), len({s.exercise for s in sets}))


def test_the_sample_has_the_size_of_a_real_file() -> None:
    data = generate()
    assert count(data) == REAL
    assert parsed(data) == REAL
    assert 250_000 < len(data) < 450_000
    assert registry.detect(TextLines(io.BytesIO(data)).sample) == "trainai"


def test_the_counter_counts_a_file_written_by_hand() -> None:
    assert count((GOOD + LATER).encode()) == Counts(workouts=2, sets=5, reps=36, exercises=4)


@pytest.mark.parametrize(
    "counts",
    [
        Counts(1, 1, 1, 1),
        Counts(1, 1000, 10_000, 3),
        Counts(3, 50, 700, 50),
        Counts(200, 200, 2000, len(NAMES)),
        Counts(600, 5_000, 40_000, 160),
    ],
)
def test_any_counts_come_out_exactly(counts: Counts) -> None:
    data = generate(
        seed=7, workouts=counts.workouts, sets=counts.sets, reps=counts.reps, exercises=counts.exercises, unit="lbs"
    )
    assert count(data) == counts
    assert parsed(data) == counts


@pytest.mark.parametrize(
    "counts", [(2, 1, 5, 1), (1, 1001, 9000, 1), (1, 5, 4, 1), (1, 5, 501, 1), (1, 5, 50, 6), (1, 900, 9000, 900)]
)
def test_counts_that_no_file_can_have_are_refused(counts: tuple[int, int, int, int]) -> None:
    workouts, sets, reps, exercises = counts
    with pytest.raises(ValueError, match=r"workout needs|set needs|exercises, and"):
        generate(workouts=workouts, sets=sets, reps=reps, exercises=exercises)


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    assert generate(seed=3) == generate(seed=3)
    assert generate(seed=3) != generate(seed=4)


def test_the_sample_holds_every_oddity() -> None:
    sessions, _ = read(generate())
    sets = [found for session in sessions for found in session.sets]
    text = generate().decode()
    titles = {session.name for session in sessions}
    assert any("," in title for title in titles)
    assert any('"' in title for title in titles)
    assert any(not title.endswith("Workout") for title in titles)
    assert any(found.exercise.endswith("Workout") for found in sets)
    assert any(not found.exercise.isascii() for found in sets)
    assert {0, 80} <= {found.number_reps for found in sets}
    assert any(found.distance_metres for found in sets)
    assert any((found.rest_seconds or 0) > 3600 for found in sets)
    assert any(found.weight == 0 for found in sets)
    assert {session.calories is None for session in sessions} == {True, False}
    assert '"Hotel gym,\nno rack",,,' in text
    assert "\n  " in text
    runs = [
        [
            s.exercise
            for s, before in zip(x.sets, (None, *x.sets), strict=False)
            if s.exercise != getattr(before, "exercise", "")
        ]
        for x in sessions
    ]
    assert any(len(run) > len(set(run)) for run in runs)


def test_starts_ascend_over_three_years_and_no_clock_changes_there() -> None:
    starts = [session.started for session in read(generate())[0]]
    minutes = [start.replace(second=0) for start in starts]
    assert minutes == sorted(set(minutes))
    assert 900 < (starts[-1] - starts[0]).days < 1100
    assert not any(local_to_utc(start, BERLIN)[1] for start in starts)


def test_clock_changes_come_when_they_are_asked_for() -> None:
    starts = [session.started for session in read(generate(clock_changes=True))[0]]
    assert starts == sorted(starts)
    assert [start for start in starts if local_to_utc(start, BERLIN)[1]] == [GAP, OVERLAP]
    assert datetime(2023, 3, 26, 2, 30) == GAP


def test_names_are_different_however_they_are_compared() -> None:
    assert len({name_key(name) for name in NAMES}) == len(NAMES) >= 138


def test_a_sample_is_written_from_the_command_line(tmp_path: Path) -> None:
    out = tmp_path / "sample.csv"
    options = ["--workouts", "20", "--sets", "400", "--exercises", "60", "--clock-changes"]
    subprocess.run([sys.executable, "-m", "tests.samples.trainai", str(out), *options], cwd=ROOT, check=True)
    assert count(out.read_bytes()) == Counts(20, 400, 400 * 70370 // 7300, 60)
