"""The tools and the calendar through a shared link: the owner's pages, read-only, with what the link permits."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from sharing.models import ShareToken
from tests.factories import make_exercise, make_session, make_set
from tests.sharing.support import make_share, visit


def text(client: Client, share: ShareToken, page: str, status: int = 200) -> str:
    answer = client.get(f"/shared/{share.pk}/{page}")
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


@pytest.fixture
def trained(owner: User) -> None:
    """The owner benched 100 kg × 5 and squatted 140 kg × 5, two days ago."""
    for name, weight in (("Bench", 100), ("Squat", 140)):
        session = make_session(owner, f"{name} day", started_at=timezone.now() - timedelta(days=2))
        make_set(session, exercise_type=make_exercise(name), weight=Decimal(weight))


@pytest.mark.usefixtures("trained")
def test_a_link_to_the_calculator_alone_shows_the_tools_and_the_analysis_without_sessions(owner: User) -> None:
    share = make_share(owner, can_sessions=False, can_calculator=True)
    client = visit(share)
    tool = text(client, share, "calculator/?weight=100&reps=5")
    assert "115.49" in tool
    assert "Save to my profile" not in tool
    assert "Sign in</a>" not in tool
    assert f'href="/shared/{share.pk}/calculator/plates/"' in tool
    analysis = text(client, share, "calculator/analysis/")
    assert "115.49" in analysis
    assert "161.68" in analysis
    assert "/sessions/" not in analysis, "sessions are not permitted, so nothing leads there"
    assert "1 × 25 kg" in text(client, share, "calculator/plates/?weight=100")
    assert "working weight" in text(client, share, "calculator/warm-up/")
    text(client, share, "sessions/calendar/", 403)


@pytest.mark.usefixtures("trained")
def test_a_link_without_the_calculator_does_not_open_it(owner: User) -> None:
    share = make_share(owner)
    client = visit(share)
    for page in ("calculator/", "calculator/analysis/", "calculator/plates/", "calculator/warm-up/"):
        text(client, share, page, 403)
    assert "Bench day" in text(client, share, "sessions/calendar/") + text(client, share, "sessions/")


def test_a_link_to_one_session_analyses_and_shows_that_one_alone(owner: User, trained: None) -> None:
    session = make_session(owner, "Shared", started_at=timezone.now() - timedelta(days=1))
    make_set(session, exercise_type=make_exercise("Row"), weight=Decimal(60))
    share = make_share(owner, session=session, can_calculator=True)
    client = visit(share)
    analysis = text(client, share, "calculator/analysis/")
    assert "Row" in analysis
    assert "Bench" not in analysis
    year = text(client, share, "sessions/year/")
    assert year.count('class="heat__day heat__day--1"><span class="visually-hidden">') == 1
