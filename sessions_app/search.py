"""Finding sessions: search, filters, order; and how text is compared on the two databases.

Where the databases differ: SQLite's LIKE folds ASCII letters only, so there text is compared by Django's regular
expression function, which is Python's and knows every letter. PostgreSQL's ILIKE does, with any locale but "C".
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import DurationField, Exists, ExpressionWrapper, F, OrderBy, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions_app.models import ExerciseAlias, ExerciseType, WorkoutSession, WorkoutSet
from sharing.scope import Scope
from workouttracker.kit.text import name_key

DURATION = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
DEFAULT_SORT = "-date"
SORTS: dict[str, tuple[str | Promise, Any]] = {
    "-date": (_("Newest first"), F("started_at")),
    "date": (_("Oldest first"), F("started_at")),
    "name": (_("Name, A to Z"), Lower("name")),
    "-name": (_("Name, Z to A"), Lower("name")),
    "-duration": (_("Longest first"), DURATION),
    "duration": (_("Shortest first"), DURATION),
    "-sets": (_("Most sets first"), F("total_sets")),
    "sets": (_("Fewest sets first"), F("total_sets")),
    "-volume": (_("Most volume first"), F("total_tonnage")),
    "volume": (_("Least volume first"), F("total_tonnage")),
}
"""Every order of the list: what it is called and what it compares. A leading minus turns it round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFilter:
    """What somebody looks for; both days are included."""

    text: str = ""
    date_from: date | None = None
    date_to: date | None = None
    exercise_id: int | None = None
    kind: str = ""
    sort: str = DEFAULT_SORT

    @property
    def narrows(self) -> bool:
        """Whether any session can be left out."""
        return any((self.text, self.date_from, self.date_to, self.exercise_id, self.kind))


def contains(field: str, text: str) -> Q:
    """``field`` holds ``text`` in any case, for letters of every language, on both databases."""
    if connection.vendor == "sqlite" and not text.isascii():
        return Q(**{f"{field}__iregex": re.escape(text)})
    return Q(**{f"{field}__icontains": text})


def exercises_named(scope: Scope, text: str) -> "QuerySet[ExerciseType]":
    """The exercises whose name, or one of whose other names, holds ``text``; case, accents and spaces don't count."""
    key = name_key(text)
    rows: QuerySet[ExerciseType] = ExerciseType.objects.visible_to(scope)
    if not key:
        return rows.none()
    aliases = ExerciseAlias.objects.visible_to(scope).filter(name_key__contains=key)
    return rows.filter(Q(name_key__contains=key) | Q(pk__in=aliases.values("exercise_type")))


def sessions_found(scope: Scope, wanted: SessionFilter) -> "QuerySet[WorkoutSession]":
    """The sessions ``scope`` may read that fit, in the order asked for."""
    rows: QuerySet[WorkoutSession] = WorkoutSession.objects.visible_to(scope)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.date_from:
        rows = rows.filter(local_date__gte=wanted.date_from)
    if wanted.date_to:
        rows = rows.filter(local_date__lte=wanted.date_to)
    sets = WorkoutSet.objects.visible_to(scope)
    if wanted.exercise_id:
        rows = rows.filter(pk__in=sets.filter(exercise_type=wanted.exercise_id).values("session"))
    if wanted.text:
        rows = rows.filter(_holds(scope, wanted.text))
    return rows.order_by(*_order(wanted.sort))


def exercises_used(scope: Scope) -> "QuerySet[ExerciseType]":
    """The exercises the athlete has done: one index probe for each of the catalogue, whatever the history's length."""
    rows: QuerySet[ExerciseType] = ExerciseType.objects.visible_to(scope)
    return rows.filter(Exists(WorkoutSet.objects.visible_to(scope).filter(exercise_type=OuterRef("pk"))))


def _holds(scope: Scope, text: str) -> Q:
    """Name or note of the session, note or exercise of one of its sets."""
    sets = WorkoutSet.objects.visible_to(scope)
    noted = sets.filter(contains("notes", text) | contains("description", text))
    # Resolved first: as a sub-select PostgreSQL would guess that most sets fit and read them all.
    exercise_ids = list(exercises_named(scope, text).order_by().values_list("pk", flat=True))
    found = contains("name", text) | contains("notes", text) | Q(pk__in=noted.values("session"))
    if exercise_ids:
        found |= Q(pk__in=sets.filter(exercise_type__in=exercise_ids).values("session"))
    return found


def _order(sort: str) -> list[OrderBy]:
    """The order called ``sort``; sessions without a duration come last, the newest first among equals."""
    compared = SORTS[sort][1]
    turn = partial(OrderBy, compared, descending=sort.startswith("-"))
    first = turn(nulls_last=True) if compared is DURATION else turn()
    if compared == F("started_at") and not sort.startswith("-"):
        return [first, F("id").asc()]
    if compared == F("started_at"):
        return [first, F("id").desc()]
    return [first, F("started_at").desc(), F("id").desc()]
