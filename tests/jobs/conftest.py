"""Jobs without the product's own kinds, and with a Redis of their own."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings

from jobs import doorbell, registry, store
from jobs.models import Job
from tests.jobs.support import KIND, LANE_KIND, ClockedRedis, finish_at_once, kind_for


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClockedRedis]:
    """The Redis of this test's jobs, empty, whose clock the test sets; tests at the same time have others."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    own: ClockedRedis = ClockedRedis.from_url(settings.REDIS.channels)  # type: ignore[assignment]
    own.connection_pool.connection_kwargs["db"] = 8 + int(worker.removeprefix("gw")) % 8
    own.flushdb()
    monkeypatch.setattr(store, "client", lambda: own)
    yield own
    own.close()


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers and sockets close connections that are old; the one of a test is in a transaction and looks so."""
    for place in ("jobs.runner.close_old_connections", "channels.db.close_old_connections"):
        monkeypatch.setattr(place, lambda: None)


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis does not answer."""

    def refuse() -> None:
        raise store.Unavailable("away")

    monkeypatch.setattr(store, "client", refuse)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kinds of jobs, one of which has a lane."""
    monkeypatch.setitem(registry._kinds, KIND, kind_for(finish_at_once))
    monkeypatch.setitem(registry._kinds, LANE_KIND, kind_for(finish_at_once, LANE_KIND, lane="data"))


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs that a worker was rung for."""
    jobs: list[Job] = []
    monkeypatch.setattr(doorbell, "ring_worker", jobs.append)
    return jobs


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The ids of jobs whose watchers were rung for."""
    ids: list[object] = []
    monkeypatch.setattr(doorbell, "ring_watchers", ids.append)
    return ids
