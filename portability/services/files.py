"""Files as chunk rows of the database, so that every worker reaches them."""

import hashlib
import io
from collections.abc import Callable, Iterable
from datetime import timedelta
from io import BufferedReader

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from portability.models import FileChunk, StoredFile

CHUNK_BYTES = 512 * 1024
UPLOAD_DAYS = 1


class FileTooLargeError(ValueError):
    """More bytes came than may be stored. Nothing was kept."""


def file_store(
    *, owner: User, name: str, chunks: Iterable[bytes], limit: int, purpose: str = StoredFile.Purpose.UPLOAD
) -> StoredFile:
    """Store a file of at most ``limit`` bytes, in bounded memory; it is kept for a day.

    Raises ``FileTooLargeError``.
    """
    digest, size = hashlib.sha256(), 0
    with transaction.atomic():
        file = StoredFile.objects.create(
            owner=owner,
            purpose=purpose,
            name=name[-255:],
            expires_at=timezone.now() + timedelta(days=UPLOAD_DAYS),
        )
        for number, data in enumerate(_even(chunks), start=1):
            size += len(data)
            if size > limit:
                raise FileTooLargeError
            digest.update(data)
            FileChunk.objects.create(file=file, number=number, data=data)
        file.size, file.sha256 = size, digest.hexdigest()
        file.save(update_fields=["size", "sha256"])
    return file


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


def _even(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """Pieces of ``CHUNK_BYTES``, whatever sizes come."""
    waiting = b""
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= CHUNK_BYTES:
            yield waiting[:CHUNK_BYTES]
            waiting = waiting[CHUNK_BYTES:]
    if waiting:
        yield waiting


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
