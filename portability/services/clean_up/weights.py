"""Changing weights of many sets at once, and the sums that follow from them, in SQL.

A log of 100,000 sets has 800,000 reps but only some hundred different weights: what changes is told as a map from
weight to weight, and undone by the map read backwards.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Max, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from portability.services.clean_up.chosen import chunks
from sessions_app.models import Rep, WorkoutSession, WorkoutSet
from sessions_app.services.writing import sessions_count_up
from sessions_app.sums import NO_LOAD_KINDS

Weights = Mapping[Decimal, Decimal]


def weights_replace(set_ids: Sequence[int], weights: Weights) -> None:
    """Replace each weight of these sets and their reps by what ``weights`` says; those it doesn't name stay.

    Sums and revisions follow. Must run inside a transaction, with the sessions locked.
    """
    for ids in chunks(set_ids):
        for rows in (WorkoutSet.objects.filter(pk__in=ids), Rep.objects.filter(workout_set__in=ids)):
            _replace(rows, weights)
        sums_rewrite(ids)
        WorkoutSet.objects.filter(pk__in=ids).update(revision=F("revision") + 1)


def _replace(rows: "QuerySet[Any]", weights: Weights) -> None:
    present = rows.order_by().values_list("weight", flat=True).distinct()
    pairs = {weight: weights[weight] for weight in present if weight in weights}
    if pairs:
        field = rows.model._meta.get_field("weight")  # noqa: SLF001 - the documented way to a model's field
        cases = [When(weight=before, then=Value(after, field)) for before, after in pairs.items()]
        rows.filter(weight__in=list(pairs)).update(weight=Case(*cases, default=F("weight")))


def sums_rewrite(set_ids: Sequence[int]) -> None:
    """Top weight, reps at it and tonnage of these sets, from their reps."""
    sets = WorkoutSet.objects.filter(pk__in=set_ids)
    done = Rep.objects.filter(workout_set=OuterRef("pk"), success=True)
    sets.update(top_weight=_of(done, "workout_set", Max("weight")))
    at_top = done.filter(weight=OuterRef("top_weight"))
    sets.update(top_weight_reps=_of(at_top, "workout_set", Count("number"), 0))
    loaded = sets.exclude(exercise_type__kind__in=NO_LOAD_KINDS)
    loaded.update(tonnage=_of(done, "workout_set", Sum("weight")))


def sessions_follow(session_ids: Sequence[int]) -> None:
    """The tonnage of these sessions from their sets, and their revisions counted up."""
    for ids in chunks(session_ids):
        sets = WorkoutSet.objects.filter(session=OuterRef("pk"))
        WorkoutSession.objects.filter(pk__in=ids).update(total_tonnage=_of(sets, "session", Sum("tonnage")))
    sessions_count_up(session_ids)


def _of(rows: "QuerySet[Any]", group: str, what: Any, nothing: Any = Decimal(0)) -> Coalesce:
    """An aggregate over the correlated ``rows``, as a sub-select."""
    found = rows.order_by().values(group).annotate(found=what).values("found")
    return Coalesce(Subquery(found), nothing)
