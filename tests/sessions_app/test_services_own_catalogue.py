"""Exercises and set types of one's own: made, changed, deleted, merged, and all of it undone."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from sessions_app.errors import InUseError, NameTakenError, UndoneError
from sessions_app.models import (
    ExerciseAlias,
    ExerciseFavourite,
    ExerciseMuscle,
    ExerciseType,
    SetType,
    SetTypeAlias,
    Undo,
    WorkoutSession,
    WorkoutSet,
)
from sessions_app.services import undo_apply
from sessions_app.services.catalogue import favourite_mark
from sessions_app.services.check import sums_check
from sessions_app.services.own_catalogue import (
    ExerciseValues,
    SetTypeValues,
    exercise_merge,
    own_entry_delete,
    own_exercise_create,
    own_exercise_update,
    own_set_type_create,
    own_set_type_update,
    set_type_merge,
)
from sharing.scope import ALL_AREAS, Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type
from tests.sessions_app.looks import log_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope(owner: User) -> Scope:
    return Scope.of_user(owner)


def said(name: str = "Zercher Squat", **fields: Any) -> ExerciseValues:
    return ExerciseValues(**{"name": name, "kind": "weight_reps", "equipment": "barbell"} | fields)


def everything() -> list[Any]:
    """Every row that a merge touches, without the revisions that it counts up."""
    return [
        sorted(model.objects.values_list())
        for model in (ExerciseType, ExerciseAlias, ExerciseMuscle, ExerciseFavourite, SetType, SetTypeAlias)
    ] + [
        sorted(WorkoutSet.objects.values_list("pk", "exercise_type", "set_type", "tonnage", "is_warm_up")),
        sorted(WorkoutSession.objects.values_list("pk", "total_tonnage", "total_sets")),
    ]


def test_an_own_exercise_is_made_with_its_muscles(scope: Scope, owner: User) -> None:
    before = log_version(owner)
    row = own_exercise_create(scope=scope, values=said("  Zercher   Squat ", primary=("quads",), secondary=("abs",)))
    assert (row.name, row.owner_id, row.is_shared) == ("Zercher Squat", owner.pk, False)
    assert list(row.muscles.values_list("muscle", "is_primary")) == [("quads", True), ("abs", False)]
    assert log_version(owner) != before


def test_a_muscle_is_the_main_one_or_beside_it_not_both(scope: Scope) -> None:
    row = own_exercise_create(scope=scope, values=said(primary=("quads",), secondary=("quads", "abs")))
    assert list(row.muscles.values_list("muscle", "is_primary")) == [("quads", True), ("abs", False)]


def test_names_are_taken_by_shared_and_own_entries_in_any_spelling(scope: Scope, owner: User, stranger: User) -> None:
    make_exercise("Développé")
    make_exercise("Mine", owner=owner)
    make_exercise("Theirs", owner=stranger)
    for name in ("developpe", " MINE "):
        with pytest.raises(NameTakenError, match="is there already"):
            own_exercise_create(scope=scope, values=said(name))
    own_exercise_create(scope=scope, values=said("Theirs"))
    make_set_type("Myo")
    with pytest.raises(NameTakenError):
        own_set_type_create(scope=scope, values=SetTypeValues(name="myo"))


def test_an_own_exercise_is_changed_and_keeps_its_name_if_it_likes(scope: Scope) -> None:
    row = own_exercise_create(scope=scope, values=said(primary=("quads",)))
    own_exercise_update(scope=scope, exercise=row, values=said(description="Bar in the elbows.", primary=("glutes",)))
    row.refresh_from_db()
    assert row.description == "Bar in the elbows."
    assert list(row.muscles.values_list("muscle", flat=True)) == ["glutes"]


def test_tonnage_follows_the_kind_of_an_own_exercise(scope: Scope, owner: User) -> None:
    row = own_exercise_create(scope=scope, values=said())
    make_set(make_session(owner), exercise_type=row)
    own_exercise_update(scope=scope, exercise=row, values=said(kind="assisted"))
    assert WorkoutSession.objects.get().total_tonnage == 0
    own_exercise_update(scope=scope, exercise=row, values=said())
    assert WorkoutSession.objects.get().total_tonnage == 500
    assert list(sums_check()) == []


def test_warm_up_flags_follow_an_own_set_type(scope: Scope, owner: User) -> None:
    row = own_set_type_create(scope=scope, values=SetTypeValues(name="Myo"))
    made = make_set(make_session(owner), set_type=row)
    own_set_type_update(scope=scope, set_type=row, values=SetTypeValues(name="Myo", is_warm_up=True))
    made.refresh_from_db()
    assert made.is_warm_up


def test_one_that_nothing_uses_is_deleted_and_comes_back(scope: Scope, owner: User) -> None:
    row = own_exercise_create(scope=scope, values=said(primary=("quads",)))
    favourite_mark(scope=scope, exercise=row, on=True)
    ExerciseAlias.objects.create(owner=owner, exercise_type=row, name="Zercher", source="remembered")
    before = everything()
    undo = own_entry_delete(scope=scope, entry=row)
    assert not ExerciseType.objects.filter(owner=owner).exists()
    undo_apply(scope=scope, undo=undo)
    assert everything() == before


@pytest.mark.parametrize("model", ["exercise_type", "set_type"])
def test_one_in_use_is_not_deleted(scope: Scope, owner: User, model: str) -> None:
    make = {"exercise_type": make_exercise, "set_type": make_set_type}[model]
    entry: Any = make("Mine", owner=owner)
    make_set(make_session(owner), **{model: entry})
    with pytest.raises(InUseError, match="“Mine” is used 1 time"):
        own_entry_delete(scope=scope, entry=entry)
    assert type(entry).objects.filter(pk=entry.pk).exists()
    assert not Undo.objects.exists()


def test_merging_moves_sets_names_and_star_and_remembers_the_old_name(scope: Scope, owner: User) -> None:
    mine, other = make_exercise("My Bench", owner=owner), make_exercise("Bench Press")
    session = make_session(owner)
    first, second = make_set(session, exercise_type=mine), make_set(session, exercise_type=other)
    favourite_mark(scope=scope, exercise=mine, on=True)
    ExerciseAlias.objects.create(owner=owner, exercise_type=mine, name="bench thing", source="remembered")
    before = everything()
    undo = exercise_merge(scope=scope, source=mine, target=other)
    assert set(WorkoutSet.objects.values_list("exercise_type", flat=True)) == {other.pk}
    first.refresh_from_db()
    assert first.revision == 2
    second.refresh_from_db()
    assert second.revision == 1
    names = ExerciseAlias.objects.filter(exercise_type=other, owner=owner).values_list("name", flat=True)
    assert sorted(names) == ["My Bench", "bench thing"]
    assert ExerciseFavourite.objects.get().exercise_type_id == other.pk
    assert not ExerciseType.objects.filter(pk=mine.pk).exists()
    assert undo.label == "“My Bench” merged into “Bench Press”."
    undo_apply(scope=scope, undo=undo)
    assert everything() == before
    with pytest.raises(UndoneError):
        undo_apply(scope=scope, undo=undo)


def test_merging_into_one_that_counts_otherwise_puts_the_sums_right_and_back(scope: Scope, owner: User) -> None:
    mine = make_exercise("Mine", owner=owner)
    other = make_exercise("Assisted Dip", kind="assisted")
    make_set(make_session(owner), exercise_type=mine)
    undo = exercise_merge(scope=scope, source=mine, target=other)
    assert WorkoutSession.objects.get().total_tonnage == 0
    assert list(sums_check()) == []
    undo_apply(scope=scope, undo=undo)
    assert WorkoutSession.objects.get().total_tonnage == Decimal(500)
    assert list(sums_check()) == []


def test_set_types_merge_with_their_warm_up_flag(scope: Scope, owner: User) -> None:
    mine, warm = make_set_type("Mine", owner=owner), make_set_type("Warm-up", is_warm_up=True)
    row = make_set(make_session(owner), set_type=mine)
    before = everything()
    undo = set_type_merge(scope=scope, source=mine, target=warm)
    row.refresh_from_db()
    assert (row.set_type_id, row.is_warm_up) == (warm.pk, True)
    assert SetTypeAlias.objects.get().name == "Mine"
    undo_apply(scope=scope, undo=undo)
    assert everything() == before


def test_both_starred_one_star_stays(scope: Scope, owner: User) -> None:
    mine, other = make_exercise("Mine", owner=owner), make_exercise("Other")
    for each in (mine, other):
        favourite_mark(scope=scope, exercise=each, on=True)
    before = everything()
    undo = exercise_merge(scope=scope, source=mine, target=other)
    assert ExerciseFavourite.objects.count() == 1
    undo_apply(scope=scope, undo=undo)
    assert everything() == before


def test_a_session_deleted_after_the_merge_does_not_stand_in_the_way_of_undo(scope: Scope, owner: User) -> None:
    mine, other = make_exercise("Mine", owner=owner), make_exercise("Other")
    kept, gone = make_session(owner), make_session(owner)
    for session in (kept, gone):
        make_set(session, exercise_type=mine)
    undo = exercise_merge(scope=scope, source=mine, target=other)
    gone.delete()
    undo_apply(scope=scope, undo=undo)
    assert WorkoutSet.objects.get().exercise_type_id == mine.pk


def test_nothing_is_merged_into_itself(scope: Scope, owner: User) -> None:
    mine = make_exercise("Mine", owner=owner)
    with pytest.raises(ValueError, match="itself"):
        exercise_merge(scope=scope, source=mine, target=mine)


def test_shared_and_somebody_elses_entries_are_not_there_to_write(scope: Scope, owner: User, stranger: User) -> None:
    mine, shared = make_exercise("Mine", owner=owner), make_exercise("Shared")
    theirs = make_exercise("Theirs", owner=stranger)
    for source in (shared, theirs):
        with pytest.raises(ExerciseType.DoesNotExist):
            own_entry_delete(scope=scope, entry=source)
        with pytest.raises(ExerciseType.DoesNotExist):
            exercise_merge(scope=scope, source=source, target=mine)
        with pytest.raises(ExerciseType.DoesNotExist):
            own_exercise_update(scope=scope, exercise=source, values=said("New"))
    with pytest.raises(ExerciseType.DoesNotExist):
        exercise_merge(scope=scope, source=mine, target=theirs)


def test_who_may_only_read_writes_nothing(owner: User) -> None:
    reader = Scope(owner=owner, areas=ALL_AREAS)
    mine, other = make_exercise("Mine", owner=owner), make_exercise("Other")
    with pytest.raises(PermissionError):
        exercise_merge(scope=reader, source=mine, target=other)
    with pytest.raises(PermissionError):
        own_entry_delete(scope=reader, entry=mine)
    with pytest.raises(PermissionError):
        own_exercise_create(scope=reader, values=said())
