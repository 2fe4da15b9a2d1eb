"""A job that does nothing but prove the whole way: row, broker, worker, progress, channel layer, websocket, end."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User
from jobs import store
from jobs.history_filters import QUEUES
from jobs.models import Job, State
from jobs.registry import JobKind
from jobs.runner import JobRun
from jobs.services import job_start

KIND = "self_test"
STEPS = 6
STEP_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of the way, and whether the job got there; None while that is open."""

    title: str
    ok: bool | None
    text: str = ""


def run_self_test(run: JobRun) -> None:
    """Count to six, slowly enough to be watched."""
    for step in range(STEPS):
        run.progress("count", step, STEPS, settings.APP_VERSION)
        time.sleep(STEP_SECONDS)
    with transaction.atomic():
        run.finish({"steps": STEPS, "version": settings.APP_VERSION})


def self_test_start(*, user: User, queue: str) -> Job:
    """Start one in ``queue``. Raises ``ValueError`` for a queue that there is none of."""
    if queue not in QUEUES:
        raise ValueError(queue)
    return job_start(kind=KIND, owner=user, arguments={}, queue=queue)


def legs(job: Job) -> list[Leg]:
    """How far a test job got."""
    over = not job.is_active
    claimed = job.attempts > 0
    try:
        percent = int(store.progress_read([(job.start_key, job.claim)])[0]["percent"])
        told = store.told(job.start_key)
    except store.Unavailable:
        percent, told = 0, 0
    return [
        Leg(_("The row is written"), ok=True),
        Leg(_("A worker of the queue took it"), ok=True if claimed else None if not over else False, text=job.worker),
        Leg(_("Its progress arrived in Redis"), ok=True if percent else None if not over else False),
        Leg(
            _("A page was told by websocket"),
            ok=True if told else None if not over else False,
            text=_("%(number)s times") % {"number": told} if told else "",
        ),
        Leg(_("The result is stored"), ok=True if job.state == State.SUCCEEDED else None if not over else False),
    ]


SELF_TEST = JobKind(
    key=KIND,
    label=gettext_lazy("End-to-end test"),
    queue="interactive",
    run=run_self_test,
    stages={"count": (5, gettext_lazy("Counting to six."))},
    counted={"count": ngettext_lazy("%(done)s of %(total)s step", "%(done)s of %(total)s steps", "count")},
    max_attempts=2,
)
