"""FitNotes' body tracker: a CSV file with a heading, one row per value.

    Date,Time,Measurement,Value,Unit
    Date,Time,Measurement,Value,Unit,Comment
    2026-01-10,07:00:00,Bodyweight,82.0,kg,

Source: files exported by the app; there is no published description.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from portability.formats import fields
from portability.formats.checks import is_date, is_number, is_short_word
from portability.formats.columns import Header
from portability.formats.dates import DateReader, TwoWays, clock, is_open
from portability.formats.records import (
    BODY_WEIGHT,
    DEFAULTS,
    FileInfo,
    Item,
    MeasurementRecord,
    Question,
    ReadOptions,
)
from portability.formats.table import LEFT_OUT, USED, Row, RowReader, TableSpec, read_table, sample_rows
from workouttracker.kit.limits import NAME_LENGTH, NOTES_LENGTH
from workouttracker.kit.text import mark, name_key, one_line

KEY = "fitnotes_body"
_BODY_WEIGHTS = frozenset({"bodyweight", "body weight", "weight"})
_UNITS = {"kgs": "kg", "lbs": "lb", "inches": "in", "inch": "in", '"': "in", "percent": "%", "cms": "cm"}

SPEC = TableSpec(
    names={
        "date": "date",
        "time": "time",
        "measurement": "measurement",
        "value": "value",
        "unit": "unit",
        "comment": "notes",
        "notes": "notes",
    },
    required=("date", "measurement", "value"),
    essential=(),
    checks={"date": is_date, "value": is_number, "unit": is_short_word},
    texts=("measurement", "notes"),
)


def matches(sample: str) -> bool:
    """Whether ``sample``, the beginning of a text, has the headings of this format."""
    return SPEC.header(sample) is not None


def describe(sample: str) -> FileInfo:
    """The format; each value has its own unit, so that none is missing."""
    header = SPEC.header(sample)
    rows = sample_rows(sample, header) if header else []
    dates = [text for cells in rows if header and (text := Row(0, cells, header).get("date"))]
    return FileInfo(KEY, None, mark("FitNotes, body tracker"), questions=(Question.DATE_ORDER,) * is_open(dates))


def parse(lines: Iterable[str], /, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
    """The values of a file in its order, and problems with its rows; the counts come last."""
    return read_table(lines, options, SPEC, _Reader)


def normal_unit(text: str) -> str:
    """A unit as we write it: kg, lb, cm, in, %; another one as it is."""
    return _UNITS.get(text.casefold().rstrip("."), text)


class _Reader(RowReader):
    """Values come out as they are read; only those with an open date wait for the end."""

    def __init__(self, header: Header, rows: list[list[str]], options: ReadOptions) -> None:
        self._dates = DateReader(order=options.date_order)
        self._open: list[tuple[Row, TwoWays, Decimal]] = []
        self.lost = 0
        for cells in rows:
            if is_date(text := Row(0, cells, header).get("date")):
                self._dates.read(text)

    def take(self, row: Row) -> tuple[str, list[Item]]:
        try:
            moment = self._dates.read(row.get("date"))
        except ValueError:
            return LEFT_OUT, [row.problem("date", "date_impossible")]
        name = one_line(row.get("measurement"))
        if not 0 < len(name) <= NAME_LENGTH:
            return LEFT_OUT, [row.problem("measurement", "measurement_name", {"limit": str(NAME_LENGTH)})]
        value = _value(row)
        if value is None:
            return LEFT_OUT, [row.problem("value", "measurement_value")]
        at = self._dates.settle(moment)
        if at is None and isinstance(moment, TwoWays):
            self._open.append((row, moment, value))
            return USED, []
        return USED, _measured(row, at, value) if at else []

    def finish(self) -> Iterator[Item]:
        for row, moment, value in self._open:
            at = self._dates.settle(moment)
            if at:
                yield from _measured(row, at, value)
                continue
            self.lost += 1
            one, other = moment.day_first.date().isoformat(), moment.month_first.date().isoformat()
            yield row.problem("date", "measurement_date", {"one": one, "other": other})

    def rows_lost(self) -> int:
        return self.lost


def _value(row: Row) -> Decimal | None:
    text = row.get("value")
    try:
        value = fields.weight_number(text, decimal_comma=row.decimal_comma)
    except ValueError:
        return None
    return value if value > 0 else None


def _measured(row: Row, at: datetime, value: Decimal) -> list[Item]:
    found: list[Item] = []
    text = row.get("time")
    if text:
        try:
            hour, minute, second = clock(text)
            at = at.replace(hour=hour, minute=minute, second=second)
        except ValueError:
            found.append(row.problem("time", "measurement_time"))
    name = one_line(row.get("measurement"))
    name = BODY_WEIGHT if name_key(name) in _BODY_WEIGHTS else name
    comment = row.get("notes")
    if len(comment) > NOTES_LENGTH:
        found.append(row.problem("notes", "notes_too_long", {"limit": str(NOTES_LENGTH)}))
    record = MeasurementRecord(name, value, normal_unit(row.get("unit")), at, comment[:NOTES_LENGTH], row.number)
    return [*found, record]
