"""Spreadsheet (XLSX): sheets for sessions, sets, reps, records and weekly volume, with real numbers and dates.

Constant memory: XlsxWriter keeps one row of each sheet and the rest in temporary files. Text is written as text, never
as a formula, whatever it begins with.
"""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from portability.exports.source import SessionOut, SetOut, Source
from portability.exports.statistics import records_of, weeks_of
from sessions_app.records import Best, RecordKind
from workouttracker.kit.units import from_kg

MAX_ROWS = 1_048_576
"""Rows of one sheet, by the file format; what goes beyond goes on in a second sheet."""
PIECE_BYTES = 256 * 1024
Value = str | int | float | Decimal | date | datetime | timedelta | bool | None


def workbook(source: Source) -> Iterator[bytes]:
    """The file in pieces."""
    with tempfile.TemporaryFile() as file:
        _Book(file, source).write()
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


class _Book:
    """Writes all sheets in one pass over the sessions."""

    def __init__(self, file: Any, source: Source) -> None:
        self._source, self._unit = source, source.unit
        options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "remove_timezone": True}
        self._book = xlsxwriter.Workbook(file, {**options, "strings_to_formulas": False, "strings_to_urls": False})
        self._book.set_properties({"title": "WorkoutTracker", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        self._heading = self._book.add_format({"bold": True, "bottom": 1})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._length = self._book.add_format({"num_format": "[h]:mm:ss"})

    def write(self) -> None:
        """All sheets, and the end of the file."""
        unit = self._unit.value
        sessions = self._sheet(
            _("Sessions"),
            [_("Date"), _("Start"), _("End"), _("Duration"), _("Name"), _("Kind"), _("Sets"), _("Reps"),
             _("Volume (%(unit)s)") % {"unit": unit}, _("Calories"), _("Notes")],
            [12, 17, 17, 10, 28, 12, 8, 8, 14, 10, 40],
        )  # fmt: skip
        sets = self._sheet(
            _("Sets"),
            [_("Date"), _("Session"), _("Set"), _("Exercise"), _("Set type"), _("Weight (%(unit)s)") % {"unit": unit},
             _("Reps"), _("Failed reps"), _("RPE"), _("Rest"), _("Duration"), _("Distance (m)"), _("Superset"),
             _("Volume (%(unit)s)") % {"unit": unit}, _("Description"), _("Notes")],
            [12, 24, 6, 32, 14, 12, 8, 11, 8, 10, 10, 12, 10, 14, 30, 30],
        )  # fmt: skip
        reps = self._sheet(
            _("Reps"),
            [_("Date"), _("Session"), _("Set"), _("Exercise"), _("Rep"), _("Weight (%(unit)s)") % {"unit": unit},
             _("Done")],
            [12, 24, 6, 32, 6, 12, 8],
        )  # fmt: skip
        for session in self._source.sessions():
            self._session(sessions, session)
            for number, row in enumerate(session.sets, start=1):
                self._set(sets, session, number, row)
                for place, rep in enumerate(row.reps, start=1):
                    reps.add(
                        [session.day, session.name, number, row.exercise, place, self._weight(rep.weight), rep.success]
                    )
        self._records()
        self._weekly()
        self._book.close()

    def _session(self, sheet: "_Sheet", session: SessionOut) -> None:
        kind = _("Workout") if session.is_workout else _("Calculation")
        seconds = timedelta(seconds=session.seconds) if session.seconds is not None else None
        volume = self._weight(session.tonnage)
        sheet.add([session.day, _naive(session.started), _naive(session.ended), seconds, session.name, kind,
                   session.total_sets, session.total_reps, volume, session.calories, session.notes])  # fmt: skip

    def _set(self, sheet: "_Sheet", session: SessionOut, number: int, row: SetOut) -> None:
        where: list[Value] = [session.day, session.name, number, row.exercise, row.set_type]
        load: list[Value] = [self._weight(row.weight), len(row.reps), row.reps_failed, row.rpe]
        spans: list[Value] = [_span(row.rest_seconds), _span(row.duration_seconds), row.distance_metres, row.superset]
        sheet.add([*where, *load, *spans, self._weight(row.tonnage), row.description, row.notes])

    def _records(self) -> None:
        """The same records as on the page of reports."""
        sheet = self._sheet(
            _("Records"),
            [_("Exercise"), _("Record"), _("Value"), _("Unit"), _("Date"), _("Session")],
            [32, 26, 12, 8, 12, 28],
        )
        for each in records_of(self._source):
            value, unit = self._record_value(each.best)
            sheet.add([each.exercise, str(each.best.kind.label), value, unit, each.best.day, each.session])

    def _record_value(self, best: Best) -> tuple[Value, str]:
        match best.kind:
            case RecordKind.MOST_REPS:
                return int(best.value), ""
            case RecordKind.LONGEST:
                return int(best.value), "s"
            case RecordKind.FARTHEST:
                return best.value, "m"
        return self._weight(best.value), self._unit.value

    def _weekly(self) -> None:
        """The same weeks as on the page of reports: working sets of workouts."""
        sheet = self._sheet(
            _("Weekly volume"),
            [_("Week from"), _("Sets"), _("Reps"), _("Volume (%(unit)s)") % {"unit": self._unit.value}],
            [12, 8, 8, 14],
        )
        for week in weeks_of(self._source):
            sheet.add([week.start, week.sets, week.reps, self._weight(week.tonnage)])

    def _weight(self, kilograms: Decimal) -> Decimal:
        return from_kg(kilograms, self._unit)

    def _sheet(self, name: str, headings: Sequence[str], widths: Sequence[int]) -> "_Sheet":
        return _Sheet(self._book, name, headings, widths, (self._heading, self._moment, self._length))


class _Sheet:
    """Adds rows; when a sheet is full, goes on in the next one of the same name."""

    def __init__(
        self, book: Any, name: str, headings: Sequence[str], widths: Sequence[int], formats: tuple[Any, Any, Any]
    ) -> None:
        self._book, self._name, self._headings, self._widths = book, name, headings, widths
        self._heading, self._moment, self._length = formats
        self._number = 0
        self._begin()

    def add(self, values: Sequence[Value]) -> None:
        """One row."""
        if self._row >= MAX_ROWS:
            self._begin()
        for column, value in enumerate(values):
            self._cell(column, value)
        self._row += 1

    def _begin(self) -> None:
        self._number += 1
        self._sheet = self._book.add_worksheet(self._name if self._number == 1 else f"{self._name} {self._number}")
        for column, (heading, width) in enumerate(zip(self._headings, self._widths, strict=True)):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, heading, self._heading)
        self._sheet.freeze_panes(1, 0)
        self._row = 1

    def _cell(self, column: int, value: Value) -> None:
        match value:
            case None | "":
                return
            case bool():
                self._sheet.write_boolean(self._row, column, value)
            case str():
                self._sheet.write_string(self._row, column, value)
            case datetime():
                self._sheet.write_datetime(self._row, column, value, self._moment)
            case timedelta():
                self._sheet.write_datetime(self._row, column, value, self._length)
            case date():
                self._sheet.write_datetime(self._row, column, value)
            case _:
                self._sheet.write_number(self._row, column, float(value))


def _naive(moment: datetime | None) -> datetime | None:
    """The clock on the wall: a spreadsheet knows no time zones."""
    return moment.replace(tzinfo=None) if moment else None


def _span(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
