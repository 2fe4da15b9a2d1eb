"""Body weight as part of the load of bodyweight exercises, when the athlete wants it to count.

The sums of sets stay what they are: the weight on the bar, so that they can be checked and nothing has to be written
anew when a body weight is entered late. What the body adds is worked out where volumes are shown, from the body weight
of that day (the latest one before it, else the first one ever). A visitor with a link never gets it: from the volume of
ten pull-ups anybody could tell what their friend weighs.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, QuerySet, Sum

from sessions_app.catalogue.measures import BODY_WEIGHT
from sessions_app.models import Measurement, WorkoutSet
from sessions_app.models.vocabulary import Kind
from sessions_app.reads import SessionRow
from sharing.scope import Area, Scope

ZERO = Decimal(0)
HELP = ExpressionWrapper(F("weight") * F("reps_done"), output_field=DecimalField(max_digits=14, decimal_places=4))
CARRIED = (Kind.BODYWEIGHT, Kind.ASSISTED)
"""Kinds of exercises that move the body itself; help is taken off it."""


def counts_body(scope: Scope) -> bool:
    """Whether the body's weight counts for whoever looks."""
    return scope.owner is not None and scope.owner.count_body_weight and scope.sees(Area.PRIVATE)


def body_volumes(scope: Scope, sets: "QuerySet[WorkoutSet]", by: str) -> dict[Any, Decimal]:
    """Kilograms that the body added in ``sets``, by a column of theirs: two queries, or none when it doesn't count."""
    if not counts_body(scope):
        return {}
    weights = list(
        Measurement.objects.visible_to(scope)
        .filter(measure__slug=BODY_WEIGHT)
        .order_by("local_date", "measured_at", "id")
        .values_list("local_date", "value")
    )
    if not weights:
        return {}
    rows = (
        sets.filter(exercise_type__kind__in=CARRIED, reps_done__gt=0)
        .order_by()
        .values(*dict.fromkeys((by, "local_date", "exercise_type__kind")))
        .annotate(done=Sum("reps_done"), help=Sum(HELP))
    )
    days = [day for day, _value in weights]
    found: dict[Any, Decimal] = defaultdict(Decimal)
    for row in rows:
        moved = weight_on(row["local_date"], days, weights) * row["done"]
        if row["exercise_type__kind"] == Kind.ASSISTED:
            moved = max(moved - Decimal(row["help"]), ZERO)
        found[row[by]] += moved
    return dict(found)


def weight_on(day: date, days: Sequence[date], weights: Sequence[tuple[date, Decimal]]) -> Decimal:
    """The latest body weight up to ``day``, else the first one ever. ``days`` are those of ``weights``."""
    return weights[max(bisect_right(days, day) - 1, 0)][1]


def with_body(scope: Scope, rows: Iterable[SessionRow]) -> list[SessionRow]:
    """``rows`` with what the body added to their volume."""
    shown = list(rows)
    if not shown or not counts_body(scope):
        return shown
    sets = WorkoutSet.objects.visible_to(scope).filter(session__in=[row.id for row in shown])
    added = body_volumes(scope, sets, "session")
    return [replace(row, tonnage=row.tonnage + added.get(row.id, ZERO)) for row in shown]
