"""The record of an import: what came of it, and the ways to take it back or do it again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jobs.services import JobStateError
from jobs.snapshot import follow_url, snapshot
from portability.formats.registry import format_label
from portability.models import ImportBatch, ImportDraft
from portability.preview_words import files_told, problems_told, row_totals
from portability.services.drafts import NotReadyError, draft_repeat
from portability.services.others import BROUGHT
from portability.services.preview import PROBLEMS_SHOWN
from portability.services.rollback import (
    NotRolledBackError,
    rollback_job,
    rollback_start,
    sessions_left,
)
from portability.views.answers import problems_csv
from sharing.scope import Scope, scope_of

REPEATABLE = {ImportBatch.State.SUCCEEDED, ImportBatch.State.ROLLED_BACK}


@require_safe
@never_cache
def import_detail(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The record of an import: what came of it, and the way to take it back."""
    scope = scope_of(request)
    batches = ImportBatch.objects.visible_to(scope).select_related("job", "owner")
    batch = get_object_or_404(batches, pk=batch_id)
    rolling = rollback_job(batch)
    can_roll_back = batch.state == ImportBatch.State.SUCCEEDED and any(
        batch.counts.get(name) for name in ("sessions", "measurements", "new_exercises", BROUGHT)
    )
    context = {
        "batch": batch,
        "format_label": format_label(batch.format, _),
        "files": files_told(batch.files),
        "rows": row_totals(batch.files),
        "problems": problems_told(batch.problems[:PROBLEMS_SHOWN]),
        "rolling": snapshot(rolling) if rolling else None,
        "can_roll_back": can_roll_back,
        "left": sessions_left(batch) if can_roll_back else None,
        "draft": _draft_of_failed(scope, batch),
        "can_repeat": batch.state in REPEATABLE and ImportDraft.objects.editable_by(scope).filter(batch=batch).exists(),
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
    return problems_csv(batch.problems, batch.created_at.date())


@require_POST
def import_repeat(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Preview the upload of an import once more, to import it with other choices."""
    scope = scope_of(request)
    batch = get_object_or_404(ImportBatch.objects.editable_by(scope).defer("problems"), pk=batch_id)
    try:
        return redirect("import-preview", draft_repeat(scope=scope, batch=batch).pk)
    except NotReadyError as error:
        messages.warning(request, str(error))
    return redirect("import-detail", batch.pk)


@require_POST
def import_roll_back(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take an import back, as a job."""
    scope = scope_of(request)
    batch = get_object_or_404(ImportBatch.objects.editable_by(scope).defer("problems"), pk=batch_id)
    try:
        return redirect(follow_url(rollback_start(scope=scope, batch=batch)))
    except (NotRolledBackError, JobStateError) as error:
        messages.warning(request, str(error))
    return redirect("import-detail", batch.pk)
