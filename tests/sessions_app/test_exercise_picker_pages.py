"""Choosing the exercise of a new set, and making one of one's own in passing."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from sessions_app.models import ExerciseAlias, ExerciseType, SetType, WorkoutSession
from tests.factories import make_exercise, make_session, make_set, make_set_type
from tests.sessions_app.pages import FRONT, HTMX, add_url, words

# --- Choose an exercise ---------------------------------------------------------------------------------------------


def test_the_page_offers_recent_exercises_and_all_of_them(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    make_set(make_session(owner), exercise_type=make_exercise("Squat"))
    page = owner_client.get(add_url(session))
    assert [choice.name for choice in page.context["exercises"]] == ["Squat"]
    assert {choice.name for choice in page.context["all_exercises"]} == {"Squat", "Bench Press"}
    assert f'<option value="{bench.pk}">Bench Press</option>' in page.content.decode()


def test_search_puts_the_same_name_first_then_what_was_done_lately(
    owner: User, owner_client: Client, session: WorkoutSession
) -> None:
    for name in ("A Row", "Row", "Rowing", "Barrow Walk"):
        make_exercise(name)
    make_set(make_session(owner), exercise_type=make_exercise("Z Row"))
    found = owner_client.get(add_url(session), {"q": "row"}).context["exercises"]
    assert [choice.name for choice in found] == ["Row", "Z Row", "Rowing", "A Row", "Barrow Walk"]


def test_search_knows_other_names_but_no_stranger_s(
    stranger: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    ExerciseAlias.objects.create(exercise_type=bench, name="Bankdrücken")
    make_exercise("Bank robbery", owner=stranger)
    found = owner_client.get(add_url(session), {"q": "BANK"}).context["exercises"]
    assert [choice.name for choice in found] == ["Bench Press"]


def test_while_typing_only_the_results_come(owner_client: Client, session: WorkoutSession, bench: ExerciseType) -> None:
    headers = HTMX | {"HX-Target": "exercise-results"}
    page = owner_client.get(add_url(session), {"q": "bench"}, headers=headers).content.decode()
    assert page.lstrip().startswith('<div class="stack stack--tight" id="exercise-results">')
    assert "Bench Press" in page


def test_what_does_not_exist_can_be_made_and_what_does_cannot(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    assert "Make it an exercise of your own" in owner_client.get(add_url(session), {"q": "Zercher"}).content.decode()
    page = owner_client.get(add_url(session), {"q": " bench  PRESS"}).content.decode()
    assert "Make it an exercise of your own" not in page


def test_the_form_starts_from_the_session_s_last_set_else_from_the_last_day(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    warm_up = make_set_type("Warm-up", is_warm_up=True)
    make_set(make_session(owner), exercise_type=bench, set_type=working, weight=Decimal(70), number_reps=6)

    def choose() -> Any:
        return owner_client.get(add_url(session), {"exercise": bench.pk}).context["form"]

    form = choose()
    assert (form["weight"].value(), form["number_reps"].value()) == ("70", "6")
    assert form["set_type"].value() == working.pk
    make_set(session, exercise_type=bench, set_type=warm_up, weight=Decimal(40), number_reps=10, rpe=Decimal(5))
    form = choose()
    assert (form["weight"].value(), form["number_reps"].value(), form["rpe"].value()) == ("40", "10", None)
    assert form["set_type"].value() == warm_up.pk


def test_a_new_exercise_starts_with_a_working_set(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    make_set_type("Aardvark", position=1)
    working = make_set_type("Working set", slug="working", position=2)
    form = owner_client.get(add_url(session), {"exercise": bench.pk}).context["form"]
    assert form["set_type"].value() == working.pk


@pytest.mark.parametrize(("kind", "front"), FRONT.items())
def test_the_kind_decides_what_stands_in_front_and_hides_nothing(
    owner_client: Client, session: WorkoutSession, kind: str, front: list[str]
) -> None:
    exercise = make_exercise(kind=kind)
    make_set_type()
    answer = owner_client.get(add_url(session), {"exercise": exercise.pk})
    form = answer.context["form"]
    assert [field.name for field in form.main_fields] == front
    page = answer.content.decode()
    for name in ("weight", "number_reps", "duration_seconds", "distance_metres", "rpe", "rest_seconds", "notes"):
        assert page.count(f'name="{name}"') == 1


@pytest.mark.parametrize("wanted", ["999999", "abc", "-1", "٣"])
def test_an_exercise_that_is_not_there_is_missing(owner_client: Client, session: WorkoutSession, wanted: str) -> None:
    assert owner_client.get(add_url(session), {"exercise": wanted}).status_code == 404


# --- An exercise of one's own ---------------------------------------------------------------------------------------


def test_an_own_exercise_is_made_and_its_form_comes_next(
    owner: User, owner_client: Client, session: WorkoutSession
) -> None:
    make_set_type()
    url = reverse("exercise-new", args=[session.pk])
    answer = owner_client.post(url, {"name": "  Zercher   Squat ", "kind": "weight_reps", "equipment": "barbell"})
    made = ExerciseType.objects.get(owner=owner)
    assert (made.name, made.kind, made.equipment) == ("Zercher Squat", "weight_reps", "barbell")
    assert answer["Location"] == f"{add_url(session)}?exercise={made.pk}"
    page = owner_client.post(url, {"name": "Sled", "kind": "weight_distance"}, headers=HTMX).content.decode()
    assert 'id="set-form"' in page
    assert "Sled" in page


@pytest.mark.parametrize("name", ["bench press", "BENCH  PRESS", "Bénch Press"])
def test_a_name_that_is_taken_is_refused(
    owner_client: Client, session: WorkoutSession, bench: ExerciseType, name: str
) -> None:
    url = reverse("exercise-new", args=[session.pk])
    answer = owner_client.post(url, {"name": name, "kind": "weight_reps"})
    assert answer.status_code == 422
    assert "There is an exercise called" in words(answer)
    assert ExerciseType.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"name": " "}, "Give the exercise a name."), ({"kind": "juggling"}, "juggling is not one of the available")],
)
def test_an_exercise_that_cannot_be_made_says_why(
    owner_client: Client, session: WorkoutSession, fields: dict[str, str], message: str
) -> None:
    url = reverse("exercise-new", args=[session.pk])
    answer = owner_client.post(url, {"name": "Zercher", "kind": "weight_reps"} | fields)
    assert answer.status_code == 422
    assert message in words(answer)


def test_a_stranger_s_own_exercise_does_not_take_the_name(
    owner: User, stranger: User, owner_client: Client, session: WorkoutSession
) -> None:
    make_exercise("Zercher", owner=stranger)
    owner_client.post(reverse("exercise-new", args=[session.pk]), {"name": "Zercher", "kind": "weight_reps"})
    assert ExerciseType.objects.filter(owner=owner, name="Zercher").exists()
