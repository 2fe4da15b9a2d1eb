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

from collections.abc import Iterable, Iterator

from portability.formats.checks import has_letter, is_date, is_number, is_short_word, is_time, is_weight_unit
from portability.formats.columns import Header
from portability.formats.dates import DateReader, is_open, languages_of
from portability.formats.fields import UNITS
from portability.formats.grouping import Sessions
from portability.formats.records import DEFAULTS, ExerciseRecord, FileInfo, Item, Question, ReadOptions
from portability.formats.sets import SetReader
from portability.formats.table import LEFT_OUT, USED, Row, RowReader, TableSpec, read_table, sample_rows
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit

KEY = "fitnotes"
_CATEGORY_LENGTH = 100

SPEC = TableSpec(
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


def matches(sample: str) -> bool:
    """Whether ``sample``, the beginning of a text, has the headings of this format."""
    header = SPEC.header(sample)
    return header is not None and (header.has("weight") or header.has("reps") or header.has("seconds"))


def describe(sample: str) -> FileInfo:
    """The variant, and the unit of weight: in the heading, in the rows, or nowhere."""
    header = SPEC.header(sample)
    if header is None:
        return FileInfo(KEY, None)
    rows = sample_rows(sample, header)
    unit = _unit(header, rows)
    dates = [text for cells in rows if (text := Row(0, cells, header).get("date"))]
    questions = (Question.WEIGHT_UNIT,) * (unit is None) + (Question.DATE_ORDER,) * is_open(dates)
    return FileInfo(KEY, unit, _variant(header), ", ".join(sorted(languages_of(dates) or ())), questions)


def parse(lines: Iterable[str], /, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
    """One session per date in the order of the dates, after the problems with rows; the counts come last."""
    return read_table(lines, options, SPEC, _Reader)


def _variant(header: Header) -> str:
    if header.has("kind") or len(header.places.get("weight", ())) > 1:
        return mark("FitNotes for iPhone")
    if header.has("weight_unit"):
        return mark("FitNotes for Android, with the unit in each row")
    return mark("FitNotes for Android, with the unit in the heading")


def _unit(header: Header, rows: list[list[str]]) -> Unit | None:
    for cells in rows:
        row = Row(0, cells, header)
        unit = UNITS.get(row.get("weight_unit").casefold()) or UNITS.get(row.unit("weight"))
        if unit and row.get("weight"):
            return unit
    return UNITS.get(header.unit("weight"))


class _Reader(RowReader):
    """Puts sets into sessions, one per date, and passes on the muscle group of each exercise once."""

    def __init__(self, header: Header, rows: list[list[str]], options: ReadOptions) -> None:
        self._dates = DateReader(languages_of(Row(0, cells, header).get("date") for cells in rows), options.date_order)
        self._sessions = Sessions(self._dates, options)
        unit = _unit(header, rows) or options.unit
        self._sets = SetReader(unit, "mi" if unit is Unit.LB else "km", assumes=True)
        self._known: set[str] = set()

    def take(self, row: Row) -> tuple[str, list[Item]]:
        try:
            started = self._dates.read(row.get("date"))
        except ValueError:
            return LEFT_OUT, [row.problem("date", "date_impossible")]
        record, items = self._sets.read(row)
        if record is None:
            return LEFT_OUT, items
        draft = self._sessions.draft(started, "", started, row.number)
        refused = self._sessions.add(draft, record)
        if refused:
            return LEFT_OUT, [*items, refused]
        category = row.get("category")
        if category and record.exercise not in self._known:
            self._known.add(record.exercise)
            items.append(ExerciseRecord(record.exercise, row.number, category=category[:_CATEGORY_LENGTH]))
        return USED, items

    def finish(self) -> Iterator[Item]:
        return self._sessions.finish()

    def rows_lost(self) -> int:
        return self._sessions.rows_lost
