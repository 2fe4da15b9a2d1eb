"""Whether a text can stand in a column at all: what rows are repaired by (see ``repair``)."""

import re

from portability.formats.dates import DateReader
from portability.formats.fields import UNITS

_NUMBER = re.compile(r"[-+\u2212]?[\d.,]*")
_TIME = re.compile(r"[\d:.,]*")


def is_date(text: str) -> bool:
    """A date, with or without a time."""
    try:
        DateReader().read(text)
    except ValueError:
        return False
    return True


def is_number(text: str) -> bool:
    """A number, or nothing."""
    return bool(_NUMBER.fullmatch(text))


def is_count(text: str) -> bool:
    """Digits, or nothing."""
    return not text or text.isdecimal()


def is_weight_unit(text: str) -> bool:
    """A unit of weight, or nothing."""
    return not text or text.casefold().rstrip(".") in UNITS


def is_time(text: str) -> bool:
    """A duration in digits and colons, or nothing."""
    return bool(_TIME.fullmatch(text))


def is_short_word(text: str) -> bool:
    """A unit such as ``km`` or ``mi.``, or nothing."""
    return len(text) <= len("kilometers") and not any(character.isdigit() for character in text)


def has_letter(text: str) -> bool:
    """A name: something with a letter in it."""
    return any(character.isalpha() for character in text)
