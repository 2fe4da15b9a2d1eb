"""The preview of an import: what it would do, and every choice."""

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobs.badge import badge_mark
from jobs.models import State
from jobs.snapshot import follow_url, snapshot
from portability.formats.registry import format_label
from portability.forms import DraftForm, UploadForm
from portability.mapping import ROWS_SHOWN
from portability.models import ImportBatch, ImportDraft
from portability.preview_words import files_told, problems_told, row_totals, unit_samples
from portability.services.drafts import NotReadyError, draft_confirm, draft_reopen, draft_update
from portability.views.answers import problems_csv
from sessions_app.models import ExerciseType
from sharing.scope import Scope, scope_of
from workouttracker.kit.units import Unit


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
    if any(not table["explained"] for table in draft.preview["tables"]) and request.method != "POST":
        return redirect("import-columns", draft.pk)
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
        return redirect(follow_url(batch.job))
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
        "measurements_there": preview["found"]["measurements"] - preview["counts"]["measurements"],
        "format_label": format_label(preview["format"], _),
        "files": files_told(preview["files"]),
        "problems": problems_told(preview["problems"]["rows"]),
        "rows": row_totals(preview["files"]),
        "unit_samples": unit_samples(preview["unit_samples"], _unit(request)) if preview["unit_asked"] else [],
        "to_check": [row for row in form.exercises if row.is_suggested or row.error],
        "decided": [row for row in form.exercises if not (row.is_suggested or row.error or row.is_sure)],
        "known": [row for row in form.exercises if row.is_sure and not row.error],
        "names_left": max(0, len(preview["exercises"]) - ROWS_SHOWN),
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
    return problems_csv(draft.problems, draft.created_at.date())


def _unit(request: HttpRequest) -> Unit:
    return Unit(scope_of(request).require_owner().unit)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
