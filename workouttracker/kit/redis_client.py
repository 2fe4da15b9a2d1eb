"""A connection pool to the Redis that keeps what must not be evicted; one per process and address."""

from functools import lru_cache
from typing import Any, Protocol, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

SOCKET_SECONDS = 0.5
"""How long a caller waits for a Redis that hangs."""


class Addresses(Protocol):
    """Where Redis is, as the settings say it."""

    @property
    def channels(self) -> str: ...
    @property
    def sentinels(self) -> tuple[tuple[str, int], ...]: ...
    @property
    def master(self) -> str: ...
    @property
    def password(self) -> str: ...


def lasting(addresses: Addresses) -> "redis.Redis":
    """The client for the Redis without eviction, where what must last longer than a cache lies."""
    return connect(addresses.channels, addresses.sentinels, addresses.master, addresses.password)


@lru_cache(maxsize=8)
def connect(
    url: str, sentinels: tuple[tuple[str, int], ...] = (), master: str = "", password: str = ""
) -> "redis.Redis":
    """The client for ``url``, or for the ``master`` that ``sentinels`` name; short timeouts, so that hanging shows.

    Once more at once after a lost connection: one that broke while it lay in the pool is no Redis that is away.
    """
    options: dict[str, Any] = {
        "socket_timeout": SOCKET_SECONDS,
        "socket_connect_timeout": SOCKET_SECONDS,
        "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
    }
    if sentinels:
        options |= {"password": password} if password else {}
        group = Sentinel(sentinels, sentinel_kwargs=options, **options)  # type: ignore[no-untyped-call]
        return cast("redis.Redis", group.master_for(master, **options))  # type: ignore[no-untyped-call]
    return redis.Redis.from_url(url, **options)


def gathered(client: "redis.Redis", pending: str, writing: str) -> dict[bytes, bytes]:
    """What was gathered in the hash ``pending``, moved to ``writing`` until it is written to the database.

    What a writer that died had moved comes first: whoever has written deletes ``writing``.
    """
    if not client.exists(writing):
        try:
            client.rename(pending, writing)
        except redis.ResponseError:
            return {}
    return cast("dict[bytes, bytes]", client.hgetall(writing))


def take_slot(client: "redis.Redis", name: str, seconds: float) -> bool:
    """Whether this caller may do the periodic work ``name`` now; at most one per ``seconds``, however many beats."""
    return bool(client.set(f"wt:slot:{name}", 1, nx=True, px=max(1, int(seconds * 1000))))
