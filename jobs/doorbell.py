"""Ringing: messages that only say "look". One that gets lost costs seconds, never a job: the row is the truth."""

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from asgiref.sync import async_to_sync
from celery import current_app
from channels.layers import get_channel_layer
from kombu import Connection

if TYPE_CHECKING:
    from jobs.models import Job

logger = logging.getLogger(__name__)
RING_SECONDS = 0.5
"""A hung broker blocked a plain ``delay()`` for 40 s; a page must not wait for it."""
TASK = "jobs.run"
ALL_JOBS = "jobs"
"""The group that watches all jobs: the admins' dashboard."""


def ring_worker(job: "Job") -> None:
    """Tell the workers of the job's queue that it waits; a broker that is away is left to the dispatcher."""
    try:
        with _broker() as connection:
            _ring(job, connection)
    except Exception as error:
        logger.warning("job %s waits: the broker could not be rung (%s)", job.pk, type(error).__name__)


def ring_again(jobs: "Sequence[Job]") -> None:
    """Ring for jobs that still wait, oldest first; not into a queue that holds a message for each of its jobs.

    Without this limit a worker that is away for a day would find tens of thousands of messages.
    """
    by_queue: dict[str, list[Job]] = {}
    for job in jobs:
        by_queue.setdefault(job.queue, []).append(job)
    if not by_queue:
        return
    try:
        with _broker() as connection:
            for queue, waiting in by_queue.items():
                if _messages(connection, queue) < len(waiting):
                    for job in waiting:
                        _ring(job, connection)
    except Exception as error:
        logger.warning("%d jobs wait: the broker could not be rung (%s)", len(jobs), type(error).__name__)


def _broker() -> Connection:
    """A connection of our own that gives up soon."""
    timeouts = {"socket_timeout": RING_SECONDS, "socket_connect_timeout": RING_SECONDS}
    options = {**current_app.conf.broker_transport_options, **timeouts, "max_retries": 0}
    return current_app.connection_for_write(connect_timeout=RING_SECONDS, transport_options=options)


def _ring(job: "Job", connection: Connection) -> None:
    current_app.send_task(TASK, args=[str(job.pk)], queue=job.queue, connection=connection, retry=False)


def _messages(connection: Connection, queue: str) -> int:
    """How many messages lie in ``queue``; the broker knows no empty queues."""
    try:
        channel: Any = connection.default_channel
        return int(channel.queue_declare(queue, passive=True).message_count)
    except connection.channel_errors:
        return 0


def messages_in(queues: Sequence[str], limit: int = 0) -> dict[str, tuple[int, list[str]]]:
    """How many messages lie in each queue, and the ids of the jobs that the next ``limit`` of them ring for.

    Raises whatever the broker's client raises when it is away.
    """
    with _broker() as connection:
        return {queue: (_messages(connection, queue), _next(connection, queue, limit)) for queue in queues}


def _next(connection: Connection, queue: str, limit: int) -> list[str]:
    """Workers take from the right. A message that is none of ours is named by its task."""
    if not limit:
        return []
    channel: Any = connection.default_channel
    found = []
    for raw in reversed(channel.client.lrange(queue, -limit, -1)):
        payload = json.loads(raw)
        body = json.loads(channel.decode_body(payload["body"], payload["properties"].get("body_encoding")))
        task = payload["headers"]["task"]
        found.append(str(body[0][0]) if task == TASK and body[0] else task)
    return found


def broker_answers() -> None:
    """Raises whatever the broker's client raises when it is away."""
    with _broker() as connection:
        channel: Any = connection.default_channel
        channel.client.ping()


def ring_watchers(job_id: UUID) -> None:
    """Tell everybody who watches the job, or all jobs, that something changed; they ask for what it is themselves."""
    try:
        async_to_sync(_send)(group_name(job_id), ALL_JOBS)
    except Exception as error:
        logger.info("watchers of job %s not told (%s)", job_id, type(error).__name__)


async def _send(*groups: str) -> None:
    async with asyncio.timeout(RING_SECONDS):
        for group in groups:
            await get_channel_layer().group_send(group, {"type": "job.changed"})


def group_name(job_id: UUID) -> str:
    """The group that watches a job."""
    return f"job.{job_id}"
