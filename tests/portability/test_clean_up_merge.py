"""Merging several exercises into one: preview, doing it, undoing it."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from portability.services.clean_up.merging import (
    exercises_alike,
    exercises_to_merge,
    exercises_unite,
    merge_plan,
)
from portability.services.matching import exercises_named
from sessions_app.models import ExerciseAlias, ExerciseFavourite, ExerciseType, WorkoutSession, WorkoutSet
from sessions_app.services import undo_apply
from sessions_app.services.catalogue import favourite_mark
from sessions_app.services.check import sums_check
from sessions_app.services.own_catalogue import exercise_merge
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set
from tests.portability.support import log_of

URL = "/data/clean-up/merge/"


@pytest.fixture
def scope(owner: User) -> Scope:
    return Scope.of_user(owner)


@pytest.fixture
def bench() -> ExerciseType:
    return make_exercise("Bench Press (Barbell)")


def sets_by_exercise(user: User) -> dict[str, int]:
    names = list(WorkoutSet.objects.filter(owner=user).values_list("exercise_type__name", flat=True))
    return {name: names.count(name) for name in names}


def test_own_and_shared_ones_become_one_and_come_back(
    owner: User, stranger: User, scope: Scope, bench: ExerciseType
) -> None:
    mine, shared = make_exercise("Benchpress", owner=owner), make_exercise("Bench Press")
    session = make_session(owner)
    for exercise in (mine, mine, shared, bench):
        make_set(session, exercise_type=exercise)
    make_set(make_session(stranger), exercise_type=shared)
    favourite_mark(scope=scope, exercise=shared, on=True)
    session.refresh_from_db()
    before, revision = log_of(owner), session.revision
    undo = exercises_unite(scope=scope, sources=[mine, shared], target=bench)
    assert undo is not None
    assert sets_by_exercise(owner) == {"Bench Press (Barbell)": 4}
    assert sets_by_exercise(stranger) == {"Bench Press": 1}
    assert not ExerciseType.objects.filter(pk=mine.pk).exists()
    assert exercises_named(scope, ["Benchpress", "Bench Press"]) == {"benchpress": bench.pk, "bench press": bench.pk}
    assert ExerciseFavourite.objects.get(owner=owner).exercise_type_id == bench.pk
    session.refresh_from_db()
    assert session.revision > revision
    undo_apply(scope=scope, undo=undo)
    assert log_of(owner) == before
    assert ExerciseFavourite.objects.get(owner=owner).exercise_type_id == shared.pk
    assert not ExerciseAlias.objects.exists()


def test_merging_one_exercise_counts_its_sessions_revisions_up(owner: User, scope: Scope, bench: ExerciseType) -> None:
    mine, untouched = make_exercise("Mine", owner=owner), make_session(owner, "Other")
    session = make_set(make_session(owner), exercise_type=mine).session
    revisions = dict(WorkoutSession.objects.values_list("pk", "revision"))
    undo = exercise_merge(scope=scope, source=mine, target=bench)
    after = dict(WorkoutSession.objects.values_list("pk", "revision"))
    assert after == {session.pk: revisions[session.pk] + 1, untouched.pk: revisions[untouched.pk]}
    undo_apply(scope=scope, undo=undo)
    assert WorkoutSession.objects.get(pk=session.pk).revision == revisions[session.pk] + 2


def test_tonnage_follows_the_kind(owner: User, scope: Scope, bench: ExerciseType) -> None:
    dip = make_exercise("Dip", owner=owner, kind="assisted")
    session = make_set(make_session(owner), exercise_type=dip, weight=Decimal(20)).session
    plan = merge_plan(scope=scope, sources=[dip], target=bench)
    assert plan.sources[0].other_kind
    undo = exercises_unite(scope=scope, sources=[dip], target=bench)
    session.refresh_from_db()
    assert session.total_tonnage == 100
    assert undo is not None
    undo_apply(scope=scope, undo=undo)
    session.refresh_from_db()
    assert session.total_tonnage == 0
    assert list(sums_check()) == []


def test_undoing_leaves_alone_what_was_changed_since(owner: User, scope: Scope, bench: ExerciseType) -> None:
    mine, squat = make_exercise("Mine", owner=owner), make_exercise("Squat")
    one, other = (make_set(make_session(owner), exercise_type=mine) for _each in range(2))
    undo = exercises_unite(scope=scope, sources=[mine], target=bench)
    WorkoutSet.objects.filter(pk=one.pk).update(exercise_type=squat)
    assert undo is not None
    undo_apply(scope=scope, undo=undo)
    names = dict(WorkoutSet.objects.values_list("pk", "exercise_type__name"))
    assert names == {one.pk: "Squat", other.pk: "Mine"}


def test_names_that_look_alike_are_found_the_own_one_goes(owner: User, scope: Scope) -> None:
    own, shared = make_exercise("Barbell Bench Press", owner=owner), make_exercise("Bench Press (Barbell)")
    for exercise in (own, own, shared, make_exercise("Squat")):
        make_set(make_session(owner), exercise_type=exercise)
    (pair,) = exercises_alike(exercises_to_merge(scope))
    assert (pair.source_id, pair.target_id) == (own.pk, shared.pk)
    assert (pair.source_sets, pair.target_sets) == (2, 1)


def test_the_page_shows_then_does(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    mine = make_exercise("Benchpress", owner=owner)
    make_set(make_session(owner), exercise_type=mine)
    before = log_of(owner)
    page = owner_client.get(URL, {"source": mine.pk, "target": bench.pk}).content.decode()
    assert f'value="{mine.pk}" checked' in page
    assert 'value="Bench Press (Barbell)"' in page
    form: dict[str, Any] = {"sources": [mine.pk], "target": "bench press (barbell)"}
    preview = owner_client.post(URL, form)
    assert log_of(owner) == before
    assert "Your own exercise goes" in preview.content.decode()
    done = owner_client.post(URL, form | {"action": "apply", "seen": preview.context["seen"]}, follow=True)
    assert "“Benchpress” merged into “Bench Press (Barbell)”." in done.content.decode()
    assert sets_by_exercise(owner) == {"Bench Press (Barbell)": 1}


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"target": "Bench Press (Barbell)"}, "Tick at least one exercise"),
        ({"sources": ["mine"], "target": ""}, "Enter the exercise that they become"),
        ({"sources": ["mine"], "target": "Nothing like it"}, "No exercise is called “Nothing like it”"),
        ({"sources": ["mine"], "target": "Theirs"}, "No exercise is called “Theirs”"),
        ({"sources": ["mine"], "target": "Mine"}, "become itself"),
        ({"sources": ["0"], "target": "Mine"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said(
    owner: User, stranger: User, owner_client: Client, bench: ExerciseType, form: dict[str, Any], words: str
) -> None:
    make_exercise("Theirs", owner=stranger)
    mine = make_exercise("Mine", owner=owner)
    sent = form | {"sources": [str(mine.pk) if key == "mine" else key for key in form.get("sources", [])]}
    response = owner_client.post(URL, sent)
    assert response.status_code == 422
    assert words in response.content.decode().replace("&#x27;", "'")
