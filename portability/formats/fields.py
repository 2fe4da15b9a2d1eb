"""Reading single fields. Every function raises ``ValueError`` for text that it can't use; none raises anything else.

The most used ones remember their results: a file of a hundred thousand sets has a few hundred different weights.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from workouttracker.kit.limits import (
    MAX_DISTANCE_METRES,
    MAX_RPE,
    MAX_SECONDS,
    MAX_WEIGHT_KG,
    MIN_RPE,
    NAME_LENGTH,
    RPE_STEP,
)
from workouttracker.kit.text import one_line, parse_decimal
from workouttracker.kit.units import Unit, to_kg, to_metres

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years outside of these are typing errors, and some of them overflow when a time zone is applied."""
_NUMBER_LENGTH = 40
_TIME_LENGTH = 60
_THOUSANDS = len("000")
_JSON_LENGTH = 200
_MINUTE_LENGTH = len("2024-05-06 07:31")
_LARGEST = Decimal(10_000_000)
_DISTANCES = {
    "meter": "m",
    "metre": "m",
    "kilometer": "km",
    "kilometre": "km",
    "mile": "mi",
    "foot": "ft",
    "feet": "ft",
    "yard": "yd",
}
_SECONDS = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hr": 3600, "hour": 3600}
_TIME_WORDS = {"h": 3600, "hr": 3600, "hour": 3600, "std": 3600, "m": 60, "min": 60, "minute": 60, "s": 1, "sec": 1,
               "sek": 1, "second": 1}  # fmt: skip
_TIME_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?,?\s*")
_COLONS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d+))?")
UNITS = {"kg": Unit.KG, "kgs": Unit.KG, "kilogram": Unit.KG, "kilograms": Unit.KG, "kilo": Unit.KG, "kilos": Unit.KG,
         "lb": Unit.LB, "lbs": Unit.LB, "pound": Unit.LB, "pounds": Unit.LB, "#": Unit.LB}  # fmt: skip
"""Units of weight as apps write them."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A distance or a duration with its unit, as some apps write in place of reps; one of the two is None."""

    metres: Decimal | None = None
    seconds: int | None = None


def number(text: str) -> Decimal:
    """A number of ordinary size, comma or point as decimal mark."""
    if len(text) > _NUMBER_LENGTH:
        raise ValueError("too long for a number")
    value = parse_decimal(text)
    if abs(value) > _LARGEST:
        raise ValueError("too large")
    return value


def _countable(text: str) -> Decimal:
    """A number of things or seconds: what looks like a thousands mark (``1,200``, ``1.200``) is refused."""
    if "," in text or len(text.partition(".")[2]) == _THOUSANDS:
        raise ValueError("a thousands mark")
    return number(text)


@lru_cache(maxsize=4096)
def whole_number(text: str, most: int) -> int:
    """A whole number from 0 to ``most``; ``8.0`` is one too."""
    value = _countable(text)
    if not 0 <= value <= most or value != int(value):
        raise ValueError("not a whole number in range")
    return int(value)


def count(text: str, most: int) -> int:
    """As ``whole_number``, and nothing is 0; ``8,0`` is one too, as spreadsheets with decimal commas write it."""
    if not text:
        return 0
    return whole_number(text.replace(",", ".") if _is_decimal_comma(text) else text, most)


@lru_cache(maxsize=4096)
def rounded_number(text: str, most: int) -> int:
    """A number from 0 to ``most``, rounded half-even to a whole one (seconds, kilocalories)."""
    value = _countable(text).to_integral_value(ROUND_HALF_EVEN)
    if not 0 <= value <= most:
        raise ValueError("not in range")
    return int(value)


@lru_cache(maxsize=4096)
def kilograms(text: str, unit: Unit, *, decimal_comma: bool) -> Decimal:
    """Kilograms of a weight in ``unit``, from 0 to ``MAX_WEIGHT_KG``; empty text is 0, no added weight.

    A comma is a decimal mark only where the file can have one; elsewhere ``1,150`` may be a thousand and more.
    """
    if not text:
        return Decimal(0)
    if "," in text and not decimal_comma:
        raise ValueError("a comma in a number")
    value = number(text)
    if value < 0:
        raise ValueError("negative")
    weight = to_kg(abs(value), unit)
    if weight > MAX_WEIGHT_KG:
        raise ValueError("too heavy")
    return weight


@lru_cache(maxsize=4096)
def weight(text: str, unit: Unit, *, decimal_comma: bool) -> Decimal:
    """As ``kilograms``; but a comma is a decimal mark too where it can't be a thousands mark (``62,5``, ``11,25``)."""
    return kilograms(text, unit, decimal_comma=decimal_comma or _is_decimal_comma(text))


def weight_number(text: str, *, decimal_comma: bool) -> Decimal:
    """A number with the same rule for its comma, in whatever unit."""
    if "," in text and not decimal_comma and not _is_decimal_comma(text):
        raise ValueError("a comma in a number")
    return number(text)


def _is_decimal_comma(text: str) -> bool:
    return text.count(",") == 1 and len(text.partition(",")[2].strip()) != _THOUSANDS


def weight_unit(text: str) -> Unit:
    """The unit of weight that a text such as ``Kgs`` or ``lb`` names."""
    unit = known_unit(text)
    if unit is None:
        raise ValueError("not a unit of weight")
    return unit


def known_unit(text: str) -> Unit | None:
    """As ``weight_unit``, None for anything else."""
    return UNITS.get(text.strip().rstrip(".").casefold())


@lru_cache(maxsize=4096)
def distance(text: str, unit: str, *, decimal_comma: bool) -> Decimal | None:
    """Metres of a distance; None for nothing and for 0, which apps write for "no distance"."""
    if not text:
        return None
    if "," in text and not decimal_comma and not _is_decimal_comma(text):
        raise ValueError("a comma in a number")
    value = number(text)
    if not value:
        return None
    folded = unit.strip().rstrip(".").casefold()
    single = folded.removesuffix("s") or folded
    metres = to_metres(value, _DISTANCES.get(single, _DISTANCES.get(folded, folded)))
    if not 0 < metres <= MAX_DISTANCE_METRES:
        raise ValueError("not in range")
    return metres


@lru_cache(maxsize=4096)
def seconds(text: str, one: int = 1) -> int | None:
    """Seconds of ``1h 25m``, ``45s``, ``0:09:21``, ``2:30`` (minutes and seconds) or a number of units of ``one``
    second; None for nothing and for 0, which apps write for "no time".
    """
    if len(text) > _TIME_LENGTH:
        raise ValueError("too long for a duration")
    folded = text.strip().casefold()
    if not folded:
        return None
    if found := _COLONS.fullmatch(folded):
        total = Decimal(int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3]))
    elif folded[-1].isalpha() or folded[-1] == ".":
        total = _spelled_out(folded)
    else:
        total = _plain_seconds(folded) * one
    rounded = int(total.to_integral_value(ROUND_HALF_EVEN))
    if not 0 <= rounded <= MAX_SECONDS:
        raise ValueError("not in range")
    return rounded or None


def _plain_seconds(text: str) -> Decimal:
    if "," in text and not _is_decimal_comma(text):
        raise ValueError("a thousands mark")
    return number(text)


def _spelled_out(text: str) -> Decimal:
    total, place = Decimal(0), 0
    while place < len(text):
        found = _TIME_PART.match(text, place)
        factor = found and (_TIME_WORDS.get(found[2]) or _TIME_WORDS.get(found[2].removesuffix("s")))
        if not found or not factor:
            raise ValueError("not a duration")
        total += number(found[1]) * factor
        place = found.end()
    return total


@lru_cache(maxsize=256)
def effort(text: str) -> Decimal | None:
    """An RPE from 1 to 10 in halves; None for nothing and for 0."""
    if not text:
        return None
    value = number(text)
    if not value:
        return None
    if not MIN_RPE <= value <= MAX_RPE or value % RPE_STEP:
        raise ValueError("not an RPE")
    return value.quantize(Decimal("0.1"))


@lru_cache(maxsize=4096)
def exercise_name(text: str) -> str:
    """``text`` with stray spaces gone; the caller has seen to its length."""
    return one_line(text)


def fits_name(text: str) -> bool:
    """Whether ``text`` may be the name of something; spaces around it count a little, so that they are bounded."""
    return len(text) <= NAME_LENGTH or (len(text) <= 2 * NAME_LENGTH and len(one_line(text)) <= NAME_LENGTH)


def wall_time(text: str) -> datetime:
    """A naive date and time, to the second, such as ``2024-05-06 07:31:10`` or ``2024-05-06T07:31``."""
    stripped = text.strip()
    if len(stripped) < _MINUTE_LENGTH:
        raise ValueError("date and time expected")
    value = datetime.fromisoformat(stripped)
    if value.tzinfo is not None:
        raise ValueError("local time expected")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError("year out of range")
    return value.replace(microsecond=0)


def measure(text: str) -> Measure:
    """The distance or duration in ``{"value": 20.0, "unit": "m"}``."""
    if len(text) > _JSON_LENGTH:
        raise ValueError("too long for a measure")
    try:
        document = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except ArithmeticError as error:
        raise ValueError("an exponent beyond reason") from error
    if not isinstance(document, dict):
        raise ValueError("an object expected")  # noqa: TRY004 - one kind of error for all that a file may hold
    value, unit = document.get("value"), document.get("unit")
    if isinstance(value, str):
        value = number(value)
    if not isinstance(value, Decimal) or not isinstance(unit, str) or not 0 <= value <= _LARGEST:
        raise ValueError("a value and a unit expected")
    return _measured(value, unit.strip().rstrip(".").lower())


def _measured(value: Decimal, unit: str) -> Measure:
    single = unit.removesuffix("s") or unit
    if single in _SECONDS:
        seconds = (value * _SECONDS[single]).to_integral_value(ROUND_HALF_EVEN)
        if seconds > MAX_SECONDS:
            raise ValueError("too long")
        return Measure(seconds=int(seconds))
    metres = to_metres(value, _DISTANCES.get(single, unit))
    if metres > MAX_DISTANCE_METRES:
        raise ValueError("too far")
    return Measure(metres=metres)
