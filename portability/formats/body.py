"""Rows with values of the body, whichever app they come from."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from portability.formats import fields
from portability.formats.checks import is_date
from portability.formats.columns import Header
from portability.formats.dates import DateReader, TwoWays, clock, languages_of
from portability.formats.records import BODY_WEIGHT, Item, MeasurementRecord, ReadOptions
from portability.formats.sets import bounded
from portability.formats.table import LEFT_OUT, USED, Row, RowReader
from workouttracker.kit.text import name_key

Wanted = tuple[str, str, str]
"""Name of a measure, key of its column, unit."""

_BODY_WEIGHTS = frozenset({"bodyweight", "body weight", "weight"})
_UNITS = {"kgs": "kg", "lbs": "lb", "inches": "in", "inch": "in", '"': "in", "percent": "%", "cms": "cm"}


class BodyReader(RowReader):
    """Values come out as they are read; only those with an open date wait for the end."""

    def __init__(self, header: Header, rows: list[list[str]], options: ReadOptions) -> None:
        dates = [Row(0, cells, header).get("date") for cells in rows]
        self._dates = DateReader(languages_of(dates), options.date_order)
        self._open: list[tuple[Row, TwoWays, list[tuple[Wanted, Decimal]]]] = []
        self._lost = 0
        for text in filter(is_date, dates):
            self._dates.read(text)

    def values(self, row: Row, wanted: list[Wanted]) -> tuple[str, list[Item]]:
        """The values of a row, of columns that may be empty; a value that can't be used leaves itself out."""
        try:
            moment = self._dates.read(row.get("date"))
        except ValueError:
            return LEFT_OUT, [row.problem("date", "date_impossible")]
        problems: list[Item] = []
        found: list[tuple[Wanted, Decimal]] = []
        for each in wanted:
            value = _value(row, each[1], problems)
            if value is not None:
                found.append((each, value))
        if not found:
            return (LEFT_OUT if problems else "no_values"), problems
        at = self._dates.settle(moment)
        if at is None and isinstance(moment, TwoWays):
            self._open.append((row, moment, found))
        elif at is not None:
            problems += _measured(row, at, found)
        return USED, problems

    def finish(self) -> Iterator[Item]:
        for row, moment, found in self._open:
            at = self._dates.settle(moment)
            if at:
                yield from _measured(row, at, found)
                continue
            self._lost += 1
            one, other = moment.day_first.date().isoformat(), moment.month_first.date().isoformat()
            yield row.problem("date", "measurement_date", {"one": one, "other": other})

    def rows_lost(self) -> int:
        return self._lost


def _value(row: Row, key: str, problems: list[Item]) -> Decimal | None:
    text = row.get(key)
    try:
        value = fields.weight_number(text, decimal_comma=row.decimal_comma)
    except ValueError:
        value = Decimal(-1)
    if value > 0:
        return value
    if key == "value" or text.strip("0.,"):
        problems.append(row.problem(key, "measurement_value"))
    return None


def _measured(row: Row, at: datetime, values: list[tuple[Wanted, Decimal]]) -> list[Item]:
    found: list[Item] = []
    text = row.get("time")
    if text:
        try:
            hour, minute, second = clock(text)
            at = at.replace(hour=hour, minute=minute, second=second)
        except ValueError:
            found.append(row.problem("time", "measurement_time"))
    comment = bounded(row, "notes", found)
    for (name, _key, unit), value in values:
        title = BODY_WEIGHT if name_key(name) in _BODY_WEIGHTS else name
        normal = _UNITS.get(unit.casefold().rstrip("."), unit)
        found.append(MeasurementRecord(title, value, normal, at, comment, row.number))
    return found
