"""The list of exercises and the pages that look after one's own, with and without HTMX."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from sessions_app.models import ExerciseFavourite, ExerciseMuscle, ExerciseType, SetType, Undo, WorkoutSet
from sessions_app.services.catalogue import catalogue_touch, favourite_mark
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type
from tests.safety.queries import assert_constant_queries
from tests.sessions_app.pages import HTMX

LIST = reverse("exercise-list")
FORM = {"name": "Jefferson Curl", "kind": "weight_reps", "equipment": "barbell", "primary": "lower_back"}


def names(answer: Any) -> list[str]:
    """The exercises of a list, in order."""
    rows = re.findall(r'exercise-row__link".*?list__title">(.*?)</span>', answer.content.decode(), re.DOTALL)
    return [row.strip() for row in rows]


def make(name: str, *muscles: str, **fields: Any) -> ExerciseType:
    row = make_exercise(name, **fields)
    ExerciseMuscle.objects.bulk_create(ExerciseMuscle(exercise_type=row, muscle=muscle) for muscle in muscles)
    catalogue_touch()
    return row


@pytest.fixture
def few(owner: User, stranger: User) -> dict[str, ExerciseType]:
    return {
        "bench": make("Bench Press", "chest", equipment="barbell"),
        "plank": make("Plank", "abs", kind="duration", equipment="none"),
        "mine": make("My Curl", "biceps", owner=owner, equipment="dumbbell"),
        "theirs": make("Their Secret", owner=stranger),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Bench Press", "My Curl", "Plank"]),
        ("?q=benhc", ["Bench Press"]),
        ("?q=zzz", []),
        ("?show=own", ["My Curl"]),
        ("?show=favourites", ["Plank"]),
        ("?show=done", ["Bench Press"]),
        ("?muscle=chest", ["Bench Press"]),
        ("?equipment=dumbbell", ["My Curl"]),
        ("?kind=duration", ["Plank"]),
        ("?muscle=chest&equipment=dumbbell", []),
        ("?muscle=nonsense&show=nonsense&kind=nonsense", ["Bench Press", "My Curl", "Plank"]),
        ("?page=99", ["Bench Press", "My Curl", "Plank"]),
    ],
)
def test_the_list_is_searched_and_narrowed(
    owner: User, owner_client: Client, few: dict[str, ExerciseType], query: str, found: list[str]
) -> None:
    favourite_mark(scope=Scope.of_user(owner), exercise=few["plank"], on=True)
    make_set(make_session(owner), exercise_type=few["bench"])
    for headers in ({}, HTMX):
        assert names(owner_client.get(LIST + query, headers=headers)) == found


def test_a_row_says_what_one_did_with_it(owner: User, owner_client: Client, few: dict[str, ExerciseType]) -> None:
    session = make_session(owner)
    for _ in range(2):
        make_set(session, exercise_type=few["bench"])
    page = owner_client.get(LIST).content.decode()
    assert "2 sets" in page
    assert "Chest" in page


def test_the_list_asks_as_often_for_many_exercises_as_for_few(owner: User, owner_client: Client) -> None:
    def grow() -> None:
        session = make_session(owner)
        for number in range(20):
            make_set(session, exercise_type=make(f"Exercise {number}", "chest", "abs"))

    make("First")
    assert_constant_queries(lambda: owner_client.get(LIST), grow=grow, at_most=12)


def test_the_best_hit_stands_first(owner_client: Client) -> None:
    for name in ("Incline Bench Press", "Bench Press", "Bench Dip"):
        make(name)
    assert names(owner_client.get(f"{LIST}?q=bench+press"))[0] == "Bench Press"


def test_a_star_is_pressed_in_the_list(owner_client: Client, few: dict[str, ExerciseType]) -> None:
    address = reverse("exercise-favourite", args=[few["bench"].pk])
    part = owner_client.post(address, {"on": "1", "listed": "1"}, headers=HTMX).content.decode()
    assert f'id="favourite-{few["bench"].pk}"' in part
    assert 'aria-pressed="true"' in part
    assert "Favourite: Bench Press" in part
    assert owner_client.post(address, {"on": "0", "listed": "1"})["Location"] == LIST
    assert not ExerciseFavourite.objects.exists()


def test_an_exercise_is_made_changed_and_deleted(owner: User, owner_client: Client) -> None:
    made = owner_client.post(reverse("exercise-create"), FORM)
    row = ExerciseType.objects.get(owner=owner)
    assert made["Location"] == reverse("exercise-detail", args=[row.pk])
    edit = reverse("exercise-edit", args=[row.pk])
    assert owner_client.post(edit, FORM | {"name": "Jefferson", "secondary": ["abs", "glutes"]}).status_code == 302
    row.refresh_from_db()
    assert row.name == "Jefferson"
    assert sorted(row.muscles.values_list("muscle", flat=True)) == ["abs", "glutes", "lower_back"]
    page = owner_client.get(edit).content.decode()
    assert "Nothing uses it." in page
    owner_client.post(reverse("exercise-delete", args=[row.pk]))
    assert not ExerciseType.objects.exists()
    notice = owner_client.get(LIST).content.decode()
    assert "“Jefferson” deleted." in notice
    assert reverse("undo-apply", args=[Undo.objects.get().pk]) in notice


@pytest.mark.parametrize("address", ["exercise-create", "set-type-create"])
def test_a_name_that_is_taken_is_refused_and_the_input_kept(owner_client: Client, address: str) -> None:
    make("Jefferson Curl")
    make_set_type("Jefferson Curl")
    answer = owner_client.post(reverse(address), FORM | {"name": "jefferson  CURL"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is there already. Choose another name." in page
    assert "jefferson" in page


def test_one_in_use_leads_to_the_merge(owner: User, owner_client: Client, few: dict[str, ExerciseType]) -> None:
    make_set(make_session(owner), exercise_type=few["mine"])
    answer = owner_client.post(reverse("exercise-delete", args=[few["mine"].pk]), follow=True)
    page = answer.content.decode()
    assert "can&#x27;t be deleted" in page or "can't be deleted" in page
    assert "Choose the exercise that" in page


def test_merging_moves_the_sets_and_offers_to_undo(
    owner: User, owner_client: Client, few: dict[str, ExerciseType]
) -> None:
    make_set(make_session(owner), exercise_type=few["mine"])
    merge = reverse("exercise-merge", args=[few["mine"].pk])
    assert "Merge My Curl into Bench Press?" in owner_client.get(f"{merge}?q=bench").content.decode()
    done = owner_client.post(merge, {"target": few["bench"].pk})
    assert done["Location"] == reverse("exercise-detail", args=[few["bench"].pk])
    assert WorkoutSet.objects.get().exercise_type == few["bench"]
    owner_client.post(reverse("undo-apply", args=[Undo.objects.get().pk]))
    assert WorkoutSet.objects.get().exercise_type == few["mine"]


@pytest.mark.parametrize("target", ["", "x", "0", "self", "theirs", "9" * 40])
def test_there_is_nothing_else_to_merge_into(owner_client: Client, few: dict[str, ExerciseType], target: str) -> None:
    known = {"self": few["mine"].pk, "theirs": few["theirs"].pk}
    answer = owner_client.post(reverse("exercise-merge", args=[few["mine"].pk]), {"target": known.get(target, target)})
    assert answer.status_code == 404
    assert ExerciseType.objects.filter(pk=few["mine"].pk).exists()


@pytest.mark.parametrize("name", ["exercise-edit", "exercise-delete", "exercise-merge"])
def test_a_shared_exercise_is_the_admins(owner_client: Client, few: dict[str, ExerciseType], name: str) -> None:
    address = reverse(name, args=[few["bench"].pk])
    assert owner_client.post(address, FORM).status_code == 403
    assert owner_client.get(reverse("exercise-edit", args=[few["bench"].pk])).status_code == 403
    assert ExerciseType.objects.filter(pk=few["bench"].pk).exists()


@pytest.mark.parametrize("name", ["set-type-edit", "set-type-delete", "set-type-merge"])
def test_a_shared_set_type_is_the_admins(owner_client: Client, name: str) -> None:
    shared = make_set_type("Shared")
    assert owner_client.post(reverse(name, args=[shared.pk]), {"name": "New"}).status_code == 403
    assert SetType.objects.get().name == "Shared"


def test_a_set_type_is_made_changed_merged_and_listed(owner: User, owner_client: Client) -> None:
    working = make_set_type("Working")
    owner_client.post(reverse("set-type-create"), {"name": "Myo", "description": "Short rests.", "is_warm_up": "on"})
    row = SetType.objects.get(owner=owner)
    assert row.is_warm_up
    made = make_set(make_session(owner), set_type=row)
    page = owner_client.get(reverse("set-type-list")).content.decode()
    assert page.index("Myo") < page.index("Working")
    assert "Short rests." in page
    owner_client.post(reverse("set-type-edit", args=[row.pk]), {"name": "Myo-reps"})
    made.refresh_from_db()
    assert not made.is_warm_up
    assert "It is used 1 time" in owner_client.get(reverse("set-type-edit", args=[row.pk])).content.decode()
    answer = owner_client.post(reverse("set-type-delete", args=[row.pk]), follow=True)
    assert "deleted. Merge it" in answer.content.decode()
    owner_client.post(reverse("set-type-merge", args=[row.pk]), {"target": working.pk})
    made.refresh_from_db()
    assert made.set_type == working
    assert not SetType.objects.filter(owner=owner).exists()


def test_a_set_type_that_nothing_uses_is_deleted(owner: User, owner_client: Client) -> None:
    row = make_set_type("Mine", owner=owner)
    assert owner_client.post(reverse("set-type-delete", args=[row.pk]))["Location"] == reverse("set-type-list")
    assert not SetType.objects.exists()
    owner_client.post(reverse("undo-apply", args=[Undo.objects.get().pk]))
    assert SetType.objects.get().name == "Mine"
