"""Days with training: a month as a calendar, a year as a heat map. Days are the athlete's, as they lived them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.utils import timezone

from sessions_app import reads
from sessions_app.body_load import body_volumes, with_body
from sessions_app.caching import Component, kept_json
from sessions_app.models import WorkoutSession, WorkoutSet
from sessions_app.reports.frequency import streaks
from sessions_app.reports.period import week_start
from sharing.scope import Scope
from workouttracker.kit.dates import local_day

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LEVELS = 4
"""How many shades a day with training can have."""
FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Months and years outside are not drawn."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What was done in some days; ``tonnage`` in kilograms."""

    sessions: int = 0
    sets: int = 0
    reps: int = 0
    tonnage: Decimal = Decimal(0)
    days: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.sessions + other.sessions,
            self.sets + other.sets,
            self.reps + other.reps,
            self.tonnage + other.tonnage,
            self.days + other.days,
        )


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the calendar; ``inside`` the month or filling up its first or last week."""

    day: date
    inside: bool
    is_today: bool
    rows: tuple[reads.SessionRow, ...] = ()

    @property
    def sets(self) -> int:
        return sum(row.sets for row in self.rows)


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks, with its neighbours; ``earlier`` and ``later`` are their first days."""

    first: date
    weeks: tuple[tuple[MonthDay, ...], ...]
    rows: tuple[reads.SessionRow, ...]
    totals: Totals
    earlier: date | None
    later: date | None

    @property
    def weekdays(self) -> tuple[date, ...]:
        """A day for each column, to name it by."""
        return tuple(cell.day for cell in self.weeks[0])


@dataclass(frozen=True, slots=True)
class HeatDay:
    """A day of the heat map; ``level`` 0 is none, 1 to ``LEVELS`` a training; None is outside the period."""

    day: date
    level: int | None
    totals: Totals


@dataclass(frozen=True, slots=True)
class HeatMonth:
    """A month of the heat map's table: ``columns`` of the picture begin in it."""

    first: date
    totals: Totals
    columns: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A row for each weekday, a column for each week.

    ``bounds`` are the most sets of levels 1 to 3, ``least`` and ``most`` the fewest and most of a day with training.
    """

    rows: tuple[tuple[HeatDay, ...], ...]
    months: tuple[HeatMonth, ...]
    totals: Totals
    bounds: tuple[int, ...]
    least: int
    most: int

    @property
    def legend(self) -> list[tuple[int, int, int]]:
        """What each shade that can occur stands for: level, fewest sets, most sets."""
        ends = (*self.bounds, self.most) if self.bounds else ()
        starts = (self.least, *(bound + 1 for bound in self.bounds))
        each = zip(range(1, LEVELS + 1), starts, ends, strict=False)
        return [(level, low, high) for level, low, high in each if low <= high]


def today_of(scope: Scope) -> date:
    """The day it is where the athlete is, whoever looks."""
    return local_day(timezone.now(), scope.owner.zone) if scope.owner else timezone.localdate()


def first_weekday_of(scope: Scope) -> int:
    """The weekday with which the athlete's weeks begin; 0 is Monday."""
    return scope.owner.first_weekday if scope.owner else 0


def workouts(scope: Scope) -> "QuerySet[WorkoutSession]":
    """The sessions that a calendar is about: saved calculations are none."""
    rows: QuerySet[WorkoutSession] = WorkoutSession.objects.visible_to(scope)
    return rows.filter(kind=WorkoutSession.Kind.WORKOUT)


def month_of(scope: Scope, first: date) -> Month:
    """The month that begins with ``first``. One query, whatever its length."""
    after = next_month(first)
    start = week_start(first, first_weekday_of(scope))
    end = week_start(after - DAY, first_weekday_of(scope)) + WEEK
    found = workouts(scope).filter(local_date__gte=start, local_date__lt=end).order_by("started_at", "id")
    rows = with_body(scope, reads.session_rows(found))
    inside = tuple(row for row in rows if first <= row.day < after)
    return Month(
        first,
        tuple(_weeks(start, end, first, rows, today_of(scope))),
        inside[::-1],
        _sum(inside),
        earlier=_within(first - DAY),
        later=_within(after),
    )


def next_month(first: date) -> date:
    """The first day of the month after the one that begins with ``first``."""
    return (first + timedelta(days=31)).replace(day=1)


def _within(day: date) -> date | None:
    return day.replace(day=1) if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _weeks(
    start: date, end: date, first: date, rows: Sequence[reads.SessionRow], today: date
) -> Iterable[tuple[MonthDay, ...]]:
    by_day: dict[date, list[reads.SessionRow]] = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    while start < end:
        days = (start + timedelta(days=number) for number in range(7))
        yield tuple(MonthDay(day, day.month == first.month, day == today, tuple(by_day.get(day, ()))) for day in days)
        start += WEEK


def _sum(rows: Sequence[reads.SessionRow]) -> Totals:
    each = (Totals(1, row.sets, row.reps, row.tonnage) for row in rows)
    total = sum(each, Totals())
    return Totals(total.sessions, total.sets, total.reps, total.tonnage, len({row.day for row in rows}))


def totals_by_day(scope: Scope, first: date, last: date) -> dict[date, Totals]:
    """What was done on each day with training, ``first`` and ``last`` included. One query."""
    rows = (
        workouts(scope)
        .filter(local_date__gte=first, local_date__lte=last)
        .order_by()
        .values_list("local_date")
        .annotate(Count("pk"), Sum("total_sets"), Sum("total_reps"), Sum("total_tonnage"))
    )
    done = WorkoutSet.objects.visible_to(scope).filter(
        session_kind=WorkoutSession.Kind.WORKOUT, local_date__gte=first, local_date__lte=last
    )
    body = body_volumes(scope, done, "local_date")
    return {
        day: Totals(sessions, sets, reps, tonnage + body.get(day, Decimal(0)), 1)
        for day, sessions, sets, reps, tonnage in rows
    }


def heat_map(scope: Scope, first: date, last: date) -> HeatMap:
    """The days from ``first`` to ``last``, shaded by their sets against each other. One query."""
    totals = totals_by_day(scope, first, last)
    sets = [found.sets for found in totals.values()]
    bounds = level_bounds(sets)
    start, first_weekday = week_start(first, first_weekday_of(scope)), first_weekday_of(scope)
    weeks = (week_start(last, first_weekday) - start).days // 7 + 1

    def cell(day: date) -> HeatDay:
        found = totals.get(day, Totals())
        inside = first <= day <= last
        return HeatDay(day, _level(found, bounds) if inside else None, found)

    rows = tuple(tuple(cell(start + timedelta(days=row + 7 * column)) for column in range(weeks)) for row in range(7))
    months = tuple(_months(rows[0], totals, first, last))
    return HeatMap(rows, months, sum(totals.values(), Totals()), bounds, min(sets, default=0), max(sets, default=0))


def level_bounds(sets: Sequence[int]) -> tuple[int, ...]:
    """The most sets of levels 1 to 3: a quarter of the training days each, so that the shades suit every athlete."""
    ordered = sorted(sets)
    if not ordered:
        return ()
    ends = (-(-len(ordered) * quarter // LEVELS) for quarter in range(1, LEVELS))
    return tuple(ordered[end - 1] for end in ends)


def _level(found: Totals, bounds: tuple[int, ...]) -> int:
    if not found.sessions:
        return 0
    return 1 + sum(found.sets > bound for bound in bounds)


def _months(top: Sequence[HeatDay], totals: Mapping[date, Totals], first: date, last: date) -> Iterable[HeatMonth]:
    """Every month of the period; a column belongs to the month of its last day, which is where its name stands."""
    columns = {
        key: len(list(days))
        for key, days in groupby(top, key=lambda cell: min(cell.day + WEEK - DAY, last).replace(day=1))
    }
    by_month: dict[date, Totals] = {}
    for day, found in totals.items():
        key = day.replace(day=1)
        by_month[key] = by_month.get(key, Totals()) + found
    month = first.replace(day=1)
    while month <= last:
        yield HeatMonth(month, by_month.get(month, Totals()), columns.get(month, 0))
        month = next_month(month)


def latest_day(scope: Scope) -> date | None:
    """The day of the last workout. One query."""
    found: date | None = workouts(scope).aggregate(last=Max("local_date"))["last"]
    return found


def years_of(scope: Scope) -> list[int]:
    """The years since the first workout, the latest first. One query."""
    first: date | None = workouts(scope).aggregate(first=Min("local_date"))["first"]
    today = today_of(scope)
    if first is None:
        return []
    return list(range(today.year, max(first.year, FIRST_YEAR) - 1, -1))


def weeks_in_a_row(scope: Scope) -> int:
    """How many weeks in a row, up to this one or the last, had a workout with at least one set.

    Kept until the log changes: it reads the days of all years. Two queries, or one.
    """
    today, first_weekday = today_of(scope), first_weekday_of(scope)
    part = Component("weeks-in-a-row", (today.isoformat(), str(first_weekday)))

    def count() -> int:
        rows = workouts(scope).filter(total_sets__gt=0).order_by().values_list("local_date", flat=True)
        return streaks(rows.distinct(), today, first_weekday)[0]

    return int(kept_json(scope, part, count))
