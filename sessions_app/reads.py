"""What pages show, as small frozen records. Numbers stay as stored (kilograms, metres, seconds).

``sessions_app.display`` puts them into words and units.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import CharField, IntegerField, Max, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils import timezone

from sessions_app.models import ExerciseFavourite, ExerciseType, Rep, SetType, Undo, WorkoutSession, WorkoutSet
from sessions_app.models.vocabulary import Kind
from sessions_app.set_type_names import in_words
from sharing.scope import Scope
from workouttracker.kit.text import name_key

GOING_ON = timedelta(hours=24)
"""A session that was not finished for a day is not going on any more."""
RECENT_SESSIONS = 10
"""How many sessions back "recent exercises" reach: whatever the length of the history, the answer costs the same."""

SET_COLUMNS = (
    *("pk", "session_id", "exercise_type_id", "exercise_type__name", "exercise_type__kind"),
    *("set_type_id", "set_type__name", "set_type__slug", "is_warm_up"),
    *("weight", "number_reps", "rpe", "rest_seconds", "duration_seconds", "distance_metres"),
    *("superset_group", "description", "notes", "reps_failed", "top_weight", "top_weight_reps"),
)
"""What ``SetRow`` is made of, in the order of its fields: a third of all columns, none of them parsed as JSON."""
NEIGHBOUR = ("pk", "name", "local_date", "started_at")
_set_values = attrgetter(*(name.replace("__", ".") for name in SET_COLUMNS))


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session as lists and headers show it. ``start`` and ``end`` are wall-clock times where it was done.

    ``seconds`` is how long it took, ``so_far`` how long it has been going on: at most one of them is set.
    ``has_time`` is that of the session; ``can_finish`` is false once it has ended, and for what came out of a file
    without an end.
    """

    id: int
    name: str
    day: date
    start: datetime
    end: datetime | None
    seconds: int | None
    so_far: int | None
    is_calculation: bool
    sets: int
    reps: int
    tonnage: Decimal
    notes: str
    calories: int | None
    revision: int
    has_time: bool
    can_finish: bool

    @classmethod
    def of(cls, session: WorkoutSession, now: datetime | None = None) -> "SessionRow":
        """The record of ``session`` as it is at ``now``."""
        zone, now = session.zone, now or timezone.now()
        start, so_far = session.started_at.astimezone(zone), _so_far(session, now)
        is_calculation = session.kind == WorkoutSession.Kind.CALCULATION
        is_open, is_imported = session.ended_at is None, session.import_batch_id is not None
        return cls(
            id=session.pk,
            name=session.name,
            day=session.local_date,
            start=start,
            end=session.ended_at.astimezone(zone) if session.ended_at else None,
            seconds=session.seconds,
            so_far=so_far,
            is_calculation=is_calculation,
            sets=session.total_sets,
            reps=session.total_reps,
            tonnage=session.total_tonnage,
            notes=session.notes,
            calories=session.calories,
            revision=session.revision,
            has_time=session.has_time,
            can_finish=is_open and not is_calculation and (so_far is not None or not is_imported),
        )

    @property
    def month_key(self) -> str:
        """What groups sessions of one month: ``2026-06``."""
        return f"{self.day:%Y-%m}"


def _so_far(session: WorkoutSession, now: datetime) -> int | None:
    """Seconds since the start of a workout that is going on."""
    if session.ended_at or session.kind != WorkoutSession.Kind.WORKOUT:
        return None
    since = now - session.started_at
    return int(since.total_seconds()) if timedelta(0) <= since <= GOING_ON else None


@dataclass(frozen=True, slots=True)
class ExerciseChoice:
    """An exercise to choose. Its ``kind`` decides what the form of a set asks for."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class RepRow:
    """One repetition: kilograms and whether it succeeded."""

    number: int
    weight: Decimal
    success: bool


@dataclass(frozen=True, slots=True)
class SetRow:
    """One set with its reps; weights in kilograms, distance in metres, times in seconds."""

    id: int
    session_id: int
    exercise_id: int
    exercise: str
    kind: str
    set_type_id: int
    type_name: str
    type_slug: str
    is_warm_up: bool
    weight: Decimal
    number_reps: int
    rpe: Decimal | None
    rest_seconds: int | None
    duration_seconds: int | None
    distance_metres: Decimal | None
    superset_group: int | None
    description: str
    notes: str
    reps_failed: int
    top_weight: Decimal
    top_weight_reps: int
    reps: tuple[RepRow, ...] = ()

    @classmethod
    def of_new(cls, row: WorkoutSet) -> "SetRow":
        """The record of a set that was logged a moment ago: all reps successful at its weight."""
        return cls.of(_set_values(row))

    @classmethod
    def of(cls, values: Sequence[Any], reps: Sequence[RepRow] = ()) -> "SetRow":
        """The record of ``SET_COLUMNS`` and, unless all reps are alike, of ``reps``."""
        bare = cls(*values)
        each = reps or [RepRow(number, bare.weight, True) for number in range(1, bare.number_reps + 1)]
        return replace(bare, reps=tuple(each))

    @property
    def type_label(self) -> str:
        """The name of its type in the reader's language."""
        return in_words(self.type_name, self.type_slug)

    @property
    def is_usual(self) -> bool:
        """Whether it is an ordinary working set, about whose type nothing has to be said."""
        return self.type_slug == "working"

    @property
    def reps_done(self) -> int:
        return self.number_reps - self.reps_failed

    @property
    def other_weights(self) -> tuple[Decimal, ...]:
        """The weights of the reps in the order done, when not all have the set's weight."""
        weights = tuple(weight for weight, _same in groupby(rep.weight for rep in self.reps))
        return () if weights in {(), (self.weight,)} else weights

    @property
    def key(self) -> str:
        """The id as text, for element ids: numbers are put into the reader's language, which costs time."""
        return str(self.id)

    @property
    def alone(self) -> "ExerciseRun":
        """The set as a run of its own."""
        return ExerciseRun(self.exercise_id, self.exercise, (self,))

    @property
    def choice(self) -> ExerciseChoice:
        """The set's exercise."""
        return ExerciseChoice(self.exercise_id, self.exercise, self.kind)

    @property
    def assisted(self) -> bool:
        return self.kind == Kind.ASSISTED

    @property
    def added(self) -> bool:
        """Whether the weight is added to the body's own."""
        return self.kind == Kind.BODYWEIGHT


@dataclass(frozen=True, slots=True)
class ExerciseRun:
    """Consecutive sets of one exercise; the same exercise later in the session is another run."""

    exercise_id: int
    exercise: str
    sets: tuple[SetRow, ...]

    @property
    def id(self) -> int:
        """What its heading is called by: the first set's number."""
        return self.sets[0].id

    @property
    def last(self) -> SetRow:
        return self.sets[-1]


def session_rows(sessions: Iterable[WorkoutSession]) -> list[SessionRow]:
    """Records of ``sessions``; no further query."""
    now = timezone.now()
    return [SessionRow.of(session, now) for session in sessions]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A session that stands beside another one."""

    id: int
    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The sessions before and after one in time, as far as the reader may see them."""

    older: Neighbour | None
    newer: Neighbour | None


def neighbours(scope: Scope, session: WorkoutSession) -> Neighbours:
    """What stands beside ``session`` in the history: one query, along the index of dates in both directions."""
    rows = WorkoutSession.objects.visible_to(scope).order_by()
    start, pk = session.started_at, session.pk
    older = rows.filter(Q(started_at__lt=start) | Q(started_at=start, pk__lt=pk)).order_by("-started_at", "-id")
    newer = rows.filter(Q(started_at__gt=start) | Q(started_at=start, pk__gt=pk)).order_by("started_at", "id")
    both = rows.filter(Q(pk=Subquery(older.values("pk")[:1])) | Q(pk=Subquery(newer.values("pk")[:1])))
    found = {(at, key) < (start, pk): Neighbour(key, name, day) for key, name, day, at in both.values_list(*NEIGHBOUR)}
    return Neighbours(found.get(True), found.get(False))


def set_rows(scope: Scope, session_id: int) -> list[SetRow]:
    """The session's sets in order, with their reps: at most two queries whatever their number."""
    sets = WorkoutSet.objects.visible_to(scope).filter(session=session_id)
    return _with_reps(scope, sets)


def set_row(scope: Scope, set_id: int) -> SetRow:
    """One set with its reps; raises ``WorkoutSet.DoesNotExist``."""
    found = _with_reps(scope, WorkoutSet.objects.visible_to(scope).filter(pk=set_id))
    if not found:
        raise WorkoutSet.DoesNotExist
    return found[0]


def _with_reps(scope: Scope, sets: "QuerySet[WorkoutSet]") -> list[SetRow]:
    rows = list(sets.order_by("position").values_list(*SET_COLUMNS))
    reps: dict[int, list[RepRow]] = {row[0]: [] for row in rows if not _alike(row)}
    if reps:
        # By the column: ordering by the relation would join sets and sessions for their own default order.
        found = Rep.objects.visible_to(scope).filter(workout_set__in=list(reps)).order_by("workout_set_id", "number")
        for set_id, number, weight, success in found.values_list("workout_set_id", "number", "weight", "success"):
            reps[set_id].append(RepRow(number, weight, success))
    return [SetRow.of(row, reps.get(row[0], ())) for row in rows]


def _alike(row: Sequence[Any]) -> bool:
    """Whether a set's sums say that all its reps were done at its weight; then the reps need not be read."""
    values = dict(zip(SET_COLUMNS, row, strict=True))
    same = values["top_weight"] == values["weight"] and values["top_weight_reps"] == values["number_reps"]
    return same or not values["number_reps"]


def runs_of(rows: Sequence[SetRow]) -> list[ExerciseRun]:
    """``rows`` in consecutive runs of one exercise."""
    return list(_runs(rows))


def _runs(rows: Sequence[SetRow]) -> Iterator[ExerciseRun]:
    for exercise_id, same in groupby(rows, key=lambda row: row.exercise_id):
        sets = tuple(same)
        yield ExerciseRun(exercise_id, sets[0].exercise, sets)


def workout_going_on(scope: Scope) -> WorkoutSession | None:
    """The newest unfinished workout of the last day."""
    now = timezone.now()
    rows = WorkoutSession.objects.visible_to(scope).filter(
        kind=WorkoutSession.Kind.WORKOUT, ended_at=None, started_at__gt=now - GOING_ON, started_at__lte=now
    )
    session: WorkoutSession | None = rows.order_by("-started_at", "-id").first()
    return session


def latest_session(scope: Scope) -> SessionRow | None:
    """The newest workout."""
    rows = WorkoutSession.objects.visible_to(scope).filter(kind=WorkoutSession.Kind.WORKOUT)
    session = rows.order_by("-started_at", "-id").first()
    return SessionRow.of(session) if session else None


def session_going_on(scope: Scope) -> SessionRow | None:
    """The record of the workout that is going on."""
    session = workout_going_on(scope)
    return SessionRow.of(session) if session else None


def last_set_of(scope: Scope, exercise_id: int, session_id: int) -> SetRow | None:
    """The athlete's last set of an exercise, without its reps: the session's own, else that of the newest workout."""
    sets = WorkoutSet.objects.visible_to(scope).filter(exercise_type=exercise_id).values_list(*SET_COLUMNS)
    here = sets.filter(session=session_id).order_by("-position").first()
    row = here or sets.filter(session_kind=WorkoutSession.Kind.WORKOUT).order_by("-local_date", "-pk").first()
    return SetRow.of(row) if row else None


def choices(exercises: "QuerySet[ExerciseType]") -> list[ExerciseChoice]:
    """Records of ``exercises``."""
    return [ExerciseChoice(*row) for row in exercises.values_list("pk", "name", "kind")]


def exercise_and_set_types(scope: Scope, exercise_id: int) -> tuple[ExerciseType | None, list[SetType]]:
    """An exercise and all set types in one query: what has to be known to log a set."""
    exercise = ExerciseType.objects.visible_to(scope).filter(pk=exercise_id).order_by()
    types = SetType.objects.visible_to(scope).order_by()
    number: IntegerField[int, int] = IntegerField()
    text: CharField[str, str] = CharField()
    rows = exercise.values_list(
        Value(0, number), "pk", "owner", "name", Cast("kind", text), Value(0, number), Value(0, number)
    ).union(
        types.values_list(
            Value(1, number), "pk", "owner", "name", Cast("slug", text), Cast("is_warm_up", number), "position"
        ),
        all=True,
    )
    found, set_types = None, []
    for is_type, pk, owner, name, word, is_warm_up, position in rows:
        if is_type:
            set_types.append(
                SetType(pk=pk, owner_id=owner, name=name, slug=word, is_warm_up=bool(is_warm_up), position=position)
            )
        else:
            found = ExerciseType(pk=pk, owner_id=owner, name=name, kind=word)
    set_types.sort(key=lambda entry: (entry.owner_id is not None, entry.position, name_key(entry.name)))
    return found, set_types


def recent_exercises(scope: Scope, limit: int = 12) -> list[ExerciseChoice]:
    """The exercises of the last few workouts, the latest first: three queries, whatever the length of the history."""
    workouts = WorkoutSession.objects.visible_to(scope).filter(kind=WorkoutSession.Kind.WORKOUT)
    sessions = workouts.order_by("-started_at", "-id").values_list("pk", flat=True)
    sets = WorkoutSet.objects.visible_to(scope).filter(session__in=list(sessions[:RECENT_SESSIONS]))
    latest = sets.values("exercise_type").annotate(day=Max("local_date"), latest=Max("id")).order_by("-day", "-latest")
    ids = [row["exercise_type"] for row in latest[:limit]]
    by_id = {choice.id: choice for choice in choices(ExerciseType.objects.visible_to(scope).filter(pk__in=ids))}
    return [by_id[pk] for pk in ids if pk in by_id]


def favourite_exercises(scope: Scope) -> list[ExerciseChoice]:
    """The athlete's favourite exercises, by name."""
    rows = ExerciseFavourite.objects.visible_to(scope).order_by("exercise_type__name_key")
    found = rows.values_list("exercise_type", "exercise_type__name", "exercise_type__kind")
    return [ExerciseChoice(*row) for row in found]


@dataclass(frozen=True, slots=True)
class UndoRow:
    """Something that can be taken back; ``at`` is when it was done, in the reader's time zone."""

    id: str
    label: str
    at: datetime


def undo_rows(scope: Scope, limit: int = 100) -> list[UndoRow]:
    """What can still be undone, the latest first."""
    rows = Undo.objects.visible_to(scope).live().order_by("-created_at")
    return [
        UndoRow(str(pk), label, timezone.localtime(at))
        for pk, label, at in rows.values_list("pk", "label", "created_at")[:limit]
    ]
