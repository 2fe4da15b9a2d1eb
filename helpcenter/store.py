"""Views of articles, gathered in Redis until they are written in bulk: a GET writes nothing to the database."""

import json
from datetime import date

import redis
from django.conf import settings
from django.core.cache import cache

from workouttracker.kit import redis_client

PENDING = "wt:help:views"
WRITING = "wt:help:views:writing"
KEEP_SECONDS = 7 * 24 * 3600
WRITE_SECONDS = 60.0
"""How often what is gathered here is written to the database."""
SEEN_SECONDS = 26 * 3600

Unavailable = redis.RedisError
"""What the functions here raise when Redis is away or hangs."""


def client() -> "redis.Redis":
    """The Redis without eviction."""
    return redis_client.lasting(settings.REDIS)


def note_view(article: int, day: date, reader: str) -> bool:
    """Count ``reader`` once for the article and the day; whether it was the first time. Nothing without Redis."""
    if not cache.add(f"help:seen:{day.isoformat()}:{article}:{reader}", 1, timeout=SEEN_SECONDS):
        return False
    try:
        pipe = client().pipeline(transaction=False)
        pipe.hincrby(PENDING, json.dumps([article, day.isoformat()]), 1)
        pipe.expire(PENDING, KEEP_SECONDS)
        pipe.execute()
    except Unavailable:
        return False
    return True


def take() -> dict[tuple[int, date], int]:
    """What is to be written now. What a writer that died had taken comes first; ``done`` forgets it."""
    fields = redis_client.gathered(client(), PENDING, WRITING)
    return {_read(field): int(number) for field, number in fields.items()}


def done() -> None:
    """What was taken is written."""
    client().delete(WRITING)


def take_slot(name: str, seconds: float) -> bool:
    """Whether this caller may do the periodic work ``name`` now."""
    return redis_client.take_slot(client(), name, seconds)


def _read(field: bytes) -> tuple[int, date]:
    article, day = json.loads(field)
    return int(article), date.fromisoformat(day)
