"""Hevy: a CSV file with a heading, one row per set, the newest session first.

    "title","start_time","end_time","description","exercise_title","superset_id","exercise_notes","set_index",…
    "Upper","28. Okt. 2025, 07:05","28. Okt. 2025, 08:10","","Bench Press (Barbell)",,"",0,"warmup",40,10,,,

Dates are in the language of the phone. Units stand in the headings: ``weight_kg`` or ``weight_lbs``, ``distance_km``
or ``distance_miles``. ``exercise_notes`` are repeated in each row of an exercise: they become the description of its
first set. Newlines in notes are a backslash and an n. ``set_index`` starts again where the same exercise comes twice
in a row.
Source: files exported by the app; there is no published description.
"""

from collections.abc import Iterable, Iterator

from portability.formats.checks import has_letter, is_count, is_date, is_number
from portability.formats.columns import Header
from portability.formats.dates import DateReader, is_open, languages_of
from portability.formats.fields import UNITS
from portability.formats.grouping import Draft, Sessions
from portability.formats.records import DEFAULTS, FileInfo, Item, Question, ReadOptions
from portability.formats.sets import SetReader, bounded
from portability.formats.table import LEFT_OUT, USED, Row, RowReader, TableSpec, read_table, sample_rows
from workouttracker.kit.text import mark, name_key
from workouttracker.kit.units import Unit

KEY = "hevy"
_SET_TYPES = {
    "normal": "",
    "warmup": "Warm-up",
    "warm_up": "Warm-up",
    "dropset": "Drop set",
    "drop_set": "Drop set",
    "failure": "Failure",
}

SPEC = TableSpec(
    names={
        "title": "workout",
        "start_time": "date",
        "end_time": "end",
        "description": "session_notes",
        "exercise_title": "exercise",
        "superset_id": "superset",
        "exercise_notes": "exercise_notes",
        "set_index": "order",
        "set_type": "set_type",
        "weight_kg": "weight:kg",
        "weight_kgs": "weight:kg",
        "weight_lbs": "weight:lbs",
        "weight_lb": "weight:lbs",
        "weight": "weight",
        "reps": "reps",
        "distance_km": "distance:km",
        "distance_miles": "distance:mi",
        "distance_mi": "distance:mi",
        "distance_meters": "distance:m",
        "duration_seconds": "seconds",
        "rpe": "rpe",
    },
    required=("workout", "date", "exercise"),
    checks={
        "date": is_date,
        "exercise": has_letter,
        "order": is_count,
        "weight": is_number,
        "reps": is_number,
        "seconds": is_number,
    },
    texts=("workout", "session_notes", "exercise", "exercise_notes"),
)


def matches(sample: str) -> bool:
    """Whether ``sample``, the beginning of a text, has the headings of this format."""
    return SPEC.header(sample) is not None


def describe(sample: str) -> FileInfo:
    """The unit of the headings and the language of the dates."""
    header = SPEC.header(sample)
    if header is None:
        return FileInfo(KEY, None)
    rows = sample_rows(sample, header)
    unit = _unit(header, rows)
    dates = [text for cells in rows if (text := Row(0, cells, header).get("date"))]
    questions = (Question.WEIGHT_UNIT,) * (unit is None) + (Question.DATE_ORDER,) * is_open(dates)
    return FileInfo(KEY, unit, _variant(unit), ", ".join(sorted(languages_of(dates) or ())), questions)


def parse(lines: Iterable[str], /, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
    """The workouts of a file in the order of their start, after the problems with its rows; the counts come last."""
    return read_table(lines, options, SPEC, _Reader)


def _variant(unit: Unit | None) -> str:
    if unit is None:
        return mark("Hevy, without units")
    return mark("Hevy, weights in pounds") if unit is Unit.LB else mark("Hevy, weights in kilograms")


def _unit(header: Header, rows: list[list[str]]) -> Unit | None:
    """The unit of the column that holds the weights; of two columns the one that is filled first."""
    for cells in rows:
        row = Row(0, cells, header)
        if row.get("weight"):
            return UNITS.get(row.unit("weight"))
    return UNITS.get(header.unit("weight"))


class _Reader(RowReader):
    """Puts sets into sessions: one per title, start and end."""

    def __init__(self, header: Header, rows: list[list[str]], options: ReadOptions) -> None:
        self._dates = DateReader(languages_of(Row(0, cells, header).get("date") for cells in rows), options.date_order)
        self._sessions = Sessions(self._dates, options)
        unit = _unit(header, rows) or options.unit
        self._sets = SetReader(unit, "mi" if unit is Unit.LB else "km", assumes=not header.unit("distance"))

    def take(self, row: Row) -> tuple[str, list[Item]]:
        try:
            started = self._dates.read(row.get("date"))
        except ValueError:
            return LEFT_OUT, [row.problem("date", "date_impossible")]
        problems: list[Item] = []
        name = row.get("workout")
        draft = self._sessions.draft((name, started, row.get("end")), name, started, row.number)
        if draft.rows == 1:
            self._read_end(draft, row, problems)
        draft.note(_lines(row.get("session_notes")))
        kind = row.get("set_type")
        record, found = self._sets.read(row, _SET_TYPES.get(name_key(kind), kind), draft.superset(row.get("superset")))
        problems += found
        if record is not None and row.get("order") == "0":
            draft.begin_run()
        refused = self._sessions.add(draft, record) if record else None
        if record is None or refused:
            return LEFT_OUT, [*problems, refused] if refused else problems
        draft.describe_run(_lines(bounded(row, "exercise_notes", problems)))
        return USED, problems

    def finish(self) -> Iterator[Item]:
        return self._sessions.finish()

    def rows_lost(self) -> int:
        return self._sessions.rows_lost

    def _read_end(self, draft: Draft, row: Row, problems: list[Item]) -> None:
        text = row.get("end")
        try:
            draft.ended = self._dates.read(text) if text else None
        except ValueError:
            problems.append(row.problem("end", "end_impossible"))


def _lines(text: str) -> str:
    """Notes with the newlines that the app writes as a backslash and an n."""
    return text.replace("\\n", "\n").strip()
