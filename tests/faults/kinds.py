"""Jobs that do harm, and a clock that is wrong: imported by the workers of the tests' stack, and by the tests.

Imported by a worker, it registers the kinds there, and turns the clock of the whole process when ``AHEAD`` says so.
"""

import os
import resource
import signal
import threading
from datetime import timedelta

import time_machine
from django.db import transaction

from jobs.models import Job
from jobs.registry import JobKind, is_known, register
from jobs.runner import JobRun
from tests.log_lines import MARK

AHEAD = "CLOCK_AHEAD_SECONDS"
POISON, HUNGRY, SHAKY = "poison", "hungry", "shaky"
STILL, STONE, LEAKY = "still", "stone", "leaky"
POISON_ATTEMPTS = 2
LONGEST_SECONDS = 2.0
SPARE_BYTES, WANTED_BYTES = 64 << 20, 1 << 30


def poison(_run: JobRun) -> None:
    """Crash whatever process carries this out."""
    os.kill(os.getpid(), signal.SIGKILL)


def hungry(run: JobRun) -> None:
    """Want more memory than there is, the first time."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if run.job.attempts == 1:
        with open("/proc/self/statm") as statm:  # noqa: PTH123 - no objects while memory gets short
            used = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + SPARE_BYTES, hard))
        try:
            bytearray(WANTED_BYTES)
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    with transaction.atomic():
        run.finish({})


def shaky(run: JobRun) -> None:
    """Fail twice as if a part of the server was away, then succeed."""
    if run.job.attempts < 3:
        raise ConnectionError("the third time is the charm")
    with transaction.atomic():
        run.finish({})


def still(run: JobRun) -> None:
    """Stand still for ever with the job's row locked, while the heartbeat goes on; the second time it goes well."""
    with transaction.atomic():
        Job.objects.select_for_update().get(pk=run.job.pk)
        if run.job.attempts == 1:
            threading.Event().wait()
        run.finish({})


def stone(_run: JobRun) -> None:
    """Stand still for ever, each time."""
    threading.Event().wait()


def leaky(run: JobRun) -> None:
    """Fail with a secret in what it says: first as if a part of the server was away, then for good."""
    typed = {"password": MARK}
    if run.job.attempts == 1:
        raise ConnectionError(f"could not reach redis://:{MARK}@localhost with {typed}")
    try:
        typed[MARK]
    except KeyError as error:
        raise ValueError(f"{MARK} is no good") from error


for _key, _run in ((STILL, still), (STONE, stone)):
    if not is_known(_key):
        register(JobKind(key=_key, label=_key, queue="bulk", run=_run, longest_seconds=LONGEST_SECONDS))

for _key, _run, _attempts in (
    (POISON, poison, POISON_ATTEMPTS),
    (HUNGRY, hungry, 3),
    (SHAKY, shaky, 3),
    (LEAKY, leaky, 3),
):
    if not is_known(_key):
        register(JobKind(key=_key, label=_key, queue="bulk", run=_run, max_attempts=_attempts))

if _seconds := os.environ.get(AHEAD):
    time_machine.travel(timedelta(seconds=float(_seconds)), tick=True).start()
