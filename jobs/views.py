"""The owner's pages of jobs; the snapshot for polling is in ``api``."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jobs.badge import badge_mark, badge_of
from jobs.models import Job, State
from jobs.services import JobStateError, job_cancel, job_retry
from jobs.snapshot import about_url, snapshot, snapshots

PER_PAGE = 25


@require_safe
@never_cache
def job_list(request: HttpRequest) -> HttpResponse:
    """The jobs of the signed-in person, newest first."""
    page = Paginator(Job.objects.owned_by(request.user).listed(), PER_PAGE).get_page(request.GET.get("page"))
    rows = snapshots(list(page))
    if any(row["active"] for row in rows):
        badge_mark(request)
    triples = [(job, row, job.state in {State.FAILED, State.CANCELLED}) for job, row in zip(page, rows, strict=True)]
    return render(request, "jobs/list.html", {"page": page, "rows": triples})


@require_safe
@never_cache
def job_detail(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """Progress of one job. Without JavaScript the page refreshes itself and leads to the result (``?follow``)."""
    job = get_object_or_404(Job.objects.visible_to(request.user).select_related("owner"), pk=job_id)
    is_owner = job.owner_id == request.user.pk
    present = snapshot(job)
    if is_owner and present["result_url"] and "follow" in request.GET:
        return redirect(present["result_url"])
    if is_owner and job.is_active:
        badge_mark(request)
    context = {
        "job": job,
        "progress": present,
        "is_owner": is_owner,
        "not_mine": not is_owner,
        "about_url": about_url(job) if is_owner else "",
        "can_retry": is_owner and job.state in {State.FAILED, State.CANCELLED},
        "tries": job.tries.all() if job.attempts > 1 else [],
    }
    return render(request, "jobs/detail.html", context)


@require_safe
@never_cache
def job_badge(request: HttpRequest) -> HttpResponse:
    """The header's badge as it is now; empty when no job is active any more."""
    badge = badge_of(request)
    if badge is None:
        return HttpResponse()
    context = {"count": badge.count, "url": badge.url, "poll": badge.poll_url}
    return render(request, "components/job_badge.html", context)


@require_POST
def job_cancel_view(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Cancel one's own job."""
    job = _own(request, job_id)
    try:
        job_cancel(job=job)
    except JobStateError as error:
        messages.warning(request, str(error))
    return _back(request, job)


@require_POST
def job_retry_view(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Start one's own failed or cancelled job again."""
    job = _own(request, job_id)
    try:
        job_retry(job=job)
    except JobStateError as error:
        messages.warning(request, str(error))
    return _back(request, job)


def _own(request: HttpRequest, job_id: UUID) -> Job:
    """The job, for its owner: 404 for a stranger, 403 for staff who may only look."""
    job: Job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    if job.owner_id != request.user.pk:
        raise PermissionDenied
    return job


def _back(request: HttpRequest, job: Job) -> HttpResponse:
    """To the page that the form names, when it is one of ours; else to the job's."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect("job-detail", job.pk)
