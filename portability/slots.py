"""When the next scheduled export is due: at an hour of the athlete's own clock, every day, week or month. Pure."""

import calendar
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from workouttracker.kit.dates import local_to_utc


class Every(StrEnum):
    """How often."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def next_slot(every: str, day: int, hour: int, zone: ZoneInfo, after: datetime) -> datetime:
    """The first moment after ``after`` at which it is due.

    ``day`` is the weekday (0 is Monday) or the day of the month; a month that has no such day is due on its last one.
    An hour that the clock skips or has twice is taken with the later offset.
    """
    today = after.astimezone(zone).date()
    found = (_slot(each, hour, zone) for each in _days(every, day, today))
    return next(moment for moment in found if moment > after)


def _slot(day: date, hour: int, zone: ZoneInfo) -> datetime:
    moment, _odd = local_to_utc(datetime.combine(day, time(hour)), zone)
    return moment


def _days(every: str, day: int, today: date) -> list[date]:
    """Days from today on, of which at least one lies behind the moment that was asked about."""
    if every == Every.DAY:
        return [today + timedelta(days=number) for number in range(3)]
    if every == Every.WEEK:
        first = today + timedelta(days=(day - today.weekday()) % 7)
        return [first + timedelta(weeks=number) for number in range(2)]
    months = [(today.year + (today.month - 1 + more) // 12, (today.month - 1 + more) % 12 + 1) for more in range(3)]
    return [date(year, month, min(day, calendar.monthrange(year, month)[1])) for year, month in months]
