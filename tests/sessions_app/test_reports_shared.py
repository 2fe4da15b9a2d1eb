"""What a visitor with a link sees of reports: the areas decide, and one session stays one session."""

import pytest
from django.test import Client

from accounts.models import User
from sessions_app.models import WorkoutSession, WorkoutSet
from sessions_app.reports.period import period_of
from sessions_app.reports.registry import REPORTS, cards_of
from sessions_app.reports.source import Ask, Source
from sharing.scope import Area, Scope
from tests.factories import START, make_exercise, make_session, make_set
from tests.sharing.support import make_share, shared_url, visit

pytestmark = pytest.mark.django_db
REPORTS_ONLY = frozenset({Area.REPORTS})


def visitor(owner: User, *, areas: frozenset[Area] = REPORTS_ONLY, only: WorkoutSession | None = None) -> Scope:
    return Scope(owner=owner, areas=areas, only_session=only.pk if only else None, share_id="x")


def test_a_link_to_reports_opens_no_sessions_and_the_other_way_round(owner: User) -> None:
    make_set(make_session(owner))
    reports, sessions = visitor(owner), visitor(owner, areas=frozenset({Area.SESSIONS}))
    assert WorkoutSet.objects.visible_to(reports, Area.REPORTS).count() == 1
    assert WorkoutSession.objects.visible_to(reports, Area.REPORTS).count() == 1
    assert not WorkoutSet.objects.visible_to(reports).exists()
    assert not WorkoutSession.objects.visible_to(reports).exists()
    assert not WorkoutSet.objects.visible_to(sessions, Area.REPORTS).exists()
    assert not WorkoutSet.objects.visible_to(Scope.nobody(), Area.REPORTS).exists()


def test_a_link_for_one_session_narrows_every_report(owner: User) -> None:
    shown, hidden = make_session(owner, "Shown"), make_session(owner, "Hidden")
    seen, unseen = make_exercise("Seen"), make_exercise("Unseen")
    make_set(shown, exercise_type=seen)
    for exercise in (seen, unseen):
        make_set(hidden, exercise_type=exercise, weight=200)
    scope = visitor(owner, only=shown)
    today = START.date()
    cards = cards_of(REPORTS, Source(Ask(scope, period_of("all", today), today)))
    texts = repr(cards)
    assert "Seen" in texts
    assert "Unseen" not in texts
    assert [figure.value for figure in cards["success"].figures] == [5, 0, 1]
    assert next(row.cells[2].value for row in cards["records"].table.rows) == 100
    assert cards["frequency"].figures[0].value == 1
    assert len(cards["volume"].table.rows) == 1


def test_a_visitor_with_reports_alone_sees_no_way_into_sessions(owner: User) -> None:
    session = make_session(owner)
    exercise = make_exercise("Bench Press")
    make_set(session, exercise_type=exercise, notes="private note")
    share = make_share(owner, can_sessions=False, can_reports=True)
    client = visit(share)
    page = client.get(shared_url(share, "reports") + "?period=all").content.decode()
    detail = client.get(shared_url(share, "exercise-detail", exercise.pk)).content.decode()
    assert "Bench Press" in page
    assert shared_url(share, "exercise-detail", exercise.pk) in page
    for text in (page, detail):
        assert f"/sessions/{session.pk}/" not in text
        assert "private note" not in text
        assert session.name not in text
        assert owner.email not in text
    assert client.get(shared_url(share, "report-csv", "records")).status_code == 200


def test_records_of_a_long_history_come_from_below_the_share(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions_app.reports.source.LONG", 0)
    make_set(make_session(owner))
    share = make_share(owner, can_sessions=False, can_reports=True)
    client = visit(share)
    url = shared_url(share, "report-section", "records") + "?period=all"
    assert f'hx-get="{url}"' in client.get(shared_url(share, "reports") + "?period=all").content.decode()
    assert 'class="records"' in client.get(url, headers={"HX-Request": "true"}).content.decode()


def test_a_visitor_with_sessions_too_finds_them_below_the_share(owner: User) -> None:
    session = make_session(owner)
    exercise = make_exercise("Bench Press")
    make_set(session, exercise_type=exercise, notes="a note")
    share = make_share(owner, can_sessions=True, can_reports=True)
    detail = visit(share).get(shared_url(share, "exercise-detail", exercise.pk)).content.decode()
    assert shared_url(share, "session-detail", session.pk) in detail
    assert "a note" in detail
    assert f'"/sessions/{session.pk}/' not in detail


def test_a_link_without_reports_opens_none(owner: User) -> None:
    share = make_share(owner, can_sessions=True)
    client = visit(share)
    for name, args in (("reports", ()), ("report-section", ("volume",)), ("report-csv", ("volume",))):
        assert client.get(shared_url(share, name, *args)).status_code == 403


def test_a_link_for_one_session_shows_reports_over_it_whenever_it_was(owner: User) -> None:
    session = make_session(owner, "Old")
    exercise, other = make_exercise("Bench Press"), make_exercise("Other Lift", owner=owner)
    make_set(session, exercise_type=exercise)
    make_set(make_session(owner), exercise_type=other)
    share = make_share(owner, session=session, can_sessions=True, can_reports=True)
    client = visit(share)
    page = client.get(shared_url(share, "reports")).content.decode()
    assert "These reports are about the shared session alone." in page
    assert "Bench Press" in page
    assert "Other Lift" not in page
    assert client.get(shared_url(share, "exercise-detail", exercise.pk)).status_code == 200
    assert client.get(shared_url(share, "exercise-detail", other.pk)).status_code == 404
    assert client.get(shared_url(share, "exercise-csv", other.pk, "work")).status_code == 404
    assert client.get(shared_url(share, "reports") + f"?exercise={other.pk}").status_code == 404


def test_days_and_units_are_the_owners(owner: User) -> None:
    owner.unit = "lb"
    owner.save(update_fields=["unit"])
    make_set(make_session(owner), exercise_type=make_exercise(), weight=100)
    share = make_share(owner, can_sessions=False, can_reports=True)
    client: Client = visit(share)
    assert "220.46\N{NO-BREAK SPACE}lb" in client.get(shared_url(share, "reports")).content.decode()
