"""Dates and times, as people read them."""

from datetime import UTC, datetime

import pytest
from django.utils import formats, timezone
from django.utils.translation import override

MOMENT = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "name", "shown"),
    [
        ("en", "DATE_FORMAT", "24 Nov 2026"),
        ("en", "SHORT_DATE_FORMAT", "24 Nov 2026"),
        ("en", "DATETIME_FORMAT", "24 Nov 2026, 18:30"),
        ("en", "SHORT_DATETIME_FORMAT", "24 Nov 2026, 18:30"),
        ("en", "MONTH_DAY_FORMAT", "24 Nov"),
        ("en", "YEAR_MONTH_FORMAT", "November 2026"),
        ("de", "DATE_FORMAT", "24. Nov. 2026"),
        ("de", "SHORT_DATE_FORMAT", "24.11.2026"),
        ("de", "DATETIME_FORMAT", "24. Nov. 2026, 18:30"),
        ("de", "SHORT_DATETIME_FORMAT", "24. Nov. 2026, 18:30"),
        ("de", "MONTH_DAY_FORMAT", "24. Nov."),
        ("de", "YEAR_MONTH_FORMAT", "November 2026"),
    ],
)
def test_a_moment_reads_the_same_way_everywhere(language: str, name: str, shown: str) -> None:
    with override(language), timezone.override(UTC):
        assert formats.date_format(MOMENT, name) == shown


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_time_has_24_hours(language: str) -> None:
    with override(language):
        assert formats.time_format(MOMENT.time(), "TIME_FORMAT") == "18:30"
