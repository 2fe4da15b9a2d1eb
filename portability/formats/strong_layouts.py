"""Strong's headings in languages that nobody wrote down: the app prints them in that of the phone, in a fixed order.

A table is taken for Strong's when each of its first rows can stand in one of the orders of columns that the app has
used. Dates, numbers and the set order are so particular that no other table fits by chance.
"""

import re
from collections.abc import Callable

from portability.formats import fields
from portability.formats.checks import has_letter, is_number, is_short_word, is_weight_unit
from portability.formats.columns import DELIMITERS, Header, Place, label_and_unit, split_line

_ROWS = 20
_FIRST = ("date", "workout", "exercise", "order")
_LAST = ("seconds", "notes", "session_notes")
_UNITS = ("weight", "weight_unit", "reps", "rpe", "distance", "distance_unit", *_LAST)
_BARE = ("weight", "reps", "distance", *_LAST)
LAYOUTS: tuple[tuple[str, ...], ...] = (
    ("date", "workout", "duration", "exercise", "order", *_BARE, "rpe"),
    ("date", "workout", "duration", "exercise", "order", *_UNITS),
    (*_FIRST, *_BARE, "rpe"),
    (*_FIRST, *_UNITS, "duration"),
    (*_FIRST, *_UNITS),
    (*_FIRST, "weight", "weight_unit", "reps", "distance", "distance_unit", *_LAST),
    ("number", "date", "workout", "duration", "exercise", "order", "weight", "reps", "rpe", "distance:m", *_LAST),
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\s\d{1,2}:\d{2}:\d{2}\D*")
_ORDER = re.compile(r"\d+|[A-Z]|[^\W\d_][^\d]{2,30}")


def _is_duration(text: str) -> bool:
    try:
        fields.seconds(text)
    except ValueError:
        return bool(re.fullmatch(r"[\d\s\w.]+", text))  # 264h 1m, or minutes in words of another language
    return True


_CHECKS: dict[str, Callable[[str], object]] = {
    "number": str.isdecimal,
    "date": _DATE.fullmatch,
    "exercise": has_letter,
    "order": _ORDER.fullmatch,
    "weight": is_number,
    "weight_unit": is_weight_unit,
    "reps": is_number,
    "rpe": is_number,
    "distance": is_number,
    "distance:m": is_number,
    "distance_unit": is_short_word,
    "seconds": is_number,
    "duration": _is_duration,
}


def header_by_order(sample: str) -> Header | None:
    """The heading of a table whose columns stand in an order of the app's, whatever they are called."""
    lines = sample.split("\n", _ROWS + 1)[: _ROWS + 1]
    for delimiter in DELIMITERS:
        heading = split_line(lines[0].strip().strip("\ufeff"), delimiter)
        fitting = [layout for layout in LAYOUTS if len(layout) == len(heading)]
        if not fitting or not all(has_letter(cell) for cell in heading):
            continue
        rows = [cells for line in lines[1:] if len(cells := split_line(line.strip("\r"), delimiter)) == len(heading)]
        for layout in fitting:
            if _fits(layout, rows):
                return _header(layout, heading, delimiter)
    return None


def _fits(layout: tuple[str, ...], rows: list[list[str]]) -> bool:
    """Whether every row can stand in this order, and one at least is a numbered set."""
    tests = [(index, _CHECKS[key]) for index, key in enumerate(layout) if key in _CHECKS]
    order = layout.index("order")
    if not any(row[order].strip().isdecimal() for row in rows):
        return False
    return all(test(row[index].strip()) for row in rows for index, test in tests)


def _header(layout: tuple[str, ...], heading: list[str], delimiter: str) -> Header:
    places: dict[str, tuple[Place, ...]] = {}
    for index, (named, cell) in enumerate(zip(layout, heading, strict=True)):
        key, _colon, own_unit = named.partition(":")
        places[key] = (Place(index, cell, own_unit or label_and_unit(cell)[1]),)
    return Header(delimiter, 1, tuple(cell.strip() for cell in heading), places)
