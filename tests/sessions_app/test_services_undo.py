"""Taking deletions back, once, whatever happened in between."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from portability.models import ImportBatch
from sessions_app.errors import UndoneError
from sessions_app.models import Rep, SetType, Undo, WorkoutSession, WorkoutSet
from sessions_app.services import (
    SessionValues,
    session_delete,
    session_update,
    set_clone,
    set_delete,
    set_log,
    set_move,
    undo_apply,
    undo_purge,
)
from sharing.scope import Scope
from tests.factories import (
    START,
    make_exercise,
    make_session,
    make_set,
    make_set_of_reps,
    make_set_type,
    set_values,
)
from tests.sessions_app.looks import Heard, log_version, order_of, reps_of, totals_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope(owner: User) -> Any:
    return Scope.of_user(owner)


@pytest.fixture
def session(owner: User) -> Any:
    return make_session(owner)


def everything(owner: User) -> dict[str, list[Any]]:
    """Every stored value of the owner's log, apart from what counts changes."""
    counting = {"revision", "updated_at", "next_position"}
    tables: dict[str, Any] = {
        "sessions": WorkoutSession.objects.filter(owner=owner),
        "sets": WorkoutSet.objects.filter(owner=owner),
        "reps": Rep.objects.filter(workout_set__owner=owner),
    }
    found = {}
    for name, rows in tables.items():
        fields = [f.attname for f in rows.model._meta.concrete_fields if f.attname not in counting]
        found[name] = list(rows.order_by("pk").values_list(*fields))
    return found


def make_old(undo: Any, days: Any) -> None:
    Undo.objects.filter(pk=undo.pk).update(created_at=timezone.now() - timedelta(days=days))


# --- sessions --------------------------------------------------------------------------------------------------


def test_a_deleted_session_comes_back_to_the_last_value(owner: User, scope: Any, session: Any) -> None:
    make_set_of_reps(session, [(100, True), ("61.2345", False)], rpe=Decimal("8.5"), notes="ä", rest_seconds=90)
    make_set(session, distance_metres=Decimal("400.25"), number_reps=0)
    before = everything(owner)
    assert undo_apply(scope=scope, undo=session_delete(scope=scope, session=session)).undone_at is not None
    assert everything(owner) == before
    assert WorkoutSession.objects.get().started_at == START, "with microseconds"


def test_a_session_comes_back_once(scope: Any, session: Any) -> None:
    undo = session_delete(scope=scope, session=session)
    undo_apply(scope=scope, undo=undo)
    with pytest.raises(UndoneError, match="undone before"):
        undo_apply(scope=scope, undo=undo)
    assert WorkoutSession.objects.count() == 1


def test_a_session_can_be_deleted_and_brought_back_again_and_again(owner: User, scope: Any, session: Any) -> None:
    make_set(session)
    before = everything(owner)
    for _ in range(2):
        undo_apply(scope=scope, undo=session_delete(scope=scope, session=session))
    assert everything(owner) == before


def test_a_session_is_not_overwritten_by_its_own_before_image(scope: Any, session: Any) -> None:
    """As after a restored backup: the keys in the image are taken."""
    undo = session_delete(scope=scope, session=session)
    undo_apply(scope=scope, undo=undo)
    Undo.objects.update(undone_at=None)
    with pytest.raises(UndoneError):
        undo_apply(scope=scope, undo=undo)
    assert (WorkoutSession.objects.count(), Undo.objects.get().undone_at) == (1, None)


def test_a_session_comes_back_without_the_import_record_that_is_gone(owner: User, scope: Any, session: Any) -> None:
    batch = ImportBatch.objects.create(owner=owner, state="succeeded", file_name="x.csv", file_hash="0")
    WorkoutSession.objects.update(import_batch=batch)
    undo = session_delete(scope=scope, session=session)
    batch.delete()
    undo_apply(scope=scope, undo=undo)
    assert WorkoutSession.objects.get().import_batch is None


def test_a_session_whose_exercise_is_gone_stays_deleted_and_can_be_tried_again(
    owner: User, scope: Any, session: Any
) -> None:
    exercise = make_exercise(owner=owner)
    make_set(session, exercise_type=exercise)
    undo = session_delete(scope=scope, session=session)
    exercise.delete()
    version = log_version(owner)
    with pytest.raises(UndoneError):
        undo_apply(scope=scope, undo=undo)
    assert not WorkoutSession.objects.exists()
    assert Undo.objects.get().undone_at is None
    assert log_version(owner) == version


def test_a_session_comes_back_with_the_present_flags_and_tonnage(scope: Any, session: Any) -> None:
    """Copied keys and sums follow the catalogue as it is now, not as it was when the session was deleted."""
    warm_up, pull_up = make_set_type(), make_exercise()
    row = make_set(session, set_type=warm_up, exercise_type=pull_up)
    undo = session_delete(scope=scope, session=session)
    SetType.objects.filter(pk=warm_up.pk).update(is_warm_up=True)
    type(pull_up).objects.filter(pk=pull_up.pk).update(kind="assisted")
    undo_apply(scope=scope, undo=undo)
    restored = WorkoutSet.objects.get(pk=row.pk)
    assert (restored.is_warm_up, restored.tonnage) == (True, Decimal(0))
    assert totals_of(session) == (1, 5, 0)


def test_a_payload_of_an_older_release_is_read(scope: Any, session: Any) -> None:
    """A column that is gone is passed over, one that was added since gets its default."""
    undo = session_delete(scope=scope, session=session)
    table = undo.payload["tables"][0]
    place = table["fields"].index("calories")
    table["fields"][place] = "moon_phase"
    table["rows"][0][place] = "full"
    undo.save()
    undo_apply(scope=scope, undo=undo)
    assert (WorkoutSession.objects.get().name, WorkoutSession.objects.get().calories) == ("Push", None)


# --- sets ------------------------------------------------------------------------------------------------------


def test_a_deleted_set_comes_back_to_its_place_with_its_reps(owner: User, scope: Any, session: Any) -> None:
    rows = [make_set(session), make_set_of_reps(session, [(100, True), (90, False)]), make_set(session)]
    before = everything(owner)
    undo_apply(scope=scope, undo=set_delete(scope=scope, workout_set=rows[1]))
    assert everything(owner) == before
    assert order_of(session) == [row.pk for row in rows]


def test_sets_deleted_one_by_one_come_back_in_any_order(owner: User, scope: Any, session: Any) -> None:
    rows = [make_set(session, number_reps=number) for number in (1, 2, 3, 4)]
    before = everything(owner)
    undos = [set_delete(scope=scope, workout_set=row) for row in rows]
    for place in (2, 0, 3, 1):
        undo_apply(scope=scope, undo=undos[place])
    assert everything(owner) == before


def test_a_set_comes_back_right_before_what_took_its_place(scope: Any, session: Any) -> None:
    first, gone, last = (make_set(session) for _ in range(3))
    undo = set_delete(scope=scope, workout_set=gone)
    clone = set_clone(scope=scope, workout_set=first)
    undo_apply(scope=scope, undo=undo)
    assert order_of(session) == [first.pk, gone.pk, clone.pk, last.pk]
    assert totals_of(session) == (4, 20, 2000)


def test_a_set_comes_back_although_the_others_were_moved(scope: Any, session: Any) -> None:
    first, gone, last = (make_set(session) for _ in range(3))
    undo = set_delete(scope=scope, workout_set=gone)
    set_move(scope=scope, workout_set=last, down=False)
    undo_apply(scope=scope, undo=undo)
    assert order_of(session) == [last.pk, gone.pk, first.pk]


def test_the_next_set_stands_last_after_an_undo(scope: Any, session: Any) -> None:
    gone = make_set(session)
    undo = set_delete(scope=scope, workout_set=gone)
    kept = make_set(session)
    undo_apply(scope=scope, undo=undo)
    later = set_log(scope=scope, session=session, values=set_values())
    assert order_of(session) == [gone.pk, kept.pk, later.pk]


def test_a_set_comes_back_on_the_day_its_session_was_moved_to(scope: Any, session: Any) -> None:
    row = make_set(session)
    undo = set_delete(scope=scope, workout_set=row)
    moved = SessionValues(name="Push", started_at=datetime(2025, 12, 24, 12, tzinfo=UTC))
    session_update(scope=scope, session=session, values=moved)
    undo_apply(scope=scope, undo=undo)
    assert WorkoutSet.objects.get().local_date == date(2025, 12, 24)


def test_a_set_waits_until_its_session_is_back(scope: Any, session: Any) -> None:
    row = make_set(session)
    set_undo = set_delete(scope=scope, workout_set=row)
    session_undo = session_delete(scope=scope, session=session)
    with pytest.raises(UndoneError):
        undo_apply(scope=scope, undo=set_undo)
    undo_apply(scope=scope, undo=session_undo)
    undo_apply(scope=scope, undo=set_undo)
    assert (order_of(session), reps_of(row)) == ([row.pk], [(100, True)] * 5)


def test_undoing_a_set_counts_the_revision_of_its_session_up(scope: Any, session: Any) -> None:
    undo = set_delete(scope=scope, workout_set=make_set(session))
    before = WorkoutSession.objects.get().revision
    undo_apply(scope=scope, undo=undo)
    assert WorkoutSession.objects.get().revision == before + 1


# --- who, when -------------------------------------------------------------------------------------------------


def test_a_stranger_undoes_nothing(scope: Any, session: Any, stranger: User) -> None:
    undo = session_delete(scope=scope, session=session)
    with pytest.raises(UndoneError):
        undo_apply(scope=Scope.of_user(stranger), undo=undo)
    with pytest.raises(PermissionError):
        undo_apply(scope=Scope.nobody(), undo=undo)
    assert (WorkoutSession.objects.count(), Undo.objects.get().undone_at) == (0, None)


def test_undoing_is_possible_for_thirty_days(scope: Any, session: Any, settings: Any) -> None:
    settings.UNDO_DAYS = 30
    undo = session_delete(scope=scope, session=session)
    make_old(undo, 31)
    with pytest.raises(UndoneError):
        undo_apply(scope=scope, undo=undo)
    make_old(undo, 29)
    undo_apply(scope=scope, undo=undo)
    assert WorkoutSession.objects.count() == 1


def test_an_undo_renews_the_version_and_names_the_sessions(
    owner: User, scope: Any, django_capture_on_commit_callbacks: Any
) -> None:
    session = make_session(owner)
    undos = [
        set_delete(scope=scope, workout_set=make_set(session)),
        session_delete(scope=scope, session=session),
    ]
    version = log_version(owner)
    with Heard() as heard, django_capture_on_commit_callbacks(execute=True):
        for undo in reversed(undos):
            undo_apply(scope=scope, undo=undo)
    assert log_version(owner) != version
    assert heard.news == [(owner.pk, "undo_apply", (session.pk,))] * 2


# --- purging ---------------------------------------------------------------------------------------------------


def test_purging_takes_old_rows_whether_undone_or_not(owner: User, scope: Any, settings: Any) -> None:
    settings.UNDO_DAYS = 30
    old, undone, young = (session_delete(scope=scope, session=make_session(owner)) for _ in range(3))
    undo_apply(scope=scope, undo=undone)
    make_old(old, 31)
    make_old(undone, 31)
    make_old(young, 29)
    assert undo_purge() == 2
    assert list(Undo.objects.all()) == [young]


def test_purging_keeps_what_an_import_needs_to_be_rolled_back(owner: User, scope: Any) -> None:
    undo = session_delete(scope=scope, session=make_session(owner))
    make_old(undo, 400)
    batch = ImportBatch.objects.create(owner=owner, state="succeeded", file_name="x.csv", file_hash="0", undo=undo)
    assert undo_purge() == 0
    batch.delete()
    assert undo_purge() == 1
