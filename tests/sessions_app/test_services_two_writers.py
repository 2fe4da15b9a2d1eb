"""Writers who come at the same moment: nothing is lost, nothing happens twice, nobody sees "database is locked"."""

import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from sessions_app.models import DataVersion, Undo, WorkoutSession, WorkoutSet
from sessions_app.services import (
    SetValues,
    rep_mark,
    session_delete,
    session_finish,
    set_clone,
    set_delete,
    set_log,
    set_move,
    set_update,
    undo_apply,
)
from sessions_app.services.bulk import reserve_ids
from sessions_app.services.check import sums_check
from sessions_app.services.writing import Area, data_version_renew
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type, make_user, set_values
from tests.sessions_app.looks import order_of, reps_of, totals_of
from tests.two_databases.writers import database_for_many, errors, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def many(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with database_for_many(tmp_path):
        yield


@pytest.fixture
def session(many: Any) -> WorkoutSession:
    return make_session(make_user())


@pytest.fixture
def values(many: Any) -> SetValues:
    return set_values(make_exercise(), make_set_type())


def scope_of(session: WorkoutSession) -> Scope:
    return Scope.of_user(session.owner)


def positions_of(session: WorkoutSession) -> list[int]:
    rows = WorkoutSet.objects.filter(session=session.pk).order_by("position")
    return list(rows.values_list("position", flat=True))


def nothing_is_wrong() -> bool:
    return list(sums_check()) == []


def test_twenty_sets_logged_at_once_are_twenty_sets_in_twenty_places(
    session: WorkoutSession, values: SetValues
) -> None:
    scope = scope_of(session)
    results = together([lambda: set_log(scope=scope, session=session, values=values)] * 20)
    assert errors(results) == []
    assert positions_of(session) == list(range(1, 21))
    assert totals_of(session) == (20, 100, 10_000)
    assert nothing_is_wrong()


def test_one_set_sent_ten_times_at_once_is_stored_once_and_everybody_gets_it(
    session: WorkoutSession, values: SetValues
) -> None:
    scope, client_id = scope_of(session), uuid.uuid4()
    results = together([lambda: set_log(scope=scope, session=session, values=values, client_id=client_id)] * 10)
    assert errors(results) == []
    assert {row.pk for row in results} == set(order_of(session))
    assert totals_of(session) == (1, 5, 500)


def test_one_set_sent_to_two_sessions_at_once_is_stored_once(session: WorkoutSession, values: SetValues) -> None:
    """No lock is shared here: the database's constraint decides."""
    scope, client_id = scope_of(session), uuid.uuid4()
    targets = [session, make_session(session.owner)] * 5
    acts: list[Any] = [
        lambda to=to: set_log(scope=scope, session=to, values=values, client_id=client_id) for to in targets
    ]
    results = together(acts)
    assert errors(results) == []
    assert len({row.pk for row in results}) == WorkoutSet.objects.count() == 1
    assert nothing_is_wrong()


def test_one_clone_asked_for_ten_times_at_once_is_made_once(session: WorkoutSession) -> None:
    row, scope, client_id = make_set(session), scope_of(session), uuid.uuid4()
    last = make_set(session)
    results = together([lambda: set_clone(scope=scope, workout_set=row, client_id=client_id)] * 10)
    assert errors(results) == []
    assert order_of(session) == [row.pk, results[0].pk, last.pk]
    assert nothing_is_wrong()


def test_one_session_sent_ten_times_at_once_is_stored_once(many: Any) -> None:
    owner, client_id = make_user(), uuid.uuid4()
    results = together([lambda: make_session(owner, client_id=client_id)] * 10)
    assert errors(results) == []
    assert {row.pk for row in results} == {WorkoutSession.objects.get().pk}


@pytest.mark.parametrize("what", ["session", "set"])
def test_one_deletion_undone_ten_times_at_once_is_undone_once(session: WorkoutSession, what: str) -> None:
    row, scope = make_set(session), scope_of(session)
    undo = (
        session_delete(scope=scope, session=session) if what == "session" else set_delete(scope=scope, workout_set=row)
    )
    results = together([lambda: undo_apply(scope=scope, undo=Undo.objects.get(pk=undo.pk))] * 10)
    assert errors(results) == ["UndoneError"] * 9
    assert order_of(session) == [row.pk]
    assert nothing_is_wrong()


def test_a_set_logged_while_its_session_is_deleted_is_in_the_undo_or_refused(
    session: WorkoutSession, values: SetValues
) -> None:
    """It must not lie about without its session, and must not be lost without a word."""
    scope = scope_of(session)
    logs: list[Any] = [lambda: set_log(scope=scope, session=session, values=values)] * 6
    results = together([*logs[:3], lambda: session_delete(scope=scope, session=session), *logs[3:]])
    undo = results.pop(3)
    assert set(errors(results)) <= {"DoesNotExist"}
    stored = {row.pk for row in results if isinstance(row, WorkoutSet)}
    assert not WorkoutSet.objects.exists()
    undo_apply(scope=scope, undo=undo)
    assert set(order_of(session)) == stored
    assert nothing_is_wrong()


def test_a_set_deleted_ten_times_at_once_is_deleted_once(session: WorkoutSession) -> None:
    row, scope = make_set(session), scope_of(session)
    results = together([lambda: set_delete(scope=scope, workout_set=row)] * 10)
    assert errors(results) == ["DoesNotExist"] * 9
    assert (Undo.objects.count(), totals_of(session)) == (1, (0, 0, 0))


def test_of_ten_who_edit_the_same_revision_one_wins_and_nine_are_told(session: WorkoutSession) -> None:
    row, scope = make_set(session), scope_of(session)
    values = [set_values(row.exercise_type, row.set_type, number_reps=number) for number in range(1, 11)]
    acts: list[Any] = [
        lambda to=to: set_update(scope=scope, workout_set=row, values=to, revision=row.revision) for to in values
    ]
    results = together(acts)
    assert errors(results) == ["StaleError"] * 9
    [winner] = [each for each in results if isinstance(each, WorkoutSet)]
    stored = WorkoutSet.objects.get()
    assert (stored.number_reps, stored.revision) == (winner.number_reps, row.revision + 1)
    assert nothing_is_wrong()


def test_reps_ticked_off_by_several_thumbs_at_once_are_all_ticked_off(session: WorkoutSession) -> None:
    row, scope = make_set(session, number_reps=8), scope_of(session)
    marks: list[Any] = [
        lambda number=number: rep_mark(scope=scope, workout_set=row, number=number, success=False)
        for number in range(1, 9, 2)
    ]
    assert errors(together(marks)) == []
    assert [success for _weight, success in reps_of(row)] == [False, True] * 4
    assert totals_of(session) == (1, 8, 400)


def test_moving_cloning_and_deleting_at_once_leaves_one_order(session: WorkoutSession) -> None:
    rows = [make_set(session) for _ in range(6)]
    scope = scope_of(session)
    acts: list[Any] = [lambda row=row: set_move(scope=scope, workout_set=row, down=True) for row in rows]
    acts += [lambda row=row: set_clone(scope=scope, workout_set=row) for row in rows[3:]]
    acts += [lambda row=row: set_delete(scope=scope, workout_set=row) for row in rows[:2]]
    assert set(errors(together(acts))) <= {"DoesNotExist"}
    assert len(set(positions_of(session))) == 7
    assert not {row.pk for row in rows[:2]} & set(order_of(session))
    assert nothing_is_wrong()


def test_writing_to_several_sessions_of_one_athlete_at_once_blocks_nobody(many: Any, values: SetValues) -> None:
    owner = make_user()
    sessions = [make_session(owner) for _ in range(5)]
    scope = Scope.of_user(owner)
    acts: list[Any] = [lambda to=to: set_log(scope=scope, session=to, values=values) for to in sessions * 3]
    acts += [lambda to=to: session_finish(scope=scope, session=to) for to in sessions]
    assert errors(together(acts)) == []
    assert WorkoutSet.objects.count() == 15
    assert nothing_is_wrong()


def test_a_check_that_fixes_while_others_write_undoes_nobodys_work(session: WorkoutSession, values: SetValues) -> None:
    scope = scope_of(session)
    make_set(session)
    WorkoutSet.objects.update(tonnage=Decimal(1))
    acts: list[Any] = [lambda: set_log(scope=scope, session=session, values=values)] * 6
    assert errors(together([*acts, lambda: list(sums_check(fix=True)), *acts])) == []
    list(sums_check(fix=True))
    assert totals_of(session) == (13, 65, 6500)
    assert nothing_is_wrong()


def test_the_first_writes_of_an_athlete_at_once_make_one_version(many: Any) -> None:
    owner = make_user()
    acts: list[Any] = [lambda: data_version_renew(owner.pk, Area.LOG)] * 8
    acts += [lambda: data_version_renew(None, Area.CATALOGUE)] * 8
    assert errors(together(acts)) == []
    assert DataVersion.objects.filter(owner=owner).count() == 1
    assert DataVersion.objects.filter(owner=None).count() == 1


def test_keys_reserved_by_several_at_once_are_all_different(many: Any) -> None:
    def reserve() -> list[int]:
        with transaction.atomic():
            return reserve_ids(WorkoutSession, 50)

    results = together([reserve] * 8)
    assert errors(results) == []
    assert len({pk for each in results for pk in each}) == 400
