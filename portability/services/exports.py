"""Exports: started as a job, written to chunk rows, listed until their time is over."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.services import job_start
from portability.exports.registry import EXPORT_FORMATS
from portability.exports.source import EVERYTHING, Counts, Selection, Source
from portability.models import DataExport, ExportSchedule, StoredFile
from portability.services.drafts import token_for
from portability.services.files import CHUNK_BYTES, file_store
from sharing.scope import Scope
from workouttracker.kit.units import Unit

EXPORT_KIND = "export"
MAX_BYTES = 1024 * 1024 * 1024
"""A gigabyte: more than any athlete's lifetime; a file beyond it is a mistake in a writer."""
Progress = Callable[[str, int, int, str], None]


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What somebody wants: the key of a format and which sessions."""

    format: str
    selection: Selection = EVERYTHING


def export_start(
    *, scope: Scope, wanted: ExportRequest, form_token: str = "", schedule: ExportSchedule | None = None
) -> DataExport:
    """Start an export as a job, for ``schedule`` if one asked for it. A form sent twice starts one."""
    owner = scope.require_owner()
    selection = wanted.selection
    with transaction.atomic():
        export = DataExport.objects.create(
            owner=owner,
            format=wanted.format,
            first_day=selection.first,
            last_day=selection.last,
            session_ids=list(selection.session_ids),
            schedule=schedule,
            name=EXPORT_FORMATS[wanted.format].file_name(_today(scope)),
            expires_at=timezone.now() + timedelta(days=settings.EXPORT_DAYS),
        )
        token = token_for("export", form_token)
        job = job_start(kind=EXPORT_KIND, owner=owner, arguments={"export": str(export.pk)}, form_token=token)
        if job.arguments["export"] != str(export.pk):  # the second of two clicks
            transaction.set_rollback(True)
        else:
            export.job = job
            export.save(update_fields=["job"])
            return export
    return DataExport.objects.get(pk=job.arguments["export"])


def export_carry_out(
    *, scope: Scope, export: DataExport, progress: Progress, finish: Callable[[DataExport], None]
) -> DataExport:
    """Write the file. It is there with its record and the job's end, or not at all."""
    source = _source(scope, export, progress)
    counts = source.counts()
    # First into a file of this worker: SQLite has one writer, and nobody shall wait while we read and format.
    with tempfile.TemporaryFile() as written:
        written.writelines(EXPORT_FORMATS[export.format].write(source))
        written.seek(0)
        return _store(scope, export, counts, written, progress, finish)


def _store(
    scope: Scope,
    export: DataExport,
    counts: Counts,
    written: IO[bytes],
    progress: Progress,
    finish: Callable[[DataExport], None],
) -> DataExport:
    progress("store", 0, 1, "")
    with transaction.atomic():
        file = file_store(
            owner=scope.require_owner(),
            name=export.name,
            chunks=iter(partial(written.read, CHUNK_BYTES), b""),
            limit=MAX_BYTES,
            purpose=StoredFile.Purpose.EXPORT,
        )
        StoredFile.objects.filter(pk=file.pk).update(expires_at=export.expires_at)
        export.file, export.size, export.counts = file, file.size, counts.as_dict()
        export.save(update_fields=["file", "size", "counts"])
        finish(export)
    return export


def export_write(*, scope: Scope, wanted: ExportRequest, target: Path | BinaryIO) -> Counts:
    """Write an export to a file or stream, inline: needs only the database."""
    source = Source(scope, wanted.selection, Unit(scope.require_owner().unit))
    counts = source.counts()
    pieces = EXPORT_FORMATS[wanted.format].write(source)
    if isinstance(target, Path):
        with target.open("wb") as stream:
            stream.writelines(pieces)
    else:
        target.writelines(pieces)
    return counts


def export_delete(*, scope: Scope, export: DataExport) -> None:
    """Delete an export with its file."""
    with transaction.atomic():
        locked = DataExport.objects.editable_by(scope).select_for_update().get(pk=export.pk)
        if locked.file_id:
            StoredFile.objects.filter(pk=locked.file_id).delete()
        locked.delete()


def exports_expired_purge() -> int:
    """Forget exports whose file is gone and whose time is over by a month; how many."""
    oldest = timezone.now() - timedelta(days=settings.EXPORT_DAYS + 30)
    return DataExport.objects.filter(expires_at__lt=oldest).delete()[0]


def export_problem(job: Job | None) -> str:
    """Why an export has no file, for its owner."""
    if job is None:
        return _("This export is not there any more. Start it again.")
    return job.error


def _source(scope: Scope, export: DataExport, progress: Progress) -> Source:
    selection = Selection(export.first_day, export.last_day, tuple(export.session_ids))
    source = Source(scope, selection, Unit(scope.require_owner().unit))
    total = max(1, source.rows().count())
    return Source(
        scope, selection, source.unit, on_session=lambda done, name: progress("write", min(done, total), total, name)
    )


def _today(scope: Scope) -> date:
    return timezone.localdate(timezone=scope.require_owner().zone)
