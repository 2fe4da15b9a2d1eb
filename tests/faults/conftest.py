"""The small form of production, so that parts of it can be killed, frozen and restarted while it works."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.faults import kinds
from tests.faults.support import Recoveries, redis_of
from workouttracker.redis import redis_urls

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from lib.proxy import nginx_binary
from lib.stack import Stack

ALWAYS = (*Stack.SERVERS, *Stack.WORK)
SETTINGS = ("JOB_TICK_SECONDS", "JOB_HEARTBEAT_SECONDS", "JOB_LEASE_SECONDS", "JOB_RETRY_SECONDS")
_recoveries: dict[str, Recoveries] = {}


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The stack makes and migrates the database."""


@pytest.fixture(scope="session")
def running(django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """The stack at the addresses that the settings of this process name."""
    database, broker = (urlsplit(os.environ[name]) for name in ("DATABASE_URL", "REDIS_URL"))
    with Stack(include=kinds.__name__, postgres_port=database.port or 0, valkey_port=broker.port or 0) as stack:
        stack.up(*Stack.WORK)
        with django_db_blocker.unblock():
            yield stack
            connection.close()


@pytest.fixture
def stack(running: Any) -> Iterator[Any]:
    """The running stack, whole at the beginning of each test; a fault ends with its test."""
    for name in Stack.WORK:
        running.parts[name].environment.pop(kinds.AHEAD, None)
    for name in ALWAYS:
        running.start(name, wait=False)
    for name in ALWAYS:
        running.wait_ready(name)
    redis_of(running).flushall()
    yield running
    for name in (*ALWAYS, *Stack.SPARE):
        if running.is_running(name):
            running.resume(name)
    for name in Stack.SPARE:
        running.stop(name)
    connection.close()


@pytest.fixture
def group(running: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Another stack over the same database: three Valkey with Sentinel, behind nginx where there is one."""
    for name in (*Stack.WORK, *Stack.SPARE):
        running.stop(name)
    chosen = {name: os.environ[name] for name in (*SETTINGS, "SECRET_KEY")} | {
        "SESSIONS_PER_PAGE": "25",
        "SIGN_INS_PER_MINUTE": "1000",
    }
    place = running.environment["DATABASE_URL"]
    with Stack(settings=chosen, sentinel=True, proxy=bool(nginx_binary()), database_url=place) as made:
        made.up()
        for name in ("REDIS_SENTINELS", "REDIS_MASTER", "REDIS_PASSWORD"):
            monkeypatch.setenv(name, made.environment[name])
        monkeypatch.delenv("REDIS_URL")
        monkeypatch.setattr(settings, "REDIS", redis_urls())
        yield made
    connection.close()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """The stack's Valkey is emptied before each test; it may be away after one."""


@pytest.fixture
def recoveries(request: pytest.FixtureRequest) -> Recoveries:
    """Where a test notes how long recoveries took; shown at the end."""
    return _recoveries.setdefault(request.node.name, Recoveries())


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for name, each in _recoveries.items():
        if each.seconds:
            terminalreporter.write_line(f"{name}: {each}")
