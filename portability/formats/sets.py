"""A row of a table as a set: the columns that all apps have in one form or another.

Keys of columns: exercise, weight, weight_unit, reps, rpe, rir, seconds, distance, distance_unit, rest, notes. What
can't be used of exercise, weight or reps leaves the set out; anything else only leaves itself out.
"""

from dataclasses import dataclass
from decimal import Decimal

from portability.formats import fields
from portability.formats.assistance import help_of
from portability.formats.records import Item, Problem, SetRecord
from portability.formats.table import Row
from workouttracker.kit.limits import (
    MAX_DISTANCE_METRES,
    MAX_REPS,
    MAX_RPE,
    MAX_SECONDS,
    MAX_WEIGHT_KG,
    NAME_LENGTH,
    NOTES_LENGTH,
)
from workouttracker.kit.units import Unit, from_kg


@dataclass(slots=True)
class SetReader:
    """Reads sets. ``unit`` and ``distance_unit`` ("" = miles beside pounds, else km) count where neither row nor
    heading name one. ``assumes`` tells that the distance unit is an assumption that is to be mentioned, once.
    """

    unit: Unit
    distance_unit: str = ""
    assumes: bool = False
    seconds_in_one: int = 1

    def read(self, row: Row, set_type: str = "", superset: int | None = None) -> tuple[SetRecord | None, list[Item]]:
        """The set, or None, and the problems with it."""
        name = row.get("exercise")
        if fault := _name_fault(row, name):
            return None, [fault]
        problems: list[Item] = []
        text = row.get("weight")
        if helped := help_of(name, text):
            problems += help_noticed(row, "weight", text, name, helped[0])
            name, text = helped
        weight = self._weight(row, text)
        if isinstance(weight, Problem):
            return None, [weight]
        text = row.get("reps")
        try:
            reps = fields.count(text, MAX_REPS)
        except ValueError:
            return None, [row.problem("reps", "reps", {"limit": str(MAX_REPS)})]
        record = SetRecord(
            fields.exercise_name(name),
            row.number,
            reps,
            weight,
            set_type=set_type,
            rest_seconds=_seconds(row, "rest", "rest", 1, problems),
            duration_seconds=_seconds(row, "seconds", "duration", self.seconds_in_one, problems),
            distance_metres=self._distance(row, problems),
            rpe=_effort(row, problems),
            superset_group=superset,
            notes=bounded(row, "notes", problems),
        )
        return record, problems

    def _weight(self, row: Row, text: str) -> Decimal | Problem:
        unit = self.unit
        named = row.get("weight_unit") or row.unit("weight")
        if named:
            try:
                unit = fields.weight_unit(named)
            except ValueError:
                if text.strip("0.,"):
                    return row.problem("weight_unit", "unit_of_set", value=named)
        try:
            return fields.weight(text, unit, decimal_comma=row.decimal_comma)
        except ValueError:
            limit = {"limit": str(from_kg(MAX_WEIGHT_KG, unit)), "unit": unit.value}
            return row.problem("weight", "weight", limit)

    def _distance(self, row: Row, problems: list[Item]) -> Decimal | None:
        text = row.get("distance")
        if not text:
            return None
        named = row.get("distance_unit") or row.unit("distance")
        unit = named or self.distance_unit or ("mi" if self.unit is Unit.LB else "km")
        try:
            metres = fields.distance(text, unit, decimal_comma=row.decimal_comma)
        except ValueError:
            limit = {"limit": str(MAX_DISTANCE_METRES / 1000)}
            problems.append(row.problem("distance", "distance", limit, value=f"{text} {named}".strip()))
            return None
        if metres and not named and self.assumes:
            self.assumes = False
            problems.append(row.problem("distance", "distance_unit_assumed", {"unit": unit}))
        return metres


def help_noticed(row: Row, key: str, text: str, name: str, helped: str) -> list[Item]:
    """What is said about a weight below zero that was taken for help; nothing where the exercise says so itself."""
    return [row.problem(key, "weight_is_help", {"name": helped}, value=text)] if helped != name else []


def _name_fault(row: Row, name: str) -> Problem | None:
    if not name:
        return row.problem("exercise", "exercise_missing")
    if not fields.fits_name(name):
        return row.problem("exercise", "exercise_too_long", {"limit": str(NAME_LENGTH)})
    return None


def _seconds(row: Row, key: str, code: str, one: int, problems: list[Item]) -> int | None:
    text = row.get(key)
    try:
        return fields.seconds(text, one) if text else None
    except ValueError:
        problems.append(row.problem(key, code, {"limit": str(MAX_SECONDS)}))
        return None


def _effort(row: Row, problems: list[Item]) -> Decimal | None:
    """The RPE, or ten less the reps in reserve."""
    for key in ("rpe", "rir"):
        text = row.get(key)
        if not text:
            continue
        try:
            if key == "rpe":
                return fields.effort(text)
            return fields.effort(str(MAX_RPE - fields.number(text)))
        except ValueError:
            problems.append(row.problem(key, "rpe"))
    return None


def bounded(row: Row, key: str, problems: list[Item], limit: int = NOTES_LENGTH) -> str:
    """The text in the column ``key``, shortened to what notes can hold."""
    text = row.get(key)
    if len(text) > limit:
        problems.append(row.problem(key, "notes_too_long", {"limit": str(limit)}))
    return text[:limit]
