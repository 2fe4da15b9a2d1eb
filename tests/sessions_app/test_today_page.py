"""The first page: go on, start, look back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from sessions_app.models import WorkoutSession
from tests.factories import START, make_session, make_set
from tests.safety.queries import assert_constant_queries


def test_one_tap_starts_a_session_named_after_the_day(owner: User, owner_client: Client) -> None:
    form = owner_client.get("/").context["form"]
    said = {name: form[name].value() for name in ("name", "client_id")}
    owner_client.post("/sessions/new/", said)
    session = WorkoutSession.objects.get(owner=owner)
    assert session.name.endswith("workout")
    assert timezone.now() - session.started_at < timedelta(minutes=1)


def test_a_session_going_on_can_be_continued(owner: User, owner_client: Client) -> None:
    session = make_session(owner, "Push A", started_at=timezone.now() - timedelta(minutes=42))
    make_set(session)
    page = " ".join(owner_client.get("/").content.decode().split())
    assert "Push A" in page
    assert f'href="/sessions/{session.pk}/"' in page
    assert "Continue" in page
    assert "Start another one" in page


@pytest.mark.parametrize("started", [timedelta(hours=25), -timedelta(hours=1)], ids=["a day ago", "not yet"])
def test_what_is_not_going_on_is_not_continued(owner: User, owner_client: Client, started: timedelta) -> None:
    make_session(owner, started_at=timezone.now() - started)
    make_session(owner, kind="calculation", started_at=timezone.now())
    ended = timezone.now()
    make_session(owner, started_at=ended - timedelta(hours=1), ended_at=ended)
    assert owner_client.get("/").context["going_on"] is None


def test_the_last_five_sessions_are_listed(owner: User, owner_client: Client) -> None:
    for day in range(7):
        make_session(owner, f"Day {day}", started_at=START + timedelta(days=day))
    rows = owner_client.get("/").context["rows"]
    assert [row.name for row in rows] == ["Day 6", "Day 5", "Day 4", "Day 3", "Day 2"]


def test_the_page_asks_as_often_however_long_the_history(owner: User, owner_client: Client) -> None:
    def grow() -> None:
        for _ in range(6):
            make_session(owner)

    grow()
    assert_constant_queries(lambda: owner_client.get("/"), grow=grow, at_most=5)
