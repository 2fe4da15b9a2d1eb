"""Files of the older application: nulls, reps by list or number, local times, and paths in what it writes."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from portability.formats.problems import UnreadableFileError
from portability.formats.records import Question, ReadOptions
from tests.portability.reading import read
from tests.samples import workouttracker
from tests.samples.workouts import workouts
from workouttracker.kit.units import Unit

PLAIN = {"ExerciseTypeName": "Row", "SetTypeName": None, "NumberReps": 2, "Weight": 60.00, "Reps": None}


def file(*sets: dict[str, Any], **session: Any) -> bytes:
    """A file with one session."""
    one = {"Name": "Push", "DateTime": "2025-04-21T18:30:00", "Sets": list(sets)} | session
    return json.dumps({"Version": "1.0", "ExportDate": "x", "Sessions": [one], "ExerciseTypes": []}).encode()


@pytest.mark.parametrize("unit", list(Unit))
def test_sessions_sets_and_reps_are_those_of_the_counter(unit: Unit) -> None:
    data = workouttracker.generate_older()
    found = read(data, ReadOptions(unit=unit))
    assert (found.format, found.problems) == ("workouttracker_1_0", [])
    counts = workouttracker.count_older(data)
    assert (found.counts.sessions, found.counts.sets, found.counts.reps, found.counts.days) == (
        counts.sessions, counts.sets, counts.reps, counts.days,
    )  # fmt: skip
    if unit is Unit.KG:
        assert found.counts.kilograms == counts.kilograms


def test_the_unit_is_asked_for_because_the_file_names_none() -> None:
    info = read(file(PLAIN)).info
    assert info is not None
    assert (info.unit, info.questions) == (None, (Question.WEIGHT_UNIT,))


@pytest.mark.parametrize(
    ("number", "reps", "expected"),
    [
        (2, None, [(60, True), (60, True)]),
        (2, [], [(60, True), (60, True)]),
        (None, None, []),
        (5, [(60, True)], [(60, True)]),
        (0, [(60, True), (60, False)], [(60, True), (60, False)]),
        (2, [(55, True), (None, True)], [(55, True), (60, True)]),
    ],
)
def test_the_list_of_reps_counts_when_it_has_entries(
    number: int | None, reps: list[tuple[int | None, bool]] | None, expected: list[tuple[int, bool]]
) -> None:
    listed = [{"Weight": w, "RepNumber": n, "Success": s} for n, (w, s) in enumerate(reps or [], start=1)]
    [row] = read(file(PLAIN | {"NumberReps": number, "Reps": listed if reps else reps})).sets
    assert row.number_reps == len(expected)
    made = [(rep.weight, rep.success) for rep in row.reps] if row.reps else [(row.weight, True)] * row.number_reps
    assert made == expected


def test_reps_come_in_the_order_of_their_numbers() -> None:
    reps = [{"Weight": 60 + n, "RepNumber": n, "Success": n != 2} for n in (3, 1, 2)]
    [row] = read(file(PLAIN | {"Reps": reps})).sets
    assert row.reps is not None
    assert [(rep.weight, rep.success) for rep in row.reps] == [(61, True), (62, False), (63, True)]


def test_descriptions_notes_and_lists_are_kept() -> None:
    found = read(workouttracker.generate_older())
    assert [(each.name, each.description) for each in found.exercises] == [("Plank", "straight"), ("Running", "")]
    assert [each.name for each in found.set_types] == ["Warm-up"]
    [row] = read(file(PLAIN | {"Description": "deep", "Notes": " slow\nand low "})).sets
    assert (row.description, row.notes, row.weight) == ("deep", "slow\nand low", Decimal(60))


@pytest.mark.parametrize(
    ("text", "started"),
    [
        ("2025-04-21T18:30:00", datetime(2025, 4, 21, 18, 30)),
        ("2025-04-21T18:30:00.1234567", datetime(2025, 4, 21, 18, 30)),
        ("2025-04-21 18:30", datetime(2025, 4, 21, 18, 30)),
        ("2025-04-21T18:30:00Z", datetime(2025, 4, 21, 20, 30)),
        ("2025-04-21T18:30:00+00:00", datetime(2025, 4, 21, 20, 30)),
    ],
)
def test_times_are_local(text: str, started: datetime) -> None:
    zone = timezone(timedelta(hours=2))
    assert read(file(PLAIN, DateTime=text), ReadOptions(zone=zone)).sessions[0].started == started


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"Weight": -1}, "Sessions[0].Sets[1].Weight"),
        ({"Weight": "heavy"}, "Sessions[0].Sets[1].Weight"),
        ({"NumberReps": 100000}, "Sessions[0].Sets[1].NumberReps"),
        ({"ExerciseTypeName": None}, "Sessions[0].Sets[1].ExerciseTypeName"),
        ({"Reps": [{"Weight": -5, "RepNumber": 1, "Success": True}]}, "Sessions[0].Sets[1].Reps[0].Weight"),
    ],
)
def test_a_problem_names_the_path(changes: dict[str, Any], path: str) -> None:
    found = read(file(PLAIN, PLAIN | changes, PLAIN))
    assert [each.column for each in found.problems] == [path]
    assert len(found.sets) == 2


def test_a_session_without_a_date_is_a_problem() -> None:
    found = read(file(PLAIN, DateTime=None))
    assert [(each.column, each.row) for each in found.problems] == [("Sessions[0].DateTime", 1)]
    assert found.sessions == []


def test_a_cut_file_keeps_whole_sessions_or_is_refused() -> None:
    data = workouttracker.generate_older(workouts(3))
    refused = set()
    for cut in range(60, len(data) - 1, 101):
        try:
            found = read(data[:cut], key="workouttracker_1_0")
        except UnreadableFileError as error:
            refused.add(error.code)
            continue
        assert found.codes == ["json_cut_off"]
        assert "Sessions[" in found.problems[0].column
    assert refused == {"file_json_broken"}
