"""TrainAI files that are as they should be, with everything odd that real ones hold."""

from datetime import datetime
from decimal import Decimal

import pytest

from portability.formats import registry, trainai
from portability.formats.records import FileInfo, SessionRecord, SetRecord
from tests.samples.trainai_blocks import BENCH, GOOD, LATER, PUSH_UP, WALK, block, read
from workouttracker.kit.units import Unit


def only(text: str | bytes, *, default_unit: Unit = Unit.KG) -> SessionRecord:
    sessions, problems = read(text, default_unit=default_unit)
    assert problems == []
    [session] = sessions
    return session


def only_set(row: str, **changes: str) -> SetRecord:
    [found] = only(block(row, **changes)).sets
    return found


def test_a_block_becomes_a_session_with_its_sets() -> None:
    assert only(GOOD) == SessionRecord(
        name="Morning Upper Body Workout",
        started=datetime(2024, 5, 6, 7, 31, 10),
        ended=datetime(2024, 5, 6, 8, 10, 40),
        row=1,
        sets=(
            SetRecord("Barbell Bench Press", 11, 8, Decimal("42.5"), rest_seconds=0),
            SetRecord("Barbell Bench Press", 12, 8, Decimal("42.5"), rest_seconds=95),
            SetRecord("Push Up", 13, 15, Decimal(0), rest_seconds=60),
            SetRecord("Dumbbell Farmers Walk", 14, 0, Decimal(16), rest_seconds=75, distance_metres=Decimal(20)),
        ),
    )


def test_blocks_become_sessions_in_the_order_of_the_file() -> None:
    sessions, problems = read(GOOD + LATER)
    assert problems == []
    assert [(s.name, s.row, s.sets[0].row, s.calories) for s in sessions] == [
        ("Morning Upper Body Workout", 1, 11, None),
        ("Legs", 16, 26, 312),
    ]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("Leg day,,,", "Leg day"),
        ('"Legs, calves, and regret",,,', "Legs, calves, and regret"),
        ('"The ""light"" day",,,', 'The "light" day'),
        ('"Hotel gym,\nno rack",,,', "Hotel gym, no rack"),
        ("  Deload   week ,,,", "Deload week"),
        ("День ног 🏋️,,,", "День ног 🏋️"),
        ("Workout,,,", "Workout"),
        ("Workout Start,,,", "Workout Start"),
        ("All Sets,,,", "All Sets"),
        ("All Sets", "All Sets"),
        ('"Legs" day,,,', "Legs day"),
        ("Push Up,15,0,", ""),
        ("Push Up,15,,", ""),
        (",15,,", ""),
        ("x" * 200 + ",,,", "x" * 200),
    ],
)
def test_the_title_is_the_row_before_the_start_whatever_it_says(row: str, name: str) -> None:
    sessions, _ = read(block(BENCH, title=row))
    assert [s.name for s in sessions] == [name]


def test_a_title_may_be_the_name_of_a_label_in_later_blocks_too() -> None:
    sessions, problems = read(GOOD + block(BENCH, title="Workout Start,,,") + block(BENCH, title="All Sets,,,"))
    assert problems == []
    assert [s.name for s in sessions] == ["Morning Upper Body Workout", "Workout Start", "All Sets"]


def test_a_workout_without_title_is_named_by_its_date() -> None:
    sessions, problems = read(
        block(BENCH, title=None) + block(PUSH_UP, title=None, start="Workout Start,2024-05-06 06:00:00,,")
    )
    assert problems == []
    assert [(s.name, len(s.sets)) for s in sessions] == [("", 1)] * 2


def test_a_label_without_a_value_is_not_taken_for_the_title_of_the_next_workout() -> None:
    sessions, problems = read(
        block(all_sets=None, heading=None).replace("Total Sets,4,,\n", "") + "Total Sets,,,\n" + LATER
    )
    assert problems == []
    assert [s.name for s in sessions] == ["Morning Upper Body Workout", "Legs"]
    sessions, problems = read(block(heading=None) + LATER.replace("Legs,,,\n", ""))
    assert problems == []
    assert [s.name for s in sessions] == ["Morning Upper Body Workout", ""]


def test_blank_rows_between_title_and_start_change_nothing() -> None:
    assert only(GOOD.replace("Workout,,,\n", "Workout,,,\n\n,,,\n")).name == "Morning Upper Body Workout"


def test_an_exercise_that_ends_in_workout_stays_an_exercise() -> None:
    session = only(block("Finisher Circuit Workout,12,10,0", PUSH_UP))
    assert [s.exercise for s in session.sets] == ["Finisher Circuit Workout", "Push Up"]


def test_an_exercise_may_have_the_name_of_a_label() -> None:
    session = only(
        block(
            "Workout Start,12,10,0",
            "All Sets,5,20,60",
            "Exercise,3,5,60",
            'Exercise,"{""value"":5,""unit"":""m""}",5,60',
        )
    )
    assert [s.exercise for s in session.sets] == ["Workout Start", "All Sets", "Exercise", "Exercise"]


def test_an_exercise_may_have_the_name_of_a_column() -> None:
    session = only(block("Reps,12,10,0", "Weight,5,20,60"))
    assert [s.exercise for s in session.sets] == ["Reps", "Weight"]


def test_a_label_may_come_after_the_sets() -> None:
    session = only(block(BENCH, "Burned Calories,312,,", calories="") + "\n")
    assert (session.calories, len(session.sets)) == (312, 1)


@pytest.mark.parametrize(
    ("all_sets", "heading"), [("All Sets,,,", None), (None, "Exercise,Reps,Weight (kgs),Rest Time (seconds)")]
)
def test_one_row_above_the_sets_is_enough(all_sets: str | None, heading: str | None) -> None:
    sessions, problems = read(block(BENCH, all_sets=all_sets, heading=heading) + LATER)
    assert problems == []
    assert [len(s.sets) for s in sessions] == [1, 1]


def test_a_workout_without_sets_is_a_session() -> None:
    session = only(block())
    assert (session.name, session.sets) == ("Morning Upper Body Workout", ())


def test_groups_of_one_exercise_stay_in_the_order_done() -> None:
    session = only(block(BENCH, PUSH_UP, BENCH))
    assert [s.exercise for s in session.sets] == ["Barbell Bench Press", "Push Up", "Barbell Bench Press"]


@pytest.mark.parametrize("end", ["2024-05-06 07:31:10", "2024-05-13 07:31:10"])
def test_an_end_may_be_the_start_and_up_to_a_week_later(end: str) -> None:
    assert str(only(block(BENCH, end=f"Workout End,{end},,")).ended) == end


@pytest.mark.parametrize(
    ("text", "calories"), [("N/A", None), ("n/a", None), ("", None), ("0", 0), ("312", 312), ("312.6", 313)]
)
def test_calories(text: str, calories: int | None) -> None:
    assert only(block(BENCH, calories=f"Burned Calories,{text},,")).calories == calories


@pytest.mark.parametrize(("text", "reps"), [("0", 0), ("80", 80), ("1000", 1000), (" 8 ", 8), ("8.0", 8)])
def test_reps(text: str, reps: int) -> None:
    assert only_set(f"Push Up,{text},0,0").number_reps == reps


@pytest.mark.parametrize(
    ("value", "unit", "metres"),
    [
        ("20.0", "m", "20"),
        ("0.4", "km", "400"),
        ("100", "ft", "30.48"),
        ("1", "mi.", "1609.34"),
        ("2", "miles", "3218.69"),
        ("10", "Yards", "9.14"),
        ('""37.5""', "meters", "37.5"),
    ],
)
def test_distances_in_place_of_reps(value: str, unit: str, metres: str) -> None:
    found = only_set(f'Carry,"{{""value"":{value},""unit"":""{unit}""}}",16,75')
    assert (found.number_reps, found.distance_metres, found.duration_seconds) == (0, Decimal(metres), None)


@pytest.mark.parametrize(
    ("value", "unit", "seconds"), [("45", "s", 45), ("1.5", "min", 90), ("2", "minutes", 120), ("1", "h", 3600)]
)
def test_durations_in_place_of_reps(value: str, unit: str, seconds: int) -> None:
    found = only_set(f'Plank,"{{""value"":{value},""unit"":""{unit}""}}",0,75')
    assert (found.number_reps, found.distance_metres, found.duration_seconds) == (0, None, seconds)


@pytest.mark.parametrize(
    ("text", "kilograms"), [("", "0"), ("0", "0"), ("-0", "0"), (" 42.5 ", "42.5"), (".5", "0.5"), ("2000", "2000")]
)
def test_weights_in_kilograms(text: str, kilograms: str) -> None:
    weight = only_set(f"Push Up,8,{text},0").weight
    assert (weight, weight.is_signed()) == (Decimal(kilograms), False)


@pytest.mark.parametrize(
    ("text", "seconds"), [("0", 0), ("95", 95), ("14410", 14410), ("604800", 604800), ("", None), ("59.6", 60)]
)
def test_rests(text: str, seconds: int | None) -> None:
    assert only_set(f"Push Up,8,0,{text}").rest_seconds == seconds


def test_pounds_are_read_from_the_label_of_each_block() -> None:
    pounds = block("Barbell Bench Press,8,100,0", heading="Exercise,Reps,Weight (lbs),Rest Time (seconds)")
    sessions, problems = read(pounds + LATER, default_unit=Unit.KG)
    assert problems == []
    assert [s.sets[0].weight for s in sessions] == [Decimal("45.3592"), Decimal(100)]


def test_the_unit_of_the_total_counts_when_the_heading_names_none() -> None:
    bare = "Exercise,Reps,Weight,Rest Time (seconds)"
    assert only_set("Press,8,100,0", heading=bare, volume="Total TVL (lbs),800,,").weight == Decimal("45.3592")


@pytest.mark.parametrize(("unit", "kilograms"), [(Unit.LB, "45.3592"), (Unit.KG, "100")])
def test_the_default_unit_counts_only_when_no_label_names_one(unit: Unit, kilograms: str) -> None:
    bare = block("Press,8,100,0", heading="Exercise,Reps,Weight,Rest Time", volume="Total TVL,800,,")
    assert only(bare, default_unit=unit).sets[0].weight == Decimal(kilograms)
    assert only(block("Press,8,100,0"), default_unit=unit).sets[0].weight == Decimal(100)


def test_stray_spaces_and_other_scripts_in_names() -> None:
    session = only(block("  Barbell   Bench Press ,8,42.5,0", "ベンチプレス,5,60,90", "Curl 💪,12,10,60"))
    assert [s.exercise for s in session.sets] == ["Barbell Bench Press", "ベンチプレス", "Curl 💪"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(GOOD.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(GOOD.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(GOOD.replace("\n", "\r").encode(), id="CR"),
        pytest.param(GOOD.encode("utf-16"), id="UTF-16"),
        pytest.param(GOOD.encode("utf-16-be"), id="UTF-16 without mark"),
        pytest.param(GOOD.replace("\n", "\n\n").encode(), id="empty lines"),
        pytest.param(GOOD.rstrip(",\n").encode(), id="no newline at the end"),
        pytest.param((GOOD + "\n\n,,,\n   \n").encode(), id="blank rows at the end"),
        pytest.param(GOOD.replace(",", "\t").replace('""value"":20.0\t', '""value"":20.0,').encode(), id="tabs"),
        pytest.param(
            GOOD.upper().replace('{""VALUE""', '{""value""').replace('""UNIT""', '""unit""').encode(), id="upper case"
        ),
        pytest.param(
            GOOD.replace("Workout Start", '"Workout Start"').replace("Push Up", '"Push Up"').encode(), id="quoted"
        ),
    ],
)
def test_however_it_is_written_it_is_the_same_workout(data: bytes) -> None:
    def content(session: SessionRecord) -> list[object]:
        sets = [(s.exercise.lower(), s.number_reps, s.weight, s.rest_seconds, s.distance_metres) for s in session.sets]
        return [session.name.lower(), session.started, session.ended, *sets]

    assert content(only(data)) == content(only(GOOD))


def test_semicolons_bring_decimal_commas() -> None:
    text = block("Barbell Bench Press;8;42,5;0", "Row;8;42.5;60").replace(",,,", ";;;").replace(",,", ";;")
    text = (
        text.replace("Start,", "Start;")
        .replace("End,", "End;")
        .replace("Calories,", "Calories;")
        .replace("Sets,", "Sets;")
    )
    text = (
        text.replace("(seconds),", "(seconds);").replace("(kgs),", "(kgs);").replace("Exercise,Reps,", "Exercise;Reps;")
    )
    assert [s.weight for s in only(text).sets] == [Decimal("42.5"), Decimal("42.5")]


def test_windows_1252() -> None:
    session = only(block("Développé couché,8,42.5,0", title="Été,,,").encode("cp1252"))
    assert (session.name, session.sets[0].exercise) == ("Été", "Développé couché")


def test_rows_are_counted_in_lines_of_the_file() -> None:
    session = only("\r\n\r\n" + block(BENCH, WALK, title='"Hotel gym,\nno rack",,,').replace("\n", "\r\n"))
    assert (session.row, [s.row for s in session.sets]) == (3, [14, 15])


def test_lines_may_come_without_newlines() -> None:
    sessions = list(trainai.parse(GOOD.splitlines()))
    assert sessions == [only(GOOD)]


@pytest.mark.parametrize(
    ("sample", "key"),
    [
        (GOOD, "trainai"),
        (GOOD.replace(",", ";"), "trainai"),
        ("\n\n" + block(BENCH, title='"a\nb",,,'), "trainai"),
        (GOOD.replace("Workout Start", '"Workout Start"'), "trainai"),
        ("Workout Start,Workout End\n2024-05-06,2024-05-07\n", None),
        ("Date,Workout Name,Exercise Name,Set Order,Weight,Reps\n", "strong"),
        ("All Sets,,,\nExercise,Reps,Weight (kgs),Rest Time (seconds)\n", None),
        ("Workout Start,2024-05-06 07:31:10,,\nPush Up,8,0,0\n", None),
        ("{}", None),
        ("", None),
    ],
)
def test_the_format_is_recognised_by_its_labels(sample: str, key: str | None) -> None:
    assert registry.detect(sample) == key


@pytest.mark.parametrize(("label", "unit"), [("Weight (kgs)", Unit.KG), ("Weight (lbs)", Unit.LB), ("Weight", None)])
def test_the_file_says_its_unit(label: str, unit: Unit | None) -> None:
    sample = block(
        BENCH, heading=f"Exercise,Reps,{label},Rest Time (seconds)", volume="Total TVL,5,,", title="Leg day (lb),,,"
    )
    assert registry.FORMATS["trainai"].describe(sample) == FileInfo("trainai", unit)
