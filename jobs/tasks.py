"""Doors for workers: resolve ids, call a service."""

from uuid import UUID

from celery import shared_task

from jobs.dispatcher import dispatch
from jobs.runner import run_job
from workouttracker.kit.log_context import job_id as log_job_id


@shared_task(name="jobs.run", acks_late=False)
def run(job_id: str) -> None:
    """Run one job, if nobody else does."""
    token = log_job_id.set(job_id)
    try:
        run_job(UUID(job_id))
    finally:
        log_job_id.reset(token)


@shared_task(name="jobs.dispatch", acks_late=False)
def tick() -> None:
    """One tick of the dispatcher."""
    dispatch()
