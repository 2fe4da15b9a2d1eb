"""What reports read from, and what several of them share.

Sets are read from their covering index alone (owner, local_date): the columns that reports need are all in it. Names,
kinds and muscles of exercises come in one query for all reports of a page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DecimalField,
    F,
    Func,
    IntegerField,
    Max,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from sessions_app.body_load import body_volumes
from sessions_app.models import ExerciseType, WorkoutSession, WorkoutSet
from sessions_app.records import load_in_sql
from sessions_app.reports.period import Period
from sharing.scope import Area, Scope
from workouttracker.kit.units import Unit

ZERO = Decimal(0)
LONG = 300
"""Workouts, two years of three a week: then the records of all time cost as much as the rest of the page."""
WORKOUT = WorkoutSession.Kind.WORKOUT


class LocalHour(Func):
    """The hour on the clock where the session was done (column ``time_zone``)."""

    output_field = IntegerField()
    template = "EXTRACT(HOUR FROM %(expressions)s)::integer"
    arg_joiner = " AT TIME ZONE "

    def __init__(self) -> None:
        super().__init__(F("started_at"), F("time_zone"))

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        """Django's own function, which takes the zone as a value of the row too."""
        sql = Func(Value("hour"), *self.source_expressions, Value("UTC"), function="django_datetime_extract")
        return sql.as_sql(compiler, connection)


class LocalMidnight(Func):
    """Whether the session begins when the day does, on the clock where it was done."""

    output_field = BooleanField()
    template = "(%(expressions)s)::time = '00:00'"
    arg_joiner = " AT TIME ZONE "
    conditional = True

    def __init__(self) -> None:
        super().__init__(F("started_at"), F("time_zone"))

    def as_sqlite(self, compiler: Any, connection: Any, **_extra: Any) -> Any:
        time = Func(*self.source_expressions, Value("UTC"), function="django_datetime_cast_time")
        sql, params = time.as_sql(compiler, connection)
        return f"{sql} = '00:00:00'", params


HAS_NO_TIME = Q(ended_at=None, import_batch__isnull=False) & Q(LocalMidnight())
"""Sessions out of files that know days only, as ``WorkoutSession.has_time`` and ``kit.dates.is_day_alone`` have it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: whose sets, which days, in which unit; ``exercise_id`` and ``page`` where a report has them."""

    scope: Scope
    period: Period
    today: date
    unit: Unit = Unit.KG
    first_weekday: int = 0
    exercise_id: int | None = None
    page: int = 1

    @property
    def zone_name(self) -> str:
        """The time zone that decides what today is."""
        return self.scope.owner.time_zone if self.scope.owner else ""


@dataclass(frozen=True, slots=True)
class ExerciseFacts:
    """An exercise: its name, kind and the muscle groups it is for, and those it works beside them."""

    id: int
    name: str
    kind: str
    main: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExerciseSums:
    """The sums over an exercise's sets in the period. ``working_`` leaves warm-ups out; kilograms."""

    exercise_id: int
    sets: int
    working_sets: int
    done: int
    failed: int
    working_tonnage: Decimal
    top_load: Decimal


class Source:
    """The rows that one request's reports are made of; what several need is read once."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self._facts: dict[int, ExerciseFacts] = {}

    @property
    def all_sets(self) -> "QuerySet[WorkoutSet]":
        """The sets of workouts of all time, in no order; calculations left out."""
        rows = WorkoutSet.objects.visible_to(self.ask.scope, Area.REPORTS)
        return rows.filter(session_kind=WORKOUT).order_by()

    @property
    def sets(self) -> "QuerySet[WorkoutSet]":
        """The sets of workouts in the period."""
        return within(self.all_sets, self.ask.period)

    @property
    def all_sessions(self) -> "QuerySet[WorkoutSession]":
        """The workouts of all time that have a set, in no order."""
        rows = WorkoutSession.objects.visible_to(self.ask.scope, Area.REPORTS)
        return rows.filter(kind=WORKOUT, total_sets__gt=0).order_by()

    @cached_property
    def starts(self) -> tuple[tuple[date, int | None], ...]:
        """The day and the hour on the clock of each of them; no hour where only the day is known."""
        hour = Case(When(HAS_NO_TIME, then=None), default=LocalHour(), output_field=IntegerField())
        return tuple(self.all_sessions.annotate(hour=hour).values_list("local_date", "hour"))

    def is_long(self, *, reads_starts: bool) -> bool:
        """Whether the history is so long that what reads all of it had better not keep the page waiting.

        ``reads_starts``: whether ``starts`` are read anyway.
        """
        if reads_starts:
            return len(self.starts) > LONG
        # In an order that has an index: asked for any row, PostgreSQL reads the table of all athletes.
        return bool(self.all_sessions.order_by("local_date").values_list("local_date")[LONG : LONG + 1])

    @cached_property
    def per_exercise(self) -> tuple[ExerciseSums, ...]:
        """Sums per exercise in the period, most working sets first."""
        rows = self.sets.values("exercise_type").annotate(
            sets=Count("*"),  # the key is not in the index
            working=working_count(),
            done=Sum("reps_done"),
            failed=Sum("reps_failed"),
            tonnage=working_tonnage(),
            top=Max(load_in_sql(), filter=Q(is_warm_up=False)),
        )
        columns = ("exercise_type", "sets", "working", "done", "failed", "tonnage", "top")
        body = body_volumes(self.ask.scope, self.sets.filter(is_warm_up=False), "exercise_type")
        found = (
            ExerciseSums(pk, sets, working, done, failed, tonnage + body.get(pk, ZERO), top or ZERO)
            for pk, sets, working, done, failed, tonnage, top in rows.values_list(*columns)
        )
        return tuple(sorted(found, key=lambda each: (-each.working_sets, -each.sets, each.exercise_id)))

    def learn(self, exercise_ids: Iterable[int]) -> None:
        """Read the facts about exercises that aren't known yet: one query, or none."""
        missing = set(exercise_ids) - set(self._facts)
        if not missing:
            return
        rows = ExerciseType.objects.visible_to(self.ask.scope).filter(pk__in=missing).order_by("muscles__muscle")
        muscles: dict[int, tuple[list[str], list[str]]] = {pk: ([], []) for pk in missing}
        names: dict[int, tuple[str, str]] = {}
        columns = ("pk", "name", "kind", "muscles__muscle", "muscles__is_primary")
        for pk, name, kind, muscle, is_primary in rows.values_list(*columns):
            names[pk] = (name, kind)
            if muscle:
                muscles[pk][not is_primary].append(muscle)
        for pk, (name, kind) in names.items():
            self._facts[pk] = ExerciseFacts(pk, name, kind, *map(tuple, muscles[pk]))

    def fact(self, exercise_id: int) -> ExerciseFacts:
        """What is known about an exercise; ``learn`` it before, together with others."""
        if exercise_id not in self._facts:
            self.learn([exercise_id])
        return self._facts[exercise_id]


def within(rows: "QuerySet[WorkoutSet]", period: Period) -> "QuerySet[WorkoutSet]":
    """Those of ``rows`` whose day lies in ``period``."""
    if period.first:
        rows = rows.filter(local_date__gte=period.first)
    return rows.filter(local_date__lte=period.last) if period.last else rows


def working_count() -> Sum:
    """How many sets are no warm-ups."""
    return Sum(Case(When(is_warm_up=False, then=Value(1)), default=Value(0), output_field=IntegerField()))


def working_tonnage() -> Sum:
    """Kilograms moved in sets that are no warm-ups."""
    return Sum(Case(When(is_warm_up=False, then=F("tonnage")), default=Value(ZERO), output_field=DecimalField()))
