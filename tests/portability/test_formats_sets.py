"""A row as a set: which unit counts, what leaves it out, and what leaves only itself out."""

from decimal import Decimal

import pytest

from portability.formats.columns import find_header
from portability.formats.records import Item, Problem, SetRecord
from portability.formats.sets import SetReader, bounded
from portability.formats.table import Row
from workouttracker.kit.units import Unit, to_kg

KEYS = (
    "exercise", "weight", "weight_unit", "reps", "rpe", "rir", "seconds", "distance", "distance_unit", "rest", "notes",
)  # fmt: skip


def row(delimiter: str = ",", heading: str = "", **cells: str) -> Row:
    """Row 7 of a table with a column for each key; ``heading`` in place of the one for weights."""
    names = {key: key for key in KEYS}
    header = find_header(delimiter.join(heading if key == "weight" and heading else key for key in KEYS), names)
    assert header is not None
    cells = {"exercise": "Squat", "reps": "5"} | cells
    return Row(7, [cells.get(key, "") for key in KEYS], header)


def taken(reader: SetReader, each: Row) -> SetRecord:
    """The set in a row with no problem."""
    record, problems = reader.read(each)
    assert record is not None
    assert problems == []
    return record


def told(problems: list[Item]) -> list[tuple[str, str, dict[str, str]]]:
    """Code, value and limits of problems."""
    assert all(isinstance(each, Problem) and each.row == 7 for each in problems)
    return [(each.code, each.value, dict(each.params)) for each in problems if isinstance(each, Problem)]


def test_a_row_becomes_a_set() -> None:
    cells = {"weight": "60", "rpe": "8", "seconds": "45", "distance": "2", "rest": "90", "notes": "slow"}
    record, problems = SetReader(Unit.KG).read(row(**cells), "Warm-up", 3)
    assert problems == []
    assert record == SetRecord(
        "Squat", 7, 5, Decimal(60), "Warm-up", rest_seconds=90, duration_seconds=45, distance_metres=Decimal(2000),
        rpe=Decimal(8), superset_group=3, notes="slow",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "cells", "unit"),
    [
        ("", {}, Unit.LB),
        ("", {"weight_unit": "kg"}, Unit.KG),
        ("weight (kg)", {}, Unit.KG),
        ("weight (kg)", {"weight_unit": "lbs"}, Unit.LB),
    ],
)
def test_the_unit_is_the_one_of_the_row_else_of_the_heading_else_the_readers(
    heading: str, cells: dict[str, str], unit: Unit
) -> None:
    assert taken(SetReader(Unit.LB), row(heading=heading, weight="60", **cells)).weight == to_kg(Decimal(60), unit)


def test_an_unknown_unit_leaves_the_set_out_only_where_there_is_a_weight() -> None:
    record, problems = SetReader(Unit.KG).read(row(weight="60", weight_unit="stone"))
    assert record is None
    assert told(problems) == [("unit_of_set", "stone", {})]
    assert taken(SetReader(Unit.KG), row(weight="0,0", weight_unit="stone")).weight == 0


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"exercise": ""}, ("exercise_missing", "", {})),
        ({"exercise": "x" * 201}, ("exercise_too_long", "x" * 200 + "x", {"limit": "200"})),
        ({"weight": "heavy"}, ("weight", "heavy", {"limit": "2000", "unit": "kg"})),
        ({"weight": "5000", "weight_unit": "lb"}, ("weight", "5000", {"limit": "4409.25", "unit": "lb"})),
        ({"reps": "1001"}, ("reps", "1001", {"limit": "1000"})),
    ],
)
def test_what_leaves_a_set_out(cells: dict[str, str], problem: tuple[str, str, dict[str, str]]) -> None:
    record, problems = SetReader(Unit.KG).read(row(**cells))
    assert record is None
    [(code, value, params)] = told(problems)
    assert (code, params) == (problem[0], problem[2])
    assert value[:199] == problem[1][:199]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"rest": "soon"}, ("rest", "soon", {"limit": "604800"})),
        ({"seconds": "long"}, ("duration", "long", {"limit": "604800"})),
        ({"distance": "far"}, ("distance", "far", {"limit": "1000"})),
        ({"distance": "5", "distance_unit": "laps"}, ("distance", "5 laps", {"limit": "1000"})),
        ({"rpe": "11"}, ("rpe", "11", {})),
        ({"rir": "some"}, ("rpe", "some", {})),
    ],
)
def test_what_leaves_only_itself_out(cells: dict[str, str], problem: tuple[str, str, dict[str, str]]) -> None:
    record, problems = SetReader(Unit.KG).read(row(**cells))
    assert record == SetRecord("Squat", 7, 5, Decimal(0))
    assert told(problems) == [problem]


def test_a_table_with_other_delimiters_has_decimal_commas() -> None:
    assert taken(SetReader(Unit.KG), row(";", weight="1,150", distance="1,200")) == SetRecord(
        "Squat", 7, 5, Decimal("1.15"), distance_metres=Decimal(1200)
    )


@pytest.mark.parametrize(
    ("reader", "cells", "metres"),
    [
        (SetReader(Unit.KG), {}, "2000"),
        (SetReader(Unit.LB), {}, "3218.69"),
        (SetReader(Unit.LB, "m"), {}, "2"),
        (SetReader(Unit.LB, "m"), {"distance_unit": "km"}, "2000"),
    ],
)
def test_distances_go_with_the_weights_where_nothing_names_their_unit(
    reader: SetReader, cells: dict[str, str], metres: str
) -> None:
    assert taken(reader, row(distance="2", **cells)).distance_metres == Decimal(metres)


def test_an_assumed_unit_of_distance_is_mentioned_once() -> None:
    reader = SetReader(Unit.LB, assumes=True)
    assert taken(reader, row()).distance_metres is None
    assert taken(reader, row(distance="0")).distance_metres is None
    assert taken(reader, row(distance="2", distance_unit="km")).distance_metres == 2000
    _record, problems = reader.read(row(distance="2"))
    assert told(problems) == [("distance_unit_assumed", "2", {"unit": "mi"})]
    assert taken(reader, row(distance="3")).distance_metres == Decimal("4828.03")
    assert taken(SetReader(Unit.LB), row(distance="2")).distance_metres == Decimal("3218.69")


def test_durations_may_be_in_other_units_but_rests_are_in_seconds() -> None:
    record = taken(SetReader(Unit.KG, seconds_in_one=60), row(seconds="2", rest="90"))
    assert (record.duration_seconds, record.rest_seconds) == (120, 90)
    assert taken(SetReader(Unit.KG), row(seconds="2")).duration_seconds == 2


@pytest.mark.parametrize(
    ("cells", "rpe"), [({"rir": "2"}, "8"), ({"rir": "0.5"}, "9.5"), ({"rpe": "7", "rir": "2"}, "7"), ({}, None)]
)
def test_reps_in_reserve_count_where_no_effort_is_told(cells: dict[str, str], rpe: str | None) -> None:
    assert taken(SetReader(Unit.KG), row(**cells)).rpe == (Decimal(rpe) if rpe else None)


def test_an_effort_that_is_none_gives_way_to_reps_in_reserve() -> None:
    record, problems = SetReader(Unit.KG).read(row(rpe="hard", rir="2"))
    assert record is not None
    assert record.rpe == 8
    assert told(problems) == [("rpe", "hard", {})]


def test_help_is_a_weight_below_zero() -> None:
    record, problems = SetReader(Unit.KG).read(row(exercise="Dip", weight="-5"))
    assert record == SetRecord("Dip (Assisted)", 7, 5, Decimal(5))
    assert told(problems) == [("weight_is_help", "-5", {"name": "Dip (Assisted)"})]
    assert taken(SetReader(Unit.KG), row(exercise="Dip (Assisted)", weight="-5")).weight == 5


def test_notes_are_shortened_to_what_they_can_hold() -> None:
    problems: list[Item] = []
    assert bounded(row(notes="abc"), "notes", problems, 3) == "abc"
    assert problems == []
    assert bounded(row(notes="abcd"), "notes", problems, 3) == "abc"
    assert told(problems) == [("notes_too_long", "abcd", {"limit": "3"})]
