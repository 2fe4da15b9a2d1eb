"""Deleting all of an athlete's workout data."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Max, Min, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.answers import answers_forget
from jobs.models import Job
from jobs.services import job_start
from portability.models import (
    ColumnMeaning,
    DataDeletion,
    DataExport,
    ExportSchedule,
    ImportBatch,
    ImportDraft,
    StoredFile,
    WebhookDelivery,
)
from portability.services.drafts import token_for
from sessions_app.caching import Component, code_version, kept_json
from sessions_app.models import (
    DataVersion,
    ExerciseAlias,
    ExerciseFavourite,
    ExerciseMuscle,
    ExerciseType,
    Goal,
    Measure,
    Measurement,
    Rep,
    Routine,
    SetType,
    SetTypeAlias,
    Undo,
    WorkoutSession,
    WorkoutSet,
)
from sessions_app.services.routines import routines_remove
from sessions_app.services.snapshots import delete_rows
from sessions_app.services.writing import data_version_renew, log_write
from sharing.scope import Scope

DELETE_KIND = "delete_workouts"
MOST_SLICES, LEAST_REPS = 20, 50_000
"""Reps go in slices, so that progress can be told; more and smaller ones would cost more than they tell."""
Progress = Callable[[str, int, int, str], None]


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many rows went."""

    sessions: int
    sets: int
    reps: int
    exercises: int
    measurements: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def workouts_delete(
    *, scope: Scope, progress: Progress | None = None, finish: Callable[[Deleted], None] | None = None
) -> Deleted:
    """Delete sessions, sets and reps, routines, goals, body measurements, own exercises, set types and measures,
    remembered names, imports, files, undo rows and what webhooks were told.

    All or nothing, without a way back: nothing of it stays, also not for undo; one record says that it happened.
    Account and preferences stay. ``finish`` is called as the last thing in the transaction.
    """
    owner = scope.require_owner()
    report = progress or _silent
    with transaction.atomic():
        with log_write(owner.pk, "workouts_delete"):
            report("count", 0, 1, "")
            before = workout_counts(scope)
            reps = _delete_reps(owner, before.reps, report)
            report("sets", 0, before.sets, "")
            sets = delete_rows(WorkoutSet.objects.filter(owner=owner))
            report("sessions", 0, before.sessions, "")
            sessions = delete_rows(WorkoutSession.objects.filter(owner=owner))
            measurements = delete_rows(Measurement.objects.filter(owner=owner))
            routines_remove(Routine.objects.filter(owner=owner))
            delete_rows(Goal.objects.filter(owner=owner))
            exercises = _delete_own_catalogue(owner)
            deleted = Deleted(sessions, sets, reps, exercises, measurements)
            _delete_moved_data(owner)
            DataDeletion.objects.create(owner=owner, counts=deleted.as_dict())
            for area in (DataVersion.Area.BODY, DataVersion.Area.GOALS):
                data_version_renew(owner.pk, area)
        if finish is not None:
            finish(deleted)
    return deleted


def account_data_delete(user: User) -> None:
    """Delete an athlete's data together with the account."""
    workouts_delete(scope=Scope.system(user))


def account_data_count(user: User) -> dict[str, int]:
    """How much of it there is, by name."""
    counts = workout_counts(Scope.system(user))
    return {
        _("sessions"): counts.sessions,
        _("sets"): counts.sets,
        _("reps"): counts.reps,
        _("exercises"): counts.exercises,
        _("measurements"): counts.measurements,
    }


def deletion_start(*, scope: Scope, form_token: str = "") -> Job:
    """Start deleting all workout data as a job. A form sent twice, and a second one meanwhile, start one job."""
    owner = scope.require_owner()
    with transaction.atomic():
        active = Job.objects.owned_by(owner).filter(kind=DELETE_KIND).active().first()
        token = token_for("delete", form_token)
        return active or job_start(kind=DELETE_KIND, owner=owner, arguments={}, form_token=token)


def workout_counts(scope: Scope) -> Deleted:
    """What deleting would remove now."""
    owner = scope.require_owner()
    # The sums that sessions carry: their sets would be twenty times as many rows.
    sums = WorkoutSession.objects.filter(owner=owner).aggregate(
        sessions=Count("pk"), sets=Sum("total_sets", default=0), reps=Sum("total_reps", default=0)
    )
    return Deleted(
        sessions=sums["sessions"],
        sets=sums["sets"],
        reps=sums["reps"],
        exercises=ExerciseType.objects.filter(owner=owner).count(),
        measurements=Measurement.objects.filter(owner=owner).count(),
    )


def workout_counts_kept(scope: Scope) -> Deleted:
    """The same for a page that asks nobody to confirm it: kept until something changes, since all sessions are read."""
    part = Component("counts", (code_version((Path(__file__),)),))
    return Deleted(**kept_json(scope, part, lambda: workout_counts(scope).as_dict()))


def _silent(_stage: str, _done: int, _total: int, _current: str) -> None:
    return None


def _delete_reps(owner: User, total: int, report: Progress) -> int:
    """Delete the reps, ``total`` in all, in slices of their sets' keys."""
    sets = WorkoutSet.objects.filter(owner=owner)
    bounds = sets.aggregate(first=Min("pk"), last=Max("pk"))
    if bounds["first"] is None:
        return 0
    first, last = bounds["first"], bounds["last"]
    slices = min(MOST_SLICES, total // LEAST_REPS + 1)
    width = (last - first) // slices + 1
    deleted = 0
    for start in range(first, last + 1, width):
        report("reps", deleted, total, "")
        part = sets.filter(pk__gte=start, pk__lt=start + width)
        # Said of the reps, too: else a planner may read all that are left, once for each slice.
        near = Rep.objects.filter(workout_set_id__gte=start, workout_set_id__lt=start + width)
        deleted += delete_rows(near.filter(workout_set__in=part.values("pk")))
    return deleted


def _delete_own_catalogue(owner: User) -> int:
    own = ExerciseType.objects.filter(owner=owner)
    delete_rows(ExerciseAlias.objects.filter(owner=owner))
    delete_rows(SetTypeAlias.objects.filter(owner=owner))
    delete_rows(ExerciseFavourite.objects.filter(owner=owner))
    delete_rows(ExerciseMuscle.objects.filter(exercise_type__in=own.values("pk")))
    delete_rows(SetType.objects.filter(owner=owner))
    delete_rows(Measure.objects.filter(owner=owner))
    return delete_rows(own)


def _delete_moved_data(owner: User) -> None:
    """Imports under way and done, files, and everything that could bring deleted data back."""
    delete_rows(ImportDraft.objects.filter(owner=owner))
    delete_rows(ColumnMeaning.objects.filter(owner=owner))
    delete_rows(DataExport.objects.filter(owner=owner))
    delete_rows(ExportSchedule.objects.filter(owner=owner))
    StoredFile.objects.filter(owner=owner).delete()
    delete_rows(ImportBatch.objects.filter(owner=owner))
    delete_rows(Undo.objects.filter(owner=owner))
    WebhookDelivery.objects.filter(webhook__owner=owner).delete()
    answers_forget(owner)
