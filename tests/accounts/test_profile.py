"""The account page, and every page of allauth in our frame."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.support import PASSWORD, person, sign_in

pytestmark = pytest.mark.django_db

SIGNED_OUT = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
]
SIGNED_IN = [
    "accounts-profile",
    "accounts-preferences",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reset_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "usersessions_list",
]


def assert_looks_like_ours(page: str) -> None:
    """One heading with text, our style sheets, nothing inline, no words of allauth's layout."""
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert len(headings) == 1
    title = re.search(r"<title>(.*?) · WorkoutTracker</title>", page)
    assert title
    assert headings[0].strip() == title[1].strip() != ""
    assert "css/components" in page
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\bsrc=)(?![^>]*application/json)", page)
    assert "Menu:" not in page


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_pages_on_the_way_in_look_like_the_product(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert_looks_like_ours(page)
    assert "placeholder=" not in page, "a placeholder repeats the label until one types"


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_the_account_look_like_the_product(client: Client, name: str) -> None:
    person()
    sign_in(client)
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    assert_looks_like_ours(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "de"])
def test_dead_links_look_like_the_product(client: Client, language: str) -> None:
    for path in ("/accounts/confirm-email/abc/", "/accounts/password/reset/key/1-abc/"):
        answer = client.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert_looks_like_ours(answer.content.decode())


def test_the_account_page_links_everything_about_the_account(client: Client) -> None:
    client.force_login(person(name="Ada"))
    page = client.get("/accounts/").content.decode()
    for name in ("accounts-preferences", "account_email", "account_change_password", "mfa_index", "usersessions_list"):
        assert f'href="{reverse(name)}"' in page
    assert f'<form method="post" action="{reverse("account_logout")}">' in page


def test_somebody_without_a_name_is_an_athlete_and_never_an_address(client: Client) -> None:
    client.force_login(person())
    page = client.get("/accounts/").content.decode()
    assert '<h2 class="card__title">Athlete</h2>' in page
    assert "Add your name" in page
    assert "Signed in as Athlete" in client.get("/accounts/password/reset/").content.decode()


def test_the_account_page_is_for_reading(client: Client) -> None:
    client.force_login(person())
    assert client.post("/accounts/").status_code == 405
    assert Client().get("/accounts/")["Location"] == "/accounts/login/?next=/accounts/"


def test_devices_are_named_and_the_others_can_be_signed_out(client: Client) -> None:
    person()
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    other = Client(headers={"User-Agent": firefox})
    sign_in(other)
    sign_in(client)
    page = client.get("/accounts/sessions/").content.decode()
    assert "Firefox on Linux" in page
    assert "Unknown device" in page
    client.post("/accounts/sessions/")
    assert other.get("/accounts/").status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_the_second_factor_can_be_set_up_in_our_frame(client: Client) -> None:
    person()
    sign_in(client)
    target = "/accounts/2fa/totp/activate/"
    asked = client.get(target)["Location"]
    assert "Is it you?" in client.get(asked).content.decode()
    assert client.post(asked, {"password": PASSWORD, "next": target})["Location"] == target
    page = client.get(target).content.decode()
    assert 'src="data:image/svg' in page
    assert_looks_like_ours(page)


def test_the_page_for_too_many_requests_is_ours(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    client.post("/accounts/signup/", {})
    answer = client.post("/accounts/signup/", {})
    assert answer.status_code == 429
    assert_looks_like_ours(answer.content.decode())
