"""An account from registration to a new address, on a phone, with and without JavaScript."""

import re
import uuid
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.e2e.conftest import Guard, OpenPage, axe
from tests.factories import PASSWORD

NEW_PASSWORD = "another right horse battery"
WIDE = {"width": 1280, "height": 900}


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def phone(open_page: OpenPage, javascript: bool) -> Page:
    """Somebody who is not signed in, at 360 px."""
    return open_page(javascript=javascript)


@pytest.fixture
def member(athlete: User) -> User:
    """The athlete with a password that the server can check: tests hash theirs in a way it refuses."""
    athlete.password = PBKDF2PasswordHasher().encode(PASSWORD, uuid.uuid4().hex)
    athlete.save(update_fields=["password"])
    return athlete


@pytest.fixture
def email() -> str:
    return f"{uuid.uuid4().hex[:12]}@example.org"


def mailed_link(folder: Path, to: str, part: str) -> str:
    """The path of the newest link with ``part`` that was mailed to ``to``."""
    newest_first = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in newest_first:
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        found = re.search(rf"https?://\S*{re.escape(part)}\S*", body.get_content())
        if message["To"] == to and found:
            return urlsplit(found[0]).path
    raise AssertionError(f"nothing with {part} was mailed to {to}")


def fits(page: Page) -> None:
    """Nothing sticks out at the side."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def sign_in(page: Page, email: str, password: str = PASSWORD, *, remember: bool = False) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    if remember:
        page.get_by_label("Stay signed in on this device").check()
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def session_cookie(page: Page) -> dict[str, object]:
    [cookie] = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    return dict(cookie)


def test_registering_confirming_and_staying_signed_in(
    phone: Page, email: str, mail_folder: Path, javascript: bool
) -> None:
    phone.goto("/accounts/login/")
    phone.get_by_role("link", name="Create one").click()
    phone.get_by_label("Name").fill("Ada Lifts")
    phone.get_by_label("E-mail").fill(email.upper())
    phone.get_by_label("Password").fill(PASSWORD)
    fits(phone)
    phone.get_by_role("button", name="Create account").click()
    expect(phone.get_by_role("heading", name="Check your mail")).to_be_visible()

    phone.goto(mailed_link(mail_folder, email, "/confirm-email/"))
    phone.get_by_role("button", name="Confirm").click()
    expect(phone.get_by_text(f"{email} is confirmed.")).to_be_visible()

    sign_in(phone, email.upper(), remember=True)
    assert float(str(session_cookie(phone)["expires"])) > 0, "remembered: the cookie outlives the browser"
    user = User.objects.get(email=email)
    assert (user.name, user.time_zone) == ("Ada Lifts", "Europe/Berlin" if javascript else "UTC")

    phone.goto("/accounts/")
    with phone.expect_navigation():
        phone.get_by_role("main").get_by_role("button", name="Sign out").click()
    phone.goto("/accounts/")
    expect(phone).to_have_url(re.compile(r"/accounts/login/\?next=/accounts/"))


def test_without_staying_signed_in_the_cookie_ends_with_the_browser(phone: Page, member: User) -> None:
    sign_in(phone, member.email)
    assert session_cookie(phone)["expires"] == -1


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(phone: Page, athlete: User, guard: Guard) -> None:
    guard.allow(422)
    phone.goto("/accounts/login/")
    phone.get_by_label("E-mail").fill(athlete.email)
    phone.get_by_label("Password").fill("wrong")
    phone.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(phone.get_by_role("alert")).to_contain_text("E-mail and password don't match.")
    expect(phone.get_by_label("E-mail")).to_have_value(athlete.email)
    fits(phone)


def test_a_forgotten_password_is_replaced_by_the_mailed_link(phone: Page, athlete: User, mail_folder: Path) -> None:
    phone.goto("/accounts/login/")
    phone.get_by_role("link", name="Forgot your password?").click()
    phone.get_by_label("E-mail").fill(athlete.email)
    phone.get_by_role("button", name="Send the link").click()
    expect(phone.get_by_role("heading", name="Check your mail")).to_be_visible()

    phone.goto(mailed_link(mail_folder, athlete.email, "/password/reset/key/"))
    phone.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    phone.get_by_label("New password, once more").fill(NEW_PASSWORD)
    fits(phone)
    phone.get_by_role("button", name="Save password").click()
    expect(phone.get_by_role("heading", name="Password changed")).to_be_visible()
    sign_in(phone, athlete.email, NEW_PASSWORD)


def test_preferences_are_saved_and_mistakes_stay_in_the_form(
    open_page: OpenPage, athlete: User, guard: Guard, javascript: bool
) -> None:
    guard.allow(422)
    page = open_page(athlete, javascript=javascript)
    page.goto("/accounts/preferences/")
    page.get_by_label("Name").fill("Ada")
    page.get_by_text("Pounds").click()
    page.get_by_text("Dark").click()
    page.get_by_label("Default rest").fill("two")
    page.get_by_label("Time zone").select_option("America/New_York")
    page.get_by_role("button", name="Save preferences").click()
    expect(page.get_by_role("alert")).to_contain_text("“two” is not a rest time.")
    expect(page.get_by_label("Default rest")).to_have_value("two")
    expect(page.get_by_label("Pounds")).to_be_checked()
    fits(page)

    page.get_by_label("Default rest").fill("2:30")
    page.get_by_role("button", name="Save preferences").click()
    expect(page.get_by_text("Preferences saved.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    athlete.refresh_from_db()
    assert (athlete.name, athlete.unit, athlete.default_rest_seconds, athlete.time_zone) == (
        "Ada",
        "lb",
        150,
        "America/New_York",
    )


def test_the_address_changes_when_the_mailed_link_is_opened(
    open_page: OpenPage, member: User, email: str, mail_folder: Path, javascript: bool
) -> None:
    page = open_page(member, javascript=javascript)
    old = member.email
    page.goto("/accounts/")
    page.get_by_role("main").get_by_role("link", name="E-mail").click()
    page.get_by_label("New e-mail").fill(email)
    page.get_by_role("button", name="Change e-mail").click()
    expect(page.get_by_text("Waiting for you to open the link")).to_be_visible()
    fits(page)
    member.refresh_from_db()
    assert member.email == old

    page.goto(mailed_link(mail_folder, email, "/confirm-email/"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text(f"{email} is confirmed.")).to_be_visible()
    member.refresh_from_db()
    assert member.email == email
    sign_in(open_page(javascript=javascript), email)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("viewport", [None, WIDE], ids=["phone", "desktop"])
def test_every_account_page_is_accessible_and_fits(
    open_page: OpenPage, athlete: User, viewport: dict[str, int] | None, dark: bool
) -> None:
    signed_out = open_page(viewport=viewport, dark=dark)
    signed_in = open_page(athlete, viewport=viewport, dark=dark)
    for page, paths in (
        (
            signed_out,
            [
                "login/",
                "signup/",
                "password/reset/",
                "password/reset/done/",
                "password/reset/key/1-abc/",
                "password/reset/key/done/",
                "confirm-email/",
                "confirm-email/abc/",
                "inactive/",
                "../versions/",
            ],
        ),
        (
            signed_in,
            ["", "preferences/", "email/", "password/change/", "logout/", "2fa/", "sessions/", "reauthenticate/"],
        ),
    ):
        for path in paths:
            page.goto(f"/accounts/{path}")
            axe(page)
            fits(page)
