"""Whether everything that jobs need is there, how fast it answers, and what got stuck."""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from jobs import doorbell, presence, store
from jobs.models import Job, State
from jobs.registry import is_known

CHECK_SECONDS = 2.0
"""For the whole way round through the channel layer, connecting included: a busy machine is no Redis that is away."""
CLOCK_SECONDS = 2.0
"""How far two clocks may be apart before it is said; jobs compare none, but people read times."""
SHOWN, PEEKED = 50, 10
STILL_SECONDS = 10
"""After so long without a beat a running job is shown; it is taken back by itself after a lease."""


@dataclass(frozen=True, slots=True)
class Check:
    """A part that jobs need: whether it answers, and in how many seconds."""

    key: str
    title: str
    ok: bool
    seconds: float
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """How far somebody's clock is ahead of the one of Redis, in seconds."""

    name: str
    ahead: float

    @property
    def is_wrong(self) -> bool:
        return abs(self.ahead) > CLOCK_SECONDS


@dataclass(frozen=True, slots=True)
class Stuck:
    """A job that doesn't go on by itself soon, and why."""

    job: Job
    why: str
    can_take_back: bool


@dataclass(frozen=True, slots=True)
class Periodic:
    """A line of beat's schedule; ``ago`` is None when it was not heard to run."""

    name: str
    task: str
    queue: str
    every: float
    ago: float | None

    @property
    def is_late(self) -> bool:
        return self.ago is not None and self.ago > self.every * 3 + presence.SILENT_SECONDS


# --- Parts -----------------------------------------------------------------------------------------------------------


def checks() -> list[Check]:
    """Ask all parts at once, so that several that hang cost no more than one."""
    others = (
        ("jobs", _("Redis of the jobs"), _jobs_redis),
        ("broker", _("Broker"), doorbell.broker_answers),
        ("channels", _("Channel layer"), channel_layer_answers),
        ("cache", _("Cache"), cache_answers),
    )
    with ThreadPoolExecutor(len(others), thread_name_prefix="diagnosis") as pool:
        asked = [pool.submit(_check, *each) for each in others]
        ours = _check("database", _("Database"), _database)  # by this thread's own connection
        return [ours, *(each.result() for each in asked)]


def _check(key: str, title: str, ask: Callable[[], None]) -> Check:
    begun = time.monotonic()
    try:
        ask()
    except Exception as error:
        return Check(key, title, ok=False, seconds=time.monotonic() - begun, problem=type(error).__name__)
    return Check(key, title, ok=True, seconds=time.monotonic() - begun)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _jobs_redis() -> None:
    store.client().ping()


def channel_layer_answers() -> None:
    """Send a word the whole way round. Raises what the layer raises, ``TimeoutError`` when nothing comes back."""
    async_to_sync(_round)()


async def _round() -> None:
    layer: Any = get_channel_layer()
    word = secrets.token_hex(8)
    async with asyncio.timeout(CHECK_SECONDS):
        channel = await layer.new_channel("diagnosis")
        await layer.send(channel, {"type": "word", "word": word})
        while (await layer.receive(channel)).get("word") != word:
            continue


def cache_answers() -> None:
    """The cache's own answers hide that it is away; ``ping`` asks Redis itself."""
    cast("Any", cache).ping()


# --- Clocks, schedule, schema ----------------------------------------------------------------------------------------


def clocks(workers: list[presence.Worker]) -> list[Clock]:
    """Whose clock differs from Redis's, and how far. Raises ``store.Unavailable``."""
    now = store.now()
    found = [Clock(_("This web process"), round(time.time() - now, 1))]
    if (moment := database_clock()) is not None:
        found.append(Clock(_("Database"), round(moment.timestamp() - now, 1)))
    return found + [Clock(worker.name, round(worker.skew, 1)) for worker in workers if worker.is_alive]


def database_clock() -> datetime | None:
    """What the database's clock says; None when it is this machine's anyway, or can't be asked."""
    if connection.vendor != "postgresql":
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
    except DatabaseError:
        return None
    return moment.astimezone(UTC)


def schedule(*, ask: bool = True) -> list[Periodic]:
    """Beat's schedule, and when each part of it last ran; not without ``ask``, when Redis is known to be away."""
    try:
        ran = presence.ran() if ask else {}
    except store.Unavailable:
        ran = {}
    entries: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    return [
        Periodic(
            name=name,
            task=entry["task"],
            queue=entry["options"]["queue"],
            every=float(entry["schedule"]),
            ago=ran.get(entry["task"]),
        )
        for name, entry in entries.items()
    ]


def missing_migrations() -> list[str]:
    """What this release expects of the database and is not there yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def contents(queues: list[str]) -> list[tuple[str, int, list[Job], int]] | None:
    """What the broker holds; None while it is away.

    For each queue its name, the number of messages, the jobs that the next ones ring for, and how many of those ring
    for no job any more.
    """
    try:
        held = doorbell.messages_in(queues, limit=PEEKED)
    except Exception:
        return None
    ids = {key for _number, keys in held.values() for key in keys}
    known = {str(job.pk): job for job in Job.objects.for_staff().select_related("owner").filter(pk__in=_uuids(ids))}
    found = []
    for queue, (number, keys) in held.items():
        jobs = [known[key] for key in dict.fromkeys(keys) if key in known]
        found.append((queue, number, jobs, sum(key not in known for key in keys)))
    return found


def _uuids(words: Iterable[str]) -> list[UUID]:
    found = []
    for word in words:
        try:
            found.append(UUID(word))
        except ValueError:
            continue  # a task that is no job
    return found


# --- Jobs that don't go on -------------------------------------------------------------------------------------------


def stuck(workers: list[presence.Worker] | None) -> list[Stuck]:
    """Running jobs whose worker is silent or gone, and waiting ones that nobody will take.

    ``workers`` is None while Redis is away: then nobody knows of the running ones.
    """
    return [*_still_running(workers), *_never_taken(workers)][:SHOWN]


def _still_running(workers: list[presence.Worker] | None) -> list[Stuck]:
    if workers is None:
        return []
    jobs = list(Job.objects.for_staff().select_related("owner").filter(state=State.RUNNING).order_by("started_at"))
    try:
        silent = store.silences_seen()
    except store.Unavailable:
        return []
    alive = {name for worker in workers if worker.is_alive for name in worker.names}
    found = []
    for job in jobs:
        seconds = silent.get(str(job.claim), 0.0)
        if seconds >= min(STILL_SECONDS, settings.JOB_LEASE_SECONDS):
            why = _("Its worker has not been heard for %(time)s s.") % {"time": round(seconds)}
            found.append(Stuck(job, why, can_take_back=True))
        elif job.worker not in alive:
            found.append(Stuck(job, _("Its worker is not among those that were heard."), can_take_back=True))
    return found


def _never_taken(workers: list[presence.Worker] | None) -> list[Stuck]:
    waiting = Job.objects.for_staff().select_related("owner").filter(state=State.QUEUED).order_by("created_at")
    served = None if workers is None else {name for worker in workers if worker.is_alive for name in worker.queues}
    found = []
    for job in waiting[: SHOWN * 4]:
        if not is_known(job.kind):
            found.append(Stuck(job, _("This release doesn't know jobs of this kind."), can_take_back=False))
        elif served is not None and job.queue not in served:
            found.append(Stuck(job, _("No worker takes from its queue."), can_take_back=False))
    return found
