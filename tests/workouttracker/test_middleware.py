"""The request's id, the client's address, and the one line about a request."""

import json
import logging
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD
from workouttracker.middleware import client_ip

PROXY = "10.0.0.2"
CLIENT = "198.51.100.7"


def seen(hops: int, forwarded: str | None = None, remote: str = PROXY) -> str:
    meta = {"REMOTE_ADDR": remote}
    if forwarded is not None:
        meta["HTTP_X_FORWARDED_FOR"] = forwarded
    return client_ip(meta, hops)


@pytest.mark.parametrize("forwarded", [None, "", CLIENT, "203.0.113.1, 203.0.113.2", "garbage"])
def test_without_trusted_proxies_headers_change_nothing(forwarded: str | None) -> None:
    assert seen(0, forwarded) == PROXY


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (1, CLIENT, CLIENT),
        (1, f"1.1.1.1, {CLIENT}", CLIENT),
        (1, f"1.1.1.1,2.2.2.2,{CLIENT}", CLIENT),
        (2, f"{CLIENT}, 10.0.0.9", CLIENT),
        (2, f"1.1.1.1, {CLIENT}, 10.0.0.9", CLIENT),
        (2, f"1.1.1.1,,  ,{CLIENT} , 10.0.0.9", CLIENT),
    ],
)
def test_only_what_trusted_proxies_appended_counts_however_much_a_client_sends_before(
    hops: int, forwarded: str, address: str
) -> None:
    assert seen(hops, forwarded) == address


@pytest.mark.parametrize(("hops", "forwarded"), [(1, None), (1, ""), (2, CLIENT), (2, " , ")])
def test_whoever_came_round_the_proxies_is_known_by_the_connection(hops: int, forwarded: str | None) -> None:
    assert seen(hops, forwarded) == PROXY


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.7:51234", "198.51.100.7"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:0db8:0:0::1", "2001:db8::1"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_one_client_is_one_string(forwarded: str, address: str) -> None:
    assert seen(1, forwarded) == address


@pytest.mark.parametrize("forwarded", ["unknown", "<script>", "999.1.1.1", "1.2.3.4.5", "' OR 1=1"])
def test_what_is_no_address_becomes_none(forwarded: str) -> None:
    assert seen(1, forwarded) == ""


def test_a_socket_without_address_is_no_address() -> None:
    assert seen(0, remote="") == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hops", "forwarded", "address"), [(0, CLIENT, "127.0.0.1"), (1, f"1.1.1.1, {CLIENT}", CLIENT)]
)
def test_the_request_carries_the_address(
    client: Client, settings: Any, hops: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXY_HOPS = hops
    answer = client.get("/versions/", headers={"X-Forwarded-For": forwarded})
    assert vars(answer.wsgi_request)["client_ip"] == address


@pytest.mark.django_db
def test_every_answer_carries_an_id_of_its_own(client: Client) -> None:
    ids = [client.get(path)["X-Request-ID"] for path in ("/versions/", "/nothing/", "/accounts/")]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", each) for each in ids)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hops", "given", "kept"),
    [
        (1, "abcDEF12-3_4", True),
        (0, "abcDEF12-3_4", False),
        (1, "short", False),
        (1, "x" * 65, False),
        (1, 'evil"}{"level', False),
    ],
)
def test_an_id_is_taken_over_only_from_trusted_proxies_and_only_when_it_looks_like_one(
    client: Client, settings: Any, hops: int, given: str, kept: bool
) -> None:
    settings.TRUSTED_PROXY_HOPS = hops
    assert (client.get("/versions/", headers={"X-Request-ID": given})["X-Request-ID"] == given) is kept


@pytest.mark.django_db
def test_the_error_page_shows_the_id_of_the_answer(owner_client: Client) -> None:
    answer = owner_client.get("/nothing/here/")
    assert answer.status_code == 404
    assert answer["X-Request-ID"] in answer.content.decode()


@pytest.mark.django_db
def test_the_failure_page_shows_the_id_of_the_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("versions.views.version_history", lambda: 1 / 0)
    client.raise_request_exception = False
    answer = client.get("/versions/")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()


@pytest.mark.django_db
def test_one_line_names_verb_route_status_and_time_but_no_path(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="workouttracker.requests"):
        client.get("/versions/?page=2")
        client.get("/accounts/password/reset/key/1-secret/")
        client.post("/nothing/secret/")
    lines = [record.getMessage() for record in caplog.records if record.name == "workouttracker.requests"]
    assert re.fullmatch(r"GET versions-history 200 in \d+ ms", lines[0])
    assert re.fullmatch(r"GET account_reset_password_from_key 200 in \d+ ms", lines[1])
    assert re.fullmatch(r"POST unrouted 404 in \d+ ms", lines[2])
    assert "secret" not in json.dumps(lines)


@pytest.mark.django_db
def test_answers_forbid_what_no_page_needs(client: Client) -> None:
    assert "camera=()" in client.get("/versions/")["Permissions-Policy"]


BEHIND = [{"HTTP_X_KEPT_COPY": "1"}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_SEC_FETCH_MODE": "cors"}]


@pytest.mark.parametrize("headers", BEHIND)
def test_an_answer_behind_a_page_does_not_put_back_an_old_token(owner_client: Client, headers: dict[str, Any]) -> None:
    assert "csrftoken" in owner_client.get("/sessions/new/").cookies
    assert "csrftoken" not in owner_client.get("/sessions/new/", **headers).cookies
    assert "csrftoken" in owner_client.get("/sessions/new/", HTTP_SEC_FETCH_MODE="navigate").cookies


@pytest.mark.parametrize("headers", BEHIND)
def test_whoever_has_no_token_gets_one_behind_a_page_too(owner_client: Client, headers: dict[str, Any]) -> None:
    assert "csrftoken" in owner_client.get("/sessions/new/", **headers).cookies


def test_a_sign_in_that_a_script_sends_changes_the_token(client: Client, owner: User) -> None:
    before = client.get("/accounts/login/").cookies["csrftoken"].value
    given = {"login": owner.email, "password": PASSWORD}
    after = client.post("/accounts/login/", given, HTTP_HX_REQUEST="true").cookies["csrftoken"].value
    assert after != before
