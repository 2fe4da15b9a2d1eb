"""From a file to sessions and problems: decoding, recognising the format, and the limits of one import."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO

from django.utils.translation import gettext, ngettext

from portability.formats.decoding import TextLines
from portability.formats.problems import UnreadableFileError
from portability.formats.records import Problem, SessionRecord
from portability.formats.registry import FORMATS, detect
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
        spec = FORMATS[key]
        stated = spec.describe(lines.sample).unit
        problems = ProblemList()
        sessions = list(_sessions(spec.parse(lines, default_unit=default_unit), problems))
    except UnreadableFileError as error:
        raise ImportRefusedError(error.render(gettext)) from error
    return ReadFile(
        meta=meta,
        format=key,
        unit=stated or default_unit,
        sessions=sessions,
        problems=problems,
        unit_stated=stated is not None,
    )


def _format_of(sample: str, format_key: str) -> str:
    if format_key != "auto":
        return format_key
    key = detect(sample)
    if key is None:
        names = ", ".join(gettext(spec.label) for spec in FORMATS.values())
        raise ImportRefusedError(gettext("This file is in no format we know. Expected one of: %s.") % names)
    return key


def _sessions(items: Iterator[SessionRecord | Problem], problems: ProblemList) -> Iterator[SessionRecord]:
    sets = 0
    for item in items:
        if isinstance(item, Problem):
            problems.add(item)
            continue
        sets += len(item.sets)
        if sets > MAX_SETS:
            message = ngettext(
                "This file has more than %d set. Split it and import the parts.",
                "This file has more than %d sets. Split it and import the parts.",
                MAX_SETS,
            )
            raise ImportRefusedError(message % MAX_SETS)
        yield item
