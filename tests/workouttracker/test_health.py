"""Probes and the page of health: each part broken one at a time, for each kind of process."""

from typing import Any

import pytest
from django.test import Client
from health_check.exceptions import ServiceUnavailable

from accounts.models import User
from jobs import diagnosis
from tests.factories import make_user
from workouttracker import health

READY, PAGE = "/health/ready", "/manage/health/"
KINDS = ("web", "asgi", "worker")
PARTS = ("database", "migrations", "channels", "broker", "cache")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test sees the process as it begins; no part is asked in a thread, where a test's database isn't."""
    monkeypatch.setattr(health.MigrationsPart, "seen", True)
    monkeypatch.setattr(health._Noted, "away", set())


def broken(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """The part does not answer."""
    part = next(each for each in health.PROBED if each.key == key)

    def refuse(_self: object) -> None:
        raise ServiceUnavailable("refused")

    monkeypatch.setattr(part, "run", refuse)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", PARTS)
def test_only_what_a_process_needs_takes_it_out_of_service(
    anonymous_client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, kind: str, part: str
) -> None:
    settings.PROCESS_KIND = kind
    broken(monkeypatch, part)
    needed = part in {"database", "migrations"} or (part == "channels" and kind == "asgi")
    answer = anonymous_client.get(READY)
    assert answer.status_code == (503 if needed else 200)
    assert answer.json()["status"] == ("unavailable" if needed else "degraded")
    assert answer.json()["parts"] == {name: name != part for name in PARTS}
    assert anonymous_client.get("/health/live").status_code == 200


def test_a_whole_process_is_ready(anonymous_client: Client) -> None:
    answer = anonymous_client.get(READY)
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert "no-store" in answer["Cache-Control"]


def test_probes_need_no_host_that_is_allowed_and_no_session(anonymous_client: Client) -> None:
    for url in ("/health/live", READY):
        answer = anonymous_client.get(url, headers={"host": "10.1.2.3:8000"})
        assert answer.status_code == 200
        assert not answer.cookies
        assert anonymous_client.post(url).status_code == 405
    assert anonymous_client.get("/versions/", headers={"host": "10.1.2.3:8000"}).status_code == 400


def test_missing_tables_are_noticed(anonymous_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.MigrationsPart, "seen", False)
    monkeypatch.setattr(diagnosis, "missing_migrations", lambda: ["jobs.0099_future"])
    assert anonymous_client.get(READY).status_code == 503
    monkeypatch.setattr(diagnosis, "missing_migrations", list)
    assert anonymous_client.get(READY).status_code == 200
    monkeypatch.setattr(diagnosis, "missing_migrations", lambda: pytest.fail("asked again"))
    assert anonymous_client.get(READY).status_code == 200


def test_losing_and_regaining_a_part_is_logged_once(
    anonymous_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as while_away:
        broken(while_away, "broker")
        for _each in range(3):
            anonymous_client.get(READY)
    for _each in range(3):
        anonymous_client.get(READY)
    lines = [record.getMessage() for record in caplog.records if record.name == health.__name__]
    assert lines == ["broker does not answer (Unavailable: refused)", "broker is back"]


def test_staff_reads_everything_in_detail(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = staff_client.get(PAGE).content.decode()
    for words in ("Database", "Channel layer", "Disk", "Memory", "interactive"):
        assert words in text
    assert "All is well" in text
    broken(monkeypatch, "cache")
    assert "Something is missing" in staff_client.get(PAGE).content.decode()
    broken(monkeypatch, "database")
    text = staff_client.get(PAGE).content.decode()
    assert "can&#x27;t serve" in text or "can't serve" in text


def test_a_disk_that_is_almost_full_is_not_well(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "ALMOST_FULL", 0.0)
    text = staff_client.get(PAGE).content.decode()
    assert "not well" in text


def test_the_page_is_for_staff_alone(owner: User, owner_client: Client, anonymous_client: Client) -> None:
    assert owner_client.get(PAGE).status_code == 403
    assert anonymous_client.get(PAGE).status_code == 302
    helper = Client()
    helper.force_login(make_user(email="helper@example.org", is_staff=True))
    text = helper.get(PAGE).content.decode()
    assert "All is well" in text
    assert 'href="/manage/jobs/"' not in text
