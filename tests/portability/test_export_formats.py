"""What the files of exports hold, read by somebody else's eyes: csv, openpyxl, and our own importers for other apps."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from accounts.models import User
from portability.exports import workbook as workbook_module
from portability.exports.registry import EXPORT_FORMATS
from portability.exports.source import SESSIONS_AT_ONCE, Selection, Source
from sessions_app.models import WorkoutSession, WorkoutSet
from sharing.scope import Scope
from tests.catalogue import catalogue_present
from tests.factories import make_exercise, make_session, make_set, make_set_of_reps, make_user, working_set_type
from tests.portability.support import run_import
from tests.safety.queries import queries
from workouttracker.kit.units import Unit

START = datetime(2026, 3, 2, 18, 5, 30, tzinfo=UTC)


def written(owner: User, key: str, unit: Unit = Unit.KG, selection: Selection | None = None) -> bytes:
    source = Source(Scope.of_user(owner), selection or Selection(), unit)
    return b"".join(EXPORT_FORMATS[key].write(source))


def rows_of(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))


@pytest.fixture
def athlete(owner: User) -> User:
    """Two sessions, one with names that a spreadsheet might calculate."""
    push = make_session(owner, "=cmd()", started_at=START, ended_at=START + timedelta(minutes=58), notes="+1 felt good")
    bench = make_exercise("@x Bench", owner=owner)
    make_set_of_reps(
        push, [(80, True), (80, True), (75, False)], exercise_type=bench, weight=80, rest_seconds=90, rpe=Decimal("8.5")
    )
    make_set(push, exercise_type=make_exercise("Row, Cable"), number_reps=8, weight=Decimal("60.5"))
    pull = make_session(owner, "Pull", started_at=START + timedelta(days=2))
    make_set(pull, exercise_type=make_exercise("Plank", kind="duration"), number_reps=0, weight=0, duration_seconds=90)
    return owner


def test_csv_has_a_row_per_set(athlete: User) -> None:
    rows = rows_of(written(athlete, "csv"))
    assert [(row["exercise"], row["weight"], row["reps"], row["failed_reps"]) for row in rows] == [
        ("'@x Bench", "80", "3", "1"),
        ("Row, Cable", "60.5", "8", "0"),
        ("Plank", "0", "0", "0"),
    ]
    assert rows[0]["date"] == "2026-03-02"
    assert rows[0]["rest_seconds"] == "90"
    assert rows[2]["duration_seconds"] == "90"


def test_csv_weights_are_in_the_athletes_unit(owner: User) -> None:
    make_set(make_session(owner), weight=Decimal("100"))
    (row,) = rows_of(written(owner, "csv", Unit.LB))
    assert (row["weight"], row["weight_unit"]) == ("220.4623", "lb"), "as many decimals as bring 100 kg back"


@pytest.mark.parametrize(("key", "delimiter"), [("csv", ","), ("strong", ";"), ("hevy", ",")])
def test_no_cell_of_a_csv_is_a_formula(athlete: User, key: str, delimiter: str) -> None:
    data = written(athlete, key).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(data), delimiter=delimiter):
        for cell in row:
            assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r"}, cell


def book_of(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_xlsx_has_real_numbers_and_dates_and_no_formulas(athlete: User) -> None:
    book = book_of(written(athlete, "xlsx"))
    assert book.sheetnames == ["Sessions", "Sets", "Reps", "Records", "Weekly volume"]
    session = [cell.value for cell in book["Sessions"][2]]
    assert session[0] == datetime(2026, 3, 2)
    assert session[3] == timedelta(minutes=58)
    assert session[4] == "=cmd()"
    assert session[6:9] == [2, 11, 644]
    row = [cell.value for cell in book["Sets"][2]]
    assert row[3] == "@x Bench"
    assert row[5:9] == [80, 3, 1, 8.5]
    for sheet in book:
        for cells in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in cells)
    reps = [[cell.value for cell in cells][5:] for cells in book["Reps"].iter_rows(min_row=2, max_row=4)]
    assert reps == [[80, True], [80, True], [75, False]]


def test_xlsx_goes_on_in_another_sheet_when_one_is_full(athlete: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MAX_ROWS", 5)
    book = book_of(written(athlete, "xlsx"))
    assert book["Reps"].max_row == 5
    assert {"Reps 2", "Reps 3"} <= set(book.sheetnames)


def test_xlsx_records_are_those_of_the_reports(athlete: User) -> None:
    rows = [
        [cell.value for cell in cells] for cells in book_of(written(athlete, "xlsx"))["Records"].iter_rows(min_row=2)
    ]
    assert ["@x Bench", "Heaviest weight", 80, "kg", datetime(2026, 3, 2), "=cmd()"] in rows


def test_reading_costs_as_many_queries_for_two_sessions_as_for_many(owner: User) -> None:
    def logged(number: int) -> None:
        for each in range(number):
            make_set_of_reps(make_session(owner, f"S{each}"), [(80, True), (70, False)])

    logged(2)
    with queries() as few:
        written(owner, "csv")
    logged(6)
    with queries() as many:
        written(owner, "csv")
    assert len(many) == len(few)
    assert SESSIONS_AT_ONCE > 8


def plain_log(owner: User) -> list[Any]:
    """What Strong and Hevy can say of a log; starts to the minute."""
    log = []
    for session in WorkoutSession.objects.filter(owner=owner).order_by("started_at"):
        sets = WorkoutSet.objects.filter(session=session).order_by("position")
        fields = (
            "exercise_type__name",
            "weight",
            "reps_done",
            "duration_seconds",
            "distance_metres",
            "rpe",
            "is_warm_up",
        )
        start = session.started_at.replace(second=0, microsecond=0)
        log.append((start, session.name, session.notes, [tuple(row) for row in sets.values_list(*fields)]))
    return log


@pytest.mark.parametrize("key", ["strong", "hevy"])
def test_our_own_importers_read_what_is_written_for_other_apps(owner: User, tmp_path: Path, key: str) -> None:
    catalogue_present()
    working = working_set_type()
    for number in range(3):
        start = START + timedelta(days=number)
        session = make_session(
            owner, f"Day {number}", started_at=start, ended_at=start + timedelta(minutes=45), notes="went, well; yes"
        )
        bench, plank = (
            make_exercise(f"My Bench {number}", owner=owner),
            make_exercise(f"My Plank {number}", owner=owner, kind="duration"),
        )
        for weight in (60, 80, 82.5):
            make_set(
                session,
                exercise_type=bench,
                set_type=working,
                weight=Decimal(str(weight)),
                number_reps=5,
                rpe=Decimal(8),
            )
        make_set(session, exercise_type=plank, set_type=working, weight=0, number_reps=0, duration_seconds=75)
        make_set(session, exercise_type=bench, set_type=working, weight=0, number_reps=12, distance_metres=Decimal(400))
    path = tmp_path / "export.csv"
    path.write_bytes(written(owner, key))
    other = make_user(email="other@example.org")
    result = run_import(path, other, "--format", "auto", "--time-zone", owner.time_zone)
    assert result["format"] == key
    assert result["problems"] == []
    assert plain_log(other) == plain_log(owner)
