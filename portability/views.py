"""Pages of moved data: bringing workouts in, taking an import back, deleting everything."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobs.badge import badge_mark
from jobs.models import Job, State
from jobs.services import JobStateError
from jobs.snapshot import snapshot
from portability.formats.registry import format_label
from portability.forms import DeleteForm, DraftForm, UploadForm
from portability.models import DataDeletion, ImportBatch, ImportDraft
from portability.services.deletion import DELETE_KIND, deletion_start, workout_counts
from portability.services.drafts import NotReadyError, draft_confirm, draft_create, draft_reopen, draft_update
from portability.services.files import FileTooLargeError
from portability.services.preview import PROBLEMS_SHOWN
from portability.services.rollback import (
    NotRolledBackError,
    rollback_job,
    rollback_start,
    sessions_left,
)
from sessions_app.models import ExerciseType
from sharing.scope import Scope, scope_of

PER_PAGE = 20
FORM_BYTES = 64 * 1024
"""What a form needs beside the file itself."""
DRAINED_UPLOADS = 4
"""An upload up to so many times the limit is read to its end and thrown away: a browser whose sending is cut off shows
its own error instead of our answer."""
FRESH = timedelta(hours=1)
"""How long a deletion is reported as news."""


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # only until the size is known: looking for the token would read the whole body
@never_cache
def import_list(request: HttpRequest) -> HttpResponse:
    """Past imports, and the form for a new one. A body over the limit is refused before it is read or stored."""
    if request.method == "POST" and _announced_bytes(request) > _limit() + FORM_BYTES:
        _drain(request)
        return _show_imports(request, UploadForm.too_large())
    return _import_list(request)


@csrf_protect
def _import_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    if request.method != "POST":
        return _show_imports(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = draft_create(
                scope=scope, name=file.name, chunks=file.chunks(), form_token=form.cleaned_data["form_token"]
            )
        except FileTooLargeError:
            form.add_too_large()
        else:
            return redirect("import-preview", draft.pk)
    return _show_imports(request, form)


def _show_imports(request: HttpRequest, form: UploadForm) -> HttpResponse:
    scope = scope_of(request)
    batches = ImportBatch.objects.visible_to(scope).select_related("job").defer("problems")
    context = {
        "form": form,
        "page": Paginator(batches, PER_PAGE).get_page(request.GET.get("page")),
        "drafts": ImportDraft.objects.visible_to(scope).filter(batch=None).select_related("file").defer("problems"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portability/import_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def import_preview(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What importing the file would do, and every choice; POST changes the choices or starts the import."""
    draft = _draft(request, draft_id)
    if draft.batch is not None and draft.preview is not None:
        return _to_import(draft.batch)
    if draft.preview is None or (draft.preview_job is not None and draft.preview_job.is_active):
        return _show_preview_job(request, draft)
    scope = scope_of(request)
    if request.method != "POST":
        return _show_preview(request, draft, DraftForm(draft=draft, scope=scope))
    form = DraftForm(request.POST, draft=draft, scope=scope)
    if not form.is_valid():
        return _show_preview(request, draft, form)
    return _decide(request, scope, draft, form)


def _draft(request: HttpRequest, draft_id: UUID) -> ImportDraft:
    drafts = ImportDraft.objects.visible_to(scope_of(request))
    related = drafts.select_related("file", "preview_job", "batch", "batch__job").defer("problems", "batch__problems")
    draft: ImportDraft = get_object_or_404(related, pk=draft_id)
    return draft


def _decide(request: HttpRequest, scope: Scope, draft: ImportDraft, form: DraftForm) -> HttpResponse:
    """Preview again when asked to, or when the choices are not those of the preview; else start the import."""
    wants_import = request.POST.get("action") == "import"
    try:
        if wants_import and not form.choices_changed:
            return _to_import(draft_confirm(scope=scope, draft=draft, digest=form.cleaned_data["digest"]))
        draft_update(scope=scope, draft=draft, changes=form.changes(), form_token=form.cleaned_data["form_token"])
        if wants_import:
            messages.info(request, _("Your choices changed the preview. Look at it, then import."))
    except NotReadyError as error:
        messages.warning(request, str(error))
    return redirect("import-preview", draft.pk)


def _to_import(batch: ImportBatch) -> HttpResponse:
    """To the progress of an import that is under way, else to its record."""
    if batch.job is not None and batch.job.is_active:
        return redirect("job-detail", batch.job.pk)
    return redirect("import-detail", batch.pk)


def _show_preview_job(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    """The preview while its job waits or runs, or why there is none."""
    job = draft.preview_job
    context: dict[str, Any] = {"draft": draft, "progress": snapshot(job) if job else None}
    if job is not None and job.is_active:
        badge_mark(request)
        return render(request, "portability/import_waiting.html", context)
    failed = job is not None and job.state == State.FAILED
    context |= {
        "error": (draft.batch.error if draft.batch else job.error) if failed and job else "",
        "can_retry": draft.batch is None,
        "form": UploadForm(),
    }
    return render(request, "portability/import_failed.html", context)


def _show_preview(request: HttpRequest, draft: ImportDraft, form: DraftForm) -> HttpResponse:
    preview = draft.preview or {}
    context = {
        "draft": draft,
        "form": form,
        "preview": preview,
        "first_day": _day(preview["first_day"]),
        "last_day": _day(preview["last_day"]),
        "to_check": [row for row in form.exercises if row.is_suggested or row.error],
        "decided": [row for row in form.exercises if not (row.is_suggested or row.error or row.is_sure)],
        "known": [row for row in form.exercises if row.is_sure and not row.error],
        "exercise_names": ExerciseType.objects.visible_to(scope_of(request)).values_list("name", flat=True),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portability/import_preview.html", context, status=status)


@require_POST
def import_again(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Preview once more what failed or was cancelled."""
    draft = _draft(request, draft_id)
    try:
        draft_reopen(scope=scope_of(request), draft=draft)
    except NotReadyError as error:
        messages.warning(request, str(error))
    return redirect("import-preview", draft.pk)


@require_safe
@never_cache
def import_preview_problems(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The rows of an upload that could not be used, as CSV."""
    draft = get_object_or_404(ImportDraft.objects.visible_to(scope_of(request)), pk=draft_id)
    return _problems_csv(draft.problems, draft.created_at.date())


@require_safe
@never_cache
def import_detail(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The record of an import: what came of it, and the way to take it back."""
    scope = scope_of(request)
    batches = ImportBatch.objects.visible_to(scope).select_related("job", "owner")
    batch = get_object_or_404(batches, pk=batch_id)
    rolling = rollback_job(batch)
    can_roll_back = batch.state == ImportBatch.State.SUCCEEDED and bool(batch.counts.get("sessions"))
    context = {
        "batch": batch,
        "format_label": format_label(batch.format, _),
        "problems": batch.problems[:PROBLEMS_SHOWN],
        "rolling": snapshot(rolling) if rolling else None,
        "can_roll_back": can_roll_back,
        "left": sessions_left(batch) if can_roll_back else None,
        "draft": _draft_of_failed(scope, batch),
    }
    return render(request, "portability/import_detail.html", context)


def _draft_of_failed(scope: Scope, batch: ImportBatch) -> ImportDraft | None:
    """The upload of an import that failed or was cancelled, as long as it is kept: it can be previewed once more."""
    if batch.present_state not in {ImportBatch.State.FAILED, ImportBatch.State.CANCELLED}:
        return None
    drafts = ImportDraft.objects.visible_to(scope).exclude(preview=None).defer("problems", "preview")
    return drafts.filter(batch=batch).first()


@require_safe
@never_cache
def import_problems(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The rows of an imported file that could not be used, as CSV."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(scope_of(request)), pk=batch_id)
    return _problems_csv(batch.problems, batch.created_at.date())


@require_POST
def import_roll_back(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take an import back, as a job."""
    scope = scope_of(request)
    batch = get_object_or_404(ImportBatch.objects.editable_by(scope).defer("problems"), pk=batch_id)
    try:
        return redirect("job-detail", rollback_start(scope=scope, batch=batch).pk)
    except (NotRolledBackError, JobStateError) as error:
        messages.warning(request, str(error))
    return redirect("import-detail", batch.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def data_delete(request: HttpRequest) -> HttpResponse:
    """Delete all workout data: what goes, tick and type, then a job."""
    scope = scope_of(request)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        job = deletion_start(scope=scope, form_token=form.cleaned_data["form_token"])
        return redirect("job-detail", job.pk)
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


def _limit() -> int:
    return settings.MAX_UPLOAD_MB * 1024 * 1024


def _announced_bytes(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _drain(request: HttpRequest) -> None:
    left = DRAINED_UPLOADS * _limit()
    while left > 0 and (piece := request.read(FORM_BYTES)):
        left -= len(piece)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _problems_csv(problems: Iterable[Mapping[str, Any]], day: date) -> HttpResponse:
    """Row, column, value, message; values that a spreadsheet would calculate with are marked as text."""
    response = HttpResponse("\N{BYTE ORDER MARK}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-problems-{day:%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("Row"), _("Column"), _("Value"), _("Problem")])
    for each in problems:
        writer.writerow([each["row"], *map(_as_text, (each["column"], each["value"], each["message"]))])
    return response


def _as_text(value: str) -> str:
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
