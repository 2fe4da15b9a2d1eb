"""Who works: each worker says every few seconds that it lives, and what it is. Keys of the Redis without eviction.

A worker's main process beats in a thread of its own; the processes of its pool count what they did. All times here are
Redis's own, so that workers with wrong clocks are seen as such: ``skew`` is how far a worker's clock is ahead of it.
"""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from celery import signals
from django.conf import settings

from jobs import store

logger = logging.getLogger(__name__)
INDEX = "wt:workers"
RAN = "wt:beat:ran"
REMEMBERED_SECONDS = 900
"""How long a worker that fell silent is still shown as such."""
SILENT_SECONDS = 15
"""After so long without a beat a worker counts as gone; at least three beats."""
KIB_IN_MIB = 1024


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker as it was last heard. ``pids`` are its main process and its pool; ``memory_mb`` is theirs together."""

    key: str
    name: str
    host: str
    pid: int
    pids: tuple[int, ...]
    pool: str
    slots: int
    queues: tuple[str, ...]
    version: str
    uptime: float
    silent: float
    skew: float
    memory_mb: int
    done: int
    failed: int

    @property
    def is_alive(self) -> bool:
        return self.silent <= silent_seconds()

    @property
    def names(self) -> frozenset[str]:
        """What its processes call themselves on the rows of jobs (``jobs.runner.worker_name``)."""
        return frozenset(f"{self.host}:{pid}" for pid in self.pids)


class _Me:
    """The worker that this process is, or belongs to."""

    key = ""
    in_pool = False
    stop: threading.Event | None = None


def silent_seconds() -> float:
    """How long a living worker may be silent."""
    return max(SILENT_SECONDS, settings.JOB_HEARTBEAT_SECONDS * 3)


def is_in_pool() -> bool:
    """Whether this is a process of a worker's pool, which is replaced when it ends."""
    return _Me.in_pool


def count(*, done: bool) -> None:
    """Note that this worker carried out an attempt, well or not. Nothing is noted outside of a worker."""
    if not _Me.key:
        return
    with suppress(store.Unavailable):
        store.client().hincrby(_Me.key, "done" if done else "failed", 1)


def working_on(claim: UUID | None) -> None:
    """Say which claim this process of the pool works for, so that it can be ended when it stands still with it."""
    if not _Me.key:
        return
    with suppress(store.Unavailable):
        if claim is None:
            store.client().hdel(_Me.key, f"claim:{os.getpid()}")
        else:
            store.client().hset(_Me.key, f"claim:{os.getpid()}", str(claim))


def lost(worker: str, claim: UUID) -> None:
    """The job was taken from ``worker`` (``host:pid``): a process that still stands there with it is to be ended."""
    host, _, pid = worker.rpartition(":")
    with suppress(store.Unavailable):
        pipe = store.client().pipeline(transaction=False)
        pipe.sadd(f"wt:lost:{host}", f"{pid}:{claim}")
        pipe.expire(f"wt:lost:{host}", REMEMBERED_SECONDS)
        pipe.execute()


def end_those_that_stand_still(host: str) -> None:
    """Kill each process of this worker's pool that still holds a job which was taken from it; the pool replaces it.

    It can't notice by itself: it waits for a lock that nobody will release, for example of a thread that found no
    memory to begin. One that went on to another job meanwhile is left alone. Raises ``store.Unavailable``.
    """
    client, mine = store.client(), set(_children(os.getpid()))
    for raw in cast("set[bytes]", client.smembers(f"wt:lost:{host}")):
        pid, _, claim = raw.decode().partition(":")
        if int(pid) not in mine:
            continue
        if client.hget(_Me.key, f"claim:{pid}") == claim.encode():
            logger.warning("process %s of the pool stood still and is ended", pid)
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        client.srem(f"wt:lost:{host}", raw)


def workers() -> list[Worker]:
    """Every worker that was heard in the last while, by name. Raises ``store.Unavailable``."""
    client, now = store.client(), store.now()
    client.zremrangebyscore(INDEX, 0, now - REMEMBERED_SECONDS)
    keys = cast("list[bytes]", client.zrange(INDEX, 0, -1))
    pipe = client.pipeline(transaction=False)
    for key in keys:
        pipe.hgetall(key)
    found = [
        _worker(key.decode(), {name.decode(): value.decode() for name, value in fields.items()}, now)
        for key, fields in zip(keys, pipe.execute() if keys else [], strict=True)
        if b"heard" in fields
    ]
    return sorted(found, key=lambda each: (not each.is_alive, each.name, each.pid))


def ran() -> dict[str, float]:
    """For how many seconds each periodic task has not run, as far as is known. Raises ``store.Unavailable``."""
    client, now = store.client(), store.now()
    times = cast("dict[bytes, bytes]", client.hgetall(RAN))
    return {name.decode(): max(0.0, now - float(value)) for name, value in times.items()}


def beat(about: dict[str, Any]) -> None:
    """Say that the worker of this process lives, and what it is. Raises ``store.Unavailable``."""
    client, before = store.client(), time.time()
    now = store.now()
    pids = [os.getpid(), *_children(os.getpid())]
    fields: dict[Any, Any] = {
        **about,
        "heard": now,
        "skew": round((before + time.time()) / 2 - now, 3),
        "pids": ",".join(map(str, pids)),
        "memory_mb": sum(map(_memory_kib, pids)) // KIB_IN_MIB,
    }
    pipe = client.pipeline(transaction=False)
    pipe.hset(_Me.key, mapping=fields)
    pipe.hsetnx(_Me.key, "started", str(now))
    pipe.expire(_Me.key, REMEMBERED_SECONDS)
    pipe.zadd(INDEX, {_Me.key: now})
    pipe.execute()


def _worker(key: str, fields: dict[str, str], now: float) -> Worker:
    return Worker(
        key=key,
        name=fields["name"],
        host=fields["host"],
        pid=int(fields["pid"]),
        pids=tuple(int(word) for word in fields["pids"].split(",")),
        pool=fields["pool"],
        slots=int(fields["slots"]),
        queues=tuple(fields["queues"].split(",")),
        version=fields["version"],
        uptime=max(0.0, now - float(fields["started"])),
        silent=max(0.0, now - float(fields["heard"])),
        skew=float(fields["skew"]),
        memory_mb=int(fields["memory_mb"]),
        done=int(fields.get("done", 0)),
        failed=int(fields.get("failed", 0)),
    )


def _children(pid: int) -> Sequence[int]:
    """The processes of the pool; none where the system doesn't tell."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _memory_kib(pid: int) -> int:
    """The resident memory of a process; 0 where the system doesn't tell, or when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmRSS:"))
    return next((int(words[1]) for words in lines), 0)


# --- Signals of the worker's life ------------------------------------------------------------------------------------


def _key(main_pid: int) -> str:
    return f"wt:worker:{socket.gethostname()}:{main_pid}"


def _belong(**_kwargs: object) -> None:
    """A process of the pool begins."""
    _Me.key = _key(os.getppid())
    _Me.in_pool = True


def _begin(sender: Any, **_kwargs: object) -> None:
    """The worker takes messages now."""
    _Me.key = _key(os.getpid())
    about: dict[str, Any] = {
        "name": sender.hostname,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "pool": type(sender.pool).__module__.rpartition(".")[2],
        "slots": sender.pool.limit or 1,
        "queues": ",".join(sorted(sender.app.amqp.queues.consume_from)),
        "version": settings.APP_VERSION,
    }
    stop = _Me.stop = threading.Event()

    def go_on() -> None:
        while True:
            with suppress(store.Unavailable):
                beat(about)
                end_those_that_stand_still(about["host"])
            if stop.wait(settings.JOB_HEARTBEAT_SECONDS):
                return

    threading.Thread(target=go_on, name="presence", daemon=True).start()


def _end(**_kwargs: object) -> None:
    """The worker ended in order: it is not missed."""
    if _Me.stop is not None:
        _Me.stop.set()
    with suppress(store.Unavailable):
        pipe = store.client().pipeline(transaction=False)
        pipe.zrem(INDEX, _Me.key)
        pipe.delete(_Me.key)
        pipe.execute()


def _note_periodic(sender: Any, **_kwargs: object) -> None:
    """A periodic task ran: beat and a worker of its queue live."""
    if sender.name not in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}:
        return
    with suppress(store.Unavailable):
        store.client().hset(RAN, sender.name, str(store.now()))


signals.worker_process_init.connect(_belong, dispatch_uid="jobs.presence.belong")
signals.worker_ready.connect(_begin, dispatch_uid="jobs.presence.begin")
signals.worker_shutdown.connect(_end, dispatch_uid="jobs.presence.end")
signals.task_postrun.connect(_note_periodic, dispatch_uid="jobs.presence.periodic")
