"""Training by a routine: starting a session from it, repeating one, and the way from a session back to a routine."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from sessions_app import reads
from sessions_app.errors import LimitError
from sessions_app.models import ExerciseType, Routine, RoutineDay, SetType, WorkoutSession
from sessions_app.models.vocabulary import Kind
from sessions_app.plans import SessionPlan, plan_of_day, plan_of_rows, weight_step
from sessions_app.progression import Rule, rounded_load
from sessions_app.reads import ExerciseRun, SetRow
from sessions_app.services.routines import (
    PLANS,
    RoutineExerciseValues,
    RoutineValues,
    TargetValues,
    exercise_row,
    routine_row,
)
from sessions_app.services.sessions import SessionValues, new_session
from sessions_app.services.writing import log_write, stored_or_new
from sharing.scope import Scope
from workouttracker.kit.routine_file import MAX_EXERCISES, MAX_TARGETS
from workouttracker.kit.text import one_line

STEPPED = {Kind.WEIGHT_REPS, Kind.BODYWEIGHT, Kind.ASSISTED}
"""Kinds of exercises whose weight goes up from session to session."""


def routine_start(
    *, scope: Scope, day: RoutineDay, at: datetime | None = None, client_id: uuid.UUID | None = None
) -> WorkoutSession:
    """A session by a day of a routine, with its plan. Sent twice with the same ``client_id`` it is begun once.

    Raises ``DoesNotExist`` when the day is gone.
    """
    whole = Routine.objects.editable_by(scope).whole().get(days=day.pk)
    read = next(each for each in whole.days.all() if each.pk == day.pk)
    plan = plan_of_day(scope, read)
    values = SessionValues(name=read.name, started_at=at or timezone.now())
    return _start(scope, "routine_start", values, plan, client_id, routine_day=read)


def session_repeat(
    *, scope: Scope, session: WorkoutSession, at: datetime | None = None, client_id: uuid.UUID | None = None
) -> WorkoutSession:
    """A new session with the sets of a past one as its plan."""
    plan = plan_of_rows(reads.set_rows(scope, session.pk))
    values = SessionValues(name=session.name, started_at=at or timezone.now())
    return _start(scope, "session_repeat", values, plan, client_id)


def _start(
    scope: Scope,
    verb: str,
    values: SessionValues,
    plan: SessionPlan,
    client_id: uuid.UUID | None,
    routine_day: RoutineDay | None = None,
) -> WorkoutSession:
    owner = scope.require_owner()

    def create() -> WorkoutSession:
        return new_session(owner, values, client_id=client_id, plan=plan.as_json(), routine_day=routine_day)

    with log_write(owner.pk, verb) as write:
        session, write.changed = stored_or_new(WorkoutSession.objects.filter(owner=owner), client_id, create)
        write.session_ids.append(session.pk)
    return session


def routine_from_session(*, scope: Scope, session: WorkoutSession, name: str) -> Routine:
    """A routine of one day with what was done in ``session``: where weights go up, they will by a step at a time.

    Raises ``LimitError`` for a session that is longer than a routine may be.
    """
    owner = scope.require_owner()
    runs, step = reads.runs_of(reads.set_rows(scope, session.pk)), weight_step(owner)
    if len(runs) > MAX_EXERCISES or any(len(run.sets) > MAX_TARGETS for run in runs):
        raise LimitError(
            _("A day of a routine holds at most %(exercises)s exercises of %(sets)s sets.")
            % {"exercises": MAX_EXERCISES, "sets": MAX_TARGETS}
        )
    exercises = {row.pk: row for row in ExerciseType.objects.visible_to(scope).filter(pk__in=_ids(runs))}
    types = {row.pk: row for row in SetType.objects.visible_to(scope)}
    with log_write(owner.pk, "routine_from_session", area=PLANS):
        routine = routine_row(owner.pk, RoutineValues(name=name, per_week=1))
        day = RoutineDay.objects.create(routine=routine, name=one_line(session.name), position=1)
        for position, run in enumerate(runs, start=1):
            exercise_row(day, exercises[run.exercise_id], _values_of(run, types, step), position=position)
    return routine


def _ids(runs: Sequence[ExerciseRun]) -> set[int]:
    return {run.exercise_id for run in runs}


def _values_of(run: ExerciseRun, types: Mapping[int, SetType], step: Decimal) -> RoutineExerciseValues:
    """What a run of sets says about an exercise of a routine: its heaviest working weight is the base."""
    kind = run.sets[0].kind
    working = [row.weight for row in run.sets if not row.is_warm_up] or [row.weight for row in run.sets]
    base = (min if kind == Kind.ASSISTED else max)(working)
    steps = kind in STEPPED and any(row.number_reps for row in run.sets)
    rests = [row.rest_seconds for row in run.sets if row.rest_seconds is not None]
    return RoutineExerciseValues(
        targets=[_target_of(row, types, base if steps else None, step) for row in run.sets],
        rule=Rule.LINEAR if steps else Rule.NONE,
        superset_group=run.sets[0].superset_group,
        rest_seconds=rests[-1] if rests else None,
        increment=step.quantize(Decimal("0.0001")) if steps else Decimal(0),
        base_weight=base if steps else None,
    )


def _target_of(row: SetRow, types: Mapping[int, SetType], base: Decimal | None, step: Decimal) -> TargetValues:
    percent, weight = _share(row.weight, base, step)
    return TargetValues(
        set_type=types[row.set_type_id],
        reps_low=row.number_reps,
        reps_high=row.number_reps,
        percent=percent,
        weight=weight,
        duration_seconds=row.duration_seconds,
        distance_metres=row.distance_metres,
    )


def _share(weight: Decimal, base: Decimal | None, step: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """A weight as per cent of the base, when that gives it back on the athlete's plates; else as it is."""
    if base is None:
        return None, weight or None
    if weight == base:
        return None, None
    percent = (weight * 100 / base).quantize(Decimal("0.1")) if base else Decimal(0)
    if 0 < percent <= 200 and rounded_load(base * percent / 100, step) == weight:
        return percent, None
    return None, weight
