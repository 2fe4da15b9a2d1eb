"""The verbs of a session, and every way they refuse."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from sessions_app.errors import StaleError
from sessions_app.models import Undo, WorkoutSession, WorkoutSet
from sessions_app.services import (
    SessionValues,
    session_create,
    session_delete,
    session_finish,
    session_resume,
    session_update,
)
from sharing.scope import Area, Scope
from tests.factories import START, make_session, make_set, make_user
from tests.sessions_app.looks import Heard, log_version, totals_of

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)


def values(name: Any = "Push", started_at: Any = START, **fields: Any) -> Any:
    return SessionValues(name=name, started_at=started_at, **fields)


def test_a_new_session_keeps_what_was_said_about_it(owner: User) -> None:
    said = values(ended_at=START + timedelta(hours=1), notes="felt light", calories=320)
    row = WorkoutSession.objects.get(pk=session_create(scope=Scope.of_user(owner), values=said).pk)
    assert (row.owner, row.name, row.started_at, row.ended_at, row.notes, row.calories) == (
        owner,
        "Push",
        START,
        START + timedelta(hours=1),
        "felt light",
        320,
    )
    assert (row.kind, row.revision, row.next_position, totals_of(row)) == ("workout", 1, 1, (0, 0, 0))


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", date(2026, 1, 1)), ("Europe/Berlin", date(2026, 1, 2)), ("America/Los_Angeles", date(2026, 1, 1))],
)
def test_a_new_session_belongs_to_the_day_the_owner_lives_in(zone: str, day: date) -> None:
    row = make_session(make_user(time_zone=zone), started_at=LATE)
    assert (row.time_zone, row.local_date) == (zone, day)


def test_a_given_time_zone_wins_over_the_preference() -> None:
    row = make_session(make_user(time_zone="UTC"), started_at=LATE, time_zone="Asia/Tokyo")
    assert (row.time_zone, row.local_date) == ("Asia/Tokyo", date(2026, 1, 2))


def test_an_unknown_time_zone_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        make_session(make_user(), time_zone="Europe/Atlantis")
    assert not WorkoutSession.objects.exists()


def test_a_session_sent_twice_with_one_client_id_is_stored_once_and_is_no_news() -> None:
    owner, client_id = make_user(), uuid.uuid4()
    first = make_session(owner, "First", client_id=client_id)
    version = log_version(owner)
    assert make_session(owner, "Second", client_id=client_id) == first
    assert list(WorkoutSession.objects.values_list("name", flat=True)) == ["First"]
    assert log_version(owner) == version


def test_the_same_client_id_of_two_athletes_makes_two_sessions() -> None:
    client_id = uuid.uuid4()
    make_session(make_user(), client_id=client_id)
    make_session(make_user(), client_id=client_id)
    assert WorkoutSession.objects.count() == 2


def test_a_calculation_is_a_session_of_its_own_kind() -> None:
    assert make_session(make_user(), kind=WorkoutSession.Kind.CALCULATION).kind == "calculation"


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"ended_at": START - timedelta(seconds=1)}, {"calories": 50_001}],
    ids=["no name", "ends before it starts", "absurd calories"],
)
def test_the_database_refuses_what_no_form_lets_through(owner: User, wrong: Any) -> None:
    with pytest.raises(IntegrityError):
        session_create(scope=Scope.of_user(owner), values=values(**wrong))


def test_an_update_changes_what_was_said_and_counts_the_revision_up(owner: User) -> None:
    session = make_session(owner)
    said = values("Pull", START + timedelta(minutes=5), notes="new", calories=1)
    changed = session_update(scope=Scope.of_user(owner), session=session, values=said, revision=1)
    row = WorkoutSession.objects.get()
    assert (row.name, row.started_at, row.notes, row.calories) == (
        "Pull",
        START + timedelta(minutes=5),
        "new",
        1,
    )
    assert (row.revision, changed.revision) == (2, 2)


def test_moving_a_session_to_another_day_takes_its_sets_along() -> None:
    owner = make_user(time_zone="Europe/Berlin")
    session = make_session(owner)
    make_set(session)
    other = make_set(make_session(owner, "Other"))
    session_update(scope=Scope.of_user(owner), session=session, values=values(started_at=LATE))
    assert WorkoutSession.objects.get(pk=session.pk).local_date == date(2026, 1, 2)
    assert WorkoutSet.objects.get(session=session).local_date == date(2026, 1, 2)
    assert WorkoutSet.objects.get(pk=other.pk).local_date == date(2026, 3, 2)


def test_moving_a_session_keeps_the_time_zone_it_was_done_in() -> None:
    owner = make_user(time_zone="UTC")
    session = make_session(owner, time_zone="Asia/Tokyo")
    session_update(scope=Scope.of_user(owner), session=session, values=values(started_at=LATE))
    row = WorkoutSession.objects.get()
    assert (row.time_zone, row.local_date) == ("Asia/Tokyo", date(2026, 1, 2))


def test_an_update_with_an_old_revision_is_refused_and_changes_nothing(owner: User) -> None:
    session = make_session(owner)
    make_set(session)  # counts the session's revision up
    version = log_version(owner)
    with pytest.raises(StaleError) as refused:
        session_update(scope=Scope.of_user(owner), session=session, values=values("Pull"), revision=1)
    assert "Nothing was overwritten" in str(refused.value)
    assert WorkoutSession.objects.get().name == "Push"
    assert log_version(owner) == version


def test_finishing_sets_the_end_once(owner: User) -> None:
    scope, session = Scope.of_user(owner), make_session(owner)
    end = START + timedelta(minutes=50)
    assert session_finish(scope=scope, session=session, at=end).ended_at == end
    version = log_version(owner)
    session_finish(scope=scope, session=session, at=end + timedelta(hours=1))
    assert WorkoutSession.objects.get().ended_at == end
    assert log_version(owner) == version


def test_finishing_without_a_time_means_now(owner: User) -> None:
    session = make_session(owner, started_at=timezone.now() - timedelta(hours=1))
    before = timezone.now()
    end = session_finish(scope=Scope.of_user(owner), session=session).ended_at
    assert end is not None
    assert before <= end <= timezone.now()
    assert WorkoutSession.objects.get().ended_at == end


def test_what_was_forgotten_ended_when_something_was_last_logged_in_it(owner: User) -> None:
    scope, begun = Scope.of_user(owner), timezone.now() - timedelta(days=3)
    session = make_session(owner, started_at=begun)
    WorkoutSession.objects.update(updated_at=begun + timedelta(minutes=70))
    assert session_finish(scope=scope, session=session).ended_at == begun + timedelta(minutes=70)


def test_a_session_of_years_ago_is_not_made_years_long(owner: User) -> None:
    session = make_session(owner, started_at=timezone.now() - timedelta(days=900))
    assert session_finish(scope=Scope.of_user(owner), session=session).seconds == 0


def test_a_session_that_starts_in_the_future_ends_when_it_starts(owner: User) -> None:
    session = make_session(owner)
    session_finish(scope=Scope.of_user(owner), session=session, at=START - timedelta(days=1))
    assert WorkoutSession.objects.get().ended_at == START


def test_a_finished_session_can_go_on(owner: User) -> None:
    scope, session = Scope.of_user(owner), make_session(owner, ended_at=START)
    assert session_resume(scope=scope, session=session).ended_at is None
    assert WorkoutSession.objects.get().ended_at is None


def test_resuming_a_session_that_goes_on_is_no_news(owner: User) -> None:
    session = make_session(owner)
    version = log_version(owner)
    session_resume(scope=Scope.of_user(owner), session=session)
    assert (log_version(owner), WorkoutSession.objects.get().revision) == (version, 1)


def test_deleting_a_session_takes_its_sets_and_reps_and_nobody_elses(owner: User) -> None:
    session, other = make_session(owner), make_session(make_user())
    make_set(session)
    make_set(other)
    undo = session_delete(scope=Scope.of_user(owner), session=session)
    assert list(WorkoutSession.objects.all()) == [other]
    assert list(WorkoutSet.objects.values_list("session", flat=True)) == [other.pk]
    assert (undo.owner, undo.kind, undo.label) == (owner, "sessions", "Session “Push” deleted.")


def test_the_undo_of_a_deletion_names_the_session_as_it_was_last_called(owner: User) -> None:
    scope, session = Scope.of_user(owner), make_session(owner, "Old name")
    session_update(scope=scope, session=session, values=values("New name"))
    assert session_delete(scope=scope, session=session).label == "Session “New name” deleted."


VERBS: dict[str, Any] = {
    "session_update": lambda scope, session: session_update(scope=scope, session=session, values=values("Mine now")),
    "session_finish": lambda scope, session: session_finish(scope=scope, session=session),
    "session_resume": lambda scope, session: session_resume(scope=scope, session=session),
    "session_delete": lambda scope, session: session_delete(scope=scope, session=session),
}


@pytest.mark.parametrize("verb", VERBS)
def test_somebody_elses_session_does_not_exist_for_a_stranger(owner: User, stranger: User, verb: Any) -> None:
    session = make_session(owner, ended_at=START)
    version = log_version(owner)
    with pytest.raises(WorkoutSession.DoesNotExist):
        VERBS[verb](Scope.of_user(stranger), session)
    row = WorkoutSession.objects.get()
    assert (row.name, row.ended_at, row.revision) == ("Push", START, 1)
    assert log_version(owner) == version
    assert log_version(stranger) is None
    assert not Undo.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
def test_a_scope_that_may_only_read_writes_nothing(owner: User, verb: Any) -> None:
    session = make_session(owner)
    visitor = Scope(owner=owner, areas=frozenset(Area), can_write=False)
    for scope in (visitor, Scope.nobody()):
        with pytest.raises(PermissionError):
            VERBS[verb](scope, session)
    assert WorkoutSession.objects.get().revision == 1


@pytest.mark.parametrize("verb", VERBS)
def test_a_session_that_is_gone_meanwhile_is_not_written_to(owner: User, verb: Any) -> None:
    session = make_session(owner)
    session_delete(scope=Scope.of_user(owner), session=session)
    with pytest.raises(WorkoutSession.DoesNotExist):
        VERBS[verb](Scope.of_user(owner), session)
    assert not WorkoutSession.objects.exists()


def test_every_verb_renews_the_version_and_names_the_session(
    owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    scope = Scope.of_user(owner)
    versions = {log_version(owner)}
    with Heard() as heard, django_capture_on_commit_callbacks(execute=True):
        session = make_session(owner)
        versions.add(log_version(owner))
        for verb in ("session_update", "session_finish", "session_resume", "session_delete"):
            VERBS[verb](scope, session)
            versions.add(log_version(owner))
    assert len(versions) == 6
    assert heard.news == [(owner.pk, verb, (session.pk,)) for verb in ["session_create", *VERBS]]


def test_a_refused_verb_is_no_news(owner: User, django_capture_on_commit_callbacks: Any) -> None:
    session = make_session(owner)
    with Heard() as heard, django_capture_on_commit_callbacks(execute=True), pytest.raises(StaleError):
        session_update(scope=Scope.of_user(owner), session=session, values=values(), revision=7)
    assert heard.news == []
