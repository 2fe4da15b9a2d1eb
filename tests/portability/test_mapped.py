"""Tables of unknown origin: what is guessed from headings and values, and what a mapping makes of rows."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from portability.formats.guessing import guess_mapping, read_head
from portability.formats.mapped import LABELS, ColumnMapping, Field, parse
from portability.formats.records import DateOrder, ReadOptions
from tests.portability.reading import Found, sort_out
from workouttracker.kit.units import Unit


def guessed(text: str) -> ColumnMapping:
    """The mapping that a text suggests."""
    head = read_head(text)
    assert head is not None
    return guess_mapping(head)


def read(text: str, mapping: ColumnMapping | None = None, options: ReadOptions | None = None) -> Found:
    lines = iter(text.splitlines(keepends=True))
    return sort_out(parse(lines, mapping or guessed(text), options or ReadOptions()))


def sets(found: Found) -> list[tuple[str, int, str]]:
    """Exercise, reps and kilograms of each set."""
    return [(row.exercise, row.number_reps, f"{row.weight.normalize():f}") for row in found.sets]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("Date,Exercise,Weight,Reps", "date exercise weight reps"),
        ("Datum;Übung;Gewicht (kg);Wdh.;Notizen", "date exercise weight reps notes"),
        ("Fecha;Ejercicio;Peso;Repeticiones;Series;Descanso", "date exercise weight reps sets rest"),
        ("Date;Exercice;Poids;Répétitions;Remarques", "date exercise weight reps notes"),
        ("Data;Exercício;Carga;Repetições", "date exercise weight reps"),
        ("data;esercizio;peso;ripetizioni;recupero", "date exercise weight reps rest"),
        ("Datum;Oefening;Gewicht;Herhalingen", "date exercise weight reps"),
        ("SessionId,Timestamp,Exercise,Weight,WeightUnit,Reps", "session date exercise weight weight_unit reps"),
        ("exercise_name,date,weight_lbs,reps,rpe,set_type", "exercise date weight reps rpe set_type"),
        ("Day\tLift\tLoad\tReps\tRIR\tSuccess", "date exercise weight reps rir success"),
        ("Date,Movement,Reps,Distance (km),Duration,Superset", "date exercise reps distance seconds superset"),
    ],
)
def test_headings_in_many_languages(heading: str, columns: str) -> None:
    mapping = guessed(f"{heading}\n{heading}\n")
    assert list(mapping.columns) == columns.split()
    assert mapping.faults() == []


def test_values_tell_where_headings_do_not() -> None:
    text = "2024-01-15;Bench Press;82,5;8\n2024-01-16;Barbell Row;80;10\n"
    mapping = guessed(text)
    assert (mapping.columns, mapping.has_header) == (("date", "exercise", "weight", "reps"), False)
    assert sets(read(text)) == [("Bench Press", 8, "82.5"), ("Barbell Row", 10, "80")]


def test_units_come_from_headings_rows_and_values() -> None:
    assert guessed("date,exercise,weight_lbs,reps\n2024-01-15,Row,100,5\n").unit is Unit.LB
    assert guessed("date,exercise,kg,reps\n2024-01-15,Row,100,5\n").unit is Unit.KG
    assert guessed("date,exercise,weight,reps\n2024-01-15,Row,100,5\n").unit is None
    text = "date,exercise,weight,reps\n2024-01-15,Row,100 lbs,5\n2024-01-15,Row,50kg,5\n2024-01-15,Row,BW,5\n"
    assert sets(read(text)) == [("Row", 5, "45.3592"), ("Row", 5, "50"), ("Row", 5, "0")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("3x5;100", [("Row", 5, "100")] * 3),
        ("5/5/3;100", [("Row", 5, "100"), ("Row", 5, "100"), ("Row", 3, "100")]),
        ("5, 5, 3;60/70/80", [("Row", 5, "60"), ("Row", 5, "70"), ("Row", 3, "80")]),
        ("8-8-7;20", [("Row", 8, "20"), ("Row", 8, "20"), ("Row", 7, "20")]),
        ("8;62,5", [("Row", 8, "62.5")]),
        (";", [("Row", 0, "0")]),
    ],
)
def test_a_row_may_hold_several_sets(row: str, expected: list[tuple[str, int, str]]) -> None:
    found = read(f"Date;Exercise;Reps;Weight\n2024-01-15;Row;{row}\n")
    assert sets(found) == expected
    assert found.problems == []


def test_a_column_may_hold_the_number_of_sets() -> None:
    found = read("date,exercise,sets,reps,weight\n2024-01-15,Row,4,8,80\n")
    assert sets(found) == [("Row", 8, "80")] * 4


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2024-01-15;Row;8-12;100", "reps"),
        ("2024-01-15;Row;-1;100", "reps"),
        ("2024-01-15;Row;5/5;60/70/80", "weights_and_reps"),
        ("2024-01-15;Row;5;heavy", "weight"),
        ("2024-01-15;;5;100", "exercise_missing"),
        ("2024-02-30;Row;5;100", "date_impossible"),
        ("2024-01-15;Row;9999x9999;100", "reps"),
        ("2024-01-15;Row", "field_count"),
    ],
)
def test_what_cannot_be_read_is_a_problem(row: str, code: str) -> None:
    text = f"Date;Exercise;Reps;Weight\n2024-01-14;Row;5;100\n{row}\n2024-01-16;Row;5;100\n"
    found = read(text)
    assert found.codes == [code]
    assert found.rows is not None
    assert (found.rows.rows, found.rows.used, found.rows.left_out) == (3, 2, 1)


def test_failed_sets_have_failed_reps() -> None:
    found = read("date,exercise,reps,weight,success\n2024-01-15,Row,3,80,no\n2024-01-15,Row,3,80,yes\n")
    assert [row.reps and [rep.success for rep in row.reps] for row in found.sets] == [[False] * 3, None]


def test_the_time_of_each_set_does_not_make_a_workout_of_it() -> None:
    rows = [f"2024-10-16 10:{40 + n}:06,Row,8,60" for n in (3, 0, 1, 2, 4)]
    text = "\n".join(["Timestamp,Exercise,Reps,Weight", *rows]) + "\n"
    found = read(text)
    assert guessed(text).by_day
    assert [session.started for session in found.sessions] == [datetime(2024, 10, 16, 10, 40, 6)]
    assert len(read(text, replace(guessed(text), by_day=False)).sessions) == 5


def test_a_date_stands_once_for_the_rows_below() -> None:
    found = read("Date,Exercise,Reps,Weight\n2024-01-15,Row,8,60\n,Row,7,60\n,Row,6,60\n")
    assert [len(session.sets) for session in found.sessions] == [3]


def test_open_dates_are_asked_about() -> None:
    text = "Date,Exercise,Reps,Weight\n04/09/2025,Row,8,60\n"
    found = read(text)
    assert found.codes == ["date_ambiguous"]
    assert found.rows is not None
    assert (found.rows.used, found.rows.left_out) == (0, 1)
    for order, month in ((DateOrder.DAY_FIRST, 9), (DateOrder.MONTH_FIRST, 4)):
        assert read(text, options=ReadOptions(date_order=order)).sessions[0].started.month == month
        assert read(text, replace(guessed(text), date_order=order)).sessions[0].started.month == month
    settled = read(text + "28/09/2025,Row,8,60\n")
    assert [session.started.month for session in settled.sessions] == [9, 9]


def test_everything_a_row_can_hold() -> None:
    text = (
        "date;time;end;workout;workout notes;exercise;muscle group;set type;reps;weight;rpe;rest;duration;distance;"
        "superset;exercise notes;notes\n"
        "15.01.2024;18:30;19:45;Legs;hot;Squat;Quads;Warm-up;5;100;8,5;1:30;45;1,5;A;slow;easy\n"
    )
    found = read(text)
    [session] = found.sessions
    [row] = session.sets
    assert (session.name, session.started, session.ended) == (
        "Legs",
        datetime(2024, 1, 15, 18, 30),
        datetime(2024, 1, 15, 19, 45),
    )
    assert (session.notes, row.set_type, row.rpe, row.rest_seconds) == ("hot", "Warm-up", Decimal("8.5"), 90)
    assert (row.duration_seconds, row.distance_metres, row.superset_group) == (45, Decimal(1500), 1)
    assert (row.description, row.notes) == ("slow", "easy")
    assert [(each.name, each.category) for each in found.exercises] == [("Squat", "Quads")]
    assert found.codes == ["distance_unit_assumed"]


def test_a_mapping_can_be_kept() -> None:
    mapping = replace(guessed("date;exercise;kg;reps\n"), date_order=DateOrder.DAY_FIRST, by_day=True)
    assert ColumnMapping.from_json(mapping.as_json()) == mapping
    with pytest.raises(ValueError, match="nonsense"):
        ColumnMapping.from_json({"columns": ["nonsense"]})


def test_faults_name_missing_and_double_fields() -> None:
    assert ColumnMapping(("reps", "reps")).faults() == ["date", "exercise", "reps"]
    assert set(LABELS) == set(Field)


@pytest.mark.parametrize("text", ["", "hello\nworld\n", "no table at all", '{"a": 1}'])
def test_what_is_no_table_has_no_head(text: str) -> None:
    assert read_head(text) is None
