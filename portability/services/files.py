"""Files as chunk rows of the database, so that every worker reaches them."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from io import BufferedReader
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from portability.models import FileChunk, StoredFile

CHUNK_BYTES = 512 * 1024
UPLOAD_DAYS = 1
NAME_CHARS = 255
PACKING_BYTES = 2048
"""What an archive adds for each file in it."""


class FileTooLargeError(ValueError):
    """More bytes came than may be stored. Nothing was kept."""


def file_store(
    *, owner: User, name: str, chunks: Iterable[bytes], limit: int, purpose: str = StoredFile.Purpose.UPLOAD
) -> StoredFile:
    """Store a file of at most ``limit`` bytes, in bounded memory; it is kept for a day.

    Raises ``FileTooLargeError``.
    """
    with transaction.atomic():
        writer = _ChunkWriter(_new_file(owner, name, purpose), limit)
        for data in chunks:
            writer.write(data)
        return writer.finish()


def files_store(*, owner: User, files: Sequence[tuple[str, Iterable[bytes]]], limit: int) -> StoredFile:
    """Store an upload of one or several files, of at most ``limit`` bytes in all; it is kept for a day.

    Several files become one archive, the same for the same files. Raises ``FileTooLargeError``.
    """
    if len(files) == 1:
        name, chunks = files[0]
        return file_store(owner=owner, name=name, chunks=chunks, limit=limit)
    names = ", ".join(name for name, _chunks in files)
    with transaction.atomic():
        writer = _ChunkWriter(_new_file(owner, names, StoredFile.Purpose.UPLOAD), limit + PACKING_BYTES * len(files))
        with zipfile.ZipFile(writer, "w", zipfile.ZIP_STORED) as archive:
            for number, (name, chunks) in enumerate(files):
                inner = f"{number}/{name}"  # two files may have one name; only the last part is ever shown
                with archive.open(zipfile.ZipInfo(inner), "w") as entry:
                    for data in chunks:
                        entry.write(data)
        return writer.finish()


def _new_file(owner: User, name: str, purpose: str) -> StoredFile:
    expires = timezone.now() + timedelta(days=UPLOAD_DAYS)
    return StoredFile.objects.create(owner=owner, purpose=purpose, name=_cut(name), expires_at=expires)


def _cut(name: str) -> str:
    """A name of at most 255 characters: the end of one file's name says what it is."""
    return name if len(name) <= NAME_CHARS else f"…{name[1 - NAME_CHARS :]}"


class _ChunkWriter(io.RawIOBase):
    """Writes bytes as chunk rows of one size, whatever sizes come."""

    def __init__(self, file: StoredFile, limit: int) -> None:
        super().__init__()
        self._file, self._limit = file, limit
        self._digest, self._size, self._number = hashlib.sha256(), 0, 0
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._size

    def write(self, data: Any, /) -> int:
        length = len(data)
        self._size += length
        if self._size > self._limit:
            raise FileTooLargeError
        self._digest.update(data)
        self._waiting += data
        while len(self._waiting) >= CHUNK_BYTES:
            self._keep(CHUNK_BYTES)
        return length

    def finish(self) -> StoredFile:
        """The file with its size and hash, whole."""
        if self._waiting:
            self._keep(len(self._waiting))
        self._file.size, self._file.sha256 = self._size, self._digest.hexdigest()
        self._file.save(update_fields=["size", "sha256"])
        return self._file

    def _keep(self, length: int) -> None:
        self._number += 1
        FileChunk.objects.create(file=self._file, number=self._number, data=bytes(self._waiting[:length]))
        del self._waiting[:length]


def file_open(file: StoredFile, on_read: Callable[[int, int], None] | None = None) -> BufferedReader:
    """A readable, seekable view of a stored file that holds one chunk at a time.

    ``on_read`` is told the place reached and the size, in bytes; what it raises ends the reading.
    """
    return BufferedReader(_ChunkReader(file, on_read), CHUNK_BYTES)


def files_purge() -> int:
    """Delete files whose time is over; how many."""
    expired = StoredFile.objects.filter(expires_at__lt=timezone.now())
    count = expired.count()
    expired.delete()
    return count


class _ChunkReader(io.RawIOBase):
    """Reads chunk rows as one stream."""

    def __init__(self, file: StoredFile, on_read: Callable[[int, int], None] | None) -> None:
        super().__init__()
        self._on_read = on_read
        self._file = file
        self._place = 0
        self._number = 0
        self._chunk = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._file.size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        number, start = self._place // CHUNK_BYTES + 1, self._place % CHUNK_BYTES
        if number != self._number:
            row = FileChunk.objects.filter(file=self._file, number=number).values_list("data", flat=True).first()
            self._number, self._chunk = number, bytes(row) if row is not None else b""
        part = self._chunk[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._place += len(part)
        if self._on_read is not None:
            self._on_read(self._place, self._file.size)
        return len(part)
