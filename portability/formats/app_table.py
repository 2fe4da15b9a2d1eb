"""A table that an app exports: how it is recognised, what it says about itself, who reads it.

A format is one ``AppTable``; what makes it different from others are its headings (``TableSpec``) and its reader.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from portability.formats import fields
from portability.formats.columns import Header
from portability.formats.dates import is_open, languages_of
from portability.formats.records import DEFAULTS, FileInfo, Item, Question, ReadOptions
from portability.formats.table import MakeReader, Row, TableSpec, read_table, sample_rows
from workouttracker.kit.units import Unit

FindUnit = Callable[[Header, Sequence[Row]], Unit | None]


def unit_of(header: Header, rows: Sequence[Row]) -> Unit | None:
    """The unit of weight: of the first row that has a weight and names one, else of the heading, else of any row."""
    filled = (row.get("weight_unit") or row.unit("weight") for row in rows if row.get("weight"))
    named = (*filled, header.unit("weight"), *(row.get("weight_unit") for row in rows))
    return next(filter(None, map(fields.known_unit, named)), None)


@dataclass(frozen=True, slots=True)
class AppTable:
    """A format of tables: stable key and name to show; ``variant`` says which kind of file of the app a heading is.

    ``find_unit`` is None for files without weights of sets. ``short_years`` allows 05/16/18.
    """

    key: str
    label: str
    spec: TableSpec
    reader: MakeReader
    variant: Callable[[Header, Unit | None], str]
    find_unit: FindUnit | None = unit_of
    short_years: bool = False
    takes_chunks: bool = False

    def matches(self, sample: str) -> bool:
        """Whether ``sample``, the beginning of a text, has the headings of this format."""
        return self.spec.header(sample) is not None

    def describe(self, sample: str) -> FileInfo:
        """Unit, variant and language of the dates, what has to be asked, and columns that nobody reads."""
        header = self.spec.header(sample)
        if header is None:
            return FileInfo(self.key, None)
        rows = [Row(0, cells, header) for cells in sample_rows(sample, header)]
        dates = [text for row in rows if (text := row.get("date"))]
        unit = self.find_unit(header, rows) if self.find_unit else None
        asks_unit = self.find_unit is not None and unit is None
        asks_order = is_open(dates, short_years=self.short_years)
        return FileInfo(
            self.key,
            unit,
            self.variant(header, unit),
            ", ".join(sorted(languages_of(dates) or ())),
            (Question.WEIGHT_UNIT,) * asks_unit + (Question.DATE_ORDER,) * asks_order,
            self.spec.unused(header, [row.cells for row in rows]),
        )

    def parse(self, lines: Iterable[str], /, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
        """Everything in a file: problems with rows as they come, then what only the end of it settles, counts last."""
        return read_table(lines, options, self.spec, self.reader)
