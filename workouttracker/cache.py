"""The cache, which may vanish: then each process goes on with a small memory of its own.

Without that, everything that counts in the cache would refuse everybody while Redis is away (allauth's rate limits do:
a lock that can't be taken counts as "too many"). With it, limits count per process meanwhile, and pages are computed
a little more often. Whether Redis is there is found out by one request now and then, not by every one.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import orjson
from django.core.cache.backends.locmem import LocMemCache
from django.core.serializers.json import DjangoJSONEncoder
from django_redis.cache import RedisCache
from django_redis.exceptions import ConnectionInterrupted
from django_redis.serializers.base import BaseSerializer
from redis.exceptions import RedisError, ResponseError

logger = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 15.0
LOCAL_ENTRIES = 2000
"""How much a process remembers by itself; the oldest third is forgotten beyond that."""
ONE_KEY = frozenset({"add", "decr", "delete", "get", "has_key", "incr", "set", "take", "touch"})
MANY_KEYS = frozenset({"delete_many", "get_many", "set_many"})
LOCAL_METHODS = (ONE_KEY - {"take"}) | MANY_KEYS | {"clear"}
WITHOUT_NETWORK = frozenset({"close", "decode", "encode", "make_key", "make_pattern"})
"""Django closes the cache after every request: an answer from these says nothing about Redis."""
REDIS_ONLY_ARGUMENTS = ("client", "nx", "xx")
TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + interval
local wait = full - burst * interval - now
if wait > 0.000001 then return tostring(wait) end
redis.call('SET', KEYS[1], string.format('%.6f', full), 'PX', math.ceil((full - now) * 1000))
return '0'
"""
"""One step of a leaky bucket (the "generic cell rate algorithm"): one number per key, by the clock of Redis."""


class JsonSerializer(BaseSerializer):  # type: ignore[misc]  # django-redis is untyped
    """Values as JSON: what django-redis does by itself, read in less than half the time. A page is 150 kB of it.

    Reading anything else raises ``ValueError``.
    """

    def dumps(self, value: Any) -> bytes:
        return orjson.dumps(value, default=_ENCODER.default, option=orjson.OPT_NON_STR_KEYS)

    def loads(self, value: bytes) -> Any:
        return orjson.loads(value)


_ENCODER = DjangoJSONEncoder()
"""Says how dates, decimals and lazy texts are written."""


class Breaker:
    """Whether to ask Redis. After a failure it stays open for a pause that doubles, then lets one caller try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pause = 0.0
        self._next_try = 0.0

    @property
    def is_open(self) -> bool:
        """Whether Redis counts as away."""
        return self._pause > 0

    def allows(self) -> bool:
        """Whether this caller should ask Redis; while it is away only one caller per pause should."""
        with self._lock:
            if not self._pause:
                return True
            if self._clock() < self._next_try:
                return False
            self._next_try = self._clock() + self._pause
            return True

    def failed(self) -> None:
        """Redis did not answer."""
        with self._lock:
            if not self._pause:
                logger.warning("the cache is away; this process goes on with a memory of its own")
            self._pause = min(max(FIRST_PAUSE_SECONDS, self._pause * 2), LONGEST_PAUSE_SECONDS)
            self._next_try = self._clock() + self._pause

    def succeeded(self) -> bool:
        """Redis answered; whether it had been away."""
        with self._lock:
            was_open, self._pause = self.is_open, 0.0
        if was_open:
            logger.warning("the cache is back")
        return was_open


class _Guarded:
    """A django-redis client whose calls go to the local memory while Redis is away."""

    def __init__(self, client: Any, local: LocMemCache, breaker: Breaker) -> None:
        self._client, self._local, self._breaker = client, local, breaker

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if name in WITHOUT_NETWORK:
            return method
        return lambda *args, **kwargs: self._call(name, method, args, kwargs)

    def _call(self, name: str, method: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        # Only a call that surely talks to Redis may find out that it is back: an empty get_many succeeds without it.
        talks = name in ONE_KEY or (name in MANY_KEYS and bool(args and args[0]))
        if self._breaker.is_open and not (talks and self._breaker.allows()):
            return self._locally(name, args, kwargs)
        try:
            answer = method(*args, **kwargs)
        except (ConnectionInterrupted, RedisError, OSError) as error:
            # A Redis that answers with a refusal (full, read-only replica) is slow for nobody: no need to avoid it.
            if not isinstance(error.__cause__ or error, ResponseError):
                self._breaker.failed()
            return self._locally(name, args, kwargs)
        if self._breaker.is_open and self._breaker.succeeded():
            # What was counted and kept meanwhile is one process's view: the shared one counts again.
            self._local.clear()
        return answer

    def ping(self) -> None:
        """See ``SteadyCache.ping``."""
        try:
            self._client.get_client(write=True).ping()
        except (ConnectionInterrupted, RedisError, OSError):
            if not self._breaker.is_open:
                self._breaker.failed()
            raise
        if self._breaker.is_open and self._breaker.succeeded():
            self._local.clear()

    def take(self, key: str, burst: int, interval: float) -> float:
        """See ``SteadyCache.take``."""
        return float(self._call("take", self._take, (key, burst, interval), {}))

    def _take(self, key: str, burst: int, interval: float) -> float:
        try:
            redis = self._client.get_client(write=True)
            return float(redis.eval(TAKE, 1, str(self._client.make_key(key)), interval, burst))
        except RedisError as error:
            raise ConnectionInterrupted(connection=None) from error

    def _take_locally(self, key: str, burst: int, interval: float) -> float:
        now = time.time()
        with _local_bucket:
            full = max(self._local.get(key) or 0.0, now) + interval
            wait = full - burst * interval - now
            if wait > 0:
                return float(wait)
            self._local.set(key, full, timeout=full - now + 1)
        return 0.0

    def _locally(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name == "take":
            return self._take_locally(*args)
        if name == "delete_pattern":
            self._local.clear()
            return 0
        if name not in LOCAL_METHODS:
            raise ConnectionInterrupted(connection=None)
        only_new = bool(kwargs.get("nx"))
        plain = {key: value for key, value in kwargs.items() if key not in REDIS_ONLY_ARGUMENTS}
        return getattr(self._local, "add" if only_new else name)(*args, **plain)


_local_bucket = threading.Lock()
_breakers: dict[str, Breaker] = {}
"""By address. Django makes a cache object per thread; whether Redis is away is the whole process's knowledge."""


class SteadyCache(RedisCache[Any]):  # type: ignore[misc]  # django-redis is untyped
    """django-redis, with a memory per process while Redis is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._local = LocMemCache(f"steady:{server}", {"OPTIONS": {"MAX_ENTRIES": LOCAL_ENTRIES}})
        self._breaker = _breakers.setdefault(server, Breaker())
        self._guarded: _Guarded | None = None

    @property
    def client(self) -> Any:
        if self._guarded is None:
            self._guarded = _Guarded(super().client, self._local, self._breaker)
        return self._guarded

    def ping(self) -> None:
        """Ask Redis itself, also while it counts as away: who serves nobody would never learn that it is back.

        Raises what the client raises when there is no answer.
        """
        self.client.ping()

    def take(self, key: str, *, burst: int, per_second: float) -> float:
        """Take one of ``key``'s allowance; 0.0, or the seconds to wait when there is none left now.

        ``burst`` at once, then ``per_second``. Atomic in Redis, so replicas count together; per process without it.
        """
        return float(self.client.take(key, burst, 1 / per_second))
