"""How a report is shown: title, a sentence, figures, a chart, the table behind it, and what its numbers mean.

Cells hold stored values (kilograms, seconds, metres, days); the page puts them into the reader's language and unit, the
CSV file into the reader's unit with a point as decimal mark and days as ISO dates.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from sessions_app import display
from sessions_app.records import RecordKind
from workouttracker.kit.text import inert
from workouttracker.kit.units import Unit, from_kg, plain

Value = str | int | Decimal | date | None
NO_VALUE = "–"


class Shape(StrEnum):
    """What a value is, and so how it is written."""

    TEXT = "text"
    DAY = "day"
    COUNT = "count"
    WEIGHT = "weight"
    VOLUME = "volume"
    PERCENT = "percent"
    SECONDS = "seconds"
    METRES = "metres"
    MEASURE = "measure"
    """The cell is a ``Measure``, which knows its own shape."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A value that says itself what it is, in a column where they differ."""

    value: Decimal
    shape: Shape


RECORD_SHAPES: Mapping[str, Shape] = {
    RecordKind.HEAVIEST: Shape.WEIGHT,
    RecordKind.LEAST_HELP: Shape.WEIGHT,
    RecordKind.ESTIMATE: Shape.WEIGHT,
    RecordKind.MOST_REPS: Shape.COUNT,
    RecordKind.LONGEST: Shape.SECONDS,
    RecordKind.FARTHEST: Shape.METRES,
    RecordKind.VOLUME: Shape.VOLUME,
}
"""What the value of a record of each kind is."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    label: str
    shape: Shape = Shape.COUNT

    @property
    def is_number(self) -> bool:
        return self.shape not in {Shape.TEXT, Shape.DAY}


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns; ``link`` is the view and the row that the first cell leads to."""

    cells: tuple[Value | Measure, ...]
    link: tuple[str, int] | None = None
    exercise_id: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """What stands behind a chart, and in the CSV file."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def lines(self, unit: Unit) -> Iterator[list[str]]:
        """The lines of a CSV file, the first with the names of the columns and their units."""
        yield [inert(heading) for column in self.columns for heading in _headings(column, unit)]
        for row in self.rows:
            pairs = zip(row.cells, self.columns, strict=True)
            yield [text for cell, column in pairs for text in _csv_cells(cell, column.shape, unit)]


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or one colour of bars. ``colour`` is a number of the chart palette, or done or failed."""

    label: str
    values: tuple[Decimal | int | None, ...]
    colour: str = "1"
    line: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of the table. ``labels`` are texts, or days in ISO 8601 (``dates``), which the drawing writes as short
    as its room asks for; values are in the reader's unit already.
    """

    kind: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    dates: bool = False
    stacked: bool = False
    horizontal: bool = False

    def as_json(self) -> dict[str, Any]:
        """What static/js/charts reads."""
        return {
            "kind": self.kind,
            "labels": self.labels,
            "series": [
                {
                    "label": each.label,
                    "values": [None if value is None else float(value) for value in each.values],
                    "colour": each.colour,
                    "line": each.line,
                }
                for each in self.series
            ],
            "unit": self.unit,
            "dates": self.dates,
            "stacked": self.stacked,
            "horizontal": self.horizontal,
        }

    @property
    def height(self) -> str:
        """How tall it has to be: lying bars need room for each."""
        if self.kind == "doughnut":
            return "round"
        return "tall" if self.horizontal and len(self.labels) > 12 else "wide"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands above the chart."""

    label: str
    value: Decimal | int | None
    shape: Shape = Shape.COUNT


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things a report can be about."""

    id: int
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of the table is shown."""

    page: int
    pages: int
    first: int
    last: int
    total: int

    @property
    def previous(self) -> int:
        return self.page - 1

    @property
    def next(self) -> int:
        return self.page + 1 if self.page < self.pages else 0


@dataclass(frozen=True, slots=True)
class Card:
    """A report as it is shown. ``meaning`` says what counts, in which unit, and what is left out."""

    key: str
    title: str
    table: Table
    meaning: tuple[str, ...]
    insight: str = ""
    figures: tuple[Figure, ...] = ()
    chart: Chart | None = None
    empty: str = ""
    choices: tuple[Choice, ...] = ()
    paging: Paging | None = None
    is_list: bool = False
    """Whether the table is shown as a list of records, exercise by exercise, instead of behind a chart."""
    exercise_id: int = 0

    @property
    def script_id(self) -> str:
        """The id of the chart's data."""
        return f"report-{self.key}-data"

    @property
    def is_empty(self) -> bool:
        return not self.table.rows


def shown(value: "Value | Measure", shape: Shape, unit: Unit, today: date, language: str = "") -> str:
    """A value in the reader's words: ``62.5 kg``, ``1:30``, ``Tue, 3 Jun``. ``language`` as in ``display.number``."""
    if isinstance(value, Measure):
        return shown_with_unit(value.value, value.shape, unit)
    if value is None:
        return NO_VALUE
    if isinstance(value, date):
        return display.day(value, today, language)
    if isinstance(value, str):
        return value
    return number_shown(value, shape, unit, language)


def number_shown(value: Decimal | int, shape: Shape, unit: Unit, language: str = "") -> str:
    """The same for a number, without the name of a unit unless the number decides it (``400 m``, ``5 km``)."""
    if shape is Shape.WEIGHT:
        return display.weight(Decimal(value), unit, language)
    if shape is Shape.VOLUME:
        return display.volume(Decimal(value), unit, language)
    if shape is Shape.SECONDS:
        return display.clock(int(value))
    if shape is Shape.METRES:
        return display.distance(Decimal(value), unit)
    if shape is Shape.PERCENT:
        return display.percent(tenths(value), language)
    return display.number(value, language=language)


def shown_with_unit(value: Decimal | int, shape: Shape, unit: Unit) -> str:
    """``62.5 kg``; counts and times have no unit to name."""
    text = number_shown(value, shape, unit)
    return f"{text}\N{NO-BREAK SPACE}{unit.value}" if shape in {Shape.WEIGHT, Shape.VOLUME} else text


def tenths(value: Decimal | int) -> Decimal:
    """To one decimal."""
    return plain(Decimal(value).quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN))


def share(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` in percent; None of nothing."""
    return Decimal(part) * 100 / whole if whole else None


def iso_days(days: Iterable[date]) -> tuple[str, ...]:
    """Days as ``Chart.labels`` has them."""
    return tuple([day.isoformat() for day in days])


def in_unit(kilograms: Decimal | None, unit: Unit) -> Decimal | None:
    """A weight as charts draw it."""
    return None if kilograms is None else from_kg(kilograms, unit)


def signed(kilograms: Decimal, unit: Unit) -> str:
    """``+5 kg``, ``−2.5 kg``."""
    sign = "\N{MINUS SIGN}" if kilograms < 0 else "+"
    return sign + display.weight_with_unit(abs(kilograms), unit)


def unit_of_shape(shape: Shape, unit: Unit) -> str:
    """What numbers of ``shape`` are given in, in the CSV file."""
    names = {Shape.WEIGHT: unit.value, Shape.VOLUME: unit.value, Shape.PERCENT: "%", Shape.SECONDS: "s"}
    return names.get(shape, "m" if shape is Shape.METRES else "")


def _headings(column: Column, unit: Unit) -> list[str]:
    if column.shape is Shape.MEASURE:
        return [column.label, _("Unit")]
    name = unit_of_shape(column.shape, unit)
    return [f"{column.label} ({name})" if name else column.label]


def _csv_cells(value: "Value | Measure", shape: Shape, unit: Unit) -> list[str]:
    if isinstance(value, Measure):
        return [_csv(value.value, value.shape, unit), unit_of_shape(value.shape, unit)]
    return [_csv(value, shape, unit), ""] if shape is Shape.MEASURE else [_csv(value, shape, unit)]


def _csv(value: Value, shape: Shape, unit: Unit) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, int):
        return str(value)
    if shape in {Shape.WEIGHT, Shape.VOLUME}:
        return str(from_kg(value, unit))
    return str(tenths(value)) if shape is Shape.PERCENT else str(plain(value))
