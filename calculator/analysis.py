"""One-rep maxima out of the athlete's recent sets: the best of each exercise, by every formula.

Counted are sets of workouts, no warm-ups, with 1 to 10 successful reps and a weight, of exercises in which the weight
is the load. A set is estimated from its heaviest successful reps. The mean is the product's one estimate
(``formulas.mean_factor``), the same that records and progress show.

Because every formula is linear in the weight, the database only finds the heaviest weight of each exercise and number
of reps, for either half of the period: at most twenty lines for an exercise, however many sets there are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, Max, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calculator import formulas
from sessions_app.calendar import today_of
from sessions_app.estimates import estimated_max
from sessions_app.models import ExerciseType, WorkoutSession, WorkoutSet
from sessions_app.records import KINDS, RecordKind
from sharing.scope import Area, Scope
from workouttracker.kit.text import name_key

PERIODS = (30, 60, 90, 120)
"""Days that can be looked at, today included."""
DEFAULT_PERIOD = 90
RECENT = 20
"""How many sets are listed."""
ESTIMATED_KINDS = tuple(kind for kind, records in KINDS.items() if RecordKind.ESTIMATE in records)


@dataclass(frozen=True, slots=True)
class ExerciseEstimate:
    """The best of an exercise, in kilograms.

    ``best`` is the highest mean of a set, ``weight`` × ``reps`` that set; ``by_formula`` the highest estimate of each
    formula; ``trend`` how much the best of the period's second half is above that of the first, None without sets in
    both.
    """

    exercise_id: int
    name: str
    sets: int
    latest: date
    best: Decimal
    weight: Decimal
    reps: int
    by_formula: tuple[tuple[str, Decimal], ...]
    trend: Decimal | None


@dataclass(frozen=True, slots=True)
class RecentSet:
    """A set that was counted; ``estimate`` in kilograms."""

    session_id: int
    day: date
    exercise: str
    weight: Decimal
    reps: int
    estimate: Decimal


class _Heaviest(NamedTuple):
    """The heaviest weight of one number of reps in one half of the period."""

    reps: int
    late: bool
    weight: Decimal
    sets: int
    latest: date

    @property
    def estimate(self) -> Decimal:
        return self.weight * formulas.mean_factor(self.reps)


SORTS: Mapping[str, tuple[str | Promise, Callable[[ExerciseEstimate], Any]]] = {
    "-best": (_("Highest estimate first"), lambda row: row.best),
    "best": (_("Lowest estimate first"), lambda row: row.best),
    "name": (_("Exercise, A to Z"), lambda row: name_key(row.name)),
    "-name": (_("Exercise, Z to A"), lambda row: name_key(row.name)),
    "-sets": (_("Most sets first"), lambda row: row.sets),
    "sets": (_("Fewest sets first"), lambda row: row.sets),
    "-trend": (_("Biggest gain first"), lambda row: row.trend),
    "trend": (_("Biggest loss first"), lambda row: row.trend),
    "-latest": (_("Last done first"), lambda row: row.latest),
}
"""Every order of the list: what it is called and what it compares. A leading minus turns it round."""
DEFAULT_SORT = "-best"


def counted_sets(scope: Scope, days: int) -> "QuerySet[WorkoutSet]":
    """The sets of the last ``days`` days, today included, that are estimated from."""
    rows: QuerySet[WorkoutSet] = WorkoutSet.objects.visible_to(scope, Area.CALCULATOR)
    last = today_of(scope)
    return rows.filter(
        local_date__gt=last - timedelta(days=days),
        local_date__lte=last,
        session_kind=WorkoutSession.Kind.WORKOUT,
        is_warm_up=False,
        reps_done__range=(formulas.MIN_REPS, formulas.GOOD_REPS),
        top_weight__gt=0,
        exercise_type__kind__in=ESTIMATED_KINDS,
    ).order_by()


def exercise_estimates(scope: Scope, days: int, sort: str = DEFAULT_SORT) -> list[ExerciseEstimate]:
    """The best of every exercise done in the period, in the order called ``sort``. Two queries."""
    second_half = Case(
        When(local_date__gt=today_of(scope) - timedelta(days=days // 2), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    grouped = (
        counted_sets(scope, days)
        .annotate(late=second_half)
        .values_list("exercise_type", "top_weight_reps", "late")
        .annotate(heaviest=Max("top_weight"), sets=Count("pk"), latest=Max("local_date"))
    )
    found: dict[int, list[_Heaviest]] = defaultdict(list)
    for exercise_id, reps, late, weight, sets, latest in grouped:
        found[exercise_id].append(_Heaviest(reps, late, weight, sets, latest))
    names = dict(ExerciseType.objects.visible_to(scope).filter(pk__in=list(found)).values_list("pk", "name"))
    rows = (_estimate(pk, names[pk], heaviest) for pk, heaviest in found.items() if pk in names)
    return _sorted(rows, sort)


def recent_sets(scope: Scope, days: int) -> list[RecentSet]:
    """The latest of the counted sets. One query."""
    rows = counted_sets(scope, days).order_by("-local_date", "-pk")[:RECENT]
    columns = ("session_id", "local_date", "exercise_type__name", "top_weight", "top_weight_reps")
    return [
        RecentSet(session_id, day, exercise, weight, reps, estimated_max(weight, reps) or Decimal(0))
        for session_id, day, exercise, weight, reps in rows.values_list(*columns)
    ]


def biggest_gain(rows: Iterable[ExerciseEstimate]) -> ExerciseEstimate | None:
    """The exercise that got better most, if any did."""
    risen = [row for row in rows if row.trend is not None and row.trend > 0]
    return max(risen, key=lambda row: row.trend or 0, default=None)


def _estimate(exercise_id: int, name: str, heaviest: list[_Heaviest]) -> ExerciseEstimate:
    best = max(heaviest, key=lambda group: (group.estimate, -group.reps))
    by_formula = (
        (key, max(group.weight * (formulas.factor(key, group.reps) or 0) for group in heaviest))
        for key in formulas.FORMULAS
    )
    return ExerciseEstimate(
        exercise_id,
        name,
        sum(group.sets for group in heaviest),
        max(group.latest for group in heaviest),
        best.estimate,
        best.weight,
        best.reps,
        tuple(by_formula),
        _trend(heaviest),
    )


def _trend(heaviest: list[_Heaviest]) -> Decimal | None:
    early = [group.estimate for group in heaviest if not group.late]
    late = [group.estimate for group in heaviest if group.late]
    return max(late) - max(early) if early and late else None


def _sorted(rows: Iterable[ExerciseEstimate], sort: str) -> list[ExerciseEstimate]:
    """In the order called ``sort``; what has nothing to compare comes last, equals by name."""
    compared = SORTS[sort][1]
    by_name = sorted(rows, key=lambda row: name_key(row.name))
    having = [row for row in by_name if compared(row) is not None]
    having.sort(key=compared, reverse=sort.startswith("-"))
    return having + [row for row in by_name if compared(row) is None]
