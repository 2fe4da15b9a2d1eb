"""Writing many rows: the same on both databases."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from sessions_app.models import ExerciseType, Rep, WorkoutSession, WorkoutSet
from sessions_app.services.bulk import bulk_write, refresh_statistics, reserve_ids
from tests.factories import make_session, make_set, make_user
from tests.safety.queries import queries
from tests.sessions_app.looks import reps_of

pytestmark = pytest.mark.django_db
REP = ("workout_set_id", "number", "weight", "success")
EXERCISE = ("id", "owner_id", "name", "name_key", "description", "slug", "shipped", "kind", "equipment")


@pytest.fixture
def empty_set() -> Any:
    return make_set(make_session(make_user()), number_reps=0)


def exercise_row(pk: Any, name: Any = "Añejo Press 🏋️", shipped: Any = None) -> Any:
    return (pk, None, name, name, "tab\there\nline \\ back\\slash \\N", "", shipped, "weight_reps", "other")


def test_rows_are_written_as_given(empty_set: Any) -> None:
    rows = [(empty_set.pk, number, Decimal("61.2345"), number % 2 == 0) for number in range(1, 6)]
    assert bulk_write(Rep, REP, iter(rows)) == 5
    assert reps_of(empty_set) == [(Decimal("61.2345"), number % 2 == 0) for number in range(1, 6)]


def test_text_with_every_kind_of_odd_sign_and_documents_and_nulls_survive() -> None:
    [with_document, without] = reserve_ids(ExerciseType, 2)
    document = {"name": "x", "muscles": ["lats"], "nested": {"a": None, "b": 1.5}}
    bulk_write(ExerciseType, EXERCISE, [exercise_row(with_document, shipped=document), exercise_row(without, "N")])
    row = ExerciseType.objects.get(pk=with_document)
    assert (row.name, row.description) == ("Añejo Press 🏋️", "tab\there\nline \\ back\\slash \\N")
    assert (row.shipped, row.owner) == (document, None)
    assert ExerciseType.objects.get(pk=without).shipped is None


def test_no_rows_are_no_work(empty_set: Any) -> None:
    assert bulk_write(Rep, REP, []) == 0


def test_many_rows_take_one_statement_per_batch_at_most(empty_set: Any, settings: Any) -> None:
    settings.BULK_BATCH_ROWS = 2
    with queries() as asked:
        bulk_write(Rep, REP, [(empty_set.pk, number, Decimal(1), True) for number in range(1, 6)])
    assert len(asked) <= 3
    assert len(reps_of(empty_set)) == 5


@pytest.mark.parametrize(
    ("number", "weight"), [(1, Decimal("2000.0001")), (0, Decimal(1)), (1001, Decimal(1)), (1, Decimal("-0.0001"))]
)
def test_constraints_hold_for_bulk_rows_too(empty_set: Any, number: int, weight: Decimal) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk_write(Rep, REP, [(empty_set.pk, number, weight, True)])
    assert reps_of(empty_set) == []


def test_a_key_that_is_taken_is_refused(empty_set: Any) -> None:
    bulk_write(Rep, REP, [(empty_set.pk, 1, Decimal(1), True)])
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk_write(Rep, REP, [(empty_set.pk, 1, Decimal(2), True)])
    assert reps_of(empty_set) == [(1, True)]


@pytest.mark.django_db(transaction=True)
def test_rows_that_point_at_nothing_are_refused_by_the_end_of_the_transaction() -> None:
    """PostgreSQL refuses while writing, SQLite in COMMIT; nothing stays either way."""
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk_write(Rep, REP, [(4_711, 1, Decimal(1), True)])
    assert not Rep.objects.exists()


def test_reserved_keys_are_new_ascending_and_never_given_twice() -> None:
    taken = make_session(make_user()).pk
    with transaction.atomic():
        first = reserve_ids(WorkoutSession, 3)
        second = reserve_ids(WorkoutSession, 2)
    assert [*first, *second] == sorted({*first, *second})
    assert min(first) > taken
    assert make_session(make_user()).pk > max(second), "the next ordinary row does not get a reserved key"


def test_keys_can_be_reserved_in_a_table_that_never_had_a_row() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [WorkoutSet._meta.db_table])
    with transaction.atomic():
        first = reserve_ids(WorkoutSet, 2)
        assert len({*first, *reserve_ids(WorkoutSet, 2)}) == 4


def test_statistics_can_be_refreshed_on_both_databases(empty_set: Any) -> None:
    for _ in range(2):
        make_set(make_session(empty_set.owner), number_reps=3)
    with queries() as asked:
        refresh_statistics(WorkoutSession, WorkoutSet, Rep)
    assert [sql for sql in asked if Rep._meta.db_table in sql] != []
    looked_at = {
        WorkoutSession: {"id", "owner_id", "started_at", "local_date", "source_key", "import_batch_id"},
        WorkoutSet: {"id", "owner_id", "local_date", "session_id", "exercise_type_id"},
        Rep: {"workout_set_id"},
    }
    for model, columns in looked_at.items():
        assert known_columns(model) >= (columns if connection.vendor == "postgresql" else {""})


def known_columns(model: type[Model]) -> set[str]:
    """The columns of which the planner knows something; on SQLite "" for those of any index."""
    known = "SELECT '' FROM sqlite_stat1 WHERE tbl = %s"
    if connection.vendor == "postgresql":
        known = "SELECT attname FROM pg_stats WHERE tablename = %s"
    with connection.cursor() as cursor:
        cursor.execute(known, [model._meta.db_table])
        return {row[0] for row in cursor.fetchall()}


def test_columns_that_are_not_named_become_null() -> None:
    pk = uuid.uuid4().int % 1_000_000
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk_write(ExerciseType, ("id", "name", "name_key"), [(pk, "x", "x")])
