"""A connection pool to the Redis that keeps what must not be evicted; one per process and address."""

from functools import lru_cache
from typing import Any, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

SOCKET_SECONDS = 0.5
"""How long a caller waits for a Redis that hangs."""


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


def take_slot(client: "redis.Redis", name: str, seconds: float) -> bool:
    """Whether this caller may do the periodic work ``name`` now; at most one per ``seconds``, however many beats."""
    return bool(client.set(f"wt:slot:{name}", 1, nx=True, px=max(1, int(seconds * 1000))))
