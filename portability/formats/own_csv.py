"""Our own CSV: a table with a heading, one row per set, as ``portability.exports.tables`` writes it.

    date,start,end,time_zone,session,kind,exercise,set,set_type,weight,weight_unit,reps,failed_reps,each_rep,rpe,…
    2026-03-02,18:05:30,19:03:30,Europe/Berlin,Push,workout,Bench Press (Barbell),1,Working,80,kg,3,1,80 80 75x,8.5,…

``each_rep`` is filled where the reps are not all alike: their weights in order, an x behind those that failed. Files
of earlier releases lack it, and the time zone: there the last reps count as the failed ones.
Source: ``portability/exports/tables.py``.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from portability.formats import fields
from portability.formats.app_table import AppTable, unit_of
from portability.formats.checks import has_letter, is_count, is_date, is_number, is_weight_unit
from portability.formats.columns import Header
from portability.formats.dates import Moment, not_before, with_time
from portability.formats.grouping import Draft
from portability.formats.records import Item, ReadOptions, RepRecord, SetRecord
from portability.formats.rows import SessionReader
from portability.formats.sets import SetReader, bounded
from portability.formats.table import LEFT_OUT, USED, Row, TableSpec
from workouttracker.kit.dates import is_zone
from workouttracker.kit.limits import DESCRIPTION_LENGTH, MAX_CALORIES, MAX_REPS
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit

KEY = "workouttracker_csv"
KINDS = frozenset({"workout", "calculation"})
_FAILED = "x"
_MOST_SUPERSETS = 32_767
_NOTHING_DONE = {"rest": "rest_seconds", "seconds": "duration_seconds", "distance": "distance_metres"}
"""Columns in which 0 is 0 here, while other apps write it for "nothing"."""

SPEC = TableSpec(
    names={
        "date": "date",
        "start": "start",
        "end": "end",
        "time_zone": "zone",
        "session": "workout",
        "kind": "kind",
        "exercise": "exercise",
        "set": "order",
        "set_type": "set_type",
        "weight": "weight",
        "weight_unit": "weight_unit",
        "reps": "reps",
        "failed_reps": "failed",
        "each_rep": "each_rep",
        "target_reps": "target",
        "rpe": "rpe",
        "rest_seconds": "rest",
        "duration_seconds": "seconds",
        "distance_m": "distance:m",
        "superset": "superset",
        "description": "description",
        "notes": "notes",
        "session_notes": "session_notes",
        "calories": "calories",
    },
    required=("date", "start", "workout", "exercise", "weight_unit", "failed"),
    checks={
        "date": is_date,
        "exercise": has_letter,
        "order": is_count,
        "weight": is_number,
        "weight_unit": is_weight_unit,
        "reps": is_number,
        "failed": is_count,
    },
    texts=("workout", "exercise", "description", "notes", "session_notes"),
)


def _variant(_header: Header, _unit: Unit | None) -> str:
    return mark("WorkoutTracker, one row per set")


class _Reader(SessionReader):
    """One session per start, name and kind; where a number of a set comes again, another one that is just like it."""

    def __init__(self, header: Header, rows: Sequence[Row], options: ReadOptions) -> None:
        super().__init__(rows, options)
        self._sets = SetReader(unit_of(header, rows) or options.unit)
        self._numbers: Counter[tuple[object, str]] = Counter()

    def moment(self, row: Row) -> Moment:
        return with_time(self.dates.read(row.get("date")), row.get("start"))

    def place(self, row: Row, moment: Moment, items: list[Item]) -> str:
        name, kind, zone = row.get("workout"), row.get("kind"), row.get("zone")
        key, number = (moment, name, kind, zone), row.get("order")
        draft = self.sessions.draft((key, self._numbers[key, number]), name, moment, row.number)
        self._numbers[key, number] += bool(number)
        if draft.rows == 1:
            draft.kind = kind if kind in KINDS else draft.kind
            draft.time_zone = zone if is_zone(zone) else ""
            _read_end(draft, row, items)
            _read_calories(draft, row, items)
        draft.note(row.get("session_notes"))
        record, found = self._sets.read(row, row.get("set_type"), _superset(draft, row.get("superset")))
        items += found
        if record is None or not self.add(draft, self._whole(record, row, items), items):
            return LEFT_OUT
        return USED

    def _whole(self, record: SetRecord, row: Row, items: list[Item]) -> SetRecord | None:
        """The set with what no other app's files say of it; None when its reps can't be used."""
        changes: dict[str, Any] = {name: Decimal(0) for key, name in _NOTHING_DONE.items() if row.get(key) == "0"}
        changes |= {name: 0 for name in ("rest_seconds", "duration_seconds") if name in changes}
        changes["description"] = bounded(row, "description", items, DESCRIPTION_LENGTH)
        try:
            if target := row.get("target"):
                changes["target_reps"] = fields.count(target, MAX_REPS)
            reps = self._reps(record, row)
        except ValueError:
            items.append(row.problem("each_rep" if row.get("each_rep") else "failed", "each_rep"))
            return None
        if reps is not None:
            changes |= {"reps": reps, "number_reps": len(reps)}
        return replace(record, **changes)

    def _reps(self, record: SetRecord, row: Row) -> tuple[RepRecord, ...] | None:
        """The reps one by one, where they are not all alike."""
        unit = fields.known_unit(row.get("weight_unit")) or self._sets.unit
        if texts := row.get("each_rep").split():
            if len(texts) > MAX_REPS:
                raise ValueError("too many reps")
            weights = (fields.weight(text.removesuffix(_FAILED), unit, decimal_comma=False) for text in texts)
            reps = zip(weights, texts, strict=True)
            return tuple(RepRecord(weight, success=not text.endswith(_FAILED)) for weight, text in reps)
        failed = fields.count(row.get("failed"), record.number_reps)
        done = record.number_reps - failed
        return tuple(RepRecord(record.weight, n < done) for n in range(record.number_reps)) if failed else None


def _superset(draft: Draft, text: str) -> int | None:
    """The number of a superset as it stands there; a name, which only others write, gets a number."""
    if text.isdecimal() and 0 < int(text[:5]) <= _MOST_SUPERSETS:
        return int(text[:5])
    return draft.superset(text)


def _read_end(draft: Draft, row: Row, items: list[Item]) -> None:
    """The end, on the next day when the clock shows less than at the start."""
    if not row.get("end"):
        return
    try:
        draft.ended = not_before(draft.started, with_time(draft.started, row.get("end")))
    except ValueError:
        items.append(row.problem("end", "end_impossible"))


def _read_calories(draft: Draft, row: Row, items: list[Item]) -> None:
    text = row.get("calories")
    try:
        draft.calories = fields.rounded_number(text, MAX_CALORIES) if text else None
    except ValueError:
        items.append(row.problem("calories", "calories", {"limit": str(MAX_CALORIES)}))


FORMAT = AppTable(KEY, mark("WorkoutTracker (CSV)"), SPEC, _Reader, _variant)
