"""Any other table: the athlete says which column holds what (``guessing`` proposes it).

One row is one set, or an exercise with several: ``3x5``, ``5/5/3``, a column with the number of sets. Rows of one
date and name are one workout; ``by_day`` is for files that print the time of each set.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from portability.formats import fields
from portability.formats.checks import has_letter, is_date
from portability.formats.columns import Header, Place, find_header
from portability.formats.dates import Moment, TwoWays, with_time
from portability.formats.grouping import Draft
from portability.formats.records import (
    DEFAULTS,
    DateOrder,
    ExerciseRecord,
    Item,
    ReadOptions,
    RepRecord,
    SetRecord,
)
from portability.formats.rows import SessionReader
from portability.formats.sets import SetReader, bounded
from portability.formats.table import LEFT_OUT, USED, Row, TableSpec, read_rows
from portability.formats.tables import peek
from workouttracker.kit.limits import MAX_REPS, MAX_SETS_PER_SESSION
from workouttracker.kit.text import mark, name_key
from workouttracker.kit.units import Unit

KEY = "mapped"


class Field(StrEnum):
    """What a column can hold."""

    DATE = "date"
    TIME = "time"
    END = "end"
    WORKOUT = "workout"
    SESSION = "session"
    SESSION_NOTES = "session_notes"
    EXERCISE = "exercise"
    CATEGORY = "category"
    SET_TYPE = "set_type"
    SETS = "sets"
    REPS = "reps"
    WEIGHT = "weight"
    WEIGHT_UNIT = "weight_unit"
    RPE = "rpe"
    RIR = "rir"
    REST = "rest"
    SECONDS = "seconds"
    DISTANCE = "distance"
    DISTANCE_UNIT = "distance_unit"
    SUPERSET = "superset"
    SUCCESS = "success"
    EXERCISE_NOTES = "exercise_notes"
    NOTES = "notes"


LABELS: dict[Field, str] = {
    Field.DATE: mark("Date, with or without a time"),
    Field.TIME: mark("Time of the start"),
    Field.END: mark("Time of the end"),
    Field.WORKOUT: mark("Name of the workout"),
    Field.SESSION: mark("Number of the workout"),
    Field.SESSION_NOTES: mark("Notes on the workout"),
    Field.EXERCISE: mark("Exercise"),
    Field.CATEGORY: mark("Muscle group"),
    Field.SET_TYPE: mark("Set type"),
    Field.SETS: mark("Number of sets"),
    Field.REPS: mark("Reps, or 3x5, or 5/5/3"),
    Field.WEIGHT: mark("Weight"),
    Field.WEIGHT_UNIT: mark("Unit of weight"),
    Field.RPE: mark("RPE"),
    Field.RIR: mark("Reps in reserve"),
    Field.REST: mark("Rest"),
    Field.SECONDS: mark("Duration of the set"),
    Field.DISTANCE: mark("Distance"),
    Field.DISTANCE_UNIT: mark("Unit of distance"),
    Field.SUPERSET: mark("Superset"),
    Field.SUCCESS: mark("Success (yes or no)"),
    Field.EXERCISE_NOTES: mark("Notes on the exercise"),
    Field.NOTES: mark("Notes on the set"),
}
"""What to call each field, as texts to translate, in the order in which they are offered."""
NEEDED = (Field.DATE, Field.EXERCISE)
_SEVERAL = re.compile(r"(\d{1,3})\s*[x×*]\s*(\d{1,4})", re.IGNORECASE)
_LIST = re.compile(r"\s*[/;,+|]\s*|\s+")
_DASHED = re.compile(r"\d+(?:-\d+){2,}")
_VALUE_AND_UNIT = re.compile(r"([-+]?[\d.,]+)\s*([a-z#]*)\.?", re.IGNORECASE)
_NO = frozenset({"0", "no", "n", "false", "f", "failed", "fail", "nein", "falsch", "non", "nao", "✗", "missed"})
_NO_SETS = frozenset({"rest timer", "rest", "note", "pausentimer"})
"""Set types of rows that are no sets: other tables took them over from Strong."""
_BODYWEIGHT = frozenset({"bw", "bodyweight", "body weight", "kg", "-", "n/a", "na", "none"})


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column holds what, and how it is to be read.

    ``columns`` has a value of ``Field`` for each column, "" for one that is not used. ``unit`` and ``distance_unit``
    count where neither heading nor row name one (None: ``ReadOptions.unit``, "": km or miles after the weight);
    ``seconds_in_one`` is 60 where durations and rests without colons are minutes.
    """

    columns: tuple[str, ...]
    delimiter: str = ","
    has_header: bool = True
    unit: Unit | None = None
    distance_unit: str = ""
    seconds_in_one: int = 1
    date_order: DateOrder | None = None
    by_day: bool = False

    def faults(self) -> list[str]:
        """Fields that are needed and have no column, and fields with more than one, apart from notes."""
        missing = [field for field in NEEDED if field not in self.columns]
        twice = [field for field in Field if self.columns.count(field) > 1 and field not in _MAY_REPEAT]
        return [*missing, *twice]

    def as_json(self) -> dict[str, Any]:
        """The mapping as it is kept for the next file with the same headings."""
        return asdict(self) | {"columns": list(self.columns)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ColumnMapping":
        """The mapping from ``as_json``. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
        columns = tuple(Field(each).value if each else "" for each in data["columns"])
        return cls(
            columns=columns,
            delimiter=str(data.get("delimiter", ","))[:1],
            has_header=bool(data.get("has_header", True)),
            unit=Unit(data["unit"]) if data.get("unit") else None,
            distance_unit=str(data.get("distance_unit", "")),
            seconds_in_one=int(data.get("seconds_in_one", 1)),
            date_order=DateOrder(data["date_order"]) if data.get("date_order") else None,
            by_day=bool(data.get("by_day", False)),
        )


_MAY_REPEAT = (Field.NOTES, Field.EXERCISE_NOTES, Field.SESSION_NOTES, Field.WEIGHT)


def parse(lines: Iterable[str], mapping: ColumnMapping, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
    """The workouts of a table in the order of their start, after the problems with its rows; the counts come last."""
    sample, lines = peek(lines)
    header = _header(sample, mapping)
    options = replace(options, unit=mapping.unit or options.unit, date_order=mapping.date_order or options.date_order)
    spec = TableSpec(
        names={},
        required=tuple(key for key in NEEDED if key in header.places),
        essential=tuple(key for key in (Field.REPS, Field.WEIGHT) if key in header.places),
        checks={"date": is_date, "exercise": has_letter},
        texts=("workout", "exercise", "notes"),
    )
    return read_rows(sample, lines, header, options, spec, lambda *found: _Reader(mapping, *found))


def _header(sample: str, mapping: ColumnMapping) -> Header:
    """The heading as the mapping has it, whatever it says in the file."""
    found = find_header(sample, {}, mapping.delimiter)
    cells = found.cells if found and mapping.has_header else ()
    places: dict[str, tuple[Place, ...]] = {}
    for index, key in enumerate(mapping.columns):
        if key:
            heading = cells[index] if index < len(cells) else ""
            place = Place(index, heading or str(index + 1), found.unit_at(index) if found and cells else "")
            places[key] = (*places.get(key, ()), place)
    line = found.line if found and mapping.has_header else 0
    return Header(mapping.delimiter, line, cells or ("",) * len(mapping.columns), places)


class _Reader(SessionReader):
    """Puts the sets of rows into sessions."""

    def __init__(self, mapping: ColumnMapping, header: Header, rows: Sequence[Row], options: ReadOptions) -> None:
        super().__init__(rows, options)
        self._sets = SetReader(options.unit, mapping.distance_unit, assumes=not mapping.distance_unit)
        self._sets.seconds_in_one = mapping.seconds_in_one
        self._mapping = mapping
        self._known: set[str] = set()
        self._above = ""

    def moment(self, row: Row) -> Moment:
        self._above = row.get("date") or self._above
        return with_time(self.dates.read(self._above), row.get("time"))

    def place(self, row: Row, moment: Moment, items: list[Item]) -> str:
        if name_key(row.get("set_type")) in _NO_SETS:
            return "rest"
        records, found = self._records(row)
        items += found
        if not records:
            return LEFT_OUT
        draft = self._draft(row, moment)
        self._read_end(draft, row, moment, items)
        draft.note(row.get("session_notes"))
        group = draft.superset(row.get("superset"))
        # When a session is full, its further sets are not tried one by one.
        kept = next((n for n, each in enumerate(records) if not self._add(draft, each, group, items)), len(records))
        if not kept:
            return LEFT_OUT
        draft.describe_run(bounded(row, "exercise_notes", items))
        name, category = records[0].exercise, row.get("category")
        if category and name not in self._known:
            self._known.add(name)
            items.append(ExerciseRecord(name, row.number, category=category[:100]))
        return USED

    def _add(self, draft: Draft, record: SetRecord, group: int | None, items: list[Item]) -> bool:
        return self.add(draft, replace(record, superset_group=group), items)

    def _draft(self, row: Row, moment: Moment) -> Draft:
        """The session of a row: of its number, else of its day and name, else of its start and name."""
        number, name = row.get("session"), row.get("workout")
        if number:
            draft = self.sessions.draft(("number", number), name, moment, row.number)
        elif self._mapping.by_day:
            draft = self.sessions.draft((_day(moment), name), name, moment, row.number)
        else:
            draft = self.sessions.draft((moment, name), name, moment, row.number)
        if isinstance(moment, datetime) and isinstance(draft.started, datetime) and _before(moment, draft.started):
            draft.started = moment
        return draft

    def _read_end(self, draft: Draft, row: Row, moment: Moment, problems: list[Item]) -> None:
        text = row.get("end")
        if not text or draft.rows > 1:
            return
        try:
            draft.ended = self.dates.read(text) if is_date(text) else with_time(moment, text)
        except ValueError:
            problems.append(row.problem("end", "end_impossible"))

    def _records(self, row: Row) -> tuple[list[SetRecord], list[Item]]:
        """The sets of a row, or none and the problem with them."""
        try:
            counts = _counts(row)
        except ValueError:
            return [], [row.problem("reps", "reps", {"limit": str(MAX_REPS)})]
        weights = _weights(row)
        if len(weights) not in (1, len(counts)):
            return [], [row.problem("weight", "weights_and_reps", {"count": str(len(counts))})]
        set_type = "" if name_key(row.get("set_type")).strip("0123456789. #") == "" else row.get("set_type")
        records: list[SetRecord] = []
        problems: list[Item] = []
        for index, count in enumerate(counts):
            weight, unit = weights[index if len(weights) > 1 else 0]
            record, found = self._sets.read(_Single(row.number, row.cells, row.header, count, weight, unit), set_type)
            if record is None:
                return [], found
            problems += found if not index else []
            records.append(_failed(record) if name_key(row.get("success")) in _NO else record)
        return records, problems


@dataclass(frozen=True, slots=True)
class _Single(Row):
    """A row as if it held one set: reps and weight are given."""

    reps: str
    weight: str
    weight_unit: str

    def get(self, key: str) -> str:
        if key == "reps":
            return self.reps
        if key == "weight":
            return self.weight
        return self.weight_unit if key == "weight_unit" else Row.get(self, key)


def _counts(row: Row) -> list[str]:
    """The reps of each set of a row."""
    text = row.get("reps")
    sets = fields.count(row.get("sets"), MAX_SETS_PER_SESSION) if row.get("sets") else 1
    if found := _SEVERAL.fullmatch(text):
        return [found[2]] * _bounded(int(found[1]))
    parts = text.split("-") if _DASHED.fullmatch(text) else _LIST.split(text)
    if len(parts) > 1 and not _is_decimal(text):
        return parts[: _bounded(len(parts))]
    return [text] * max(1, _bounded(sets))


def _bounded(number: int) -> int:
    if number > MAX_SETS_PER_SESSION:
        raise ValueError("too many sets")
    return number


def _is_decimal(text: str) -> bool:
    return text.count(",") == 1 and text.partition(",")[2] in {"0", "00"}


def _weights(row: Row) -> list[tuple[str, str]]:
    """The weights of a row with their units: ``100``, ``100 kg``, ``60/70/80``, ``BW``."""
    text, named = row.get("weight"), row.get("weight_unit") or row.unit("weight")
    if name_key(text) in _BODYWEIGHT:
        return [("", named)]
    parts = re.split(r"\s*[/;|]\s*", text) if re.search(r"\d\s*[a-z]*\s*[/;|]\s*\d", text, re.IGNORECASE) else [text]
    weights = []
    for part in parts:
        found = _VALUE_AND_UNIT.fullmatch(part)
        weights.append((found[1], found[2] or named) if found else (part, named))
    return weights


def _failed(record: SetRecord) -> SetRecord:
    return replace(record, reps=tuple(RepRecord(record.weight, success=False) for _ in range(record.number_reps)))


def _day(moment: Moment) -> object:
    if isinstance(moment, TwoWays):
        return (moment.day_first.date(), moment.month_first.date())
    return moment.date()


def _before(one: datetime, other: datetime) -> bool:
    return (one.tzinfo is None) == (other.tzinfo is None) and one < other


__all__ = ["KEY", "LABELS", "NEEDED", "ColumnMapping", "Field", "parse"]
