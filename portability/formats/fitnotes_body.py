"""FitNotes' body tracker: a CSV file with a heading, one row per value.

    Date,Time,Measurement,Value,Unit
    Date,Time,Measurement,Value,Unit,Comment
    2026-01-10,07:00:00,Bodyweight,82.0,kg,

Source: files exported by the app; there is no published description.
"""

from collections.abc import Iterable, Iterator

from portability.formats.body import BodyReader
from portability.formats.checks import is_date, is_number, is_short_word
from portability.formats.dates import is_open
from portability.formats.records import DEFAULTS, FileInfo, Item, Question, ReadOptions
from portability.formats.table import LEFT_OUT, Row, TableSpec, read_table, sample_rows
from workouttracker.kit.limits import NAME_LENGTH
from workouttracker.kit.text import mark, one_line

KEY = "fitnotes_body"

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


class _Reader(BodyReader):
    """One value per row."""

    def take(self, row: Row) -> tuple[str, list[Item]]:
        name = one_line(row.get("measurement"))
        if not 0 < len(name) <= NAME_LENGTH:
            return LEFT_OUT, [row.problem("measurement", "measurement_name", {"limit": str(NAME_LENGTH)})]
        return self.values(row, [(name, "value", row.get("unit"))])
