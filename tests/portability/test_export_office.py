"""The spreadsheet in somebody else's program: LibreOffice opens it without a word and finds what we wrote."""

import io
import os
import subprocess
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from accounts.models import User
from portability.exports.registry import EXPORT_FORMATS
from portability.exports.source import Source
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_of_reps

OFFICE = os.environ.get("OFFICE", "")
START = datetime(2026, 3, 2, 18, 5, 30, tzinfo=UTC)
HARMLESS = "failed to launch javaldx"
"""LibreOffice says so wherever there is no Java, whatever the file."""

TRUTH = {"=TRUE()": ("b", True), "=FALSE()": ("b", False)}
"""How LibreOffice writes what it read as true and false."""


@pytest.fixture
def log(owner: User) -> User:
    """Names that a spreadsheet might calculate, failed reps, odd weights, a duration."""
    push = make_session(
        owner, "=cmd()", started_at=START, ended_at=START + timedelta(minutes=58), notes="+1\nfelt good"
    )
    bench = make_exercise("@x Bench, <b> & 🏋️", owner=owner)
    reps = [(80, True), ("80.0001", True), (75, False)]
    make_set_of_reps(push, reps, exercise_type=bench, weight=80, rest_seconds=90, rpe=Decimal("8.5"))
    pull = make_session(owner, "Pull", started_at=START + timedelta(days=9))
    make_set(pull, exercise_type=make_exercise("Plank", kind="duration"), number_reps=0, weight=0, duration_seconds=90)
    return owner


@pytest.mark.one_database
@pytest.mark.skipif(not OFFICE, reason="no LibreOffice on this machine")
def test_libreoffice_opens_the_spreadsheet_without_a_warning(log: User, tmp_path: Path) -> None:
    ours = tmp_path / "export.xlsx"
    ours.write_bytes(b"".join(EXPORT_FORMATS["xlsx"].write(Source(Scope.of_user(log)))))
    said = _opened(ours, tmp_path)
    assert [line for line in said.splitlines() if line.strip() and HARMLESS not in line] == []
    theirs = openpyxl.load_workbook(tmp_path / "opened" / "export.xlsx")
    mine = openpyxl.load_workbook(ours)
    assert theirs.sheetnames == mine.sheetnames
    assert {name: _cells(theirs[name]) for name in theirs.sheetnames} == {
        name: _cells(mine[name]) for name in mine.sheetnames
    }


def _opened(file: Path, folder: Path) -> str:
    """Let LibreOffice read the file and write it again; what it complained about."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    opened = str(folder / "opened")
    command = [OFFICE, profile, "--headless", "--norestore", "--convert-to", "xlsx", "--outdir", opened, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "using filter" in done.stdout
    return str(done.stderr)


def _cells(sheet: Any) -> list[list[Any]]:
    """Type and value of every cell; times to the second, which is what a spreadsheet's numbers hold."""
    return [[TRUTH.get(cell.value, (cell.data_type, _plain(cell.value))) for cell in row] for row in sheet.iter_rows()]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value + timedelta(milliseconds=500)).replace(microsecond=0)
    return timedelta(seconds=round(value.total_seconds())) if isinstance(value, timedelta) else value


def test_the_cells_that_are_compared_are_there(log: User) -> None:
    data = b"".join(EXPORT_FORMATS["xlsx"].write(Source(Scope.of_user(log))))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert _cells(book["Sets"])[1][3] == ("s", "@x Bench, <b> & 🏋️")
    assert _cells(book["Sessions"])[1][3] == ("d", timedelta(minutes=58))
