"""StrongLifts, older versions: a CSV file with a heading, one row per workout, the exercises side by side.

    Date,Note,Body Weight (KG),Body Weight (LB),Exercise 1,Weight (KG),Weight (LB),Set 1,Set 2,…,Exercise 2,…
    05/16/18,,82,,Squat,20,,5,5,5,5,5,Bench Press,20,,5,5,5,5,5,…

One of the two columns of each weight is filled. Years may have two digits; whether day or month comes first is told by
the other dates of the file. A cell of a set holds its reps, an empty one is an unused slot.
Source: files exported by the app; there is no published description.
"""

from collections.abc import Iterator, Sequence

from portability.formats import fields
from portability.formats.app_table import AppTable
from portability.formats.assistance import help_of
from portability.formats.body import body_weight
from portability.formats.columns import Header, Place, label_and_unit
from portability.formats.dates import Moment
from portability.formats.fields import UNITS
from portability.formats.grouping import Draft
from portability.formats.records import Item, Problem, ReadOptions, SetRecord
from portability.formats.rows import SessionReader
from portability.formats.sets import bounded
from portability.formats.table import LEFT_OUT, USED, Row, TableSpec
from workouttracker.kit.limits import MAX_REPS, MAX_WEIGHT_KG, NAME_LENGTH
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit, from_kg

KEY = "stronglifts_wide"
_MOST_EXERCISES = 40


def _is_of_exercise(heading: str) -> bool:
    label = label_and_unit(heading)[0]
    return label == "weight" or label.startswith("set ")


SPEC = TableSpec(
    names={
        "date": "date",
        "note": "notes",
        "notes": "notes",
        "workout": "workout",
        "body weight": "body_weight",
        **{f"exercise {number}": f"exercise{number}" for number in range(1, _MOST_EXERCISES + 1)},
        "set 1": "set1",
    },
    required=("date", "exercise1", "set1"),
    essential=(),
    also_read=_is_of_exercise,
)


class _Group:
    """The columns of one exercise: its name, its weights with their units, its sets."""

    def __init__(self, name: Place) -> None:
        self.name = name
        self.weights: list[Place] = []
        self.sets: list[Place] = []


def _groups(header: Header) -> list[_Group]:
    groups: list[_Group] = []
    for index, cell in enumerate(header.cells):
        label, unit = label_and_unit(cell)
        place = Place(index, cell, unit)
        if label.startswith("exercise "):
            groups.append(_Group(place))
        elif groups and label == "weight":
            groups[-1].weights.append(place)
        elif groups and label.startswith("set "):
            groups[-1].sets.append(place)
    return groups


def _find_unit(header: Header, rows: Sequence[Row]) -> Unit | None:
    """The unit in whose column the weights of the first rows stand."""
    weights = [place for group in _groups(header) for place in group.weights]
    filled = (place.unit for row in rows for place in weights if row.cell(place).strip("0.,"))
    return next((UNITS[unit] for unit in filled if unit in UNITS), None)


def _variant(_header: Header, _unit: Unit | None) -> str:
    return mark("StrongLifts, one row per workout")


class _Reader(SessionReader):
    """One session per row."""

    def __init__(self, header: Header, rows: Sequence[Row], options: ReadOptions) -> None:
        super().__init__(rows, options, short_years=True)
        self._unit = _find_unit(header, rows) or options.unit
        self._groups = _groups(header)
        self._bodies: list[tuple[Row, Draft]] = []

    def place(self, row: Row, moment: Moment, items: list[Item]) -> str:
        draft = self.sessions.draft((moment, row.number), row.get("workout"), moment, row.number)
        draft.note(bounded(row, "notes", items))
        for group in self._groups:
            name = row.cell(group.name)
            filled = [place for place in group.sets if row.cell(place)]
            if filled and not name:
                items.append(Problem(row.number, group.name.heading, "", "exercise_missing"))
            elif filled and not fields.fits_name(name):
                params = {"limit": str(NAME_LENGTH)}
                items.append(Problem(row.number, group.name.heading, name, "exercise_too_long", params))
            elif filled:
                self._sets(draft, row, group, filled, items)
        if row.get("body_weight"):
            self._bodies.append((row, draft))
        if draft.sets:
            return USED
        return LEFT_OUT if items else "no_sets"

    def _sets(self, draft: Draft, row: Row, group: _Group, filled: list[Place], items: list[Item]) -> None:
        name = row.cell(group.name)
        place = next((place for place in group.weights if row.cell(place)), group.name)
        text = row.cell(place) if place is not group.name else ""
        unit = UNITS.get(place.unit, self._unit)
        if helped := help_of(name, text):
            if helped[0] != name:
                items.append(Problem(row.number, place.heading, text, "weight_is_help", {"name": helped[0]}))
            name, text = helped
        try:
            weight = fields.weight(text, unit, decimal_comma=row.decimal_comma)
        except ValueError:
            limit = {"limit": str(from_kg(MAX_WEIGHT_KG, unit)), "unit": unit.value}
            items.append(Problem(row.number, place.heading, text, "weight", limit))
            return
        for each in filled:
            try:
                reps = fields.count(row.cell(each), MAX_REPS)
            except ValueError:
                items.append(Problem(row.number, each.heading, row.cell(each), "reps", {"limit": str(MAX_REPS)}))
                continue
            self.add(draft, SetRecord(fields.exercise_name(name), row.number, reps, weight), items)

    def finish(self) -> Iterator[Item]:
        for row, draft in self._bodies:
            if at := self.dates.settle(draft.started):
                yield from body_weight(row, row.get("body_weight"), at, self._unit)
        yield from super().finish()


FORMAT = AppTable(KEY, mark("StrongLifts, older versions (CSV)"), SPEC, _Reader, _variant, _find_unit, short_years=True)
