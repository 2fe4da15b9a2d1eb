"""Moving workouts in time: preview, doing it, undoing it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from portability.services.clean_up.chosen import Chosen
from portability.services.clean_up.dates import Shift, dates_plan, dates_shift
from sessions_app.errors import LimitError
from sessions_app.models import RoutineExercise, Undo, WorkoutSession, WorkoutSet
from sessions_app.services import SessionValues, session_update, undo_apply
from sessions_app.services.check import sums_check
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set
from tests.portability.support import log_of
from tests.sessions_app.routines import add_exercise, first_day, make_routine, targets, train

URL = "/data/clean-up/dates/"
FORM = {"what": "all", "direction": "later", "days": "1", "hours": "", "minutes": ""}
EVENING = datetime(2026, 3, 28, 17, 30, tzinfo=UTC)
"""18:30 in Berlin, the evening before clocks go forward."""


@pytest.fixture
def scope(owner: User) -> Scope:
    return Scope.of_user(owner)


@pytest.fixture
def session(owner: User) -> WorkoutSession:
    end = EVENING + timedelta(minutes=50)
    session = make_session(owner, "Push", started_at=EVENING, ended_at=end, time_zone="Europe/Berlin")
    make_set(session)
    return session


def clock_of(session: WorkoutSession) -> str:
    session.refresh_from_db()
    return session.started_at.astimezone(session.zone).strftime("%Y-%m-%d %H:%M")


def test_a_day_later_is_the_same_time_on_the_clock_although_clocks_changed(
    scope: Scope, session: WorkoutSession
) -> None:
    dates_shift(scope=scope, chosen=Chosen(), shift=Shift(timedelta(days=1)))
    assert clock_of(session) == "2026-03-29 18:30"
    assert session.started_at - EVENING == timedelta(hours=23)
    assert session.seconds == 3000
    assert session.local_date.isoformat() == "2026-03-29"
    assert session.sets.get().local_date == session.local_date
    assert list(sums_check()) == []


def test_a_time_that_the_clock_skips_is_told_and_taken_after_the_change(scope: Scope, session: WorkoutSession) -> None:
    shift = Shift(timedelta(hours=8))
    (move,) = dates_plan(scope=scope, chosen=Chosen(), shift=shift).moves
    assert move.is_odd
    dates_shift(scope=scope, chosen=Chosen(), shift=shift)
    assert move.after == WorkoutSession.objects.get().started_at


def test_another_zone_keeps_the_clock(scope: Scope, session: WorkoutSession) -> None:
    dates_shift(scope=scope, chosen=Chosen(), shift=Shift(zone=ZoneInfo("America/New_York")))
    assert clock_of(session) == "2026-03-28 18:30"
    assert session.started_at == datetime(2026, 3, 28, 22, 30, tzinfo=UTC)
    assert session.time_zone == "America/New_York"


def test_undoing_moves_back_to_the_microsecond(owner: User, scope: Scope, session: WorkoutSession) -> None:
    other = make_session(owner, "Odd", started_at=EVENING + timedelta(days=2, microseconds=7))
    before = log_of(owner)
    undo = dates_shift(scope=scope, chosen=Chosen(), shift=Shift(timedelta(days=-400, minutes=5)))
    assert undo is not None
    assert log_of(owner) != before
    undo_apply(scope=scope, undo=undo)
    assert log_of(owner) == before
    assert WorkoutSession.objects.get(pk=other.pk).local_date == other.local_date
    assert list(sums_check()) == []


def test_undoing_leaves_alone_what_was_moved_since(owner: User, scope: Scope, session: WorkoutSession) -> None:
    other = make_session(owner, "Other", started_at=EVENING)
    undo = dates_shift(scope=scope, chosen=Chosen(), shift=Shift(timedelta(days=1)))
    session.refresh_from_db()
    values = SessionValues(name="Push", started_at=EVENING + timedelta(days=9), ended_at=None)
    session_update(scope=scope, session=session, values=values)
    assert undo is not None
    undo_apply(scope=scope, undo=undo)
    session.refresh_from_db()
    other.refresh_from_db()
    assert session.started_at == EVENING + timedelta(days=9)
    assert other.started_at == EVENING


def test_a_year_that_no_workout_can_have_is_refused(owner: User, scope: Scope, session: WorkoutSession) -> None:
    before = log_of(owner)
    for days in (-40_000, 40_000, 3_000_000):
        with pytest.raises(LimitError, match="Push"):
            dates_shift(scope=scope, chosen=Chosen(), shift=Shift(timedelta(days=days)))
    assert log_of(owner) == before
    assert not Undo.objects.exists()


def test_only_the_chosen_days_move(owner: User, stranger: User, scope: Scope, session: WorkoutSession) -> None:
    make_session(owner, "Later", started_at=EVENING + timedelta(days=5))
    make_session(owner, "Estimate", started_at=EVENING, kind="calculation")
    theirs = make_session(stranger, "Theirs", started_at=EVENING)
    day = EVENING.date()
    undo = dates_shift(scope=scope, chosen=Chosen(first=day, last=day), shift=Shift(timedelta(days=1)))
    assert undo is not None
    assert len(undo.payload["rows"]) == 1
    theirs.refresh_from_db()
    assert theirs.started_at == EVENING
    assert WorkoutSet.objects.filter(local_date=day).count() == 0


def test_the_page_shows_then_does_then_offers_undo(owner: User, owner_client: Client, session: WorkoutSession) -> None:
    before = log_of(owner)
    preview = owner_client.post(URL, FORM)
    page = preview.content.decode()
    assert log_of(owner) == before
    for words in ("Push", "28 Mar", "29 Mar", "Move 1 workout"):
        assert words in page
    form: dict[str, Any] = FORM | {"action": "apply", "seen": preview.context["seen"]}
    done = owner_client.post(URL, form, follow=True)
    assert done.redirect_chain == [(reverse("clean-up"), 302)]
    assert "1 workout moved." in done.content.decode()
    assert owner_client.post(URL, form).status_code == 200, "sent twice it is done once"
    assert clock_of(session) == "2026-03-29 18:30"
    owner_client.post(reverse("undo-apply", args=[Undo.objects.get().pk]))
    assert log_of(owner) == before


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"days": ""}, "Say by how much"),
        ({"days": "x"}, "“x”"),
        ({"hours": "24"}, "“24”"),
        ({"direction": "sideways"}, "sideways"),
        ({"time_zone": "Mars/Base"}, "Mars/Base"),
        ({"days": "9999", "direction": "earlier"}, None),
        ({"days": "36500", "direction": "earlier"}, "Expected a day from 1950"),
    ],
)
def test_what_is_wrong_is_said(
    owner_client: Client, session: WorkoutSession, form: dict[str, str], words: str | None
) -> None:
    response = owner_client.post(URL, FORM | form)
    if words is None:
        assert response.status_code == 200
        return
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_routine_remembers_the_new_day_of_what_it_went_on_with(owner: User, scope: Scope) -> None:
    """Three sessions, a day apart, all a day later: each stands where the next one stood."""
    bench, day = make_exercise(owner=owner), first_day(make_routine(owner))
    row, sessions = add_exercise(day, bench, sets=targets(1, 5)), [train(day, [(bench, "80", 5)]) for _ in range(3)]
    for days, session in zip((3, 2, 1), sessions, strict=True):
        values = SessionValues(name="Day", started_at=EVENING - timedelta(days=days), ended_at=EVENING)
        session_update(scope=scope, session=session, values=values)
    RoutineExercise.objects.filter(pk=row.pk).update(advanced_at=EVENING - timedelta(days=2))
    undo = dates_shift(scope=scope, chosen=Chosen(), shift=Shift(timedelta(days=1)))
    row.refresh_from_db()
    assert row.advanced_at == EVENING - timedelta(days=1)
    assert undo is not None
    undo_apply(scope=scope, undo=undo)
    row.refresh_from_db()
    assert row.advanced_at == EVENING - timedelta(days=2)
