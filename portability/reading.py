"""From a file to sessions and problems: decoding, recognising the format, and the limits of one import."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO

from django.utils.translation import gettext, ngettext

from portability.formats.decoding import TextLines
from portability.formats.problems import UnreadableFileError
from portability.formats.records import (
    ExerciseRecord,
    FileInfo,
    Item,
    MeasurementRecord,
    OtherRecord,
    Problem,
    ReadOptions,
    RowCounts,
    SessionRecord,
    SetTypeRecord,
)
from portability.formats.registry import FORMATS, detect, read_records
from workouttracker.kit.units import Unit

Source = BufferedReader | BytesIO

MAX_SETS = 500_000
"""Most sets of one import: twenty athletes' lifetimes, and what one worker plans in bounded memory."""
MAX_PROBLEMS = 10_000
"""Problems kept with row and value; what comes after is counted."""


class ImportRefusedError(ValueError):
    """The file as a whole can't be imported; the message says why and what was expected."""


@dataclass(frozen=True, slots=True)
class FileMeta:
    """What is kept of a file: its name as uploaded, size in bytes, SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(slots=True)
class ProblemList:
    """Problems in the order found, bounded: ``rows`` holds the first ones, ``total`` counts all."""

    rows: list[Problem] = field(default_factory=list)
    total: int = 0
    by_code: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, problem: Problem) -> None:
        """Keep ``problem``, or count it when there are too many."""
        self.total += 1
        self.by_code[problem.code] += 1
        if len(self.rows) < MAX_PROBLEMS:
            self.rows.append(problem)

    def copy(self) -> "ProblemList":
        """The same problems in a list of its own."""
        return ProblemList(list(self.rows), self.total, defaultdict(int, self.by_code))

    def as_json(self) -> list[dict[str, object]]:
        """``[{"row", "column", "value", "message"}]`` in the active language."""
        return [
            {"row": each.row, "column": each.column, "value": each.value, "message": each.render(gettext)}
            for each in self.rows
        ]


@dataclass(slots=True)
class ReadFile:
    """A file as read: its format, the unit its weights were in, its sessions, what could not be used.

    ``unit_stated`` tells that the file itself names the unit.
    """

    meta: FileMeta
    format: str
    unit: Unit
    sessions: list[SessionRecord]
    problems: ProblemList
    unit_stated: bool = True
    info: FileInfo | None = None
    rows: RowCounts | None = None
    measurements: list[MeasurementRecord] = field(default_factory=list)
    exercises: list[ExerciseRecord] = field(default_factory=list)
    set_types: list[SetTypeRecord] = field(default_factory=list)
    others: list[OtherRecord] = field(default_factory=list)
    sets: int = 0

    def take(self, item: Item) -> None:
        """Put what a parser yields where it belongs. Raises ``ImportRefusedError`` for more than ``MAX_SETS`` sets."""
        match item:
            case Problem():
                self.problems.add(item)
            case SessionRecord():
                self.sessions.append(item)
                self.sets += len(item.sets)
                if self.sets > MAX_SETS:
                    raise _too_many_sets()
            case MeasurementRecord():
                self.measurements.append(item)
            case ExerciseRecord():
                self.exercises.append(item)
            case SetTypeRecord():
                self.set_types.append(item)
            case OtherRecord():
                self.others.append(item)
            case RowCounts():
                self.rows = item


def file_meta(stream: Source, name: str) -> FileMeta:
    """Size and hash of ``stream`` from its start, which is where it is left."""
    stream.seek(0)
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    size = stream.tell()
    stream.seek(0)
    return FileMeta(name=name[-255:], size=size, sha256=sha256)


def read_file(
    stream: BufferedReader | BytesIO,
    *,
    name: str,
    format_key: str = "auto",
    default_unit: Unit = Unit.KG,
    meta: FileMeta | None = None,
) -> ReadFile:
    """Read a whole file. ``default_unit`` counts where the file names none; ``meta`` saves finding it out.

    Raises ``ImportRefusedError`` for what is no text, no known format, or too large.
    """
    meta = meta or file_meta(stream, name)
    try:
        lines = TextLines(stream)
        key = _format_of(lines.sample, format_key)
        info = FORMATS[key].describe(lines.sample)
        unit = info.unit or default_unit
        read = ReadFile(meta, key, unit, [], ProblemList(), unit_stated=info.unit is not None, info=info)
        for item in read_records(key, lines, ReadOptions(unit=default_unit)):
            read.take(item)
    except UnreadableFileError as error:
        raise ImportRefusedError(error.render(gettext)) from error
    return read


def _format_of(sample: str, format_key: str) -> str:
    if format_key != "auto":
        return format_key
    key = detect(sample)
    if key is None:
        names = ", ".join(gettext(spec.label) for spec in FORMATS.values())
        raise ImportRefusedError(gettext("This file is in no format we know. Expected one of: %s.") % names)
    return key


def _too_many_sets() -> ImportRefusedError:
    message = ngettext(
        "This file has more than %d set. Split it and import the parts.",
        "This file has more than %d sets. Split it and import the parts.",
        MAX_SETS,
    )
    return ImportRefusedError(message % MAX_SETS)
