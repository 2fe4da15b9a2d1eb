"""Rows of TrainAI files that can't be used: each is listed with row, column, value and what was expected."""

import pytest

from portability.formats.records import Problem
from tests.samples.trainai_blocks import BENCH, GOOD, LATER, PUSH_UP, block, read

LAST_GOOD_ROW = GOOD.count("\n")


def only_problem(text: str) -> Problem:
    _, problems = read(text)
    [problem] = problems
    return problem


def where(problem: Problem) -> tuple[int, str, str, str]:
    return problem.row, problem.column, problem.value, problem.code


UNUSABLE_REPS = [
    "",
    "abc",
    "-5",
    "8.5",
    "1001",
    "1" * 5000,
    "8 reps",
    "1,000",
    "NaN",
    "1_000",
    "1e2",
    "[20]",
    "{" * 90_000,
]
UNUSABLE_MEASURES = [
    "{",
    "{}",
    '{"value":20}',
    '{"value":-1,"unit":"m"}',
    '{"value":20,"unit":"parsec"}',
    '{"value":NaN,"unit":"m"}',
    '{"value":true,"unit":"m"}',
    '{"value":"x","unit":"m"}',
    '{"value":1e99999999999999999999,"unit":"m"}',
    '{"value":1001,"unit":"km"}',
    '{"value":200,"unit":"h"}',
]


@pytest.mark.parametrize("text", UNUSABLE_REPS + UNUSABLE_MEASURES, ids=lambda text: text[:30])
def test_reps_that_cant_be_used_leave_the_set_out(text: str) -> None:
    quoted = text.replace('"', '""')
    sessions, [problem] = read(block(BENCH, f'Push Up,"{quoted}",0,60'))
    shown = text if len(text) <= 200 else text[:199] + "…"
    assert where(problem) == (12, "Reps", shown, "reps")
    assert "Expected a whole number from 0 to 1000, or a distance or time with its unit" in problem.message
    assert [s.row for s in sessions[0].sets] == [11]


@pytest.mark.parametrize(
    "text", ["abc", "-5", "2000.5", "1" * 5000, "42.5 kg", "NaN", "Infinity", "1e2", '"1,150"', "1 150"]
)
def test_weights_that_cant_be_used_leave_the_set_out(text: str) -> None:
    sessions, [problem] = read(block(BENCH, f"Push Up,8,{text},60"))
    assert (problem.row, problem.column, problem.code) == (12, "Weight (kgs)", "weight")
    assert "from 0 to 2000 kg" in problem.message
    assert [s.row for s in sessions[0].sets] == [11]


def test_the_limit_of_weight_is_given_in_the_unit_of_the_file() -> None:
    problem = only_problem(block("Squat,1,4410,0", heading="Exercise,Reps,Weight (lbs),Rest Time (seconds)"))
    assert (problem.column, problem.value) == ("Weight (lbs)", "4410")
    assert "from 0 to 4409.25 lb" in problem.message


@pytest.mark.parametrize("text", ["604801", "1.200", '"1,200"', "-1", "abc", "N/A", "9" * 5000])
def test_rests_that_cant_be_used_leave_the_set_without_one(text: str) -> None:
    sessions, [problem] = read(block(f"Push Up,8,0,{text}"))
    assert (problem.row, problem.column, problem.code) == (11, "Rest Time (seconds)", "rest")
    assert "from 0 to 604800" in problem.message
    assert "kept without a rest time" in problem.message
    assert [(s.number_reps, s.rest_seconds) for s in sessions[0].sets] == [(8, None)]


@pytest.mark.parametrize(
    ("row", "count"), [("Push Up,15,0", "3"), ("Press, Overhead,8,42.5,60", "5"), ("Push Up,15", "2")]
)
def test_sets_with_another_number_of_fields_are_left_out(row: str, count: str) -> None:
    sessions, [problem] = read(block(row, BENCH))
    assert (problem.row, problem.code, problem.params) == (11, "field_count", {"count": count, "expected": "4"})
    assert [s.row for s in sessions[0].sets] == [12]


def test_a_set_without_a_name_is_left_out() -> None:
    assert where(only_problem(block(" ,8,20,0"))) == (11, "Exercise", "", "exercise_missing")


def test_a_name_that_is_too_long_leaves_the_set_out() -> None:
    sessions, [problem] = read(block(f"{'x' * 201},8,20,0", f"{'y' * 200},8,20,0"))
    assert where(problem) == (11, "Exercise", "x" * 199 + "…", "exercise_too_long")
    assert [s.exercise for s in sessions[0].sets] == ["y" * 200]


def test_a_title_that_is_too_long_is_shortened() -> None:
    sessions, [problem] = read(block(BENCH, title=f"{'x' * 300},,,"))
    assert (problem.row, problem.code) == (1, "title_too_long")
    assert [s.name for s in sessions] == ["x" * 200]


def test_a_title_with_commas_that_nobody_quoted_is_put_together() -> None:
    sessions, [problem] = read(GOOD + block(BENCH, title="Legs, calves, regret,,,"))
    assert where(problem) == (LAST_GOOD_ROW + 1, "", "Legs, calves, regret", "title_in_pieces")
    assert "“Legs, calves, regret”" in problem.message
    assert [s.name for s in sessions] == ["Morning Upper Body Workout", "Legs, calves, regret"]


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30 07:31:10",
        "2024-05-06",
        "",
        "soon",
        "2024-05-06 25:00:00",
        "0001-01-01 00:00:00",
        "9999-12-31 23:59:59",
        "2024-05-06T07:31:10+02:00",
        "8",
        "06/05/2024 07:31:10",
    ],
)
def test_an_impossible_start_leaves_the_workout_out(text: str) -> None:
    sessions, [problem] = read(block(BENCH, PUSH_UP, start=f"Workout Start,{text},,") + LATER)
    assert where(problem) == (2, "Workout Start", text, "start_impossible")
    assert "The workout (rows 1 to 12, sets: 2) is left out." in problem.message
    assert [s.name for s in sessions] == ["Legs"]


def test_a_start_in_pieces_is_still_a_start() -> None:
    sessions, problems = read(GOOD + block(BENCH, title="Legs,,,", start="Workout Start,2024-05-07,06:00:00,"))
    assert [(p.row, p.code) for p in problems] == [(17, "extra_values"), (17, "start_impossible")]
    assert [len(s.sets) for s in sessions] == [4]


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("2024-05-06 07:31:09", "end_before_start", "Expected a time from 2024-05-06 07:31:10 on."),
        ("2024-05-13 07:31:11", "end_too_late", "This end is more than 7 days after the start."),
        ("late", "end_impossible", "Expected one such as 2024-05-06 08:10:40."),
    ],
)
def test_an_end_that_cant_be_used_is_dropped(text: str, code: str, expected: str) -> None:
    sessions, [problem] = read(block(BENCH, end=f"Workout End,{text},,"))
    assert where(problem) == (3, "Workout End", text, code)
    assert expected in problem.message
    assert [(s.ended, len(s.sets)) for s in sessions] == [(None, 1)]


@pytest.mark.parametrize("text", ["-1", "50001", "many", "1.234", '"1,234"'])
def test_calories_that_cant_be_used_are_dropped(text: str) -> None:
    sessions, [problem] = read(block(BENCH, calories=f"Burned Calories,{text},,"))
    assert where(problem) == (6, "Burned Calories", text.strip('"'), "calories")
    assert [s.calories for s in sessions] == [None]


@pytest.mark.parametrize("row", ["Burned Calories,1,234,", "Burned Calories,312,kcal,", "Burned Calories,N/A,kcal,"])
def test_a_label_with_two_values_is_not_used(row: str) -> None:
    sessions, [problem] = read(block(BENCH, calories=row))
    assert where(problem) == (6, "", row, "row_unknown")
    assert [(s.calories, len(s.sets)) for s in sessions] == [(None, 1)]


def test_values_behind_all_sets_are_listed_and_the_sets_are_used() -> None:
    sessions, [problem] = read(block(BENCH, all_sets="All Sets,,4,"))
    assert where(problem) == (9, "All Sets", "4", "extra_values")
    assert len(sessions[0].sets) == 1


def test_values_behind_the_start_are_listed_and_the_start_is_used() -> None:
    sessions, [problem] = read(block(BENCH, start="Workout Start,2024-05-06 07:31:10,Berlin,"))
    assert where(problem) == (2, "Workout Start", "Berlin", "extra_values")
    assert [s.started.hour for s in sessions] == [7]


def test_a_label_that_is_not_known_is_listed() -> None:
    problem = only_problem(block(BENCH, calories="Average Heart Rate,120,,"))
    assert where(problem) == (6, "", "Average Heart Rate,120,,", "row_unknown")


def test_a_label_that_stands_twice_is_listed_and_the_first_counts() -> None:
    sessions, [problem] = read(block(BENCH, calories="Burned Calories,1,,\nBurned Calories,2,,"))
    assert where(problem) == (7, "Burned Calories", "2,,", "row_repeated")
    assert [s.calories for s in sessions] == [1]


def test_a_heading_that_stands_twice_is_listed() -> None:
    sessions, [problem] = read(block(BENCH, "Exercise,Reps,Weight (lbs),Rest Time (seconds)", BENCH))
    assert where(problem) == (12, "Exercise", "Reps,Weight (lbs),Rest Time (seconds)", "row_repeated")
    assert [float(s.weight) for s in sessions[0].sets] == [42.5, 42.5]


def test_an_unknown_unit_leaves_the_workout_out() -> None:
    sessions, [problem] = read(block(BENCH, heading="Exercise,Reps,Weight (stone),Rest Time (seconds)") + LATER)
    assert where(problem) == (10, "Weight", "Weight (stone)", "unit_unknown")
    assert "kgs or lbs" in problem.message
    assert [s.name for s in sessions] == ["Legs"]


def test_a_workout_with_an_impossible_start_and_heading_is_listed_once() -> None:
    heading = "Exercise,Reps,Weight (stone),Rest Time (seconds)"
    _, problems = read(block(BENCH, start="Workout Start,x,,", heading=heading))
    assert [(p.row, p.code) for p in problems] == [(2, "start_impossible")]
    _, problems = read(block(BENCH, start="Workout Start,x,,", heading="Exercise,Weight,Reps,Rest Time"))
    assert [(p.row, p.code) for p in problems] == [(2, "start_impossible")]


def test_a_row_before_the_sets_that_only_resembles_the_heading_is_listed() -> None:
    heading = "Exercise,Reps,Weight (kgs),Rest Time (seconds)"
    problem = only_problem(block(BENCH, all_sets="Training,Reps,Weight,x", heading=heading))
    assert where(problem) == (9, "", "Training,Reps,Weight,x", "row_unknown")


def test_an_empty_start_behind_a_title_is_a_start_without_a_time() -> None:
    sessions, problems = read("Legs,,,\nWorkout Start,,,\n" + block(BENCH, title=None))
    assert [(p.row, p.code) for p in problems] == [(2, "start_impossible")]
    assert [s.name for s in sessions] == [""]


def test_columns_in_another_order_leave_the_workout_out() -> None:
    sessions, problems = read(
        block("Push Up,20,15,0", heading="Exercise,Weight (kgs),Reps,Rest Time (seconds)") + LATER
    )
    assert [(p.row, p.code) for p in problems] == [(10, "heading_unknown")]
    assert [s.name for s in sessions] == ["Legs"]


def test_rows_before_the_first_workout_are_listed() -> None:
    sessions, problems = read("Exported by me,,,\nPush Up,15,0,60\n" + GOOD)
    assert [(p.row, p.code) for p in problems] == [(1, "row_outside"), (2, "row_outside")]
    assert len(sessions) == 1


def test_sets_of_a_workout_without_a_start_do_not_end_up_in_the_one_before() -> None:
    sessions, problems = read(GOOD + block(BENCH, PUSH_UP, title="Legs,,,", start=None) + LATER)
    assert [(p.row, p.code) for p in problems] == [(16, "row_alone"), (17, "start_missing")]
    assert "(rows 17 to 26, sets: 2)" in problems[1].message
    _, [problem] = read(block(title=None, start=None, all_sets=None, heading=None) + LATER)
    assert "(rows 1 to 5, sets: 0)" in problem.message
    assert [(s.name, len(s.sets)) for s in sessions] == [("Morning Upper Body Workout", 4), ("Legs", 1)]


def test_a_file_that_begins_inside_a_workout_lists_it() -> None:
    _, problems = read(block(BENCH, title=None, start=None))
    assert [(p.row, p.code) for p in problems] == [(1, "start_missing")]


def test_an_open_quote_costs_one_row() -> None:
    sessions, [problem] = read(block('"Push Up,15,0,60', BENCH, PUSH_UP) + LATER)
    assert where(problem) == (11, "", '"Push Up,15,0,60', "quote_not_closed")
    assert [[s.row for s in session.sets] for session in sessions] == [[12, 13], [25]]


def test_an_open_quote_that_a_later_quote_closes_costs_one_row_too() -> None:
    sessions, [problem] = read(GOOD.replace("Barbell Bench Press,8,42.5,95", '"Barbell Bench Press,8,42.5,95'))
    assert (problem.row, problem.code) == (12, "quote_not_closed")
    assert [s.row for s in sessions[0].sets] == [11, 13, 14]


def test_an_open_quote_in_a_title_costs_the_title() -> None:
    sessions, [problem] = read(GOOD + LATER.replace("Legs,,,", '"Legs,,,'))
    assert (problem.row, problem.code) == (16, "quote_not_closed")
    assert [(s.name, len(s.sets)) for s in sessions] == [("Morning Upper Body Workout", 4), ("", 1)]


def test_a_row_that_is_too_long_is_left_out() -> None:
    sessions, [problem] = read(block("x" * 200_000 + ",8,20,0", BENCH))
    assert (problem.row, problem.value, problem.code) == (11, "x" * 199 + "…", "row_too_long")
    assert [s.row for s in sessions[0].sets] == [12]


def test_damaged_characters_are_listed_and_the_row_is_used() -> None:
    data = block("Développé couché,8,42.5,0", "Жим лёжа,5,60,60").encode().replace("é couch".encode(), b"\xff couch")
    sessions, [problem] = read(data)
    assert where(problem) == (11, "", "Développ\ufffd couché,8,42.5,0", "row_damaged")
    assert [s.exercise for s in sessions[0].sets] == ["Développ\ufffd couché", "Жим лёжа"]


def test_sets_beyond_the_limit_of_a_workout_are_listed_one_by_one() -> None:
    sessions, problems = read(block(*[BENCH] * 1003))
    assert [(p.row, p.code) for p in problems] == [
        (1011, "too_many_sets"),
        (1012, "too_many_sets"),
        (1013, "too_many_sets"),
    ]
    assert [len(s.sets) for s in sessions] == [1000]


def test_a_file_that_ends_in_the_middle_of_a_row_keeps_the_complete_ones() -> None:
    sessions, [problem] = read(GOOD[: GOOD.index("Push Up,15") + len("Push Up,15")])
    assert where(problem) == (13, "", "Push Up,15", "cut_off")
    assert [s.row for s in sessions[0].sets] == [11, 12]


def test_a_file_that_ends_before_the_rest_keeps_the_set() -> None:
    sessions, [problem] = read(GOOD[: GOOD.index("Push Up,15,0,") + len("Push Up,15,0,")])
    assert where(problem) == (13, "Rest Time (seconds)", "", "cut_off_rest")
    assert [(s.row, s.rest_seconds) for s in sessions[0].sets] == [(11, 0), (12, 95), (13, None)]


def test_a_set_that_is_left_out_is_listed_once_when_the_file_ends_there() -> None:
    sessions, [problem] = read(GOOD[: GOOD.index("Push Up,15,0,")] + "Push Up,x,0,")
    assert where(problem) == (13, "Reps", "x", "reps")
    assert len(sessions[0].sets) == 2


def test_a_short_row_before_the_end_is_short_and_not_cut() -> None:
    _, [problem] = read(GOOD.rstrip(",\n") + "\nPush Up,15,0\n,")
    assert (problem.row, problem.code) == (15, "field_count")


def test_a_file_that_ends_in_a_row_before_the_sets_says_it_once() -> None:
    sessions, [problem] = read(LATER[: LATER.index("Burned") + 10])
    assert where(problem) == (6, "", "Burned Cal", "cut_off")
    assert [s.name for s in sessions] == ["Legs"]


def test_a_file_that_ends_in_a_quoted_field_lists_the_row() -> None:
    sessions, [problem] = read(GOOD[: GOOD.index('""unit')])
    assert (problem.row, problem.code) == (14, "cut_off")
    assert len(sessions[0].sets) == 3


@pytest.mark.parametrize("label", ["Workout End", "Total Sets", "Burned Calories", "All Sets", "Exercise,Reps"])
def test_a_file_that_ends_before_the_sets_says_so_and_keeps_the_workout(label: str) -> None:
    sessions, [problem] = read(GOOD + LATER[: LATER.index(label)])
    assert problem.code == "workout_cut_off"
    assert "starts in row 16" in problem.message
    assert [(s.name, len(s.sets)) for s in sessions] == [("Morning Upper Body Workout", 4), ("Legs", 0)]


@pytest.mark.parametrize(
    ("cut", "rows"),
    [("Leg", [16]), ("Legs,,,", [16]), ("Legs,,,\n", [16]), ("Legs,,,\nWorkout Start,2024-05-08 18:0", [16, 17])],
)
def test_a_file_that_ends_before_the_start_lists_what_stands_there(cut: str, rows: list[int]) -> None:
    sessions, problems = read(GOOD + cut)
    assert [(p.row, p.code) for p in problems] == [(row, "cut_off") for row in rows]
    assert len(sessions) == 1
