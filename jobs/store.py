"""What changes too often for the database: heartbeat, progress, the wish to cancel. Keys of the Redis without eviction.

Beats and progress carry the claim, so a worker that lost the job can't speak for the one that has it now; the wish to
cancel and the percent reached carry the start (``Job.start_key``), so that a job started again begins anew. All of it
may vanish: then a job shows no percent for a moment, and lost workers are noticed a little later.
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
DISPATCHER = "wt:jobs:dispatcher"
"""Where the dispatcher's view of the tick before lies."""

Unavailable = redis.RedisError
"""What every function here raises when Redis is away or hangs."""


def client() -> "redis.Redis":
    """The connection pool of this process to the Redis of jobs; short timeouts, so that a hanging one is noticed."""
    return redis_client.lasting(settings.REDIS)


def now() -> float:
    """What the clock of Redis says."""
    seconds, micros = client().time()
    return float(seconds + micros / 1_000_000)


def beat(start: str, claim: UUID) -> bool:
    """Say that the worker with ``claim`` is alive; True when somebody wishes the job to be cancelled."""
    pipe = client().pipeline(transaction=False)
    key = _key(claim, "beat")
    pipe.incr(key)
    pipe.expire(key, KEEP_SECONDS)
    pipe.exists(_key(start, "cancel"))
    return bool(pipe.execute()[2])


def beats(claims: Sequence[UUID]) -> list[int]:
    """How often each claim has beaten so far; 0 when never, or since Redis lost its memory."""
    if not claims:
        return []
    values = cast("list[bytes | None]", client().mget([_key(claim, "beat") for claim in claims]))
    return [int(value or 0) for value in values]


def cancel_wish(start: str) -> None:
    """Wish that whoever runs the job stops."""
    client().set(_key(start, "cancel"), 1, ex=KEEP_SECONDS)


def progress_write(start: str, claim: UUID, progress: dict[str, Any]) -> None:
    """Keep the latest progress of a job."""
    pipe = client().pipeline(transaction=False)
    pipe.set(_key(claim, "progress"), json.dumps(progress), ex=KEEP_SECONDS)
    pipe.set(_key(start, "percent"), progress["percent"], ex=KEEP_SECONDS)
    pipe.execute()


def progress_read(jobs: Sequence[tuple[str, UUID | None]]) -> list[dict[str, Any]]:
    """The latest progress of each ``(start, claim)``; ``cancelling`` when somebody wishes it to stop.

    ``percent`` is at least what an earlier attempt had reached, and all there is when nobody has the job.
    """
    if not jobs:
        return []
    keys = []
    for start, claim in jobs:
        keys += [_key(claim or start, "progress"), _key(start, "percent"), _key(start, "cancel")]
    values = cast("list[bytes | None]", client().mget(keys))
    return [
        {"percent": int(percent or 0), **(json.loads(report) if report else {}), "cancelling": wish is not None}
        for report, percent, wish in zip(values[::3], values[1::3], values[2::3], strict=True)
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


def silences(observed: dict[str, int], longest_gap: float) -> dict[str, float]:
    """For how many seconds each claim's count of beats has stood still, as the dispatcher saw it without a break.

    ``observed`` holds beats by claim. The view of the tick before lies in Redis. When that is lost, or older than
    ``longest_gap`` seconds, nobody could be heard meanwhile and counting starts again. Only Redis's own clock is read,
    so that no two clocks are compared; should it jump, that is a gap.
    """
    moment = now()
    raw = client().get(DISPATCHER)
    view: dict[str, Any] = json.loads(cast("bytes", raw)) if raw else {}
    unbroken = bool(view) and 0 <= moment - view["at"] <= longest_gap
    before: dict[str, list[Any]] = view["claims"] if unbroken else {}
    claims = {}
    for claim, count in observed.items():
        count_before, since = before.get(claim, (None, moment))
        claims[claim] = [count, since if count == count_before else moment]
    client().set(DISPATCHER, json.dumps({"at": moment, "claims": claims}), ex=3600)
    return {claim: moment - since for claim, (_count, since) in claims.items()}


def silences_seen() -> dict[str, float]:
    """For how many seconds the dispatcher had not heard each claim when it last looked."""
    raw = client().get(DISPATCHER)
    view: dict[str, Any] = json.loads(cast("bytes", raw)) if raw else {"at": 0, "claims": {}}
    return {claim: view["at"] - since for claim, (_count, since) in view["claims"].items()}


def note_told(start: str) -> None:
    """A websocket told a page of a test job."""
    pipe = client().pipeline(transaction=False)
    pipe.incr(_key(start, "told"))
    pipe.expire(_key(start, "told"), KEEP_SECONDS)
    pipe.execute()


def told(start: str) -> int:
    """How often that happened."""
    return int(cast("bytes | None", client().get(_key(start, "told"))) or 0)


def take_slot(name: str, seconds: float) -> bool:
    """Whether this caller may do the periodic work ``name`` now; at most one per ``seconds``, however many beats."""
    return redis_client.take_slot(client(), name, seconds)


def _key(whose: UUID | str, what: str) -> str:
    return f"wt:job:{whose}:{what}"
