"""What the quick log shows: today's exercises, the chosen one's sets, and what was done with it the last time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Subquery

from sessions_app import reads
from sessions_app.caching import Component, kept_json
from sessions_app.models import ExerciseFavourite, ExerciseType, SetType, WorkoutSession, WorkoutSet
from sessions_app.plans import DoneSet, PlannedSet, SessionPlan
from sessions_app.reads import ExerciseChoice, SessionRow, SetRow
from sessions_app.records import RecordKind, records_of_exercise
from sharing.scope import Scope


@dataclass(frozen=True, slots=True)
class LastTime:
    """The sets of the last workout before this one in which an exercise was done, without their reps."""

    day: date
    sets: tuple[SetRow, ...]


@dataclass(frozen=True, slots=True)
class QuickLog:
    """A session going on and, once one is chosen, the exercise of the next set with all that stands around it."""

    session: SessionRow
    exercises: tuple[ExerciseChoice, ...]
    exercise: ExerciseChoice | None = None
    sets: tuple[SetRow, ...] = ()
    last_time: LastTime | None = None
    records: Mapping[int, Sequence[RecordKind]] | None = None
    is_favourite: bool = False
    set_types: tuple[SetType, ...] = ()
    plan: SessionPlan | None = None
    done: tuple[DoneSet, ...] = ()
    routine_day: int | None = None

    @property
    def like(self) -> SetRow | None:
        """What the next set is filled from: the one before it; after a warm-up, what followed it the last time."""
        last = self.last_time.sets if self.last_time else ()
        if not self.sets:
            return last[0] if last else None
        before, number = self.sets[-1], len(self.sets)
        return last[number] if before.is_warm_up and number < len(last) else before

    @property
    def known_sets(self) -> tuple[SetRow, ...]:
        """Today's sets of the exercise, the latest first, then those of the last time in their order."""
        return (*reversed(self.sets), *(self.last_time.sets if self.last_time else ()))

    @property
    def rest_seconds(self) -> int | None:
        """The rest that was planned, else last noted for this exercise, today or the last time."""
        entry = self.plan.entry_of(self.exercise.id, self.done) if self.plan and self.exercise else None
        if entry is not None and entry.rest_seconds is not None:
            return entry.rest_seconds
        last = self.last_time.sets if self.last_time else ()
        noted = [row.rest_seconds for row in (*last, *self.sets) if row.rest_seconds is not None]
        return noted[-1] if noted else None


def quick_log_of(scope: Scope, session: WorkoutSession, exercise_id: int | None) -> QuickLog:
    """The quick log of ``session`` at ``exercise_id``, else at the exercise of its latest set.

    Raises ``ExerciseType.DoesNotExist`` for an exercise that ``scope`` may not choose.
    """
    rows, plan = reads.set_rows(scope, session.pk), SessionPlan.of_json(session.plan)
    done, logged = _exercises(rows), done_sets(rows)
    chosen = _planned_next(scope, plan, logged, done) if exercise_id is None else None
    chosen = chosen or _chosen(scope, rows, done, exercise_id)
    exercises = _in_order(plan, done, chosen)
    if chosen is None:
        return QuickLog(
            session=SessionRow.of(session),
            exercises=exercises,
            plan=plan,
            done=logged,
            routine_day=session.routine_day_id,
        )
    around = _around(scope, session, chosen.id, is_done=chosen.id in done)
    return QuickLog(
        session=SessionRow.of(session),
        exercises=exercises,
        plan=plan,
        done=logged,
        routine_day=session.routine_day_id,
        exercise=chosen,
        sets=sets_of(rows, chosen.id),
        last_time=around.last_time,
        records=around.records,
        is_favourite=around.is_favourite,
        set_types=around.set_types,
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around an exercise's sets of today."""

    records: Mapping[int, Sequence[RecordKind]]
    last_time: LastTime | None
    is_favourite: bool
    set_types: tuple[SetType, ...]


def _around(scope: Scope, session: WorkoutSession, exercise_id: int, *, is_done: bool) -> _Around:
    """Kept as JSON until the data changes: asking for it takes half of the page's time."""
    part = Component("log-around", (str(session.pk), str(exercise_id)))

    def find() -> dict[str, Any]:
        found = records_of_exercise(scope, session, exercise_id) if is_done else {}
        types = SetType.objects.visible_to(scope)
        return {
            "records": {pk: [record.kind.value for record in broken] for pk, broken in found.items()},
            "last": _last_rows(scope, session, exercise_id),
            "favourite": ExerciseFavourite.objects.visible_to(scope).filter(exercise_type=exercise_id).exists(),
            "types": list(types.values_list("pk", "owner", "name", "slug", "is_warm_up")),
        }

    known: dict[str, Any] = kept_json(scope, part, find)
    return _Around(
        records={int(pk): [RecordKind(kind) for kind in kinds] for pk, kinds in known["records"].items()},
        last_time=_last_time([(date.fromisoformat(day), *_exact(values)) for day, *values in known["last"]]),
        is_favourite=known["favourite"],
        set_types=tuple(
            SetType(pk=pk, owner_id=owner, name=name, slug=slug, is_warm_up=is_warm_up)
            for pk, owner, name, slug, is_warm_up in known["types"]
        ),
    )


_DECIMALS = frozenset(reads.SET_COLUMNS.index(name) for name in ("weight", "rpe", "distance_metres", "top_weight"))


def _exact(values: Sequence[Any]) -> list[Any]:
    """A row of ``SET_COLUMNS`` out of JSON, which knows no decimals."""
    return [Decimal(value) if place in _DECIMALS and value is not None else value for place, value in enumerate(values)]


def sets_of(rows: Sequence[SetRow], exercise_id: int) -> tuple[SetRow, ...]:
    """Those of ``rows`` that are sets of one exercise."""
    return tuple(row for row in rows if row.exercise_id == exercise_id)


def last_time(scope: Scope, session: WorkoutSession, exercise_id: int) -> LastTime | None:
    """The last workout with this exercise, before ``session`` or on the same day: one query, along two indexes."""
    return _last_time(_last_rows(scope, session, exercise_id))


def _last_rows(scope: Scope, session: WorkoutSession, exercise_id: int) -> list[tuple[Any, ...]]:
    """Its day and ``SET_COLUMNS``, set by set."""
    workout = WorkoutSession.Kind.WORKOUT
    rows = WorkoutSet.objects.visible_to(scope).filter(exercise_type=exercise_id, session_kind=workout)
    earlier = rows.filter(local_date__lte=session.local_date).exclude(session=session)
    latest = earlier.order_by("-local_date", "-pk").values("session")[:1]
    sets = rows.filter(session=Subquery(latest)).order_by("position")
    return list(sets.values_list("local_date", *reads.SET_COLUMNS))


def _last_time(rows: Sequence[Sequence[Any]]) -> LastTime | None:
    return LastTime(rows[0][0], tuple(SetRow.of(row[1:]) for row in rows)) if rows else None


def bare_log(scope: Scope, session: WorkoutSession) -> QuickLog:
    """The quick log while an exercise is chosen."""
    rows, plan = reads.set_rows(scope, session.pk), SessionPlan.of_json(session.plan)
    exercises = _in_order(plan, _exercises(rows), None)
    return QuickLog(session=SessionRow.of(session), exercises=exercises, routine_day=session.routine_day_id)


def done_sets(rows: Sequence[SetRow]) -> tuple[DoneSet, ...]:
    """``rows`` as plans count them."""
    return tuple(DoneSet(row.exercise_id, row.is_warm_up) for row in rows)


def next_target(plan: SessionPlan | None, exercise_id: int, done: Sequence[DoneSet]) -> PlannedSet | None:
    """The planned set that comes next of an exercise; None when all are done, or nothing was planned."""
    if plan is None:
        return None
    marks = plan.marks(exercise_id, done)
    return next((each for each, ready in zip(plan.sets_of(exercise_id), marks, strict=True) if not ready), None)


def _planned_next(
    scope: Scope, plan: SessionPlan | None, logged: Sequence[DoneSet], done: Mapping[int, ExerciseChoice]
) -> ExerciseChoice | None:
    """The exercise whose turn it is by the plan; None when nothing is left, or it was merged into another meanwhile."""
    wanted = plan.next_exercise(logged) if plan else None
    if wanted is None or wanted.id in done:
        return done[wanted.id] if wanted else None
    found = ExerciseType.objects.visible_to(scope).filter(pk=wanted.id).first()
    return ExerciseChoice(found.pk, found.name, found.kind) if found else None


def _in_order(
    plan: SessionPlan | None, done: Mapping[int, ExerciseChoice], chosen: ExerciseChoice | None
) -> tuple[ExerciseChoice, ...]:
    """The planned exercises, then those done beside them."""
    planned = {entry.exercise.id: entry.exercise for entry in plan.exercises} if plan else {}
    known = planned | dict(done)
    if chosen is not None and chosen.id in known:
        known[chosen.id] = chosen
    return tuple(known.values())


def _exercises(rows: Sequence[SetRow]) -> dict[int, ExerciseChoice]:
    """The exercises of ``rows`` in the order begun."""
    return {row.exercise_id: row.choice for row in rows}


def _chosen(
    scope: Scope, rows: Sequence[SetRow], done: Mapping[int, ExerciseChoice], exercise_id: int | None
) -> ExerciseChoice | None:
    if exercise_id is None:
        return rows[-1].choice if rows else None
    if exercise_id in done:
        return done[exercise_id]
    found = ExerciseType.objects.visible_to(scope).get(pk=exercise_id)
    return ExerciseChoice(found.pk, found.name, found.kind)


def like_set(log: QuickLog, wanted: str) -> SetRow | None:
    """The set that somebody wants to repeat, of today or the last time; None when ``wanted`` is none of them."""
    last = log.last_time.sets if log.last_time else ()
    return next((row for row in (*log.sets, *last) if row.key == wanted), None)
