"""Where somebody is signed in, and signing out there."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import User
from tests.accounts.support import person, sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def ada() -> User:
    return person()


def browser(address: str = "203.0.113.7") -> Client:
    client = Client(headers={"user-agent": FIREFOX}, REMOTE_ADDR=address)
    sign_in(client)
    return client


def of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


@pytest.mark.usefixtures("ada")
def test_the_account_lists_devices_and_ends_the_other_one() -> None:
    here, there = browser(), browser("198.51.100.20")
    for address in ("/accounts/", "/accounts/sessions/"):
        page = here.get(address).content.decode()
        assert "198.51.100.20" in page
        assert page.count("Sign out there") == 1
    answer = here.post(f"/accounts/devices/{of(there).pk}/sign-out/")
    assert answer["Location"] == "/accounts/#account-devices"
    assert there.get("/accounts/").status_code == 302
    assert here.get("/accounts/").status_code == 200
    assert "198.51.100.20" not in here.get("/accounts/sessions/").content.decode()


@pytest.mark.usefixtures("ada")
def test_somebody_elses_device_and_the_present_one_are_not_there() -> None:
    here, stranger = browser(), Client()
    sign_in(stranger, make_user(email="s@example.org").email, "right horse battery staple")
    for session in (of(stranger), of(here)):
        assert here.post(f"/accounts/devices/{session.pk}/sign-out/").status_code == 404
    assert stranger.get("/accounts/").status_code == 200
    assert here.get("/accounts/").status_code == 200


@pytest.mark.usefixtures("ada")
def test_a_new_session_starts_when_somebody_signs_in() -> None:
    """A session id that an attacker planted beforehand opens nothing."""
    victim = Client()
    victim.get("/accounts/login/")
    session = victim.session
    session["planted"] = True
    session.save()
    victim.cookies["sessionid"] = planted = str(session.session_key)
    sign_in(victim)
    assert victim.cookies["sessionid"].value != planted
    attacker = Client()
    attacker.cookies["sessionid"] = planted
    assert attacker.get("/accounts/").status_code == 302


def test_the_profile_says_what_is_set_up(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert "Signing in also asks for a code or a key" not in client.get("/accounts/").content.decode()
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    assert "Signing in also asks for a code or a key" in client.get("/accounts/").content.decode()
