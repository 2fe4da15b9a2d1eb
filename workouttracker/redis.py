"""Where the cache, the channel layer and the broker live: one Redis, several, or a Sentinel group."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from workouttracker import env

DEFAULT_URL = "redis://localhost:6379/0"
SOCKET_SECONDS = 0.5
"""How long a page waits for a Redis that hangs before it goes on without it."""

BROKER_OPTIONS: dict[str, Any] = {
    "socket_timeout": 5,
    "socket_connect_timeout": SOCKET_SECONDS,
    # A message is only a doorbell: nothing about it is kept until it is acknowledged. With that bookkeeping a worker
    # whose acknowledgement timed out (a broker that hung for 5 s) counted the message as its own for ever and fetched
    # no other: alive, connected and deaf.
    "ack_emulation": False,
    # How soon a worker notices that its waiting connection is dead; by default 25 s, and then as long once more.
    "health_check_interval": 5,
}


@dataclass(frozen=True, slots=True)
class RedisUrls:
    """Addresses by purpose; with Sentinel, ``sentinels`` holds ``(host, port)`` pairs and ``master`` its group."""

    channels: str
    cache: str
    broker: str
    sentinels: tuple[tuple[str, int], ...] = ()
    master: str = ""
    password: str = field(default="", repr=False)
    """Of the group and of its sentinels; without Sentinel a password stands in the URL."""
    broker_options: dict[str, Any] = field(default_factory=dict)


def redis_urls() -> RedisUrls:
    """Read ``REDIS_URL`` or ``REDIS_SENTINELS``, ``REDIS_MASTER``, ``REDIS_PASSWORD``; ``CACHE_URL``, ``BROKER_URL``.

    Raises ``ImproperlyConfigured`` naming the variable that is malformed.
    """
    nodes = tuple(_node(word) for word in env.words("REDIS_SENTINELS"))
    if not nodes:
        url = env.text("REDIS_URL", DEFAULT_URL)
        cache, broker = env.text("CACHE_URL", url), env.text("BROKER_URL", _celery(url))
        return RedisUrls(url, cache, broker, broker_options=BROKER_OPTIONS)
    master, password = env.text("REDIS_MASTER"), env.text("REDIS_PASSWORD", "")
    secret = f":{quote(password, safe='')}@" if password else ""
    broker = ";".join(f"sentinel://{secret}{host}:{port}" for host, port in nodes)
    return RedisUrls(
        channels=f"redis://{master}/0",
        cache=env.text("CACHE_URL", f"redis://{master}/0"),
        broker=env.text("BROKER_URL", broker),
        sentinels=nodes,
        master=master,
        password=password,
        broker_options={**BROKER_OPTIONS, "master_name": master, "sentinel_kwargs": sentinel_options(password)},
    )


def sentinel_options(password: str) -> dict[str, Any]:
    """How the sentinels themselves are asked: briefly, since the next one may know better."""
    options: dict[str, Any] = {"socket_timeout": SOCKET_SECONDS, "socket_connect_timeout": SOCKET_SECONDS}
    return options | ({"password": password} if password else {})


def cache_settings(urls: RedisUrls) -> dict[str, Any]:
    """``CACHES``: JSON values, never pickle; a cache that is away costs speed, never a page."""
    options: dict[str, Any] = {
        "SERIALIZER": "workouttracker.cache.JsonSerializer",
        "SOCKET_CONNECT_TIMEOUT": SOCKET_SECONDS,
        "SOCKET_TIMEOUT": SOCKET_SECONDS,
        "IGNORE_EXCEPTIONS": True,
        # Once more at once: a connection that broke while it lay in the pool is no Redis that is away.
        "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 1)},
    }
    if urls.sentinels and urls.cache == urls.channels:
        # Not django-redis's SentinelClient: that one reads from replicas, which know a moment later what was counted.
        options |= {
            "CONNECTION_FACTORY": "django_redis.pool.SentinelConnectionFactory",
            "SENTINELS": list(urls.sentinels),
            "SENTINEL_KWARGS": sentinel_options(urls.password),
            "PASSWORD": urls.password or None,
        }
    return {
        "default": {
            "BACKEND": "workouttracker.cache.SteadyCache",
            "LOCATION": urls.cache,
            "KEY_PREFIX": "wt",
            "OPTIONS": options,
        }
    }


def channel_layer_settings(urls: RedisUrls) -> dict[str, Any]:
    """``CHANNEL_LAYERS`` over Redis: also in the embedded run, so that it is the same code path."""
    host: dict[str, Any] | str = urls.channels
    if urls.sentinels:
        host = {
            "sentinels": list(urls.sentinels),
            "master_name": urls.master,
            "sentinel_kwargs": sentinel_options(urls.password),
            **({"password": urls.password} if urls.password else {}),
        }
    return {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [host], "prefix": "wt"},
        }
    }


def _celery(url: str) -> str:
    """Celery names a unix socket ``redis+socket://``; the rest of the world says ``unix://``."""
    if not url.startswith("unix://"):
        return url
    path, _, query = url.removeprefix("unix://").partition("?")
    database = dict(part.split("=", 1) for part in query.split("&") if "=" in part).get("db", "0")
    return f"redis+socket://{path}?virtual_host={database}"


def _node(word: str) -> tuple[str, int]:
    host, _, port = word.rpartition(":")
    if not host or not port.isdecimal():
        raise ImproperlyConfigured("REDIS_SENTINELS must be a list of host:port, separated by commas")
    return host, int(port)
