"""FitNotes' body tracker: a CSV file with a heading, one row per value.

    Date,Time,Measurement,Value,Unit
    Date,Time,Measurement,Value,Unit,Comment
    2026-01-10,07:00:00,Bodyweight,82.0,kg,

Source: files exported by the app; there is no published description.
"""

from portability.formats.app_table import AppTable
from portability.formats.body import BodyReader
from portability.formats.checks import is_date, is_number, is_short_word
from portability.formats.columns import Header
from portability.formats.dates import Moment
from portability.formats.records import Item
from portability.formats.table import LEFT_OUT, Row, TableSpec
from workouttracker.kit.limits import NAME_LENGTH
from workouttracker.kit.text import mark, one_line
from workouttracker.kit.units import Unit

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


def _variant(_header: Header, _unit: Unit | None) -> str:
    return mark("FitNotes, body tracker")


class _Reader(BodyReader):
    """One value per row."""

    def place(self, row: Row, moment: Moment, items: list[Item]) -> str:
        name = one_line(row.get("measurement"))
        if not 0 < len(name) <= NAME_LENGTH:
            items.append(row.problem("measurement", "measurement_name", {"limit": str(NAME_LENGTH)}))
            return LEFT_OUT
        return self.values(row, moment, [(name, "value", row.get("unit"))], items)


FORMAT = AppTable(KEY, mark("FitNotes body tracker (CSV)"), SPEC, _Reader, _variant, find_unit=None)
