"""The release admin."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from versions.models import AppVersion
from versions.services import Number, version_add

pytestmark = pytest.mark.django_db

LIST = "/admin/versions/appversion/"
ADD = f"{LIST}add/"
FORM = {"release_date": "2026-03-01", "description": "Sharing", "notes": "Links.", "commit": ""}


def add(text: str) -> AppVersion:
    return version_add(number=Number.parse(text))


def page_of(version: AppVersion) -> str:
    return reverse("admin:versions_appversion_change", args=[version.pk])


def current() -> str:
    return str(Number.of(AppVersion.objects.get(is_current=True)))


def test_a_release_is_added_with_notes(staff_client: Client) -> None:
    sent = {**FORM, "major": "1", "minor": "0", "patch": "0", "build": "1"}
    assert staff_client.post(ADD, sent).status_code == 302
    version = AppVersion.objects.get()
    assert (version.number, version.notes, version.is_current) == ("1.0.0", "Links.", True)


def test_the_form_proposes_the_number_after_the_newest(staff_client: Client) -> None:
    add("1.4.2+17")
    page = staff_client.get(ADD).content.decode()
    for name, value in {"major": 1, "minor": 4, "patch": 3, "build": 18}.items():
        assert f'name="{name}" value="{value}"' in page


def test_a_build_that_does_not_rise_is_refused_beside_its_field(staff_client: Client) -> None:
    add("1.0.0+5")
    sent = {**FORM, "major": "1", "minor": "1", "patch": "0", "build": "5"}
    assert "Build 5 is not above 5" in staff_client.post(ADD, sent).content.decode()
    assert AppVersion.objects.count() == 1


def test_notes_can_be_edited_and_the_number_cannot(staff_client: Client) -> None:
    version = add("1.0.0+1")
    staff_client.post(page_of(version), {**FORM, "major": "9", "build": "99"})
    version.refresh_from_db()
    assert (version.number, version.build, version.description) == ("1.0.0", 1, "Sharing")


def test_a_release_is_made_current_from_its_page_by_post(staff_client: Client) -> None:
    add("1.0.0+1")
    second = add("1.1.0+2")
    assert 'name="_set_current"' in staff_client.get(page_of(second)).content.decode()
    staff_client.get(page_of(second), {"_set_current": "1"})
    assert current() == "1.0.0+1"
    staff_client.post(page_of(second), {**FORM, "_set_current": "1"})
    assert current() == "1.1.0+2"
    assert 'name="_set_current"' not in staff_client.get(page_of(second)).content.decode()


def test_a_release_is_made_current_from_the_list(staff_client: Client) -> None:
    first, second = add("1.0.0+1"), add("1.1.0+2")
    staff_client.post(LIST, {"action": "set_current", "_selected_action": [second.pk]})
    assert current() == "1.1.0+2"
    answer = staff_client.post(LIST, {"action": "set_current", "_selected_action": [first.pk, second.pk]}, follow=True)
    assert "Choose exactly one version" in answer.content.decode()
    assert current() == "1.1.0+2"


def test_who_changed_the_current_one_stands_in_the_history(staff_client: Client) -> None:
    second = [add("1.0.0+1"), add("1.1.0+2")][1]
    staff_client.post(page_of(second), {**FORM, "_set_current": "1"})
    history = staff_client.get(reverse("admin:versions_appversion_history", args=[second.pk])).content.decode()
    assert "made current" in history


def test_the_current_release_is_not_deleted_alone_nor_in_a_crowd(staff_client: Client) -> None:
    first, second = add("1.0.0+1"), add("1.1.0+2")
    alone = staff_client.post(reverse("admin:versions_appversion_delete", args=[first.pk]), {"post": "yes"})
    crowd = {"action": "delete_selected", "_selected_action": [first.pk, second.pk], "post": "yes"}
    staff_client.post(LIST, crowd)
    assert alone.status_code == 403
    assert AppVersion.objects.count() == 2
    staff_client.post(reverse("admin:versions_appversion_delete", args=[second.pk]), {"post": "yes"})
    assert AppVersion.objects.get() == first


def test_staff_who_may_only_look_change_nothing() -> None:
    second = [add("1.0.0+1"), add("1.1.0+2")][1]
    viewer = make_user(is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_appversion"))
    client = Client()
    client.force_login(viewer)
    assert "_set_current" not in client.get(page_of(second)).content.decode()
    assert client.post(page_of(second), {**FORM, "_set_current": "1"}).status_code == 403
    client.post(LIST, {"action": "set_current", "_selected_action": [second.pk]})
    assert current() == "1.0.0+1"
