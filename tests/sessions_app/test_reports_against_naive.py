"""Every report against a second, naive computation, over random histories with everything that makes them hard."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from sessions_app.models import ExerciseMuscle, ExerciseType, SetType, WorkoutSession
from sessions_app.models.vocabulary import Kind
from sessions_app.reports import best, frequency, muscles, progress, recent, success, volume
from sessions_app.reports.exercise import exercise_history
from sessions_app.reports.period import Period
from sessions_app.reports.source import Ask, Source
from sessions_app.services import reps_write, session_delete, session_update, set_delete, undo_apply
from sessions_app.services.sessions import SessionValues
from sessions_app.sums import RepValue
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type
from tests.sessions_app import naive_reports as naive
from workouttracker.kit.units import Unit, to_kg

pytestmark = pytest.mark.django_db
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC")
DST = [datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
"""Half an hour before and after these, European clocks are changed."""
KINDS = list(Kind)
TODAY = date(2026, 11, 5)

weights = st.one_of(
    st.decimals(0, 200, places=2),
    st.decimals(0, 440, places=2).map(lambda pounds: to_kg(pounds, Unit.LB)),
    st.sampled_from([Decimal(60), Decimal("82.5"), Decimal(0)]),
    st.just(Decimal(60)),
)
reps = st.lists(st.tuples(weights, st.booleans()), max_size=12)
moments = st.one_of(
    st.sampled_from(DST).flatmap(
        lambda at: st.integers(-150, 150).map(lambda minutes: at + timedelta(minutes=minutes))
    ),
    st.integers(0, 420 * 24 * 60).map(lambda minutes: datetime(2025, 10, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
)
sets = st.fixed_dictionaries(
    {
        "exercise": st.just(0) | st.integers(0, len(KINDS) - 1),
        "warm_up": st.booleans(),
        "reps": st.one_of(reps, st.tuples(weights, st.integers(0, 12)).map(lambda same: [(same[0], True)] * same[1])),
        "weight": weights,
        "seconds": st.none() | st.integers(0, 4000),
        "metres": st.none() | st.decimals(0, 20_000, places=2),
        "fate": st.sampled_from(["stays"] * 4 + ["deleted", "undone"]),
    }
)
sessions = st.fixed_dictionaries(
    {
        "at": moments,
        "zone": st.sampled_from(ZONES),
        "calculation": st.sampled_from([False] * 5 + [True]),
        "sets": st.lists(sets, max_size=5),
        "fate": st.sampled_from(["stays"] * 5 + ["deleted", "undone", "moved"]),
    }
)
periods = st.one_of(
    st.just(Period("all", None, None)),
    st.tuples(st.integers(0, 400), st.integers(0, 400)).map(
        lambda ends: Period("custom", TODAY - timedelta(days=max(ends)), TODAY - timedelta(days=min(ends)))
    ),
)


class World:
    """Exercises of every kind, two set types, and what becomes of a random history."""

    def __init__(self, owner: User) -> None:
        self.owner, self.scope = owner, Scope.of_user(owner)
        self.exercises: list[ExerciseType] = [make_exercise(kind=kind) for kind in KINDS]
        ExerciseMuscle.objects.create(exercise_type=self.exercises[0], muscle="chest")
        ExerciseMuscle.objects.create(exercise_type=self.exercises[0], muscle="triceps", is_primary=False)
        ExerciseMuscle.objects.create(exercise_type=self.exercises[1], muscle="triceps")
        self.types: dict[bool, SetType] = {
            warm_up: make_set_type(f"Warm-up {warm_up}", is_warm_up=warm_up) for warm_up in (False, True)
        }

    def live(self, history: Iterable[dict[str, Any]]) -> None:
        """Log it all, delete some, undo some, move some."""
        for one in history:
            kind = WorkoutSession.Kind.CALCULATION if one["calculation"] else WorkoutSession.Kind.WORKOUT
            session = make_session(self.owner, started_at=one["at"], time_zone=one["zone"], kind=kind)
            for each in one["sets"]:
                self._log(session, each)
            session.refresh_from_db()
            self._finish(session, one["fate"])

    def _log(self, session: WorkoutSession, each: dict[str, Any]) -> None:
        row = make_set(
            session,
            exercise_type=self.exercises[each["exercise"]],
            set_type=self.types[each["warm_up"]],
            weight=each["weight"],
            number_reps=0,
            duration_seconds=each["seconds"],
            distance_metres=each["metres"],
        )
        values = [RepValue(weight, done) for weight, done in each["reps"]]
        row = reps_write(scope=self.scope, workout_set=row, reps=values)
        if each["fate"] != "stays":
            undo = set_delete(scope=self.scope, workout_set=row)
            if each["fate"] == "undone":
                undo_apply(scope=self.scope, undo=undo)

    def _finish(self, session: WorkoutSession, fate: str) -> None:
        if fate == "moved":
            values = SessionValues(name="Moved", started_at=session.started_at - timedelta(days=9, hours=5))
            session_update(scope=self.scope, session=session, values=values)
        elif fate != "stays":
            undo = session_delete(scope=self.scope, session=session)
            if fate == "undone":
                undo_apply(scope=self.scope, undo=undo)


def near(value: Decimal | None, expected: Decimal | float | None) -> bool:
    """Equal to the last digit that is stored, give or take a rounding of the formulas."""
    if value is None or expected is None:
        return value is None and expected is None
    return abs(float(value) - float(expected)) <= 0.0002


def check_success(source: Source, inside: list[naive.NaiveSet]) -> None:
    expected = naive.success(inside)
    found = {row.exercise_id: (row.sets, row.done, row.failed) for row in source.per_exercise}
    assert found == expected
    whole = success.success(source)
    assert (whole.done, whole.failed) == (
        sum(done for _sets, done, _failed in expected.values()),
        sum(failed for _sets, _done, failed in expected.values()),
    )
    shown = {row.exercise_id for row in success.success_by_exercise(source)}
    assert shown == {key for key, (_sets, done, failed) in expected.items() if done + failed}


def check_progress(ask: Ask, world: World, inside: list[naive.NaiveSet]) -> None:
    for exercise in world.exercises:
        expected = naive.progress(inside, exercise.pk)
        chosen = Ask(ask.scope, ask.period, ask.today, exercise_id=exercise.pk)
        days = progress.progress(Source(chosen)).days
        assert [row.day for row in days] == list(expected)
        for row in days:
            heaviest, least, estimate = expected[row.day]
            assert (row.load, row.least_load) == (heaviest, least)
            assert near(row.estimate, estimate)


def check_volume(source: Source, inside: list[naive.NaiveSet]) -> None:
    expected = naive.weeks(inside, source.ask.first_weekday)
    found = {row.start: (row.sets, row.reps, row.tonnage) for row in volume.volume(source) if row.sets}
    assert found == expected


def check_muscles(source: Source, world: World, inside: list[naive.NaiveSet]) -> None:
    working = [each for each in inside if not each.warm_up]
    first = [each for each in working if each.exercise == world.exercises[0].pk]
    second = [each for each in working if each.exercise == world.exercises[1].pk]
    rows = muscles.trained(source)
    source.learn(row.exercise_id for row in rows)
    found = {work.muscle: (work.sets, work.tonnage, work.sets_beside) for work in muscles.muscle_work(rows, source)}
    expected: dict[Any, Any] = {}
    if first:
        expected["chest"] = (len(first), sum(each.tonnage for each in first), 0)
    if first or second:
        expected["triceps"] = (len(second), sum(each.tonnage for each in second), len(first))
    assert found == expected


def check_frequency(source: Source, inside: list[naive.NaiveSet]) -> None:
    found = frequency.frequency(source)
    assert {hour: count for hour, count in enumerate(found.hours) if count} == naive.hours(inside)
    assert found.sessions == len({each.session for each in inside})
    assert found.days == len({each.day for each in inside})
    assert sum(week.sessions for week in found.weeks) == found.sessions


def check_recent(source: Source, everything: list[naive.NaiveSet]) -> None:
    lately = naive.within(everything, TODAY - timedelta(days=29), TODAY)
    found = {row.exercise_id: (row.sets, row.reps, row.last) for row in recent.recent(source)}
    assert found == {
        key: (count, done, max(each.day for each in lately if each.exercise == key))
        for key, (count, done, _failed) in naive.success(lately).items()
    }


def check_bests(source: Source, everything: list[naive.NaiveSet]) -> None:
    found = {(one.exercise_id, one.kind.value): one for each in best.bests(source) for one in each.bests}
    expected = naive.bests(everything)
    assert set(found) == set(expected)
    for key, one in found.items():
        assert near(one.value, expected[key]), key
        then = [each for each in everything if each.session == one.session_id and each.exercise == key[0]]
        assert near(one.value, naive.bests(then)[key]), "it was reached in the session that is named"
        assert {each.day for each in then} == {one.day}
        earlier = naive.bests([each for each in everything if each.day < one.day])
        assert not near(one.value, earlier.get(key)), "of equal ones the first is named"


def check_exercise(source: Source, world: World, everything: list[naive.NaiveSet]) -> None:
    exercise = world.exercises[0].pk
    found = exercise_history(source, exercise)
    expected: dict[Any, Any] = {}
    for each in everything:
        if each.exercise == exercise:
            day, count, done = expected.get(each.session, (each.day, 0, 0))
            expected[each.session] = (day, count + 1, done + len(each.done))
    assert {row.session_id: (row.day, row.sets, row.done) for row in found.sessions} == expected
    assert [row.day for row in found.sessions] == sorted(row.day for row in found.sessions)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=st.lists(sessions, min_size=1, max_size=6), period=periods, first_weekday=st.sampled_from([0, 5, 6]))
def test_reports_say_what_a_naive_computation_says(
    owner: User, history: list[dict[str, Any]], period: Period, first_weekday: int
) -> None:
    with transaction.atomic():
        world = World(owner)
        world.live(history)
        everything = naive.sets_of(owner.pk)
        inside = naive.within(everything, period.first, period.last)
        ask = Ask(world.scope, period, TODAY, first_weekday=first_weekday)
        source = Source(ask)
        check_success(source, inside)
        check_progress(ask, world, inside)
        check_volume(source, inside)
        check_muscles(source, world, inside)
        check_frequency(source, inside)
        check_recent(source, everything)
        check_bests(source, everything)
        check_exercise(source, world, everything)
        transaction.set_rollback(True)


def test_streaks_count_weeks_in_a_row() -> None:
    def streaks(*days_ago: int, first_weekday: int = 0) -> tuple[int, int]:
        return frequency.streaks((TODAY - timedelta(days=days) for days in days_ago), TODAY, first_weekday)

    assert TODAY.weekday() == 3
    assert streaks() == (0, 0)
    assert streaks(0) == (1, 1)
    assert streaks(0, 3, 4) == (2, 2), "Monday is this week, Sunday the last one"
    assert streaks(7) == (1, 1), "this week is not over yet"
    assert streaks(14) == (0, 1)
    assert streaks(0, 7, 14, 28, 35, 42, 49) == (3, 4)
    assert streaks(0, 4, first_weekday=6) == (1, 1), "where weeks start on Sunday"
    assert streaks(-3) == (0, 0), "what is planned for tomorrow is no streak"
