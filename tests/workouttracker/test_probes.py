"""Processes without pages answer probes by themselves."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from workouttracker import probes

READY = {"status": "ok", "parts": {"database": True}}
AWAY = {"status": "unavailable", "parts": {"database": False}}


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(probes, "readiness", lambda: (HTTPStatus.OK, READY))
    started = probes.start("127.0.0.1:0")
    assert started is not None
    yield f"http://127.0.0.1:{started.server_address[1]}"
    started.shutdown()
    started.server_close()
    probes._servers.clear()


def asked(address: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


def test_a_worker_says_that_it_lives_and_whether_it_can_work(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(f"{address}/health/live")[0] == 200
    assert asked(f"{address}/health/ready") == (200, READY)
    monkeypatch.setattr(probes, "readiness", lambda: (HTTPStatus.SERVICE_UNAVAILABLE, AWAY))
    assert asked(f"{address}/health/ready") == (503, AWAY)
    assert asked(f"{address}/health/live")[0] == 200
    assert asked(f"{address}/metrics")[0] == 404


def test_a_worker_without_a_pool_keeps_its_own_socket_and_a_process_of_a_pool_closes_it(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    probes._leave()
    assert asked(f"{address}/health/live")[0] == 200
    [server] = probes._servers
    monkeypatch.setitem(probes._servers, server, -1)
    probes._leave()
    assert probes._servers == {}
    assert server.socket.fileno() == -1


def test_without_an_address_nothing_listens() -> None:
    assert probes.start("") is None
