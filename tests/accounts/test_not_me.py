"""The link "this wasn't me" in the mail about a new device."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import LoginHistory, User
from accounts.services.devices import LINK_SECONDS, not_me_token
from tests.accounts.support import PASSWORD, person, sign_in

pytestmark = pytest.mark.django_db
NEW = "even-heavier-things-88"


@pytest.fixture
def thief() -> Client:
    """Somebody who knows Ada's password, signed in."""
    person()
    client = Client()
    sign_in(client)
    return client


def link() -> str:
    return f"/accounts/not-me/{not_me_token(LoginHistory.objects.latest('pk'))}/"


def test_getting_the_page_only_asks(thief: Client) -> None:
    page = Client().get(link())
    assert page.status_code == 200
    assert "Sign out everywhere" in page.content.decode()
    assert thief.get("/accounts/").status_code == 200
    assert User.objects.get().check_password(PASSWORD)


def test_the_button_signs_everybody_out_and_leads_to_a_new_password(thief: Client) -> None:
    address, owner = link(), Client()
    answer = owner.post(address)
    assert answer["Location"].startswith("/accounts/password/reset/key/")
    assert thief.get("/accounts/").status_code == 302
    assert "_auth_user_id" not in thief.session
    sign_in(thief)
    assert "_auth_user_id" not in thief.session
    form = owner.get(answer["Location"], follow=True)
    owner.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert User.objects.get().check_password(NEW)
    assert sign_in(owner, password=NEW)["Location"] == "/"


def test_whoever_closes_the_page_too_early_can_still_have_a_link_mailed(thief: Client) -> None:
    Client().post(link())
    Client().post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert "/accounts/password/reset/key/" in mail.outbox[-1].body


def test_the_link_works_once(thief: Client) -> None:
    address = link()
    Client().post(address)
    again = Client().post(address)
    assert again.status_code == 410
    assert "no longer works" in again.content.decode()


def test_a_link_that_is_forged_or_too_old_opens_nothing(thief: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().post(link()[:-3] + "xx/").status_code == 410
    address = link()
    monkeypatch.setattr("time.time", _later(LINK_SECONDS + 60))
    assert Client().post(address).status_code == 410
    assert User.objects.get().check_password(PASSWORD)


def _later(seconds: float) -> Any:
    import time

    present = time.time()
    return lambda: present + seconds
