"""The list of sessions: what stands in a row, searching, filtering, sorting, paging."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from sessions_app.models import ExerciseAlias, WorkoutSession
from tests.factories import START, make_exercise, make_session, make_set, make_set_type
from tests.safety.queries import assert_constant_queries, queries
from tests.sessions_app.pages import HTMX

LIST = "/sessions/"


def names(client: Client, **query: Any) -> list[str]:
    """The names of the sessions on the page, in order."""
    return [row.name for row in client.get(LIST, query).context["rows"]]


def text(client: Client, **query: Any) -> str:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@time_machine.travel(START + timedelta(days=3))
def test_a_row_shows_day_duration_sets_reps_and_volume(owner: User, owner_client: Client) -> None:
    session = make_session(owner, "Push A", ended_at=START + timedelta(minutes=58))
    make_set(session, number_reps=8, weight=Decimal(80))
    make_set(session, number_reps=8, weight=Decimal(1000))
    page = text(owner_client)
    for part in ("Push A", "Mon 2 Mar", "58 min", "2 sets", "16 reps", "8,640"):
        assert part in page


def test_the_newest_comes_first_and_only_ones_own(owner: User, stranger: User, owner_client: Client) -> None:
    make_session(owner, "Old")
    make_session(owner, "New", started_at=START + timedelta(days=1))
    make_session(stranger, "Not mine", started_at=START + timedelta(days=2))
    assert names(owner_client) == ["New", "Old"]


def test_who_has_no_sessions_is_told_how_to_start(owner_client: Client) -> None:
    page = text(owner_client)
    assert "No sessions yet" in page
    assert "/sessions/new/" in page


def test_what_matches_nothing_says_so_and_leads_back(owner: User, owner_client: Client) -> None:
    make_session(owner, "Push")
    page = text(owner_client, q="zumba")
    assert "Nothing matches" in page
    assert "Show all sessions" in page


@pytest.mark.parametrize("query", ["pUSh", "übung", "ÜBUNG", "100%", "_a", "shoulder", "GRIFF"])
def test_search_finds_names_and_notes_in_any_case(owner: User, owner_client: Client, query: str) -> None:
    session = make_session(owner, "Push Übung 100%_a", notes="left shoulder")
    make_set(session, notes="Enger Griff")
    make_session(owner, "Other", notes="nothing")
    assert names(owner_client, q=query) == ["Push Übung 100%_a"]


@pytest.mark.parametrize("query", ["bankdrucken", "BANKDRÜCKEN", "bench", "Benchpress XL"])
def test_search_finds_exercises_by_any_of_their_names(owner: User, owner_client: Client, query: str) -> None:
    exercise = make_exercise("Bankdrücken")
    for alias in ("Bench  Press", "Benchpress XL"):
        ExerciseAlias.objects.create(exercise_type=exercise, name=alias)
    make_set(make_session(owner, "Chest"), exercise_type=exercise)
    make_set(make_session(owner, "Legs"))
    assert names(owner_client, q=query) == ["Chest"]


def test_a_stranger_s_own_exercise_helps_nobody_else_to_search(
    owner: User, stranger: User, owner_client: Client
) -> None:
    mine = make_exercise("Zercher")
    ExerciseAlias.objects.create(exercise_type=mine, owner=stranger, name="Secret", source="remembered")
    make_set(make_session(owner), exercise_type=mine)
    assert names(owner_client, q="secret") == []


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2026-03-02", "2026-03-03", ["Tuesday", "Monday"]),
        ("2026-03-03", "", ["Wednesday", "Tuesday"]),
        ("", "2026-03-02", ["Monday"]),
        ("3 Mar 2026", "", ["Wednesday", "Tuesday"]),
    ],
)
def test_both_days_of_a_period_count(
    owner: User, owner_client: Client, first: str, last: str, found: list[str]
) -> None:
    for days, name in enumerate(("Monday", "Tuesday", "Wednesday")):
        make_session(owner, name, started_at=START + timedelta(days=days))
    assert names(owner_client, date_from=first, date_to=last) == found


def test_the_day_is_that_of_the_place_where_it_was_done(owner: User, owner_client: Client) -> None:
    late = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
    make_session(owner, "In Tokyo", started_at=late, time_zone="Asia/Tokyo")
    make_session(owner, "In London", started_at=late, time_zone="Europe/London")
    assert names(owner_client, date_to="2026-03-02") == ["In London"]


def test_the_filter_by_exercise_shows_only_sessions_with_it(owner: User, owner_client: Client) -> None:
    squat = make_exercise("Squat")
    make_set(make_session(owner, "Legs"), exercise_type=squat)
    make_set(make_session(owner, "Arms"))
    assert names(owner_client, exercise=squat.pk) == ["Legs"]


def test_the_filters_offer_the_exercises_that_were_done(owner: User, owner_client: Client) -> None:
    make_set(make_session(owner), exercise_type=make_exercise("Squat"))
    make_exercise("Never done")
    page = text(owner_client, filters=1)
    assert ">Squat</option>" in page
    assert "Never done" not in page


@pytest.mark.parametrize(("kind", "found"), [("workout", ["Push"]), ("calculation", ["1RM"]), ("", ["Push", "1RM"])])
def test_calculations_are_marked_and_can_be_left_out(
    owner: User, owner_client: Client, kind: str, found: list[str]
) -> None:
    make_session(owner, "1RM", kind="calculation")
    make_session(owner, "Push", started_at=START + timedelta(days=1))
    assert names(owner_client, kind=kind) == found
    assert ("Calculation</span>" in text(owner_client, kind=kind)) == ("1RM" in found)


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("-date", ["C", "B", "a"]),
        ("date", ["a", "B", "C"]),
        ("name", ["a", "B", "C"]),
        ("-name", ["C", "B", "a"]),
        ("-duration", ["B", "a", "C"]),
        ("duration", ["a", "B", "C"]),
        ("-sets", ["a", "C", "B"]),
        ("sets", ["B", "C", "a"]),
        ("-volume", ["C", "a", "B"]),
        ("volume", ["B", "a", "C"]),
    ],
)
def test_every_order_works(owner: User, owner_client: Client, sort: str, found: list[str]) -> None:
    a = make_session(owner, "a", ended_at=START + timedelta(minutes=10))
    day = START + timedelta(days=1)
    make_session(owner, "B", started_at=day, ended_at=day + timedelta(minutes=90))
    c = make_session(owner, "C", started_at=START + timedelta(days=2))
    make_set(a, number_reps=1, weight=Decimal(10))
    make_set(a, number_reps=1, weight=Decimal(10))
    make_set(c, number_reps=1, weight=Decimal(500))
    assert names(owner_client, sort=sort) == found


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"date_from": "yesterday"}, "“yesterday” is not a date"),
        ({"date_from": "2026-03-05", "date_to": "2026-03-01"}, "This day is before the first one"),
        ({"exercise": "999999"}, "That exercise is not there any more"),
        ({"exercise": "abc"}, "That exercise is not there any more"),
        ({"sort": "weight"}, "weight is not one of the available choices"),
        ({"kind": "party"}, "party is not one of the available choices"),
        ({"q": "x" * 300}, "at most 200 characters"),
    ],
)
def test_a_filter_that_cannot_be_used_gets_a_message(
    owner: User, owner_client: Client, query: dict[str, str], message: str
) -> None:
    make_session(owner, "Push")
    assert message in text(owner_client, **query)


@pytest.mark.parametrize("page", ["0", "-1", "99", "abc", ""])
def test_a_page_that_is_not_there_shows_one_that_is(owner: User, owner_client: Client, page: str) -> None:
    make_session(owner, "Push")
    assert names(owner_client, page=page) == ["Push"]


def test_pages_hold_as_many_as_the_setting_says(owner: User, owner_client: Client, settings: Any) -> None:
    settings.SESSIONS_PER_PAGE = 2
    for number in range(5):
        make_session(owner, f"S{number}", started_at=START + timedelta(days=number))
    assert names(owner_client) == ["S4", "S3"]
    assert names(owner_client, page=3) == ["S0"]
    assert "q=S&amp;page=2" in text(owner_client, q="S"), "pages keep the filter"


def test_htmx_gets_the_results_alone(owner: User, owner_client: Client) -> None:
    make_session(owner, "Push")
    answer = owner_client.get(LIST, {"q": "push"}, headers=HTMX)
    page = answer.content.decode()
    assert page.lstrip().startswith('<div class="stack" id="session-results">')
    assert "Push" in page
    assert "HX-Request" in answer["Vary"]


def test_coming_back_in_the_history_gets_the_whole_page(owner: User, owner_client: Client) -> None:
    answer = owner_client.get(LIST, headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<!DOCTYPE html>" in answer.content.decode()


def test_units_and_marks_are_the_reader_s(owner: User, owner_client: Client) -> None:
    make_set(make_session(owner), number_reps=10, weight=Decimal("102.0583"))
    User.objects.filter(pk=owner.pk).update(unit="lb", language="de")
    page = text(owner_client)
    assert '<strong>2.250</strong> <small class="soft">lb' in page
    assert "Mo., 2. März" in page


def test_names_are_escaped(owner: User, owner_client: Client) -> None:
    name = "<script>alert('x')</script> & Co"
    make_session(owner, name)
    page = text(owner_client)
    assert escape(name) in page
    assert name not in page


def test_a_session_going_on_says_so_and_yesterday_s_unfinished_one_does_not(owner: User, owner_client: Client) -> None:
    make_session(owner, "Forgotten", started_at=timezone.now() - timedelta(hours=30))
    make_session(owner, "Present", started_at=timezone.now() - timedelta(minutes=5))
    rows = owner_client.get(LIST).context["rows"]
    assert [(row.name, row.so_far is not None) for row in rows] == [("Present", True), ("Forgotten", False)]


def test_the_list_asks_as_often_however_many_sessions_there_are(owner: User, owner_client: Client) -> None:
    exercise, working = make_exercise(), make_set_type()

    def grow() -> None:
        for number in range(8):
            session = make_session(owner, f"More {number}", client_id=uuid.uuid4())
            make_set(session, exercise_type=exercise, set_type=working)

    grow()
    asked = assert_constant_queries(lambda: owner_client.get(LIST), grow=grow, at_most=4)
    assert asked == 4, "session, user, number, page"
    narrowed = f"{LIST}?q=more&exercise={exercise.pk}&sort=-volume"
    assert_constant_queries(lambda: owner_client.get(narrowed), grow=grow, at_most=8)


def test_the_list_reads_no_sets(owner: User, owner_client: Client) -> None:
    make_set(make_session(owner))
    owner_client.get(LIST)
    with queries() as asked:
        owner_client.get(LIST)
    assert not any(WorkoutSession._meta.app_label + "_workoutset" in statement for statement in asked)
