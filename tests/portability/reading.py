"""Reading files in tests without an account: detection, parsing, sorting, counting."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from portability.formats.decoding import TextLines
from portability.formats.records import (
    DEFAULTS,
    Contents,
    FileInfo,
    Item,
    Problem,
    ReadOptions,
    SetRecord,
)
from portability.formats.registry import FORMATS, detect, read_records
from tests.samples.workouts import Counts


@dataclass(slots=True)
class Found(Contents):
    """Everything a parser yielded, by kind."""

    format: str
    info: FileInfo | None = None
    problems: list[Problem] = field(default_factory=list)

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
        if isinstance(item, Problem):
            found.problems.append(item)
        else:
            found.take(item)
    return found
