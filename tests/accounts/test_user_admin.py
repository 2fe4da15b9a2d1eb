"""The user admin, and who may change whom."""

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import LastSuperuserError, superuser_remains, user_email_set, users_delete
from tests.accounts.support import PASSWORD, person
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"


@pytest.fixture
def boss(db: Any) -> User:
    return person("boss@example.org", name="Boss", is_staff=True, is_superuser=True)


@pytest.fixture
def manager(db: Any) -> User:
    """Staff who may manage users, and no more."""
    user = person("manager@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts", content_type__model="user"))
    return user


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def fields_of(user: User, **changes: object) -> dict[str, object]:
    """What the form of ``user`` sends, with ``changes``; ``None`` leaves a box unticked."""
    sent: dict[str, object] = {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "unit": user.unit,
        "time_zone": user.time_zone,
        "theme": user.theme,
        "first_weekday": user.first_weekday,
        "default_rest_seconds": user.default_rest_seconds,
    }
    for flag in ("is_active", "is_staff", "is_superuser"):
        if getattr(user, flag):
            sent[flag] = "on"
    sent.update(changes)
    return {key: value for key, value in sent.items() if value is not None}


def test_people_are_found_by_part_of_address_or_name(boss: User) -> None:
    person("ada@example.org", name="Ada Lovelift")
    person("bob@example.org", name="Bob")
    page = as_(boss).get(LIST, {"q": "lovelift"}).content.decode()
    assert "ada@example.org" in page
    assert "bob@example.org" not in page
    assert "bob@example.org" in as_(boss).get(LIST, {"q": "bob@ex", "is_active__exact": "1"}).content.decode()


def test_the_list_costs_the_same_number_of_queries_however_many_people(
    boss: User, django_assert_max_num_queries: Any
) -> None:
    client = as_(boss)
    client.get(LIST)
    with django_assert_max_num_queries(20) as few:
        client.get(LIST)
    for number in range(10):
        person(f"p{number}@example.org")
    with django_assert_max_num_queries(20) as many:
        client.get(LIST)
    assert len(few) == len(many)


def test_an_account_made_here_confirms_its_address_at_the_first_sign_in(boss: User) -> None:
    sent = {
        "email": "New@Example.org",
        "name": "New",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert as_(boss).post(f"{LIST}add/", sent).status_code == 302
    row = EmailAddress.objects.get(user__email="new@example.org")
    assert (row.email, row.primary, row.verified) == ("new@example.org", True, False)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "BOSS@example.org"}, "Another account uses this e-mail address."),
        ({"name": "a@b"}, "looks like an e-mail address"),
        ({"time_zone": "Mars/Olympus"}, "“Mars/Olympus” is not a time zone. Choose one like Europe/Berlin."),
    ],
)
def test_the_form_refuses_what_the_product_refuses(boss: User, changes: dict[str, str], sentence: str) -> None:
    ada = person()
    page = as_(boss).post(page_of(ada), fields_of(ada, **changes)).content.decode()
    assert sentence in page
    assert User.objects.filter(email="ada@example.org", name="").exists()


def test_a_changed_address_changes_everywhere_and_must_be_confirmed_again(boss: User) -> None:
    ada = person()
    as_(boss).post(page_of(ada), fields_of(ada, email="Ada.New@example.org"))
    assert list(EmailAddress.objects.filter(user=ada).values_list("email", "primary", "verified")) == [
        ("ada.new@example.org", True, False)
    ]


def test_the_password_has_a_form_of_its_own(boss: User) -> None:
    ada = person()
    client = as_(boss)
    assert client.get(reverse("admin:auth_user_password_change", args=[ada.pk])).status_code == 200
    assert ada.password not in client.get(page_of(ada)).content.decode()


@pytest.mark.parametrize("flag", ["is_superuser", "is_active"])
def test_the_last_superuser_keeps_the_power(boss: User, flag: str) -> None:
    page = as_(boss).post(page_of(boss), fields_of(boss, **{flag: None})).content.decode()
    assert "This is the last active superuser." in page
    boss.refresh_from_db()
    assert (boss.is_superuser, boss.is_active) == (True, True)


def test_one_of_two_superusers_can_step_down(boss: User) -> None:
    second = person("second@example.org", is_staff=True, is_superuser=True)
    assert as_(boss).post(page_of(second), fields_of(second, is_superuser=None)).status_code == 302
    second.refresh_from_db()
    assert not second.is_superuser


def test_a_superuser_who_is_switched_off_does_not_count(boss: User) -> None:
    person("off@example.org", is_staff=True, is_superuser=True, is_active=False)
    with pytest.raises(LastSuperuserError):
        users_delete(users=[boss])


def test_the_last_superuser_is_deleted_neither_alone_nor_in_a_crowd(boss: User) -> None:
    ada = person()
    client = as_(boss)
    single = client.post(reverse("admin:accounts_user_delete", args=[boss.pk]), {"post": "yes"})
    crowd = {"action": "delete_selected", "_selected_action": [boss.pk, ada.pk], "post": "yes"}
    many = client.post(LIST, crowd)
    assert "This is the last active superuser." in single.content.decode() + many.content.decode()
    assert User.objects.count() == 2


def test_others_can_be_deleted(boss: User) -> None:
    ada = person()
    client = as_(boss)
    assert client.post(reverse("admin:accounts_user_delete", args=[ada.pk]), {"post": "yes"}).status_code == 302
    assert list(User.objects.all()) == [boss]


def test_a_user_manager_manages_people_but_hands_out_no_power(manager: User) -> None:
    ada = person()
    client = as_(manager)
    powers = {
        "is_staff": "on",
        "is_superuser": "on",
        "user_permissions": [Permission.objects.values_list("pk", flat=True)[0]],
    }
    assert client.post(page_of(ada), fields_of(ada, name="Ada", **powers)).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.is_staff, ada.is_superuser, ada.user_permissions.count()) == ("Ada", False, False, 0)


def test_a_user_manager_does_not_touch_people_with_power_nor_their_passwords(manager: User, boss: User) -> None:
    client = as_(manager)
    for powerful in (boss, manager):
        assert client.post(page_of(powerful), fields_of(powerful, name="X")).status_code == 403
        assert client.post(reverse("admin:auth_user_password_change", args=[powerful.pk]), {}).status_code == 403
        assert (
            client.post(reverse("admin:accounts_user_delete", args=[powerful.pk]), {"post": "yes"}).status_code == 403
        )
    crowd = {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"}
    client.post(LIST, crowd)
    assert User.objects.filter(pk=boss.pk, name="Boss").exists()


@pytest.mark.parametrize("staff", [True, False])
def test_whoever_has_no_permission_sees_no_users(staff: bool) -> None:
    answer = as_(person(is_staff=staff)).get(LIST)
    assert answer.status_code == (403 if staff else 302)


@pytest.mark.parametrize(
    "path", ["account/emailaddress", "mfa/authenticator", "usersessions/usersession", "account/emailconfirmation"]
)
def test_secrets_and_second_copies_of_addresses_are_not_in_the_admin(boss: User, path: str) -> None:
    assert as_(boss).get(f"/admin/{path}/").status_code == 404


def test_the_service_gives_an_account_one_address_and_refuses_a_taken_one() -> None:
    ada, bob = person(), person("bob@example.org")
    user_email_set(user=ada, email="Ada2@Example.org", verified=True)
    assert list(EmailAddress.objects.filter(user=ada).values_list("email", "primary", "verified")) == [
        ("ada2@example.org", True, True)
    ]
    for address in ("BOB@example.org", "no address"):
        with pytest.raises(ValidationError):
            user_email_set(user=ada, email=address, verified=True)
    assert bob.email == "bob@example.org"


@pytest.mark.django_db(transaction=True)
def test_two_superusers_cannot_take_each_other_the_power_at_once(boss: User) -> None:
    second = person("second@example.org", is_staff=True, is_superuser=True)

    def demote(user: User) -> None:
        with transaction.atomic():
            superuser_remains(without=[user.pk])
            time.sleep(0.3)  # long enough for the other one to look, if nothing held it back
            User.objects.filter(pk=user.pk).update(is_superuser=False)

    outcomes = at_once([lambda: demote(boss), lambda: demote(second)])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastSuperuserError", "NoneType"]
    assert User.objects.filter(is_superuser=True).count() == 1
