"""What an export is made of: an athlete's sessions as small frozen records, some hundreds at a time.

Writers get an iterator and keep nothing, so an export of 100,000 sets costs no more memory than one of a hundred.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from sessions_app.models import Rep, WorkoutSession, WorkoutSet
from sharing.scope import Scope
from workouttracker.kit.units import Unit

SESSIONS_AT_ONCE = 200
SET_FIELDS = (
    *("pk", "session_id", "exercise_type__name", "set_type__name", "set_type__slug", "is_warm_up", "weight"),
    *("number_reps", "reps_done", "reps_failed", "top_weight", "top_weight_reps", "tonnage", "target_reps", "rpe"),
    *("rest_seconds", "duration_seconds", "distance_metres", "superset_group", "description", "notes", "client_id"),
)
OnSession = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which sessions: of the days from ``first`` to ``last``, both included, or those with ``session_ids``; or all."""

    first: date | None = None
    last: date | None = None
    session_ids: tuple[int, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out, so that also what belongs to no session is exported."""
        return self.first is None and self.last is None and not self.session_ids

    def condition(self) -> Q:
        """The same for rows with a ``local_date``; ``session_ids`` is for sessions alone."""
        wanted = Q()
        if self.first:
            wanted &= Q(local_date__gte=self.first)
        if self.last:
            wanted &= Q(local_date__lte=self.last)
        return wanted


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class RepOut:
    """One repetition, kilograms."""

    weight: Decimal
    success: bool


@dataclass(frozen=True, slots=True)
class SetOut:
    """One set as stored: kilograms, seconds, metres; ``reps`` in their order."""

    exercise: str
    set_type: str
    set_type_slug: str
    is_warm_up: bool
    weight: Decimal
    reps: tuple[RepOut, ...]
    reps_done: int
    reps_failed: int
    tonnage: Decimal
    target_reps: int | None
    rpe: Decimal | None
    rest_seconds: int | None
    duration_seconds: int | None
    distance_metres: Decimal | None
    superset: int | None
    description: str
    notes: str
    client_id: UUID | None


@dataclass(frozen=True, slots=True)
class SessionOut:
    """One session with its sets in the order done; ``started`` and ``ended`` where it was done."""

    name: str
    kind: str
    started: datetime
    ended: datetime | None
    time_zone: str
    day: date
    notes: str
    calories: int | None
    total_sets: int
    total_reps: int
    tonnage: Decimal
    client_id: UUID | None
    source_key: str
    sets: tuple[SetOut, ...]

    @property
    def seconds(self) -> int | None:
        """How long it took."""
        return int((self.ended - self.started).total_seconds()) if self.ended else None

    @property
    def is_workout(self) -> bool:
        return self.kind == WorkoutSession.Kind.WORKOUT


@dataclass(frozen=True, slots=True)
class Counts:
    """How much an export holds."""

    sessions: int
    sets: int
    reps: int
    first: date | None
    last: date | None

    def as_dict(self) -> dict[str, int]:
        """The numbers, for the record."""
        return {"sessions": self.sessions, "sets": self.sets, "reps": self.reps}


@dataclass(frozen=True, slots=True)
class Source:
    """What is exported: whose, which sessions, in which unit; ``on_session`` is told after each session."""

    scope: Scope
    selection: Selection = EVERYTHING
    unit: Unit = Unit.KG
    on_session: OnSession | None = None

    def rows(self) -> "QuerySet[WorkoutSession]":
        """The selected sessions; a stranger's number among ``session_ids`` selects nothing."""
        rows: QuerySet[WorkoutSession] = WorkoutSession.objects.visible_to(self.scope)
        rows = rows.filter(self.selection.condition())
        return rows.filter(pk__in=self.selection.session_ids) if self.selection.session_ids else rows

    def counts(self) -> Counts:
        """One query over the sums that sessions carry."""
        found = self.rows().aggregate(
            sessions=Count("pk"),
            sets=Sum("total_sets", default=0),
            reps=Sum("total_reps", default=0),
            first=Min("local_date"),
            last=Max("local_date"),
        )
        return Counts(**found)

    def sessions(self, *, newest_first: bool = False, workouts_only: bool = False) -> Iterator[SessionOut]:
        """The selected sessions in order, a few hundred read at a time."""
        rows = self.rows().filter(kind=WorkoutSession.Kind.WORKOUT) if workouts_only else self.rows()
        order = ("-started_at", "-pk") if newest_first else ("started_at", "pk")
        keys = list(rows.order_by(*order).values_list("pk", flat=True))
        done = 0
        for start in range(0, len(keys), SESSIONS_AT_ONCE):
            for session in self._read(keys[start : start + SESSIONS_AT_ONCE]):
                yield session
                done += 1
                if self.on_session is not None:
                    self.on_session(done, session.name)

    def _read(self, keys: Sequence[int]) -> Iterator[SessionOut]:
        found = WorkoutSession.objects.visible_to(self.scope).in_bulk(list(keys))
        sets = self._sets(keys)
        for key in keys:
            if key in found:  # one that was deleted meanwhile is not there any more
                yield _session(found[key], tuple(sets[key]))

    def _sets(self, keys: Sequence[int]) -> dict[int, list[SetOut]]:
        rows = WorkoutSet.objects.visible_to(self.scope).filter(session__in=keys).order_by("session_id", "position")
        values = [dict(zip(SET_FIELDS, row, strict=True)) for row in rows.values_list(*SET_FIELDS)]
        reps = self._reps([row["pk"] for row in values if not _alike(row)])
        sets: dict[int, list[SetOut]] = defaultdict(list)
        for row in values:
            each = reps.get(row["pk"]) or [RepOut(row["weight"], success=True)] * row["number_reps"]
            sets[row["session_id"]].append(_set(row, tuple(each)))
        return sets

    def _reps(self, set_ids: Sequence[int]) -> dict[int, list[RepOut]]:
        """The reps of the sets whose sums don't say it all."""
        reps: dict[int, list[RepOut]] = defaultdict(list)
        if set_ids:
            rows = Rep.objects.visible_to(self.scope).filter(workout_set__in=set_ids)
            for set_id, weight, success in rows.order_by("workout_set_id", "number").values_list(
                "workout_set_id", "weight", "success"
            ):
                reps[set_id].append(RepOut(weight, success))
        return reps


def _alike(row: dict[str, Any]) -> bool:
    """Whether all reps of a set succeeded at its weight: then its sums say so and no rep need be read."""
    same = row["top_weight"] == row["weight"] and row["top_weight_reps"] == row["number_reps"]
    return same or not row["number_reps"]


def _session(row: WorkoutSession, sets: tuple[SetOut, ...]) -> SessionOut:
    zone: ZoneInfo = row.zone
    return SessionOut(
        name=row.name,
        kind=row.kind,
        started=row.started_at.astimezone(zone),
        ended=row.ended_at.astimezone(zone) if row.ended_at else None,
        time_zone=row.time_zone,
        day=row.local_date,
        notes=row.notes,
        calories=row.calories,
        total_sets=row.total_sets,
        total_reps=row.total_reps,
        tonnage=row.total_tonnage,
        client_id=row.client_id,
        source_key=row.source_key,
        sets=sets,
    )


def _set(row: dict[str, Any], reps: tuple[RepOut, ...]) -> SetOut:
    return SetOut(
        exercise=row["exercise_type__name"],
        set_type=row["set_type__name"],
        set_type_slug=row["set_type__slug"],
        is_warm_up=row["is_warm_up"],
        weight=row["weight"],
        reps=reps,
        reps_done=row["reps_done"],
        reps_failed=row["reps_failed"],
        tonnage=row["tonnage"],
        target_reps=row["target_reps"],
        rpe=row["rpe"],
        rest_seconds=row["rest_seconds"],
        duration_seconds=row["duration_seconds"],
        distance_metres=row["distance_metres"],
        superset=row["superset_group"],
        description=row["description"],
        notes=row["notes"],
        client_id=row["client_id"],
    )
