"""Looking after jobs: ring for those nobody took, take back those whose worker is gone."""

import logging

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from jobs import doorbell, store
from jobs.models import Job, State
from jobs.services import job_take_back

logger = logging.getLogger(__name__)
RINGS_PER_TICK = 100


def dispatch() -> None:
    """One tick. Without Redis nothing is taken back: who can't hear can't tell who is silent."""
    try:
        if not store.take_slot("dispatch", settings.JOB_TICK_SECONDS * 0.8):
            return
        take_back_lost()
    except store.Unavailable:
        logger.warning("the dispatcher can't reach Redis; nothing is taken back meanwhile")
    ring_for_waiting()


def ring_for_waiting() -> None:
    """Ring for the waiting jobs whose time has come, oldest first."""
    due = Job.objects.filter(state=State.QUEUED).filter(Q(run_after=None) | Q(run_after__lte=Now()))
    doorbell.ring_again(list(due.order_by("created_at")[:RINGS_PER_TICK]))


def take_back_lost() -> None:
    """Take back every job whose worker has not beaten for a whole lease, counted in ticks of this dispatcher.

    No clocks are compared, and a Redis that lost its memory starts the count again.
    """
    running = [job for job in Job.objects.filter(state=State.RUNNING) if job.claim]
    counts = store.beats([(job.pk, job.claim) for job in running if job.claim])
    still = store.stale_ticks({str(job.claim): count for job, count in zip(running, counts, strict=True)})
    patience = settings.JOB_LEASE_SECONDS / settings.JOB_TICK_SECONDS
    for job in running:
        if still[str(job.claim)] >= patience:
            job_take_back(job=job)
