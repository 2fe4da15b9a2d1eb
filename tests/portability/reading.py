"""Reading files in tests without an account: detection, parsing, sorting, counting."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from portability.formats.decoding import TextLines
from portability.formats.records import (
    DEFAULTS,
    ExerciseRecord,
    FileInfo,
    Item,
    MeasurementRecord,
    OtherRecord,
    Problem,
    ReadOptions,
    RowCounts,
    SessionRecord,
    SetRecord,
    SetTypeRecord,
)
from portability.formats.registry import FORMATS, detect, read_records
from tests.samples.workouts import Counts


@dataclass(slots=True)
class Found:
    """Everything a parser yielded, by kind."""

    format: str
    info: FileInfo | None = None
    sessions: list[SessionRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    measurements: list[MeasurementRecord] = field(default_factory=list)
    exercises: list[ExerciseRecord] = field(default_factory=list)
    set_types: list[SetTypeRecord] = field(default_factory=list)
    others: list[OtherRecord] = field(default_factory=list)
    rows: RowCounts | None = None

    @property
    def sets(self) -> list[SetRecord]:
        return [row for session in self.sessions for row in session.sets]

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]

    @property
    def counts(self) -> Counts:
        """The same counts that the samples' own counters find."""
        counts = Counts(sessions=len(self.sessions))
        for row in self.sets:
            counts.sets += 1
            counts.reps += row.number_reps
            counts.kilograms += row.weight.quantize(Decimal("0.0001"))
        counts.days = {str(session.started.date()) for session in self.sessions}
        return counts


def read(text: str | bytes, options: ReadOptions = DEFAULTS, key: str | None = None) -> Found:
    """Everything in a file whose format is recognised by its content, or given as ``key``."""
    lines = TextLines(io.BytesIO(text if isinstance(text, bytes) else text.encode()))
    key = key or detect(lines.sample)
    assert key is not None, "no format knows this text"
    return sort_out(read_records(key, lines, options), key, FORMATS[key].describe(lines.sample))


def sort_out(items: Iterable[Item], key: str = "", info: FileInfo | None = None) -> Found:
    """What a parser yields, by kind."""
    found = Found(key, info)
    for item in items:
        match item:
            case SessionRecord():
                found.sessions.append(item)
            case Problem():
                found.problems.append(item)
            case MeasurementRecord():
                found.measurements.append(item)
            case ExerciseRecord():
                found.exercises.append(item)
            case SetTypeRecord():
                found.set_types.append(item)
            case OtherRecord():
                found.others.append(item)
            case RowCounts():
                assert found.rows is None
                found.rows = item
    return found
