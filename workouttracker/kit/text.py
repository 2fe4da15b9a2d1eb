"""Text rules: comparing names, reading numbers that people type."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")


def one_line(text: str) -> str:
    """``text`` with every run of white space (also no-break spaces and newlines) made one space, ends trimmed."""
    return _SPACES.sub(" ", text).strip()


def name_key(name: str) -> str:
    """The key under which two spellings of a name count as the same: case, accents, width and spaces are folded.

    Done here because SQLite's ``lower()`` knows ASCII only. ``"  Développé  Couché"`` → ``"developpe couche"``.
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return one_line(unicodedata.normalize("NFKC", letters)).casefold()


def parse_decimal(text: str) -> Decimal:
    """The number a person typed; comma and point are both decimal marks, thousands marks are refused.

    Raises ``ValueError`` for anything else, also for two marks (``1.234,5``), exponents, ``NaN`` and ``Infinity``.
    """
    stripped = text.strip().replace("\u2212", "-")
    if not _NUMBER.fullmatch(stripped):
        raise ValueError(f"not a number: {text}")
    try:
        return Decimal(stripped.replace(",", "."))
    except InvalidOperation as error:  # pragma: no cover - the pattern leaves nothing to refuse
        raise ValueError(f"not a number: {text}") from error


def mark(text: str) -> str:
    """``text`` as it is; the name tells the message extractor that it will be translated where it is shown."""
    return text


def inert(text: str) -> str:
    """``text`` for a cell of a CSV file, so that no spreadsheet takes it for a formula (``=1+1`` → ``'=1+1``)."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else text
