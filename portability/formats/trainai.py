"""TrainAI: a CSV file of blocks without a header, one block per workout.

    Morning Upper Body Workout,,,
    Workout Start,2024-05-06 07:31:10,,
    Workout End,2024-05-06 08:10:40,,
    Total Duration (seconds),2370,,
    Total Sets,2,,
    Burned Calories,N/A,,
    Total TVL (kgs),340,,
       ,,,
    All Sets,,,
    Exercise,Reps,Weight (kgs),Rest Time (seconds)
    Barbell Bench Press,8,42.5,0
    Dumbbell Farmers Walk,"{""value"":20.0,""unit"":""m""}",16,75
    ,,,

A block is found by its row ``Workout Start``; the title is the row before it, whatever it says. ``Total Sets`` and
``Total TVL`` often disagree with the rows and are not used; ``Total Duration`` counts where the end is missing. The
unit of weight stands in the labels.
Source: files exported by the app; there is no published description.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from portability.formats import fields
from portability.formats.problems import shortened
from portability.formats.records import DEFAULTS, FileInfo, Problem, ReadOptions, SessionRecord, SetRecord
from portability.formats.tables import Rows, peek, sniff_delimiter
from workouttracker.kit.limits import (
    MAX_CALORIES,
    MAX_REPS,
    MAX_SECONDS,
    MAX_SETS_PER_SESSION,
    MAX_WEIGHT_KG,
    NAME_LENGTH,
)
from workouttracker.kit.text import one_line
from workouttracker.kit.units import Unit, from_kg

KEY = "trainai"
_WIDTH = 4
_START, _END, _CALORIES, _VOLUME, _SETS = "workout start", "workout end", "burned calories", "total tvl", "all sets"
_DURATION = "total duration"
_LABELS = frozenset({_START, _END, _CALORIES, _VOLUME, _SETS, _DURATION, "total sets"})
_HEADING = "exercise"
_COLUMNS = ("exercise", "reps", "weight", "rest time")
_UNITS = {"kg": Unit.KG, "kgs": Unit.KG, "lb": Unit.LB, "lbs": Unit.LB}
_UNITS_OF_TIME = frozenset({"s", "sec", "seconds"})
_NONE_GIVEN = frozenset({"", "n/a"})
_NO_MEASURE = fields.Measure()

Found = list[SessionRecord | Problem]


def matches(sample: str) -> bool:
    """Whether ``sample``, the beginning of a text, has the block labels of this format."""
    labels = {_first_label(line) for line in sample.split("\n")}
    return _START in labels and len(labels & _LABELS) > 1


def describe(sample: str) -> FileInfo:
    """The format, and the unit of the first label in ``sample`` that names one."""
    for line in sample.split("\n"):
        if _first_label(line) in {_HEADING, _VOLUME} and isinstance(unit := _unit_in(line), Unit):
            return FileInfo(KEY, unit)
    return FileInfo(KEY, None)


def parse(lines: Iterable[str], /, options: ReadOptions = DEFAULTS) -> Iterator[SessionRecord | Problem]:
    """The workouts of a file and everything in it that could not be used, in the order of the file.

    Holds one block at a time. Every row that is not blank is part of a session, a known label, or in a problem.
    ``options.unit`` counts only for blocks whose labels name no unit. Raises nothing for what the lines say.
    """
    sample, lines = peek(lines)
    delimiter = sniff_delimiter(sample)
    rows = Rows(lines, delimiter, begins=lambda line: _first_label(line) == _START)
    blocks = _Blocks(options.unit, delimiter)
    for item in rows:
        if isinstance(item, Problem):
            yield item
        elif found := blocks.take(*item):
            yield from found
    yield from blocks.finish(unterminated=rows.unterminated)


def _first_label(line: str) -> str:
    """The first field of a line as a label: without quotes, the unit in brackets and upper case."""
    start = line.lstrip(' "')[:40]
    for mark in '",;\t':
        start = start.partition(mark)[0]
    return _label(start)


def _label(text: str) -> str:
    return text.partition("(")[0].strip().lower()


def _unit_in(label: str) -> Unit | str | None:
    """The unit of weight in the brackets of a label, None without any; other text than a unit comes back as it is."""
    for part in label.lower().split("(")[1:]:
        inside = part.partition(")")[0].strip()
        if inside not in _UNITS_OF_TIME:
            return _UNITS.get(inside, inside)
    return None


def _looks_like_title(row: list[str]) -> bool:
    """Whether a row has text in the first field only.

    A title with commas that nobody quoted is wider, and ends in the three empty fields of every title.
    """
    behind = row[1:] if len(row) <= _WIDTH else row[1 - _WIDTH :]
    return bool(row[0].strip()) and not any(cell.strip() for cell in behind)


def _known_label(row: list[str]) -> str:
    """The label of a row that is one, else "". An exercise may have the name of a label: it has reps and weight."""
    if len(row) >= _WIDTH and row[1].strip().isdecimal() and row[2].strip():
        return ""
    label = _label(row[0])
    return label if label in _LABELS else ""


def _is_heading(row: list[str]) -> bool:
    """Whether a row names the columns of the sets; an exercise that is called "Exercise" has reps that are digits."""
    if len(row) < _WIDTH or row[1].isdecimal():
        return False
    cells = {_label(cell) for cell in row[1:]}
    return _label(row[0]) == _HEADING and not cells.isdisjoint({"reps", "weight"})


@dataclass(slots=True)
class _Block:
    """A workout while its rows are read; ``fault`` is what keeps it from becoming a session."""

    row: int
    name: str
    unit: Unit
    last_row: int
    started: datetime | None = None
    ended: datetime | None = None
    end_refused: bool = False
    seconds: int | None = None
    calories: int | None = None
    sets: list[SetRecord] = field(default_factory=list)
    columns: list[str] = field(default_factory=lambda: ["Exercise", "Reps", "Weight", "Rest Time"])
    seen: set[str] = field(default_factory=set)
    in_sets: bool = False
    fault: Problem | None = None

    def close(self) -> SessionRecord | Problem:
        """The session, or the problem that stands for the whole workout."""
        if self.started is None or self.fault is not None:
            fault = self.fault or Problem(self.row, "Workout Start", "", "start_missing")
            params = {"first_row": str(self.row), "last_row": str(self.last_row), "sets": str(len(self.sets))}
            return replace(fault, params=params)
        ended = self.ended
        if ended is None and not self.end_refused and self.seconds:
            ended = self.started + timedelta(seconds=self.seconds)
        return SessionRecord(self.name, self.started, ended, self.row, tuple(self.sets), calories=self.calories)


class _Blocks:
    """Puts rows into blocks. Each row waits for the next one, because a title is known by what follows it."""

    def __init__(self, default_unit: Unit, delimiter: str) -> None:
        self._default_unit = default_unit
        self._delimiter = delimiter
        self._waiting: tuple[int, list[str]] | None = None
        self._title: tuple[int, list[str]] | None = None
        self._block: _Block | None = None
        self._blank_last = False

    def take(self, number: int, row: list[str]) -> Found:
        """What the row before this one (or the block before it) turned out to be."""
        self._blank_last = not (row and row[0].strip()) and not any(cell.strip() for cell in row)
        if self._blank_last:
            return []
        before, self._waiting = self._waiting, (number, row)
        if before is None:
            return []
        if _known_label(row) == _START and self._title is None and self._is_title(before[1]):
            self._title = before
            return []
        return self._place(*before)

    def _is_title(self, row: list[str]) -> bool:
        """Whether a row before ``Workout Start`` is its title, which may well be "All Sets", and not a label."""
        label = _known_label(row)
        return _looks_like_title(row) and not (label and self._block and label not in self._block.seen)

    def finish(self, *, unterminated: bool) -> Found:
        """The last row and the last block; ``unterminated`` tells that the file ends without a newline."""
        found: Found = []
        cut_off = False
        if self._waiting is not None:
            number, row = self._waiting
            unterminated = unterminated and not self._blank_last
            cut_off = (unterminated and len(row) < _WIDTH) or (_looks_like_title(row) and not _known_label(row))
            if cut_off:
                lost = [self._title, self._waiting] if self._title else [self._waiting]
                found += [Problem(at, "", self._delimiter.join(cells), "cut_off") for at, cells in lost]
            else:
                found += self._place(number, row)
                found += self._missing_rest(number, row) if unterminated else []
        block = self._block
        if block is not None:
            if not cut_off and _HEADING not in block.seen:
                found.append(Problem(block.last_row, "", "", "workout_cut_off", {"first_row": str(block.row)}))
            found.append(block.close())
        return found

    def _missing_rest(self, number: int, row: list[str]) -> Found:
        """A set that was read from the last row although the row ends behind the weight."""
        block = self._block
        if block is None or not block.sets or block.sets[-1].row != number or row[3].strip():
            return []
        return [Problem(number, block.columns[3], "", "cut_off_rest")]

    def _place(self, number: int, row: list[str]) -> Found:
        if label := _known_label(row):
            return self._place_label(label, number, row)
        block = self._block
        if block is None:
            return [Problem(number, "", self._delimiter.join(row), "row_outside")]
        block.last_row = number
        if _is_heading(row):
            return self._place_heading(block, number, row)
        if block.in_sets:
            return self._place_set(block, number, row)
        return [Problem(number, "", self._delimiter.join(row), "row_unknown")]

    def _place_label(self, label: str, number: int, row: list[str]) -> Found:
        if label == _START:
            return self._open(number, row)
        found: Found = []
        block = self._block
        if block is None or (_HEADING in block.seen and label in block.seen):
            # The row "Workout Start" is missing: these rows must not end up in the workout before.
            found += self._close()
            block = self._block = _Block(number, "", self._default_unit, number)
        block.last_row = number
        if label in block.seen:
            return [Problem(number, row[0].strip(), self._delimiter.join(row[1:]), "row_repeated")]
        block.seen.add(label)
        value = "".join(row[1:2]).strip()
        if label != _SETS and _extra_values(number, row):
            # Which of the values is meant? "1,234" without quotation marks must not become 1.
            found.append(Problem(number, "", self._delimiter.join(row), "row_unknown"))
        elif label == _END:
            refused = _read_end(block, number, value)
            block.end_refused = bool(refused)
            found += refused
        elif label == _DURATION:
            block.seconds = _read_duration(value)
        elif label == _CALORIES:
            found += _read_calories(block, number, value)
        elif label == _VOLUME and isinstance(unit := _unit_in(row[0]), Unit):
            block.unit = unit
        elif label == _SETS:
            block.in_sets = True
            found += _extra_values(number, row)
        return found

    def _close(self) -> Found:
        return [self._block.close()] if self._block is not None else []

    def _open(self, number: int, row: list[str]) -> Found:
        found = self._close()
        name, first = "", number
        if self._title is not None:
            first, cells = self._title
            self._title = None
            name = self._read_title(first, cells, found)
        block = self._block = _Block(first, name, self._default_unit, number, seen={_START})
        value = "".join(row[1:2])
        try:
            block.started = fields.wall_time(value)
        except ValueError:
            block.fault = Problem(number, "Workout Start", value, "start_impossible")
        return found + _extra_values(number, row)

    def _read_title(self, number: int, row: list[str], found: Found) -> str:
        cells = [one_line(cell) for cell in row[: 1 - _WIDTH]] if len(row) > _WIDTH else [one_line(row[0])]
        name = f"{self._delimiter.strip()} ".join(cells)
        if len(cells) > 1:
            found.append(Problem(number, "", name, "title_in_pieces", {"name": shortened(name)}))
        if len(name) > NAME_LENGTH:
            found.append(Problem(number, "", name, "title_too_long", {"limit": str(NAME_LENGTH)}))
            name = name[:NAME_LENGTH].rstrip()
        return name

    def _place_heading(self, block: _Block, number: int, row: list[str]) -> Found:
        if _HEADING in block.seen:
            return [Problem(number, row[0].strip(), self._delimiter.join(row[1:]), "row_repeated")]
        block.seen.add(_HEADING)
        block.in_sets = True
        if tuple(_label(cell) for cell in row[:_WIDTH]) != _COLUMNS:
            block.fault = block.fault or Problem(number, "", self._delimiter.join(row), "heading_unknown")
            return []
        block.columns = [cell.strip() for cell in row]
        unit = _unit_in(row[2])
        if isinstance(unit, Unit):
            block.unit = unit
        elif unit is not None:
            block.fault = block.fault or Problem(number, "Weight", row[2], "unit_unknown")
        return []

    def _place_set(self, block: _Block, number: int, row: list[str]) -> Found:
        if _looks_like_title(row):
            return [Problem(number, "", self._delimiter.join(row), "row_alone")]
        if len(row) != _WIDTH:
            params = {"count": str(len(row)), "expected": str(_WIDTH)}
            return [Problem(number, "", self._delimiter.join(row), "field_count", params)]
        if len(block.sets) >= MAX_SETS_PER_SESSION:
            limit = {"limit": str(MAX_SETS_PER_SESSION)}
            return [Problem(number, "", self._delimiter.join(row), "too_many_sets", limit)]
        result = _read_set(block, number, row, decimal_comma=self._delimiter != ",")
        if isinstance(result, Problem):
            return [result]
        block.sets.append(result)
        if result.rest_seconds is None and row[3].strip():
            return [Problem(number, block.columns[3], row[3], "rest", {"limit": str(MAX_SECONDS)})]
        return []


def _extra_values(number: int, row: list[str]) -> Found:
    extra = [cell.strip() for cell in row[2:] if cell.strip()]
    return [Problem(number, row[0].strip(), " ".join(extra), "extra_values")] if extra else []


def _read_end(block: _Block, number: int, value: str) -> list[Problem]:
    if value.lower() in _NONE_GIVEN:
        return []
    try:
        ended = fields.wall_time(value)
    except ValueError:
        return [Problem(number, "Workout End", value, "end_impossible")]
    started = block.started
    if started is None:
        return []
    if ended < started:
        return [Problem(number, "Workout End", value, "end_before_start", {"start": str(started)})]
    if ended - started > timedelta(seconds=MAX_SECONDS):
        params = {"start": str(started), "days": str(MAX_SECONDS // 86_400)}
        return [Problem(number, "Workout End", value, "end_too_late", params)]
    block.ended = ended
    return []


def _read_duration(value: str) -> int | None:
    """The duration, which counts only where the end is missing; one that can't be used is no loss."""
    try:
        return fields.rounded_number(value, MAX_SECONDS)
    except ValueError:
        return None


def _read_calories(block: _Block, number: int, value: str) -> list[Problem]:
    if value.lower() in _NONE_GIVEN:
        return []
    try:
        block.calories = fields.rounded_number(value, MAX_CALORIES)
    except ValueError:
        return [Problem(number, "Burned Calories", value, "calories", {"limit": str(MAX_CALORIES)})]
    return []


def _read_set(block: _Block, number: int, row: list[str], *, decimal_comma: bool) -> SetRecord | Problem:
    """The set of a row of four fields, or why it is left out. A rest that can't be used is None."""
    name, reps, weight, rest = row[0], row[1].strip(), row[2].strip(), row[3].strip()
    exercise_column, reps_column, weight_column, _ = block.columns[:_WIDTH]
    if not name.strip():
        return Problem(number, exercise_column, "", "exercise_missing")
    if not fields.fits_name(name):
        return Problem(number, exercise_column, name, "exercise_too_long", {"limit": str(NAME_LENGTH)})
    try:
        count, measure = _read_reps(reps)
    except ValueError:
        return Problem(number, reps_column, reps, "reps", {"limit": str(MAX_REPS)})
    try:
        kilograms = fields.weight(weight, block.unit, decimal_comma=decimal_comma)
    except ValueError:
        limit = {"limit": str(from_kg(MAX_WEIGHT_KG, block.unit)), "unit": block.unit.value}
        return Problem(number, weight_column, weight, "weight", limit)
    try:
        rest_seconds = fields.rounded_number(rest, MAX_SECONDS) if rest else None
    except ValueError:
        rest_seconds = None
    return SetRecord(
        fields.exercise_name(name),
        number,
        count,
        kilograms,
        rest_seconds=rest_seconds,
        duration_seconds=measure.seconds,
        distance_metres=measure.metres,
    )


def _read_reps(text: str) -> tuple[int, fields.Measure]:
    if text.startswith("{"):
        return 0, fields.measure(text)
    return fields.whole_number(text, MAX_REPS), _NO_MEASURE
