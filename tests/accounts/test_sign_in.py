"""Signing in and out."""

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from tests.accounts.support import PASSWORD, person, sign_in

pytestmark = pytest.mark.django_db

MONTH = 60 * 60 * 24 * 30


def test_signing_in_leads_to_the_first_page_without_a_notice(client: Client) -> None:
    user = person()
    answer = sign_in(client)
    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "messages" not in client.cookies


@pytest.mark.parametrize("typed", ["ADA@EXAMPLE.ORG", "Ada@example.org", "  ada@example.org "])
def test_the_address_works_in_any_case_and_with_stray_spaces(client: Client, typed: str) -> None:
    person()
    assert sign_in(client, typed)["Location"] == "/"


def test_staying_signed_in_lasts_a_month_and_otherwise_until_the_browser_closes(client: Client) -> None:
    person()
    sign_in(client, remember="on")
    assert client.cookies["sessionid"]["max-age"] == MONTH
    other = Client()
    sign_in(other)
    assert other.cookies["sessionid"]["max-age"] == ""


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client) -> None:
    person()
    wrong = sign_in(client, password="not-the-password").content.decode()
    unknown = sign_in(client, email="nobody@example.org", password="not-the-password").content.decode()
    sentence = "E-mail and password don&#x27;t match. Check both and try again."
    assert sentence in wrong
    assert sentence in unknown
    assert 'value="ada@example.org"' in wrong
    assert "not-the-password" not in wrong


def test_a_wrong_password_and_an_unknown_address_hash_equally_often(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def count_and_encode(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count_and_encode)
    sign_in(client, password="wrong-1")
    known, hashed[:] = len(hashed), []
    sign_in(client, email="nobody@example.org", password="wrong-1")
    assert known == len(hashed) == 1


def test_somebody_switched_off_learns_it_only_with_the_right_password(client: Client) -> None:
    person(is_active=False)
    assert sign_in(client)["Location"] == "/accounts/inactive/"
    assert "switched off" in client.get("/accounts/inactive/").content.decode()
    assert "don&#x27;t match" in sign_in(client, password="wrong").content.decode()


def test_the_page_asked_for_comes_after_signing_in_but_never_another_site(client: Client) -> None:
    person()
    assert client.get("/accounts/preferences/")["Location"] == "/accounts/login/?next=/accounts/preferences/"
    assert sign_in(client, next="/accounts/preferences/")["Location"] == "/accounts/preferences/"
    other = Client()
    assert sign_in(other, next="https://evil.example/")["Location"] == "/"


def test_signing_out_is_a_post_and_getting_the_page_only_asks(client: Client) -> None:
    client.force_login(person())
    assert "Sign out on this device?" in client.get("/accounts/logout/").content.decode()
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_passwords_the_account_rests_and_says_for_how_long(client: Client) -> None:
    person()
    for _ in range(5):
        sign_in(client, password="wrong")
    assert "Wait five minutes and try again." in sign_in(client).content.decode()
    assert "_auth_user_id" not in client.session


def test_too_many_requests_from_one_address_get_the_friendly_page(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [sign_in(client, password="wrong") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert "Slow down a little" in answers[-1].content.decode()


def test_a_proxy_header_from_a_stranger_does_not_escape_the_limit(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    headers = [{"X-Forwarded-For": f"192.0.2.{number}"} for number in range(3)]
    codes = [
        client.post("/accounts/login/", {"login": "a@example.org", "password": "x"}, headers=header).status_code
        for header in headers
    ]
    assert codes == [422, 422, 429]


def test_signing_in_works_for_a_client_without_an_address(client: Client) -> None:
    person()
    answer = client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD}, REMOTE_ADDR="")
    assert answer["Location"] == "/"
