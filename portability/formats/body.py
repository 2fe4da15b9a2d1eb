"""Rows with values of the body, whichever app they come from."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from portability.formats import fields
from portability.formats.columns import Header
from portability.formats.dates import Moment, TwoWays, clock
from portability.formats.records import BODY_WEIGHT, Item, MeasurementRecord, ReadOptions
from portability.formats.rows import DatedReader
from portability.formats.sets import bounded
from portability.formats.table import LEFT_OUT, USED, Row
from workouttracker.kit.text import name_key
from workouttracker.kit.units import Unit

Wanted = tuple[str, str, str]
"""Name of a measure, key of its column, unit."""

_BODY_WEIGHTS = frozenset({"bodyweight", "body weight", "weight"})
_UNITS = {"kgs": "kg", "lbs": "lb", "inches": "in", "inch": "in", '"': "in", "percent": "%", "cms": "cm"}


class BodyReader(DatedReader):
    """Values come out as they are read; only those with an open date wait for the end."""

    def __init__(self, _header: Header, rows: Sequence[Row], options: ReadOptions) -> None:
        super().__init__(rows, options)
        self._open: list[tuple[Row, TwoWays, list[tuple[Wanted, Decimal]]]] = []
        self._lost = 0

    def values(self, row: Row, moment: Moment, wanted: list[Wanted], items: list[Item]) -> str:
        """The values of a row, of columns that may be empty; a value that can't be used leaves itself out."""
        found: list[tuple[Wanted, Decimal]] = []
        for each in wanted:
            value = _value(row, each[1], items)
            if value is not None:
                found.append((each, value))
        if not found:
            return LEFT_OUT if items else "no_values"
        at = self.dates.settle(moment)
        if at is None and isinstance(moment, TwoWays):
            self._open.append((row, moment, found))
        elif at is not None:
            items += _measured(row, at, found)
        return USED

    def finish(self) -> Iterator[Item]:
        for row, moment, found in self._open:
            at = self.dates.settle(moment)
            if at:
                yield from _measured(row, at, found)
                continue
            self._lost += 1
            one, other = moment.day_first.date().isoformat(), moment.month_first.date().isoformat()
            yield row.problem("date", "measurement_date", {"one": one, "other": other})

    def rows_lost(self) -> int:
        return self._lost


def body_weight(row: Row, text: str, at: datetime, unit: Unit) -> Iterator[Item]:
    """The body weight that stands beside a workout; nothing where it is 0. ``unit`` counts where the heading has none.

    ``text`` is what counts for the row, which may stand in the row above.
    """
    try:
        value = fields.weight_number(text, decimal_comma=row.decimal_comma)
    except ValueError:
        value = Decimal(-1)
    if value > 0:
        named = fields.known_unit(row.unit("body_weight")) or unit
        yield MeasurementRecord(BODY_WEIGHT, value, named.value, at, "", row.number)
    elif value < 0:
        yield row.problem("body_weight", "measurement_value", value=text)


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
