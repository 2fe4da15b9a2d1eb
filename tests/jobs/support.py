"""Jobs in tests: a kind that does what a test says, and rows in any state."""

import uuid
from collections.abc import Callable
from typing import Any

import redis
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from jobs.models import Job, State
from jobs.registry import JobKind
from jobs.runner import JobRun
from jobs.services import Claim, job_claim, job_start

KIND, LANE_KIND = "test_work", "test_lane_work"
OVER = [State.SUCCEEDED, State.FAILED, State.CANCELLED]
STAGES = {"read": (0, "Reading."), "write": (40, "Writing.")}


class ClockedRedis(redis.Redis):
    """Redis whose own clock a test sets."""

    now: float = 1_000_000.0

    def time(self, **_options: Any) -> Any:
        return int(self.now), round(self.now % 1 * 1_000_000)


def kind_for(run: Callable[[JobRun], None], key: str = KIND, *, lane: str = "", **more: Any) -> JobKind:
    """A kind whose jobs do ``run``."""
    fields: dict[str, Any] = {"label": "Test work", "queue": "test", "stages": STAGES, "counted": {}} | more
    return JobKind(key=key, run=run, lane=lane, **fields)


def finish_at_once(run: JobRun) -> None:
    """What the plain kinds do."""
    run.finish({"answer": 42})


def make_job(owner: User, kind: str = KIND, **arguments: Any) -> Job:
    """A waiting job."""
    return job_start(kind=kind, owner=owner, arguments=arguments)


def claimed(job: Job, worker: str = "host:1") -> Claim:
    """The job, taken by a worker."""
    claim = job_claim(job_id=job.pk, worker=worker)
    assert claim is not None
    return claim


def in_state(owner: User, state: str, kind: str = KIND, **fields: Any) -> Job:
    """A job in any state, as its services would have left it."""
    running = state == "running"
    over = state in {"succeeded", "failed", "cancelled"}
    values: dict[str, Any] = {
        "state": state,
        "claim": uuid.uuid4() if running else None,
        "attempts": 0 if state == "queued" else 1,
        "started_at": None if state == "queued" else timezone.now(),
        "finished_at": timezone.now() if over else None,
        "error": "The file has no rows." if state == "failed" else "",
        "result": {"answer": 42} if state == "succeeded" else None,
    }
    job = make_job(owner, kind)
    Job.objects.filter(pk=job.pk).update(**(values | fields))
    job.refresh_from_db()
    return job


def database_now() -> Any:
    """What the database's clock says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return User.objects.annotate(now=Now()).values_list("now", flat=True)[0]
