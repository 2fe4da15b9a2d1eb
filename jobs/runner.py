"""Running one job: claim, heartbeat, the kind's own work, and an honest end."""

import _thread
import logging
import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import translation
from django.utils.translation import gettext as _

from jobs import doorbell, presence, store
from jobs.models import Job
from jobs.progress import Progress
from jobs.registry import JobKind, kind_of
from jobs.services import (
    Claim,
    ClaimLostError,
    job_claim,
    job_fail,
    job_retry_later,
    job_stop,
    job_succeed,
    job_time_out,
    longest_seconds,
)
from jobs.sessions import session_of
from workouttracker.kit.counters import counters
from workouttracker.kit.room import with_room
from workouttracker.kit.scrubbing import scrub

logger = logging.getLogger(__name__)
TRANSIENT = (OperationalError, InterfaceError, redis.RedisError, ConnectionError, TimeoutError, MemoryError)
"""Failures of the surroundings: waiting helps. Everything else would fail again in the same way."""

LAST_BEAT_SECONDS = 5.0
"""How long the last beat may take when a job is over."""

MUTE_SECONDS = 3.0
"""After Redis didn't answer, progress is not reported for so long: each try would hold the work up."""


class JobCancelledError(Exception):
    """The owner wished the job to stop; raised where it can stop cleanly."""


class PermanentError(Exception):
    """The job can't be done; the message is a sentence the owner can act on."""


class TryLaterError(Exception):
    """It did not work this time and may the next: the message says why. ``wait`` seconds at least are waited for it;
    ``spent`` is the sentence for when that was the last attempt.
    """

    def __init__(self, message: str, *, spent: str, wait: float = 0) -> None:
        super().__init__(message)
        self.spent, self.wait = spent, wait


class JobRun:
    """What a kind's ``run`` gets: the job, a way to report progress, and the end of its transaction."""

    def __init__(self, claim: Claim, kind: JobKind) -> None:
        self.job: Job = claim.job
        self._claim = claim
        self._cancelled = threading.Event()
        self.timed_out = False
        self._mute_until = 0.0
        self._progress = Progress(kind, self._write_progress, floor=_percent_so_far(claim.job))

    def progress(self, stage: str, done: int, total: int, current: str = "") -> None:
        """Report ``done`` of ``total`` in ``stage``. Raises ``JobCancelledError`` when the owner wished to stop."""
        self.check_cancelled()
        self._progress(stage, done, total, current)

    def check_cancelled(self) -> None:
        """Raise ``JobCancelledError`` when the owner wished to stop."""
        if self._cancelled.is_set():
            raise JobCancelledError

    def finish(self, result: dict[str, Any]) -> None:
        """The last statement of the transaction with the effect. Raises ``ClaimLostError``: roll everything back."""
        self.check_cancelled()
        job_succeed(claim=self._claim, result=result)

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """Beat in a thread of its own while the block runs: it stops when the process stops, whatever the reason.

        No ``threading.Thread``: its ``start`` waits for ever for a thread that found no memory to begin. The worker
        then stood still with the job, and its place was lost.
        """
        stop, ended = threading.Event(), threading.Event()
        worker, begun = threading.get_ident(), time.monotonic()
        longest = longest_seconds(kind_of(self.job.kind))

        def beat() -> None:
            standing: frozenset[int] = frozenset()
            try:
                while True:
                    before, standing = standing, threads_that_begin()
                    if before & standing and presence.is_in_pool():
                        os._exit(1)  # it stands still; the pool replaces it, and the job is taken up again
                    if time.monotonic() - begun >= longest:
                        self._time_out(worker)
                        return
                    try:
                        if store.beat(self.job.start_key, self._claim.token):
                            self._cancelled.set()
                    except store.Unavailable:
                        logger.info("heartbeat of job %s not heard", self.job.pk)
                    rest = max(0.0, begun + longest - time.monotonic())
                    if stop.wait(min(rest, settings.JOB_HEARTBEAT_SECONDS)):
                        return
            finally:
                ended.set()

        _thread.start_new_thread(beat, ())
        try:
            yield
        finally:
            stop.set()
            ended.wait(LAST_BEAT_SECONDS)

    def _time_out(self, worker: int) -> None:
        """The thread ``worker`` took too long: write that down, with where it stands, and end its process.

        The pool replaces the process. Where there is no pool the work is asked to stop, and finds its claim gone.
        """
        self.timed_out = True
        frame = sys._current_frames().get(worker)  # noqa: SLF001 - the only way to see another thread
        stands = "".join(traceback.format_stack(frame)) if frame else ""
        try:
            job_time_out(claim=self._claim, traceback=scrub(f"It stood here when its time was up:\n{stands}"))
        except ClaimLostError:
            return  # it ended at the last moment
        except (OperationalError, InterfaceError):
            # Nobody beats any more: it is taken back as soon as the database is there again.
            logger.warning("that job %s took too long could not be written down", self.job.pk)
        finally:
            connection.close()  # this thread's own
        logger.error("job %s took too long and is ended", self.job.pk)
        presence.count(done=False)
        counters.flush(store.client, now=True)
        self._cancelled.set()
        if presence.is_in_pool():
            os._exit(1)

    def _write_progress(self, report: dict[str, Any]) -> None:
        if time.monotonic() < self._mute_until:
            return
        try:
            store.progress_write(self.job.start_key, self._claim.token, report)
        except store.Unavailable:
            self._mute_until = time.monotonic() + MUTE_SECONDS
            return
        doorbell.ring_watchers(self.job.pk)


def run_job(job_id: UUID) -> None:
    """Run the job if it is this worker's to run. Never raises for what goes wrong in the job itself."""
    close_old_connections()
    claim = job_claim(job_id=job_id, worker=worker_name())
    if claim is None:
        return
    kind = kind_of(claim.job.kind)
    run = JobRun(claim, kind)
    presence.working_on(claim.token)
    try:
        with run.heartbeat(), translation.override(claim.job.owner.language):
            try:
                with session_of(claim.token):
                    with_room(kind.run)(run)
            except Exception as error:
                if not run.timed_out:  # then the heartbeat says how it ended
                    _end(claim, error)
            else:
                presence.count(done=True)
    finally:
        presence.working_on(None)
        close_old_connections()
        counters.flush(store.client, now=True)


def _end(claim: Claim, error: Exception) -> None:
    """Write down how an attempt ended; a claim that is lost meanwhile speaks for itself."""
    details = scrub("".join(traceback.format_exception(error)))
    if not isinstance(error, ClaimLostError | JobCancelledError):
        presence.count(done=False)
    try:
        match error:
            case ClaimLostError():
                logger.warning("job %s was taken over; this attempt was rolled back", claim.job.pk)
            case JobCancelledError():
                job_stop(claim=claim)
            case PermanentError():
                job_fail(claim=claim, error=str(error), traceback=details)
            case TryLaterError(spent=spent, wait=wait):
                job_retry_later(claim=claim, error=str(error), traceback="", spent=spent, wait=wait)
            case _ if isinstance(error, TRANSIENT):
                job_retry_later(claim=claim, error=_("A part of the server was away for a moment."), traceback=details)
            case _:
                logger.error("job %s failed: %s", claim.job.pk, type(error).__name__)
                job_fail(
                    claim=claim,
                    error=_("Something went wrong on our side. Nothing was changed; start it again."),
                    traceback=details,
                )
    except ClaimLostError:
        logger.warning("job %s was taken over while its failure was written down", claim.job.pk)
    except (OperationalError, InterfaceError):
        # The database is away: the heartbeat stops here, and the job is taken back once it is there again.
        logger.warning("how job %s ended could not be written down", claim.job.pk)


def threads_that_begin() -> frozenset[int]:
    """The places at which a thread waits for another one to begin: for microseconds, or for ever without memory."""
    found = set()
    for innermost in sys._current_frames().values():  # noqa: SLF001 - the only way to see other threads
        frame: FrameType | None = innermost
        while frame is not None:
            if frame.f_code is threading.Thread.start.__code__:
                found.add(id(frame))
            frame = frame.f_back
    return frozenset(found)


def worker_name() -> str:
    """Host and process, as shown to admins."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _percent_so_far(job: Job) -> int:
    """What an earlier attempt had reached."""
    try:
        return int(store.progress_read([(job.start_key, None)])[0]["percent"])
    except store.Unavailable:
        return 0
