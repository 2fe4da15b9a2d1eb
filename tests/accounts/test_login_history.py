"""Every attempt to sign in is written down, with what is suspicious about it."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.agents import agent_of
from accounts.models import LoginHistory
from accounts.suspicion import Evidence, Suspicion, suspicions
from tests.accounts.support import link_in, person, sign_in

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
NEWER_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
IPAD = IPHONE.replace("iPhone; CPU iPhone OS", "iPad; CPU OS")
HERE, THERE = "203.0.113.7", "198.51.100.20"
S = Suspicion


def attempt(agent: str = FIREFOX, address: str = HERE, **fields: str) -> LoginHistory:
    """Try to sign in from a fresh browser; the row that this leaves."""
    sign_in(Client(headers={"user-agent": agent}, REMOTE_ADDR=address), **fields)
    return LoginHistory.objects.latest("pk")


def test_a_success_is_written_down_with_device_and_address() -> None:
    user = person()
    row = attempt()
    assert (row.user, row.email, row.success, row.reason, row.method) == (user, user.email, True, "", "password")
    assert (row.ip, row.network) == (HERE, "203.0.113.0/24")
    assert (row.device_type, row.platform, row.browser) == ("computer", "Linux", "Firefox")
    assert row.user_agent == FIREFOX


def test_a_failure_is_written_down_for_known_and_unknown_addresses() -> None:
    user = person()
    wrong = attempt(password="wrong")
    assert (wrong.user, wrong.success, wrong.reason) == (user, False, "password")
    unknown = attempt(email="Nobody@Example.org", password="wrong")
    assert (unknown.user, unknown.email, unknown.reason) == (None, "nobody@example.org", "password")


def test_other_refusals_say_why() -> None:
    person(is_active=False)
    assert attempt().reason == "inactive"
    person("new@example.org", verified=False)
    assert attempt(email="new@example.org").reason == "unconfirmed"
    for _ in range(5):
        attempt(email="nobody@example.org", password="wrong")
    assert attempt(email="nobody@example.org", password="wrong").reason == "limited"


def test_what_is_refused_by_the_limit_of_an_address_is_written_down_too(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    user = person()
    client = Client(REMOTE_ADDR=HERE)
    answers = [sign_in(client, password="wrong").status_code for _ in range(4)]
    assert answers == [422, 422, 429, 429]
    rows = LoginHistory.objects.order_by("pk")
    assert [row.reason for row in rows] == ["password", "password", "limited", "limited"]
    assert {row.user for row in rows} == {user}
    sign_in(client, email="", password="wrong")
    assert rows.count() == 4


def test_the_right_password_of_somebody_unconfirmed_is_written_down_each_time() -> None:
    person(verified=False)
    client = Client()
    for _ in range(3):
        sign_in(client)
    assert list(LoginHistory.objects.values_list("reason", flat=True)) == ["unconfirmed"] * 3


def test_a_password_never_reaches_the_history() -> None:
    person()
    attempt(password="wrong-secret")
    assert "wrong-secret" not in str(list(LoginHistory.objects.values_list()))


def test_the_address_is_that_of_the_trusted_hop_and_a_spoofed_header_changes_nothing(settings: Any) -> None:
    person()
    client = Client(REMOTE_ADDR=HERE, headers={"x-forwarded-for": "192.0.2.1, 203.0.113.99"})
    sign_in(client, password="wrong")
    assert LoginHistory.objects.latest("pk").ip == HERE
    settings.TRUSTED_PROXY_HOPS = 1
    sign_in(client, password="wrong")
    assert LoginHistory.objects.latest("pk").ip == "203.0.113.99"


def test_an_endless_agent_and_an_endless_address_are_cut() -> None:
    person()
    row = attempt(agent="Mozilla/5.0 " + "x" * 5000, email="a" * 64 + "@" + "b" * 60 + ".example.org")
    assert len(row.user_agent) == 400
    assert len(row.email) <= 254


def test_a_first_sign_in_is_no_news_and_neither_is_the_same_device_with_a_newer_browser(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person()
    with django_capture_on_commit_callbacks(execute=True):
        assert attempt().flags == []
        assert attempt(NEWER_FIREFOX).flags == []
    assert mail.outbox == []


def test_a_new_device_is_flagged_and_mailed_with_a_link(django_capture_on_commit_callbacks: Any) -> None:
    user = person(language="de")
    attempt()
    with django_capture_on_commit_callbacks(execute=True):
        row = attempt(IPHONE, THERE)
    assert row.flags == [S.NEW_DEVICE, S.NEW_NETWORK]
    [message] = mail.outbox
    assert message.to == [user.email]
    assert message.subject == "Neue Anmeldung in deinem Konto"
    assert THERE in message.body
    assert "iOS" in message.body
    assert "/accounts/not-me/" in link_in(message, "/not-me/")


def test_several_failures_before_a_success_are_flagged_and_old_ones_are_not(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "99/m/ip"}
    person()
    for _ in range(3):
        attempt(password="wrong")
    LoginHistory.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert attempt().flags == []
    for _ in range(3):
        attempt(password="wrong")
    assert attempt().flags == [S.AFTER_FAILURES]
    assert attempt().flags == []


def test_stuffing_is_flagged_on_all_attempts_from_that_address() -> None:
    victim = person()
    for number in range(4):
        assert attempt(email=f"nobody{number}@example.org", password="wrong").flags == []
    attempt(address=THERE, password="wrong")
    assert attempt(password="wrong").flags == [S.MANY_ACCOUNTS]
    assert LoginHistory.objects.filter(ip=HERE, many_accounts=True).count() == 5
    assert not LoginHistory.objects.filter(ip=THERE, many_accounts=True).exists()
    assert attempt().flags == []
    assert victim.is_active


@pytest.mark.parametrize(
    ("evidence", "flags"),
    [
        (Evidence(success=True), set()),
        (Evidence(success=True, failures=2, signed_in_before=True, device_known=True, network_known=True), set()),
        (Evidence(success=True, failures=3), {S.AFTER_FAILURES}),
        (Evidence(success=False, failures=9), set()),
        (Evidence(success=True, signed_in_before=True, network_known=True), {S.NEW_DEVICE}),
        (Evidence(success=True, signed_in_before=True, device_known=True), {S.NEW_NETWORK}),
        (Evidence(success=True, signed_in_before=True), {S.NEW_DEVICE, S.NEW_NETWORK}),
        (Evidence(success=False, signed_in_before=True), set()),
        (Evidence(success=False, accounts_failed=4), set()),
        (Evidence(success=False, accounts_failed=5), {S.MANY_ACCOUNTS}),
        (Evidence(success=True, accounts_failed=5), {S.MANY_ACCOUNTS}),
    ],
)
def test_what_is_suspicious(evidence: Evidence, flags: set[Suspicion]) -> None:
    assert suspicions(evidence) == flags


@pytest.mark.parametrize(
    ("text", "kind", "platform"),
    [
        (FIREFOX, "computer", "Linux"),
        (IPHONE, "phone", "iOS"),
        (IPAD, "tablet", "iOS"),
        (
            "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "phone",
            "Android",
        ),
        ("Mozilla/5.0 (Linux; Android 14; SM-X910) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "tablet", "Android"),
        ("python-requests/2.32", "program", ""),
        ("", "other", ""),
    ],
)
def test_device_types(text: str, kind: str, platform: str) -> None:
    agent = agent_of(text)
    assert (agent.device_type, agent.platform) == (kind, platform)


def test_own_history_is_shown_and_only_that(owner_client: Client) -> None:
    person()
    attempt(password="wrong")
    sign_in(Client(REMOTE_ADDR=THERE), "owner@example.org", "wrong")
    page = owner_client.get("/accounts/sign-ins/").content.decode()
    assert THERE in page
    assert "wrong e-mail or password" in page
    assert HERE not in page


def test_old_attempts_go_and_the_rest_stays(settings: Any) -> None:
    settings.LOGIN_HISTORY_DAYS = 30
    person()
    old, recent = attempt(), attempt()
    LoginHistory.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    said = StringIO()
    call_command("purge_expired", "--json", stdout=said)
    answer = json.loads(said.getvalue())
    assert answer["deleted"]["sign-ins"] == 1
    assert answer["failed"] == []
    assert {"jobs", "files", "exports", "undo", "share records", "browser sessions"} <= answer["deleted"].keys()
    assert list(LoginHistory.objects.all()) == [recent]
