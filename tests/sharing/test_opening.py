"""From the link to the first page: fetching counts nothing, the button counts once."""

from datetime import timedelta
from functools import partial
from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sharing.links import OPENING_COOKIE, VISIT_COOKIE, VISIT_SECONDS
from sharing.models import ShareEvent, ShareToken
from tests.concurrency import at_once
from tests.factories import make_session
from tests.sharing.support import FIREFOX, fetch_link, make_share, open_url, path_of, shared_url, visit


def _press(client: Client, share: ShareToken) -> int:
    return client.post(open_url(share)).status_code


def uses_of(share: ShareToken) -> int:
    share.refresh_from_db()
    return share.uses


def test_the_button_opens_the_first_page_and_counts_one_use(owner: User) -> None:
    share = make_share(owner)
    client = fetch_link(share)
    offer = client.get(open_url(share))
    assert "For Kim" in offer.content.decode()
    assert uses_of(share) == 0
    response = client.post(open_url(share))
    assert response.headers["Location"] == reverse("share-home", args=[share.pk])
    assert client.get(response.headers["Location"]).headers["Location"] == shared_url(share, "session-list")
    assert client.get(shared_url(share, "session-list")).status_code == HTTPStatus.OK
    assert uses_of(share) == 1


def test_a_link_to_one_session_opens_on_that_session(owner: User) -> None:
    session = make_session(owner)
    share = make_share(owner, session=session)
    home = visit(share).get(reverse("share-home", args=[share.pk]))
    assert home.headers["Location"] == shared_url(share, "session-detail", session.pk)


@pytest.mark.parametrize(
    "agent", ["WhatsApp/2.24", "TelegramBot (like TwitterBot)", "Slackbot-LinkExpanding 1.0", FIREFOX]
)
def test_fetching_the_link_counts_nothing_and_asks_no_database(
    owner: User, agent: str, django_assert_num_queries: object
) -> None:
    share = make_share(owner, max_uses=1)
    client = Client(headers={"user-agent": agent})
    with django_assert_num_queries(0):  # type: ignore[operator]
        response = client.get(path_of(share))
    assert response.headers["Location"] == open_url(share)
    client.get(open_url(share))
    client.head(path_of(share))
    assert uses_of(share) == 0


def test_a_browser_that_is_in_is_not_counted_again(owner: User) -> None:
    share = make_share(owner, max_uses=1)
    client = visit(share)
    client.get(path_of(share))
    assert client.get(open_url(share)).status_code == HTTPStatus.FOUND
    assert client.post(open_url(share)).status_code == HTTPStatus.FOUND
    assert uses_of(share) == 1
    assert client.get(shared_url(share, "session-list")).status_code == HTTPStatus.OK


def test_the_same_press_twice_counts_once(owner: User) -> None:
    share = make_share(owner, max_uses=1)
    client = fetch_link(share)
    cookie = client.cookies[OPENING_COOKIE].value
    for _press in range(2):
        browser = Client()
        browser.cookies[OPENING_COOKIE] = cookie
        assert browser.post(open_url(share)).status_code == HTTPStatus.FOUND
    assert uses_of(share) == 1
    assert ShareEvent.objects.filter(share=share, kind="opened").count() == 1


def test_the_cookie_reaches_no_further_than_its_share(owner: User) -> None:
    share = make_share(owner)
    cookie = visit(share).cookies[VISIT_COOKIE]
    assert cookie["path"] == reverse("share-home", args=[share.pk])
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert 0 < cookie["max-age"] <= VISIT_SECONDS
    assert bool(cookie["secure"]) is settings.SESSION_COOKIE_SECURE


@override_settings(SESSION_COOKIE_SECURE=True)
def test_over_https_the_cookies_are_secure(owner: User) -> None:
    share = make_share(owner)
    assert fetch_link(share).cookies[OPENING_COOKIE]["secure"]
    assert visit(share).cookies[VISIT_COOKIE]["secure"]


def test_the_cookie_ends_with_the_link(owner: User) -> None:
    share = make_share(owner)
    ShareToken.objects.filter(pk=share.pk).update(expires_at=timezone.now() + timedelta(minutes=10))
    assert visit(share).cookies[VISIT_COOKIE]["max-age"] <= 600


def test_two_links_are_open_side_by_side(owner: User, stranger: User) -> None:
    mine, theirs = make_share(owner), make_share(stranger)
    first, second = visit(mine), visit(theirs)
    # What a browser does: each cookie goes to its own path.
    assert first.get(shared_url(mine, "session-list")).status_code == HTTPStatus.OK
    assert second.get(shared_url(theirs, "session-list")).status_code == HTTPStatus.OK
    assert first.get(shared_url(theirs, "session-list")).status_code == HTTPStatus.NOT_FOUND


def test_whoever_is_in_stays_when_the_uses_are_gone(owner: User) -> None:
    share = make_share(owner, max_uses=1)
    client = visit(share)
    assert fetch_link(share).post(open_url(share)).status_code == HTTPStatus.GONE
    assert client.get(shared_url(share, "session-list")).status_code == HTTPStatus.OK


@pytest.mark.django_db(transaction=True)
def test_many_browsers_at_once_get_as_many_uses_as_there_are(owner: User) -> None:
    share = make_share(owner, max_uses=5)
    clients = [fetch_link(share) for _number in range(12)]
    answers = at_once([partial(_press, client, share) for client in clients])
    assert sorted(map(str, answers)) == ["302"] * 5 + ["410"] * 7
    assert uses_of(share) == 5
