"""A session's pages: start, show, change, finish, delete."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sessions_app.models import Undo, WorkoutSession, WorkoutSet
from sessions_app.services import SessionValues, session_update
from sharing.scope import Scope
from tests.factories import START, make_exercise, make_session, make_set, make_set_of_reps, make_set_type
from tests.safety.queries import assert_constant_queries
from tests.sessions_app.pages import session_form

NEW = "/sessions/new/"


def shown(client: Client, session: WorkoutSession) -> str:
    answer = client.get(reverse("session-detail", args=[session.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def words(page: str) -> str:
    """The text of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def only_session(owner: User) -> WorkoutSession:
    return WorkoutSession.objects.get(owner=owner)


def notices(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


# --- Start ----------------------------------------------------------------------------------------------------------


def test_a_session_starts_with_name_and_time_and_opens(owner: User, owner_client: Client) -> None:
    answer = owner_client.post(NEW, session_form(name="  Push \n A ", notes="easy"))
    session = only_session(owner)
    assert answer["Location"] == f"/sessions/{session.pk}/"
    assert (session.name, session.notes, session.ended_at) == ("Push A", "easy", None)
    assert session.started_at == datetime(2026, 3, 2, 18, 5, tzinfo=UTC)


def test_the_form_is_filled_with_now_in_the_owner_s_zone(owner: User, owner_client: Client) -> None:
    User.objects.filter(pk=owner.pk).update(time_zone="Pacific/Auckland")
    form = owner_client.get(NEW).context["form"]
    owner.refresh_from_db()
    here = timezone.now().astimezone(owner.zone)
    assert form.initial["date"] == here.date()
    assert form.initial["name"].startswith(f"{here:%A} ")


def test_sent_without_a_date_it_starts_at_that_moment(owner: User, owner_client: Client) -> None:
    before = timezone.now()
    owner_client.post(NEW, {"name": "Now"})
    assert before <= only_session(owner).started_at <= timezone.now()


def test_the_same_form_sent_twice_starts_one_session(owner: User, owner_client: Client) -> None:
    form = session_form(client_id=str(uuid.uuid4()))
    first, second = owner_client.post(NEW, form), owner_client.post(NEW, form)
    assert first["Location"] == second["Location"]
    assert WorkoutSession.objects.count() == 1


def test_a_wall_clock_time_is_that_of_the_owner_s_zone(owner: User, owner_client: Client) -> None:
    User.objects.filter(pk=owner.pk).update(time_zone="America/New_York")
    owner_client.post(NEW, session_form())
    session = only_session(owner)
    assert session.started_at == datetime(2026, 3, 2, 23, 5, tzinfo=UTC)
    assert str(session.local_date) == "2026-03-02"


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        ("2026-03-29", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        ("2025-10-26", datetime(2025, 10, 26, 1, 30, tzinfo=UTC)),
    ],
    ids=["does not exist", "exists twice"],
)
def test_an_odd_time_is_taken_after_the_change_and_said(
    owner: User, owner_client: Client, day: str, instant: datetime
) -> None:
    User.objects.filter(pk=owner.pk).update(time_zone="Europe/Berlin")
    answer = owner_client.post(NEW, session_form(date=day, start="02:30"))
    assert only_session(owner).started_at == instant
    assert any("clock was changed" in notice for notice in notices(answer))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": " "}, "Give the session a name"),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"date": "31.02.2026"}, "“31.02.2026” is not a date"),
        ({"date": ""}, "Enter the date."),
        ({"start": "25:99"}, "“25:99” is not a time of day"),
        ({"date": "2999-01-01"}, "is in the future"),
        ({"notes": "x" * 10_001}, "at most 10000 characters"),
    ],
)
def test_a_session_that_cannot_be_started_says_why_and_keeps_the_input(
    owner_client: Client, fields: dict[str, str], message: str
) -> None:
    answer = owner_client.post(NEW, session_form(name="Keep me") | fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page
    assert "Keep me" in page or "name" in fields
    assert WorkoutSession.objects.count() == 0


# --- Show -----------------------------------------------------------------------------------------------------------


@time_machine.travel(START + timedelta(days=3))
def test_the_page_shows_sets_by_exercise_in_the_order_done(owner: User, owner_client: Client) -> None:
    session = make_session(owner, ended_at=START + timedelta(minutes=58))
    bench, row = make_exercise("Bench"), make_exercise("Row")
    for exercise in (bench, bench, row, bench):
        make_set(session, exercise_type=exercise)
    answer = owner_client.get(reverse("session-detail", args=[session.pk]))
    assert [(run.exercise, len(run.sets)) for run in answer.context["runs"]] == [("Bench", 2), ("Row", 1), ("Bench", 1)]
    page = words(answer.content.decode())
    for part in ("Mon 2 Mar", "18:05–19:03", "58 min", "2,000 kg", "100 kg × 5"):
        assert part in page


def test_a_set_shows_type_effort_rest_notes_and_each_rep(owner: User, owner_client: Client) -> None:
    session = make_session(owner)
    drop = make_set_type("Drop set", slug="drop")
    said: dict[str, Any] = {"rpe": Decimal("8.5"), "rest_seconds": 90, "notes": "slow\nfoot", "superset_group": 2}
    make_set_of_reps(session, [(100, True), (100, True), (90, False)], weight=Decimal(100), set_type=drop, **said)
    page = shown(owner_client, session)
    for part in ("Superset 2", "Drop set", "RPE 8.5", "1:30 rest", "reps at 100, 90 kg", "slow<br>foot"):
        assert part in page
    assert 'aria-label="2 of 3 reps done"' in page
    assert page.count('<span class="rep"></span>') == 2
    assert page.count('<span class="rep rep--failed"></span>') == 1


def test_a_warm_up_carries_a_letter_and_its_name(owner: User, owner_client: Client) -> None:
    session = make_session(owner)
    make_set(session, set_type=make_set_type("Gentle start", is_warm_up=True))
    assert "W Gentle start" in words(shown(owner_client, session))


@pytest.mark.parametrize(
    ("kind", "said", "load"),
    [
        ("weight_reps", {"weight": "62.5", "number_reps": 8}, "62.5 kg × 8"),
        ("weight_reps", {"weight": "0", "number_reps": 8}, "8 reps"),
        ("bodyweight", {"weight": "20", "number_reps": 1}, "+20 kg × 1"),
        ("assisted", {"weight": "20", "number_reps": 6}, "−20 kg × 6"),
        ("reps_only", {"weight": "0", "number_reps": 1}, "1 rep"),
        ("duration", {"weight": "0", "number_reps": 0, "duration_seconds": 95}, "1:35"),
        ("distance", {"weight": "0", "number_reps": 0, "distance_metres": "5000"}, "5 km"),
        ("weight_distance", {"weight": "32", "number_reps": 0, "distance_metres": "40.5"}, "32 kg · 40.5 m"),
        ("weight_duration", {"weight": "10", "number_reps": 2, "duration_seconds": 60}, "10 kg × 2 · 1:00"),
        ("weight_reps", {"weight": "0", "number_reps": 0}, "0 reps"),
    ],
)  # fmt: skip
def test_each_kind_of_set_reads_as_what_it_is(
    owner: User, owner_client: Client, kind: str, said: dict[str, Any], load: str
) -> None:
    session = make_session(owner)
    numbers: dict[str, Any] = said | {
        name: Decimal(said[name]) for name in ("weight", "distance_metres") if name in said
    }
    make_set(session, exercise_type=make_exercise(kind=kind), **numbers)
    assert load in words(shown(owner_client, session)).replace("\N{NO-BREAK SPACE}", " ")


def test_pounds_are_shown_as_they_were_typed(owner: User, owner_client: Client) -> None:
    User.objects.filter(pk=owner.pk).update(unit="lb")
    session = make_session(owner)
    make_set(session, weight=Decimal("102.0583"))
    assert "225 lb × 5" in words(shown(owner_client, session))


def test_many_reps_are_a_number(owner: User, owner_client: Client) -> None:
    session = make_session(owner)
    make_set(session, number_reps=100, weight=Decimal(0))
    page = shown(owner_client, session)
    assert "100 of 100" in page
    assert 'class="rep"' not in page


def test_an_empty_session_offers_recent_exercises(owner: User, owner_client: Client) -> None:
    make_set(make_session(owner), exercise_type=make_exercise("Squat"))
    page = words(shown(owner_client, make_session(owner)))
    assert "No sets yet" in page
    assert "Choose an exercise" in page
    assert "Squat" in page


def test_a_session_going_on_shows_how_long_and_can_be_finished(owner: User, owner_client: Client) -> None:
    session = make_session(owner, started_at=timezone.now() - timedelta(minutes=42, seconds=10))
    page = shown(owner_client, session)
    assert "data-running-since=" in page
    assert "42:1" in page
    assert f"/sessions/{session.pk}/finish/" in page


def test_a_calculation_is_marked_and_never_going_on(owner: User, owner_client: Client) -> None:
    session = make_session(owner, kind="calculation", started_at=timezone.now())
    page = shown(owner_client, session)
    assert "Calculation" in page
    assert "data-running-since" not in page
    assert "/finish/" not in page


def test_names_notes_and_exercises_are_escaped(owner: User, owner_client: Client) -> None:
    session = make_session(owner, "<b>name</b>", notes="<i>note</i>")
    make_set(session, exercise_type=make_exercise("<u>exercise</u>"), notes="<s>x</s>", description="<q>d</q>")
    page = shown(owner_client, session)
    for tag in ("<b>", "<i>", "<u>", "<s>", "<q>"):
        assert tag not in page


def test_the_page_asks_as_often_however_many_sets_there_are(owner: User, owner_client: Client) -> None:
    session = make_session(owner)
    exercise, working = make_exercise(), make_set_type()
    url = reverse("session-detail", args=[session.pk])

    def grow() -> None:
        for _ in range(10):
            make_set_of_reps(session, [(100, True), (90, False)], exercise_type=exercise, set_type=working)

    grow()
    asked = assert_constant_queries(lambda: owner_client.get(url), grow=grow, at_most=7)
    assert asked == 7, "sign-in, user, session, sets, reps, set types, the sessions before and after"
    assert WorkoutSet.objects.filter(session=session).count() == 20


# --- Change ---------------------------------------------------------------------------------------------------------


def edit_url(session: WorkoutSession) -> str:
    return reverse("session-edit", args=[session.pk])


def as_shown(client: Client, session: WorkoutSession) -> dict[str, Any]:
    """The edit form as the browser would send it back untouched."""
    form = client.get(edit_url(session)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: form.fields[name].prepare_value(value) for name, value in values.items() if value is not None}


def test_a_session_left_as_shown_stays_to_the_microsecond(owner: User, owner_client: Client) -> None:
    session = make_session(owner, ended_at=START + timedelta(minutes=58, seconds=7))
    owner_client.post(edit_url(session), as_shown(owner_client, session))
    after = only_session(owner)
    assert (after.started_at, after.ended_at) == (session.started_at, session.ended_at)


def test_name_notes_and_calories_change(owner: User, owner_client: Client) -> None:
    session = make_session(owner)
    form = as_shown(owner_client, session) | {"name": "Pull", "notes": "new", "calories": "420"}
    answer = owner_client.post(edit_url(session), form)
    assert answer["Location"] == f"/sessions/{session.pk}/"
    after = only_session(owner)
    assert (after.name, after.notes, after.calories) == ("Pull", "new", 420)


def test_moved_to_another_date_it_keeps_its_length_and_its_sets_move_along(owner: User, owner_client: Client) -> None:
    session = make_session(owner, ended_at=START + timedelta(hours=7))
    row = make_set(session)
    session.refresh_from_db()
    owner_client.post(edit_url(session), as_shown(owner_client, session) | {"date": "2026-02-28"})
    after = only_session(owner)
    assert after.started_at == datetime(2026, 2, 28, 18, 5, tzinfo=UTC)
    assert after.seconds == 7 * 3600
    row.refresh_from_db()
    assert str(row.local_date) == "2026-02-28"


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        ({"start": "17:00"}, "2026-03-02T17:00", "2026-03-02T19:05"),
        ({"end": "18:45"}, "2026-03-02T18:05", "2026-03-02T18:45"),
        ({"end": "00:30"}, "2026-03-02T18:05", "2026-03-03T00:30"),
        ({"end": "18:05"}, "2026-03-02T18:05", "2026-03-02T18:05"),
        ({"end": ""}, "2026-03-02T18:05", None),
    ],
)
def test_times_change_on_their_own(
    owner: User, owner_client: Client, fields: dict[str, str], start: str, end: str | None
) -> None:
    session = make_session(owner, ended_at=START + timedelta(hours=1))
    owner_client.post(edit_url(session), as_shown(owner_client, session) | fields)
    after = only_session(owner)
    assert f"{after.started_at:%Y-%m-%dT%H:%M}" == start
    assert (f"{after.ended_at:%Y-%m-%dT%H:%M}" if after.ended_at else None) == end


def test_times_are_those_of_the_session_s_zone_not_of_the_preference(owner: User, owner_client: Client) -> None:
    session = make_session(owner, time_zone="Asia/Tokyo")
    User.objects.filter(pk=owner.pk).update(time_zone="America/New_York")
    form = as_shown(owner_client, session)
    assert (form["date"], form["start"]) != (None, None)
    owner_client.post(edit_url(session), form | {"date": "2026-03-10", "start": "09:00"})
    assert only_session(owner).started_at == datetime(2026, 3, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"calories": "a lot"}, "“a lot”: write a whole number from 0 to 50,000."),
        ({"calories": "50001"}, "“50001”: write a whole number"),
        ({"end": "late"}, "“late” is not a time of day"),
        ({"name": ""}, "Give the session a name"),
    ],
)
def test_a_change_that_cannot_be_saved_says_why(
    owner: User, owner_client: Client, fields: dict[str, str], message: str
) -> None:
    session = make_session(owner)
    answer = owner_client.post(edit_url(session), as_shown(owner_client, session) | {"notes": "kept"} | fields)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "kept" in answer.content.decode()
    assert only_session(owner).notes == ""


def test_what_another_tab_saved_is_not_overwritten_unseen(owner: User, owner_client: Client) -> None:
    session = make_session(owner, "Push")
    form = as_shown(owner_client, session) | {"notes": "from here"}
    other = SessionValues(name="Renamed elsewhere", started_at=session.started_at)
    session_update(scope=Scope.of_user(owner), session=session, values=other)
    answer = owner_client.post(edit_url(session), form)
    assert answer.status_code == 409
    page = answer.content.decode()
    for part in ("This was changed somewhere else", "Renamed elsewhere", "from here", 'value="Push"'):
        assert part in page
    assert only_session(owner).notes == ""
    again = {**form, "revision": answer.context["form"].data["revision"]}
    assert owner_client.post(edit_url(session), again).status_code == 302
    assert only_session(owner).notes == "from here"


# --- Finish, go on, delete ------------------------------------------------------------------------------------------


def test_finishing_and_going_on(owner: User, owner_client: Client) -> None:
    session = make_session(owner)
    owner_client.post(reverse("session-finish", args=[session.pk]))
    assert only_session(owner).ended_at is not None
    owner_client.post(reverse("session-resume", args=[session.pk]))
    assert only_session(owner).ended_at is None


def test_deleting_offers_to_undo_on_the_list(owner: User, owner_client: Client) -> None:
    session = make_session(owner, "Push")
    make_set(session)
    answer = owner_client.post(reverse("session-delete", args=[session.pk]), follow=True)
    undo = Undo.objects.get(owner=owner)
    page = answer.content.decode()
    assert "Session “Push” deleted." in page
    assert f'action="/sessions/undo/{undo.pk}/"' in page
    assert WorkoutSession.objects.count() == WorkoutSet.objects.count() == 0
    back = owner_client.post(f"/sessions/undo/{undo.pk}/")
    assert back["Location"] == "/sessions/"
    assert only_session(owner).total_sets == 1
