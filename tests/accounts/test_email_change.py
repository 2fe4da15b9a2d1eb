"""Changing the e-mail address, with confirmation of the new one."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.account.managers import EmailAddressManager
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.test import Client

from accounts.forms import EmailChangeForm
from accounts.models import User
from tests.accounts.support import PASSWORD, html_of, link_in, person, sign_in

pytestmark = pytest.mark.django_db

NEW = "new@example.org"


def ask(client: Client, email: str = NEW) -> Any:
    return client.post("/accounts/email/", {"email": email, "action_add": "1"})


def test_the_address_changes_when_the_link_is_opened_and_not_before(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(person())
    ask(client, "New@Example.org")
    assert User.objects.get().email == "ada@example.org"
    [message] = mail.outbox
    assert message.to == [NEW]
    link = link_in(message, "/confirm-email/")

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(link)

    assert answer["Location"] == "/accounts/email/"
    assert User.objects.get().email == NEW
    assert [(row.email, row.verified, row.primary) for row in EmailAddress.objects.all()] == [(NEW, True, True)]
    told = mail.outbox[-1]
    assert (told.to, told.subject) == (["ada@example.org"], "Your e-mail address was changed")
    assert sign_in(Client(), NEW)["Location"] == "/"
    assert "don&#x27;t match" in sign_in(Client()).content.decode()


def test_the_same_form_at_the_same_moment_is_done_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(person())
    ask(client)
    # It looked before the first one was there.
    monkeypatch.setattr(EmailChangeForm, "clean_email", lambda form: form.cleaned_data["email"])
    monkeypatch.setattr(EmailAddressManager, "get_new", lambda _self, _user: None)
    assert ask(client)["Location"] == "/accounts/email/"
    assert [row.email for row in EmailAddress.objects.filter(verified=False)] == [NEW]
    assert len(mail.outbox) == 1


def test_whoever_owns_a_mistyped_address_does_not_get_the_account(client: Client) -> None:
    client.force_login(person())
    ask(client)
    link = link_in(mail.outbox[0], "/confirm-email/")
    stranger = Client()
    page = stranger.get(link).content.decode()
    assert "Sign in first" in page
    stranger.post(link)
    assert User.objects.get().email == "ada@example.org"
    other = Client()
    other.force_login(person("bob@example.org"))
    other.post(link)
    assert User.objects.filter(email="ada@example.org").exists()


def test_whoever_opens_the_link_signed_out_signs_in_and_comes_back_to_it(client: Client) -> None:
    client.force_login(person())
    ask(client)
    link = link_in(mail.outbox[0], "/confirm-email/")
    phone = Client()
    [target] = re.findall(r'href="(/accounts/login/\?next=[^"]+)"', phone.get(link).content.decode())
    fields = {"login": "ada@example.org", "password": PASSWORD, "next": unquote(target.partition("next=")[2])}
    assert phone.post("/accounts/login/", fields)["Location"] == link
    phone.post(link)
    assert User.objects.get().email == NEW


def test_a_taken_address_gets_the_same_answer_and_its_holder_a_mail_without_link(client: Client) -> None:
    person("bob@example.org")
    client.force_login(person())
    for_free = ask(client, "free@example.org")
    for_taken = ask(client, "bob@example.org")
    assert (for_taken.status_code, for_taken["Location"]) == (for_free.status_code, for_free["Location"])
    message = mail.outbox[-1]
    assert (message.to, message.subject) == (
        ["bob@example.org"],
        "Your address was entered for another account",
    )
    assert "confirm-email" not in message.body + html_of(message)


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_that_another_account_took_meanwhile_is_refused(client: Client, verified: bool) -> None:
    client.force_login(person())
    ask(client)
    link = link_in(mail.outbox[0], "/confirm-email/")
    person(NEW, verified=verified)
    answer = client.post(link, follow=True)
    assert answer.status_code == 200
    assert "belongs to another account" in answer.content.decode()
    assert User.objects.filter(email="ada@example.org").count() == 1


def test_two_accounts_that_confirm_the_same_address_end_with_one_holder(client: Client) -> None:
    """Both asked before either confirmed; the unique constraint decides, and the loser gets a sentence."""
    other = Client()
    client.force_login(person())
    other.force_login(person("bob@example.org"))
    ask(client)
    ask(other)
    first = link_in(mail.outbox[0], "/confirm-email/")
    row = EmailAddress.objects.get(user__email="bob@example.org", email=NEW)
    client.post(first)
    answer = other.post(f"/accounts/confirm-email/{EmailConfirmationHMAC(row).key}/", follow=True)
    assert "belongs to another account" in answer.content.decode()
    assert sorted(User.objects.values_list("email", flat=True)) == ["bob@example.org", NEW]


def test_a_change_can_be_taken_back_and_the_link_sent_again(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "confirm_email": None}
    client.force_login(person())
    ask(client)
    assert NEW in client.get("/accounts/email/").content.decode()
    client.post("/accounts/email/", {"email": NEW, "action_send": "1"})
    assert [message.to for message in mail.outbox] == [[NEW], [NEW]]
    client.post("/accounts/email/", {"email": NEW, "action_remove": "1"})
    assert NEW not in client.get("/accounts/email/").content.decode().split("</main>")[0]
    assert "This link no longer works" in client.get(link_in(mail.outbox[0], "/confirm-email/")).content.decode()


def test_the_present_address_is_no_new_one(client: Client) -> None:
    client.force_login(person())
    assert "This is already the e-mail address of your account." in ask(client, "ADA@example.org").content.decode()


def test_an_address_that_is_none_stays_in_the_form(client: Client) -> None:
    client.force_login(person())
    page = ask(client, "not-an-address").content.decode()
    assert 'value="not-an-address"' in page
    assert mail.outbox == []
