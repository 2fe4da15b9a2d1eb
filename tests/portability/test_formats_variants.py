"""Variants of files that are around: older headings, headings in other languages, tables that a spreadsheet saved."""

from decimal import Decimal
from io import BytesIO

import pytest

from portability.formats import mapped
from portability.formats.decoding import TextLines
from portability.formats.registry import FORMATS
from tests.portability.reading import Found, read, sort_out
from workouttracker.kit.units import Unit, to_kg

STRONG = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
FITNOTES = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment\n"
STRONGLIFTS = (
    "Date (yyyy/mm/dd),Workout,Workout Name,Program Name,Body Weight (KG),Exercise,SetsxReps,SetsxTime,"
    "Duration (hours),Start Time (h:mm),End Time (h:mm),Notes,Set 1 (Reps), Set 1 (KG),Set 2 (Reps), Set 2 (KG)\n"
)


def told(found: Found) -> list[tuple[str, int, Decimal]]:
    """Exercise, reps and kilograms of each set."""
    return [(row.exercise, row.number_reps, row.weight) for row in found.sets]


def test_the_oldest_files_of_strong_have_the_unit_as_heading() -> None:
    found = read(
        "Date;Workout Name;Exercise Name;Set Order;lbs;Reps;mi.;Seconds;Notes;Workout Notes\n"
        '2018-01-20 17:03:17;"Gym";"Cycling (Indoor)";1;;;2.4;2100;"";""\n'
        '2018-01-20 17:03:17;"Gym";"Squat (Barbell)";1;135;5;;;"";""\n'
    )
    assert found.info is not None
    assert (found.format, found.info.unit, found.info.questions) == ("strong", Unit.LB, ())
    assert told(found) == [("Cycling (Indoor)", 0, Decimal(0)), ("Squat (Barbell)", 5, to_kg(Decimal(135), Unit.LB))]
    assert found.sets[0].distance_metres == Decimal("3862.43")


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        pytest.param(
            "Date,Nom,Durée,Nom de l'exercice,Ordre,Poids,Rép.,Distance,Secondes,Notes,Notes entr.,RPE",
            '2020-09-15 11:22:57,"Haut, A",1h 43m,"Développé",1,45.5,5,0,0,"","",8\n'
            '2020-09-15 11:22:57,"Haut, A",1h 43m,"Développé",Minuteur,0,0,0,90.0,"","",',
            id="French, commas",
        ),
        pytest.param(
            "Fecha;Entreno;Ejercicio;Orden;Peso;Unidad;Repeticiones;RPE;Distancia;Unidad dist.;Segundos;Notas;"
            "Notas entreno;Duración",
            '2020-09-15 11:22:57;"Haut, A";"Développé";1;45,5;kg;5;8;;;0;"";"";1h 43m\n'
            '2020-09-15 11:22:57;"Haut, A";"Développé";Descanso;;kg;;;;;90;"";"";1h 43m',
            id="Spanish, units in rows",
        ),
        pytest.param(
            '"Allenamento #";"Data";"Nome";"Durata (sec)";"Esercizio";"Ordine";"Peso (kg)";"Ripetizioni";"RPE";'
            '"Distanza (metri)";"Secondi";"Note";"Note allenamento"',
            '"1";"2020-09-15 11:22:57";"Haut, A";"6180";"Développé";"1";"45.5";"5";"8";"";"";"";""\n'
            '"1";"2020-09-15 11:22:57";"Haut, A";"6180";"Développé";"Riposo";"";"";"";"";"90.0";"";""',
            id="Italian, numbered",
        ),
    ],
)
def test_strong_is_known_in_any_language_by_the_order_of_its_columns(heading: str, rows: str) -> None:
    text = f"{heading}\n{rows}\n"
    assert [key for key, spec in FORMATS.items() if spec.matches(text)] == ["strong"]
    found = read(text)
    [session] = found.sessions
    assert (session.name, str(session.ended)) == ("Haut, A", "2020-09-15 13:05:57")
    assert told(found) == [("Développé", 5, Decimal("45.5"))]
    assert (found.sets[0].rest_seconds, found.sets[0].rpe) == (90, Decimal(8))
    assert found.rows is not None
    assert dict(found.rows.information) == {"rest": 1}
    assert found.problems == []


def test_a_table_of_another_kind_is_not_taken_for_strong() -> None:
    text = "Date,Name,Dauer,Was,Nr,kg,Wdh,Weite,Zeit,Notiz,Bemerkung,RPE\n15.09.2020,A,1h,Bankdrücken,1,45,5,0,0,,,\n"
    assert not FORMATS["strong"].matches(text)


@pytest.mark.parametrize("wrapped_heading", [False, True])
def test_rows_in_one_pair_of_quotation_marks_are_unwrapped(wrapped_heading: bool) -> None:
    heading = f'"{STRONG.strip()}"\n' if wrapped_heading else STRONG
    row = '"2020-09-15 11:22:57,""Chest, back"",1h,""Bench Press (Barbell)"",{},45.5,5,0,0,"""","""","\n'
    found = read(heading + row.format(1) + row.format(2))
    assert found.sessions[0].name == "Chest, back"
    assert told(found) == [("Bench Press (Barbell)", 5, Decimal("45.5"))] * 2
    assert found.problems == []


def test_quotation_marks_that_nobody_doubled_stay_in_the_text() -> None:
    found = read(STRONG + '2020-09-15 11:22:57,"Legs",1h,"Squat",1,45,5,0,0,"he said "hi" twice","a, b",\n')
    assert (found.sets[0].notes, found.sessions[0].notes) == ('he said "hi" twice', "a, b")


def test_stronglifts_may_write_both_units() -> None:
    found = read(
        "Date (yyyy/mm/dd),Workout,Exercise,Set 1 (Reps),Set 1 (KG),Set 1 (LB),Set 2 (Reps),Set 2 (KG),Set 2 (LB)\n"
        "2024/05/06,A,Squat,5,100,220.5,5,100,220.5\n"
        "2024/05/06,A,Bench Press,5,,135,4,,135\n"
    )
    pounds = to_kg(Decimal(135), Unit.LB)
    assert told(found) == [
        ("Squat", 5, Decimal(100)),
        ("Squat", 5, Decimal(100)),
        ("Bench Press", 5, pounds),
        ("Bench Press", 4, pounds),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(
            STRONGLIFTS + "2026/04/30,9,B,,97.75,Chinups,2x10,,0.6,7:00 AM,7:35 AM,,10,-5,10,-5\n",
            "Chinups (Assisted)",
            id="StrongLifts",
        ),
        pytest.param(
            FITNOTES + "2025-04-30,Dip,Triceps,-5.0,kgs,10,,,,\n2025-04-30,Dip,Triceps,-5.0,kgs,10,,,,\n",
            "Dip (Assisted)",
            id="FitNotes",
        ),
        pytest.param(
            STRONG + '2020-09-15 11:22:57,"Legs",1h,"Pull Up (Assisted)",1,-5,10,0,0,,,\n'
            '2020-09-15 11:22:57,"Legs",1h,"Pull Up (Assisted)",2,-5,10,0,0,,,\n',
            "Pull Up (Assisted)",
            id="Strong",
        ),
    ],
)
def test_less_than_nothing_is_help_where_people_are_helped(text: str, name: str) -> None:
    found = read(text)
    assert told(found) == [(name, 10, Decimal(5))] * 2
    assert {problem.kind for problem in found.problems} <= {"repaired"}


def test_less_than_nothing_is_an_error_elsewhere() -> None:
    found = read(FITNOTES + "2025-04-30,Bench Press,Chest,-5.0,kgs,10,,,,\n")
    assert (found.sets, found.codes) == ([], ["weight"])


def test_rest_timers_in_a_table_that_took_them_over_are_no_sets() -> None:
    lines = TextLines(BytesIO(b"Day,Lift,Kind,kg,Reps\n2024-05-06,Squat,1,60,5\n2024-05-06,Squat,Rest Timer,0,0\n"))
    mapping = mapped.ColumnMapping(("date", "exercise", "set_type", "weight", "reps"))
    found = sort_out(mapped.parse(lines, mapping))
    assert told(found) == [("Squat", 5, Decimal(60))]
    assert found.rows is not None
    assert dict(found.rows.information) == {"rest": 1}
