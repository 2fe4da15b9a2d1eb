"""Hevy's measurements: a CSV file with a heading, one row per day, most cells of it empty.

    "date","weight_kg","fat_percent","neck_cm","shoulder_cm","chest_cm","left_bicep_cm","right_bicep_cm",…
    "28. Okt. 2025, 00:00",82.5,18.2,,,101,,,…

Units stand in the headings (kg or lbs, cm or in); dates are in the language of the phone, as in the workouts.
Source: files exported by the app; there is no published description.
"""

from collections.abc import Iterable, Iterator

from portability.formats.body import BodyReader
from portability.formats.checks import is_date, is_number
from portability.formats.dates import is_open, languages_of
from portability.formats.records import DEFAULTS, FileInfo, Item, Question, ReadOptions
from portability.formats.table import Row, TableSpec, read_table, sample_rows
from workouttracker.kit.text import mark

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


def matches(sample: str) -> bool:
    """Whether ``sample``, the beginning of a text, has the headings of this format."""
    return SPEC.header(sample) is not None


def describe(sample: str) -> FileInfo:
    """The format; each heading has its unit."""
    header = SPEC.header(sample)
    rows = sample_rows(sample, header) if header else []
    dates = [text for cells in rows if header and (text := Row(0, cells, header).get("date"))]
    languages = ", ".join(sorted(languages_of(dates) or ()))
    return FileInfo(KEY, None, mark("Hevy, measurements"), languages, (Question.DATE_ORDER,) * is_open(dates))


def parse(lines: Iterable[str], /, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
    """The values of a file in its order, and problems with its rows; the counts come last."""
    return read_table(lines, options, SPEC, _Reader)


class _Reader(BodyReader):
    """As many values per row as cells are filled."""

    def take(self, row: Row) -> tuple[str, list[Item]]:
        return self.values(row, [(name, key, row.unit(key)) for key, name in _NAMES.items() if row.header.has(key)])
