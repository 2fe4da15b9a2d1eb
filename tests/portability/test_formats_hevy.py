"""Hevy's rows: where a session ends, which set a note describes, and what the headings say of units."""

from decimal import Decimal

import pytest

from portability.formats.records import ReadOptions
from tests.portability.reading import Found, read
from workouttracker.kit.units import Unit, to_kg

HEADING = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,weight_kg,reps"
)
SQUAT = ("Squat", "0", "5")


def hevy(*rows: tuple[str, str, str], end: str = "2025-04-09 13:00", note: str = "slow", about: str = "") -> Found:
    """What is read of one session; a row has an exercise, the index of the set and the reps."""
    lines = [
        f"Legs,2025-04-09 12:00,{end},{about},{name},,{note},{index},normal,60,{reps}" for name, index, reps in rows
    ]
    return read("\n".join([HEADING, *lines, ""]))


@pytest.mark.parametrize(
    ("heading", "unit", "variant"),
    [
        ("weight_kg", Unit.KG, "Hevy, weights in kilograms"),
        ("weight_lbs", Unit.LB, "Hevy, weights in pounds"),
        ("weight", None, "Hevy, without units"),
    ],
)
def test_the_heading_names_the_unit_else_the_athlete_does(heading: str, unit: Unit | None, variant: str) -> None:
    text = f"{HEADING.replace('weight_kg', heading)}\nLegs,2025-04-09 12:00,,,Squat,,,0,normal,60,5\n"
    found = read(text, ReadOptions(unit=Unit.LB))
    assert found.info is not None
    assert (found.info.unit, found.info.variant) == (unit, variant)
    assert [each.weight for each in found.sets] == [to_kg(Decimal(60), unit or Unit.LB)]


@pytest.mark.parametrize("rows", [1, 2])
def test_a_session_ends_as_its_first_row_says(rows: int) -> None:
    [session] = hevy(*[SQUAT] * rows).sessions
    assert str(session.ended) == "2025-04-09 13:00:00"
    assert [each.ended for each in hevy(*[SQUAT] * rows, end="").sessions] == [None]


def test_an_end_that_is_no_date_is_told_once() -> None:
    found = hevy(SQUAT, SQUAT, end="later")
    assert found.codes == ["end_impossible"]
    assert [(each.ended, len(each.sets)) for each in found.sessions] == [(None, 2)]


def test_notes_have_their_newlines_back() -> None:
    found = hevy(SQUAT, note="slow\\ndeep", about="felt good\\n")
    assert found.sets[0].description == "slow\ndeep"
    assert found.sessions[0].notes == "felt good"


@pytest.mark.parametrize(
    ("rows", "descriptions"),
    [
        ([("Squat", "0", "5"), ("Squat", "1", "5")], ["slow", ""]),
        ([("Squat", "0", "5"), ("Squat", "0", "5")], ["slow", "slow"]),
        ([("Squat", "0", "5"), ("Bench", "1", "5")], ["slow", "slow"]),
        ([("Squat", "0", "5"), ("Squat", "0", "many"), ("Squat", "1", "5")], ["slow", ""]),
        ([("Squat", "0", "many"), ("Squat", "1", "5")], ["slow"]),
    ],
)
def test_notes_describe_the_first_set_of_each_exercise(
    rows: list[tuple[str, str, str]], descriptions: list[str]
) -> None:
    found = hevy(*rows)
    assert [each.description for each in found.sets] == descriptions
    assert found.rows is not None
    assert (found.rows.used, found.rows.left_out) == (len(descriptions), len(rows) - len(descriptions))
    assert found.codes == ["reps"] * found.rows.left_out


def test_notes_that_are_too_long_are_shortened_and_told() -> None:
    found = hevy(SQUAT, note="x" * 10_001)
    assert found.codes == ["notes_too_long"]
    assert found.sets[0].notes == "x" * 10_000
