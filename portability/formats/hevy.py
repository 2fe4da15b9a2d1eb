"""Hevy: a CSV file with a heading, one row per set, the newest session first.

    "title","start_time","end_time","description","exercise_title","superset_id","exercise_notes","set_index",…
    "Upper","28. Okt. 2025, 07:05","28. Okt. 2025, 08:10","","Bench Press (Barbell)",,"",0,"warmup",40,10,,,

Dates are in the language of the phone. Units stand in the headings: ``weight_kg`` or ``weight_lbs``, ``distance_km``
or ``distance_miles``. ``exercise_notes`` are repeated in each row of an exercise: they become the description of its
first set. Newlines in notes are a backslash and an n. ``set_index`` starts again where the same exercise comes twice
in a row.
Source: files exported by the app; there is no published description.
"""

from collections.abc import Sequence

from portability.formats.app_table import AppTable, unit_of
from portability.formats.checks import has_letter, is_count, is_date, is_number
from portability.formats.columns import Header
from portability.formats.dates import Moment
from portability.formats.grouping import Draft
from portability.formats.records import Item, ReadOptions
from portability.formats.rows import SessionReader
from portability.formats.sets import SetReader, bounded
from portability.formats.table import LEFT_OUT, USED, Row, TableSpec
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


def _variant(_header: Header, unit: Unit | None) -> str:
    if unit is None:
        return mark("Hevy, without units")
    return mark("Hevy, weights in pounds") if unit is Unit.LB else mark("Hevy, weights in kilograms")


class _Reader(SessionReader):
    """One session per title, start and end."""

    def __init__(self, header: Header, rows: Sequence[Row], options: ReadOptions) -> None:
        super().__init__(rows, options)
        self._sets = SetReader(unit_of(header, rows) or options.unit, assumes=not header.unit("distance"))

    def place(self, row: Row, moment: Moment, items: list[Item]) -> str:
        name = row.get("workout")
        draft = self.sessions.draft((name, moment, row.get("end")), name, moment, row.number)
        if draft.rows == 1:
            self._read_end(draft, row, items)
        draft.note(_lines(row.get("session_notes")))
        kind = row.get("set_type")
        record, found = self._sets.read(row, _SET_TYPES.get(name_key(kind), kind), draft.superset(row.get("superset")))
        items += found
        if record is not None and row.get("order") == "0":
            draft.begin_run()
        if not self.add(draft, record, items):
            return LEFT_OUT
        draft.describe_run(_lines(bounded(row, "exercise_notes", items)))
        return USED

    def _read_end(self, draft: Draft, row: Row, items: list[Item]) -> None:
        text = row.get("end")
        try:
            draft.ended = self.dates.read(text) if text else None
        except ValueError:
            items.append(row.problem("end", "end_impossible"))


def _lines(text: str) -> str:
    """Notes with the newlines that the app writes as a backslash and an n."""
    return text.replace("\\n", "\n").strip()


FORMAT = AppTable(KEY, mark("Hevy (CSV)"), SPEC, _Reader, _variant)
