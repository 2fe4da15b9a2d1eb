"""An import on its way from upload to job."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.services import job_start
from portability.models import ImportBatch, ImportDraft, StoredFile
from portability.services.files import file_store
from sharing.scope import Scope

PREVIEW_KIND = "import_preview"
IMPORT_KIND = "import"


class NotReadyError(Exception):
    """The preview isn't there yet, or the import was started before; the message says which."""


def draft_create(*, scope: Scope, name: str, chunks: Iterable[bytes], form_token: str = "") -> ImportDraft:
    """Store an upload and start its preview. A form sent twice makes one draft. Raises ``FileTooLargeError``."""
    owner = scope.require_owner()
    with transaction.atomic():
        file = file_store(owner=owner, name=name, chunks=chunks, limit=settings.MAX_UPLOAD_MB * 1024 * 1024)
        draft = ImportDraft.objects.create(owner=owner, file=file, time_zone=owner.time_zone)
        job = job_start(
            kind=PREVIEW_KIND, owner=owner, arguments={"draft": str(draft.pk)}, form_token=_token("upload", form_token)
        )
        if job.arguments["draft"] != str(draft.pk):  # the second of two clicks
            transaction.set_rollback(True)
            return ImportDraft.objects.get(pk=job.arguments["draft"])
        draft.preview_job = job
        draft.save(update_fields=["preview_job"])
    return draft


def draft_update(*, scope: Scope, draft: ImportDraft, changes: dict[str, Any]) -> ImportDraft:
    """Change the choices of a draft (unit, time_zone, duplicates, decisions) and preview again.

    Raises ``NotReadyError`` when the import was started before.
    """
    owner = scope.require_owner()
    with transaction.atomic():
        locked = ImportDraft.objects.select_for_update().get(pk=draft.pk, owner=owner)
        if locked.batch_id:
            raise NotReadyError(_("This import was started; its choices are settled."))
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.preview, locked.digest = None, ""
        locked.preview_job = job_start(kind=PREVIEW_KIND, owner=owner, arguments={"draft": str(locked.pk)})
        locked.save(update_fields=[*changes, "preview", "digest", "preview_job"])
    return locked


def draft_confirm(*, scope: Scope, draft: ImportDraft, digest: str) -> ImportBatch:
    """Start the import that the preview with ``digest`` showed; asked twice it starts once.

    Raises ``NotReadyError`` when that preview isn't the present one.
    """
    owner = scope.require_owner()
    with transaction.atomic():
        locked = ImportDraft.objects.select_for_update().get(pk=draft.pk, owner=owner)
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


def preview_keep(*, draft: ImportDraft, preview: dict[str, Any], digest: str, decisions: dict[str, Any]) -> None:
    """Write what the preview job found into the draft."""
    ImportDraft.objects.filter(pk=draft.pk, batch=None).update(preview=preview, digest=digest, decisions=decisions)


def import_failed(*, batch: ImportBatch, state: str, error: str = "") -> None:
    """Write into a pending record that its job failed or was cancelled."""
    ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.PENDING).update(state=state, error=error)


def drafts_of(job: Job) -> ImportDraft:
    """The draft a job is about. Raises ``ImportDraft.DoesNotExist`` when it is gone (a day later, or deleted)."""
    return ImportDraft.objects.select_related("file", "owner").get(pk=job.arguments["draft"], owner=job.owner_id)


def _token(form: str, token: str) -> str:
    return f"{form}:{token}" if token else ""
