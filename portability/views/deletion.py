"""Deleting everything."""

from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jobs.models import Job
from jobs.snapshot import follow_url
from portability.forms import DeleteForm
from portability.models import DataDeletion
from portability.services.deletion import DELETE_KIND, deletion_start, workout_counts
from sharing.scope import scope_of

FRESH = timedelta(hours=1)
"""How long a deletion is reported as news."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def data_delete(request: HttpRequest) -> HttpResponse:
    """Delete all workout data: what goes, tick and type, then a job."""
    scope = scope_of(request)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        job = deletion_start(scope=scope, form_token=form.cleaned_data["form_token"])
        return redirect(follow_url(job))
    last = DataDeletion.objects.visible_to(scope).first()
    active = Job.objects.owned_by(request.user).filter(kind=DELETE_KIND).active().first()
    counts = workout_counts(scope).as_dict()
    context = {
        "form": form,
        "counts": counts,
        "is_empty": not any(counts.values()),
        "last": last,
        "is_news": last is not None and timezone.now() - last.created_at < FRESH,
        "active_url": reverse("job-detail", args=[active.pk]) if active else "",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portability/data_delete.html", context, status=status)
