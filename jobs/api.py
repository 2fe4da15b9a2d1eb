"""Jobs: state and progress, for polling; cancel and retry."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query
from pydantic import BaseModel

from jobs.models import Job, State
from jobs.services import job_cancel, job_retry
from jobs.snapshot import snapshot, snapshots
from workouttracker.kit.text import mark
from workouttracker.rest.answers import Told, answer
from workouttracker.rest.paging import USUAL, page_of
from workouttracker.rest.problems import Problem
from workouttracker.rest.routes import Cursor, Limit, Routes

routes = Routes(mark("Jobs"))


class JobWords(Told):
    """Counts, rate and time left as people read them."""

    counts: str
    rate: str
    left: str


class JobTold(Told):
    """A job as it is now. ``percent`` never goes back; ``result_url`` leads to the page of the result."""

    id: UUID
    kind: str
    label: str
    state: State
    state_label: str
    active: bool
    stage: str
    percent: int
    done: int
    total: int
    current: str
    message: str
    rate: float | None
    seconds_left: int | None
    error: str
    attempts: int
    cancelling: bool
    result: dict[str, Any] | None
    result_url: str
    url: str
    words: JobWords


class JobPage(Told):
    """A page of jobs, the newest first."""

    items: list[JobTold]
    next_cursor: str


class JobsWanted(BaseModel):
    """Which jobs."""

    state: Literal["", "queued", "running", "succeeded", "failed", "cancelled"] = ""
    cursor: Cursor = ""
    limit: Limit = USUAL


@routes.get("/jobs", JobPage, mark("List your jobs"))
def jobs_list(request: HttpRequest, wanted: Query[JobsWanted]) -> HttpResponse:
    rows = Job.objects.owned_by(request.user).listed()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    page = page_of(rows, ("-created_at", "-id"), cursor=wanted.cursor, limit=wanted.limit)
    items = [JobTold.model_validate(each) for each in snapshots(page.rows)]
    return answer(JobPage(items=items, next_cursor=page.next_cursor))


@routes.get("/jobs/{uuid:job_id}", JobTold, mark("Read the state and progress of a job"))
def job_read(request: HttpRequest, job_id: UUID) -> HttpResponse:
    # As it is: the same that the websocket sends.
    return JsonResponse(snapshot(Job.objects.visible_to(request.user).get(pk=job_id)))


@routes.post("/jobs/{uuid:job_id}/cancel", JobTold, mark("Cancel a job"))
def job_stop(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return _told(job_cancel(job=_own(request, job_id)))


@routes.post("/jobs/{uuid:job_id}/retry", JobTold, mark("Start a job again that failed or was cancelled"))
def job_again(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return _told(job_retry(job=_own(request, job_id)))


def _own(request: HttpRequest, job_id: UUID) -> Job:
    """The job, for its owner; staff who may only look may not do anything to it."""
    job: Job = Job.objects.visible_to(request.user).get(pk=job_id)
    if job.owner_id != request.user.pk:
        raise Problem("read_only")
    return job


def _told(job: Job) -> HttpResponse:
    return answer(JobTold.model_validate(snapshot(job)))


router = routes.own
