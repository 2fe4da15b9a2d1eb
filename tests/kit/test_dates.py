"""Wall clocks and time zones, also in the nights when clocks are changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workouttracker.kit.dates import is_day_alone, is_zone, local_day, local_to_utc

steady = settings(derandomize=True, deadline=None)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
]


def test_an_ordinary_time_is_what_the_clock_says() -> None:
    assert local_to_utc(datetime(2026, 7, 1, 18, 30), BERLIN) == (datetime(2026, 7, 1, 16, 30, tzinfo=UTC), False)
    assert local_to_utc(datetime(2026, 1, 1, 18, 30), BERLIN) == (datetime(2026, 1, 1, 17, 30, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        # Skipped: 29 March 2026, 2:00 becomes 3:00. The later offset is summer time.
        ("Europe/Berlin", datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 29, 2, 0), datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 6, 30, tzinfo=UTC)),
        # Twice: 25 October 2026, 3:00 becomes 2:00. The later offset is winter time.
        ("Europe/Berlin", datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
        # Half an hour on Lord Howe Island; a whole day that Samoa never had.
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 15), datetime(2026, 10, 3, 15, 15, tzinfo=UTC)),
        ("Pacific/Apia", datetime(2011, 12, 30, 12, 0), datetime(2011, 12, 29, 22, 0, tzinfo=UTC)),
    ],
)
def test_a_time_skipped_or_twice_is_taken_with_the_later_offset_and_marked(
    zone: str, wall: datetime, instant: datetime
) -> None:
    assert local_to_utc(wall, ZoneInfo(zone)) == (instant, True)


@pytest.mark.parametrize(
    "wall",
    [
        datetime(2026, 3, 29, 1, 59, 59),
        datetime(2026, 3, 29, 3, 0),
        datetime(2026, 10, 25, 1, 59, 59),
        datetime(2026, 10, 25, 3, 0),
    ],
)
def test_the_minutes_around_a_change_are_ordinary(wall: datetime) -> None:
    instant, odd = local_to_utc(wall, BERLIN)
    assert not odd
    assert instant.astimezone(BERLIN).replace(tzinfo=None) == wall


def test_a_time_that_has_a_zone_already_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        local_to_utc(datetime(2026, 1, 1, tzinfo=UTC), BERLIN)


@steady
@given(st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)), st.sampled_from(ZONES))
def test_whatever_the_clock_shows_comes_back_unless_it_was_skipped(wall: Any, zone: Any) -> None:
    instant, odd = local_to_utc(wall, zone)
    again = instant.astimezone(zone).replace(tzinfo=None)
    assert again == wall or odd
    assert abs(again - wall) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", date(2026, 1, 1)), ("Europe/Berlin", date(2026, 1, 2)), ("America/New_York", date(2026, 1, 1))],
)
def test_a_day_is_the_day_of_the_zone(zone: str, day: date) -> None:
    assert local_day(datetime(2026, 1, 1, 23, 30, tzinfo=UTC), ZoneInfo(zone)) == day


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])
def test_names_of_the_database_are_zones(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Europe/Atlantis", "../etc/passwd", "/etc/passwd", "Europe", "a\0b", "é" * 300, "a/" * 1000]
)
def test_anything_else_is_no_zone(name: str) -> None:
    assert not is_zone(name)


@pytest.mark.parametrize(
    ("start", "end", "alone"),
    [
        (datetime(2024, 3, 11), None, True),
        (datetime(2024, 3, 11, tzinfo=ZoneInfo("Europe/Berlin")), None, True),
        (datetime(2024, 3, 11, 0, 0, 1), None, False),
        (datetime(2024, 3, 11), datetime(2024, 3, 11, 1), False),
    ],
)
def test_midnight_without_an_end_is_a_day_alone(start: datetime, end: datetime | None, alone: bool) -> None:
    assert is_day_alone(start, end) is alone
