"""How long a link stays open, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from sharing.bar import time_left

NOW = datetime(2026, 6, 3, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("left", "language", "words"),
    [
        (timedelta(days=7) - SECOND, "en", "in 6 days"),
        (timedelta(days=30), "en", "in 30 days"),
        (timedelta(days=1), "de", "in 1 Tag"),
        (timedelta(days=1) - SECOND, "en", "in 23 hours"),
        (timedelta(hours=1) - SECOND, "de", "in 59 Minuten"),
        (timedelta(seconds=31), "en", "in 31 seconds"),
    ],
)
def test_whole_days_hours_and_minutes_are_said(
    left: timedelta, language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with override(language):
        assert time_left(NOW + left) == words
