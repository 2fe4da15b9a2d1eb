"""The files inside of an upload: one file as it is, or everything in a zip, read as a stream and never unpacked.

Names inside of an archive are shown, never used as a path. Declared sizes are checked before anything is inflated;
``zipfile`` gives no more bytes than an entry declares, so that they hold for what comes out too.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from portability.formats.decoding import Readable
from portability.formats.problems import UnreadableFileError

Source = BinaryIO

MAX_FILES = 200
"""Most entries of an archive."""
MAX_DEPTH = 2
"""An archive may hold archives, these none: several uploaded files are kept as one archive, a zip among them."""
MAX_RATIO = 200
"""Largest ratio of an entry to its compressed size; exports reach 40, a file of zeros 1000."""
SMALL = 1024 * 1024
"""An entry up to this size may have any ratio."""
TOTAL_LIMITS = 4
"""All entries together may be so many times the limit of one file."""
MAX_DIRECTORY_BYTES = 256 * 1024
"""Largest table of contents that is read into memory."""
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_HEAD = 64 * 1024
_OFFICE_MARKS = (b"[Content_Types].xml", b"mimetypeapplication/vnd")
_END = struct.Struct("<4s4H2LH")
_HIDDEN = ("__MACOSX", ".")


class ArchiveError(ValueError):
    """The archive as a whole can't be used; the message says why and what was expected."""


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file of an upload. ``open`` gives its bytes from the start; ``refused`` is a code of ``problems.MESSAGES``."""

    name: str
    size: int
    open: Callable[[], Readable]
    refused: str = ""


def files_of(stream: Source, name: str, size: int) -> list[InnerFile]:
    """The files of an upload in order: itself, or what is in it when it is a zip.

    Raises ``ArchiveError`` for an archive that is damaged, endless, or larger than anybody's exports.
    """
    if not _is_zip(stream):
        return [InnerFile(name, size, lambda: _rewound(stream))]
    budget = _Budget()
    return list(_entries(stream, budget, depth=1))


@dataclass(slots=True)
class _Budget:
    """What all archives of an upload may hold together."""

    files: int = MAX_FILES
    size: int = 0

    def take(self, entry: zipfile.ZipInfo) -> None:
        self.files -= 1
        self.size += entry.file_size
        if self.files < 0:
            raise ArchiveError(
                _("This archive holds more than %(number)d files. Import them in parts.") % {"number": MAX_FILES}
            )
        if self.size > TOTAL_LIMITS * _limit():
            raise ArchiveError(
                _("What is packed in this archive is larger than %(size)d MB in all. Import it in parts.")
                % {"size": TOTAL_LIMITS * settings.MAX_UPLOAD_MB}
            )


def _entries(stream: IO[bytes], budget: _Budget, depth: int) -> Iterator[InnerFile]:
    for archive, entry in _directory(stream):
        name = _shown(entry.filename)
        if entry.is_dir() or any(part.startswith(_HIDDEN) and part != ".." for part in entry.filename.split("/")):
            continue
        budget.take(entry)
        code = _refusal(entry)
        if not code and _packed(archive, entry):
            if depth < MAX_DEPTH:
                yield from _inner(archive, entry, name, budget, depth)
                continue
            code = "archive_nested"
        yield InnerFile(name, entry.file_size, _opener(archive, entry), code)


def _inner(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: _Budget, depth: int
) -> Iterator[InnerFile]:
    try:
        yield from _entries(archive.open(entry), budget, depth + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        yield InnerFile(name, entry.file_size, _opener(archive, entry), "archive_damaged")


def _directory(stream: IO[bytes]) -> list[tuple[zipfile.ZipFile, zipfile.ZipInfo]]:
    _check_directory(stream)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise _damaged() from error
    return [(archive, entry) for entry in archive.infolist()]


def _check_directory(stream: IO[bytes]) -> None:
    """Look at the size of the table of contents before ``zipfile`` reads it whole."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _HEAD - _END.size))
    tail = stream.read()
    place = tail.rfind(_EMPTY_ZIP)
    if place < 0 or place + _END.size > len(tail):
        raise _damaged()
    fields = _END.unpack_from(tail, place)
    entries, length = fields[4], fields[5]
    if entries > MAX_FILES * 2 or length > MAX_DIRECTORY_BYTES:
        raise ArchiveError(
            _("This archive holds more than %(number)d files. Import them in parts.") % {"number": MAX_FILES}
        )
    stream.seek(0)


def _refusal(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 0x1:
        return "archive_locked"
    if entry.file_size > _limit():
        return "file_too_large"
    if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        return "archive_bomb"
    return ""


def _packed(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is an archive itself. One that can't be opened isn't; reading it will say why."""
    try:
        with archive.open(entry) as stream:
            head = stream.read(_HEAD)
    except _BROKEN:
        return False
    return _looks_packed(head)


def _opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], Readable]:
    return lambda: _Entry(archive, entry)


_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class _Entry:
    """The bytes of an entry; what is wrong with it is told as with any unreadable file."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        try:
            self._stream: Any = archive.open(entry)
        except _BROKEN as error:
            raise UnreadableFileError("archive_damaged") from error

    def read(self, size: int, /) -> bytes:
        try:
            data: bytes = self._stream.read(size)
        except _BROKEN as error:
            raise UnreadableFileError("archive_damaged") from error
        return data


def _is_zip(stream: Source) -> bool:
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    return _looks_packed(head)


def _looks_packed(head: bytes) -> bool:
    """Whether this is a zip that is no document: spreadsheets are zips too."""
    return head.startswith((_ZIP, _EMPTY_ZIP)) and not any(mark in head for mark in _OFFICE_MARKS)


def _rewound(stream: Source) -> Source:
    stream.seek(0)
    return stream


def _shown(path: str) -> str:
    """The last part of a name, whatever path it claims."""
    return (path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path)[-255:]


def _limit() -> int:
    return settings.MAX_UPLOAD_MB * 1024 * 1024


def _damaged() -> ArchiveError:
    return ArchiveError(_("This archive is damaged or of a kind that we can't open. Expected a zip file."))
