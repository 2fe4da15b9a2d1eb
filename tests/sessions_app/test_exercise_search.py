"""Finding an exercise by whatever somebody types. The list below was judged by hand against the shipped catalogue."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from sessions_app.exercise_index import _REMEMBERED, _built, search_key
from sessions_app.exercise_search import exercises_found
from sessions_app.models import ExerciseAlias, ExerciseFavourite
from sessions_app.services.catalogue import catalogue_touch, exercise_create, favourite_mark
from sharing.scope import Area, Scope
from tests.catalogue import catalogue_present
from tests.factories import make_exercise
from tests.safety.queries import queries
from workouttracker.ahead import prepare_ahead

pytestmark = pytest.mark.django_db

JUDGED = {
    # Short forms that lifters use
    "bp": "Bench Press (Barbell)",
    "rdl": "Romanian Deadlift (Barbell)",
    "ohp": "Overhead Press (Barbell)",
    "sldl": "Stiff Leg Deadlift (Barbell)",
    "cgbp": "Close Grip Bench Press (Barbell)",
    "bss": "Bulgarian Split Squat (Dumbbell)",
    "gm": "Good Morning (Barbell)",
    "db bench": "Bench Press (Dumbbell)",
    "bb row": "Bent Over Row (Barbell)",
    "incline db": "Incline Bench Press (Dumbbell)",
    # One word of it
    "bench": "Bench Press (Barbell)",
    "squat": "Squat (Barbell)",
    "deadlift": "Deadlift (Barbell)",
    "curl": "Biceps Curl (Dumbbell)",
    "press": "Overhead Press (Barbell)",
    "lunge": "Lunge (Bodyweight)",
    "dip": "Chest Dip",
    "plank": "Plank",
    "snatch": "Snatch (Barbell)",
    "swing": "Swing (Kettlebell)",
    # Run together, apart, with hyphens and brackets
    "benchpress": "Bench Press (Barbell)",
    "pullup": "Pull Up",
    "pull-up": "Pull Up",
    "legpress": "Leg Press (Machine)",
    "hipthrust": "Hip Thrust (Barbell)",
    "facepull": "Face Pull (Cable)",
    "skullcrusher": "Skull Crusher (Barbell)",
    "tbar": "T Bar Row",
    "Bench Press (Barbell)": "Bench Press (Barbell)",
    "barbell squat": "Squat (Barbell)",
    # Words in another order, and their beginnings
    "fly cable": "Chest Fly (Cable)",
    "lat pull": "Lat Pulldown (Cable)",
    "leg ext": "Leg Extension (Machine)",
    "front sq": "Front Squat (Barbell)",
    "military press": "Overhead Press (Barbell)",
    # German, with and without accents
    "Bankdrücken": "Bench Press (Barbell)",
    "bankdrucken": "Bench Press (Barbell)",
    "bankdruecken": "Bench Press (Barbell)",
    "KNIEBEUGE": "Squat (Barbell)",
    "kreuzheben": "Deadlift (Barbell)",
    "klimmzug": "Pull Up",
    "seitheben": "Lateral Raise (Dumbbell)",
    "wadenheben": "Standing Calf Raise (Machine)",
    "laufen": "Running",
    "ueberzuege": "Pullover (Dumbbell)",
    # Slips of the finger
    "sqaut": "Squat (Barbell)",
    "dedlift": "Deadlift (Barbell)",
    "deadlif": "Deadlift (Barbell)",
    "bnech press": "Bench Press (Barbell)",
    "latral raise": "Lateral Raise (Dumbbell)",
    "inclne dumbel press": "Incline Bench Press (Dumbbell)",
    "kettlebel swing": "Swing (Kettlebell)",
    "romainian deadlift": "Romanian Deadlift (Barbell)",
    "benchpres": "Bench Press (Barbell)",
    "bankdrükcen": "Bench Press (Barbell)",
}


def names(owner: User, text: str, **known: Any) -> list[str]:
    return [exercise.name for exercise in exercises_found(Scope.of_user(owner), text, **known).exercises]


def test_the_first_hit_is_what_a_lifter_means(owner: User) -> None:
    catalogue_present()
    wrong = {
        text: (names(owner, text)[:3], meant) for text, meant in JUDGED.items() if names(owner, text)[:1] != [meant]
    }
    assert not wrong
    assert len(JUDGED) >= 40


def test_a_search_of_the_whole_catalogue_asks_three_times_at_most_once_the_names_are_kept(owner: User) -> None:
    catalogue_present()
    names(owner, "bench")
    with queries() as asked:
        names(owner, "sqaut")
    # Inside a test's transaction nothing is kept: versions, shared names and aliases, own names and aliases.
    assert len(asked) == 5


def test_what_finds_nothing_finds_nothing(owner: User) -> None:
    make_exercise("Bench Press")
    for text in ("", "   ", "()", "xyzzy qwert", "€"):
        assert names(owner, text) == []


def test_every_spelling_of_a_name_has_one_key() -> None:
    assert {search_key(text) for text in ("Pull-Up (Bar)", "pull up bar", " PULL  up—bar ", "Púll_Up bar")} == {
        "pull up bar"
    }


def test_favourites_and_recent_ones_come_before_what_fits_a_little_better(owner: User) -> None:
    made = {name: make_exercise(name).pk for name in ("Row", "Rowing Machine", "Cable Row", "Seal Row")}
    assert names(owner, "row") == ["Row", "Rowing Machine", "Seal Row", "Cable Row"]
    lifted = names(owner, "row", favourites=[made["Cable Row"]], recent=[made["Seal Row"]])
    assert lifted == ["Row", "Cable Row", "Seal Row", "Rowing Machine"]
    assert names(owner, "row", recent=[made["Seal Row"], made["Cable Row"]])[1:3] == ["Seal Row", "Cable Row"]


def test_what_is_called_exactly_that_comes_first_whatever_was_done_lately(owner: User) -> None:
    make_exercise("Dip")
    other = make_exercise("Dip Machine").pk
    assert names(owner, "dip", favourites=[other], recent=[other]) == ["Dip", "Dip Machine"]


def test_own_exercises_and_remembered_names_are_found_by_their_owner_alone(owner: User, stranger: User) -> None:
    shared = make_exercise("Bench Press")
    make_exercise("Zercher Carry", owner=owner)
    ExerciseAlias.objects.create(exercise_type=shared, name="Flachbank", owner=owner, source="remembered")
    assert names(owner, "zercher") == ["Zercher Carry"]
    found = exercises_found(Scope.of_user(owner), "flachbank").exercises[0]
    assert (found.name, found.alias) == ("Bench Press", "Flachbank")
    assert names(stranger, "zercher") == names(stranger, "flachbank") == []


def test_a_name_that_is_remembered_as_left_out_leads_nowhere(owner: User) -> None:
    ExerciseAlias.objects.create(exercise_type=None, name="Stretching", owner=owner, source="remembered")
    assert names(owner, "stretching") == []


def test_who_sees_nobody_s_data_finds_nothing() -> None:
    make_exercise("Bench Press")
    assert exercises_found(Scope.nobody(), "bench").exercises == []


def test_it_says_when_there_is_more_and_when_one_is_called_exactly_that(owner: User) -> None:
    for number in range(5):
        make_exercise(f"Row {number}")
    found = exercises_found(Scope.of_user(owner), "row", limit=3)
    assert (len(found.exercises), found.more, found.exactly) == (3, True, False)
    assert exercises_found(Scope.of_user(owner), " ROW-3 ").exactly


@pytest.mark.django_db(transaction=True)
def test_names_are_kept_until_the_data_changes(owner: User) -> None:
    make_exercise("Bench Press")
    catalogue_touch()
    assert names(owner, "bench") == ["Bench Press"]
    with CaptureQueriesContext(connection) as asked:
        names(owner, "bench")
    assert len(asked) == 1, "only the versions are asked for"

    exercise_create(scope=Scope.of_user(owner), name="Bench Dip", kind="bodyweight", equipment="none")
    assert set(names(owner, "bench")) == {"Bench Press", "Bench Dip"}
    make_exercise("Bench Pull")
    catalogue_touch()
    assert set(names(owner, "bench")) == {"Bench Press", "Bench Dip", "Bench Pull"}


@pytest.mark.django_db(transaction=True)
def test_no_search_waits_for_the_catalogue_s_index(owner: User) -> None:
    make_exercise("Bench Press")
    catalogue_touch()
    with patch("sessions_app.exercise_index._built", side_effect=_built) as built:
        assert names(owner, "bench") == ["Bench Press"]
        assert built.call_count == 1, "the athlete's own names alone"
        _REMEMBERED.clear()
        prepare_ahead().join()
        assert _REMEMBERED, "a new process takes it out of the shared cache before anybody asks"
        assert built.call_count == 1


@pytest.mark.django_db(transaction=True)
def test_a_name_of_signs_alone_does_not_mix_up_the_others(owner: User) -> None:
    make_exercise("★")
    catalogue_touch()
    for _ in range(2):
        assert names(owner, "★") == []
    make_exercise("Bench Press")
    catalogue_touch()
    for _ in range(2):
        assert names(owner, "bench") == ["Bench Press"]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_kept(owner: User) -> None:
    make_exercise("Bench Press")
    with transaction.atomic():
        make_exercise("Bench Never")
        assert len(names(owner, "bench")) == 2
        transaction.set_rollback(True)
    assert names(owner, "bench") == ["Bench Press"]


@pytest.mark.django_db(transaction=True)
def test_without_what_was_kept_the_search_still_finds(owner: User) -> None:
    make_exercise("Bench Press")
    with patch("sessions_app.exercise_index.cache.get", return_value=None):
        assert names(owner, "bench") == ["Bench Press"]


def test_a_favourite_is_marked_once_and_belongs_to_one_athlete(owner: User, stranger: User) -> None:
    exercise = make_exercise("Bench Press")
    for _ in range(2):
        favourite_mark(scope=Scope.of_user(owner), exercise=exercise, on=True)
    assert list(ExerciseFavourite.objects.visible_to(Scope.of_user(owner)).values_list("exercise_type", flat=True)) == [
        exercise.pk
    ]
    friend = Scope(owner=owner, areas=frozenset({Area.SESSIONS, Area.REPORTS}))
    for scope in (Scope.of_user(stranger), friend):
        assert not ExerciseFavourite.objects.visible_to(scope).exists()
    favourite_mark(scope=Scope.of_user(owner), exercise=exercise, on=False)
    assert not ExerciseFavourite.objects.exists()
