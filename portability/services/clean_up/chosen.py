"""Which part of the log a tool works on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from sessions_app.data_versions import data_versions
from sessions_app.errors import StaleError
from sessions_app.models import DataVersion, WorkoutSession, WorkoutSet
from sharing.scope import Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

ROWS_AT_ONCE = 500
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Workouts of the days from ``first`` to ``last``, both included; those of one import; those with
    ``session_ids``; or all. Where a tool works on sets, ``exercise_ids`` narrows it to sets of these.
    """

    first: date | None = None
    last: date | None = None
    batch: UUID | None = None
    session_ids: tuple[int, ...] = ()
    exercise_ids: tuple[int, ...] = ()

    def sessions(self, scope: Scope) -> "QuerySet[WorkoutSession]":
        """The workouts, saved calculations left out, in no order."""
        rows = WorkoutSession.objects.editable_by(scope).filter(kind=WorkoutSession.Kind.WORKOUT).order_by()
        if self.first:
            rows = rows.filter(local_date__gte=self.first)
        if self.last:
            rows = rows.filter(local_date__lte=self.last)
        if self.batch:
            rows = rows.filter(import_batch=self.batch)
        return rows.filter(pk__in=self.session_ids) if self.session_ids else rows

    def sets(self, scope: Scope) -> "QuerySet[WorkoutSet]":
        """The sets of these workouts and exercises, in no order."""
        rows = WorkoutSet.objects.editable_by(scope).filter(session__in=self.sessions(scope).values("pk")).order_by()
        return rows.filter(exercise_type__in=self.exercise_ids) if self.exercise_ids else rows


def log_version(scope: Scope) -> str:
    """What the log is at, to be shown with a preview and given back when it is carried out."""
    return data_versions(scope)[DataVersion.Area.LOG]


def lock_unchanged(scope: Scope, rows: "QuerySet[Any]", version: str | None) -> list[int]:
    """Lock ``rows``, sessions or whatever else a tool changes, until the transaction ends; their keys.

    Raises ``StaleError`` when the log is not at ``version`` any more: what was previewed is not what would be done.
    None takes any. The second of two clicks waits here for the first one and is then refused.
    """
    ids = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    if version is not None and log_version(scope) != version:
        raise StaleError
    return ids


def chunks(items: Sequence[Item], size: int = ROWS_AT_ONCE) -> Iterator[Sequence[Item]]:
    """``items`` in pieces that fit into one statement."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
