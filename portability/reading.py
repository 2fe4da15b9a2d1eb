"""From an upload to sessions and problems: its files, their formats, and the limits of one import."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from typing import Any, cast

from django.utils.translation import gettext, ngettext

from portability.archives import ArchiveError, InnerFile, Source, files_of
from portability.formats import mapped
from portability.formats.columns import label_and_unit
from portability.formats.decoding import Readable, TextLines
from portability.formats.grouping import MAX_SETS
from portability.formats.guessing import Head, guess_mapping, read_head
from portability.formats.mapped import ColumnMapping, Field
from portability.formats.problems import UnreadableFileError, render
from portability.formats.records import (
    DEFAULTS,
    Contents,
    ExerciseRecord,
    FileInfo,
    Item,
    MeasurementRecord,
    OtherRecord,
    Problem,
    Question,
    ReadOptions,
    SessionRecord,
    SetTypeRecord,
)
from portability.formats.registry import FORMATS, detect, read_records
from portability.formats.table import HEADING_MISSING
from workouttracker.kit.text import name_key
from workouttracker.kit.units import Unit

OnRead = Callable[[int, int], None]
"""Told how many bytes are read, and of how many; what it raises ends the reading."""

MAX_PROBLEMS = 10_000
"""Problems kept with row and value; what comes after is counted."""


class ImportRefusedError(ValueError):
    """The upload as a whole can't be imported; the message says why and what was expected."""


@dataclass(frozen=True, slots=True)
class FileMeta:
    """What is kept of an upload: its name, size in bytes, SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Located:
    """A problem and the file it is in; "" when there is but one."""

    problem: Problem
    file: str = ""

    def as_json(self) -> dict[str, object]:
        """``{"row", "column", "value", "message"}`` in the active language, and ``file`` when there are several."""
        each = self.problem
        told: dict[str, object] = {
            "row": each.row, "column": each.column, "value": each.value, "message": each.render(gettext)
        }  # fmt: skip
        return told | ({"file": self.file} if self.file else {})

    def kept(self) -> dict[str, object]:
        """The same to be kept, without words: whoever reads it may have chosen another language by then."""
        each = self.problem
        kept: dict[str, object] = {"row": each.row, "column": each.column, "value": each.value, "code": each.code}
        return (
            kept | ({"params": dict(each.params)} if each.params else {}) | ({"file": self.file} if self.file else {})
        )

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> "Located":
        """The problem that was kept."""
        problem = Problem(kept["row"], kept["column"], kept["value"], kept["code"], kept.get("params", {}))
        return cls(problem, kept.get("file", ""))


@dataclass(slots=True)
class ProblemList:
    """Problems in the order found, bounded: ``rows`` holds the first ones, ``total`` counts all."""

    rows: list[Located] = field(default_factory=list)
    total: int = 0
    by_code: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, problem: Problem, file: str = "") -> None:
        """Keep ``problem``, or count it when there are too many."""
        self.total += 1
        self.by_code[problem.code] += 1
        if len(self.rows) < MAX_PROBLEMS:
            self.rows.append(Located(problem, file))

    def copy(self) -> "ProblemList":
        """The same problems in a list of its own."""
        return ProblemList(list(self.rows), self.total, defaultdict(int, self.by_code))

    def as_json(self) -> list[dict[str, object]]:
        """The first problems, in the active language."""
        return [each.as_json() for each in self.rows]

    def kept(self) -> list[dict[str, object]]:
        """The first problems, to be kept in a record."""
        return [each.kept() for each in self.rows]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that no format knows: its beginning, what its columns hold, and whether the athlete said so."""

    head: Head
    mapping: ColumnMapping
    explained: bool

    @property
    def signature(self) -> str:
        """The fingerprint of the headings: two files of the same app have the same one."""
        parts = "\x1f".join([self.head.delimiter, *map(name_key, self.head.cells)])
        return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()


Explain = Callable[[Table], ColumnMapping]
"""Says what the columns of a table hold that nobody explained before."""


@dataclass(slots=True)
class ReadPart(Contents):
    """One file of an upload as read: its format and variant, the unit its weights were in, what stands in it.

    ``label`` is its name when there are several. ``refused`` is the code of why nothing in it could be used.
    """

    name: str
    size: int
    format: str = ""
    unit: Unit = Unit.KG
    info: FileInfo | None = None
    label: str = ""
    refused: str = ""
    refused_params: Mapping[str, str] = field(default_factory=dict)
    table: "Table | None" = None

    @property
    def questions(self) -> frozenset[Question]:
        """What the athlete has to be asked about it."""
        if self.info is None:
            return frozenset()
        is_open = self.info.unit is None and self.sessions and self.format != mapped.KEY
        open_unit = (Question.WEIGHT_UNIT,) if is_open else ()
        return frozenset((*self.info.questions, *open_unit))


@dataclass(slots=True)
class ReadFile:
    """An upload as read: its files, what could not be used. ``unit`` is what weights without a unit were taken for."""

    meta: FileMeta
    parts: list[ReadPart]
    problems: ProblemList
    unit: Unit = Unit.KG

    @property
    def used(self) -> list[ReadPart]:
        """The files that something stands in."""
        return [part for part in self.parts if not part.refused]

    @property
    def format(self) -> str:
        """The key of the format; several are joined by ``+``."""
        return "+".join(dict.fromkeys(part.format for part in self.used))

    @property
    def questions(self) -> frozenset[Question]:
        """What the athlete has to be asked."""
        return frozenset(chain.from_iterable(part.questions for part in self.used))

    @property
    def sessions(self) -> Iterator[SessionRecord]:
        return chain.from_iterable(part.sessions for part in self.used)

    @property
    def measurements(self) -> Iterator[MeasurementRecord]:
        return chain.from_iterable(part.measurements for part in self.used)

    @property
    def exercises(self) -> Iterator[ExerciseRecord]:
        return chain.from_iterable(part.exercises for part in self.used)

    @property
    def set_types(self) -> Iterator[SetTypeRecord]:
        return chain.from_iterable(part.set_types for part in self.used)

    @property
    def others(self) -> Iterator[OtherRecord]:
        return chain.from_iterable(part.others for part in self.used)


def file_meta(stream: Source, name: str) -> FileMeta:
    """Size and hash of ``stream`` from its start, which is where it is left."""
    stream.seek(0)
    sha256 = hashlib.file_digest(cast("BytesIO", stream), "sha256").hexdigest()
    size = stream.tell()
    stream.seek(0)
    return FileMeta(name=name[-255:], size=size, sha256=sha256)


def read_file(
    stream: Source,
    *,
    name: str,
    format_key: str = "auto",
    options: ReadOptions = DEFAULTS,
    meta: FileMeta | None = None,
    on_read: OnRead | None = None,
    columns: Mapping[str, Any] | None = None,
    asks: bool = False,
    explain: Explain | None = None,
) -> ReadFile:
    """Read a whole upload: a file, or the files of a zip. ``options`` count where a file doesn't say; ``meta`` saves
    finding it out. ``columns`` are remembered mappings of unknown tables, by signature; ``asks`` says that the
    athlete can be asked about others, ``explain`` knows what they hold.

    Raises ``ImportRefusedError`` when nothing in it can be read, or when it is too large. What can't be read among
    other files is a problem of row 0.
    """
    meta = meta or file_meta(stream, name)
    try:
        inner = files_of(stream, meta.name, meta.size)
    except ArchiveError as error:
        raise ImportRefusedError(str(error)) from error
    if not inner:
        raise ImportRefusedError(gettext("This archive is empty. Expected files with workouts in it."))
    reader = _Reader(format_key, options, ReadFile(meta, [], ProblemList(), options.unit), on_read)
    reader.columns, reader.explain = columns or {}, explain
    reader.read(inner)
    if not reader.result.used and not (asks and any(part.table for part in reader.result.parts)):
        raise _nothing_used(reader.result.parts[0])
    return reader.result


def _nothing_used(first: ReadPart) -> ImportRefusedError:
    message = _unknown_format() if first.refused == "file_unknown" else refused_words(first)
    return ImportRefusedError(f"{first.label}: {message}" if first.label else message)


class _Reader:
    """Reads the files of an upload one after the other."""

    def __init__(self, format_key: str, options: ReadOptions, result: ReadFile, on_read: OnRead | None) -> None:
        self.result = result
        self._format_key, self._options, self._on_read = format_key, options, on_read
        self._sets, self._done = 0, 0
        self._hashes: dict[str, str] = {}
        self.columns: Mapping[str, Any] = {}
        self.explain: Explain | None = None

    def read(self, files: list[InnerFile]) -> None:
        total = sum(file.size for file in files)
        for file in files:
            part = ReadPart(file.name, file.size, label=file.name if len(files) > 1 else "")
            self.result.parts.append(part)
            counted = _Counted(file, self._done, total, self._on_read)
            try:
                self._read_part(part, counted, file.refused)
            except UnreadableFileError as error:
                part.refused, part.refused_params = error.code, error.params
                part.forget()
            if not part.refused and len(files) > 1:
                self._find_repeat(part, counted.hexdigest)
            self._done += file.size
            if part.refused and len(files) > 1:
                self.result.problems.add(Problem(0, "", part.name, part.refused, part.refused_params), part.label)

    def _read_part(self, part: ReadPart, stream: "_Counted", refused: str) -> None:
        if refused:
            raise UnreadableFileError(refused)
        lines = TextLines(stream)
        key = self._format_key if self._format_key != "auto" else detect(lines.sample)
        if key is None:
            items = self._table(part, lines)
        else:
            part.format, part.info = key, FORMATS[key].describe(lines.sample)
            items = read_records(key, lines, self._options)
        part.unit = (part.info and part.info.unit) or self._options.unit
        for item in items:
            if isinstance(item, Problem):
                if item.code == HEADING_MISSING:
                    raise UnreadableFileError(item.code, item.params)
                self.result.problems.add(item, part.label)
                continue
            if isinstance(item, SessionRecord):
                self._count(len(item.sets))
            part.take(item)

    def _table(self, part: ReadPart, lines: TextLines) -> Iterator[Item]:
        """The records of a table that no format knows, when its columns were explained."""
        head = read_head(lines.sample)
        if head is None:
            raise UnreadableFileError("file_unknown")
        part.table = Table(head, guess_mapping(head), explained=False)
        mapping = self._explained(part.table)
        part.table = Table(head, mapping, explained=True)
        part.format, part.info = mapped.KEY, _described(mapping, head)
        return mapped.parse(lines, mapping, self._options)

    def _explained(self, table: Table) -> ColumnMapping:
        """What the columns of a table hold. Raises ``UnreadableFileError`` when nobody said so."""
        said = self.columns.get(table.signature)
        if said is None and self.explain is not None:
            mapping = self.explain(table)
            if len(mapping.columns) != len(table.head.cells) or mapping.faults():
                raise UnreadableFileError("columns_unfit", {"count": str(len(table.head.cells))})
            return mapping
        try:
            return ColumnMapping.from_json(said or {})
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableFileError("columns_unknown") from error

    def _count(self, sets: int) -> None:
        self._sets += sets
        if self._sets > MAX_SETS:
            message = ngettext(
                "This file has more than %d set. Split it and import the parts.",
                "This file has more than %d sets. Split it and import the parts.",
                MAX_SETS,
            )
            raise ImportRefusedError(message % MAX_SETS)

    def _find_repeat(self, part: ReadPart, sha256: str) -> None:
        """The same file twice in one upload counts once."""
        if sha256 in self._hashes:
            part.refused = "file_same"
            part.forget()
        self._hashes.setdefault(sha256, part.name)


def _described(mapping: ColumnMapping, head: Head) -> FileInfo:
    """What an explained table says about its unit: it is asked when neither the athlete nor a column says it."""
    says = bool(mapping.unit) or Field.WEIGHT_UNIT in mapping.columns or Field.WEIGHT not in mapping.columns
    place = mapping.columns.index(Field.WEIGHT) if Field.WEIGHT in mapping.columns else None
    heading = label_and_unit(head.cells[place])[1] if place is not None else ""
    stated = says or bool(heading)
    unused = tuple(
        cell
        for index, (field, cell) in enumerate(zip(mapping.columns, head.cells, strict=False))
        if cell and not field and any(row[index].strip() for row in head.rows)
    )
    questions = () if stated else (Question.WEIGHT_UNIT,)
    return FileInfo(mapped.KEY, mapping.unit, questions=questions, unused=unused)


class _Counted:
    """The bytes of a file, counted and hashed as they are read."""

    def __init__(self, file: InnerFile, before: int, total: int, on_read: OnRead | None) -> None:
        self._file = file
        self._stream: Readable | None = None
        self._before, self._total, self._on_read = before, total, on_read
        self._read = 0
        self._digest = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        if self._stream is None:
            self._stream = self._file.open()
        data = self._stream.read(size)
        self._read += len(data)
        self._digest.update(data)
        if self._on_read is not None:
            self._on_read(min(self._before + self._read, self._total), self._total)
        return data

    @property
    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def refused_words(part: ReadPart) -> str:
    """Why nothing of a file could be used, in the active language."""
    return render(part.refused, part.refused_params, gettext) if part.refused else ""


def _unknown_format() -> str:
    names = ", ".join(gettext(spec.label) for spec in FORMATS.values())
    return gettext("This file is in no format we know. Expected one of: %s.") % names


def part_of(
    name: str, format_key: str, *, sessions: Iterable[SessionRecord] = (), unit: Unit = Unit.KG, **more: Any
) -> ReadPart:
    """A part that was read from no file."""
    return ReadPart(name, 0, format_key, unit, FileInfo(format_key, unit), sessions=list(sessions), **more)
