"""Strong: a CSV file with a heading, one row per set. Three generations are around, and mixtures of them.

    Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE
    2022-01-03 08:15:19,"Legs",1h 25m,"Squat (Barbell)",1,80.0,5,0,0,"","",

    Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;…
    2022-01-03 08:15:19;"Legs";"Squat (Barbell)";W;40;kg;8;;;;0;;;1h 25m

    "Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";"Weight (kg)";"Reps";"RPE";…
    "1";"2022-01-03 08:15:19";"Legs";"5100";"Squat (Barbell)";"Rest Timer";"";"";"";"";"180";"";""

The first names no unit of weight: it is asked for. ``Set Order`` is a number or a letter (W warm-up, D drop set,
F failure); rows ``Rest Timer`` and ``Note`` are no sets: they give the set before its rest, and the exercise its note.
Source: files exported by the app; there is no published description.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from portability.formats import fields
from portability.formats.app_table import AppTable, unit_of
from portability.formats.checks import has_letter, is_date, is_number
from portability.formats.columns import Header
from portability.formats.dates import Moment
from portability.formats.grouping import Draft
from portability.formats.records import Item, ReadOptions
from portability.formats.rows import SessionReader
from portability.formats.sets import SetReader, bounded
from portability.formats.strong_layouts import header_by_order
from portability.formats.table import LEFT_OUT, USED, Row, TableSpec
from workouttracker.kit.limits import MAX_SECONDS
from workouttracker.kit.text import mark, name_key
from workouttracker.kit.units import Unit

KEY = "strong"
_SET_TYPES = {"w": "Warm-up", "d": "Drop set", "f": "Failure"}
_REST = frozenset({"rest timer", "rest", "pause", "pausentimer", "temporizador de descanso", "minuteur de repos"})
_NOTE = frozenset({"note", "notes", "notiz", "nota"})
_ORDER = re.compile(r"\d*\.?0?|[a-z]\d*|[a-z ]{3,}")
_LETTER = re.compile(r"([a-z])\d*")
_WORD = re.compile(r"[^\W\d_].{2,}")

NAMES = {
    "workout #": "number",
    "workout no": "number",
    "date": "date",
    "workout name": "workout",
    "duration": "duration",
    "workout duration": "duration",
    "exercise name": "exercise",
    "set order": "order",
    "weight": "weight",
    "weight unit": "weight_unit",
    "reps": "reps",
    "rpe": "rpe",
    "distance": "distance",
    "distance unit": "distance_unit",
    "seconds": "seconds",
    "notes": "notes",
    "workout notes": "session_notes",
    # The oldest files: the heading is the unit.
    "lbs": "weight:lbs",
    "lb": "weight:lbs",
    "kg": "weight:kg",
    "kgs": "weight:kg",
    "mi": "distance:mi",
    "mi.": "distance:mi",
    "km": "distance:km",
    "km.": "distance:km",
    # The app prints its headings in the language of the phone (others than these: ``strong_layouts``).
    "datum": "date",
    "workout-name": "workout",
    "name der ubung": "exercise",
    "reihenfolge festlegen": "order",
    "satzreihenfolge": "order",
    "gewicht": "weight",
    "gewichtseinheit": "weight_unit",
    "wiederh.": "reps",
    "wiederholungen": "reps",
    "entfernung": "distance",
    "entfernungseinheit": "distance_unit",
    "sekunden": "seconds",
    "notizen": "notes",
    "workout-notizen": "session_notes",
    "dauer": "duration",
    "workout-dauer": "duration",
}


class _Spec(TableSpec):
    """Also knows headings in other languages, by their order."""

    def header(self, sample: str) -> Header | None:
        return TableSpec.header(self, sample) or header_by_order(sample)


SPEC = _Spec(
    names=NAMES,
    required=("date", "workout", "exercise", "order"),
    checks={
        "date": is_date,
        "exercise": has_letter,
        "order": lambda text: bool(_ORDER.fullmatch(text.casefold())),
        "weight": is_number,
        "reps": is_number,
    },
    texts=("workout", "exercise", "notes", "session_notes"),
)


def _variant(header: Header, _unit: Unit | None) -> str:
    if header.has("weight_unit"):
        return mark("Strong, with the unit in each row")
    if header.unit("weight"):
        return mark("Strong, with units in the headings")
    return mark("Strong, without units")


class _Reader(SessionReader):
    """Sets, rests and notes: one session per number, start and name of a workout."""

    def __init__(self, header: Header, rows: Sequence[Row], options: ReadOptions) -> None:
        super().__init__(rows, options)
        self._sets = SetReader(unit_of(header, rows) or options.unit, assumes=not header.unit("distance"))

    def place(self, row: Row, moment: Moment, items: list[Item]) -> str:
        name = row.get("workout")
        draft = self.sessions.draft((row.get("number"), moment, name), name, moment, row.number)
        draft.note(row.get("session_notes"))
        self._read_duration(draft, row, items)
        pseudo = _pseudo(row, name_key(row.get("order")))
        if pseudo == "rest":
            items += _rest(draft, row)
            return "rest"
        if pseudo == "note":
            self._note(draft, row, items)
            return "note"
        record, found = self._sets.read(row, _set_type(row.get("order")))
        items += found
        if not self.add(draft, record, items):
            return LEFT_OUT
        self._describe(draft)
        return USED

    def _read_duration(self, draft: Draft, row: Row, items: list[Item]) -> None:
        if draft.rows > 1:
            return
        text = row.get("duration")
        try:
            draft.seconds = fields.seconds(text, _unit_of_time(row.unit("duration")))
        except ValueError:
            items.append(row.problem("duration", "duration_of_workout"))

    def _note(self, draft: Draft, row: Row, items: list[Item]) -> None:
        """A note belongs to the sets of its exercise that stand before it, else to those that follow."""
        text = bounded(row, "notes", items)
        exercise = fields.exercise_name(row.get("exercise"))
        last = draft.sets[-1].exercise if draft.sets else None
        if last != exercise or not draft.describe_run(text):
            draft.waiting[exercise] = "\n".join(filter(None, (draft.waiting.get(exercise), text)))

    def _describe(self, draft: Draft) -> None:
        """Give the first set of an exercise the notes that stood above it."""
        draft.describe_run(draft.waiting.pop(draft.sets[-1].exercise, ""))


def _pseudo(row: Row, order: str) -> str:
    """What a row is that is no set: ``rest`` or ``note``; "" for a set.

    In languages whose words aren't known: a row with a word as its order, and nothing but seconds or notes.
    """
    if order in _REST or name_key(row.get("exercise")) in _REST:
        return "rest"
    if order in _NOTE:
        return "note"
    if not _WORD.fullmatch(order) or any(row.get(key).strip("0.,") for key in ("weight", "reps", "distance")):
        return ""
    if row.get("seconds").strip("0.,"):
        return "rest"
    return "note" if row.get("notes") else ""


def _rest(draft: Draft, row: Row) -> list[Item]:
    """The rest of the set before; two timers in a row add up."""
    try:
        seconds = fields.seconds(row.get("seconds"))
    except ValueError:
        return [row.problem("seconds", "rest", {"limit": str(MAX_SECONDS)})]
    if seconds and draft.sets:
        last = draft.sets[-1]
        draft.sets[-1] = replace(last, rest_seconds=min(MAX_SECONDS, (last.rest_seconds or 0) + seconds))
    return []


def _set_type(order: str) -> str:
    """The set type of an order: none for a number, a name for the app's letters, else what stands there."""
    folded = name_key(order)
    letter = _LETTER.fullmatch(folded)
    if letter:
        return _SET_TYPES.get(letter[1], order.strip())
    return "" if not folded.strip("0123456789.") else order.strip()


def _unit_of_time(unit: str) -> int:
    return {"min": 60, "minutes": 60, "h": 3600, "hours": 3600}.get(unit, 1)


FORMAT = AppTable(KEY, mark("Strong (CSV)"), SPEC, _Reader, _variant)
