"""FitNotes: a CSV file with a heading, one row per set, and no sessions: each date is one.

    Date,Exercise,Category,Weight (lbs),Reps,Distance,Distance Unit,Time
    Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment
    2025-04-29,Deadlift,Back,100.0,kgs,5,,,,
    2025-04-29,Running (Outdoor),Cardio,,,,2.0,km,0:09:21,into the wind

    Date,Exercise,Category,Weight (kg),Weight (lbs),Reps,Distance,Distance Unit,Time,Notes,Kind

The last heading is that of the iPhone app; one of its two weights is filled. ``Category`` is a muscle group. Some
versions quote nothing: rows with a comma in a name are repaired where there is one way to do so.
Source: files exported by the apps; there is no published description.
"""

from collections.abc import Sequence

from portability.formats.app_table import AppTable, unit_of
from portability.formats.checks import has_letter, is_date, is_number, is_short_word, is_time, is_weight_unit
from portability.formats.columns import Header
from portability.formats.dates import Moment
from portability.formats.records import ExerciseRecord, Item, ReadOptions
from portability.formats.rows import SessionReader
from portability.formats.sets import SetReader
from portability.formats.table import LEFT_OUT, USED, Row, TableSpec
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit

KEY = "fitnotes"
_CATEGORY_LENGTH = 100


class _Spec(TableSpec):
    """At least one column must say what was done."""

    def header(self, sample: str) -> Header | None:
        header = TableSpec.header(self, sample)
        return header if header and any(map(header.has, ("weight", "reps", "seconds"))) else None


SPEC = _Spec(
    names={
        "date": "date",
        "exercise": "exercise",
        "category": "category",
        "weight": "weight",
        "weight unit": "weight_unit",
        "reps": "reps",
        "distance": "distance",
        "distance unit": "distance_unit",
        "time": "seconds",
        "comment": "notes",
        "comments": "notes",
        "notes": "notes",
        "kind": "kind",
        "workout name": "workout",
        "set order": "order",
    },
    required=("date", "exercise", "category"),
    foreign=("workout", "order"),
    checks={
        "date": is_date,
        "exercise": has_letter,
        "weight": is_number,
        "weight_unit": is_weight_unit,
        "reps": is_number,
        "distance": is_number,
        "distance_unit": is_short_word,
        "seconds": is_time,
    },
    texts=("exercise", "category", "notes"),
    categories=frozenset({"Abs", "Back", "Biceps", "Cardio", "Chest", "Legs", "Shoulders", "Triceps"}),
)


def _variant(header: Header, _unit: Unit | None) -> str:
    if header.has("kind") or len(header.places.get("weight", ())) > 1:
        return mark("FitNotes for iPhone")
    if header.has("weight_unit"):
        return mark("FitNotes for Android, with the unit in each row")
    return mark("FitNotes for Android, with the unit in the heading")


class _Reader(SessionReader):
    """One session per date; the muscle group of each exercise is passed on once."""

    def __init__(self, header: Header, rows: Sequence[Row], options: ReadOptions) -> None:
        super().__init__(rows, options)
        self._sets = SetReader(unit_of(header, rows) or options.unit, assumes=True)
        self._known: set[str] = set()

    def place(self, row: Row, moment: Moment, items: list[Item]) -> str:
        record, found = self._sets.read(row)
        items += found
        if record is None or not self.add(self.sessions.draft(moment, "", moment, row.number), record, items):
            return LEFT_OUT
        category = row.get("category")
        if category and record.exercise not in self._known:
            self._known.add(record.exercise)
            items.append(ExerciseRecord(record.exercise, row.number, category=category[:_CATEGORY_LENGTH]))
        return USED


FORMAT = AppTable(KEY, mark("FitNotes (CSV)"), SPEC, _Reader, _variant)
