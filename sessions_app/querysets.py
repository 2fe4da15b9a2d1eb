"""Who may see which rows. Views, forms and API reach rows only through ``visible_to`` and ``editable_by``.

Deny by default: without a scope that proves otherwise a queryset gives nothing.
"""

from datetime import timedelta
from typing import Self, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from sharing.scope import Area, Scope

Row = TypeVar("Row", bound=models.Model)


class OwnedQuerySet(models.QuerySet[Row]):
    """Rows with an ``owner``; subclasses name the area and how a one-session scope narrows them."""

    area = Area.PRIVATE

    def visible_to(self, scope: Scope, area: Area | None = None) -> Self:
        """The rows that ``scope`` may read.

        A link may open reports and leave sessions closed: who reads rows for another page than their own names that
        page's ``area``, and shows nothing of a row but what that page is about.
        """
        if not scope.sees(area or self.area):
            return self.none()
        rows = self.filter(owner=scope.owner)
        return rows if scope.only_session is None else rows.narrowed(scope.only_session)

    def editable_by(self, scope: Scope) -> Self:
        """The rows that ``scope`` may change."""
        return self.visible_to(scope) if scope.can_write else self.none()

    def narrowed(self, session_id: int) -> Self:
        """The part of these rows that belongs to one session; nothing unless a subclass says how."""
        return self.none()


class WorkoutSessionQuerySet(OwnedQuerySet[Row]):
    area = Area.SESSIONS

    def narrowed(self, session_id: int) -> Self:
        return self.filter(pk=session_id)


class WorkoutSetQuerySet(OwnedQuerySet[Row]):
    area = Area.SESSIONS

    def narrowed(self, session_id: int) -> Self:
        return self.filter(session=session_id)

    def in_order(self) -> Self:
        """With what a page shows of a set, in the order done: two queries whatever the number of sets."""
        return self.select_related("exercise_type", "set_type").prefetch_related("reps").order_by("position")


class RepQuerySet(models.QuerySet[Row]):
    """Reps have no owner of their own: they are as visible as their set."""

    def visible_to(self, scope: Scope) -> Self:
        """The reps that ``scope`` may read."""
        if not scope.sees(Area.SESSIONS):
            return self.none()
        rows = self.filter(workout_set__owner=scope.owner)
        return rows if scope.only_session is None else rows.filter(workout_set__session=scope.only_session)

    def editable_by(self, scope: Scope) -> Self:
        """The reps that ``scope`` may change."""
        return self.visible_to(scope) if scope.can_write else self.none()


class CatalogueQuerySet(models.QuerySet[Row]):
    """Exercises, their other names and set types: shared rows for everybody who sees an owner, own rows beside them."""

    def visible_to(self, scope: Scope) -> Self:
        """Shared rows and the owner's own; a visitor with a link sees of those only what visible sets name."""
        if scope.owner is None:
            return self.none()
        shared = Q(owner__isnull=True)
        if scope.share_id:
            return self.filter(shared | self._named_by_sets(scope))
        return self.filter(shared | Q(owner=scope.owner))

    def _named_by_sets(self, scope: Scope) -> Q:
        """The owner's rows that a visitor meets in sets; none where no column of a set points at such rows."""
        column: str = getattr(self.model, "named_by_sets", "")
        if not column:
            return Q(pk__in=[])
        sets = apps.get_model("sessions_app", "WorkoutSet")._default_manager.filter(owner=scope.owner)  # noqa: SLF001
        if scope.only_session is not None:
            sets = sets.filter(session=scope.only_session)
        return Q(Exists(sets.filter(**{column: OuterRef("pk")})), owner=scope.owner)

    def editable_by(self, scope: Scope) -> Self:
        """The owner's own rows; shared ones belong to the admins."""
        return self.filter(owner=scope.owner) if scope.owner and scope.can_write else self.none()


class MeasureQuerySet(CatalogueQuerySet[Row]):
    """Body measures: shared rows and own ones, for who may see private data. A visitor with a link sees none."""

    def visible_to(self, scope: Scope) -> Self:
        """Shared rows and the owner's own."""
        return super().visible_to(scope) if scope.sees(Area.PRIVATE) else self.none()

    def editable_by(self, scope: Scope) -> Self:
        """The owner's own rows; shared ones belong to the admins."""
        return super().editable_by(scope) if scope.sees(Area.PRIVATE) else self.none()


class MeasurementQuerySet(OwnedQuerySet[Row]):
    """Body measurements, for their owner."""

    def newest_first(self) -> Self:
        """With the measure of each."""
        return self.select_related("measure").order_by("-measured_at", "-id")


class RoutineQuerySet(OwnedQuerySet[Row]):
    """Routines, for their owner."""

    def outlined(self) -> Self:
        """With days and exercises, in order: four queries whatever their number."""
        return self.prefetch_related("days__exercises__exercise_type")

    def whole(self) -> Self:
        """With days, exercises and targets, in order: six queries whatever their number."""
        return self.prefetch_related("days__exercises__exercise_type", "days__exercises__targets__set_type")


class RoutinePartQuerySet(models.QuerySet[Row]):
    """Days, exercises and targets have no owner of their own: they are as visible as their routine."""

    def visible_to(self, scope: Scope) -> Self:
        """The rows that ``scope`` may read."""
        if not scope.sees(Area.PRIVATE):
            return self.none()
        path: str = self.model.owner_path  # type: ignore[attr-defined]
        return self.filter(**{path: scope.owner})

    def editable_by(self, scope: Scope) -> Self:
        """The rows that ``scope`` may change."""
        return self.visible_to(scope) if scope.can_write else self.none()


class GoalQuerySet(OwnedQuerySet[Row]):
    """Goals, for their owner."""


class UndoQuerySet(OwnedQuerySet[Row]):
    def live(self) -> Self:
        """What can still be undone."""
        oldest = timezone.now() - timedelta(days=settings.UNDO_DAYS)
        return self.filter(undone_at__isnull=True, created_at__gte=oldest)


def workouts_column() -> Coalesce:
    """An expression over users: how many workouts each has; calculations are none."""
    sessions = apps.get_model("sessions_app", "WorkoutSession")
    mine = sessions._base_manager.filter(owner=OuterRef("pk"), kind="workout")  # noqa: SLF001 - of every owner
    counted = mine.order_by().values("owner").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
