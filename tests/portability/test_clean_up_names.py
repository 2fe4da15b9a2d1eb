"""Renaming in bulk: preview, doing it, undoing it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from portability.services.clean_up.chosen import Chosen
from portability.services.clean_up.names import Named, Renaming, names_plan, names_replace, names_there
from portability.services.matching import exercises_named
from sessions_app.models import ExerciseAlias, ExerciseType, Undo, WorkoutSession
from sessions_app.services import SessionValues, session_create, session_delete, undo_apply
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set
from tests.portability.support import log_of
from tests.safety.queries import queries

URL = "/data/clean-up/names/"
FORM = {"named": "sessions", "what": "all", "find": "workout", "replace": ""}
SESSIONS, EXERCISES = Named.SESSIONS, Named.EXERCISES


@pytest.fixture
def scope(owner: User) -> Scope:
    return Scope.of_user(owner)


def names_of(owner: User) -> list[str]:
    return list(WorkoutSession.objects.filter(owner=owner).order_by("pk").values_list("name", flat=True))


def own_names(owner: User) -> list[str]:
    return list(ExerciseType.objects.filter(owner=owner).order_by("pk").values_list("name", flat=True))


@pytest.mark.parametrize(
    ("renaming", "name", "new"),
    [
        (Renaming("workout", ""), "Morning Workout", "Morning"),
        (Renaming("Workout", "session"), "workout of WORKOUT", "session of session"),
        (Renaming("a.b", r"\1"), "a.b aXb", r"\1 aXb"),
        (Renaming("push", "Pull", whole=True), "Push", "Pull"),
        (Renaming("push", "Pull", whole=True), "Push A", "Push A"),
        (Renaming("  Push ", "Pull"), "Push A", "Pull A"),
    ],
)
def test_the_new_name(renaming: Renaming, name: str, new: str) -> None:
    assert renaming.of(name) == new


def test_workouts_are_renamed_and_undoing_leaves_later_names_alone(owner: User, scope: Scope) -> None:
    sessions = [make_session(owner, name) for name in ("Evening Workout", "Evening Workout", "Legs", "Workout")]
    before = names_of(owner)
    undo = names_replace(scope=scope, named=SESSIONS, renaming=Renaming("workout", ""), chosen=Chosen())
    assert undo is not None
    assert names_of(owner) == ["Evening", "Evening", "Legs", "Workout"]
    sessions[0].refresh_from_db()
    assert sessions[0].revision == 2
    WorkoutSession.objects.filter(pk=sessions[1].pk).update(name="Mine")
    undo_apply(scope=scope, undo=undo)
    assert names_of(owner) == [before[0], "Mine", *before[2:]]


def test_a_name_of_which_nothing_is_left_is_told_and_stays(owner: User, scope: Scope) -> None:
    make_session(owner, "Workout")
    plan = names_plan(scope=scope, named=SESSIONS, renaming=Renaming("workout", ""), chosen=Chosen())
    assert [each.problem for each in plan.changes] == ["Nothing would be left of the name."]
    assert plan.is_refused
    assert names_replace(scope=scope, named=SESSIONS, renaming=Renaming("workout", ""), chosen=Chosen()) is None


def test_own_exercises_are_renamed_and_imports_remember(owner: User, stranger: User, scope: Scope) -> None:
    curl = make_exercise("Curl (DB)", owner=owner)
    make_exercise("Row (DB)", owner=owner)
    for other in (None, stranger):
        make_exercise("Press (DB)", owner=other)
    undo = names_replace(scope=scope, named=EXERCISES, renaming=Renaming("(DB)", "(Dumbbell)"), chosen=Chosen())
    assert undo is not None
    assert own_names(owner) == ["Curl (Dumbbell)", "Row (Dumbbell)"]
    assert own_names(stranger) == ["Press (DB)"]
    assert exercises_named(scope, ["curl (db)"]) == {"curl (db)": curl.pk}
    undo_apply(scope=scope, undo=undo)
    assert own_names(owner) == ["Curl (DB)", "Row (DB)"]
    assert not ExerciseAlias.objects.exists()


def test_a_name_that_is_taken_stays_as_it_is(owner: User, scope: Scope) -> None:
    for name in ("Curl A", "Curl B", "Bench 1", "Bench one", "Squat 1"):
        make_exercise(name, owner=owner)
    make_exercise("Squat one")
    renaming = Renaming("1", "one")
    plan = names_plan(scope=scope, named=EXERCISES, renaming=renaming, chosen=Chosen())
    assert {each.before: bool(each.problem) for each in plan.changes} == {"Bench 1": True, "Squat 1": True}
    both = names_plan(scope=scope, named=EXERCISES, renaming=Renaming("Curl B", "curl a"), chosen=Chosen())
    assert [each.problem != "" for each in both.changes] == [True]
    assert names_replace(scope=scope, named=EXERCISES, renaming=renaming, chosen=Chosen()) is None


def test_the_page_shows_then_does(owner: User, owner_client: Client) -> None:
    make_session(owner, "Morning Workout")
    before = log_of(owner)
    preview = owner_client.post(URL, FORM)
    page = preview.content.decode()
    assert log_of(owner) == before
    assert "Rename 1 workout" in page
    form: dict[str, Any] = FORM | {"action": "apply", "seen": preview.context["seen"]}
    assert "1 workout renamed." in owner_client.post(URL, form, follow=True).content.decode()
    assert names_of(owner) == ["Morning"]
    assert Undo.objects.count() == 1


def test_exercises_don_t_ask_which_workouts(owner: User, owner_client: Client) -> None:
    make_set(make_session(owner), exercise_type=make_exercise("Curl (DB)", owner=owner))
    form = {"named": "exercises", "what": "range", "first": "nonsense", "find": "(DB)", "replace": "(Dumbbell)"}
    preview = owner_client.post(URL, form)
    assert preview.status_code == 200
    assert "Rename 1 exercise" in preview.content.decode()


@pytest.mark.parametrize(
    ("form", "words"),
    [({"find": ""}, "Enter what to look for"), ({"named": "x"}, "Select a valid choice"), ({"what": "range"}, "first")],
)
def test_what_is_wrong_is_said(owner_client: Client, form: dict[str, str], words: str) -> None:
    response = owner_client.post(URL, FORM | form)
    assert response.status_code == 422
    assert words in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_names_to_choose_from_follow_the_log(owner: User, stranger: User, scope: Scope) -> None:
    make_session(owner, "Push")
    make_session(stranger, "Theirs")
    assert names_there(scope=scope) == ["Push"]
    session = session_create(scope=scope, values=SessionValues(name="Legs", started_at=timezone.now()))
    session_create(scope=scope, values=SessionValues(name="Push", started_at=timezone.now()))
    assert names_there(scope=scope) == ["Legs", "Push"]
    with queries() as asked:
        assert names_there(scope=scope) == ["Legs", "Push"]
    assert len(asked) == 1, "the version of the log"
    session_delete(scope=scope, session=session)
    assert names_there(scope=scope) == ["Push"]
