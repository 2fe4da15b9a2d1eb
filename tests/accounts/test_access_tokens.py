"""Access tokens: made once and shown once, kept as a digest, listed, revoked, forgotten."""

import re
import uuid
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import token_use
from accounts.models import AccessToken, User
from accounts.services.devices import account_lock_out
from accounts.services.tokens import (
    KEEP_DAYS,
    MOST_TOKENS,
    TokenLimitError,
    TokenMade,
    token_create,
    token_find,
    token_revoke,
    tokens_purge,
    tokens_used_write,
)
from tests.accounts.support import PASSWORD, person, sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NEW, LIST = "/accounts/tokens/new/", "/accounts/tokens/"


@pytest.fixture
def ada() -> User:
    return person()


@pytest.fixture
def browser(ada: User) -> Client:
    """Ada's browser, in which the password was typed a moment ago."""
    client = Client()
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def made_for(user: User, **said: Any) -> TokenMade:
    return token_create(user=user, **{"name": "Watch", "access": AccessToken.Access.READ, "days": 30, **said})


def form(**said: str) -> dict[str, str]:
    return {"name": "Watch", "access": "write", "days": "90", "token": str(uuid.uuid4()), **said}


def test_the_form_makes_a_token_and_shows_it_once(browser: Client, ada: User) -> None:
    answer = browser.post(NEW, form())
    found = re.search(r'value="(wt_[\w-]{43})"', answer.content.decode())
    assert answer.status_code == 200
    assert found
    assert "no-store" in answer["Cache-Control"]
    row = AccessToken.objects.get()
    assert (row.owner, row.name, row.can_write, row.prefix) == (ada, "Watch", True, found[1][:9])
    assert row.digest == sha256(found[1].encode()).hexdigest()
    assert timedelta(days=89) < row.expires_at - timezone.now() <= timedelta(days=90)
    page = browser.get(LIST).content.decode()
    assert row.prefix in page
    assert found[1] not in page


def test_a_form_sent_twice_makes_one_token(browser: Client) -> None:
    sent = form()
    browser.post(NEW, sent)
    again = browser.post(NEW, sent, follow=True)
    assert AccessToken.objects.count() == 1
    assert "made before" in again.content.decode()


def test_making_one_asks_for_the_password_when_it_was_typed_long_ago(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    assert "reauthenticate" in client.post(NEW, form())["Location"]
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("wrong", [{"name": " "}, {"access": "everything"}, {"days": "9999"}])
def test_what_makes_no_sense_is_refused(browser: Client, wrong: dict[str, str]) -> None:
    assert browser.post(NEW, form(**wrong)).status_code == 422
    assert not AccessToken.objects.exists()


def test_there_is_a_limit(ada: User) -> None:
    for _ in range(MOST_TOKENS):
        made_for(ada)
    with pytest.raises(TokenLimitError):
        made_for(ada)
    token_revoke(user=ada, pk=AccessToken.objects.latest("created_at").pk)
    made_for(ada)


def test_a_token_is_found_by_its_text_alone(ada: User) -> None:
    made = made_for(ada)
    assert token_find(made.text) == made.token
    for text in ("", "wt_", made.token.prefix, made.token.digest, made.text[:-1], made.text + "x", "ä" * 46):
        assert token_find(text) is None


def test_one_that_is_over_opens_nothing(ada: User) -> None:
    expired, revoked, of_nobody = made_for(ada), made_for(ada), made_for(make_user(is_active=False))
    AccessToken.objects.filter(pk=expired.token.pk).update(expires_at=timezone.now())
    token_revoke(user=ada, pk=revoked.token.pk)
    assert [token_find(each.text) for each in (expired, revoked, of_nobody)] == [None] * 3


def test_revoking_is_for_good_and_for_its_owner(browser: Client, ada: User) -> None:
    mine, theirs = made_for(ada), made_for(make_user())
    assert browser.post(f"{LIST}{theirs.token.pk}/revoke/").status_code == 404
    assert token_find(theirs.text)
    assert "Token revoked" in browser.post(f"{LIST}{mine.token.pk}/revoke/", follow=True).content.decode()
    assert token_find(mine.text) is None


def test_not_me_ends_tokens_too(ada: User) -> None:
    made = made_for(ada)
    account_lock_out(user=ada)
    assert token_find(made.text) is None


def test_the_last_use_is_written_in_bulk(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_use, "PENDING", f"test:{ada.pk}:used")
    monkeypatch.setattr(token_use, "WRITING", f"test:{ada.pk}:writing")
    one, other, unused = made_for(ada), made_for(ada), made_for(ada)
    for made in (one, other, one):
        token_use.note(made.token.pk)
    assert AccessToken.objects.get(pk=one.token.pk).last_used_at is None
    assert tokens_used_write() == 2
    assert tokens_used_write() == 0
    assert AccessToken.objects.filter(last_used_at__gt=timezone.now() - timedelta(minutes=1)).count() == 2
    assert AccessToken.objects.get(pk=unused.token.pk).last_used_at is None


def test_what_is_over_for_long_is_forgotten(ada: User) -> None:
    for days in (KEEP_DAYS - 1, KEEP_DAYS + 1):
        row = made_for(ada).token
        AccessToken.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(days=days))
    assert tokens_purge() == 1
    assert AccessToken.objects.count() == 1


def test_the_account_page_says_how_many_are_in_use(browser: Client, ada: User) -> None:
    made_for(ada)
    token_revoke(user=ada, pk=made_for(ada).token.pk)
    assert 'href="/accounts/tokens/"' in browser.get("/accounts/").content.decode()
