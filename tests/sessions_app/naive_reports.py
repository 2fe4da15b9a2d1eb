"""The reports once more, computed naively in plain Python from sessions, sets and reps. Nothing of the product's own.

Slow, obvious, and written from the definitions that stand beside the numbers.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sessions_app.models import Rep, WorkoutSession, WorkoutSet


@dataclass(frozen=True)
class NaiveSet:
    """A set as somebody would tell it."""

    session: int
    started: datetime
    zone: str
    calculation: bool
    warm_up: bool
    exercise: int
    kind: str
    weight: Decimal
    seconds: int | None
    metres: Decimal | None
    reps: tuple[tuple[Decimal, bool], ...]

    @property
    def day(self) -> date:
        return self.started.astimezone(ZoneInfo(self.zone)).date()

    @property
    def hour(self) -> int:
        return self.started.astimezone(ZoneInfo(self.zone)).hour

    @property
    def done(self) -> list[Decimal]:
        return [weight for weight, success in self.reps if success]

    @property
    def failed(self) -> int:
        return len(self.reps) - len(self.done)

    @property
    def tonnage(self) -> Decimal:
        return Decimal(0) if self.kind == "assisted" else sum(self.done, Decimal(0))

    @property
    def counts(self) -> bool:
        """Whether it can make a record."""
        moved = bool(self.done) or (not self.failed and bool(self.seconds or self.metres))
        return moved and not self.warm_up and not self.calculation

    @property
    def load(self) -> Decimal:
        return max(self.done) if self.done else self.weight

    @property
    def estimate(self) -> float | None:
        if not self.done or not max(self.done):
            return None
        return one_rep_max(float(max(self.done)), self.done.count(max(self.done)))


def one_rep_max(weight: float, reps: int) -> float | None:
    """The mean of the seven formulas, written down here a second time."""
    if reps == 1:
        return weight
    if not 1 < reps <= 10:
        return None
    formulas = [
        weight * 36 / (37 - reps),
        weight * (1 + 0.0333 * reps),
        100 * weight / (101.3 - 2.67123 * reps),
        weight * math.pow(reps, 0.1),
        100 * weight / (52.2 + 41.9 * math.exp(-0.055 * reps)),
        weight * (1 + 0.025 * reps),
        100 * weight / (48.8 + 53.8 * math.exp(-0.075 * reps)),
    ]
    return sum(formulas) / len(formulas)


def sets_of(owner_id: int) -> list[NaiveSet]:
    """Everything logged, read row by row; sums and copied keys are not looked at."""
    found = []
    for row in WorkoutSet.objects.filter(owner=owner_id).select_related("session", "exercise_type", "set_type"):
        reps = Rep.objects.filter(workout_set=row.pk).order_by("number").values_list("weight", "success")
        found.append(
            NaiveSet(
                row.session_id,
                row.session.started_at,
                row.session.time_zone,
                row.session.kind == WorkoutSession.Kind.CALCULATION,
                row.set_type.is_warm_up,
                row.exercise_type_id,
                row.exercise_type.kind,
                row.weight,
                row.duration_seconds,
                row.distance_metres,
                tuple(reps),
            )
        )
    return [each for each in found if not each.calculation]


def within(sets: Iterable[NaiveSet], first: date | None, last: date | None) -> list[NaiveSet]:
    return [each for each in sets if (not first or each.day >= first) and (not last or each.day <= last)]


def success(sets: Iterable[NaiveSet]) -> dict[int, tuple[int, int, int]]:
    """Sets, reps done and reps failed of each exercise."""
    sums: dict[int, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for each in sets:
        count, done, failed = sums[each.exercise]
        sums[each.exercise] = (count + 1, done + len(each.done), failed + each.failed)
    return dict(sums)


def progress(sets: Iterable[NaiveSet], exercise: int) -> dict[date, tuple[Decimal, Decimal, float | None]]:
    """The heaviest and the least load and the best estimate of each day."""
    days: dict[date, list[NaiveSet]] = defaultdict(list)
    for each in sets:
        if each.exercise == exercise and each.counts:
            days[each.day].append(each)
    return {
        day: (
            max(each.load for each in found),
            min(each.load for each in found),
            max((one for each in found if (one := each.estimate) is not None and one >= top(found)), default=None),
        )
        for day, found in sorted(days.items())
    }


def top(sets: Iterable[NaiveSet]) -> float:
    """The heaviest load, to the gram below, as estimates are compared with it."""
    return float(max(each.load for each in sets)) - 0.0005


def weeks(sets: Iterable[NaiveSet], first_weekday: int) -> dict[date, tuple[int, int, Decimal]]:
    """Working sets, their reps and kilograms by the week's first day; weeks without any are left out."""
    sums: dict[date, tuple[int, int, Decimal]] = defaultdict(lambda: (0, 0, Decimal(0)))
    for each in sets:
        if each.warm_up:
            continue
        start = each.day
        while start.weekday() != first_weekday:
            start -= timedelta(days=1)
        count, done, tonnage = sums[start]
        sums[start] = (count + 1, done + len(each.done), tonnage + each.tonnage)
    return dict(sums)


def hours(sets: Iterable[NaiveSet]) -> dict[int, int]:
    """Sessions by the hour in which they started, where they started."""
    counts: dict[int, int] = defaultdict(int)
    for _session, hour in {(each.session, each.hour) for each in sets}:
        counts[hour] += 1
    return dict(counts)


def bests(sets: Iterable[NaiveSet]) -> dict[tuple[int, str], float]:
    """The best of each exercise by what is measured."""
    found: dict[tuple[int, str], float] = {}
    volumes: dict[tuple[int, int], Decimal] = defaultdict(Decimal)

    def better(each: NaiveSet, kind: str, value: Decimal | float | None, *, least: bool = False) -> None:
        if value is None or (value <= 0 and not least):
            return
        key = (each.exercise, kind)
        choose = min if least else max
        found[key] = choose(found.get(key, float(value)), float(value))

    for each in sets:
        if not each.counts:
            continue
        better(each, "heaviest", each.load)
        better(each, "least_help", each.load, least=True)
        better(each, "estimate", each.estimate)
        better(each, "most_reps", len(each.done))
        better(each, "longest", each.seconds)
        better(each, "farthest", each.metres)
        volumes[each.exercise, each.session] += each.tonnage
        better(each, "volume", volumes[each.exercise, each.session])
    return found
