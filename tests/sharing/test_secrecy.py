"""The secret of a link is in the link, and nowhere else."""

import io
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from sharing import store
from sharing.links import link_of
from sharing.models import ShareToken
from tests.factories import make_session
from tests.sharing.support import fetch_link, make_share, open_url, path_of, shared_url, visit
from workouttracker.logging import SafeJsonFormatter


@pytest.fixture
def written() -> Any:
    """Everything that is logged, as production writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SafeJsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def secrets_of(share: ShareToken) -> list[str]:
    """What must not be found: the secret, and the signed value of the link."""
    return [share.secret, path_of(share).removeprefix("/s/")]


def test_no_page_header_or_log_line_of_a_visit_holds_it(owner: User, written: io.StringIO) -> None:
    session = make_session(owner)
    share = make_share(owner)
    client = fetch_link(share)
    answers = [client.get(open_url(share)), client.post(open_url(share))]
    answers += [
        client.get(shared_url(share, "session-list")),
        client.get(shared_url(share, "session-detail", session.pk)),
    ]
    answers += [client.get(f"/shared/{share.pk}/nowhere/"), Client().get(path_of(share) + "x")]
    said = written.getvalue() + "".join(f"{answer.headers}{answer.cookies}{answer.content!r}" for answer in answers)
    for secret in secrets_of(share):
        assert secret not in said


def test_the_redirect_of_the_link_leads_to_an_address_without_it(owner: User) -> None:
    share = make_share(owner)
    response = Client().get(path_of(share))
    for secret in secrets_of(share):
        assert secret not in str(response.headers)
        assert secret not in str(response.cookies)


def test_an_error_on_the_way_does_not_log_it(
    owner: User, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = make_share(owner)

    def broken(*_args: Any) -> None:
        raise RuntimeError(f"could not open {path_of(share)}")

    monkeypatch.setattr("sharing.views.visitor.link_check", broken)
    client = Client(raise_request_exception=False)
    response = client.get(path_of(share))
    assert response.status_code == 500
    for secret in secrets_of(share):
        assert secret not in response.content.decode()
        assert secret not in written.getvalue()


def test_no_key_of_cache_or_redis_holds_it(owner: User) -> None:
    share = make_share(owner)
    client = visit(share)
    client.get(shared_url(share, "session-list"))
    keys = b" ".join(store.client().keys("*")).decode(errors="replace")  # type: ignore[arg-type]
    values = str(store.client().hgetall(store.PENDING))
    for secret in secrets_of(share):
        assert secret not in keys + values
    assert cache is not None


def test_a_dump_of_the_database_holds_no_link(owner: User) -> None:
    share = make_share(owner)
    dump = io.StringIO()
    call_command("dumpdata", "sharing", stdout=dump)
    assert path_of(share).removeprefix("/s/") not in dump.getvalue()
    assert link_of(share) not in dump.getvalue()


def test_a_visitor_reports_a_problem_without_naming_the_link(owner: User) -> None:
    share, session = make_share(owner), make_session(owner)
    page = visit(share).get(shared_url(share, "session-detail", session.pk)).content.decode()
    assert 'href="/feedback/new/?page=/shared/%E2%80%A6/sessions/%E2%80%A6/"' in page
    assert Client().get("/feedback/new/?page=/shared/%E2%80%A6/sessions/%E2%80%A6/").status_code == 200
