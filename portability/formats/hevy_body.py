"""Hevy's measurements: a CSV file with a heading, one row per day, most cells of it empty.

    "date","weight_kg","fat_percent","neck_cm","shoulder_cm","chest_cm","left_bicep_cm","right_bicep_cm",…
    "28. Okt. 2025, 00:00",82.5,18.2,,,101,,,…

Units stand in the headings (kg or lbs, cm or in); dates are in the language of the phone, as in the workouts.
Source: files exported by the app; there is no published description.
"""

from portability.formats.app_table import AppTable
from portability.formats.body import BodyReader
from portability.formats.checks import is_date, is_number
from portability.formats.columns import Header
from portability.formats.dates import Moment
from portability.formats.records import Item
from portability.formats.table import Row, TableSpec
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit

KEY = "hevy_body"
_PARTS = (
    "neck",
    "shoulder",
    "chest",
    "left_bicep",
    "right_bicep",
    "left_forearm",
    "right_forearm",
    "abdomen",
    "waist",
    "hips",
    "left_thigh",
    "right_thigh",
    "left_calf",
    "right_calf",
)
_NAMES = {"weight": "Weight", "fat": "Fat percent"} | {part: part.replace("_", " ").capitalize() for part in _PARTS}

SPEC = TableSpec(
    names={
        "date": "date",
        "weight_kg": "weight:kg",
        "weight_lbs": "weight:lb",
        "fat_percent": "fat:%",
        **{f"{part}_{unit}": f"{part}:{unit}" for part in _PARTS for unit in ("cm", "in")},
        "title": "workout",
        "exercise_title": "exercise",
    },
    required=("date", "weight", "fat"),
    foreign=("workout", "exercise"),
    essential=(),
    checks={"date": is_date, **dict.fromkeys(_NAMES, is_number)},
)


def _variant(_header: Header, _unit: Unit | None) -> str:
    return mark("Hevy, measurements")


class _Reader(BodyReader):
    """As many values per row as cells are filled."""

    def place(self, row: Row, moment: Moment, items: list[Item]) -> str:
        wanted = [(name, key, row.unit(key)) for key, name in _NAMES.items() if row.header.has(key)]
        return self.values(row, moment, wanted, items)


FORMAT = AppTable(KEY, mark("Hevy measurements (CSV)"), SPEC, _Reader, _variant, find_unit=None)
