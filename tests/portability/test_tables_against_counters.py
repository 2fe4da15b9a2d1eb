"""Every variant of every table format, against a counter that knows nothing of the parser."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from portability.formats.records import ReadOptions
from tests.portability.reading import Found, read
from tests.samples import fitnotes, hevy, strong, stronglifts
from tests.samples.workouts import Counts, workouts
from workouttracker.kit.units import Unit


def agree(found: Found, counts: Counts, *, days: bool = True) -> None:
    """The parser found what the counter found, and every row is a set or information."""
    seen = found.counts
    assert (seen.sessions, seen.sets, seen.reps, seen.kilograms) == (
        counts.sessions,
        counts.sets,
        counts.reps,
        counts.kilograms,
    )
    assert not days or seen.days == counts.days
    assert found.rows is not None
    assert found.rows.left_out == 0
    starts = [session.started for session in found.sessions]
    assert starts == sorted(starts)


@pytest.mark.parametrize("header", strong.HEADERS)
@pytest.mark.parametrize("unit", list(Unit))
def test_strong_of_every_generation(header: str, unit: Unit) -> None:
    data = strong.generate(header, unit="lbs" if unit is Unit.LB else "kg")
    found = read(data, ReadOptions(unit=unit))
    assert found.format == "strong"
    assert set(found.codes) <= {"distance_unit_assumed"}
    agree(found, strong.count(data, unit.value))


@pytest.mark.parametrize("header", [strong.UNITS, strong.NUMBERED, strong.GERMAN])
def test_strong_with_decimal_commas_and_half_days(header: str) -> None:
    data = strong.generate(header, am_pm=True, comma=True)
    agree(read(data), strong.count(data))


def test_strong_keeps_starts_ends_notes_rests_and_types() -> None:
    found = read(strong.generate(strong.NUMBERED))
    for session, workout in zip(found.sessions, workouts(), strict=True):
        assert session.started == workout.started
        assert session.ended == workout.ended
        assert session.notes == workout.notes
        rows = [each for exercise in workout.exercises for each in exercise.sets]
        assert [row.rest_seconds or 0 for row in session.sets] == [each.rest for each in rows]
        assert [row.set_type for row in session.sets] == [
            {"normal": "", "warmup": "Warm-up", "drop": "Drop set", "failure": "Failure"}[each.kind] for each in rows
        ]
        assert [str(row.rpe or "").removesuffix(".0") for row in session.sets] == [each.rpe for each in rows]
        firsts = [row.description for row in session.sets if row.description]
        assert firsts == [exercise.note for exercise in workout.exercises if exercise.note]


@pytest.mark.parametrize("date", hevy.DATES.values(), ids=hevy.DATES)
def test_hevy_in_every_language(date: Callable[[datetime], str]) -> None:
    data = hevy.generate(date=date)
    found = read(data)
    assert found.format == "hevy"
    agree(found, hevy.count(data), days=False)
    assert [each.started for each in found.sessions] == [each.started.replace(second=0) for each in workouts()]
    assert [each.ended for each in found.sessions] == [each.ended.replace(second=0) for each in workouts()]
    assert found.problems == []


@pytest.mark.parametrize("header", [hevy.METRIC, hevy.IMPERIAL])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_hevy_in_both_units(header: str, delimiter: str) -> None:
    data = hevy.generate(header, delimiter=delimiter)
    found = read(data)
    assert found.info is not None
    assert found.info.unit is (Unit.KG if header == hevy.METRIC else Unit.LB)
    if delimiter == ",":
        agree(found, hevy.count(data), days=False)
    metres = Decimal(5200) if header == hevy.METRIC else Decimal("8368.59")
    assert {row.distance_metres for row in found.sets if row.exercise == "Running"} == {metres}


def test_hevy_keeps_supersets_notes_and_order() -> None:
    found = read(hevy.generate())
    for session, workout in zip(found.sessions, workouts(), strict=True):
        assert [row.exercise for row in session.sets] == [
            exercise.name for exercise in workout.exercises for _ in exercise.sets
        ]
        assert [row.superset_group for row in session.sets] == [
            1 if exercise.superset else None for exercise in workout.exercises for _ in exercise.sets
        ]
        assert [row.description for row in session.sets if row.description] == [
            exercise.note for exercise in workout.exercises if exercise.note
        ]
        assert session.notes == workout.notes


@pytest.mark.parametrize("header", fitnotes.HEADERS)
@pytest.mark.parametrize("unit", ["kgs", "lbs"])
def test_fitnotes_of_every_phone(header: str, unit: str) -> None:
    data = fitnotes.generate(header, unit=unit)
    found = read(data)
    assert found.format == "fitnotes"
    assert found.problems == []
    agree(found, fitnotes.count(data))
    assert {(each.name, each.category) for each in found.exercises} >= {("Plank", "Abs"), ("Running", "Cardio")}


def test_fitnotes_without_quotation_marks_is_repaired() -> None:
    data = fitnotes.generate(quoted=False)
    found = read(data)
    agree(found, fitnotes.count(fitnotes.generate()))
    assert set(found.codes) == {"row_repaired"}
    assert found.codes.count("row_repaired") == sum(row.exercise == "Überzüge, eng" for row in found.sets)


@pytest.mark.parametrize("unit", ["KG", "LB"])
@pytest.mark.parametrize("letters", [False, True])
def test_stronglifts(unit: str, letters: bool) -> None:
    days = [replace(each, started=each.started.replace(hour=7 + n % 9)) for n, each in enumerate(workouts())]
    data = stronglifts.generate(days, unit=unit, body="KG", letters=letters)
    found = read(data)
    assert found.format == "stronglifts"
    assert set(found.codes) <= {"end_before_start"}
    agree(found, stronglifts.count(data))
    assert {(each.name, each.value, each.unit) for each in found.measurements} == {
        ("Body weight", Decimal("83.5"), "kg")
    }
    assert {row.duration_seconds for row in found.sets if row.exercise == "Plank"} == {75, 61}


def test_a_session_in_pieces_is_one_session() -> None:
    """Rows of a workout belong together wherever they stand."""
    mixed = fitnotes.generate(found=workouts(6)).decode().splitlines()
    shuffled = "\n".join([mixed[0], *sorted(mixed[1:], key=lambda line: line[11:])]).encode()
    agree(read(shuffled), fitnotes.count(shuffled))


def test_hevy_writes_newlines_in_notes_as_two_characters() -> None:
    text = (
        hevy.METRIC
        + "\n"
        + 'Legs,"5 9月 2026, 07:05","5 9月 2026, 08:10",one\\ntwo,Row,,deep\\nslow,0,normal,20,5,,0,\n'
    )
    [session] = read(text).sessions
    assert (session.started, session.notes) == (datetime(2026, 9, 5, 7, 5), "one\ntwo")
    assert (session.sets[0].description, session.sets[0].duration_seconds) == ("deep\nslow", None)


def test_older_stronglifts_with_american_dates_and_pounds() -> None:
    text = (
        "Date,Note,Body Weight (KG),Body Weight (LB),Exercise 1,Weight (KG),Weight (LB),Set 1,Set 2,Exercise 2,"
        "Weight (KG),Weight (LB),Set 1,\n"
        "05/06/18,easy,,180,Squat,,100,5,5,Dips,0,,10,\n06/28/18,,81.5,,Squat,50,,5,0,Chinups,0,,,\n"
    )
    found = read(text)
    assert [(str(each.started.date()), each.notes) for each in found.sessions] == [
        ("2018-05-06", "easy"),
        ("2018-06-28", ""),
    ]
    assert [(row.exercise, row.number_reps, str(row.weight)) for row in found.sets] == [
        ("Squat", 5, "45.3592"),
        ("Squat", 5, "45.3592"),
        ("Dips", 10, "0.0000"),
        ("Squat", 5, "50.0000"),
        ("Squat", 0, "50.0000"),
    ]
    assert [(each.value, each.unit) for each in found.measurements] == [(180, "lb"), (Decimal("81.5"), "kg")]
    assert read(text.replace("06/28/18", "06/08/18")).codes == ["date_ambiguous"] * 2


def test_measurements_of_hevy() -> None:
    text = '"date","weight_kg","fat_percent","neck_in"\n"28 jan 2026, 00:00",75.5,,15\n"3 fev 2026, 00:00",,18.2,\n'
    found = read(text)
    assert [(each.name, each.value, each.unit, str(each.at.date())) for each in found.measurements] == [
        ("Body weight", Decimal("75.5"), "kg", "2026-01-28"),
        ("Neck", Decimal(15), "in", "2026-01-28"),
        ("Fat percent", Decimal("18.2"), "%", "2026-02-03"),
    ]
