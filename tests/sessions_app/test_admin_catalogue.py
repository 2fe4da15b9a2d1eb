"""Shared exercises and set types in the admin: merged into one, and protected while somebody uses them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from sessions_app.models import ExerciseAlias, ExerciseFavourite, ExerciseType, SetType, WorkoutSet
from sessions_app.services.catalogue import favourite_mark
from sessions_app.services.check import sums_check
from sessions_app.services.own_catalogue import catalogue_merge
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type
from tests.sessions_app.looks import log_version

EXERCISES = reverse("admin:sessions_app_exercisetype_changelist")


def chosen(*rows: Any, **more: Any) -> dict[str, Any]:
    return {"action": "merge", "_selected_action": [row.pk for row in rows], **more}


def test_the_admin_asks_which_one_stays_and_merges_for_everybody(
    staff_client: Client, owner: User, stranger: User
) -> None:
    odd, bench = make_exercise("Bench pres"), make_exercise("Bench Press", slug="bench-press")
    for athlete in (owner, stranger):
        make_set(make_session(athlete), exercise_type=odd)
        favourite_mark(scope=Scope.of_user(athlete), exercise=odd, on=True)
    favourite_mark(scope=Scope.of_user(owner), exercise=bench, on=True)
    before = [log_version(owner), log_version(stranger)]
    page = staff_client.post(EXERCISES, chosen(odd, bench)).content.decode()
    assert "Which one stays?" in page
    assert "used 2 times" in page
    assert WorkoutSet.objects.filter(exercise_type=odd).count() == 2
    assert staff_client.post(EXERCISES, chosen(odd, bench, kept=bench.pk)).status_code == 302
    assert WorkoutSet.objects.filter(exercise_type=bench).count() == 2
    assert not ExerciseType.objects.filter(pk=odd.pk).exists()
    assert ExerciseAlias.objects.filter(owner=None, name="Bench pres", exercise_type=bench).exists()
    assert ExerciseFavourite.objects.filter(exercise_type=bench).count() == 2
    assert not {log_version(owner), log_version(stranger)} & set(before)


def test_sums_follow_a_shared_merge(owner: User) -> None:
    odd, assisted = make_exercise("Dip helped"), make_exercise("Assisted Dip", kind="assisted")
    make_set(make_session(owner), exercise_type=odd)
    catalogue_merge(source=odd, target=assisted)
    assert WorkoutSet.objects.get().tonnage == 0
    assert list(sums_check()) == []


def test_what_comes_with_the_product_stays(staff_client: Client) -> None:
    odd, bench = make_exercise("Bench pres"), make_exercise("Bench Press", slug="bench-press")
    page = staff_client.post(EXERCISES, chosen(odd, bench, kept=odd.pk)).content.decode()
    assert "Bench Press: comes with the product" in page
    assert ExerciseType.objects.count() == 2
    with pytest.raises(ValueError, match="merged"):
        catalogue_merge(source=bench, target=odd)


def test_one_entry_alone_is_not_merged(staff_client: Client) -> None:
    odd = make_exercise("Bench pres")
    answer = staff_client.post(EXERCISES, chosen(odd, kept=odd.pk), follow=True)
    assert "Choose two entries or more to merge." in answer.content.decode()


def test_own_entries_are_no_business_of_admins(owner: User) -> None:
    own, shared = make_exercise("Mine", owner=owner), make_exercise("Shared")
    for source, target in ((own, shared), (shared, own), (shared, shared)):
        with pytest.raises(ValueError, match="merged"):
            catalogue_merge(source=source, target=target)


def test_set_types_are_merged_with_their_flag(staff_client: Client, owner: User) -> None:
    odd, warm = make_set_type("Warmup"), make_set_type("Warm-up", is_warm_up=True)
    row = make_set(make_session(owner), set_type=odd)
    address = reverse("admin:sessions_app_settype_changelist")
    assert staff_client.post(address, chosen(odd, warm, kept=warm.pk)).status_code == 302
    row.refresh_from_db()
    assert (row.set_type_id, row.is_warm_up) == (warm.pk, True)
    assert SetType.objects.count() == 1


@pytest.mark.parametrize("kind", ["exercise_type", "set_type"])
def test_what_athletes_use_cannot_be_deleted(staff_client: Client, owner: User, kind: str) -> None:
    make: Any = {"exercise_type": make_exercise, "set_type": make_set_type}[kind]
    used, idle = make("Used"), make("Idle")
    make_set(make_session(owner), **{kind: used})
    model = type(used)._meta.model_name
    page = staff_client.get(reverse(f"admin:sessions_app_{model}_delete", args=[used.pk])).content.decode()
    assert "“Used” is used 1 time" in page
    both = {"action": "delete_selected", "_selected_action": [used.pk, idle.pk], "post": "yes"}
    staff_client.post(reverse(f"admin:sessions_app_{model}_changelist"), both)
    assert type(used).objects.filter(pk=used.pk).exists()
    staff_client.post(reverse(f"admin:sessions_app_{model}_delete", args=[idle.pk]), {"post": "yes"})
    assert not type(used).objects.filter(pk=idle.pk).exists()
