"""Wall-clock times and time zones."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")


def is_zone(name: str) -> bool:
    """Whether ``name`` is a time zone of the IANA database.

    Nothing else is looked up: each "/" is a package to import, and a name of a thousand of them ends the recursion.
    """
    if not ZONE.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def is_day_alone(start: datetime, end: datetime | None) -> bool:
    """Whether a start on the wall clock is what a file says that knows days only: midnight, and no end."""
    return end is None and start.time() == time.min


def local_to_utc(wall: datetime, zone: ZoneInfo) -> tuple[datetime, bool]:
    """The instant of a naive wall-clock time, and whether the clock was ambiguous or skipped there.

    A time that exists twice (clocks go back) or not at all (clocks go forward) is taken with the later offset,
    that is the one in force after the change; the flag lets an importer list it.
    """
    if wall.tzinfo is not None:
        raise ValueError("wall-clock time must be naive")
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC), False
    # The offset after the change: in a gap the larger one (clocks went forward), in an overlap the smaller one.
    offsets = [moment.utcoffset() or timedelta(0) for moment in (first, second)]
    skipped = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall
    after = max(offsets) if skipped else min(offsets)
    return (wall - after).replace(tzinfo=UTC), True


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an aware instant in ``zone``."""
    return instant.astimezone(zone).date()
