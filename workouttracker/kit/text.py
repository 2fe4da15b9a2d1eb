"""Text rules: comparing names, reading numbers that people type."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale

_PLAIN_MARKS = {"\u2212": "-", "\u066b": ".", "\uff0e": ".", "\uff0c": ",", "\uff1a": ":"}
_ACTIVE = frozenset("=+-@\t\r\n")
"""What a cell begins with that spreadsheets take for a formula."""
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")


def one_line(text: str) -> str:
    """``text`` with every run of white space (also no-break spaces and newlines) made one space, ends trimmed."""
    return _SPACES.sub(" ", text).strip()


KEPT_LENGTH = 250
"""Longer names, which are nobody's but stand in files, are not kept: thousands of them would fill the memory."""


def name_key(name: str) -> str:
    """The key under which two spellings of a name count as the same: case, accents, width and spaces are folded.

    Done here because SQLite's ``lower()`` knows ASCII only. ``"  Développé  Couché"`` → ``"developpe couche"``.
    """
    return _kept_key(name) if len(name) <= KEPT_LENGTH else _folded(name)


@lru_cache(maxsize=8192)
def _kept_key(name: str) -> str:
    return _folded(name)


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return one_line(unicodedata.normalize("NFKC", letters)).casefold()


def plain_digits(text: str) -> str:
    """``text`` with the digits of every script as 0 to 9: people type with the keyboard they have.

    ``"٨٠"`` → ``"80"``; the Arabic decimal mark becomes a point, the wide ones of East Asia what they look like.
    """
    if text.isascii():
        return text
    return "".join(_PLAIN_MARKS.get(c) or (str(unicodedata.decimal(c)) if c.isdecimal() else c) for c in text)


def parse_decimal(text: str) -> Decimal:
    """The number a person typed; comma and point are both decimal marks, thousands marks are refused.

    Raises ``ValueError`` for anything else, also for two marks (``1.234,5``), exponents, ``NaN`` and ``Infinity``.
    """
    stripped = plain_digits(text.strip())
    if not _NUMBER.fullmatch(stripped):
        raise ValueError(f"not a number: {text}")
    try:
        return Decimal(stripped.replace(",", "."))
    except InvalidOperation as error:  # pragma: no cover - the pattern leaves nothing to refuse
        raise ValueError(f"not a number: {text}") from error


@lru_cache(maxsize=32)
def percent_sign(language: str) -> str:
    """What follows a number of percent: ``%`` in English, with a no-break space before it in German."""
    pattern = str(Locale.parse(language, sep="-").percent_formats[None].pattern)
    return "\N{NO-BREAK SPACE}%" if pattern.endswith("\N{NO-BREAK SPACE}%") else "%"


def mark(text: str) -> str:
    """``text`` as it is; the name tells the message extractor that it will be translated where it is shown."""
    return text


def inert(text: str) -> str:
    """``text`` for a cell of a CSV file, so that no spreadsheet takes it for a formula (``=1+1`` → ``'=1+1``)."""
    return f"'{text}" if text[:1] in _ACTIVE else text


def active(text: str) -> str:
    """``text`` as it was before ``inert`` (``'=1+1`` → ``=1+1``); other apps make cells inert the same way."""
    return text[1:] if text[:1] == "'" and text[1:2] in _ACTIVE else text
