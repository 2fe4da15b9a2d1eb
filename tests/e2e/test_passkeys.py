"""Passkeys in a real browser, with Chromium's virtual authenticator."""

import uuid

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect

from accounts.models import LoginHistory, User
from tests.e2e.conftest import OpenPage
from tests.factories import PASSWORD


def with_authenticator(page: Page) -> None:
    """A device with a fingerprint reader that always recognises its owner."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_added_and_opens_the_account_without_and_beside_a_password(
    open_page: OpenPage, athlete: User
) -> None:
    athlete.password = PBKDF2PasswordHasher().encode(PASSWORD, uuid.uuid4().hex)  # tests' own is refused by the server
    athlete.save(update_fields=["password"])
    page = open_page()
    with_authenticator(page)
    sign_in(page, athlete)
    page.wait_for_url("**/")
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/webauthn/add/")
    page.get_by_label("Name").fill("Thumb")
    page.get_by_role("button", name="Add this key").click()
    page.wait_for_url("**/2fa/recovery-codes/")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("heading", name="Thumb")).to_be_visible()
    expect(page.get_by_text("passkey", exact=True)).to_be_visible()

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    assert LoginHistory.objects.filter(user=athlete).latest("pk").method == "passkey"

    page.context.clear_cookies()
    sign_in(page, athlete)
    page.wait_for_url("**/2fa/authenticate/")
    page.get_by_role("button", name="Use a key").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    assert LoginHistory.objects.filter(user=athlete).latest("pk").method == "webauthn"


def test_a_key_that_gives_no_answer_is_said_so_and_the_page_goes_on(open_page: OpenPage) -> None:
    page = open_page()
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new Error('nothing there'))")
    page.goto("/accounts/login/")
    button = page.get_by_role("button", name="Use a passkey")
    button.click()
    expect(page.get_by_text("The browser did not get an answer from a key.")).to_be_visible()
    expect(button).to_be_enabled()


def test_without_javascript_the_password_is_there_and_no_dead_button(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/accounts/login/")
    expect(page.get_by_label("Password")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
