"""The owner's pages of jobs, and the snapshot for polling."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jobs.models import Job
from jobs.services import JobStateError, job_cancel, job_retry
from jobs.snapshot import snapshot

RECENT = 50
REFRESH_SECONDS = 2


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """The newest jobs of the signed-in athlete."""
    jobs = Job.objects.owned_by(request.user)[:RECENT]
    return render(request, "jobs/list.html", {"rows": [(job, snapshot(job)) for job in jobs]})


@require_GET
@never_cache
def job_detail(request: HttpRequest, job_id: str) -> HttpResponse:
    """Progress of one job. Without JavaScript the page refreshes itself while the job is active."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    present = snapshot(job)
    response = render(request, "jobs/detail.html", {"job": job, "progress": present})
    if job.is_active:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_GET
@never_cache
def job_snapshot(request: HttpRequest, job_id: str) -> JsonResponse:
    """The snapshot as JSON, for polling."""
    return JsonResponse(snapshot(get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)))


@require_POST
def job_cancel_view(request: HttpRequest, job_id: str) -> HttpResponse:
    """Cancel one's own job."""
    job = get_object_or_404(Job.objects.owned_by(request.user), pk=job_id)
    try:
        job_cancel(job=job)
    except JobStateError as error:
        messages.warning(request, str(error))
    return redirect("job-detail", job.pk)


@require_POST
def job_retry_view(request: HttpRequest, job_id: str) -> HttpResponse:
    """Start one's own failed or cancelled job again."""
    job = get_object_or_404(Job.objects.owned_by(request.user), pk=job_id)
    try:
        job_retry(job=job)
    except JobStateError as error:
        messages.warning(request, str(error))
    return redirect("job-detail", job.pk)
