"""Dates and times as apps print them in many languages. Nothing is guessed: what can be read two ways stays open.

Years are four digits or stand at the end. ``28.10.2025`` is day first wherever dots are written; ``04/09/2025`` is
settled by other dates of the same file (one of them has a 28), else by whoever is asked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from portability.formats.months import MONTHS, words
from portability.formats.records import DateOrder
from workouttracker.kit.text import one_line

FIRST_YEAR, LAST_YEAR = 1900, 2100
_LONGEST = 80
_NOON = 12

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})(?:\.(?!\d)|(?!\d))t?")
_YEAR_LAST = re.compile(r"(?<![\d:.])(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d:])")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_NUMBERED_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*[月월]|\bth(?:g|áng)\s*(\d{1,2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_DAY = re.compile(r"(?<![\d:.])(\d{1,2})(?:st|nd|rd|th|er|º|ª)?(?![\d:])")
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})(?::|\s?h\s?)(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?![\d:])")
_CLOCK_WITH_DOT = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.])")
_CLOCK_OF_HOUR = re.compile(r"(?<![\d:.])(\d{1,2})(?=\s*[ap]\.?\s?m\b)")
_MORNING = r"a\.?\s?m|午前|上午|凌晨|清晨|早上|오전|π\.?μ|p\.d|pg|ص|ጥዋት"
_EVENING = r"p\.?\s?m|午後|下午|中午|晚上|오후|μ\.?μ|m\.d|ptg|م|ከሰዓት"
_HALF = re.compile(rf"(?<![^\W\d_])(?:({_MORNING})|({_EVENING}))(?![^\W\d_])")
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"))
"""What tells a screen the direction of a text."""
_ZONE = re.compile(r"(?<=\d)\s*(z|[+-]\d{2}:?\d{2})$")
_BUDDHIST = 543
_BUDDHIST_YEARS = range(FIRST_YEAR + _BUDDHIST, LAST_YEAR + _BUDDHIST + 1)
"""Years as Thailand counts them."""


@dataclass(frozen=True, slots=True)
class TwoWays:
    """A date that can be read in two ways."""

    day_first: datetime
    month_first: datetime

    def settled(self, order: DateOrder) -> datetime:
        return self.day_first if order is DateOrder.DAY_FIRST else self.month_first


Moment = datetime | TwoWays


class DateReader:
    """Reads the dates of one file and gathers what they tell about the order of day and month.

    ``languages`` bounds the names of months (see ``languages_of``); ``order`` is what the athlete chose, if asked.
    ``short_years`` allows 05/16/18, which elsewhere might begin with the year.
    """

    def __init__(
        self, languages: frozenset[str] | None = None, order: DateOrder | None = None, *, short_years: bool = False
    ) -> None:
        self._languages = languages
        self._chosen = order
        self._short_years = short_years
        self._seen: set[DateOrder] = set()

    def read(self, text: str) -> Moment:
        """The date and time in ``text``; the time is midnight where there is none. Aware when the text has an offset.

        Raises ``ValueError`` for anything that is no date.
        """
        moment, order = _read(text, self._languages, self._short_years)
        if order is not None:
            self._seen.add(order)
        return moment

    @property
    def order(self) -> DateOrder | None:
        """The order of day and month: as the dates so far prove, else as chosen; None while that is open."""
        if len(self._seen) == 1:
            return next(iter(self._seen))
        return self._chosen

    def settle(self, moment: Moment) -> datetime | None:
        """The one meaning of ``moment``, None when it is open."""
        if isinstance(moment, datetime):
            return moment
        return moment.settled(self.order) if self.order else None


def languages_of(texts: Iterable[str]) -> frozenset[str] | None:
    """The languages in which every month in ``texts`` has a name; None when they hold none or have none in common."""
    possible: frozenset[str] | None = None
    for text in texts:
        for word in words(text[:_LONGEST]):
            if word in MONTHS:
                names = frozenset(MONTHS[word])
                possible = names if possible is None else possible & names
    return possible or None


def is_open(texts: Iterable[str], *, short_years: bool = False) -> bool:
    """Whether some date among ``texts`` can be read in two ways and no other one settles it."""
    reader = DateReader(short_years=short_years)
    found = False
    for text in texts:
        try:
            found = isinstance(reader.read(text), TwoWays) or found
        except ValueError:
            continue
    return found and reader.order is None


def with_time(moment: Moment, text: str) -> Moment:
    """The same day at the time in ``text``, unchanged where that is empty. Raises ``ValueError`` for what is none."""
    if not text:
        return moment
    hour, minute, second = clock(text)
    if isinstance(moment, datetime):
        return moment.replace(hour=hour, minute=minute, second=second)
    one, other = (
        each.replace(hour=hour, minute=minute, second=second) for each in (moment.day_first, moment.month_first)
    )
    return TwoWays(one, other)


def not_before(started: Moment, ended: Moment) -> Moment:
    """The end, on the next day when it would be before the start."""

    def later(start: datetime, end: datetime) -> datetime:
        return end + timedelta(days=1) if end < start else end

    if isinstance(started, TwoWays) and isinstance(ended, TwoWays):
        return TwoWays(later(started.day_first, ended.day_first), later(started.month_first, ended.month_first))
    if isinstance(started, datetime) and isinstance(ended, datetime):
        return later(started, ended)
    return ended


def clock(text: str) -> tuple[int, int, int]:
    """Hour, minute and second of ``18:40``, ``6:40:10 PM`` or ``18h40``. Raises ``ValueError`` for anything else."""
    folded = _folded(text)
    found = _time_of(folded) if len(folded) <= _LONGEST else None
    if found is None:
        raise ValueError("a time of day expected")
    return found


@lru_cache(maxsize=8192)
def _read(text: str, languages: frozenset[str] | None, short_years: bool) -> tuple[Moment, DateOrder | None]:
    """The moment, and the order of day and month that it proves."""
    if len(text) > _LONGEST:
        raise ValueError("too long for a date")
    folded = _folded(text)
    if found := _YEAR_FIRST.match(folded):
        year, _sign, month, day = found.groups()
        return _at(int(year), int(month), int(day), _after(folded, found)), None
    if found := _EAST_ASIAN.search(folded):
        year, month, day = found.groups()
        return _at(int(year), int(month), int(day), _after(folded, found)), None
    if found := _YEAR_LAST.search(folded):
        return _numbers(found, _after(folded, found), short_years=short_years)
    return _named(folded, languages), None


def _folded(text: str) -> str:
    return one_line(text.translate(_MARKS)).casefold()


def _after(text: str, found: re.Match[str]) -> str:
    """The text without the date."""
    return f"{text[: found.start()]} {text[found.end() :]}"


def _numbers(found: re.Match[str], rest: str, *, short_years: bool) -> tuple[Moment, DateOrder | None]:
    first, sign, second, year_text = found.groups()
    one, two, year = int(first), int(second), int(year_text)
    if len(year_text) == 2:
        if sign != "." and not short_years:
            raise ValueError("a year of four digits expected")
        year += 2000
    if sign == ".":
        return _at(year, two, one, rest), None
    if one == two:
        return _at(year, one, two, rest), None
    day_first, month_first = _maybe(year, two, one, rest), _maybe(year, one, two, rest)
    if day_first and month_first:
        return TwoWays(day_first, month_first), None
    if day_first:
        return day_first, DateOrder.DAY_FIRST
    if month_first:
        return month_first, DateOrder.MONTH_FIRST
    raise ValueError("no such day")


def _maybe(year: int, month: int, day: int, rest: str) -> datetime | None:
    try:
        return _at(year, month, day, rest)
    except ValueError:
        return None


def _named(text: str, languages: frozenset[str] | None) -> datetime:
    """A date with the name of a month."""
    text, numbered = _NUMBERED_MONTH.subn(" ", text) if (found := _NUMBERED_MONTH.search(text)) else (text, 0)
    months = {month for word in words(text) if word in MONTHS for month in _meanings(word, languages)}
    if found and numbered:
        months.add(int(found[1] or found[2]))
    if len(months) != 1:
        raise ValueError("one name of a month expected")
    years = _YEAR.findall(text)
    if len(years) != 1:
        raise ValueError("one year expected")
    time_text = text
    place = text.index(years[0])
    rest = f"{text[:place]} {text[place + 4 :]}"
    time_at = _CLOCK.search(rest) or _CLOCK_WITH_DOT.search(rest) or _CLOCK_OF_HOUR.search(rest)
    if time_at:
        rest = rest[: time_at.start()] + " " + rest[time_at.end() :]
    days = _DAY.findall(rest)
    if len(days) != 1:
        raise ValueError("one day expected")
    return _at(int(years[0]), months.pop(), int(days[0]), _without(time_text, years[0], days[0]))


def _without(text: str, year: str, day: str) -> str:
    """The text without year and day, so that only the time is left of its digits."""
    return re.sub(rf"(?<![\d:.]){day}(?:st|nd|rd|th|er|º|ª)?(?![\d:])\.?", " ", text.replace(year, " ", 1), count=1)


def _meanings(word: str, languages: frozenset[str] | None) -> set[int]:
    named = MONTHS[word]
    known = {month for language, month in named.items() if languages is None or language in languages}
    return known or set(named.values())


def _at(year: int, month: int, day: int, rest: str) -> datetime:
    if year in _BUDDHIST_YEARS:
        year -= _BUDDHIST
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("year out of range")
    rest = rest.strip()
    offset = _ZONE.search(rest)
    found = _time_of(rest[: offset.start()] if offset else rest)
    if found is None:
        if any(character.isdigit() for character in rest):
            raise ValueError("a time of day expected")
        found = (0, 0, 0)
    value = datetime(year, month, day, *found)  # noqa: DTZ001 - wall-clock time
    if offset is None:
        return value
    sign = "+00:00" if offset[1] == "z" else offset[1]
    return datetime.fromisoformat(f"{value.isoformat()}{sign}")


def _time_of(text: str) -> tuple[int, int, int] | None:
    found = _CLOCK.search(text) or _CLOCK_WITH_DOT.search(text)
    if found:
        hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    else:
        found = _CLOCK_OF_HOUR.search(text)
        if not found:
            return None
        hour, minute, second = int(found[1]), 0, 0
    half = _HALF.search(text)
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half[2] else 0)
    datetime(2000, 1, 1, hour, minute, second)  # noqa: DTZ001 - raises ValueError for 25:00
    return hour, minute, second
