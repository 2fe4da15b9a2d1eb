"""What can happen to exercises and set types."""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from sessions_app.errors import NameTakenError
from sessions_app.models import (
    DataVersion,
    ExerciseFavourite,
    ExerciseType,
    Measure,
    Rep,
    SetType,
    WorkoutSession,
    WorkoutSet,
)
from sessions_app.services.writing import data_version_renew, log_write
from sessions_app.sums import NO_LOAD_KINDS
from sharing.scope import Scope
from workouttracker.kit.text import name_key, one_line

Area = DataVersion.Area


def exercise_create(*, scope: Scope, name: str, kind: str, equipment: str) -> ExerciseType:
    """A new exercise of the athlete's own.

    Raises ``NameTakenError`` when a shared one or one of their own is called the same (case, accents, spaces apart).
    """
    owner = scope.require_owner()
    name = one_line(name)
    taken = NameTakenError(
        _("There is an exercise called “%(name)s” already. Choose it from the list.") % {"name": name}
    )
    try:
        with log_write(owner.pk, "exercise_create"):
            if ExerciseType.objects.visible_to(scope).filter(name_key=name_key(name)).exists():
                raise taken
            row: ExerciseType = ExerciseType.objects.create(owner=owner, name=name, kind=kind, equipment=equipment)
            return row
    except IntegrityError as error:  # made in another tab at the same moment
        raise taken from error


def favourite_mark(*, scope: Scope, exercise: ExerciseType, on: bool) -> None:
    """Make ``exercise`` one of the athlete's favourites, or no favourite any more; doing it twice changes nothing."""
    owner = scope.require_owner()
    with log_write(owner.pk, "favourite_mark") as write:
        rows = ExerciseFavourite.objects.filter(owner=owner, exercise_type=exercise)
        if on:
            _row, write.changed = ExerciseFavourite.objects.get_or_create(owner=owner, exercise_type=exercise)
        else:
            write.changed = bool(rows.delete()[0])


def exercise_save(exercise: ExerciseType) -> None:
    """Store a shared exercise that an admin made or changed; tonnage follows when its kind changed."""
    with transaction.atomic():
        before = ExerciseType.objects.filter(pk=exercise.pk).values_list("kind", flat=True).first()
        exercise.save()
        if before is not None and (before in NO_LOAD_KINDS) != (exercise.kind in NO_LOAD_KINDS):
            tonnage_rewrite(exercise)
        data_version_renew(None, Area.CATALOGUE)


def set_type_save(set_type: SetType) -> None:
    """Store a shared set type that an admin made or changed; its sets' copies of the warm-up flag follow."""
    with transaction.atomic():
        set_type.save()
        _renew_all(warm_up_rewrite(set_type))


def measure_save(measure: Measure) -> None:
    """Store a shared body measure that an admin made or changed."""
    with transaction.atomic():
        measure.save()
        data_version_renew(None, Area.CATALOGUE)


def catalogue_delete(entry: ExerciseType | SetType | Measure) -> None:
    """Delete a shared exercise, set type or measure; raises ``ProtectedError`` when an athlete's rows use it."""
    with transaction.atomic():
        entry.delete()
        data_version_renew(None, Area.CATALOGUE)


def catalogue_touch() -> None:
    """Say that something about the shared catalogue changed (muscles, other names)."""
    data_version_renew(None, Area.CATALOGUE)


def warm_up_rewrite(set_type: SetType) -> list[int]:
    """Copy the warm-up flag of ``set_type`` into its sets; the owners of those that had another."""
    stale = WorkoutSet.objects.filter(set_type=set_type).exclude(is_warm_up=set_type.is_warm_up)
    owner_ids = _owner_ids(stale)
    stale.update(is_warm_up=set_type.is_warm_up)
    return owner_ids


def tonnage_rewrite(exercise: ExerciseType) -> None:
    """The tonnage of all sets of ``exercise`` and of their sessions, by its present kind."""
    sets = WorkoutSet.objects.filter(exercise_type=exercise)
    session_ids = list(sets.values_list("session", flat=True).distinct())
    sessions = WorkoutSession.objects.filter(pk__in=session_ids)
    list(sessions.select_for_update().order_by("pk").values_list("pk"))
    owner_ids = _owner_ids(sets)
    moved = Rep.objects.filter(workout_set=OuterRef("pk"), success=True)
    sets.update(tonnage=Decimal(0) if exercise.kind in NO_LOAD_KINDS else _sum(moved, "workout_set", "weight"))
    sessions.update(total_tonnage=_sum(WorkoutSet.objects.filter(session=OuterRef("pk")), "session", "tonnage"))
    _renew_all(owner_ids)


def _sum(rows: "QuerySet[Any]", group: str, field: str) -> Coalesce:
    """The sum of ``field`` over the correlated ``rows``, as a sub-select."""
    summed = rows.order_by().values(group).annotate(summed=Sum(field)).values("summed")
    return Coalesce(Subquery(summed), Decimal(0))


def _owner_ids(sets: "QuerySet[Any]") -> list[int]:
    return list(sets.order_by().values_list("owner", flat=True).distinct())


def _renew_all(owner_ids: list[int]) -> None:
    for owner_id in owner_ids:
        data_version_renew(owner_id, Area.LOG)
    data_version_renew(None, Area.CATALOGUE)
