"""Every address, by everybody, while Redis refuses or hangs: the same answers as ever, only some of them later."""

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any, cast

import pytest
from celery import current_app
from kombu import pools

from accounts.models import User
from tests.safety import routes
from tests.safety.audiences import answer_of, ask, cast_of, data_of, taken_back, url_of
from tests.safety.route import Route
from tests.safety.world import world_of
from workouttracker.redis import RedisUrls, channel_layer_settings

NEEDS_REDIS: dict[str, int] = {}
"""What can't do without: the address, and what it answers instead."""
APPS = [pytest.param(module, id=module.__name__.rpartition(".")[2]) for module in routes.modules()]
AUDIENCES = ("owner", "anonymous", "staff")
SECONDS = 4.0
"""How long a page may take at most while Redis hangs: half a second for each of its parts."""


@pytest.fixture(autouse=True)
def _own_connections() -> Iterator[None]:
    """Celery keeps connections to the broker: those of this file lead to no other test, nor those of others here."""
    _forget_connections()
    yield
    _forget_connections()


def _forget_connections() -> None:
    pools.reset()
    app = cast("Any", current_app)
    app._pool = app.amqp._producer_pool = None


@pytest.fixture
def refusing() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def hanging() -> Iterator[int]:
    """A port that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as server:
        kept: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    kept.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
        for each in kept:
            each.close()


def lead_everything_to(port: int, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cache, channel layer, broker and the Redis of jobs are at ``port``."""
    url = f"redis://127.0.0.1:{port}/0"
    urls = RedisUrls(url, url, url)
    settings.REDIS = urls
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
    settings.CHANNEL_LAYERS = channel_layer_settings(urls)
    monkeypatch.setattr(current_app.conf, "broker_write_url", url)  # first: unset, it is read as the other one
    monkeypatch.setattr(current_app.conf, "broker_url", url)


def what_is_wrong(
    request: pytest.FixtureRequest, tried: Iterable[Route], owner: User, stranger: User, port: int
) -> list[str]:
    who_asks, wrong = cast_of(request), []
    world = world_of(owner, stranger)
    lead_everything_to(port, request.getfixturevalue("settings"), request.getfixturevalue("monkeypatch"))
    for route in tried:
        for verb, who in route.verbs():
            url, data = url_of(route, world), data_of(route, world) if verb != "get" else {}
            for audience in AUDIENCES:
                expected = NEEDS_REDIS.get(route.name) if who.of(audience) == 200 else None
                begun = time.monotonic()
                with taken_back(who_asks[audience]):
                    got = answer_of(ask(who_asks[audience], verb, url, data))
                taken = time.monotonic() - begun
                if got != (expected or who.of(audience)) or taken > SECONDS:
                    wrong.append(f"{verb} {route.name} by {audience}: {got} after {taken:.1f} s")
    return wrong


@pytest.mark.one_database
def test_every_page_answers_while_redis_refuses(
    request: pytest.FixtureRequest, owner: User, stranger: User, refusing: int
) -> None:
    assert what_is_wrong(request, routes.all_routes(), owner, stranger, refusing) == []


@pytest.mark.long
@pytest.mark.one_database
@pytest.mark.parametrize("app", APPS)
def test_every_page_answers_while_redis_hangs(
    request: pytest.FixtureRequest, app: ModuleType, owner: User, stranger: User, hanging: int
) -> None:
    assert what_is_wrong(request, routes.routes_of(app), owner, stranger, hanging) == []
