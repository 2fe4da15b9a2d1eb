"""StrongLifts: a CSV file with a heading, one row per exercise, the sets side by side.

    Date (yyyy/mm/dd),Workout,Workout Name,Program Name,Body Weight (KG),Exercise,Sets×Reps,Sets×Time,…,
    Duration (hours),Start Time (h:mm),End Time (h:mm),Notes,Set 1 (Reps),Set 1 (KG),Set 2 (Reps),Set 2 (KG),…
    2026/08/11,1,"Workout A","Stronglifts 5×5",83.5,"Squat",5×5,,…,1.25,6:40 PM,7:55 PM,"",5,55,5,55,…

Date plus workout (a number or a letter) is one session; rows with nothing in these columns belong to the session
above. Empty pairs are unused slots, 0 reps a set that failed. The body weight may be in another unit than the sets.
Exercises held for time have their seconds where others have reps, told by ``Sets×Time``.
Source: files exported by the app; there is no published description.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from portability.formats import fields
from portability.formats.assistance import help_of
from portability.formats.checks import has_letter, is_date
from portability.formats.columns import Header, Place
from portability.formats.dates import DateReader, Moment, TwoWays, clock, is_open
from portability.formats.fields import UNITS
from portability.formats.grouping import Draft, Sessions, described
from portability.formats.records import (
    BODY_WEIGHT,
    DEFAULTS,
    FileInfo,
    Item,
    MeasurementRecord,
    Problem,
    Question,
    ReadOptions,
    SetRecord,
)
from portability.formats.sets import bounded
from portability.formats.table import LEFT_OUT, USED, Row, RowReader, TableSpec, read_table, sample_rows
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

SPEC = TableSpec(
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


def matches(sample: str) -> bool:
    """Whether ``sample``, the beginning of a text, has the headings of this format."""
    header = SPEC.header(sample)
    return header is not None and any(place.unit in _REPS | _TIMES for place in header.places["set1"])


def describe(sample: str) -> FileInfo:
    """The unit of the headings."""
    header = SPEC.header(sample)
    if header is None:
        return FileInfo(KEY, None)
    unit = _unit(header)
    dates = [text for cells in sample_rows(sample, header) if (text := Row(0, cells, header).get("date"))]
    questions = (Question.WEIGHT_UNIT,) * (unit is None) + (Question.DATE_ORDER,) * is_open(dates)
    variant = mark("StrongLifts, weights in pounds") if unit is Unit.LB else mark("StrongLifts, weights in kilograms")
    return FileInfo(KEY, unit, variant if unit else mark("StrongLifts, without units"), questions=questions)


def parse(lines: Iterable[str], /, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
    """The workouts of a file in the order of their start, after body weights and problems; the counts come last."""
    return read_table(lines, options, SPEC, _Reader)


def _unit(header: Header) -> Unit | None:
    return next((UNITS[place.unit] for place in header.places.get("set1", ()) if place.unit in UNITS), None)


class _Slot:
    """The columns of one set."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.reps = next((place for place in places if place.unit in _REPS), None)
        self.time = next((place for place in places if place.unit in _TIMES), None)
        self.weights = tuple(place for place in places if place not in (self.reps, self.time))

    def weight(self, row: Row) -> Place | None:
        """The column that holds the weight of a row: of kilograms and pounds the one that is filled."""
        return next((place for place in self.weights if _cell(row, place)), self.weights[0] if self.weights else None)


class _Reader(RowReader):
    """Puts the exercises of a row into sessions: one per date and workout."""

    def __init__(self, header: Header, rows: list[list[str]], options: ReadOptions) -> None:
        self._dates = DateReader(order=options.date_order)
        self._sessions = Sessions(self._dates, options)
        self._unit = _unit(header) or options.unit
        keys = (f"set{number}" for number in range(1, _MOST_SETS + 1))
        self._slots = [_Slot(header.places[key]) for key in keys if key in header.places]
        self._above: dict[str, str] = {}
        self._bodies: list[tuple[Row, Moment, str]] = []
        self._weighed: set[tuple[Moment, str]] = set()
        self._notes: dict[int, tuple[Draft, list[tuple[int, str]], int]] = {}
        for cells in rows:
            if is_date(text := Row(0, cells, header).get("date")):
                self._dates.read(text)

    def take(self, row: Row) -> tuple[str, list[Item]]:
        known = {key: row.get(key) for key in _ABOVE}
        if not known["date"] and self._above:
            known = {key: text or self._above[key] for key, text in known.items()}
        try:
            date = self._dates.read(known["date"])
        except ValueError:
            return LEFT_OUT, [row.problem("date", "date_impossible")]
        self._above = known
        name = row.get("exercise")
        if not name:
            return LEFT_OUT, [row.problem("exercise", "exercise_missing")]
        if not fields.fits_name(name):
            return LEFT_OUT, [row.problem("exercise", "exercise_too_long", {"limit": str(NAME_LENGTH)})]
        items: list[Item] = []
        draft = self._draft(row, known, date, items)
        first = len(draft.sets)
        refused = 0
        items += self._help(row, fields.exercise_name(name))
        for slot in self._slots:
            record = self._set(row, slot, fields.exercise_name(name))
            problem = record if isinstance(record, Problem) else record and self._sessions.add(draft, record)
            if problem:
                refused += 1
                items.append(problem)
        self._note(draft, row, first, items)
        if len(draft.sets) > first:
            return USED, items
        return (LEFT_OUT if refused else "no_sets"), items

    def _draft(self, row: Row, known: dict[str, str], date: Moment, items: list[Item]) -> Draft:
        workout = known["workout"]
        name = known["name"] or (f"Workout {workout}" if workout else "")
        draft = self._sessions.draft((date, workout or name), name, date, row.number)
        if draft.rows == 1:
            self._read_times(draft, row, known, items)
        if known["body_weight"] and (date, known["body_weight"]) not in self._weighed:
            self._weighed.add((date, known["body_weight"]))
            self._bodies.append((row, draft.started, known["body_weight"]))
        return draft

    def _read_times(self, draft: Draft, row: Row, known: dict[str, str], items: list[Item]) -> None:
        for key, code in (("start", "start_of_day"), ("end", "end_impossible")):
            text = known[key]
            if not text:
                continue
            try:
                hour, minute, second = clock(text)
            except ValueError:
                items.append(row.problem(key, code, value=text))
                continue
            if key == "start":
                draft.started = _moved(draft.started, hour, minute, second)
            else:
                draft.ended = _after(draft.started, _moved(draft.started, hour, minute, second))
        try:
            draft.seconds = fields.seconds(known["hours"], _HOUR if row.unit("hours") in ("hours", "h") else 1)
        except ValueError:
            items.append(row.problem("hours", "duration_of_workout", value=known["hours"]))

    def _help(self, row: Row, exercise: str) -> list[Item]:
        """What is said about weights below zero, once for the sets of a row."""
        texts = ((place, _cell(row, place)) for slot in self._slots if (place := slot.weight(row)))
        for place, text in texts:
            helped = help_of(exercise, text)
            if helped and helped[0] != exercise:
                return [Problem(row.number, place.heading, text, "weight_is_help", {"name": helped[0]})]
        return []

    def _set(self, row: Row, slot: _Slot, exercise: str) -> SetRecord | Problem | None:
        """The set in one slot of a row; None for an unused one."""
        place = slot.weight(row)
        reps, time, weight = (_cell(row, each) for each in (slot.reps, slot.time, place))
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
            yield from self._body_weight(row, moment, text)
        yield from self._sessions.finish()

    def _body_weight(self, row: Row, moment: Moment, text: str) -> Iterator[Item]:
        at = self._dates.settle(moment)
        if at is None:
            return  # the problem with the date of its workout says so
        try:
            value = fields.weight_number(text, decimal_comma=row.decimal_comma)
        except ValueError:
            yield row.problem("body_weight", "measurement_value", value=text)
            return
        if value > 0:
            unit = UNITS.get(row.unit("body_weight"), self._unit)
            yield MeasurementRecord(BODY_WEIGHT, value, unit.value, at, "", row.number)
        elif value < 0:
            yield row.problem("body_weight", "measurement_value", value=text)

    def rows_lost(self) -> int:
        return self._sessions.rows_lost


def _cell(row: Row, place: Place | None) -> str:
    return row.cells[place.index].strip() if place and place.index < len(row.cells) else ""


def _heading(place: Place | None) -> str:
    return place.heading if place else ""


def _moved(moment: Moment, hour: int, minute: int, second: int) -> Moment:
    """The same day at another time."""
    if isinstance(moment, TwoWays):
        one, other = (
            each.replace(hour=hour, minute=minute, second=second) for each in (moment.day_first, moment.month_first)
        )
        return TwoWays(one, other)
    return moment.replace(hour=hour, minute=minute, second=second)


def _after(started: Moment, ended: Moment) -> Moment:
    """The end, on the next day when it would be before the start."""

    def later(start: datetime, end: datetime) -> datetime:
        return end + timedelta(days=1) if end < start else end

    if isinstance(started, TwoWays) and isinstance(ended, TwoWays):
        return TwoWays(later(started.day_first, ended.day_first), later(started.month_first, ended.month_first))
    if isinstance(started, datetime) and isinstance(ended, datetime):
        return later(started, ended)
    return ended
