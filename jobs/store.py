"""What changes too often for the database: heartbeat, progress, the wish to cancel. Keys of the Redis without eviction.

Every key of a running job carries its claim, so a worker that lost the job can't speak for the one that has it now.
All of it may vanish: then a job shows no percent for a moment, and lost workers are noticed a little later.
"""

import json
import time
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import redis
from django.conf import settings

from workouttracker.kit import redis_client

KEEP_SECONDS = 24 * 3600
SOCKET_COUNTS_SECONDS = 3600

Unavailable = redis.RedisError
"""What every function here raises when Redis is away or hangs."""


def client() -> "redis.Redis":
    """The connection pool of this process to the Redis of jobs; short timeouts, so that a hanging one is noticed."""
    urls = settings.REDIS
    return redis_client.connect(urls.channels, urls.sentinels, urls.master)


def beat(job_id: UUID, claim: UUID) -> bool:
    """Say that the worker with ``claim`` is alive; True when somebody wishes the job to be cancelled."""
    pipe = client().pipeline(transaction=False)
    key = _key(job_id, f"beat:{claim}")
    pipe.incr(key)
    pipe.expire(key, KEEP_SECONDS)
    pipe.exists(_key(job_id, "cancel"))
    return bool(pipe.execute()[2])


def beats(claims: list[tuple[UUID, UUID]]) -> list[int]:
    """How often each ``(job id, claim)`` has beaten so far; 0 when never, or since Redis lost its memory."""
    if not claims:
        return []
    values = cast("list[bytes | None]", client().mget([_key(job_id, f"beat:{claim}") for job_id, claim in claims]))
    return [int(value or 0) for value in values]


def cancel_wish(job_id: UUID) -> None:
    """Wish that whoever runs the job stops."""
    client().set(_key(job_id, "cancel"), 1, ex=KEEP_SECONDS)


def forget(job_id: UUID) -> None:
    """The job starts anew: forget the wish to cancel it and how far it had come."""
    client().delete(_key(job_id, "cancel"), _key(job_id, "progress"))


def progress_write(job_id: UUID, progress: dict[str, Any]) -> None:
    """Keep the latest progress of a job."""
    client().set(_key(job_id, "progress"), json.dumps(progress), ex=KEEP_SECONDS)


def progress_read(job_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The latest progress of each job, empty when there is none; ``cancelling`` when somebody wishes it to stop."""
    if not job_ids:
        return []
    keys = [_key(job_id, what) for job_id in job_ids for what in ("progress", "cancel")]
    values = cast("list[bytes | None]", client().mget(keys))
    return [
        {**(json.loads(report) if report else {}), "cancelling": wish is not None}
        for report, wish in zip(values[::2], values[1::2], strict=True)
    ]


def socket_enter(user_id: int, name: str, limit: int) -> bool:
    """Count a websocket of a user; False when there are ``limit`` already.

    One that never said that it left is forgotten after an hour, so a lost process locks nobody out.
    """
    key, now = f"wt:sockets:{user_id}", time.time()
    pipe = client().pipeline()
    pipe.zremrangebyscore(key, 0, now - SOCKET_COUNTS_SECONDS)
    pipe.zcard(key)
    pipe.zadd(key, {name: now})
    pipe.expire(key, SOCKET_COUNTS_SECONDS)
    if pipe.execute()[1] < limit:
        return True
    client().zrem(key, name)
    return False


def socket_leave(user_id: int, name: str) -> None:
    """A websocket of a user is closed."""
    client().zrem(f"wt:sockets:{user_id}", name)


def stale_ticks(observed: dict[str, int]) -> dict[str, int]:
    """For how many ticks of the dispatcher each claim's count of beats has stood still.

    ``observed`` holds beats by claim. The view of the tick before lies in Redis: when that is lost, counting starts
    again, so nobody is taken for dead because of a Redis that was.
    """
    key = "wt:jobs:dispatcher"
    raw = client().get(key)
    before: dict[str, list[int]] = json.loads(cast("bytes", raw)) if raw else {}
    view = {}
    for claim, count in observed.items():
        count_before, ticks = before.get(claim, [-1, -1])
        view[claim] = [count, ticks + 1 if count == count_before else 0]
    client().set(key, json.dumps(view), ex=3600)
    return {claim: ticks for claim, (_count, ticks) in view.items()}


def take_slot(name: str, seconds: float) -> bool:
    """Whether this caller may do the periodic work ``name`` now; at most one per ``seconds``, however many beats."""
    return redis_client.take_slot(client(), name, seconds)


def _key(job_id: UUID, what: str) -> str:
    return f"wt:job:{job_id}:{what}"
