"""StrongLifts: a CSV file with a heading, one row per exercise, the sets side by side.

    Date (yyyy/mm/dd),Workout,Workout Name,Program Name,Body Weight (KG),Exercise,Sets×Reps,Sets×Time,…,
    Duration (hours),Start Time (h:mm),End Time (h:mm),Notes,Set 1 (Reps),Set 1 (KG),Set 2 (Reps),Set 2 (KG),…
    2026/08/11,1,"Workout A","Stronglifts 5×5",83.5,"Squat",5×5,,…,1.25,6:40 PM,7:55 PM,"",5,55,5,55,…

Date plus workout (a number or a letter) is one session; rows with nothing in these columns belong to the session
above. Empty pairs are unused slots, 0 reps a set that failed. The body weight may be in another unit than the sets.
Exercises held for time have their seconds where others have reps, told by ``Sets×Time``.
Source: files exported by the app; there is no published description.
"""

from collections.abc import Iterator, Sequence

from portability.formats import fields
from portability.formats.app_table import AppTable
from portability.formats.assistance import help_of
from portability.formats.body import body_weight
from portability.formats.checks import has_letter, is_date
from portability.formats.columns import Header, Place
from portability.formats.dates import Moment, not_before, with_time
from portability.formats.fields import UNITS
from portability.formats.grouping import Draft, described
from portability.formats.records import Item, Problem, ReadOptions, SetRecord
from portability.formats.rows import SessionReader
from portability.formats.sets import bounded
from portability.formats.table import LEFT_OUT, USED, Row, TableSpec
from workouttracker.kit.limits import MAX_REPS, MAX_SECONDS, MAX_WEIGHT_KG, NAME_LENGTH
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit, from_kg

KEY = "stronglifts"
_MOST_SETS = 100
_HOUR = 3600
_NOT_DONE = frozenset({"-", "–", "—"})
_ABOVE = ("date", "workout", "name", "body_weight", "start", "end", "hours")
"""Columns that a row without a date takes over from the row above."""
_REPS, _TIMES = frozenset({"reps"}), frozenset({"time", "sec", "secs", "seconds", "s", "h:mm:ss", "mm:ss", "m:ss"})


class _Spec(TableSpec):
    """Columns of sets come in pairs."""

    def header(self, sample: str) -> Header | None:
        header = TableSpec.header(self, sample)
        return header if header and any(place.unit in _REPS | _TIMES for place in header.places["set1"]) else None


SPEC = _Spec(
    names={
        "date": "date",
        "workout": "workout",
        "workout #": "workout",
        "workout name": "name",
        "body weight": "body_weight",
        "bodyweight": "body_weight",
        "exercise": "exercise",
        "exercise name": "exercise",
        "exercise 1": "exercise1",
        "sets×reps": "reps_scheme",
        "setsxreps": "reps_scheme",
        "sets×time": "time_scheme",
        "setsxtime": "time_scheme",
        "duration": "hours",
        "start time": "start",
        "start": "start",
        "end time": "end",
        "end": "end",
        "notes": "notes",
        "note": "notes",
        **{f"set {number}": f"set{number}" for number in range(1, _MOST_SETS + 1)},
    },
    required=("date", "exercise", "set1"),
    foreign=("exercise1",),
    essential=(),
    checks={"date": lambda text: not text or is_date(text), "exercise": has_letter},
    texts=("name", "exercise", "notes"),
)


def _find_unit(header: Header, _rows: Sequence[Row]) -> Unit | None:
    return next((UNITS[place.unit] for place in header.places.get("set1", ()) if place.unit in UNITS), None)


def _variant(_header: Header, unit: Unit | None) -> str:
    if unit is None:
        return mark("StrongLifts, without units")
    return mark("StrongLifts, weights in pounds") if unit is Unit.LB else mark("StrongLifts, weights in kilograms")


class _Slot:
    """The columns of one set."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.reps = next((place for place in places if place.unit in _REPS), None)
        self.time = next((place for place in places if place.unit in _TIMES), None)
        self.weights = tuple(place for place in places if place not in (self.reps, self.time))

    def weight(self, row: Row) -> Place | None:
        """The column that holds the weight of a row: of kilograms and pounds the one that is filled."""
        return next((place for place in self.weights if row.cell(place)), self.weights[0] if self.weights else None)


class _Reader(SessionReader):
    """Puts the exercises of a row into sessions: one per date and workout."""

    def __init__(self, header: Header, rows: Sequence[Row], options: ReadOptions) -> None:
        super().__init__(rows, options)
        self._unit = _find_unit(header, rows) or options.unit
        keys = (f"set{number}" for number in range(1, _MOST_SETS + 1))
        self._slots = [_Slot(header.places[key]) for key in keys if key in header.places]
        self._above: dict[str, str] = {}
        self._bodies: list[tuple[Row, Moment, str]] = []
        self._weighed: set[tuple[Moment, str]] = set()
        self._notes: dict[int, tuple[Draft, list[tuple[int, str]], int]] = {}

    def moment(self, row: Row) -> Moment:
        known = {key: row.get(key) for key in _ABOVE}
        if not known["date"] and self._above:
            known = {key: text or self._above[key] for key, text in known.items()}
        date = self.dates.read(known["date"])
        self._above = known
        return date

    def place(self, row: Row, moment: Moment, items: list[Item]) -> str:
        name = row.get("exercise")
        if not name:
            items.append(row.problem("exercise", "exercise_missing"))
            return LEFT_OUT
        if not fields.fits_name(name):
            items.append(row.problem("exercise", "exercise_too_long", {"limit": str(NAME_LENGTH)}))
            return LEFT_OUT
        draft = self._draft(row, moment, items)
        first = len(draft.sets)
        refused = 0
        items += self._help(row, fields.exercise_name(name))
        for slot in self._slots:
            record = self._set(row, slot, fields.exercise_name(name))
            problem = record if isinstance(record, Problem) else record and self.sessions.add(draft, record)
            if problem:
                refused += 1
                items.append(problem)
        self._note(draft, row, first, items)
        if len(draft.sets) > first:
            return USED
        return LEFT_OUT if refused else "no_sets"

    def _draft(self, row: Row, date: Moment, items: list[Item]) -> Draft:
        known = self._above
        workout = known["workout"]
        name = known["name"] or (f"Workout {workout}" if workout else "")
        draft = self.sessions.draft((date, workout or name), name, date, row.number)
        if draft.rows == 1:
            self._read_times(draft, row, items)
        if known["body_weight"] and (date, known["body_weight"]) not in self._weighed:
            self._weighed.add((date, known["body_weight"]))
            self._bodies.append((row, draft.started, known["body_weight"]))
        return draft

    def _read_times(self, draft: Draft, row: Row, items: list[Item]) -> None:
        start, end, hours = (self._above[key] for key in ("start", "end", "hours"))
        try:
            draft.started = with_time(draft.started, start)
        except ValueError:
            items.append(row.problem("start", "start_of_day", value=start))
        try:
            draft.ended = not_before(draft.started, with_time(draft.started, end)) if end else None
        except ValueError:
            items.append(row.problem("end", "end_impossible", value=end))
        try:
            draft.seconds = fields.seconds(hours, _HOUR if row.unit("hours") in ("hours", "h") else 1)
        except ValueError:
            items.append(row.problem("hours", "duration_of_workout", value=hours))

    def _help(self, row: Row, exercise: str) -> list[Item]:
        """What is said about weights below zero, once for the sets of a row."""
        texts = ((place, row.cell(place)) for slot in self._slots if (place := slot.weight(row)))
        for place, text in texts:
            helped = help_of(exercise, text)
            if helped and helped[0] != exercise:
                return [Problem(row.number, place.heading, text, "weight_is_help", {"name": helped[0]})]
        return []

    def _set(self, row: Row, slot: _Slot, exercise: str) -> SetRecord | Problem | None:
        """The set in one slot of a row; None for an unused one."""
        place = slot.weight(row)
        reps, time, weight = (row.cell(each) for each in (slot.reps, slot.time, place))
        if not (reps or time or weight):
            return None
        if reps and not time and row.get("time_scheme") and not row.get("reps_scheme"):
            reps, time = "", reps
        try:
            count = fields.count("" if reps in _NOT_DONE else reps, MAX_REPS)
        except ValueError:
            return Problem(row.number, _heading(slot.reps), reps, "reps", {"limit": str(MAX_REPS)})
        try:
            duration = fields.seconds(time)
        except ValueError:
            return Problem(row.number, _heading(slot.time), time, "duration_of_set", {"limit": str(MAX_SECONDS)})
        unit = UNITS.get(place.unit, self._unit) if place else self._unit
        if helped := help_of(exercise, weight):
            exercise, weight = helped
        try:
            kilograms = fields.weight(weight, unit, decimal_comma=row.decimal_comma)
        except ValueError:
            limit = {"limit": str(from_kg(MAX_WEIGHT_KG, unit)), "unit": unit.value}
            return Problem(row.number, _heading(place), weight, "weight", limit)
        return SetRecord(exercise, row.number, count, kilograms, duration_seconds=duration)

    def _note(self, draft: Draft, row: Row, first: int, items: list[Item]) -> None:
        _draft, notes, _rows = self._notes.get(id(draft), (draft, [], 0))
        if text := bounded(row, "notes", items):
            notes.append((first, text))
        self._notes[id(draft)] = (draft, notes, draft.rows)

    def finish(self) -> Iterator[Item]:
        for draft, notes, rows in self._notes.values():
            texts = {text for _index, text in notes}
            if len(texts) == 1 and len(notes) == rows:
                draft.note(texts.pop())  # the same note in every row is one about the workout
                continue
            for index, text in notes:
                if index < len(draft.sets):
                    draft.sets[index] = described(draft.sets[index], text)
                else:
                    draft.note(text)
        for row, moment, text in self._bodies:
            if at := self.dates.settle(moment):  # else the problem with the date of its workout says so
                yield from body_weight(row, text, at, self._unit)
        yield from super().finish()


def _heading(place: Place | None) -> str:
    return place.heading if place else ""


FORMAT = AppTable(KEY, mark("StrongLifts (CSV)"), SPEC, _Reader, _variant, _find_unit)
