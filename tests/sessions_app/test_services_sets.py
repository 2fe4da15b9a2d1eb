"""The verbs of a set and its reps, and every way they refuse."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from sessions_app.errors import LimitError, StaleError
from sessions_app.models import ExerciseType, Rep, Undo, WorkoutSession, WorkoutSet
from sessions_app.services import (
    SetValues,
    rep_mark,
    reps_write,
    session_delete,
    set_clone,
    set_delete,
    set_log,
    set_move,
    set_update,
    sets,
)
from sessions_app.sums import RepValue
from sharing.scope import Area, Scope
from tests.factories import (
    START,
    make_exercise,
    make_session,
    make_set,
    make_set_of_reps,
    make_set_type,
    make_user,
    set_values,
)
from tests.safety.queries import queries
from tests.sessions_app.looks import Heard, log_version, order_of, reps_of, totals_of

pytestmark = pytest.mark.django_db
HUNDRED = Decimal(100)


@pytest.fixture
def scope(owner: User) -> Any:
    return Scope.of_user(owner)


@pytest.fixture
def session(owner: User) -> Any:
    return make_session(owner)


def sums_of(row: Any) -> tuple[Any, ...]:
    row = WorkoutSet.objects.get(pk=row.pk)
    return row.number_reps, row.reps_done, row.reps_failed, row.top_weight, row.top_weight_reps, row.tonnage


def changed(row: Any, **values: Any) -> Any:
    """What the set says now, with some of it changed."""
    row = WorkoutSet.objects.select_related("exercise_type", "set_type").get(pk=row.pk)
    return SetValues(**{name: getattr(row, name) for name in SetValues.__dataclass_fields__} | values)


# --- set_log ---------------------------------------------------------------------------------------------------


def test_a_logged_set_has_all_its_reps_successful_at_its_weight(session: Any) -> None:
    row = make_set(session, number_reps=3, weight=Decimal("82.5"))
    assert reps_of(row) == [(Decimal("82.5"), True)] * 3
    assert sums_of(row) == (3, 3, 0, Decimal("82.5"), 3, Decimal("247.5"))
    assert totals_of(session) == (1, 3, Decimal("247.5"))


def test_a_logged_set_keeps_everything_that_was_said_about_it(session: Any) -> None:
    said: dict[str, Any] = {
        "number_reps": 8,
        "weight": Decimal("61.2345"),
        "target_reps": 10,
        "rpe": Decimal("8.5"),
        "rest_seconds": 90,
        "duration_seconds": 40,
        "distance_metres": Decimal("12.34"),
        "superset_group": 2,
        "description": "with a pause",
        "notes": "left shoulder fine",
    }
    row = WorkoutSet.objects.get(pk=make_set(session, **said).pk)
    assert {name: getattr(row, name) for name in said} == said


def test_a_logged_set_copies_owner_day_and_kind_of_its_session_and_the_flag_of_its_type(owner: User) -> None:
    session = make_session(owner, kind=WorkoutSession.Kind.CALCULATION)
    row = WorkoutSet.objects.get(pk=make_set(session, set_type=make_set_type(is_warm_up=True)).pk)
    assert (row.owner, row.local_date, row.session_kind, row.is_warm_up) == (
        owner,
        session.local_date,
        "calculation",
        True,
    )


def test_sets_stand_in_the_order_they_were_logged(session: Any) -> None:
    rows = [make_set(session).pk for _ in range(3)]
    assert order_of(session) == rows
    assert WorkoutSession.objects.get().next_position == 4


def test_a_set_without_reps_is_a_set(session: Any) -> None:
    row = make_set(session, number_reps=0, weight=Decimal(0), duration_seconds=60)
    assert (reps_of(row), sums_of(row)) == ([], (0, 0, 0, 0, 0, 0))
    assert totals_of(session) == (1, 0, 0)


def test_help_on_an_assisted_exercise_is_no_tonnage(session: Any) -> None:
    row = make_set(session, exercise_type=make_exercise(kind="assisted"), number_reps=6, weight=Decimal(20))
    assert sums_of(row) == (6, 6, 0, 20, 6, 0)
    assert totals_of(session) == (1, 6, 0)


def test_a_weight_with_too_many_decimals_is_taken_to_what_is_stored_before_it_is_summed(session: Any) -> None:
    row = make_set(session, number_reps=1000, weight=Decimal("0.12345"))
    assert reps_of(row)[0] == (Decimal("0.1234"), True)
    assert sums_of(row)[-1] == Decimal("123.4")


def test_a_set_sent_twice_with_one_client_id_is_stored_once_and_is_no_news(owner: User, session: Any) -> None:
    client_id = uuid.uuid4()
    first = make_set(session, client_id=client_id)
    version = log_version(owner)
    assert make_set(session, client_id=client_id, number_reps=9) == first
    assert totals_of(session) == (1, 5, 500)
    assert log_version(owner) == version


def test_the_same_client_id_of_two_athletes_makes_two_sets(session: Any) -> None:
    client_id = uuid.uuid4()
    make_set(session, client_id=client_id)
    make_set(make_session(make_user()), client_id=client_id)
    assert WorkoutSet.objects.count() == 2


def test_a_full_session_takes_no_more_sets(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "MAX_SETS_PER_SESSION", 2)
    client_id = uuid.uuid4()
    make_set(session, client_id=client_id)
    last = make_set(session)
    with pytest.raises(LimitError, match="at most 2 sets"):
        make_set(session)
    with pytest.raises(LimitError, match="at most 2 sets"):
        set_clone(scope=Scope.of_user(session.owner), workout_set=last)
    assert make_set(session, client_id=client_id).position == 1, "sending again what is stored is still answered"
    assert (totals_of(session)[0], len(order_of(session))) == (2, 2)


@pytest.mark.parametrize("number", [-1, 1001])
def test_a_number_of_reps_that_no_set_may_have_is_refused(number: int) -> None:
    with pytest.raises(LimitError, match="at most 1000 reps"):
        set_values(ExerciseType(), make_set_type(), number_reps=number)


def test_logging_a_set_takes_few_queries(session: Any, scope: Any) -> None:
    values = set_values()
    with queries() as asked:
        set_log(scope=scope, session=session, values=values, client_id=uuid.uuid4())
    assert len(asked) == 5, "lock, set, reps, sums, version"


# --- set_update ------------------------------------------------------------------------------------------------


def test_more_reps_are_added_at_the_end_as_successful(scope: Any, session: Any) -> None:
    row = make_set_of_reps(session, [(100, True), (100, False)])
    set_update(scope=scope, workout_set=row, values=changed(row, number_reps=4))
    assert reps_of(row) == [(100, True), (100, False), (100, True), (100, True)]
    assert sums_of(row) == (4, 3, 1, 100, 3, 300)
    assert totals_of(session) == (1, 4, 300)


def test_fewer_reps_are_taken_from_the_end(scope: Any, session: Any) -> None:
    row = make_set_of_reps(session, [(100, False), (100, True), (90, True)])
    set_update(scope=scope, workout_set=row, values=changed(row, number_reps=2))
    assert reps_of(row) == [(100, False), (100, True)]
    assert totals_of(session) == (1, 2, 100)


def test_a_new_weight_goes_to_the_reps_that_had_the_old_one(scope: Any, session: Any) -> None:
    row = make_set_of_reps(session, [(100, True), (90, True), (100, False)])
    set_update(scope=scope, workout_set=row, values=changed(row, weight=Decimal(105)))
    assert reps_of(row) == [(105, True), (90, True), (105, False)]
    assert sums_of(row) == (3, 2, 1, 105, 1, 195)


def test_weight_and_number_can_change_at_once(scope: Any, session: Any) -> None:
    row = make_set_of_reps(session, [(100, True), (90, True)])
    set_update(scope=scope, workout_set=row, values=changed(row, weight=Decimal(80), number_reps=3))
    assert reps_of(row) == [(80, True), (90, True), (80, True)]
    assert sums_of(row) == (3, 3, 0, 90, 1, 250)


def test_another_exercise_kind_changes_the_tonnage_there_and_back(scope: Any, session: Any) -> None:
    row = make_set(session, number_reps=4)
    bench = row.exercise_type
    assisted = make_exercise(kind="assisted")
    set_update(scope=scope, workout_set=row, values=changed(row, exercise_type=assisted))
    assert (sums_of(row)[-1], totals_of(session)) == (0, (1, 4, 0))
    set_update(scope=scope, workout_set=row, values=changed(row, exercise_type=bench))
    assert (sums_of(row)[-1], totals_of(session)) == (400, (1, 4, 400))


def test_another_set_type_changes_the_warm_up_flag(scope: Any, session: Any) -> None:
    row = make_set(session)
    set_update(scope=scope, workout_set=row, values=changed(row, set_type=make_set_type(is_warm_up=True)))
    assert WorkoutSet.objects.get().is_warm_up is True


def test_an_update_counts_both_revisions_up(scope: Any, session: Any) -> None:
    row = make_set(session)
    before = WorkoutSession.objects.get().revision
    assert set_update(scope=scope, workout_set=row, values=changed(row, notes="x"), revision=1).revision == 2
    assert (WorkoutSet.objects.get().revision, WorkoutSession.objects.get().revision) == (2, before + 1)


STALE: dict[str, Callable[[Scope, WorkoutSet], object]] = {
    "set_update": lambda scope, row: set_update(
        scope=scope, workout_set=row, values=changed(row, number_reps=1), revision=1
    ),
    "reps_write": lambda scope, row: reps_write(scope=scope, workout_set=row, reps=[], revision=1),
}


@pytest.mark.parametrize("verb", STALE)
def test_a_set_changed_elsewhere_meanwhile_is_not_overwritten(owner: User, scope: Any, session: Any, verb: Any) -> None:
    row = make_set(session)
    rep_mark(scope=scope, workout_set=row, number=1, success=False)
    version = log_version(owner)
    with pytest.raises(StaleError):
        STALE[verb](scope, row)
    assert (sums_of(row)[:3], log_version(owner)) == ((5, 4, 1), version)


# --- reps ------------------------------------------------------------------------------------------------------


def test_the_grid_writes_all_reps_and_leaves_the_weight_of_the_set(scope: Any, session: Any) -> None:
    row = make_set(session)
    grid = [RepValue(Decimal("102.5"), success=True), RepValue(Decimal("97.5"), success=False)]
    reps_write(scope=scope, workout_set=row, reps=grid)
    assert reps_of(row) == grid
    assert WorkoutSet.objects.get().weight == 100
    assert sums_of(row) == (2, 1, 1, Decimal("102.5"), 1, Decimal("102.5"))
    assert totals_of(session) == (1, 2, Decimal("102.5"))


def test_the_grid_can_empty_a_set(scope: Any, session: Any) -> None:
    row = make_set(session)
    reps_write(scope=scope, workout_set=row, reps=[])
    assert (reps_of(row), sums_of(row), totals_of(session)) == ([], (0, 0, 0, 0, 0, 0), (1, 0, 0))


def test_the_grid_takes_weights_to_what_is_stored_before_it_sums_them(scope: Any, session: Any) -> None:
    row = make_set(session)
    reps_write(scope=scope, workout_set=row, reps=[RepValue(Decimal("1.00005"), success=True)] * 2)
    assert reps_of(row) == [(1, True), (1, True)]
    assert sums_of(row)[-1] == 2


def test_the_grid_refuses_more_reps_than_a_set_may_have(scope: Any, session: Any) -> None:
    row = make_set(session)
    with pytest.raises(LimitError):
        reps_write(scope=scope, workout_set=row, reps=[RepValue(HUNDRED, success=True)] * 1001)
    assert len(reps_of(row)) == 5


def test_a_rep_is_ticked_off_and_back(scope: Any, session: Any) -> None:
    row = make_set(session, number_reps=3)
    rep_mark(scope=scope, workout_set=row, number=2, success=False)
    assert reps_of(row) == [(100, True), (100, False), (100, True)]
    assert (sums_of(row), totals_of(session)) == ((3, 2, 1, 100, 2, 200), (1, 3, 200))
    rep_mark(scope=scope, workout_set=row, number=2, success=True)
    assert totals_of(session) == (1, 3, 300)


def test_a_set_whose_every_rep_failed_has_no_top_weight(scope: Any, session: Any) -> None:
    row = make_set(session, number_reps=1)
    rep_mark(scope=scope, workout_set=row, number=1, success=False)
    assert sums_of(row) == (1, 0, 1, 0, 0, 0)


@pytest.mark.parametrize("number", [-1, 0, 6])
def test_a_rep_that_is_not_there_can_not_be_marked(scope: Any, session: Any, number: int) -> None:
    row = make_set(session)
    with pytest.raises(Rep.DoesNotExist):
        rep_mark(scope=scope, workout_set=row, number=number, success=False)
    assert reps_of(row) == [(100, True)] * 5


# --- set_clone -------------------------------------------------------------------------------------------------


def test_a_clone_stands_right_after_its_original_with_all_reps_successful(scope: Any, session: Any) -> None:
    first = make_set_of_reps(session, [(100, True), (90, False)], notes="pause", rpe=Decimal(9))
    second = make_set(session)
    clone = set_clone(scope=scope, workout_set=first)
    assert order_of(session) == [first.pk, clone.pk, second.pk]
    assert reps_of(clone) == [(100, True), (90, True)]
    assert (clone.notes, clone.rpe, clone.weight, clone.revision) == ("pause", Decimal(9), HUNDRED, 1)
    assert totals_of(session) == (3, 9, Decimal(100 + 500 + 190))


def test_a_clone_of_the_last_set_is_last(scope: Any, session: Any) -> None:
    row = make_set(session)
    clone = set_clone(scope=scope, workout_set=row)
    later = make_set(session)
    assert order_of(session) == [row.pk, clone.pk, later.pk]


def test_a_clone_takes_the_place_of_a_deleted_set(scope: Any, session: Any) -> None:
    rows = [make_set(session) for _ in range(3)]
    set_delete(scope=scope, workout_set=rows[1])
    clone = set_clone(scope=scope, workout_set=rows[0])
    assert order_of(session) == [rows[0].pk, clone.pk, rows[2].pk]
    assert make_set(session).position > rows[2].position


def test_a_clone_sent_twice_with_one_client_id_is_made_once(scope: Any, session: Any) -> None:
    first, second = make_set(session), make_set(session)
    client_id = uuid.uuid4()
    clone = set_clone(scope=scope, workout_set=first, client_id=client_id)
    assert set_clone(scope=scope, workout_set=first, client_id=client_id) == clone
    assert order_of(session) == [first.pk, clone.pk, second.pk]


# --- set_move --------------------------------------------------------------------------------------------------


def test_moving_swaps_with_the_neighbour_also_across_a_gap(scope: Any, session: Any) -> None:
    rows = [make_set(session) for _ in range(4)]
    a, b, c, d = (row.pk for row in rows)
    set_delete(scope=scope, workout_set=rows[2])
    assert set_move(scope=scope, workout_set=rows[3], down=False) is True
    assert order_of(session) == [a, d, b]
    assert set_move(scope=scope, workout_set=rows[0], down=True) is True
    assert order_of(session) == [d, a, b]
    assert c not in order_of(session)


def test_the_first_can_not_go_up_nor_the_last_down(owner: User, scope: Any, session: Any) -> None:
    first, last = make_set(session), make_set(session)
    version = log_version(owner)
    assert set_move(scope=scope, workout_set=first, down=False) is False
    assert set_move(scope=scope, workout_set=last, down=True) is False
    assert (order_of(session), log_version(owner)) == ([first.pk, last.pk], version)


# --- set_delete ------------------------------------------------------------------------------------------------


def test_deleting_a_set_takes_its_reps_and_sums(owner: User, scope: Any, session: Any) -> None:
    gone = make_set(session, exercise_type=make_exercise("Zercher Squat"))
    kept = make_set(session)
    undo = set_delete(scope=scope, workout_set=gone)
    assert order_of(session) == [kept.pk]
    assert totals_of(session) == (1, 5, 500)
    assert set(Rep.objects.values_list("workout_set", flat=True)) == {kept.pk}
    assert (undo.owner, undo.kind, undo.label) == (owner, "sets", "Set of Zercher Squat deleted.")


def test_a_new_set_never_gets_the_place_of_a_deleted_last_one(scope: Any, session: Any) -> None:
    make_set(session)
    last = make_set(session)
    set_delete(scope=scope, workout_set=last)
    assert make_set(session).position == 3


# --- who may ---------------------------------------------------------------------------------------------------

VERBS: dict[str, Callable[[Scope, WorkoutSet], object]] = {
    "set_update": lambda scope, row: set_update(scope=scope, workout_set=row, values=changed(row, number_reps=1)),
    "reps_write": lambda scope, row: reps_write(scope=scope, workout_set=row, reps=[]),
    "rep_mark": lambda scope, row: rep_mark(scope=scope, workout_set=row, number=1, success=False),
    "set_clone": lambda scope, row: set_clone(scope=scope, workout_set=row),
    "set_move": lambda scope, row: set_move(scope=scope, workout_set=row, down=True),
    "set_delete": lambda scope, row: set_delete(scope=scope, workout_set=row),
}


@pytest.mark.parametrize("verb", VERBS)
def test_somebody_elses_set_does_not_exist_for_a_stranger(stranger: User, owner: User, session: Any, verb: Any) -> None:
    row, other = make_set(session), make_set(session)
    version = log_version(owner)
    with pytest.raises(WorkoutSession.DoesNotExist):
        VERBS[verb](Scope.of_user(stranger), row)
    assert (order_of(session), sums_of(row), totals_of(session)) == (
        [row.pk, other.pk],
        (5, 5, 0, 100, 5, 500),
        (2, 10, 1000),
    )
    assert (log_version(owner), log_version(stranger), Undo.objects.count()) == (version, None, 0)


def test_a_stranger_logs_nothing_into_my_session(stranger: User, session: Any) -> None:
    with pytest.raises(WorkoutSession.DoesNotExist):
        set_log(scope=Scope.of_user(stranger), session=session, values=set_values())
    assert order_of(session) == []


def test_a_set_can_not_be_reached_through_a_session_of_ones_own(stranger: User, session: Any) -> None:
    """A forged session key on the set in hand opens nothing: the database is asked for both together."""
    row = make_set(session)
    row.session = make_session(stranger)
    with pytest.raises(WorkoutSet.DoesNotExist):
        set_delete(scope=Scope.of_user(stranger), workout_set=row)
    assert len(order_of(session)) == 1


@pytest.mark.parametrize("verb", VERBS)
def test_a_scope_that_may_only_read_writes_nothing(owner: User, session: Any, verb: Any) -> None:
    row = make_set(session)
    for scope in (Scope(owner=owner, areas=frozenset(Area), can_write=False), Scope.nobody()):
        with pytest.raises(PermissionError):
            VERBS[verb](scope, row)
    assert sums_of(row) == (5, 5, 0, 100, 5, 500)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "set_update"])
def test_a_set_that_is_gone_meanwhile_is_not_written_to(scope: Any, session: Any, verb: Any) -> None:
    row = make_set(session)
    set_delete(scope=scope, workout_set=row)
    with pytest.raises(WorkoutSet.DoesNotExist):
        VERBS[verb](scope, row)
    assert (order_of(session), Rep.objects.count()) == ([], 0)


def test_no_set_is_logged_into_a_session_that_is_gone(scope: Any, session: Any) -> None:
    session_delete(scope=scope, session=session)
    with pytest.raises(WorkoutSession.DoesNotExist):
        set_log(scope=scope, session=session, values=set_values())


@pytest.mark.parametrize("made", ["exercise_type", "set_type"])
def test_somebody_elses_exercise_or_set_type_is_never_written(
    stranger: User, scope: Any, session: Any, made: str
) -> None:
    theirs: Any = {"exercise_type": make_exercise, "set_type": make_set_type}[made](owner=stranger)
    with pytest.raises(PermissionError):
        set_log(scope=scope, session=session, values=set_values(**{made: theirs}))
    row = make_set(session)
    with pytest.raises(PermissionError):
        set_update(scope=scope, workout_set=row, values=changed(row, **{made: theirs}))
    assert not WorkoutSet.objects.filter(**{made: theirs}).exists()


def test_ones_own_exercise_and_set_type_can_be_used(owner: User, session: Any) -> None:
    row = make_set(session, exercise_type=make_exercise(owner=owner), set_type=make_set_type(owner=owner))
    assert order_of(session) == [row.pk]


def test_every_verb_renews_the_version_and_names_the_session(
    owner: User, scope: Any, django_capture_on_commit_callbacks: Any
) -> None:
    session = make_session(owner, started_at=START)
    versions = {log_version(owner)}
    verbs = ["set_log", *VERBS]
    with Heard() as heard, django_capture_on_commit_callbacks(execute=True):
        row = make_set(session)
        versions.add(log_version(owner))
        VERBS["set_clone"](scope, row)
        versions.add(log_version(owner))
        for verb in ("set_update", "rep_mark", "reps_write", "set_move", "set_delete"):
            VERBS[verb](scope, row)
            versions.add(log_version(owner))
    assert len(versions) == len(verbs) + 1
    assert {news[1] for news in heard.news} == set(verbs)
    assert {(news[0], news[2]) for news in heard.news} == {(owner.pk, (session.pk,))}
