"""Personal records: what counts, which ones a set broke, and the best of every exercise.

Counted are sets of workouts (no calculations) that are no warm-up and in which something succeeded: a rep, or a time or
distance without any failed rep. What can be a record depends on the kind of the exercise (``KINDS``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, ExpressionWrapper, F, Max, Min, Q, QuerySet, Sum, TextChoices, When
from django.utils.translation import gettext_lazy as _

from sessions_app.estimates import estimate_in_sql, rounded
from sessions_app.models import WorkoutSession, WorkoutSet
from sessions_app.models.vocabulary import Kind
from sharing.scope import Area, Scope

ZERO = Decimal(0)


class RecordKind(TextChoices):
    """What can be a record. Kilograms, reps, seconds, metres or, for volume, kilograms in all."""

    HEAVIEST = "heaviest", _("Heaviest weight")
    LEAST_HELP = "least_help", _("Least help")
    ESTIMATE = "estimate", _("Best estimated 1RM")
    MOST_REPS = "most_reps", _("Most reps in a set")
    LONGEST = "longest", _("Longest time")
    FARTHEST = "farthest", _("Longest distance")
    VOLUME = "volume", _("Most volume in a session")


KINDS: Mapping[str, tuple[RecordKind, ...]] = {
    Kind.WEIGHT_REPS: (RecordKind.HEAVIEST, RecordKind.ESTIMATE, RecordKind.MOST_REPS, RecordKind.VOLUME),
    Kind.BODYWEIGHT: (RecordKind.HEAVIEST, RecordKind.MOST_REPS, RecordKind.VOLUME),
    Kind.ASSISTED: (RecordKind.LEAST_HELP, RecordKind.MOST_REPS),
    Kind.REPS_ONLY: (RecordKind.MOST_REPS,),
    Kind.DURATION: (RecordKind.LONGEST,),
    Kind.DISTANCE: (RecordKind.FARTHEST, RecordKind.LONGEST),
    Kind.WEIGHT_DURATION: (RecordKind.HEAVIEST, RecordKind.LONGEST),
    Kind.WEIGHT_DISTANCE: (RecordKind.HEAVIEST, RecordKind.FARTHEST),
}
"""What can be a record of an exercise, by its kind. The weight of a bodyweight exercise is the added one."""


def load_in_sql() -> Case:
    """The weight that counts: of the heaviest successful rep, or of the set when it has no reps but a time or distance.

    On an assisted exercise that is the most help that a successful rep had.
    """
    return Case(When(reps_done__gt=0, then=F("top_weight")), default=F("weight"))


SET_MEASURES: Mapping[str, Any] = {
    RecordKind.HEAVIEST: load_in_sql(),
    RecordKind.LEAST_HELP: load_in_sql(),
    RecordKind.ESTIMATE: estimate_in_sql(),
    RecordKind.MOST_REPS: F("reps_done"),
    RecordKind.LONGEST: F("duration_seconds"),
    RecordKind.FARTHEST: F("distance_metres"),
}
"""What one set is measured by. Volume is the sum over a session's sets of an exercise."""
Held = dict[tuple[int, str], Decimal]
"""The present records, by exercise and kind."""


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that a set broke: what it is now and what it was before (unit by ``kind``, see ``RecordKind``)."""

    kind: RecordKind
    value: Decimal
    before: Decimal


@dataclass(frozen=True, slots=True)
class Best:
    """The best of an exercise: since when, and in which session it was reached first."""

    exercise_id: int
    kind: RecordKind
    value: Decimal
    day: date
    session_id: int


COUNTED = (Q(reps_done__gt=0) | Q(reps_failed=0, duration_seconds__gt=0) | Q(reps_failed=0, distance_metres__gt=0)) & Q(
    session_kind=WorkoutSession.Kind.WORKOUT, is_warm_up=False
)
"""Which sets count for records. The one place for the rule."""


def counted(rows: "QuerySet[WorkoutSet]") -> "QuerySet[WorkoutSet]":
    """Those of ``rows`` that count for records."""
    return rows.filter(COUNTED)


def bests_of(rows: "QuerySet[WorkoutSet]") -> list[Best]:
    """The best of each exercise in ``rows``, whatever the kinds of the exercises: see ``meant``. One query.

    Of equal ones the earliest. Sets are summed up per session first: four times fewer rows to be compared.
    """
    per_session = (
        counted(rows)
        .order_by()
        .values("exercise_type", "session", "local_date")
        .annotate(
            most_load=Max(load_in_sql()),
            least_load=Min(load_in_sql()),
            most_estimate=Max(estimate_in_sql()),
            most_reps=Max("reps_done"),
            most_seconds=Max("duration_seconds"),
            most_metres=Max("distance_metres"),
            volume=Sum("tonnage"),
        )
    )
    try:
        sql, params = per_session.query.sql_with_params()
    except EmptyResultSet:  # who may see nothing
        return []
    day = DAY_NUMBER[connection.vendor].format(day="local_date")
    with connection.cursor() as cursor:
        # Put around Django's query by hand: compiling it took longer than running it.
        cursor.execute(_FIRST_BESTS.format(sessions=sql, day=day), params)
        return list(_bests(cursor.fetchall()))


_COLUMNS: Mapping[RecordKind, tuple[str, bool]] = {
    RecordKind.HEAVIEST: ("most_load", False),
    RecordKind.LEAST_HELP: ("least_load", True),
    RecordKind.ESTIMATE: ("most_estimate", False),
    RecordKind.MOST_REPS: ("most_reps", False),
    RecordKind.LONGEST: ("most_seconds", False),
    RecordKind.FARTHEST: ("most_metres", False),
    RecordKind.VOLUME: ("volume", False),
}
"""Where ``bests_of`` finds each kind, and whether the least is the best."""
DAY_NUMBER: Mapping[str, str] = {
    "postgresql": "({day} - DATE '0001-01-01')::bigint",
    "sqlite": "CAST(julianday({day}) - julianday('0001-01-01') AS INTEGER)",
}
"""Days since the first of all in each database's SQL, where ``{day}`` is a column."""
_SESSIONS_A_DAY = 1 << 40
"""Day and session make one number, so that the least of them is the earliest; keys of sessions stay far below."""


def _first_bests() -> str:
    """Per exercise the best of each kind, then per kind when it was reached first.

    Windows need a sort of all sessions and looks at each of them twice: 24 ms for 20,000 sets, this way 20.
    """
    columns = [(kind.value, *found) for kind, found in _COLUMNS.items()]
    bests = ", ".join(f"{'MIN' if least else 'MAX'}({column}) AS best_{kind}" for kind, column, least in columns)
    place = f"{{day}} * {_SESSIONS_A_DAY} + session"
    firsts = ", ".join(f"MIN({place}) FILTER (WHERE {column} = best_{kind})" for kind, column, _least in columns)
    return (
        "WITH sums AS ({sessions}),"  # noqa: S608 - own names
        f" bests AS (SELECT exercise_type AS exercise, {bests} FROM sums GROUP BY exercise_type),"
        f" firsts AS (SELECT exercise AS same, {firsts} FROM sums JOIN bests ON exercise_type = exercise"
        " GROUP BY exercise) SELECT * FROM bests JOIN firsts ON exercise = same"
    )


_FIRST_BESTS = _first_bests()


def _bests(rows: Iterable[Sequence[Any]]) -> Iterator[Best]:
    for exercise_id, *found in rows:
        values, places = found[: len(_COLUMNS)], found[len(_COLUMNS) + 1 :]
        for (kind, (_column, least)), value, place in zip(_COLUMNS.items(), values, places, strict=True):
            if value is not None and (value > 0 or least):
                day, session = divmod(place, _SESSIONS_A_DAY)
                yield Best(exercise_id, kind, _exact(value), date.fromordinal(day + 1), session)


def _exact(value: Any) -> Decimal:
    return rounded(Decimal(repr(value)) if isinstance(value, float) else Decimal(value)) or ZERO


def meant(bests: Iterable[Best], kinds: Mapping[int, str]) -> list[Best]:
    """Those of ``bests`` that mean something for the kind of their exercise (``kinds``: by the exercise's id)."""
    return [best for best in bests if best.kind in KINDS[kinds[best.exercise_id]]]


def _measured(kind: str) -> str:
    return f"measured_{kind}"


_MEASURED = {_measured(kind): expression for kind, expression in SET_MEASURES.items()}
_JUDGED = ("pk", "exercise_type", "exercise_type__kind", "tonnage", *_MEASURED)
_COUNTS = ExpressionWrapper(COUNTED, output_field=BooleanField())


def records_broken(scope: Scope, workout_set: WorkoutSet, area: Area = Area.SESSIONS) -> tuple[BrokenRecord, ...]:
    """What ``workout_set`` broke when it was done: two queries. The first set of an exercise breaks nothing.

    Compared with the sets before it: of earlier sessions and, in its own session, of lower position. So the answer
    stays the same when better sets follow.
    """
    own = WorkoutSet.objects.visible_to(scope, area).filter(exercise_type=workout_set.exercise_type_id)
    return _broken(own, workout_set.session).get(workout_set.pk, ())


def records_and_warm_ups(scope: Scope, workout_set: WorkoutSet) -> tuple[tuple[BrokenRecord, ...], list[bool]]:
    """What ``workout_set`` broke; and which sets of its exercise in its session are warm-ups, in order. Two queries."""
    own = WorkoutSet.objects.visible_to(scope).filter(exercise_type=workout_set.exercise_type_id)
    here = own.filter(session=workout_set.session_id).annotate(counts=_COUNTS, **_MEASURED).order_by("position")
    sets = list(here.values(*_JUDGED, "is_warm_up", "counts"))
    broken = _judged([row for row in sets if row["counts"]], own, workout_set.session)
    return broken.get(workout_set.pk, ()), [row["is_warm_up"] for row in sets]


def records_of_session(
    scope: Scope, session: WorkoutSession, area: Area = Area.SESSIONS
) -> dict[int, tuple[BrokenRecord, ...]]:
    """What each set of ``session`` broke, by the set's id; sets that broke nothing are left out. Two queries."""
    return _broken(WorkoutSet.objects.visible_to(scope, area), session)


def records_of_exercise(scope: Scope, session: WorkoutSession, exercise_id: int) -> dict[int, tuple[BrokenRecord, ...]]:
    """What each set of one exercise broke in ``session``, by the set's id. Two queries."""
    return _broken(WorkoutSet.objects.visible_to(scope).filter(exercise_type=exercise_id), session)


def before(session: WorkoutSession) -> Q:
    """Sets of sessions done before ``session``: on an earlier day, or earlier on the same one."""
    earlier_that_day = Q(session__started_at__lt=session.started_at) | Q(
        session__started_at=session.started_at, session__lt=session.pk
    )
    return Q(local_date__lt=session.local_date) | (Q(local_date=session.local_date) & earlier_that_day)


def _broken(rows: "QuerySet[WorkoutSet]", session: WorkoutSession) -> dict[int, tuple[BrokenRecord, ...]]:
    here = counted(rows).filter(session=session).order_by("position").annotate(**_MEASURED)
    return _judged(list(here.values(*_JUDGED)), rows, session)


def _judged(
    sets: Sequence[Mapping[str, Any]], rows: "QuerySet[WorkoutSet]", session: WorkoutSession
) -> dict[int, tuple[BrokenRecord, ...]]:
    """What each of ``sets`` of ``session``, in their order, broke of what ``rows`` held before. One query, or none."""
    exercises = {row["exercise_type"] for row in sets}
    if not exercises:
        return {}
    earlier = bests_of(rows.filter(before(session), exercise_type__in=exercises))
    held: Held = {(best.exercise_id, best.kind): best.value for best in earlier}
    volumes = dict.fromkeys(exercises, ZERO)
    found = {}
    for row in sets:
        volumes[row["exercise_type"]] += row["tonnage"]
        broken = (*_broken_by_set(row, held), *_broken_by_volume(row, volumes[row["exercise_type"]], held))
        if broken:
            found[row["pk"]] = broken
    return found


def _broken_by_set(row: Mapping[str, Any], held: Held) -> Iterator[BrokenRecord]:
    """The records that one set breaks by itself; ``held`` is brought up to it."""
    for kind in KINDS[row["exercise_type__kind"]]:
        measured = None if kind is RecordKind.VOLUME else row[_measured(kind)]
        least = kind is RecordKind.LEAST_HELP
        if measured is None or (measured <= 0 and not least):
            continue
        value, key = _exact(measured), (row["exercise_type"], kind)
        was = held.get(key)
        if was is None or (value < was if least else value > was):
            held[key] = value
            if was is not None:
                yield BrokenRecord(kind, value, was)


def _broken_by_volume(row: Mapping[str, Any], volume: Decimal, held: Held) -> Iterator[BrokenRecord]:
    """The record of volume when this very set lifts ``volume``, its session's so far, above the best before."""
    was = held.get((row["exercise_type"], RecordKind.VOLUME))
    meant_here = RecordKind.VOLUME in KINDS[row["exercise_type__kind"]]
    if meant_here and was is not None and volume > was >= volume - row["tonnage"]:
        yield BrokenRecord(RecordKind.VOLUME, volume, was)
