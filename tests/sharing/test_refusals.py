"""Whoever may not come in is told why, in the order of ``Refusal``."""

from http import HTTPStatus
from typing import Any

import pytest
from django.core import signing
from django.test import Client, override_settings

from accounts.models import User
from sessions_app.services import session_delete, undo_apply
from sharing import links
from sharing.models import ShareToken
from sharing.scope import Scope
from sharing.services import ShareValues, share_delete, share_replace, share_update, shares_revoke
from tests.factories import make_session
from tests.sharing.support import fetch_link, make_share, open_url, path_of, shared_url, visit

GONE, NOT_FOUND = HTTPStatus.GONE, HTTPStatus.NOT_FOUND


def said(response: Any, status: int, words: str) -> None:
    """The answer has this status and says this, to be stored nowhere and found by nobody."""
    assert response.status_code == status
    assert words in response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_without_a_link_the_page_asks_for_it(owner: User) -> None:
    said(Client().get(shared_url(make_share(owner), "session-list")), 401, "Open the link first")


def test_a_forged_link_is_refused_without_a_query(owner: User, django_assert_num_queries: Any) -> None:
    path = path_of(make_share(owner))
    forged = path[:-4] + ("AAAA" if not path.endswith("AAAA") else "BBBB")
    with django_assert_num_queries(0):
        said(Client().get(forged), NOT_FOUND, "This link does not work")


def test_a_link_cut_short_is_refused(owner: User) -> None:
    path = path_of(make_share(owner))
    for length in (4, 20, 60, len(path) - 1):
        said(Client().get(path[:length]), NOT_FOUND, "This link does not work")


def test_a_value_signed_for_another_purpose_opens_nothing(owner: User) -> None:
    share = make_share(owner)
    client = fetch_link(share)
    client.cookies[links.VISIT_COOKIE] = client.cookies[links.OPENING_COOKIE].value
    said(client.get(shared_url(share, "session-list")), NOT_FOUND, "This link does not work")


def test_an_old_cookie_asks_for_the_link_again(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    share = make_share(owner)
    client = visit(share)
    monkeypatch.setattr("sharing.links.VISIT_SECONDS", -1)
    said(client.get(shared_url(share, "session-list")), 401, "Open the link first")


def test_a_deleted_link_does_not_work(owner: User) -> None:
    share = make_share(owner)
    client = visit(share)
    path = path_of(share)
    share_delete(scope=Scope.of_user(owner), share=share)
    said(client.get(shared_url(share, "session-list")), NOT_FOUND, "This link does not work")
    browser = Client()
    browser.get(path)
    said(browser.get(open_url(share)), NOT_FOUND, "This link does not work")


def test_revoking_ends_access_with_the_next_request(owner: User) -> None:
    share = make_share(owner)
    client, waiting = visit(share), fetch_link(share)
    assert shares_revoke(scope=Scope.of_user(owner), shares=[share]) == 1
    said(client.get(shared_url(share, "session-list")), GONE, "This link was withdrawn")
    said(waiting.post(open_url(share)), GONE, "This link was withdrawn")


def test_replacing_ends_the_old_link_and_opens_the_new_one(owner: User) -> None:
    share = make_share(owner)
    client, old = visit(share), path_of(share)
    replaced = share_replace(scope=Scope.of_user(owner), share=share)
    assert path_of(replaced) != old
    said(client.get(shared_url(share, "session-list")), GONE, "This link was withdrawn")
    browser = Client()
    browser.get(old)
    said(browser.get(open_url(share)), GONE, "This link was withdrawn")
    assert visit(replaced).get(shared_url(share, "session-list")).status_code == HTTPStatus.OK


def test_an_expired_link_says_so(owner: User) -> None:
    share = make_share(owner)
    client, waiting = visit(share), fetch_link(share)
    ShareToken.objects.filter(pk=share.pk).update(expires_at=share.created_at)
    said(client.get(shared_url(share, "session-list")), GONE, "This link has expired")
    said(waiting.get(open_url(share)), GONE, "This link has expired")
    said(waiting.post(open_url(share)), GONE, "This link has expired")


def test_deleting_its_session_ends_a_link_and_never_widens_it(owner: User) -> None:
    session = make_session(owner, "The one")
    make_session(owner, "Another")
    share = make_share(owner, session=session, can_reports=True)
    client = visit(share)
    undo = session_delete(scope=Scope.of_user(owner), session=session)
    for url in (shared_url(share, "session-list"), shared_url(share, "session-detail", session.pk)):
        said(client.get(url), GONE, "This workout is gone")
    said(fetch_link(share).get(open_url(share)), GONE, "This workout is gone")
    undo_apply(scope=Scope.of_user(owner), undo=undo)
    page = client.get(shared_url(share, "session-list")).content.decode()
    assert "The one" in page
    assert "Another" not in page


def test_a_used_up_link_says_so_before_the_button(owner: User) -> None:
    share = make_share(owner, max_uses=1)
    visit(share)
    said(fetch_link(share).get(open_url(share)), GONE, "This link is used up")


def test_what_a_link_does_not_show_leads_to_what_it_shows(owner: User) -> None:
    share = make_share(owner, can_reports=True)
    client = visit(share)
    values = ShareValues(name="For Kim", can_sessions=False, can_reports=True)
    share_update(scope=Scope.of_user(owner), share=share, values=values)
    response = client.get(shared_url(share, "session-list"))
    said(response, HTTPStatus.FORBIDDEN, "Not part of this link")
    assert f"/shared/{share.pk}/" in response.content.decode()


def test_the_links_of_somebody_locked_out_end(owner: User) -> None:
    share = make_share(owner)
    client = visit(share)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    said(client.get(shared_url(share, "session-list")), NOT_FOUND, "This link does not work")


def test_part_of_a_page_that_is_refused_loads_the_page_that_says_why(owner: User) -> None:
    share = make_share(owner)
    client = visit(share)
    shares_revoke(scope=Scope.of_user(owner), shares=[share])
    response = client.get(shared_url(share, "session-list"), headers={"hx-request": "true"})
    assert response.headers["HX-Refresh"] == "true"


@override_settings(SHARE_BURST=3, SHARE_PER_SECOND=1)
def test_too_fast_is_told_to_wait(owner: User) -> None:
    share = make_share(owner)
    url = shared_url(share, "session-list")
    client = visit(share)
    client.get(url)
    response = client.get(url)
    said(response, HTTPStatus.TOO_MANY_REQUESTS, "A little slower")
    assert int(response.headers["Retry-After"]) >= 1
    # A forged link from there is too fast, not forged; nothing presented comes first.
    said(client.get("/s/forged"), HTTPStatus.TOO_MANY_REQUESTS, "A little slower")
    said(Client().get(url), 401, "Open the link first")
    assert client.get(url, REMOTE_ADDR="203.0.113.9").status_code == HTTPStatus.OK


@override_settings(SHARE_BURST=2, SHARE_PER_SECOND=1)
def test_a_spoofed_header_changes_no_limit() -> None:
    answers = [
        Client().get("/s/forged", headers={"x-forwarded-for": f"198.51.100.{number}"}).status_code
        for number in range(3)
    ]
    assert answers == [404, 404, 429]


@override_settings(SHARE_BURST=2, SHARE_PER_SECOND=1, TRUSTED_PROXY_HOPS=1)
def test_behind_a_trusted_proxy_each_client_counts_alone() -> None:
    answers = [
        Client().get("/s/forged", headers={"x-forwarded-for": f"198.51.100.{number}"}).status_code
        for number in range(4)
    ]
    assert answers == [404] * 4


def test_an_earlier_key_keeps_links_alive_through_a_rotation(owner: User, settings: Any) -> None:
    share = make_share(owner)
    path, old = path_of(share), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 8, [old]
    assert Client().get(path).status_code == HTTPStatus.FOUND
    settings.SECRET_KEY_FALLBACKS = []
    assert Client().get(path).status_code == NOT_FOUND


def test_the_database_alone_makes_no_link(owner: User, settings: Any) -> None:
    share = make_share(owner)
    real = path_of(share)
    settings.SECRET_KEY = "guessed by somebody with a copy of the database " * 2
    assert path_of(share) != real
    made_elsewhere = path_of(share)
    settings.SECRET_KEY = "only-for-tests-" * 5
    assert Client().get(made_elsewhere).status_code == NOT_FOUND


def test_a_signed_value_of_another_shape_is_no_link() -> None:
    signer = signing.Signer(salt=links.LINK_SALT, sep=".")
    for value in ("", "AAAA", "not base64 at all", "w7_Dvw"):
        assert Client().get("/s/" + signer.sign(value)).status_code == NOT_FOUND
