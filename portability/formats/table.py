"""Tables with a heading row: what all formats with one row per set have in common.

A format says which headings it knows (``TableSpec``) and what a row means (``RowReader``); ``read_table`` finds the
heading, splits rows, repairs those with commas that nobody quoted, and counts what became of each.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portability.formats.columns import Header, Names, Place, find_header, label_and_unit, unwrapped
from portability.formats.problems import shortened
from portability.formats.records import Item, Problem, ReadOptions, RowCounts
from portability.formats.repair import Repair
from portability.formats.tables import Rows, peek
from workouttracker.kit.text import active

USED, LEFT_OUT = "used", "left_out"
HEADING_MISSING = "heading_missing"
"""The one problem of a text that is no table of the format in which it was to be read."""
IN_NO_UNIT = frozenset({"seconds", "rest", "reps", "rpe", "rir"})
_NOTHING = " 0.,"
"""What a column holds that nobody filled."""
_KEPT = frozenset({"row_damaged"})
"""Codes of problems with a row that is read all the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: cells by the key of their column."""

    number: int
    cells: list[str]
    header: Header

    def get(self, key: str) -> str:
        """The text in the column ``key`` without spaces around it; of several columns the first that has any."""
        for place in self.header.places.get(key, ()):
            if text := self.cell(place):
                return text
        return ""

    def cell(self, place: Place | None) -> str:
        """The text in one column without spaces around it, and without the mark that keeps spreadsheets from taking it
        for a formula; "" where there is no such column or the row is shorter.
        """
        return active(self.cells[place.index].strip()) if place and place.index < len(self.cells) else ""

    def unit(self, key: str) -> str:
        """The unit in the heading of the column from which ``get`` takes its text, "" = none."""
        places = self.header.places.get(key, ())
        for place in places:
            if self.cell(place):
                return place.unit
        return places[0].unit if places else ""

    def problem(
        self, key: str, code: str, params: Mapping[str, str] | None = None, value: str | None = None
    ) -> Problem:
        """A problem with the text in the column ``key``."""
        place = self.header.place(key)
        heading = place.heading if place else ""
        return Problem(self.number, heading, self.get(key) if value is None else value, code, params or {})

    @property
    def text(self) -> str:
        """The row as it would stand in the file."""
        return self.header.delimiter.join(self.cells)

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma is always a decimal mark: it doesn't separate the fields."""
        return self.header.delimiter != ","


@dataclass(frozen=True, slots=True)
class TableSpec:
    """How to recognise and split a table.

    ``names`` are the headings it may have, ``required`` the columns it must have, ``foreign`` columns that belong to
    another format; a row must reach to the last column that is required or ``essential``. ``checks`` tell for columns
    with numbers or dates whether a text can stand in them, ``texts`` are columns in which a comma may stand, and
    ``categories`` words of the column ``category``: these serve to repair rows. ``also_read`` tells of headings that
    the reader finds by itself.
    """

    names: Names
    required: tuple[str, ...]
    foreign: tuple[str, ...] = ()
    essential: tuple[str, ...] = ("weight", "reps")
    categories: frozenset[str] = frozenset()
    checks: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    also_read: Callable[[str], bool] = lambda _heading: False

    def __post_init__(self) -> None:
        if wrong := [heading for heading in self.names if label_and_unit(heading) != (heading, "")]:
            raise ValueError(f"Headings are compared folded and without the unit in brackets, unlike {wrong}")
        units = [named for named in self.names.values() if ":" in named]
        if wrong := [named for named in units if named.partition(":")[0] in IN_NO_UNIT]:
            raise ValueError(f"The unit of a heading counts for weights, distances and sizes, unlike {wrong}")

    @property
    def needed(self) -> tuple[str, ...]:
        """A heading of each column that must be there."""
        by_column = {named.partition(":")[0]: heading for heading, named in reversed(list(self.names.items()))}
        return tuple(by_column[column] for column in self.required)

    def header(self, sample: str) -> Header | None:
        """The heading of a text in this format; None when it is in another one."""
        header = find_header(sample, self.names)
        if header is None or not header.has(*self.required):
            return None
        return None if any(key in header.places for key in self.foreign) else header

    def unused(self, header: Header, rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """The headings of columns that hold something in these rows and that nobody reads."""
        read = {place.index for places in header.places.values() for place in places}
        filled = {index for cells in rows for index, cell in enumerate(cells) if cell.strip(_NOTHING)}
        return tuple(
            heading
            for index, heading in enumerate(header.cells)
            if heading and index in filled - read and not self.also_read(heading)
        )


class RowReader(ABC):
    """What a format makes of the rows of one file."""

    @abstractmethod
    def take(self, row: Row) -> tuple[str, list[Item]]:
        """What became of a row (``USED``, ``LEFT_OUT`` or a kind of information), and what is to be passed on now."""

    @abstractmethod
    def finish(self) -> Iterator[Item]:
        """What is left to be passed on at the end of the file."""

    def rows_lost(self) -> int:
        """How many rows that were used turned out not to be, known after ``finish``."""
        return 0


MakeReader = Callable[[Header, list[Row], ReadOptions], RowReader]


def read_table(
    lines: Iterable[str],
    options: ReadOptions,
    spec: TableSpec,
    reader: MakeReader,
) -> Iterator[Item]:
    """Everything in a table, the counts of its rows last. ``reader`` gets the heading and the first rows, as a sample.

    Raises nothing for what the lines say; a text without the heading yields one problem and nothing else.
    """
    sample, lines = peek(lines)
    header = spec.header(sample)
    if header is None:
        yield Problem(1, "", sample.split("\n", 1)[0], HEADING_MISSING, {"columns": ", ".join(spec.needed)})
        return
    yield from read_rows(sample, lines, header, options, spec, reader)


def read_rows(
    sample: str,
    lines: Iterable[str],
    header: Header,
    options: ReadOptions,
    spec: TableSpec,
    reader: MakeReader,
) -> Iterator[Item]:
    """As ``read_table``, for a table whose heading is known; ``sample`` is its beginning."""
    rows = Rows(lines, header.delimiter)
    first = sample_rows(sample, header)
    made = reader(header, [Row(0, cells, header) for cells in first], options)
    yield from _Run(rows, header, spec, made, first).items()


def sample_rows(sample: str, header: Header) -> list[list[str]]:
    """The cells of the rows below the heading in the beginning of a text."""
    rows = Rows(iter(sample.splitlines(keepends=True)), header.delimiter)
    found = (item for item in rows if not isinstance(item, Problem) and item[0] > header.line and any(item[1]))
    return [unwrapped(cells, header.delimiter) for _number, cells in found]


class _Run:
    """One pass over a table."""

    def __init__(self, rows: Rows, header: Header, spec: TableSpec, reader: RowReader, first: list[list[str]]) -> None:
        self._rows = rows
        self._header = header
        self._reader = reader
        self._repair = Repair(header, spec.checks, spec.texts, spec.categories, first)
        keys = (*spec.required, *spec.essential)
        self._needed = max((place.index for key in keys if (place := header.place(key))), default=0) + 1
        self._usual = min(map(len, first), default=0)
        self._counts: Counter[str] = Counter()
        self._raw = ""

    def items(self) -> Iterator[Item]:
        waiting: tuple[int, list[str]] | None = None
        for item in self._rows:
            if isinstance(item, Problem):
                if waiting:
                    yield from self._take(*waiting)
                    waiting = None
                yield from self._refused(item)
            elif item[0] > self._header.line and any(map(str.strip, item[1])):
                if waiting:
                    yield from self._take(*waiting)
                waiting = item[0], unwrapped(item[1], self._header.delimiter)
                self._raw = self._rows.raw
            elif waiting:
                yield from self._take(*waiting)
                waiting = None
        if waiting:
            yield from self._last(*waiting)
        yield from self._reader.finish()
        lost = self._reader.rows_lost()
        counts = self._counts
        left_out = counts.pop(LEFT_OUT, 0) + lost
        used = counts.pop(USED, 0) - lost
        yield RowCounts(used + left_out + counts.total(), used, left_out, dict(counts))

    def _refused(self, problem: Problem) -> Iterator[Item]:
        if problem.row > self._header.line and problem.code not in _KEPT:
            self._counts[LEFT_OUT] += int(problem.params.get("last_row", problem.row)) - problem.row + 1
        yield problem

    def _last(self, number: int, cells: list[str]) -> Iterator[Item]:
        """The last row, which may end in the middle: without a newline and with fewer fields than others."""
        if not self._rows.unterminated or len(cells) >= min(self._usual, len(self._header.cells)):
            yield from self._take(number, cells)
        elif len(cells) <= self._needed:
            self._counts[LEFT_OUT] += 1
            yield Problem(number, "", self._header.delimiter.join(cells), "cut_off")
        else:
            yield Problem(number, "", self._header.delimiter.join(cells), "cut_off_end")
            yield from self._take(number, cells)

    def _take(self, number: int, cells: list[str]) -> Iterator[Item]:
        if tuple(cell.strip() for cell in cells) == self._header.cells:
            self._counts["heading"] += 1
            return
        repaired = self._repair.row(cells, self._raw)
        row = Row(number, cells if repaired is None else repaired, self._header)
        if repaired is not None and repaired is not cells:
            yield Problem(number, "", self._raw.strip(), "row_repaired", {"name": shortened(self._repair.joined)})
        elif repaired is None or len(cells) < self._needed:
            self._counts[LEFT_OUT] += 1
            params = {"count": str(len(cells)), "expected": str(len(self._header.cells))}
            yield Problem(number, "", row.text, "field_count", params)
            return
        outcome, items = self._reader.take(row)
        self._counts[outcome] += 1
        yield from items
