"""From a stream of bytes to lines of text, in bounded memory.

Recognised are UTF-8 and UTF-16 with and without byte order mark; what is neither is read as Windows-1252, the usual
encoding of files saved by a spreadsheet. Binary files are refused by signature, NUL bytes and control characters.
"""

import codecs
from collections.abc import Iterator
from io import IncrementalNewlineDecoder
from typing import Protocol

from portability.formats.problems import UnreadableFileError

CHUNK = 64 * 1024
"""Bytes read at once; the first chunk is the sample from which encoding and format are recognised."""
MAX_LINE_CHARS = 100_000
"""Longer lines are cut to one character more than this, by which a reader sees that they are too long."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "file_pdf"),
    (b"PK\x03\x04", "file_archive"),
    (b"PK\x05\x06", "file_archive"),
    (b"\x1f\x8b", "file_archive"),
    (b"\xfd7zXZ", "file_archive"),
    (b"7z\xbc\xaf\x27\x1c", "file_archive"),
    (b"Rar!\x1a", "file_archive"),
    (b"(\xb5/\xfd", "file_archive"),
    (b"\xd0\xcf\x11\xe0", "file_spreadsheet"),
    (b"\x89PNG", "file_image"),
    (b"\xff\xd8\xff", "file_image"),
    (b"GIF87a", "file_image"),
    (b"GIF89a", "file_image"),
    (b"SQLite format 3", "file_binary"),
)
_OFFICE_MARK = b"[Content_Types].xml"
_CONTROLS = [chr(c) for c in range(1, 32) if chr(c) not in "\t\n\v\f\r\x1a"]
_MAX_CONTROLS = 0.01
"""Largest share of control characters in a text; random bytes have about a tenth."""
_NUL_SHARE = 0.15
"""Smallest share of NUL in one half of the bytes that makes a file UTF-16: separators and digits alone give as much."""
_ZERO_WIDTH_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class Readable(Protocol):
    """Anything with bytes to read: a file, an upload, rows of a table behind a small class."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


class TextLines:
    """The lines of a byte stream, each ending in a newline (the last one as in the file), to be read once.

    ``sample`` is the text of the first 64 KB. Raises ``UnreadableFileError`` for what is empty or no text, on
    creation; for NUL bytes further down also while reading.
    """

    def __init__(self, stream: Readable) -> None:
        head = _read(stream)
        if not head:
            raise UnreadableFileError("file_empty")
        _refuse_signatures(head)
        mark, encoding = _recognise(head)
        self._decoder = _Decoder(encoding, sure=bool(mark) or encoding != "utf-8")
        self._newlines = IncrementalNewlineDecoder(None, translate=True)
        self._stream = stream
        more = _read(stream)
        self.sample = self._text(head[len(mark) :], final=not more)
        if not more and not self.sample.strip():
            raise UnreadableFileError("file_empty")
        _refuse_controls(self.sample)
        self._pieces = self._chunks(self.sample, more)
        self._lines = _split(self._pieces)

    def __iter__(self) -> Iterator[str]:
        return self._lines

    @property
    def chunks(self) -> Iterator[str]:
        """The text in pieces of any size instead of lines: for formats that know no lines, such as JSON."""
        return self._pieces

    @property
    def encoding(self) -> str:
        """The encoding as far as it was read: ``utf-8`` (which ASCII is too), ``utf-16-le``, ``windows-1252`` …"""
        return self._decoder.encoding

    def _text(self, data: bytes, *, final: bool) -> str:
        text = self._newlines.decode(self._decoder.decode(data, final=final), final)
        if "\0" in text:
            raise UnreadableFileError("file_binary")
        # A byte order mark in the middle is left over from files that were joined; it is no character of a name.
        return text.replace(_ZERO_WIDTH_MARK, "")

    def _chunks(self, first: str, data: bytes) -> Iterator[str]:
        yield first
        while data:
            following = _read(self._stream)
            yield self._text(data, final=not following)
            data = following


class _Decoder:
    """An incremental decoder that falls back from UTF-8 to Windows-1252 when the first odd byte says so."""

    def __init__(self, encoding: str, *, sure: bool) -> None:
        self.encoding = encoding
        self._sure = sure
        self._decoder = codecs.getincrementaldecoder(encoding)("replace" if sure else "strict")

    def decode(self, data: bytes, *, final: bool) -> str:
        if self._sure:
            return self._decoder.decode(data, final)
        waiting = self._decoder.getstate()[0]
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError:
            return self._settle(waiting + data, final=final)
        if not text.isascii():
            self._sure = True
            self._decoder.errors = "replace"
        return text

    def _settle(self, data: bytes, *, final: bool) -> str:
        """Damaged UTF-8 or Windows-1252? In the latter, hardly any special characters happen to be valid UTF-8."""
        text = data.decode("utf-8", "replace")
        damaged = text.count("\N{REPLACEMENT CHARACTER}")
        whole = sum(not c.isascii() for c in text) - damaged
        cut_at_end = final and damaged == 1 and text.endswith("\N{REPLACEMENT CHARACTER}")
        self._sure = True
        self.encoding, codec = ("utf-8", "utf-8") if 4 * whole > damaged or cut_at_end else ("windows-1252", "cp1252")
        self._decoder = codecs.getincrementaldecoder(codec)("replace")
        return self._decoder.decode(data, final)


def _read(stream: Readable) -> bytes:
    """The next ``CHUNK`` bytes; fewer only at the end, however little the stream gives at a time."""
    parts: list[bytes] = []
    missing = CHUNK
    while missing and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _refuse_signatures(head: bytes) -> None:
    for signature, code in _SIGNATURES:
        if head.startswith(signature):
            raise UnreadableFileError("file_spreadsheet" if _OFFICE_MARK in head else code)


def _refuse_controls(sample: str) -> None:
    controls = sum(sample.count(c) for c in _CONTROLS)
    if controls > _MAX_CONTROLS * len(sample):
        raise UnreadableFileError("file_binary")


def _recognise(head: bytes) -> tuple[bytes, str]:
    """The byte order mark at the start of ``head`` (or nothing) and the encoding."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return mark, encoding
    nuls = head.count(0)
    if not nuls:
        return b"", "utf-8"
    # Letters, digits and separators are half NUL in UTF-16, always the same half; a few other characters have the
    # NUL in the other one (U+3000, the wide space).
    odd = head[1::2].count(0)
    even = nuls - odd
    enough = _NUL_SHARE * (len(head) // 2)
    if odd >= enough and even * 10 <= odd:
        return b"", "utf-16-le"
    if even >= enough and odd * 10 <= even:
        return b"", "utf-16-be"
    raise UnreadableFileError("file_binary")


def _split(chunks: Iterator[str]) -> Iterator[str]:
    """Lines of chunks of text. Only ``\\n`` ends a line: ``str.splitlines`` would also split at U+2028 in a note."""
    rest = ""
    longest = MAX_LINE_CHARS + 1
    for chunk in chunks:
        lines = (rest + chunk).split("\n")
        rest = lines.pop()[:longest]
        if lines:
            lines[0] = lines[0][:longest]  # only the first can be longer than a chunk
        for line in lines:
            yield line + "\n"
    if rest:
        yield rest
