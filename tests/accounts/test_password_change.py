"""Changing the password while signed in."""

from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.support import PASSWORD, html_of, person

pytestmark = pytest.mark.django_db

NEW = "even-heavier-things-88"


def change(client: Client, **fields: str) -> Any:
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW, **fields}
    return client.post("/accounts/password/change/", sent)


def test_the_new_password_counts_here_and_other_devices_are_signed_out(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    user = person()
    elsewhere = Client()
    client.force_login(user)
    elsewhere.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        assert change(client)["Location"] == "/accounts/"
    assert User.objects.get().check_password(NEW)
    assert client.get("/accounts/").status_code == 200
    assert elsewhere.get("/accounts/").status_code == 302
    [message] = mail.outbox
    assert message.subject == "Your password was changed"
    assert f"{settings.SITE_URL}/accounts/password/reset/" in message.body
    assert f"{settings.SITE_URL}/accounts/password/reset/" in html_of(message)
    assert NEW not in message.body + html_of(message)


def test_the_old_password_is_needed(client: Client) -> None:
    client.force_login(person())
    assert "This is not your current password." in change(client, oldpassword="wrong").content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_a_mail_server_that_is_away_does_not_make_the_change_look_failed(
    client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.support.BrokenBackend"
    client.force_login(person())
    with django_capture_on_commit_callbacks(execute=True):
        assert change(client)["Location"] == "/accounts/"
    assert User.objects.get().check_password(NEW)


def test_an_account_without_password_is_led_to_choosing_one(client: Client) -> None:
    client.force_login(person(password=None))
    assert client.get("/accounts/password/change/")["Location"] == "/accounts/password/set/"
    client.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})
    assert User.objects.get().check_password(NEW)
