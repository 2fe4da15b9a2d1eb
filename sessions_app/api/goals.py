"""Goals. Progress comes from the log."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import ConfigDict, Field

from sessions_app.api.given import named_exercise
from sessions_app.api.told import Deleted
from sessions_app.calendar import today_of
from sessions_app.goals import GoalView, best_estimate, goals_of, latest_body_weight
from sessions_app.models import Goal
from sessions_app.models.routines import MAX_PER_WEEK
from sessions_app.services.goals import GoalValues, goal_create, goal_delete, goal_update
from sharing.scope import Scope, scope_of
from workouttracker.kit.json_fields import Key, Kilograms, ShortText, Shown
from workouttracker.kit.limits import MAX_REPS
from workouttracker.kit.text import mark, one_line
from workouttracker.rest.answers import Given, Told, answer, created, match_required, revision_wanted
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Routes

routes = Routes(mark("Goals"))
Kind = Goal.Kind
GoalKind = Literal["one_rep_max", "weight_reps", "sessions_week", "body_weight"]
MOST_DAYS = 3660
NEEDED = {
    Kind.ONE_REP_MAX: ("exercise_id", "weight"),
    Kind.WEIGHT_REPS: ("exercise_id", "weight", "reps"),
    Kind.SESSIONS_WEEK: ("count",),
    Kind.BODY_WEIGHT: ("weight",),
}
"""What a goal of each kind has to say, beside its day."""
SAID = ("exercise_id", "weight", "reps", "count")


class GoalTold(Told):
    """A goal and how far it is: kilograms, or sessions a week; ``progress`` in per cent, ``met_on`` the day it was."""

    id: int
    kind: GoalKind
    exercise_id: int | None
    exercise: str
    target: Shown
    reps: int | None
    start_date: date
    due_date: date
    note: str
    current: Shown | None
    progress: int
    met_on: date | None
    over: bool
    days_left: int
    revision: int


class GoalList(Told):
    """Goals, open ones first."""

    items: list[GoalTold]


class GoalChange(Given):
    """What is to be another way about a goal; its kind and exercise stay."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"due_date": "2027-03-31"}]})

    weight: Kilograms | None = None
    reps: Annotated[int, Field(ge=1, le=MAX_REPS)] | None = None
    count: Annotated[int, Field(ge=1, le=MAX_PER_WEEK)] | None = None
    due_date: date | None = None
    note: ShortText | None = None


class GoalGiven(GoalChange):
    """A goal: an exercise with ``weight`` (and ``reps``), ``count`` sessions a week, or a body weight, by a day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"kind": "one_rep_max", "exercise_id": 1, "weight": "120", "due_date": "2027-03-31"}]
        }
    )

    kind: GoalKind
    exercise_id: Key | None = None
    due_date: date
    client_id: UUID | None = None


@routes.get("/goals", GoalList, mark("List goals and how far they are"))
def goals_list(request: HttpRequest) -> HttpResponse:
    return answer(GoalList(items=[_told(view) for view in goals_of(_reading(request))]))


@routes.post("/goals", GoalTold, mark("Set a goal"), 201)
def goal_add(request: HttpRequest, given: GoalGiven) -> HttpResponse:
    scope = scope_of(request)
    said = {name: getattr(given, name) for name in SAID}
    values = _values(scope, Kind(given.kind), said, given.due_date, today_of(scope), one_line(given.note or ""))
    row = goal_create(scope=scope, values=values, start_date=today_of(scope), client_id=given.client_id)
    return created(_told(_view(scope, row.pk)), f"/api/v1/goals/{row.pk}", revision=row.revision)


@routes.get("/goals/{int:goal_id}", GoalTold, mark("Read a goal"))
def goal_read(request: HttpRequest, goal_id: Key) -> HttpResponse:
    view = _view(_reading(request), goal_id)
    return answer(_told(view), revision=view.revision)


@routes.patch("/goals/{int:goal_id}", GoalTold, mark("Change a goal"))
def goal_change(request: HttpRequest, goal_id: Key, given: GoalChange) -> HttpResponse:
    scope = scope_of(request)
    row = Goal.objects.editable_by(scope).get(pk=goal_id)
    before = {"exercise_id": row.exercise_type_id, "weight": row.weight, "reps": row.reps, "count": row.count}
    said = before | {name: getattr(given, name) for name in SAID[1:] if getattr(given, name) is not None}
    note = row.note if given.note is None else one_line(given.note)
    values = _values(scope, Kind(row.kind), said, given.due_date or row.due_date, row.start_date, note)
    row = goal_update(scope=scope, goal=row, values=values, revision=revision_wanted(request))
    return answer(_told(_view(scope, row.pk)), revision=row.revision)


@routes.delete("/goals/{int:goal_id}", Deleted, mark("Delete a goal"))
def goal_remove(request: HttpRequest, goal_id: Key) -> HttpResponse:
    scope = scope_of(request)
    with transaction.atomic():
        row = Goal.objects.editable_by(scope).select_for_update().get(pk=goal_id)
        match_required(request, row.revision)
        return answer(Deleted.of(goal_delete(scope=scope, goal=row)))


def _reading(request: HttpRequest) -> Scope:
    """Progress is worked out by the owner's week, which their whole scope knows; reading changes nothing."""
    scope = scope_of(request)
    return Scope.system(scope.owner) if scope.owner else scope


def _view(scope: Scope, pk: int) -> GoalView:
    found = next((view for view in goals_of(scope) if view.id == pk), None)
    if found is None:
        raise Goal.DoesNotExist
    return found


def _values(scope: Scope, kind: Goal.Kind, said: dict[str, object], due: date, start: date, note: str) -> GoalValues:
    """A goal that says what its kind needs and nothing else. Raises ``Problem``."""
    faults = [
        Fault(f"body.{name}", "missing" if name in NEEDED[kind] else "extra", _("This does not fit the kind of goal."))
        for name in SAID
        if (name in NEEDED[kind]) is (said[name] is None)
    ]
    if said["weight"] is not None and not said["weight"]:
        faults.append(Fault("body.weight", "greater_than", _("Enter a weight above 0."), "0"))
    if not start <= due <= start + timedelta(days=MOST_DAYS):
        faults.append(Fault("body.due_date", "range", _("Choose a day from the start on, within ten years."), str(due)))
    if faults:
        raise Problem("invalid", faults=faults)
    exercise = None if said["exercise_id"] is None else named_exercise(scope, int(str(said["exercise_id"])))
    return GoalValues(
        kind=kind,
        due_date=due,
        exercise_type=exercise,
        weight=said["weight"],  # type: ignore[arg-type]
        reps=said["reps"],  # type: ignore[arg-type]
        count=said["count"],  # type: ignore[arg-type]
        start_weight=_start_weight(scope, kind, exercise.pk if exercise else 0),
        note=note,
    )


def _start_weight(scope: Scope, kind: Goal.Kind, exercise_id: int) -> Decimal | None:
    """Where the athlete stands now."""
    if kind == Kind.BODY_WEIGHT:
        return latest_body_weight(scope)
    return best_estimate(scope, exercise_id) if kind == Kind.ONE_REP_MAX else None


def _told(view: GoalView) -> GoalTold:
    return GoalTold(
        id=view.id,
        kind=view.kind,  # type: ignore[arg-type]  # the database knows no other
        exercise_id=view.exercise_id,
        exercise=view.exercise,
        target=view.target,
        reps=view.reps,
        start_date=view.start,
        due_date=view.due,
        note=view.note,
        current=view.current,
        progress=view.share,
        met_on=view.met,
        over=view.is_over,
        days_left=view.days_left,
        revision=view.revision,
    )
