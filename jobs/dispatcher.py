"""Looking after jobs: ring for those nobody took, take back those whose worker is gone."""

import logging

from django.conf import settings

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
    """Ring for the jobs that a worker could take, oldest first."""
    doorbell.ring_again(list(Job.objects.ready().order_by("created_at")[:RINGS_PER_TICK]))


def take_back_lost() -> None:
    """Take back every job whose worker was not heard for a whole lease, while Redis could be heard all the time."""
    running = [job for job in Job.objects.filter(state=State.RUNNING) if job.claim]
    counts = store.beats([job.claim for job in running if job.claim])
    observed = {str(job.claim): count for job, count in zip(running, counts, strict=True)}
    silent = store.silences(observed, longest_gap=settings.JOB_LEASE_SECONDS / 2)
    for job in running:
        if silent[str(job.claim)] >= settings.JOB_LEASE_SECONDS:
            job_take_back(job=job)
