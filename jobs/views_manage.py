"""The admins' dashboard of jobs: what goes on, what went on, what is wrong, and what can be done about it."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import staff_with
from accounts.models import User
from jobs import diagnosis as diagnose
from jobs import store
from jobs.charts import charts
from jobs.history import as_text, timeline
from jobs.history_filters import QUEUES, HistoryFilterForm
from jobs.keyset import part
from jobs.models import Job, State
from jobs.overview import DEFAULT_WINDOW, WINDOWS, figures, present, queues, workers_heard
from jobs.registry import is_known, label_of
from jobs.self_test import KIND as SELF_TEST
from jobs.self_test import legs, self_test_start
from jobs.services import JobStateError, job_cancel, job_delete, job_retry, job_take_back, notes_of
from jobs.snapshot import snapshot

logger = logging.getLogger(__name__)
PER_PAGE = 50
RETRIED_AT_ONCE = 500
RETRYABLE = (State.FAILED, State.CANCELLED)
SEE, CHANGE, DELETE = "jobs.view_job", "jobs.change_job", "jobs.delete_job"


@require_safe
@never_cache
@staff_with(SEE)
def overview(request: HttpRequest) -> HttpResponse:
    """What goes on now, and how it went lately. ``?part=`` gives one part of it anew."""
    window = request.GET.get("window", DEFAULT_WINDOW)
    if window not in WINDOWS:
        window = DEFAULT_WINDOW
    context: dict[str, object] = {"window": window}
    wanted = request.GET.get("part")
    if wanted != "figures":
        context["present"] = present()
    if wanted != "now":
        how = figures(window)
        context |= {"figures": how, "charts": charts(how), "windows": _windows(window)}
    parts = {"now": "jobs/_manage_now.html", "figures": "jobs/_manage_figures.html"}
    return render(request, parts.get(wanted or "", "jobs/manage.html"), context)


def _windows(current: str) -> list[tuple[str, str, bool]]:
    url = reverse("manage-jobs")
    return [(str(words[0]), f"{url}?window={key}", key == current) for key, words in WINDOWS.items()]


@require_safe
@never_cache
@staff_with(SEE)
def history(request: HttpRequest) -> HttpResponse:
    """Every job, newest first, with tabs and filters that combine."""
    form = HistoryFilterForm(request.GET)
    jobs = form.apply(Job.objects.for_staff().select_related("owner").defer("result", "arguments"))
    page = part(jobs, size=PER_PAGE, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    url = reverse("manage-jobs-history")
    context = {
        "form": form,
        "page": page,
        "rows": [(job, label_of(job.kind), job.state in RETRYABLE) for job in page.rows],
        "tabs": form.tabs(url),
        "chips": form.chips(url),
        "query": form.query(),
        "can_retry": request.user.has_perm(CHANGE) and any(job.state in RETRYABLE for job in page.rows),
        "most": RETRIED_AT_ONCE,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "jobs/manage_history.html", context, status=status)


@require_safe
@never_cache
@staff_with(SEE)
def detail(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job: progress, timeline, arguments, result, stack traces, and what can be done."""
    job = get_object_or_404(Job.objects.for_staff().select_related("owner"), pk=job_id)
    tries = list(job.tries.all())
    may_change = request.user.has_perm(CHANGE)
    context = {
        "job": job,
        "label": label_of(job.kind),
        "known": is_known(job.kind),
        "progress": snapshot(job),
        "events": timeline(job, tries, notes_of(job)),
        "traces": [each for each in reversed(tries) if each.traceback],
        "arguments": as_text(job.arguments),
        "result": as_text(job.result),
        "legs": legs(job) if job.kind == SELF_TEST else [],
        "can_retry": may_change and job.state in RETRYABLE,
        "can_cancel": may_change and job.is_active,
        "can_take_back": may_change and job.state == State.RUNNING,
        "can_delete": not job.is_active and request.user.has_perm(DELETE),
    }
    return render(request, "jobs/manage_detail.html", context)


@require_safe
@never_cache
@staff_with(SEE)
def diagnosis(request: HttpRequest) -> HttpResponse:
    """Whether everything that jobs need is there, and what got stuck. What is away is asked once."""
    checks = diagnose.checks()
    has_redis, has_broker = (any(check.ok for check in checks if check.key == key) for key in ("jobs", "broker"))
    workers = workers_heard() if has_redis else None
    try:
        clocks = diagnose.clocks(workers or []) if has_redis else []
    except store.Unavailable:
        clocks = []
    found = queues(workers, ask_broker=has_broker)
    context = {
        "checks": checks,
        "clocks": clocks,
        "workers": workers,
        "stuck": diagnose.stuck(workers),
        "queues": found,
        "contents": diagnose.contents([queue.name for queue in found]) if has_broker else None,
        "schedule": diagnose.schedule(ask=has_redis),
        "migrations": diagnose.missing_migrations(),
        "test_queues": QUEUES,
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "jobs/manage_diagnosis.html", context)


# --- What can be done ------------------------------------------------------------------------------------------------


@require_POST
@staff_with(CHANGE)
def self_test(request: HttpRequest) -> HttpResponse:
    """Start a job that proves the whole way, in the queue that the form names."""
    try:
        job = self_test_start(user=_me(request), queue=request.POST.get("queue", ""))
    except ValueError:
        messages.error(request, _("There is no such queue."))
        return redirect("manage-jobs-diagnosis")
    return redirect("manage-job", job.pk)


@require_POST
@staff_with(CHANGE)
def retry(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """Start a failed or cancelled job again."""
    return _act(request, job_id, lambda job, by: job_retry(job=job, by=by), _("The job waits for a worker again."))


@require_POST
@staff_with(CHANGE)
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """Cancel a waiting job, or ask the worker of a running one to stop."""
    return _act(request, job_id, lambda job, by: job_cancel(job=job, by=by), _("The job stops."))


@require_POST
@staff_with(CHANGE)
def take_back(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """Take a running job from its worker, so that another can have it."""

    def back(job: Job, by: User) -> None:
        if not job_take_back(job=job, by=by):
            raise JobStateError(_("The job moved on meanwhile; nothing was taken back."))

    return _act(request, job_id, back, _("The job was taken back; another worker can have it."))


@require_POST
@staff_with(DELETE)
def delete(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """Delete a finished job from the record."""
    job = _job(job_id)
    try:
        job_delete(job=job, by=_me(request))
    except JobStateError as error:
        messages.warning(request, str(error))
        return redirect("manage-job", job.pk)
    logger.info("job %s was deleted from the record by an admin", job_id)
    messages.success(request, _("The job is deleted from the record."))
    return redirect("manage-jobs-history")


@require_POST
@staff_with(CHANGE)
def retry_many(request: HttpRequest) -> HttpResponseBase:
    """Start the chosen jobs again, or all that fit the filters (``all``), some hundred at a time."""
    query = QueryDict(request.POST.get("query", ""))
    jobs = Job.objects.for_staff().filter(state__in=RETRYABLE)
    if "all" in request.POST:
        form = HistoryFilterForm(query)
        jobs = form.apply(jobs)  # type: ignore[assignment]
        if form.tab != "cancelled":
            jobs = jobs.filter(state=State.FAILED)  # who cancelled a job meant it
    else:
        jobs = jobs.filter(pk__in=_ids(request.POST.getlist("job")))
    chosen = list(jobs.order_by("created_at")[:RETRIED_AT_ONCE])
    started = 0
    for job in chosen:
        try:
            job_retry(job=job, by=_me(request))
        except JobStateError:
            continue  # somebody else did it meanwhile
        started += 1
    logger.info("%d jobs were started again by an admin", started)
    words = ngettext("%(count)s job waits for a worker again.", "%(count)s jobs wait for a worker again.", started)
    messages.success(request, words % {"count": started}) if started else messages.warning(
        request, _("Choose jobs that failed or were cancelled; the others can't be started again.")
    )
    url = reverse("manage-jobs-history")
    return redirect(f"{url}?{query.urlencode()}" if query else url)


def _ids(words: list[str]) -> list[UUID]:
    found = []
    for word in words[:RETRIED_AT_ONCE]:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


def _me(request: HttpRequest) -> User:
    """Who does it; the guard let in somebody who is signed in."""
    return cast("User", request.user)


def _job(job_id: UUID) -> Job:
    job: Job = get_object_or_404(Job.objects.for_staff().select_related("owner"), pk=job_id)
    return job


def _act(request: HttpRequest, job_id: UUID, act: Callable[[Job, User], object], done: str) -> HttpResponse:
    job = _job(job_id)
    try:
        act(job, _me(request))
    except JobStateError as error:
        messages.warning(request, str(error))
    else:
        logger.info(
            "%s of job %s by an admin", request.resolver_match.view_name if request.resolver_match else "", job_id
        )
        messages.success(request, done)
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect("manage-job", job.pk)
