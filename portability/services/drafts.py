"""An import on its way from upload to job."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.services import job_start
from portability.models import ImportBatch, ImportDraft, StoredFile
from portability.services.files import files_store
from sharing.scope import Scope

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,32}")
PREVIEW_KIND = "import_preview"
IMPORT_KIND = "import"


class NotReadyError(Exception):
    """The preview isn't there yet, or the import was started before; the message says which."""


def draft_create(*, scope: Scope, name: str, chunks: Iterable[bytes], form_token: str = "") -> ImportDraft:
    """Store an upload of one file and start its preview; see ``draft_create_of``."""
    return draft_create_of(scope=scope, files=[(name, chunks)], form_token=form_token)


def draft_create_of(*, scope: Scope, files: Sequence[tuple[str, Iterable[bytes]]], form_token: str = "") -> ImportDraft:
    """Store an upload (name and bytes of each file) and start its preview. A form sent twice makes one draft.

    Raises ``FileTooLargeError`` when the files together are over the limit.
    """
    owner = scope.require_owner()
    with transaction.atomic():
        file = files_store(owner=owner, files=files, limit=settings.MAX_UPLOAD_MB * 1024 * 1024)
        # The unit and zone of this moment: a preview means the same after the athlete prefers others.
        draft = ImportDraft.objects.create(owner=owner, file=file, unit=owner.unit, time_zone=owner.time_zone)
        # The same form with another file is another import: browsers show old forms again when one goes back.
        token = token_for("upload", form_token, file.sha256[:16])
        job = job_start(kind=PREVIEW_KIND, owner=owner, arguments={"draft": str(draft.pk)}, form_token=token)
        if job.arguments["draft"] != str(draft.pk):  # the second of two clicks
            transaction.set_rollback(True)
        else:
            draft.preview_job = job
            draft.save(update_fields=["preview_job"])
            return draft
    return ImportDraft.objects.get(pk=job.arguments["draft"])  # after the roll back: in it nothing can be asked


def draft_update(*, scope: Scope, draft: ImportDraft, changes: dict[str, Any], form_token: str = "") -> ImportDraft:
    """Change the choices of a draft (unit, time_zone, duplicates, decisions) and preview again.

    A form sent twice starts one preview. Raises ``NotReadyError`` when the import was started before.
    """
    with transaction.atomic():
        locked = _locked(scope, draft)
        if locked.batch_id:
            raise NotReadyError(_("This import was started; its choices are settled."))
        token = token_for("update", form_token)
        if token and Job.objects.filter(owner=locked.owner_id, form_token=token).exists():
            return locked
        for name, value in changes.items():
            setattr(locked, name, value)
        _preview_again(locked, token, *changes)
    return locked


def draft_reopen(*, scope: Scope, draft: ImportDraft) -> ImportDraft:
    """Preview once more after the preview or the import failed or was cancelled; the record of that attempt stays.

    Asked twice it starts one preview. Raises ``NotReadyError`` when the import is under way or done.
    """
    with transaction.atomic():
        locked = _locked(scope, draft)
        if locked.batch is not None and locked.batch.present_state not in _OVER:
            raise NotReadyError(_("This import was started; its choices are settled."))
        running = locked.batch is None and locked.preview_job is not None and locked.preview_job.is_active
        if not running:
            locked.batch = None
            _preview_again(locked, "", "batch")
    return locked


def draft_repeat(*, scope: Scope, batch: ImportBatch) -> ImportDraft:
    """A new preview of the upload that ``batch`` came from, with the same choices to change.

    Raises ``NotReadyError`` when the upload is gone: it is kept for a day.
    """
    with transaction.atomic():
        before = ImportDraft.objects.editable_by(scope).filter(batch=batch).select_related("file").first()
        if before is None:
            raise NotReadyError(_("The uploaded file is gone: uploads are kept for a day. Upload it again."))
        draft = ImportDraft.objects.create(
            owner=before.owner,
            file=before.file,
            unit=before.unit,
            date_order=before.date_order,
            columns=before.columns,
            time_zone=before.time_zone,
            duplicates=before.duplicates,
            decisions=before.decisions,
        )
        _preview_again(draft, "")
    return draft


_OVER = {ImportBatch.State.FAILED, ImportBatch.State.CANCELLED}


def _locked(scope: Scope, draft: ImportDraft) -> ImportDraft:
    return ImportDraft.objects.select_for_update().get(pk=draft.pk, owner=scope.require_owner())


def _preview_again(draft: ImportDraft, token: str, *changed: str) -> None:
    draft.preview, draft.problems, draft.digest = None, [], ""
    draft.preview_job = job_start(
        kind=PREVIEW_KIND, owner=draft.owner, arguments={"draft": str(draft.pk)}, form_token=token
    )
    draft.save(update_fields=[*changed, "preview", "problems", "digest", "preview_job"])


def draft_confirm(*, scope: Scope, draft: ImportDraft, digest: str) -> ImportBatch:
    """Start the import that the preview with ``digest`` showed; asked twice it starts once.

    Raises ``NotReadyError`` when that preview isn't the present one.
    """
    owner = scope.require_owner()
    with transaction.atomic():
        locked = _locked(scope, draft)
        if locked.batch is not None:
            return locked.batch
        if not locked.digest or locked.digest != digest:
            raise NotReadyError(_("The preview changed meanwhile. Look at it once more before you import."))
        file: StoredFile = locked.file
        batch = ImportBatch(
            owner=owner,
            state=ImportBatch.State.PENDING,
            file_name=file.name,
            file_hash=file.sha256,
            file_size=file.size,
            duplicates=locked.duplicates,
        )
        batch.job = job_start(
            kind=IMPORT_KIND, owner=owner, arguments={"draft": str(locked.pk), "batch": str(batch.pk)}
        )
        batch.save(force_insert=True)
        locked.batch = batch
        locked.save(update_fields=["batch"])
    return batch


def preview_keep(
    *,
    draft: ImportDraft,
    job: Job,
    preview: dict[str, Any],
    problems: list[dict[str, object]],
    digest: str,
    decisions: dict[str, Any],
) -> None:
    """Write what the preview job found into the draft, unless a newer preview of it was started meanwhile."""
    ImportDraft.objects.filter(pk=draft.pk, preview_job=job, batch=None).update(
        preview=preview, problems=problems, digest=digest, decisions=decisions
    )


def draft_refused(*, draft: ImportDraft, job: Job, error: str) -> ImportBatch:
    """Keep a record of a file that could not be imported at all, once however often the job is tried."""
    with transaction.atomic():
        locked = ImportDraft.objects.select_for_update().get(pk=draft.pk)
        if locked.batch is not None:
            return locked.batch
        file: StoredFile = locked.file
        locked.batch = ImportBatch.objects.create(
            owner=locked.owner,
            state=ImportBatch.State.FAILED,
            file_name=file.name,
            file_hash=file.sha256,
            file_size=file.size,
            error=error,
            job=job,
            seconds=(timezone.now() - job.started_at).total_seconds() if job.started_at else 0,
        )
        locked.save(update_fields=["batch"])
    return locked.batch


def import_failed(*, batch: ImportBatch, state: str, error: str = "") -> None:
    """Write into a pending record that its job failed or was cancelled."""
    ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.PENDING).update(state=state, error=error)


def imports_settle() -> int:
    """Write into pending records how their jobs ended, for example cancelled while they waited; how many.

    Until then ``present_state`` asks the job; the record has to know by itself when the job is purged.
    """
    over = ImportBatch.objects.filter(state=ImportBatch.State.PENDING, job__state__in=_OVER).select_related("job")
    batches = list(over.defer("problems"))
    for batch in batches:
        if batch.job is not None:
            import_failed(batch=batch, state=batch.job.state, error=batch.job.error)
    return len(batches)


def drafts_of(job: Job) -> ImportDraft:
    """The draft a job is about. Raises ``ImportDraft.DoesNotExist`` when it is gone (a day later, or deleted)."""
    return ImportDraft.objects.select_related("file", "owner").get(pk=job.arguments["draft"], owner=job.owner_id)


def draft_there(pk: Any) -> object:
    """``pk`` of a draft that is still there, else None: drafts go after a day."""
    return ImportDraft.objects.filter(pk=pk).values_list("pk", flat=True).first()


def import_there(pk: Any) -> object:
    """``pk`` of an import's record that is still there, else None."""
    return ImportBatch.objects.filter(pk=pk).values_list("pk", flat=True).first()


def token_for(form: str, token: str, *more: str) -> str:
    """The token of a job that a form starts, from the one in the form; empty when that is none of ours."""
    return ":".join([form, token, *more]) if _TOKEN.fullmatch(token) else ""
