"""Rows of delimited text, with every line accounted for: it is part of a row or of a problem.

``csv.reader`` does the splitting. What it can't do stands here: a quotation mark that is never closed would swallow
the rest of the file; it is noticed after a bounded number of lines, listed, and the lines behind it are read again.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain

from portability.formats.decoding import MAX_LINE_CHARS
from portability.formats.records import Problem

DELIMITERS = (",", ";", "\t")
MAX_ROW_LINES = 1000
"""Most lines of one row (notes may hold newlines)."""
MAX_ROW_CHARS = 100_000
"""Most characters of one row; below the limit of ``csv``, which therefore is never reached nor changed."""
MAX_REREADS = 1000
"""So many times lines are read again after an open quotation mark; further ones are listed together."""
_HEAD_LINES = 200
_HEAD_CHARS = 64 * 1024
_DAMAGED = "\N{REPLACEMENT CHARACTER}"


def sniff_delimiter(sample: str) -> str:
    """Comma, semicolon or tab: which cuts most lines of ``sample`` into the same number of fields.

    What stands in quotation marks doesn't count. Comma when nothing speaks for another.
    """
    bare = ["".join(line.split('"')[::2]) for line in sample.split("\n")]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in bare)
        del counts[0]
        return max(((lines, fields) for fields, lines in counts.items()), default=(0, 0))

    return max(DELIMITERS, key=agreement)


def peek(lines: Iterable[str]) -> tuple[str, Iterator[str]]:
    """The first lines as one text, and all lines."""
    source = iter(lines)
    head: list[str] = []
    size = 0
    for line in source:
        head.append(line)
        size += len(line)
        if len(head) >= _HEAD_LINES or size >= _HEAD_CHARS:
            break
    return "\n".join(line.rstrip("\n") for line in head), chain(head, source)


@lru_cache(maxsize=8)
def _field_pattern(delimiter: str) -> re.Pattern[str]:
    """One field and what ends it: a delimiter, or "" at the end of the line."""
    mark = re.escape(delimiter)
    return re.compile(rf' *(?:"(?P<quoted>(?:[^"]|"(?! *(?:{mark}|$)))*)" *|(?P<plain>[^{mark}]*))(?P<end>{mark}|$)')


class _OpenQuoteError(Exception):
    """The row that is being read can't continue in the next line."""


class _LongLineError(Exception):
    """The next line is longer than a row may be."""


class _Feed:
    """Lines for ``csv.reader`` that remembers which of them belong to the row being read."""

    __slots__ = ("_again", "_begins", "_lines", "_size", "damaged", "held", "last")

    def __init__(self, lines: Iterable[str], begins: Callable[[str], bool] | None) -> None:
        self._lines = iter(lines)
        self._begins = begins
        self._again: deque[str] = deque()
        self._size = 0
        self.held: list[str] = []
        self.last = ""
        self.damaged = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._again.popleft() if self._again else next(self._lines)
        except StopIteration:
            if self.held:
                raise _OpenQuoteError from None
            raise
        if self.held and not self._continues(line):
            self._again.appendleft(line)
            raise _OpenQuoteError
        self.held.append(line)
        self.last = line
        if len(line) > MAX_LINE_CHARS:
            raise _LongLineError
        if _DAMAGED in line:
            self.damaged = True
        return line

    def _continues(self, line: str) -> bool:
        """Whether ``line`` may belong to the row that the held lines began."""
        if len(self.held) == 1:
            self._size = len(self.held[0])
        self._size += len(line)
        return (
            self._size <= MAX_ROW_CHARS
            and len(self.held) < MAX_ROW_LINES
            and not (self._begins is not None and self._begins(line))
        )

    def give_back(self, lines: Iterable[str]) -> None:
        self._again.extendleft(reversed(list(lines)))


class Rows:
    """The rows of a delimited text, each with the 1-based line on which it starts, and problems in between.

    ``begins`` tells lines that can only be the start of a row, which ends a quoted field that was left open.
    """

    def __init__(self, lines: Iterable[str], delimiter: str, begins: Callable[[str], bool] | None = None) -> None:
        self._feed = _Feed(lines, begins)
        self._delimiter = delimiter
        self._rereads = 0

    @property
    def unterminated(self) -> bool:
        """Whether the last line that was read has no newline at its end."""
        return not self._feed.last.endswith("\n")

    @property
    def raw(self) -> str:
        """The row that was given last, as it stands in the file."""
        return "".join(self._feed.held)

    def __iter__(self) -> Iterator[tuple[int, list[str]] | Problem]:
        feed, held, number = self._feed, self._feed.held, 1
        reader = csv.reader(feed, delimiter=self._delimiter, skipinitialspace=True, strict=True)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except (csv.Error, _OpenQuoteError, _LongLineError) as error:
                outcome = self._recover(error, number)
                if isinstance(outcome, Problem):
                    yield outcome
                    number += len(held)
                    held.clear()
                    continue
                row = outcome
            if feed.damaged:
                feed.damaged = False
                yield Problem(number, "", held[0].strip(), "row_damaged")
            yield number, row
            number += len(held)
            held.clear()

    def _recover(self, error: Exception, number: int) -> list[str] | Problem:
        """The row after all, or the problem with it; lines that are to be read again are given back."""
        feed, held = self._feed, self._feed.held
        value = held[0].strip()
        feed.damaged = False
        if isinstance(error, _LongLineError):
            return Problem(number, "", value, "row_too_long", {"limit": str(MAX_LINE_CHARS)})
        if isinstance(error, csv.Error) and len(held) == 1:
            return self._split_leniently(held[0]) or Problem(number, "", value, "row_unreadable")
        self._rereads += len(held) > 1
        if len(held) > 1 and self._rereads > MAX_REREADS:
            return Problem(number, "", value, "rows_unreadable", {"last_row": str(number + len(held) - 1)})
        cut_off = not held[0].endswith("\n")
        feed.give_back(held[1:])
        del held[1:]
        return Problem(number, "", value, "cut_off" if cut_off else "quote_not_closed")

    def _split_leniently(self, line: str) -> list[str] | None:
        """The fields of ``"Legs" day,,,``, which the strict reader refuses; None when nobody can split it."""
        try:
            fields = next(csv.reader([line], delimiter=self._delimiter, skipinitialspace=True), None)
        except csv.Error:
            return None
        inside = fields and any('"' in field for field in fields)
        return (self._split_at_marks(line) if inside else None) or fields

    def _split_at_marks(self, line: str) -> list[str] | None:
        """The fields of ``"said "hi" twice",8``: a quotation mark ends a field only before a delimiter or the end."""
        fields: list[str] = []
        text = line.rstrip("\r\n")
        found = _field_pattern(self._delimiter).match(text)
        while found:
            fields.append(found["quoted"].replace('""', '"') if found["quoted"] is not None else found["plain"])
            if found.end() == len(text) and not found["end"]:
                return fields
            found = _field_pattern(self._delimiter).match(text, found.end())
        return None
