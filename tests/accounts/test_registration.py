"""Registering and confirming the address."""

from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from accounts.models import User
from tests.accounts.support import PASSWORD, html_of, link_in, person, sign_in

pytestmark = pytest.mark.django_db

SENT = "/accounts/confirm-email/"


def register(client: Client, **fields: str) -> Any:
    return client.post("/accounts/signup/", {"email": "ada@example.org", "password1": PASSWORD, **fields})


def test_registering_mails_a_link_and_the_link_confirms_by_post(client: Client) -> None:
    answer = register(client, name="Ada", time_zone="Europe/Berlin")

    assert (answer.status_code, answer["Location"]) == (302, SENT)
    [message] = mail.outbox
    assert (message.to, message.subject) == (["ada@example.org"], "Confirm your e-mail address")
    link = link_in(message, "/accounts/confirm-email/")
    assert link in html_of(message)

    assert b"ada@example.org" in client.get(link).content
    assert not EmailAddress.objects.get().verified, "opening the link must not confirm: mail scanners open links"
    assert client.post(link)["Location"] == "/accounts/login/"
    assert EmailAddress.objects.get().verified
    assert sign_in(client)["Location"] == "/"


def test_the_first_insert_holds_name_time_zone_and_the_language_of_the_browser(client: Client) -> None:
    client.post(
        "/accounts/signup/",
        {"email": "ada@example.org", "password1": PASSWORD, "name": "  Ada  L. ", "time_zone": "Asia/Calcutta"},
        headers={"Accept-Language": "de-AT,de;q=0.9"},
    )
    user = User.objects.get()
    assert (user.name, user.time_zone, user.language) == ("Ada L.", "Asia/Calcutta", "de")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "x" * 5000])
def test_a_time_zone_that_is_none_becomes_utc_without_bothering_anybody(client: Client, zone: str) -> None:
    assert register(client, time_zone=zone)["Location"] == SENT
    assert User.objects.get().time_zone == "UTC"


def test_the_form_has_a_hidden_field_that_the_browser_fills_with_its_zone(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert '<input type="hidden" name="time_zone" data-timezone="" id="id_time_zone">' in page


def test_nobody_signs_in_before_the_address_is_confirmed(client: Client) -> None:
    register(client)
    answer = sign_in(client)
    assert answer["Location"] == SENT
    assert "_auth_user_id" not in client.session


def test_signing_in_unconfirmed_after_the_pause_sends_the_same_welcome_again(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "confirm_email": None}
    register(client)
    sign_in(Client())
    assert [message.subject for message in mail.outbox] == ["Confirm your e-mail address"] * 2
    assert mail.outbox[0].body.splitlines()[2] == mail.outbox[1].body.splitlines()[2]


def test_an_address_in_capitals_is_stored_in_small_letters_everywhere(client: Client) -> None:
    register(client, email="Ada@Example.ORG")
    assert User.objects.get().email == "ada@example.org"
    assert EmailAddress.objects.get().email == "ada@example.org"


@pytest.mark.parametrize("name", ["ada@example.org", "me@home"])
def test_an_address_as_name_is_refused_and_everything_typed_but_the_password_stays(client: Client, name: str) -> None:
    answer = register(client, name=name)
    page = answer.content.decode()
    assert f"“{name}” looks like an e-mail address" in page
    assert f'value="{name}"' in page
    assert 'value="ada@example.org"' in page
    assert PASSWORD not in page
    assert not User.objects.exists()


def test_a_weak_password_is_refused_with_the_reason(client: Client) -> None:
    page = register(client, password1="12345678").content.decode()
    assert "This password is too common." in page
    assert not User.objects.exists()


def visible(answer: Any, client: Client) -> tuple[object, ...]:
    """What somebody who registers can see of the answer: status, address, cookies, page, messages."""
    page = client.get(answer["Location"])
    return (
        answer.status_code,
        answer["Location"],
        sorted(answer.cookies),
        page.status_code,
        [str(message) for message in page.context["messages"]],
        page.content.decode().replace(str(page.context["csrf_token"]), "").replace(page["X-Request-ID"], ""),
    )


@pytest.mark.parametrize("verified", [True, False])
def test_registering_a_taken_address_looks_exactly_like_registering_a_new_one(verified: bool) -> None:
    new, taken = Client(), Client()
    for_new = visible(register(new), new)
    User.objects.all().delete()
    person(verified=verified)
    mail.outbox.clear()
    cache.clear()
    for_taken = visible(register(taken, password1="another-good-pass-1"), taken)

    assert for_taken == for_new
    assert User.objects.count() == 1
    [message] = mail.outbox
    assert (message.to, message.subject) == (["ada@example.org"], "You already have an account")
    assert "/accounts/password/reset/" in message.body
    assert "confirm-email" not in message.body + html_of(message)


def test_a_taken_address_costs_the_same_hashing_as_a_new_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr("accounts.forms.make_password", hashed.append)
    person()
    register(client)
    assert hashed == [PASSWORD]


def test_registering_the_address_in_another_case_is_registering_a_taken_address(client: Client) -> None:
    person()
    register(client, email="ADA@example.org")
    assert User.objects.count() == 1
    assert mail.outbox[-1].subject == "You already have an account"


def test_a_used_or_forged_link_explains_itself_and_changes_nothing(client: Client) -> None:
    register(client)
    link = link_in(mail.outbox[0], "/accounts/confirm-email/")
    client.post(link)
    for dead in (link, link[:-3] + "x/"):
        page = client.get(dead)
        assert "This link no longer works" in page.content.decode()


def test_the_mail_speaks_the_language_of_the_account_not_of_the_browser(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(language="de")
    languages: list[str | None] = []
    monkeypatch.setattr(DefaultAccountAdapter, "send_mail", lambda *args: languages.append(translation.get_language()))
    register(client)
    assert languages == ["de"]


def test_signed_in_people_are_led_away_from_the_form(client: Client) -> None:
    client.force_login(person())
    assert client.get("/accounts/signup/")["Location"] == "/"


def test_when_mail_cannot_be_sent_a_page_says_so_and_the_account_waits(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.accounts.support.BrokenBackend"
    answer = register(client)
    assert answer.status_code == 503
    assert "What you entered is saved." in answer.content.decode()
    assert User.objects.filter(email="ada@example.org").exists()
