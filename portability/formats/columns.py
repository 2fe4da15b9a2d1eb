"""Headings of tables: which column holds what, and in which unit."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass

from workouttracker.kit.text import name_key, one_line

DELIMITERS = (",", ";", "\t", "|")
_BRACKETS = re.compile(r"\(([^()]*)\)\s*$|\[([^\[\]]*)\]\s*$")
_HEAD_LINES = 20
UNIT_WORDS = frozenset(
    {"kg", "kgs", "lb", "lbs", "km", "mi", "miles", "m", "meters", "min", "minutes", "sec", "seconds", "s"}
)
_MARK = re.compile(r"^sep=(.)$", re.IGNORECASE)

Names = Mapping[str, str]
"""By heading (folded, without the unit in brackets): the key of the column, maybe with a unit behind a colon:
``{"exercise name": "exercise", "weight_lbs": "weight:lbs"}``."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column: its position, its heading as in the file, and the unit that the heading names, "" = none."""

    index: int
    heading: str
    unit: str


@dataclass(frozen=True, slots=True)
class Header:
    """The heading row of a table: ``line`` is the number of the line on which it stands."""

    delimiter: str
    line: int
    cells: tuple[str, ...]
    places: Mapping[str, tuple[Place, ...]]

    def has(self, *keys: str) -> bool:
        """Whether there is a column for each of ``keys``."""
        return all(key in self.places for key in keys)

    def place(self, key: str) -> Place | None:
        """The first column with this key."""
        found = self.places.get(key)
        return found[0] if found else None

    def unit_at(self, index: int) -> str:
        """The unit in the heading of the column at ``index``, "" = none."""
        label, unit = label_and_unit(self.cells[index]) if index < len(self.cells) else ("", "")
        return unit or next((label.rpartition(mark)[2] for mark in "_ " if label.rpartition(mark)[2] in UNIT_WORDS), "")

    def unit(self, key: str) -> str:
        """The unit in the heading of the column ``key``, "" = none."""
        found = self.place(key)
        return found.unit if found else ""


def find_header(sample: str, names: Names, delimiter: str = "") -> Header | None:
    """The heading row of a text, read with the delimiter that gives most known columns; None when it has none.

    With a ``delimiter`` it is read with that, known columns or not. It is the first line with text in it, apart from
    the line ``sep=;`` that some spreadsheets write.
    """
    for number, line in enumerate(sample.split("\n", _HEAD_LINES)[:_HEAD_LINES], start=1):
        text = line.strip().strip("\ufeff")
        if not text.strip(',;\t| "') or _MARK.match(text):
            continue
        if delimiter:
            return _header(text, delimiter, number, names)
        found = [header for mark in DELIMITERS if (header := _header(text, mark, number, names)).places]
        return max(found, key=lambda header: len(header.places), default=None)
    return None


def split_line(line: str, delimiter: str) -> list[str]:
    """The fields of one line; one field when nobody can split it."""
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return [line]


def unwrapped(cells: list[str], delimiter: str) -> list[str]:
    """The fields of a row that stands in one pair of quotation marks as a whole, as some spreadsheets save tables."""
    if delimiter not in cells[0] or any(cell.strip() for cell in cells[1:]):
        return cells
    inner = split_line(cells[0], delimiter)
    return inner if len(inner) > len(cells) else cells


def label_and_unit(heading: str) -> tuple[str, str]:
    """``"Weight (lbs)"`` → ``("weight", "lbs")``, folded for comparing."""
    text = one_line(heading.strip().strip('"'))
    found = _BRACKETS.search(text)
    if not found:
        return name_key(text), ""
    return name_key(text[: found.start()]), name_key(found[1] or found[2] or "")


def _header(text: str, delimiter: str, line: int, names: Names) -> Header:
    cells = tuple(one_line(cell) for cell in unwrapped(split_line(text, delimiter), delimiter))
    places: dict[str, tuple[Place, ...]] = {}
    for index, cell in enumerate(cells):
        label, unit = label_and_unit(cell)
        key, _colon, own_unit = names.get(label, "").partition(":")
        if key:
            places[key] = (*places.get(key, ()), Place(index, cell, unit or own_unit))
    return Header(delimiter, line, cells, places)
