"""Strong's rows: rests and notes among the sets, what an order means, and what the headings say of units."""

from decimal import Decimal

import pytest

from portability.formats.records import ReadOptions
from portability.formats.strong import FORMAT
from tests.portability.reading import Found, read
from workouttracker.kit.units import Unit, to_kg

HEADING = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE"


def row(
    order: str = "1",
    exercise: str = "Squat",
    *,
    weight: str = "60",
    reps: str = "5",
    distance: str = "0",
    seconds: str = "0",
    notes: str = "",
    duration: str = "1h",
) -> str:
    """One row; a set of five unless it is said otherwise."""
    return f"2025-04-09 12:00:00,Legs,{duration},{exercise},{order},{weight},{reps},{distance},{seconds},{notes},,"


def rest(seconds: str, order: str = "Rest Timer", exercise: str = "Squat") -> str:
    return row(order, exercise, weight="0", reps="0", seconds=seconds)


def note(text: str, exercise: str = "Squat") -> str:
    return row("Note", exercise, weight="", reps="", distance="", seconds="", notes=text)


def strong(*rows: str, heading: str = HEADING, options: ReadOptions | None = None) -> Found:
    return read("\n".join([heading, *rows, ""]), options or ReadOptions())


def rests(found: Found) -> list[int | None]:
    return [each.rest_seconds for each in found.sets]


def information(found: Found) -> dict[str, int]:
    assert found.rows is not None
    return dict(found.rows.information)


@pytest.mark.parametrize(
    ("heading", "variant"),
    [
        (HEADING, "Strong, without units"),
        (HEADING.replace("Weight", "Weight (kg)"), "Strong, with units in the headings"),
        (f"{HEADING},Weight Unit", "Strong, with the unit in each row"),
    ],
)
def test_a_file_says_of_which_generation_it_is(heading: str, variant: str) -> None:
    assert FORMAT.describe(f"{heading}\n").variant == variant


def test_the_unit_is_the_one_of_the_heading_else_the_athletes() -> None:
    pounds = ReadOptions(unit=Unit.LB)
    assert strong(row(), options=pounds).sets[0].weight == to_kg(Decimal(60), Unit.LB)
    assert strong(row(), heading=HEADING.replace("Weight", "Weight (kg)"), options=pounds).sets[0].weight == 60


def test_a_unit_of_distance_that_no_heading_names_is_assumed_and_told_once() -> None:
    runs = [row(exercise="Running", weight="0", reps="0", distance=text) for text in ("2", "3")]
    assumed = strong(*runs)
    assert assumed.codes == ["distance_unit_assumed"]
    assert [each.distance_metres for each in assumed.sets] == [2000, 3000]
    assert strong(*runs, heading=HEADING.replace("Distance", "Distance (km)")).codes == []


@pytest.mark.parametrize(
    ("heading", "text", "end"),
    [
        ("Duration", "1h 25m", "13:25:00"),
        ("Duration", "90", "12:01:30"),
        ("Duration (sec)", "90", "12:01:30"),
        ("Duration (min)", "90", "13:30:00"),
        ("Duration (minutes)", "90", "13:30:00"),
        ("Duration (h)", "2", "14:00:00"),
        ("Duration (hours)", "2", "14:00:00"),
    ],
)
@pytest.mark.parametrize("rows", [1, 2])
def test_a_workout_ends_after_its_duration(heading: str, text: str, end: str, rows: int) -> None:
    [session] = strong(*[row(duration=text)] * rows, heading=HEADING.replace("Duration", heading)).sessions
    assert str(session.ended) == f"2025-04-09 {end}"


def test_a_duration_that_is_none_is_told_once() -> None:
    found = strong(row(duration="ages"), row(duration="ages"), row(duration="ages"))
    assert found.codes == ["duration_of_workout"]
    assert found.sessions[0].ended is None


def test_a_rest_belongs_to_the_set_before_and_two_add_up() -> None:
    found = strong(rest("30"), row("1"), row("2"), rest("60"), rest("90"), row("3"), rest("0"), row("4"), rest("45"))
    assert rests(found) == [None, 150, None, 45]
    assert information(found) == {"rest": 5}
    assert found.codes == []


def test_rests_are_bounded_by_a_week() -> None:
    assert rests(strong(row(), rest("604800"), rest("604800"))) == [604_800]


def test_a_rest_that_is_no_time_is_told() -> None:
    found = strong(row(), rest("604801"))
    assert [(each.code, each.value, each.params) for each in found.problems] == [
        ("rest", "604801", {"limit": "604800"})
    ]
    assert rests(found) == [None]


@pytest.mark.parametrize(
    ("other", "is_a"),
    [
        (rest("90"), "rest"),
        (rest("90", "PAUSE"), "rest"),
        (rest("90", "1", "Rest Timer"), "rest"),
        (rest("90", "Хронометр"), "rest"),
        (note("deep"), "note"),
        (row("Заметка", weight="0", reps="", distance="", notes="deep"), "note"),
    ],
)
def test_what_is_no_set(other: str, is_a: str) -> None:
    found = strong(row(), other)
    assert len(found.sets) == 1
    assert information(found) == {is_a: 1}
    assert (found.sets[0].rest_seconds, found.sets[0].description) == ((90, "") if is_a == "rest" else (None, "deep"))


@pytest.mark.parametrize(
    ("order", "set_type"),
    [
        ("1", ""),
        ("12", ""),
        ("W", "Warm-up"),
        ("w2", "Warm-up"),
        ("D", "Drop set"),
        ("F", "Failure"),
        ("X", "X"),
        ("Myo reps", "Myo reps"),
    ],
)
def test_an_order_may_say_the_kind_of_the_set(order: str, set_type: str) -> None:
    found = strong(row(), row(order, seconds="30"))
    assert [each.set_type for each in found.sets] == ["", set_type]
    assert (found.sets[1].duration_seconds, information(found)) == (30, {})


def test_a_numbered_row_with_nothing_but_seconds_is_a_set() -> None:
    found = strong(row("1", "Plank", weight="0", reps="0", seconds="75", notes="shaky"))
    assert [(each.duration_seconds, each.notes) for each in found.sets] == [(75, "shaky")]


def test_a_row_with_a_word_and_nothing_else_is_a_set_of_nothing() -> None:
    found = strong(row(), row("Myo reps", weight="0", reps="0"))
    assert [(each.number_reps, each.set_type) for each in found.sets] == [(5, ""), (0, "Myo reps")]


def test_a_set_that_is_left_out_is_counted() -> None:
    found = strong(row(reps="many"), row())
    assert found.codes == ["reps"]
    assert found.rows is not None
    assert (found.rows.used, found.rows.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("rows", "descriptions"),
    [
        pytest.param([row(), row("2"), note("deep")], ["deep", ""], id="below"),
        pytest.param([note("deep"), row(), row("2")], ["deep", ""], id="above"),
        pytest.param([note("deep"), note("slow"), row()], ["deep\nslow"], id="two above"),
        pytest.param([row(), note("wide", "Bench"), row("1", "Bench")], ["", "wide"], id="between"),
        pytest.param(
            [row(), row("1", "Bench"), row("1", "Press"), note("high", "Press"), row("2", "Press")],
            ["", "", "high", ""],
            id="the last",
        ),
        pytest.param([row(), note("deep"), row("1", "Bench"), row()], ["deep", "", ""], id="once"),
        pytest.param([note("deep"), row(), row("1", "Bench"), row()], ["deep", "", ""], id="above, once"),
        pytest.param([note("deep"), row("1", "Bench"), row()], ["", "deep"], id="later"),
        pytest.param(
            [note("wide", "Bench"), note("deep"), row(), row("1", "Bench")], ["deep", "wide"], id="each its own"
        ),
    ],
)
def test_a_note_belongs_to_the_sets_before_it_else_to_those_that_follow(
    rows: list[str], descriptions: list[str]
) -> None:
    found = strong(*rows)
    assert [each.description for each in found.sets] == descriptions
    assert [each.notes for each in found.sets] == [""] * len(descriptions)
