"""The analysis of recent sets: what counts, against a naive computation, and its page."""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from calculator import formulas
from calculator.analysis import RECENT, SORTS, biggest_gain, exercise_estimates, recent_sets
from sessions_app.models import ExerciseType, WorkoutSession
from sharing.scope import Area, Scope
from tests.factories import make_exercise, make_session, make_set, make_set_of_reps, make_set_type
from tests.safety.queries import assert_constant_queries
from tests.sessions_app.pages import HTMX

PAGE = "/calculator/analysis/"


def days_ago(owner: User, days: int, **fields: Any) -> WorkoutSession:
    return make_session(owner, started_at=timezone.now() - timedelta(days=days), **fields)


@pytest.fixture
def bench(db: None) -> ExerciseType:
    return make_exercise("Bench")


def one(owner: User, days: int = 90) -> Any:
    """The only line of the analysis."""
    rows = exercise_estimates(Scope.of_user(owner), days)
    assert len(rows) == 1
    return rows[0]


def test_the_best_set_is_estimated_by_every_formula(owner: User, bench: ExerciseType) -> None:
    session = days_ago(owner, 3)
    for weight, reps in ((100, 5), (90, 8), (60, 10)):
        make_set(session, exercise_type=bench, weight=Decimal(weight), number_reps=reps)
    row = one(owner)
    assert (row.name, row.sets, row.weight, row.reps) == ("Bench", 3, 100, 5)
    assert round(row.best, 2) == Decimal("115.49")
    by_formula = {key: round(value, 2) for key, value in row.by_formula}
    # 90 kg × 8 is the better set for Brzycki: 90 × 36 ÷ 29 = 111.72, still below 112.50.
    assert by_formula["brzycki"] == Decimal("112.50")
    assert by_formula["mayhew"] == Decimal("119.01")
    assert row.latest == session.local_date


def test_only_sets_of_one_to_ten_good_reps_with_a_weight_count(owner: User, bench: ExerciseType) -> None:
    warm_up, session = make_set_type(is_warm_up=True), days_ago(owner, 1)
    make_set(session, exercise_type=bench, weight=Decimal(200), set_type=warm_up)
    make_set(session, exercise_type=bench, weight=Decimal(200), number_reps=11)
    make_set(session, exercise_type=bench, weight=Decimal(0))
    make_set_of_reps(session, [(300, False)], exercise_type=bench)
    calculation = days_ago(owner, 1, kind=WorkoutSession.Kind.CALCULATION)
    make_set(calculation, exercise_type=bench, weight=Decimal(400), number_reps=1)
    help_kind = make_exercise("Assisted dip", kind="assisted")
    make_set(session, exercise_type=help_kind, weight=Decimal(40))
    assert exercise_estimates(Scope.of_user(owner), 90) == []
    make_set_of_reps(session, [(80, True), (100, True), (100, True), (100, False)], exercise_type=bench)
    row = one(owner)
    assert (row.sets, row.weight, row.reps) == (1, 100, 2)


def test_the_first_and_the_last_day_of_the_period_belong_to_it(owner: User, bench: ExerciseType) -> None:
    make_set(days_ago(owner, 29), exercise_type=bench)
    make_set(days_ago(owner, 30), exercise_type=bench)
    make_set(days_ago(owner, 0), exercise_type=bench)
    make_set(make_session(owner, started_at=timezone.now() + timedelta(days=1)), exercise_type=bench)
    assert one(owner, 30).sets == 2
    assert one(owner, 60).sets == 3


def test_today_is_the_athlete_s(owner: User, bench: ExerciseType, monkeypatch: pytest.MonkeyPatch) -> None:
    owner.time_zone = "Pacific/Auckland"
    owner.save(update_fields=["time_zone"])
    late = datetime(2026, 6, 30, 20, 0, tzinfo=UTC)
    make_set(make_session(owner, started_at=late), exercise_type=bench)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert one(owner, 30).latest == date(2026, 7, 1)


def test_the_trend_is_the_second_half_against_the_first(owner: User, bench: ExerciseType) -> None:
    make_set(days_ago(owner, 80), exercise_type=bench, weight=Decimal(100), number_reps=1)
    assert one(owner).trend is None
    make_set(days_ago(owner, 45), exercise_type=bench, weight=Decimal(102), number_reps=1)
    assert one(owner).trend is None, "45 days ago is the last day of the first half"
    make_set(days_ago(owner, 44), exercise_type=bench, weight=Decimal(105), number_reps=1)
    assert one(owner).trend == 3


def test_the_biggest_gain_is_said_and_a_loss_is_none(owner: User) -> None:
    up, down = make_exercise("Up"), make_exercise("Down")
    for days, weight in ((60, 100), (5, 110)):
        make_set(days_ago(owner, days), exercise_type=up, weight=Decimal(weight), number_reps=1)
        make_set(days_ago(owner, days), exercise_type=down, weight=Decimal(200 - weight), number_reps=1)
    rows = exercise_estimates(Scope.of_user(owner), 90, "-trend")
    assert [(row.name, row.trend) for row in rows] == [("Up", 10), ("Down", -10)]
    assert biggest_gain(rows) is rows[0]
    assert biggest_gain(rows[1:]) is None


def naive(owner: User, days: int) -> dict[str, tuple[Decimal, dict[str, Decimal], int]]:
    """The same in plain Python, rep by rep."""
    first = timezone.now().date() - timedelta(days=days)
    means: dict[str, list[Decimal]] = defaultdict(list)
    each: dict[str, dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    for session in WorkoutSession.objects.filter(owner=owner, kind="workout"):
        if not first < session.local_date <= timezone.now().date():
            continue
        for row in session.sets.all():
            done = [rep.weight for rep in row.reps.all() if rep.success]
            if row.set_type.is_warm_up or not 1 <= len(done) <= 10 or not any(done):
                continue
            if row.exercise_type.kind != "weight_reps":
                continue
            weight, reps = max(done), done.count(max(done))
            name = row.exercise_type.name
            means[name].append(weight if reps == 1 else formulas.mean(weight, reps))
            for key, formula in formulas.FORMULAS.items():
                each[name][key].append(formula.estimate(weight, reps))
    return {
        name: (max(found), {key: max(values) for key, values in each[name].items()}, len(found))
        for name, found in means.items()
    }


@pytest.mark.parametrize("seed", range(4))
def test_a_random_history_gives_what_a_naive_computation_gives(owner: User, seed: int) -> None:
    dice = random.Random(seed)
    exercises = [make_exercise(), make_exercise(), make_exercise(kind="bodyweight"), make_exercise(kind="assisted")]
    types = [make_set_type(), make_set_type(is_warm_up=True)]
    for _session in range(12):
        kind = dice.choice(["workout", "workout", "workout", "calculation"])
        session = days_ago(owner, dice.randrange(130), kind=kind)
        for _set in range(dice.randrange(5)):
            reps = [
                (Decimal(dice.randrange(0, 3000)) / 20, dice.random() < 0.8) for _rep in range(dice.randrange(1, 13))
            ]
            if dice.random() < 0.5:
                reps = [(reps[0][0], success) for _weight, success in reps]
            make_set_of_reps(session, reps, exercise_type=dice.choice(exercises), set_type=dice.choice(types))
    for days in (30, 90, 120):
        rows = exercise_estimates(Scope.of_user(owner), days)
        assert {
            row.name: (round(row.best, 8), {key: round(value, 8) for key, value in row.by_formula}, row.sets)
            for row in rows
        } == {
            name: (round(best, 8), {key: round(value, 8) for key, value in each.items()}, sets)
            for name, (best, each, sets) in naive(owner, days).items()
        }


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("-best", ["B", "C", "a"]),
        ("best", ["a", "C", "B"]),
        ("name", ["a", "B", "C"]),
        ("-name", ["C", "B", "a"]),
        ("-sets", ["a", "B", "C"]),
        ("nonsense", ["B", "C", "a"]),
    ],
)
def test_the_list_is_sorted_as_asked(owner: User, owner_client: Client, sort: str, names: list[str]) -> None:
    session = days_ago(owner, 2)
    for name, weights in (("a", (10, 10)), ("B", (30,)), ("C", (20,))):
        exercise = make_exercise(name)
        for weight in weights:
            make_set(session, exercise_type=exercise, weight=Decimal(weight))
    assert [row.name for row in owner_client.get(PAGE, {"sort": sort}).context["page"]] == names


@pytest.mark.parametrize("sort", sorted(SORTS))
def test_every_order_takes_exercises_without_a_trend(owner: User, sort: str) -> None:
    make_set(days_ago(owner, 2), exercise_type=make_exercise("Only"))
    exercise = make_exercise("Both")
    for days in (2, 80):
        make_set(days_ago(owner, days), exercise_type=exercise)
    assert len(exercise_estimates(Scope.of_user(owner), 90, sort)) == 2


def test_many_exercises_are_paged_and_cost_no_more_queries(owner: User, owner_client: Client) -> None:
    session = days_ago(owner, 2)

    def grow(number: int = 30) -> None:
        for _exercise in range(number):
            make_set(session, exercise_type=make_exercise())

    grow(2)
    assert_constant_queries(lambda: owner_client.get(PAGE), grow=grow, at_most=7)
    second = owner_client.get(PAGE, {"page": 2})
    assert len(second.context["page"]) == 12
    assert len(second.context["sets"]) == RECENT


def test_the_page_shows_estimates_sets_and_where_they_are(
    owner: User, owner_client: Client, bench: ExerciseType
) -> None:
    session = days_ago(owner, 2)
    make_set(session, exercise_type=bench)
    page = " ".join(owner_client.get(PAGE).content.decode().split())
    for part in ("Bench", "115.49", "112.50", "best 100 kg × 5", f"/sessions/{session.pk}/", "What counts?"):
        assert part in page
    assert f"/calculator/?weight=100&amp;reps=5&amp;exercise={bench.pk}" in page


def test_pounds_are_shown_in_pounds(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    owner.unit = "lb"
    owner.save(update_fields=["unit"])
    make_set(days_ago(owner, 2), exercise_type=bench, weight=Decimal("102.0583"))
    page = owner_client.get(PAGE).content.decode()
    assert "259.85" in page
    assert "weight=225&amp;reps=5" in page


def test_without_sets_the_page_says_what_to_do(owner_client: Client) -> None:
    page = owner_client.get(PAGE, {"days": "7"}).content.decode()
    assert "Nothing to estimate from" in page
    assert 'days=90" aria-current="true"' in page


def test_a_part_of_the_page_is_enough_for_another_period(owner_client: Client) -> None:
    assert b"<html" not in owner_client.get(PAGE, {"days": "30"}, headers=HTMX).content


@pytest.mark.parametrize("make", [lambda owner: Scope.nobody(), Scope.of_user])
def test_nobody_sees_another_athlete_s_sets(
    owner: User, stranger: User, bench: ExerciseType, make: Callable[[User], Scope]
) -> None:
    make_set(days_ago(owner, 2), exercise_type=bench)
    assert exercise_estimates(make(stranger), 90) == []
    assert recent_sets(make(stranger), 90) == []


def test_a_share_analyses_only_what_it_permits(owner: User, bench: ExerciseType) -> None:
    shared, other = days_ago(owner, 2), days_ago(owner, 3)
    make_set(shared, exercise_type=bench, weight=Decimal(50))
    make_set(other, exercise_type=bench, weight=Decimal(100))
    tool = Scope(owner=owner, areas=frozenset({Area.CALCULATOR}), share_id="x")
    assert exercise_estimates(tool, 90)[0].weight == 100
    one_session = Scope(owner=owner, areas=frozenset({Area.CALCULATOR}), only_session=shared.pk, share_id="x")
    assert [row.weight for row in exercise_estimates(one_session, 90)] == [50]
    assert [row.weight for row in recent_sets(one_session, 90)] == [50]
    reports_only = Scope(owner=owner, areas=frozenset({Area.REPORTS, Area.SESSIONS}), share_id="x")
    assert exercise_estimates(reports_only, 90) == []
