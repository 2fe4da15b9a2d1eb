"""How long a link stays open, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from sharing.bar import time_left
from sharing.models import ShareToken
from tests.sharing.support import fetch_link, make_share, open_url, shared_url

NOW = datetime(2026, 6, 3, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("left", "language", "words"),
    [
        (timedelta(days=7) - SECOND, "en", "in 7 days"),
        (timedelta(days=6) + SECOND, "en", "in 7 days"),
        (timedelta(days=6), "en", "in 6 days"),
        (timedelta(days=30), "en", "in 30 days"),
        (timedelta(days=2) - SECOND, "en", "in 2 days"),
        (timedelta(days=1) + SECOND, "en", "in 2 days"),
        (timedelta(days=1), "de", "in 1 Tag"),
        (timedelta(days=1) - SECOND, "en", "in 23 hours"),
        (timedelta(hours=1) - SECOND, "de", "in 59 Minuten"),
        (timedelta(seconds=31), "en", "in 31 seconds"),
        (timedelta(seconds=0.5), "en", "in 0 seconds"),
    ],
)
def test_begun_days_and_whole_hours_and_minutes_are_said(
    left: timedelta, language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with override(language):
        assert time_left(NOW + left) == words


@pytest.mark.parametrize("left", [timedelta(days=6, minutes=1), timedelta(days=7), timedelta(days=2)])
def test_owner_and_visitor_read_the_same_days(owner: User, owner_client: Client, left: timedelta) -> None:
    share = make_share(owner)
    ShareToken.objects.filter(pk=share.pk).update(expires_at=timezone.now() + left)
    share.refresh_from_db()
    days = share.days_left
    assert f"{days} days left" in owner_client.get(reverse("share-list")).content.decode()
    friend = fetch_link(share)
    assert f"ends in {days} days" in friend.get(open_url(share)).content.decode()
    friend.post(open_url(share))
    assert f">in {days} days</time>" in friend.get(shared_url(share, "session-list")).content.decode()
