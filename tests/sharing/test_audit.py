"""The record of each link: what a GET does waits in Redis and is written in bulk."""

from datetime import timedelta
from unittest import mock

import pytest
import redis
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sharing import store
from sharing.models import ShareEvent, ShareToken
from sharing.reads import audit_of
from sharing.scope import Scope
from sharing.services import events_purge, events_write, shares_revoke
from sharing.tasks import write_events
from tests.sharing.support import fetch_link, make_share, open_url, shared_url, visit


@pytest.fixture(autouse=True)
def _nothing_noted() -> None:
    store.client().delete(store.PENDING, store.WRITING, store.FORGED)


def events(share: ShareToken, kind: str) -> list[ShareEvent]:
    return list(ShareEvent.objects.filter(share_key=share.pk, kind=kind))


def test_an_opening_is_one_row_with_network_and_device(owner: User) -> None:
    share = make_share(owner)
    visit(share, REMOTE_ADDR="203.0.113.77")
    (event,) = events(share, "opened")
    assert (event.network, event.agent, event.number) == ("203.0.113.0/24", "Firefox on Linux", 1)
    assert "203.0.113.77" not in str(vars(event))


def test_refusals_of_one_minute_are_one_row_with_their_number(owner: User) -> None:
    share = make_share(owner)
    client = visit(share)
    shares_revoke(scope=Scope.of_user(owner), shares=[share])
    for _time in range(3):
        client.get(shared_url(share, "session-list"))
    assert events(share, "refused") == []
    assert events_write() >= 1
    client.get(shared_url(share, "session-list"))
    events_write()
    assert sum(event.number for event in events(share, "refused")) == 4
    assert {event.result for event in events(share, "refused")} == {"revoked"}
    assert len(events(share, "refused")) <= 2


def test_a_cookie_from_another_network_is_noted(owner: User) -> None:
    share = make_share(owner)
    client = visit(share, REMOTE_ADDR="203.0.113.77")
    client.get(shared_url(share, "session-list"), REMOTE_ADDR="203.0.113.78")
    events_write()
    assert events(share, "moved") == []
    assert client.get(shared_url(share, "session-list"), REMOTE_ADDR="2001:db8:1:2::3").status_code == 200
    events_write()
    (event,) = events(share, "moved")
    assert event.network == "2001:db8:1::/48"


def test_forged_links_are_only_counted(owner: User) -> None:
    make_share(owner)
    before = ShareEvent.objects.count()
    for _time in range(3):
        Client().get("/s/forged.link")
    events_write()
    assert ShareEvent.objects.count() == before
    assert store.forged() == 3


def test_without_redis_visits_go_on(owner: User) -> None:
    share = make_share(owner)
    client = visit(share)
    shares_revoke(scope=Scope.of_user(owner), shares=[share])
    with mock.patch.object(store, "client", side_effect=redis.ConnectionError):
        assert client.get(shared_url(share, "session-list")).status_code == 410
        assert Client().get("/s/forged.link").status_code == 404
        write_events()


def test_what_a_writer_that_died_had_taken_is_written_first(owner: User) -> None:
    share = make_share(owner)
    client = visit(share)
    shares_revoke(scope=Scope.of_user(owner), shares=[share])
    client.get(shared_url(share, "session-list"))
    assert len(store.take()) == 1  # and died
    client.get(shared_url(share, "session-list"))
    events_write()
    events_write()
    assert sum(event.number for event in events(share, "refused")) == 2


def test_the_owner_sees_openings_networks_and_days(owner: User, owner_client: Client) -> None:
    share = make_share(owner)
    for address in ("203.0.113.1", "203.0.113.2", "198.51.100.1"):
        visit(share, REMOTE_ADDR=address)
    audit = audit_of(Scope.of_user(owner), share)
    assert (audit.openings, audit.networks) == (3, 2)
    assert sum(bar.number for bar in audit.bars) == 3
    page = owner_client.get(reverse("share-detail", args=[share.pk])).content.decode()
    assert "Opened 3 times" in page
    assert "from 2 networks" in page


def test_the_last_use_is_shown(owner: User) -> None:
    share = make_share(owner)
    visit(share)
    share.refresh_from_db()
    assert share.last_used_at is not None
    assert timezone.now() - share.last_used_at < timedelta(minutes=1)


@override_settings(SHARE_AUDIT_DAYS=30)
def test_old_records_go(owner: User) -> None:
    share = make_share(owner)
    visit(share)
    ShareEvent.objects.filter(kind="created").update(minute=timezone.now() - timedelta(days=31))
    assert events_purge() == 1
    assert {event.kind for event in ShareEvent.objects.all()} == {"opened"}


def test_a_press_that_was_refused_leaves_no_opening(owner: User) -> None:
    share = make_share(owner, max_uses=1)
    visit(share)
    fetch_link(share).post(open_url(share))
    assert len(events(share, "opened")) == 1
