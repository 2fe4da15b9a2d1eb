"""Personal records: what counts, what a set broke, the best of each exercise."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from sessions_app.estimates import estimate_in_sql, estimated_max, rounded
from sessions_app.models import ExerciseType, SetType, WorkoutSession, WorkoutSet
from sessions_app.models.vocabulary import Kind
from sessions_app.records import RecordKind, bests_of, meant, records_broken, records_of_session
from sharing.scope import Area, Scope
from tests.factories import START, make_exercise, make_session, make_set, make_set_of_reps, make_set_type
from tests.safety.queries import assert_constant_queries, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def working() -> SetType:
    return make_set_type("Working")


@pytest.fixture
def bench() -> ExerciseType:
    return make_exercise("Bench")


def on_day(owner: User, day: int, **fields: Any) -> WorkoutSession:
    return make_session(owner, f"Day {day}", started_at=START + timedelta(days=day), **fields)


def broken(owner: User, row: WorkoutSet) -> dict[RecordKind, tuple[Decimal, Decimal]]:
    """What the set broke: the new value and the old one."""
    row = WorkoutSet.objects.select_related("session").get(pk=row.pk)
    return {record.kind: (record.value, record.before) for record in records_broken(Scope.of_user(owner), row)}


def bests(owner: User, *exercises: ExerciseType) -> dict[RecordKind, Decimal]:
    rows = WorkoutSet.objects.visible_to(Scope.of_user(owner))
    return {best.kind: best.value for best in meant(bests_of(rows), {row.pk: row.kind for row in exercises})}


def test_the_first_set_of_an_exercise_breaks_nothing(owner: User) -> None:
    assert broken(owner, make_set(make_session(owner))) == {}


def test_a_heavier_set_breaks_weight_estimate_and_volume(owner: User, bench: ExerciseType) -> None:
    make_set(on_day(owner, 0), exercise_type=bench, weight=Decimal(100))
    row = make_set(on_day(owner, 2), exercise_type=bench, weight=Decimal("102.5"))
    assert broken(owner, row) == {
        RecordKind.HEAVIEST: (Decimal("102.5"), Decimal(100)),
        RecordKind.ESTIMATE: (estimated_max(Decimal("102.5"), 5), estimated_max(Decimal(100), 5)),
        RecordKind.VOLUME: (Decimal("512.5"), Decimal(500)),
    }


def test_an_equal_set_breaks_nothing(owner: User, bench: ExerciseType) -> None:
    make_set(on_day(owner, 0), exercise_type=bench)
    assert broken(owner, make_set(on_day(owner, 2), exercise_type=bench)) == {}


def test_more_reps_with_less_weight_break_the_reps_alone(owner: User, bench: ExerciseType) -> None:
    make_set(on_day(owner, 0), exercise_type=bench)
    row = make_set(on_day(owner, 2), exercise_type=bench, weight=Decimal(20), number_reps=12)
    assert broken(owner, row) == {RecordKind.MOST_REPS: (Decimal(12), Decimal(5))}


def test_within_a_session_only_the_set_that_passes_the_best_is_marked(owner: User, bench: ExerciseType) -> None:
    make_set(on_day(owner, 0), exercise_type=bench)
    session = on_day(owner, 2)
    rows = [make_set(session, exercise_type=bench, weight=Decimal(weight)) for weight in (90, 101, 101, 102)]
    kinds = [set(broken(owner, row)) for row in rows]
    better = {RecordKind.HEAVIEST, RecordKind.ESTIMATE}
    assert kinds == [set(), better | {RecordKind.VOLUME}, set(), better]


def test_a_record_stays_one_when_better_sets_follow(owner: User, bench: ExerciseType) -> None:
    make_set(on_day(owner, 0), exercise_type=bench)
    row = make_set(on_day(owner, 2), exercise_type=bench, weight=Decimal(101))
    make_set(on_day(owner, 4), exercise_type=bench, weight=Decimal(120))
    assert RecordKind.HEAVIEST in broken(owner, row)


def test_a_set_entered_for_an_earlier_day_is_compared_with_what_was_before(owner: User, bench: ExerciseType) -> None:
    make_set(on_day(owner, 0), exercise_type=bench)
    make_set(on_day(owner, 9), exercise_type=bench, weight=Decimal(150))
    row = make_set(on_day(owner, 4), exercise_type=bench, weight=Decimal(110))
    assert broken(owner, row)[RecordKind.HEAVIEST] == (Decimal(110), Decimal(100))


def test_the_earlier_session_of_the_same_day_comes_first(owner: User, bench: ExerciseType) -> None:
    evening = make_session(owner, started_at=START)
    morning = make_session(owner, started_at=START - timedelta(hours=8))
    late = make_set(evening, exercise_type=bench, weight=Decimal(110))
    early = make_set(morning, exercise_type=bench, weight=Decimal(100))
    assert broken(owner, early) == {}
    assert RecordKind.HEAVIEST in broken(owner, late)


def test_failed_reps_warm_ups_and_calculations_never_make_a_record(owner: User, bench: ExerciseType) -> None:
    make_set(on_day(owner, 0), exercise_type=bench)
    warm_up = make_set_type("Warm-up", is_warm_up=True)
    session = on_day(owner, 2)
    failed = make_set_of_reps(session, [(200, False)] * 9, exercise_type=bench)
    warm = make_set(session, exercise_type=bench, set_type=warm_up, weight=Decimal(300), number_reps=20)
    calculated = make_set(
        on_day(owner, 3, kind=WorkoutSession.Kind.CALCULATION), exercise_type=bench, weight=Decimal(400)
    )
    assert [broken(owner, row) for row in (failed, warm, calculated)] == [{}, {}, {}]
    assert bests(owner, bench) == {
        RecordKind.HEAVIEST: Decimal(100),
        RecordKind.ESTIMATE: estimated_max(Decimal(100), 5),
        RecordKind.MOST_REPS: Decimal(5),
        RecordKind.VOLUME: Decimal(500),
    }


def test_a_half_failed_set_counts_what_succeeded(owner: User, bench: ExerciseType) -> None:
    make_set_of_reps(on_day(owner, 0), [(100, True), (110, True), (110, True), (120, False)], exercise_type=bench)
    assert bests(owner, bench) == {
        RecordKind.HEAVIEST: Decimal(110),
        RecordKind.ESTIMATE: estimated_max(Decimal(110), 2),
        RecordKind.MOST_REPS: Decimal(3),
        RecordKind.VOLUME: Decimal(320),
    }


def test_on_an_assisted_exercise_less_help_is_better(owner: User) -> None:
    pull_up = make_exercise(kind=Kind.ASSISTED)
    make_set(on_day(owner, 0), exercise_type=pull_up, weight=Decimal(30))
    worse = make_set(on_day(owner, 1), exercise_type=pull_up, weight=Decimal(40))
    better = make_set(on_day(owner, 2), exercise_type=pull_up, weight=Decimal(20))
    alone = make_set(on_day(owner, 3), exercise_type=pull_up, weight=Decimal(0))
    assert broken(owner, worse) == {}
    assert broken(owner, better) == {RecordKind.LEAST_HELP: (Decimal(20), Decimal(30))}
    assert broken(owner, alone) == {RecordKind.LEAST_HELP: (Decimal(0), Decimal(20))}
    assert bests(owner, pull_up) == {RecordKind.LEAST_HELP: Decimal(0), RecordKind.MOST_REPS: Decimal(5)}


@pytest.mark.parametrize(
    ("kind", "first", "second", "expected"),
    [
        (Kind.DURATION, {"duration_seconds": 60}, {"duration_seconds": 75}, {RecordKind.LONGEST: (75, 60)}),
        (
            Kind.DISTANCE,
            {"distance_metres": Decimal(5000), "duration_seconds": 1500},
            {"distance_metres": Decimal(6000), "duration_seconds": 1400},
            {RecordKind.FARTHEST: (6000, 5000)},
        ),
        (
            Kind.WEIGHT_DURATION,
            {"weight": Decimal(10), "duration_seconds": 60},
            {"weight": Decimal(20), "duration_seconds": 30},
            {RecordKind.HEAVIEST: (20, 10)},
        ),
        (
            Kind.WEIGHT_DISTANCE,
            {"weight": Decimal(10), "distance_metres": Decimal(40)},
            {"weight": Decimal(5), "distance_metres": Decimal(50)},
            {RecordKind.FARTHEST: (50, 40)},
        ),
    ],
)
def test_times_and_distances_make_records_without_any_rep(
    owner: User, kind: Kind, first: dict[str, Any], second: dict[str, Any], expected: dict[RecordKind, Any]
) -> None:
    exercise = make_exercise(kind=kind)
    nothing: dict[str, Any] = {"number_reps": 0, "weight": Decimal(0)}
    make_set(on_day(owner, 0), exercise_type=exercise, **(nothing | first))
    assert broken(owner, make_set(on_day(owner, 1), exercise_type=exercise, **(nothing | second))) == expected


def test_a_timed_set_whose_rep_failed_makes_no_record(owner: User) -> None:
    plank = make_exercise(kind=Kind.DURATION)
    make_set(on_day(owner, 0), exercise_type=plank, number_reps=0, weight=Decimal(0), duration_seconds=60)
    row = make_set_of_reps(on_day(owner, 1), [(0, False)], exercise_type=plank, duration_seconds=90)
    assert broken(owner, row) == {}


def test_of_equal_bests_the_earliest_is_named(owner: User, bench: ExerciseType) -> None:
    later, first = on_day(owner, 5), on_day(owner, 1)
    for session in (later, first):
        make_set(session, exercise_type=bench)
    found = bests_of(WorkoutSet.objects.visible_to(Scope.of_user(owner)))
    assert {(best.session_id, best.day) for best in found} == {(first.pk, first.local_date)}


def test_the_whole_session_is_answered_at_once(owner: User, bench: ExerciseType, working: SetType) -> None:
    row = make_exercise("Row")
    for exercise in (bench, row):
        make_set(on_day(owner, 0), exercise_type=exercise, set_type=working)
    session = on_day(owner, 1)
    sets = [make_set(session, exercise_type=each, weight=Decimal(101)) for each in (bench, row, bench)]
    found = records_of_session(Scope.of_user(owner), session)
    assert {key: set(dict.fromkeys(record.kind for record in kinds)) for key, kinds in found.items()} == {
        sets[0].pk: {RecordKind.HEAVIEST, RecordKind.ESTIMATE, RecordKind.VOLUME},
        sets[1].pk: {RecordKind.HEAVIEST, RecordKind.ESTIMATE, RecordKind.VOLUME},
    }


def test_it_takes_two_queries_whatever_the_length_of_the_history(owner: User, bench: ExerciseType) -> None:
    scope = Scope.of_user(owner)
    session = on_day(owner, 900)
    last = make_set(session, exercise_type=bench)
    last.session = session

    def grow() -> None:
        for day in range(5):
            make_set(on_day(owner, day), exercise_type=bench)

    assert assert_constant_queries(lambda: records_broken(scope, last), grow=grow) == 2
    with queries() as asked:
        records_of_session(scope, session)
    assert len(asked) == 2


def test_another_athletes_sets_make_no_difference(owner: User, stranger: User, bench: ExerciseType) -> None:
    make_set(on_day(stranger, 0), exercise_type=bench)
    row = make_set(on_day(owner, 1), exercise_type=bench, weight=Decimal(101))
    assert broken(owner, row) == {}


def test_who_may_see_nothing_has_no_bests(owner: User, bench: ExerciseType) -> None:
    make_set(make_session(owner), exercise_type=bench)
    assert bests_of(WorkoutSet.objects.visible_to(Scope.nobody())) == []


def test_a_link_for_one_session_compares_within_it(owner: User, bench: ExerciseType) -> None:
    make_set(on_day(owner, 0), exercise_type=bench)
    session = on_day(owner, 1)
    row = make_set(session, exercise_type=bench, weight=Decimal(101))
    visitor = Scope(owner=owner, areas=frozenset({Area.REPORTS}), only_session=session.pk)
    row.session = session
    assert records_broken(visitor, row, Area.REPORTS) == ()
    assert records_broken(visitor, row, Area.SESSIONS) == ()
    found = bests_of(WorkoutSet.objects.visible_to(visitor, Area.REPORTS))
    assert {best.session_id for best in found} == {session.pk}


def test_the_estimate_in_sql_is_the_one_in_python(owner: User, bench: ExerciseType) -> None:
    session = make_session(owner)
    for reps in range(13):
        make_set(session, exercise_type=bench, number_reps=reps, weight=Decimal("82.1234"))
    make_set(session, exercise_type=bench, number_reps=3, weight=Decimal(0))
    rows = WorkoutSet.objects.annotate(estimate=estimate_in_sql()).values_list(
        "top_weight", "top_weight_reps", "estimate"
    )
    assert [rounded(estimate) for *_columns, estimate in rows] == [estimated_max(w, r) for w, r, _estimate in rows]


def test_the_lifted_weight_is_the_estimate_at_one_rep_and_there_is_none_above_ten() -> None:
    assert estimated_max(Decimal(120), 1) == Decimal(120)
    assert estimated_max(Decimal(100), 5) == Decimal("115.4877")
    assert [estimated_max(Decimal(100), reps) for reps in (0, 11)] == [None, None]
    assert estimated_max(Decimal(0), 5) is None
