"""When access tokens were used last: noted in Redis, written to the database in bulk, as reading writes nothing there.

All of it may vanish with Redis: it costs a date on a page, never an answer.
"""

from datetime import UTC, datetime
from uuid import UUID

import redis
from django.conf import settings
from django.utils import timezone

from workouttracker.kit import redis_client

PENDING = "wt:tokens:used"
WRITING = "wt:tokens:used:writing"
WRITE_SECONDS = 20.0
"""How often what is noted here is written to the database."""
KEEP_SECONDS = 24 * 3600

Unavailable = redis.RedisError
"""What the functions here raise when Redis is away or hangs."""


def client() -> "redis.Redis":
    """The Redis without eviction."""
    return redis_client.lasting(settings.REDIS)


def note(token_id: UUID) -> None:
    """The token was used now; nothing when Redis is away."""
    try:
        pipe = client().pipeline(transaction=False)
        pipe.hset(PENDING, token_id.hex, str(timezone.now().timestamp()))
        pipe.expire(PENDING, KEEP_SECONDS)
        pipe.execute()
    except Unavailable:
        return


def take() -> dict[UUID, datetime]:
    """What is to be written now. What a writer that died had taken comes first; ``done`` forgets it."""
    found = redis_client.gathered(client(), PENDING, WRITING)
    return {UUID(key.decode()): datetime.fromtimestamp(float(at), UTC) for key, at in found.items()}


def done() -> None:
    """What was taken is written."""
    client().delete(WRITING)


def take_slot(name: str) -> bool:
    """Whether this caller may write now; at most one in ``WRITE_SECONDS``, however many beats."""
    return redis_client.take_slot(client(), name, WRITE_SECONDS * 0.8)
