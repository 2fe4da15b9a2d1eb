"""Taking an import back: exactly what it brought goes, what it replaced returns."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.models import Job
from jobs.services import JobStateError, job_retry, job_start
from portability.models import ImportBatch
from portability.services.others import others_removed
from sessions_app.models import (
    DataVersion,
    ExerciseAlias,
    ExerciseType,
    Measure,
    Measurement,
    Undo,
    WorkoutSession,
)
from sessions_app.services.own_catalogue import unused
from sessions_app.services.snapshots import delete_rows, delete_sessions, restore, snapshot, snapshot_sessions
from sessions_app.services.writing import data_version_renew, log_write
from sharing.scope import Scope

ROLL_BACK_KIND = "roll_back_import"
IDS_AT_ONCE = 100
Progress = Callable[[str, int, int, str], None]


class NotRolledBackError(Exception):
    """This import can't be rolled back (any more); the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What a roll back did: sessions removed, of these edited since (kept in the bin), sessions brought back,
    sessions that were gone already, own exercises removed, measurements removed."""

    sessions: int
    edited: int
    restored: int
    gone: int
    exercises: int
    measurements: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def edited_since(batch: ImportBatch) -> list[WorkoutSession]:
    """The sessions of the import that somebody changed after it."""
    return list(WorkoutSession.objects.filter(import_batch=batch, revision__gt=1).order_by("started_at"))


@dataclass(frozen=True, slots=True)
class Left:
    """How many sessions of an import are still there, how many of these were edited since, and how many measurements
    are still there."""

    sessions: int
    edited: int
    measurements: int


def sessions_left(batch: ImportBatch) -> Left:
    """What rolling ``batch`` back would remove now."""
    counts = WorkoutSession.objects.filter(import_batch=batch).aggregate(
        sessions=Count("pk"), edited=Count("pk", filter=Q(revision__gt=1))
    )
    measurements = Measurement.objects.filter(import_batch=batch).count()
    return Left(counts["sessions"], counts["edited"], measurements)


def rollback_start(*, scope: Scope, batch: ImportBatch) -> Job:
    """Start rolling ``batch`` back as a job: one per import, so that asked twice, or again later, it is the same one.

    One that failed or was cancelled is started again. Raises ``NotRolledBackError``, or ``JobStateError`` when the
    workers can't be reached.
    """
    if batch.state != ImportBatch.State.SUCCEEDED:
        raise NotRolledBackError(_("Only an import that is there can be rolled back."))
    job = job_start(
        kind=ROLL_BACK_KIND,
        owner=scope.require_owner(),
        arguments={"batch": str(batch.pk)},
        form_token=_token(batch),
    )
    if job.is_active:
        return job
    try:
        return job_retry(job=job)
    except JobStateError:  # the other one of two clicks was quicker, or the workers can't be reached
        present = Job.objects.get(pk=job.pk)
        if not present.is_active:
            raise
        return present


def rollback_job(batch: ImportBatch) -> Job | None:
    """The job that rolls ``batch`` back or tried to; None when nobody asked for it, or long ago."""
    return Job.objects.filter(owner=batch.owner_id, form_token=_token(batch)).first()


def _token(batch: ImportBatch) -> str:
    return f"roll-back:{batch.pk}"


def import_roll_back(
    *,
    scope: Scope,
    batch: ImportBatch,
    progress: Progress | None = None,
    finish: Callable[[RolledBack], None] | None = None,
) -> RolledBack:
    """Remove the sessions that the import brought, with everything in them, and bring back what it replaced.

    Sessions and measurements that were edited since go to the bin. Own exercises that the import made go when nothing
    uses them any more. ``finish`` is called as the last thing in the transaction. Raises ``NotRolledBackError``.
    """
    owner = scope.require_owner()
    with transaction.atomic():
        with log_write(owner.pk, "import_roll_back"):
            _claim(batch)
            edited = edited_since(batch)
            if edited:
                _keep_in_bin(scope, edited)
            ids = list(WorkoutSession.objects.filter(owner=owner, import_batch=batch).values_list("pk", flat=True))
            _delete(owner.pk, ids, progress)
            restored = _bring_back(batch)
            others_removed(batch)
            exercises = _delete_unused_exercises(batch)
            measurements = _delete_measurements(scope, batch)
        brought = int(batch.counts.get("sessions", 0))
        gone = max(0, brought - len(ids))
        done = RolledBack(len(ids), len(edited), restored, gone, exercises, measurements)
        ImportBatch.objects.filter(pk=batch.pk).update(counts={**batch.counts, "rolled_back": done.as_dict()})
        if finish is not None:
            finish(done)
    return done


def _claim(batch: ImportBatch) -> None:
    """Let one roll back through."""
    claimed = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.SUCCEEDED).update(
        state=ImportBatch.State.ROLLED_BACK, rolled_back_at=timezone.now()
    )
    if not claimed:
        raise NotRolledBackError(_("Only an import that is there can be rolled back."))


def _keep_in_bin(scope: Scope, sessions: list[WorkoutSession]) -> None:
    owner = scope.require_owner()
    label = ngettext(
        "%(number)d edited session removed by a roll back.",
        "%(number)d edited sessions removed by a roll back.",
        len(sessions),
    ) % {"number": len(sessions)}
    payload = snapshot_sessions(owner_id=owner.pk, session_ids=[each.pk for each in sessions])
    Undo.objects.create(owner=owner, kind="sessions", label=label, payload=payload)


def _delete(owner_id: int, ids: list[int], progress: Progress | None) -> None:
    for start in range(0, len(ids), IDS_AT_ONCE):
        if progress:
            progress("sessions", start, len(ids), "")
        delete_sessions(owner_id=owner_id, session_ids=ids[start : start + IDS_AT_ONCE])


def _bring_back(batch: ImportBatch) -> int:
    """Write back what the import replaced, unless it was undone from the bin meanwhile; how many sessions."""
    undo = batch.undo
    if undo is None or undo.undone_at is not None:
        return 0
    restore(undo.payload)
    Undo.objects.filter(pk=undo.pk).update(undone_at=timezone.now())
    return len(undo.payload["tables"][0]["rows"])


def _delete_measurements(scope: Scope, batch: ImportBatch) -> int:
    """Remove the measurements that the import brought, edited ones into the bin, and own measures nothing uses now."""
    owner = scope.require_owner()
    rows = Measurement.objects.filter(owner=owner, import_batch=batch)
    edited = rows.filter(revision__gt=1)
    if number := edited.count():
        label = ngettext(
            "%(number)d edited measurement removed by a roll back.",
            "%(number)d edited measurements removed by a roll back.",
            number,
        ) % {"number": number}
        Undo.objects.create(owner=owner, kind="measurements", label=label, payload=snapshot(edited))
    count = delete_rows(rows)
    made = Measure.objects.filter(owner=owner, import_batch=batch)
    Measure.objects.filter(pk__in=made.filter(~Exists(Measurement.objects.filter(measure=OuterRef("pk"))))).delete()
    if count:
        data_version_renew(owner.pk, DataVersion.Area.BODY)
    return count


def _delete_unused_exercises(batch: ImportBatch) -> int:
    ids = list(unused(ExerciseType.objects.filter(import_batch=batch)).values_list("pk", flat=True))
    delete_rows(ExerciseAlias.objects.filter(exercise_type__in=ids))
    count, _by_model = ExerciseType.objects.filter(pk__in=ids).delete()
    return count
