"""What visitors' reading leaves behind until it is written in bulk: a GET writes to Redis, not to the database.

Refusals and moves are counted in a hash, one field per minute of the same. All of it may vanish with Redis: it costs
lines of the record, never an answer.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

import redis
from django.conf import settings

from workouttracker.kit import redis_client

PENDING = "wt:share:events"
WRITING = "wt:share:events:writing"
FORGED = "wt:share:forged"
KEEP_SECONDS = 24 * 3600
WRITE_SECONDS = 20.0
"""How often what is noted here is written to the database."""
MAX_FIELDS = 10_000
"""More different refusals than this between two writings are only counted as forgeries are."""

Unavailable = redis.RedisError
"""What the functions here raise when Redis is away or hangs."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that happened to a link, ``number`` times in a minute."""

    share_id: UUID
    kind: str
    result: str
    minute: datetime
    network: str
    agent: str
    number: int = 1


def client() -> "redis.Redis":
    """The Redis without eviction."""
    return redis_client.lasting(settings.REDIS)


def note(seen: Seen) -> None:
    """Count one more of ``seen``; nothing when Redis is away."""
    field = json.dumps([seen.share_id.hex, seen.kind, seen.result, seen.minute.isoformat(), seen.network, seen.agent])
    try:
        if client().hlen(PENDING) >= MAX_FIELDS:
            note_forged()
            return
        pipe = client().pipeline(transaction=False)
        pipe.hincrby(PENDING, field, 1)
        pipe.expire(PENDING, KEEP_SECONDS)
        pipe.execute()
    except Unavailable:
        return


def note_forged() -> None:
    """Count a link that nobody made."""
    try:
        client().incr(FORGED)
    except Unavailable:
        return


def forged() -> int:
    """How many forged links were tried, as far as Redis remembers."""
    return int(cast("bytes | None", client().get(FORGED)) or 0)


def take() -> list[Seen]:
    """What is to be written now. What a writer that died had taken comes first; ``done`` forgets it."""
    fields = redis_client.gathered(client(), PENDING, WRITING)
    return [_read(field, int(number)) for field, number in fields.items()]


def done() -> None:
    """What was taken is written."""
    client().delete(WRITING)


def take_slot(name: str, seconds: float) -> bool:
    """Whether this caller may do the periodic work ``name`` now; at most one per ``seconds``, however many beats."""
    return redis_client.take_slot(client(), name, seconds)


def _read(field: bytes, number: int) -> Seen:
    share, kind, result, minute, network, agent = json.loads(field)
    return Seen(UUID(share), kind, result, datetime.fromisoformat(minute), network, agent, number)
