"""Forgot your password?"""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.support import link_in, person, sign_in

pytestmark = pytest.mark.django_db

DONE = "/accounts/password/reset/done/"
NEW = "even-heavier-things-88"


def ask(client: Client, email: str = "ada@example.org") -> Any:
    return client.post("/accounts/password/reset/", {"email": email})


def test_the_mailed_link_sets_a_new_password_once(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    person()
    assert ask(client)["Location"] == DONE
    link = link_in(mail.outbox[0], "/accounts/password/reset/key/")
    form = client.get(link)["Location"]
    assert form.endswith("-set-password/"), "the key must leave the address bar"

    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(form, {"password1": NEW, "password2": NEW})

    assert done["Location"] == "/accounts/password/reset/key/done/"
    assert sign_in(Client(), password=NEW)["Location"] == "/"
    assert "_auth_user_id" not in client.session, "the link alone must not sign in"
    assert "This link no longer works" in Client().get(link).content.decode()
    assert mail.outbox[-1].subject == "Your password was changed"


def test_the_answer_for_an_unknown_address_is_the_same_and_its_owner_gets_a_mail(client: Client) -> None:
    person()
    known, unknown = ask(client), ask(client, "nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    to_known, to_unknown = mail.outbox
    assert to_known.to == ["ada@example.org"]
    assert (to_unknown.to, to_unknown.subject) == (
        ["nobody@example.org"],
        "There is no account with this address",
    )
    assert "/accounts/signup/" in to_unknown.body


def test_the_address_works_in_any_case(client: Client) -> None:
    person()
    ask(client, "ADA@Example.org")
    assert mail.outbox[0].subject == "Choose a new password"


def test_an_account_about_to_change_to_an_address_is_not_given_to_whoever_has_it(client: Client) -> None:
    owner = person()
    EmailAddress.objects.create(user=owner, email="typo@example.org", verified=False)
    ask(client, "typo@example.org")
    [message] = mail.outbox
    assert message.subject == "There is no account with this address"
    assert "/password/reset/key/" not in message.body


def test_an_account_without_password_gets_one_this_way(client: Client) -> None:
    person(password=None)
    ask(client)
    form = client.get(link_in(mail.outbox[0], "/key/"))["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})
    assert User.objects.get().check_password(NEW)


def test_two_different_passwords_are_refused_and_nothing_is_changed(client: Client) -> None:
    before = person().password
    ask(client)
    form = client.get(link_in(mail.outbox[0], "/key/"))["Location"]
    assert client.post(form, {"password1": NEW, "password2": NEW + "x"}).status_code == 422
    assert User.objects.get().password == before


def test_other_devices_are_signed_out(client: Client) -> None:
    elsewhere = Client()
    elsewhere.force_login(person())
    ask(client)
    form = client.get(link_in(mail.outbox[0], "/key/"))["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})
    assert elsewhere.get("/accounts/").status_code == 302


@pytest.mark.parametrize("link", ["/accounts/password/reset/key/1-abc-def/", "/accounts/password/reset/key/zzz-x/"])
def test_a_made_up_link_explains_itself(client: Client, link: str) -> None:
    page = client.get(link).content.decode()
    assert "Your password is what it was." in page
