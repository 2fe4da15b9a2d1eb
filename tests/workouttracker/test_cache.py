"""The cache, when Redis is there, away, hung, and back."""

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from tests.factories import PASSWORD, make_user
from workouttracker.cache import Breaker, JsonSerializer, SteadyCache
from workouttracker.redis import RedisUrls, cache_settings


def test_values_are_json_as_django_writes_it() -> None:
    serializer = JsonSerializer({})
    value = {
        "text": "5 × 100 kg “so”",
        "safe": mark_safe("<b>"),
        "lazy": gettext_lazy("Period"),
        "kg": Decimal("102.50"),
        "day": date(2026, 3, 1),
        3: [1, 2.5, None, True],
    }
    said = serializer.dumps(value)
    assert json.loads(said) == json.loads(json.dumps(value, cls=DjangoJSONEncoder)) == serializer.loads(said)


@pytest.mark.parametrize("lies", [b"", b"\x80\x04N.", b"{", b"\xff\xfe", b"NaN"])
def test_what_is_no_json_is_said_so(lies: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):  # a ValueError
        JsonSerializer({}).loads(lies)


class Clock:
    """Time that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class FakeClient:
    """A django-redis client over a dictionary, which can be taken away."""

    def __init__(self) -> None:
        self.stored: dict[str, object] = {}
        self.failure: Exception | None = None
        self.calls = 0

    def _answer(self) -> None:
        self.calls += 1
        if self.failure:
            raise ConnectionInterrupted(connection=None) from self.failure

    def get(self, key: Any, default: Any = None, version: Any = None, client: Any = None) -> Any:
        self._answer()
        return self.stored.get(key, default)

    def set(
        self,
        key: Any,
        value: Any,
        timeout: Any = None,
        version: Any = None,
        client: Any = None,
        nx: Any = False,
        xx: Any = False,
    ) -> Any:
        self._answer()
        self.stored[key] = value
        return True

    def add(self, key: Any, value: Any, timeout: Any = None, version: Any = None, client: Any = None) -> Any:
        self._answer()
        return self.stored.setdefault(key, value) is value

    def close(self) -> None:
        """Like django-redis: nothing happens."""

    def get_many(self, keys: Any, version: Any = None, client: Any = None) -> Any:
        if not keys:
            return {}
        self._answer()
        return {key: self.stored[key] for key in keys if key in self.stored}

    def __getattr__(self, name: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            self._answer()
            return True

        return call


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def redis() -> FakeClient:
    return FakeClient()


@pytest.fixture
def steady(clock: Clock, redis: FakeClient, request: pytest.FixtureRequest) -> SteadyCache:
    options = cache_settings(RedisUrls("redis://nowhere", "redis://nowhere", "redis://nowhere"))["default"]["OPTIONS"]
    cache = SteadyCache(f"redis://{request.node.name}", {"OPTIONS": options})
    cache._client = redis
    cache._breaker = Breaker(clock)
    return cache


def test_while_redis_is_there_everything_goes_to_it(steady: SteadyCache, redis: FakeClient) -> None:
    steady.set("a", 1, 60)
    assert redis.stored == {"a": 1}
    assert steady.get("a") == 1


def test_while_it_is_away_the_process_remembers_by_itself(steady: SteadyCache, redis: FakeClient) -> None:
    redis.failure = RedisConnectionError("refused")
    assert steady.add("lock", True, timeout=10) is True
    assert steady.add("lock", True, timeout=10) is False
    steady.set("a", [1.5], 60)
    assert steady.get("a", []) == [1.5]
    steady.set("n", 1)
    assert steady.incr("n") == 2
    assert steady.get_many(["a", "b"]) == {"a": [1.5]}
    assert steady.delete("lock") is True
    assert steady.has_key("lock") is False


def test_an_away_redis_is_asked_once_per_pause_which_doubles(
    steady: SteadyCache, redis: FakeClient, clock: Clock
) -> None:
    redis.failure = RedisConnectionError("refused")
    for _ in range(5):
        steady.get("a")
    assert redis.calls == 1
    asked = []
    for _ in range(40):
        clock.now += 1.0
        before = redis.calls
        steady.get("a")
        asked.append(redis.calls > before)
    assert [second + 1 for second, was in enumerate(asked) if was] == [1, 3, 7, 15, 30]


def test_coming_back_is_noticed_and_what_was_remembered_is_forgotten(
    steady: SteadyCache, redis: FakeClient, clock: Clock
) -> None:
    redis.failure = RedisConnectionError("refused")
    steady.set("a", "local")
    redis.failure = None
    redis.stored["a"] = "shared"
    assert steady.get("a") == "local", "not asked again before the pause is over"
    clock.now += 1.0
    assert steady.get("a") == "shared"
    redis.failure = RedisConnectionError("refused again")
    assert steady.get("a") is None


@pytest.mark.parametrize("harmless", [lambda cache: cache.close(), lambda cache: cache.get_many([])])
def test_what_does_not_talk_to_redis_does_not_count_as_its_return(
    steady: SteadyCache, redis: FakeClient, clock: Clock, harmless: Callable[[SteadyCache], object]
) -> None:
    """Else the end of every request would wipe what rate limits counted while Redis is away."""
    redis.failure = RedisConnectionError("refused")
    steady.set("tries", 4)
    for _ in range(5):
        clock.now += 60.0
        harmless(steady)
    assert steady.get("tries") == 4


def test_asking_for_many_keys_notices_the_return_too(steady: SteadyCache, redis: FakeClient, clock: Clock) -> None:
    redis.failure = RedisConnectionError("refused")
    steady.get("a")
    redis.failure = None
    redis.stored["a"] = "shared"
    clock.now += 1.0
    assert steady.get_many(["a"]) == {"a": "shared"}
    assert steady.persist("a") is True


def test_losing_and_regaining_are_logged_once(
    steady: SteadyCache, redis: FakeClient, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    redis.failure = RedisConnectionError("refused")
    with caplog.at_level(logging.INFO, logger="workouttracker.cache"):
        for _ in range(30):
            clock.now += 1.0
            steady.get("a")
        redis.failure = None
        for _ in range(30):
            clock.now += 1.0
            steady.get("a")
    assert [record.getMessage() for record in caplog.records] == [
        "the cache is away; this process goes on with a memory of its own",
        "the cache is back",
    ]


def test_a_refusal_is_answered_locally_without_avoiding_redis(steady: SteadyCache, redis: FakeClient) -> None:
    redis.failure = ResponseError("OOM command not allowed")
    assert steady.add("a", 1) is True
    redis.failure = None
    steady.set("b", 2)
    assert redis.stored == {"b": 2}


def test_who_asks_whether_it_is_there_asks_redis_and_tells_the_others(
    steady: SteadyCache, redis: FakeClient, clock: Clock
) -> None:
    """A process that serves nobody asks nothing else: it would say "away" for ever."""
    redis.get_client = lambda write: redis  # type: ignore[attr-defined]
    redis.failure = RedisConnectionError("refused")
    with pytest.raises(ConnectionInterrupted):
        steady.ping()
    steady.set("counted", 1, 60)
    assert redis.stored == {}, "it counts as away"
    redis.failure = None
    steady.ping()
    assert steady.get("counted") is None, "what one process counted is forgotten"
    steady.set("counted", 2, 60)
    assert redis.stored == {"counted": 2}


def test_what_only_redis_can_do_is_left_out_while_it_is_away(steady: SteadyCache, redis: FakeClient) -> None:
    assert steady.persist("a") is True
    redis.failure = RedisConnectionError("refused")
    assert steady.persist("a") is None


def test_redis_only_arguments_mean_the_same_locally(steady: SteadyCache, redis: FakeClient) -> None:
    redis.failure = RedisConnectionError("refused")
    assert steady.set("a", 1, nx=True)
    assert not steady.set("a", 2, nx=True)
    assert steady.get("a") == 1


def test_threads_share_what_they_know_about_redis() -> None:
    options = cache_settings(RedisUrls("redis://x", "redis://x", "redis://x"))["default"]["OPTIONS"]
    one, two = (SteadyCache("redis://shared-by-threads", {"OPTIONS": options}) for _ in range(2))
    assert one._breaker is two._breaker


@pytest.fixture
def hung_redis() -> Iterator[str]:
    """Takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        taken: list[socket.socket] = []
        stop = threading.Event()
        server.settimeout(0.1)

        def take() -> None:
            while not stop.is_set():
                try:
                    taken.append(server.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=take)
        thread.start()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        stop.set()
        thread.join()
        for connection in taken:
            connection.close()


@pytest.fixture
def refusing_redis() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["refusing_redis", "hung_redis"])
def test_signing_in_works_and_is_still_limited_without_redis(
    request: pytest.FixtureRequest, settings: Any, client: Client, kind: str
) -> None:
    address = request.getfixturevalue(kind)
    settings.CACHES = cache_settings(RedisUrls(address, address, address))
    make_user(email="ada@example.org")
    right = {"login": "ada@example.org", "password": PASSWORD}
    wrong = {"login": "bob@example.org", "password": "wrong"}

    assert client.post("/accounts/login/", right).status_code == 302
    answers = [Client().post("/accounts/login/", wrong).content.decode() for _ in range(6)]
    assert ["a lot of tries" in answer for answer in answers] == [False] * 5 + [True]
