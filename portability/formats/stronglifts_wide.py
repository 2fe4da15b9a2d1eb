"""StrongLifts, older versions: a CSV file with a heading, one row per workout, the exercises side by side.

    Date,Note,Body Weight (KG),Body Weight (LB),Exercise 1,Weight (KG),Weight (LB),Set 1,Set 2,…,Exercise 2,…
    05/16/18,,82,,Squat,20,,5,5,5,5,5,Bench Press,20,,5,5,5,5,5,…

One of the two columns of each weight is filled. Years may have two digits; whether day or month comes first is told by
the other dates of the file. A cell of a set holds its reps, an empty one is an unused slot.
Source: files exported by the app; there is no published description.
"""

from collections.abc import Iterable, Iterator

from portability.formats import fields
from portability.formats.assistance import help_of
from portability.formats.columns import Header, label_and_unit
from portability.formats.dates import DateReader, is_open
from portability.formats.fields import UNITS
from portability.formats.grouping import Draft, Sessions
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
from workouttracker.kit.limits import MAX_REPS, MAX_WEIGHT_KG, NAME_LENGTH
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit, from_kg

KEY = "stronglifts_wide"
_MOST_EXERCISES = 40

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
)


class _Group:
    """The columns of one exercise: its name, its weights with their units, its sets."""

    def __init__(self, name: int) -> None:
        self.name = name
        self.weights: list[tuple[int, str]] = []
        self.sets: list[int] = []


def matches(sample: str) -> bool:
    """Whether ``sample``, the beginning of a text, has the headings of this format."""
    return SPEC.header(sample) is not None


def describe(sample: str) -> FileInfo:
    """The unit in whose column the weights of the first rows stand."""
    header = SPEC.header(sample)
    if header is None:
        return FileInfo(KEY, None)
    rows = sample_rows(sample, header)
    unit = _unit(header, rows)
    dates = [text for cells in rows if (text := Row(0, cells, header).get("date"))]
    questions = (Question.WEIGHT_UNIT,) * (unit is None) + (Question.DATE_ORDER,) * is_open(dates, short_years=True)
    return FileInfo(KEY, unit, mark("StrongLifts, one row per workout"), questions=questions)


def parse(lines: Iterable[str], /, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
    """The workouts of a file in the order of their start, after body weights and problems; the counts come last."""
    return read_table(lines, options, SPEC, _Reader)


def _groups(header: Header) -> list[_Group]:
    groups: list[_Group] = []
    for index, cell in enumerate(header.cells):
        label, unit = label_and_unit(cell)
        if label.startswith("exercise "):
            groups.append(_Group(index))
        elif groups and label == "weight":
            groups[-1].weights.append((index, unit))
        elif groups and label.startswith("set "):
            groups[-1].sets.append(index)
    return groups


def _unit(header: Header, rows: list[list[str]]) -> Unit | None:
    groups = _groups(header)
    filled = (
        unit for cells in rows for group in groups for index, unit in group.weights if _cell(cells, index).strip("0.,")
    )
    return next((UNITS[unit] for unit in filled if unit in UNITS), None)


class _Reader(RowReader):
    """One session per row."""

    def __init__(self, header: Header, rows: list[list[str]], options: ReadOptions) -> None:
        self._dates = DateReader(order=options.date_order, short_years=True)
        self._sessions = Sessions(self._dates, options)
        self._unit = _unit(header, rows) or options.unit
        self._groups = _groups(header)
        self._bodies: list[tuple[Row, Draft]] = []

    def take(self, row: Row) -> tuple[str, list[Item]]:
        try:
            date = self._dates.read(row.get("date"))
        except ValueError:
            return LEFT_OUT, [row.problem("date", "date_impossible")]
        items: list[Item] = []
        draft = self._sessions.draft((date, row.number), row.get("workout"), date, row.number)
        draft.note(bounded(row, "notes", items))
        for group in self._groups:
            name = _cell(row.cells, group.name)
            counts = [(index, text) for index in group.sets if (text := _cell(row.cells, index))]
            if counts and not name:
                items.append(Problem(row.number, row.header.cells[group.name], "", "exercise_missing"))
            elif counts and not fields.fits_name(name):
                params = {"limit": str(NAME_LENGTH)}
                items.append(Problem(row.number, row.header.cells[group.name], name, "exercise_too_long", params))
            else:
                items += self._sets(draft, row, group, name, counts)
        if row.get("body_weight"):
            self._bodies.append((row, draft))
        if draft.sets:
            return USED, items
        return (LEFT_OUT if items else "no_sets"), items

    def _sets(
        self, draft: Draft, row: Row, group: _Group, name: str, counts: list[tuple[int, str]]
    ) -> Iterator[Problem]:
        text, unit, place = next(
            (
                (found, UNITS.get(named, self._unit), index)
                for index, named in group.weights
                if (found := _cell(row.cells, index))
            ),
            ("", self._unit, group.name),
        )
        if helped := help_of(name, text):
            if helped[0] != name:
                yield Problem(row.number, row.header.cells[place], text, "weight_is_help", {"name": helped[0]})
            name, text = helped
        try:
            weight = fields.weight(text, unit, decimal_comma=row.decimal_comma)
        except ValueError:
            limit = {"limit": str(from_kg(MAX_WEIGHT_KG, unit)), "unit": unit.value}
            yield Problem(row.number, row.header.cells[place], text, "weight", limit)
            return
        for index, cell in counts:
            try:
                reps = fields.count(cell, MAX_REPS)
            except ValueError:
                yield Problem(row.number, row.header.cells[index], cell, "reps", {"limit": str(MAX_REPS)})
                continue
            refused = self._sessions.add(draft, SetRecord(fields.exercise_name(name), row.number, reps, weight))
            if refused:
                yield refused

    def finish(self) -> Iterator[Item]:
        for row, draft in self._bodies:
            at = self._dates.settle(draft.started)
            if at is None:
                continue
            text = row.get("body_weight")
            try:
                value = fields.weight_number(text, decimal_comma=row.decimal_comma)
            except ValueError:
                yield row.problem("body_weight", "measurement_value")
                continue
            if value > 0:
                unit = UNITS.get(row.unit("body_weight"), self._unit)
                yield MeasurementRecord(BODY_WEIGHT, value, unit.value, at, "", row.number)
        yield from self._sessions.finish()

    def rows_lost(self) -> int:
        return self._sessions.rows_lost


def _cell(cells: list[str], index: int) -> str:
    return cells[index].strip() if index < len(cells) else ""
