"""Goals: set in two taps, measured by the log, met quietly, seen by nobody else."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from sessions_app.catalogue.measures import BODY_WEIGHT
from sessions_app.goals import GoalView, goals_of
from sessions_app.models import ExerciseType, Goal
from sessions_app.services import undo_apply
from sessions_app.services.goals import GoalValues, goal_create, goal_delete
from sharing.models import ShareToken
from sharing.scope import Scope
from tests.factories import make_exercise, make_measure, make_measurement, make_session, make_set
from tests.safety.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
Kind = Goal.Kind


@pytest.fixture
def bench(db: None) -> ExerciseType:
    return make_exercise("Bench")


def today() -> date:
    return timezone.localdate()


def make_goal(owner: User, kind: str = Kind.ONE_REP_MAX, *, days: int = 60, since: int = 0, **fields: Any) -> Goal:
    values = GoalValues(kind=kind, due_date=today() + timedelta(days=days), **fields)
    start = today() - timedelta(days=since)
    return goal_create(scope=Scope.of_user(owner), values=values, start_date=start)


def lift(owner: User, exercise: ExerciseType, weight: str, reps: int, days_ago: int = 0) -> None:
    session = make_session(owner, started_at=timezone.now() - timedelta(days=days_ago))
    make_set(session, exercise_type=exercise, weight=Decimal(weight), number_reps=reps)


def only(owner: User) -> GoalView:
    return goals_of(Scope.of_user(owner))[0]


def text(client: Client, url: str = "/goals/") -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_a_goal_is_set_in_two_taps_from_the_page_of_an_exercise(
    owner: User, owner_client: Client, bench: ExerciseType
) -> None:
    lift(owner, bench, "100", 1)
    url = f"/goals/new/?exercise={bench.pk}"
    assert url in text(owner_client, f"/exercises/{bench.pk}/")
    form = owner_client.get(url).context["form"]
    sent = {"weight": "105", "due_date": form.initial["due_date"].isoformat(), "client_id": str(uuid.uuid4())}
    assert form.initial["weight"] == 105
    for _each in range(2):
        assert owner_client.post(url, sent).status_code == 302
    assert Goal.objects.get(owner=owner).weight == 105
    assert "Bench: 105 kg for one rep" in text(owner_client)


def test_a_one_rep_max_counts_by_estimate_and_by_lifting_it(owner: User, bench: ExerciseType) -> None:
    make_goal(owner, exercise_type=bench, weight=Decimal(120))
    lift(owner, bench, "100", 5)
    view = only(owner)
    assert view.current == pytest.approx(Decimal("115.49"), abs=Decimal("0.01"))
    assert (view.met, view.share) == (None, 96)
    lift(owner, bench, "120", 1)
    assert only(owner).met == today()


def test_what_was_lifted_before_the_goal_was_set_doesnt_meet_it(owner: User, bench: ExerciseType) -> None:
    lift(owner, bench, "130", 1, days_ago=10)
    make_goal(owner, exercise_type=bench, weight=Decimal(120))
    assert only(owner).met is None
    assert only(owner).current == 130


def test_weight_for_reps_counts_sets_with_enough_reps(owner: User, bench: ExerciseType) -> None:
    make_goal(owner, Kind.WEIGHT_REPS, exercise_type=bench, weight=Decimal(100), reps=8)
    lift(owner, bench, "110", 5)
    lift(owner, bench, "90", 9)
    assert (only(owner).current, only(owner).met) == (90, None)
    lift(owner, bench, "100", 8)
    assert only(owner).met == today()


def test_four_weeks_in_a_row_meet_sessions_a_week(owner: User, bench: ExerciseType) -> None:
    make_goal(owner, Kind.SESSIONS_WEEK, count=1, since=40)
    for week in range(1, 4):
        lift(owner, bench, "100", 5, days_ago=7 * week)
    assert only(owner).met is None
    assert only(owner).current == 1
    lift(owner, bench, "100", 5, days_ago=28)
    assert only(owner).met is not None


def test_body_weight_goes_down_or_up_from_where_it_began(owner: User) -> None:
    measure = make_measure("Body weight", slug=BODY_WEIGHT, quantity="weight")
    make_goal(owner, Kind.BODY_WEIGHT, weight=Decimal(80), start_weight=Decimal(84), since=30)
    for days, value in ((28, "84"), (21, "83.5"), (14, "83"), (7, "82.5"), (1, "82")):
        make_measurement(owner, measure, value, measured_at=timezone.now() - timedelta(days=days))
    view = only(owner)
    assert (view.current, view.share, view.met, view.falls) == (82, 50, None, True)
    assert view.projection is not None
    assert view.projection.reached is not None
    make_measurement(owner, measure, "79.8", measured_at=timezone.now())
    assert only(owner).met == today()


def test_the_outlook_names_its_bounds_or_says_that_data_is_thin(
    owner: User, owner_client: Client, bench: ExerciseType
) -> None:
    make_goal(owner, exercise_type=bench, weight=Decimal(110), since=60)
    lift(owner, bench, "100", 1, days_ago=1)
    assert "Too little data to look ahead" in text(owner_client)
    for week, weight in enumerate(("92", "97", "95", "99", "98"), start=2):
        lift(owner, bench, weight, 1, days_ago=50 - 7 * week)
    shown = text(owner_client)
    assert "four times out of five from" in shown
    assert "the goal is reached." in shown


def test_a_goal_that_was_met_says_so_when_the_session_ends(
    owner: User, owner_client: Client, bench: ExerciseType
) -> None:
    make_goal(owner, exercise_type=bench, weight=Decimal(100))
    session = make_session(owner, started_at=timezone.now())
    make_set(session, exercise_type=bench, weight=Decimal(100), number_reps=1)
    answer = owner_client.post(f"/sessions/{session.pk}/finish/", follow=True)
    shown = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Goal reached: Bench: 100 kg for one rep." in shown
    assert "Reached on" in text(owner_client)


def test_a_goal_whose_day_has_passed_can_get_another_one(
    owner: User, owner_client: Client, bench: ExerciseType
) -> None:
    goal = make_goal(owner, exercise_type=bench, weight=Decimal(100), days=-1, since=30)
    assert "The day has passed" in text(owner_client)
    sent = {"weight": "100", "due_date": (today() + timedelta(days=9)).isoformat(), "revision": "1"}
    assert owner_client.post(f"/goals/{goal.pk}/edit/", sent).status_code == 302
    assert "The day has passed" not in text(owner_client)
    assert owner_client.post(f"/goals/{goal.pk}/edit/", sent).status_code == 409


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weight": "0"}, "Enter a weight above 0."),
        ({"weight": "heavy"}, "is not a number"),
        ({"due_date": "2001-01-01"}, "within ten years"),
        ({"due_date": ""}, "required"),
    ],
)
def test_a_goal_that_makes_no_sense_says_why(
    owner_client: Client, bench: ExerciseType, fields: dict[str, str], said: str
) -> None:
    sent = {"weight": "100", "due_date": (today() + timedelta(days=9)).isoformat()} | fields
    answer = owner_client.post(f"/goals/new/?exercise={bench.pk}", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Goal.objects.exists()


def test_pounds_go_in_and_come_out(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    owner.unit = "lb"
    owner.save(update_fields=["unit"])
    sent = {"weight": "225", "due_date": (today() + timedelta(days=9)).isoformat()}
    owner_client.post(f"/goals/new/?exercise={bench.pk}", sent)
    assert Goal.objects.get().weight == Decimal("102.0583")
    assert "Bench: 225 lb for one rep" in text(owner_client)


def test_a_deleted_goal_comes_back(owner: User, bench: ExerciseType) -> None:
    goal = make_goal(owner, exercise_type=bench, weight=Decimal(100))
    undo = goal_delete(scope=Scope.of_user(owner), goal=goal)
    assert not Goal.objects.exists()
    undo_apply(scope=Scope.of_user(owner), undo=undo)
    assert Goal.objects.get() == goal


def test_a_visitor_sees_nothing_of_goals(owner: User, visitor_client: Client, bench: ExerciseType) -> None:
    goal = make_goal(owner, exercise_type=bench, weight=Decimal(100))
    lift(owner, bench, "90", 1)
    share = ShareToken.objects.get(owner=owner)
    assert "Set a goal" not in text(visitor_client, f"/shared/{share.pk}/exercises/{bench.pk}/")
    for url in ("goals/", f"goals/{goal.pk}/edit/"):
        assert visitor_client.get(f"/shared/{share.pk}/{url}").status_code == 404


def test_the_page_asks_as_often_however_many_goals(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    make_measure("Body weight", slug=BODY_WEIGHT, quantity="weight")
    make_goal(owner, exercise_type=bench, weight=Decimal(100))
    make_goal(owner, Kind.SESSIONS_WEEK, count=2)
    make_goal(owner, Kind.BODY_WEIGHT, weight=Decimal(80))

    def grow() -> None:
        for _each in range(4):
            exercise = make_exercise()
            make_goal(owner, exercise_type=exercise, weight=Decimal(100))
            lift(owner, exercise, "90", 3)

    assert_constant_queries(lambda: text(owner_client), grow=grow, at_most=7)
