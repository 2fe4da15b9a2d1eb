"""Deleting all of an athlete's workout data."""

from dataclasses import asdict, dataclass

from portability.models import ImportBatch
from sessions_app.models import (
    ExerciseAlias,
    ExerciseType,
    Rep,
    SetType,
    SetTypeAlias,
    Undo,
    WorkoutSession,
    WorkoutSet,
)
from sessions_app.services.snapshots import delete_rows
from sessions_app.services.writing import log_write
from sharing.scope import Scope


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many rows went."""

    sessions: int
    sets: int
    reps: int
    exercises: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def workouts_delete(*, scope: Scope) -> Deleted:
    """Delete every session, set and rep, own exercises and set types, remembered names, imports and undo rows.

    All or nothing, without a way back: nothing of it stays, also not for undo. Account and preferences stay.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "workouts_delete"):
        sets = WorkoutSet.objects.filter(owner=owner)
        deleted = Deleted(
            reps=delete_rows(Rep.objects.filter(workout_set__in=sets.values("pk"))),
            sets=delete_rows(sets),
            sessions=delete_rows(WorkoutSession.objects.filter(owner=owner)),
            exercises=_delete_own_catalogue(owner.pk),
        )
        delete_rows(ImportBatch.objects.filter(owner=owner))
        delete_rows(Undo.objects.filter(owner=owner))
    return deleted


def _delete_own_catalogue(owner_id: int) -> int:
    delete_rows(ExerciseAlias.objects.filter(owner_id=owner_id))
    delete_rows(SetTypeAlias.objects.filter(owner_id=owner_id))
    SetType.objects.filter(owner_id=owner_id).delete()
    count, _by_model = ExerciseType.objects.filter(owner_id=owner_id).delete()
    return count
