"""The days a report is about. A day is the one the athlete lived, today the one where the athlete is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Func, IntegerField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app import display
from sessions_app.records import DAY_NUMBER

DEFAULT = "90"
CUSTOM = "custom"
CHOICES: Mapping[str, str | Promise] = {
    "30": gettext_lazy("30 days"),
    "60": gettext_lazy("60 days"),
    "90": gettext_lazy("90 days"),
    "120": gettext_lazy("120 days"),
    "year": gettext_lazy("This year"),
    "all": gettext_lazy("All time"),
    CUSTOM: gettext_lazy("Custom"),
}
"""Every period by the key that stands in addresses."""


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both included; None is open."""

    key: str
    first: date | None
    last: date | None

    @property
    def query(self) -> str:
        """How it stands in an address: ``period=90``."""
        if self.key != CUSTOM:
            return f"period={self.key}"
        days = (("date_from", self.first), ("date_to", self.last))
        return "&".join([f"period={CUSTOM}", *(f"{name}={day.isoformat()}" for name, day in days if day)])

    @property
    def slug(self) -> str:
        """How it stands in the name of a file: ``2026-01-01-to-2026-03-31``."""
        ends = [day.isoformat() for day in (self.first, self.last) if day]
        return "-to-".join(ends) or self.key

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in it."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def words(self, today: date) -> str:
        """In a sentence: ``in 90 days``, ``this year``, ``from 3 Jun to 9 Jul``."""
        if self.key.isdecimal():
            return _("in %(days)s days") % {"days": self.key}
        if self.key == "year":
            return _("this year")
        first, last = (display.day(day, today) if day else "" for day in (self.first, self.last))
        if self.key == "all" or not (first or last):
            return _("so far")
        if not first:
            return _("until %(day)s") % {"day": last}
        if not last:
            return _("since %(day)s") % {"day": first}
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}


def period_of(key: str, today: date, first: date | None = None, last: date | None = None) -> Period:
    """The period called ``key`` as seen on ``today``; ``first`` and ``last`` are those of a custom one.

    Raises ``KeyError`` when there is no such period.
    """
    if key not in CHOICES:
        raise KeyError(key)
    if key == CUSTOM:
        return Period(key, first, last)
    if key == "all":
        return Period(key, None, None)
    if key == "year":
        return Period(key, today.replace(month=1, day=1), today)
    return Period(key, today - timedelta(days=int(key) - 1), today)


def week_number(day: date, first_weekday: int) -> int:
    """Which week ``day`` is in, counted from some week long ago; see ``week_of_number``."""
    return (day.toordinal() - 1 - first_weekday) // 7


def week_of_number(number: int, first_weekday: int) -> date:
    """The first day of that week. The first day of all days was a Monday."""
    return date.fromordinal(number * 7 + 1 + first_weekday)


class WeekNumber(Func):
    """The same in SQL, of the column ``local_date``."""

    output_field = IntegerField()

    def __init__(self, first_weekday: int) -> None:
        super().__init__(F("local_date"), first_weekday=first_weekday)

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_context: Any) -> Any:
        column, params = compiler.compile(self.source_expressions[0])
        day = DAY_NUMBER[connection.vendor].format(day=column)
        return f"(({day} - {self.extra['first_weekday']}) / 7)", params


def week_start(day: date, first_weekday: int) -> date:
    """The first day of the week of ``day``; ``first_weekday`` 0 is Monday."""
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)
