"""How far goals are, from the log: the best so far, when one was met, and where things are heading.

Constant queries whatever the number of goals: one for the best of each day of all exercises concerned, one for body
weight, one for the days trained.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Max

from sessions_app.calendar import today_of
from sessions_app.catalogue.measures import BODY_WEIGHT
from sessions_app.estimates import estimate_in_sql, rounded
from sessions_app.models import Goal, Measurement, WorkoutSession, WorkoutSet
from sessions_app.projection import Projection, project
from sessions_app.records import counted
from sharing.scope import Scope

BACK = 120
"""Days of the past that the projection looks at."""
WEEKS_IN_A_ROW = 4
"""So many weeks with enough sessions meet a goal of sessions a week."""
Points = Sequence[tuple[date, Decimal]]
Kind = Goal.Kind


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal and how far it is. ``current`` is kilograms or sessions a week; ``share`` 0 to 100."""

    id: int
    kind: str
    exercise_id: int | None
    exercise: str
    target: Decimal
    reps: int | None
    start: date
    due: date
    note: str
    current: Decimal | None
    share: int
    met: date | None
    is_over: bool
    days_left: int
    projection: Projection | None
    falls: bool
    revision: int


@dataclass(slots=True)
class _Log:
    """What goals are measured by."""

    estimates: dict[int, list[tuple[date, Decimal]]] = field(default_factory=lambda: defaultdict(list))
    sets: dict[int, list[tuple[date, Decimal, int]]] = field(default_factory=lambda: defaultdict(list))
    weights: list[tuple[date, Decimal]] = field(default_factory=list)
    days: list[date] = field(default_factory=list)


def goals_of(scope: Scope, only: int | None = None) -> list[GoalView]:
    """The athlete's goals with their progress, open ones first: at most five queries."""
    rows = Goal.objects.visible_to(scope).select_related("exercise_type")
    goals = list(rows if only is None else rows.filter(exercise_type=only))
    log, today = _log_of(scope, goals), today_of(scope)
    first = scope.require_owner().first_weekday
    views = [view_of(goal, log, today, first) for goal in goals]
    return sorted(views, key=lambda view: (view.met is not None, view.is_over, view.due, view.id))


def met_by(scope: Scope, session: WorkoutSession) -> list[GoalView]:
    """The goals that were met on the day of ``session``, by it or by what it completed."""
    return [view for view in goals_of(scope) if view.met == session.local_date]


def view_of(goal: Goal, log: _Log, today: date, first_weekday: int) -> GoalView:
    """One goal, measured by the log."""
    target = Decimal(goal.count or 0) if goal.kind == Kind.SESSIONS_WEEK else goal.weight or Decimal(0)
    points = _points(goal, log, today, first_weekday)
    falls = goal.kind == Kind.BODY_WEIGHT and goal.start_weight is not None and target < goal.start_weight
    met = _met(goal, log, points, target, falls=falls)
    current = _current(goal, points, target)
    recent = [(day, float(value)) for day, value in points if day > today - timedelta(days=BACK)]
    open_still = met is None and goal.due_date >= today
    return GoalView(
        id=goal.pk,
        kind=goal.kind,
        exercise_id=goal.exercise_type_id,
        exercise=goal.exercise_type.name if goal.exercise_type else "",
        target=target,
        reps=goal.reps,
        start=goal.start_date,
        due=goal.due_date,
        note=goal.note,
        current=current,
        share=100 if met else _share(goal, current, target, falls=falls),
        met=met,
        is_over=goal.due_date < today,
        days_left=max((goal.due_date - today).days, 0),
        projection=project(recent, float(target), goal.due_date, today) if open_still else None,
        falls=falls,
        revision=goal.revision,
    )


def _points(goal: Goal, log: _Log, today: date, first_weekday: int) -> Points:
    """The days and values that show how a goal goes."""
    if goal.kind == Kind.ONE_REP_MAX:
        return log.estimates[goal.exercise_type_id or 0]
    if goal.kind == Kind.BODY_WEIGHT:
        return log.weights
    if goal.kind == Kind.WEIGHT_REPS:
        best: dict[date, Decimal] = {}
        for day, weight, reps in log.sets[goal.exercise_type_id or 0]:
            if reps >= (goal.reps or 1):
                best[day] = max(weight, best.get(day, Decimal(0)))
        return sorted(best.items())
    return _weeks(log.days, today, first_weekday)


def _weeks(days: Sequence[date], today: date, first_weekday: int) -> list[tuple[date, Decimal]]:
    """Sessions of each whole week, from the first one on; the present week isn't over."""
    if not days:
        return []
    counts = Counter(_week_of(day, first_weekday) for day in days)
    week, end = min(counts), _week_of(today, first_weekday)
    found = []
    while week < end:
        found.append((week, Decimal(counts[week])))
        week += timedelta(days=7)
    return found


def _week_of(day: date, first_weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def _met(goal: Goal, log: _Log, points: Points, target: Decimal, *, falls: bool) -> date | None:
    """The first day on which the goal was met, not before it was set and not after it was due."""
    in_time = [(day, value) for day, value in points if goal.start_date <= day <= goal.due_date]
    if goal.kind == Kind.SESSIONS_WEEK:
        row = 0
        for week, number in in_time:
            row = row + 1 if number >= target else 0
            if row == WEEKS_IN_A_ROW:
                return min(week + timedelta(days=6), goal.due_date)
        return None
    if goal.kind == Kind.ONE_REP_MAX:
        # An estimate is one, a weight that was lifted counts as well.
        lifted = [(day, weight) for day, weight, _reps in log.sets[goal.exercise_type_id or 0]]
        in_time += [(day, weight) for day, weight in lifted if goal.start_date <= day <= goal.due_date]
    reached = (day for day, value in in_time if (value <= target if falls else value >= target))
    return min(reached, default=None)


def _current(goal: Goal, points: Points, target: Decimal) -> Decimal | None:
    """Where it stands: the best since it was set, else the best of all; body weight: the latest; weeks: their mean."""
    if not points:
        return None
    if goal.kind == Kind.BODY_WEIGHT:
        return points[-1][1]
    if goal.kind == Kind.SESSIONS_WEEK:
        last = [value for _week, value in points[-WEEKS_IN_A_ROW:]]
        return (sum(last, Decimal(0)) / len(last)).quantize(Decimal("0.1"))
    since = [value for day, value in points if day >= goal.start_date]
    return max(since or [value for _day, value in points])


def _share(goal: Goal, current: Decimal | None, target: Decimal, *, falls: bool) -> int:
    """How much of the way is done; body weight from where it began, everything else from nothing."""
    if current is None or not target:
        return 0
    if goal.kind == Kind.BODY_WEIGHT:
        start = goal.start_weight
        if start is None or start == target:
            return 0
        way = (start - current) / (start - target)
    else:
        way = current / target
    return int(min(max(way, Decimal(0)), Decimal("0.99")) * 100)


def _log_of(scope: Scope, goals: Sequence[Goal]) -> _Log:
    log = _Log()
    exercises = {goal.exercise_type_id for goal in goals if goal.exercise_type_id}
    if exercises:
        _read_sets(scope, exercises, goals, log)
    if any(goal.kind == Kind.BODY_WEIGHT for goal in goals):
        rows = Measurement.objects.visible_to(scope).filter(measure__slug=BODY_WEIGHT)
        log.weights = list(rows.order_by("measured_at", "id").values_list("local_date", "value"))
    if any(goal.kind == Kind.SESSIONS_WEEK for goal in goals):
        earliest = min(goal.start_date for goal in goals if goal.kind == Kind.SESSIONS_WEEK) - timedelta(days=BACK)
        rows_ = WorkoutSession.objects.visible_to(scope).filter(
            kind=WorkoutSession.Kind.WORKOUT, total_sets__gt=0, local_date__gte=earliest
        )
        log.days = list(rows_.order_by("local_date").values_list("local_date", flat=True))
    return log


def _read_sets(scope: Scope, exercises: set[int], goals: Sequence[Goal], log: _Log) -> None:
    """The best estimate of each day, and the heaviest weight of each day by reps: one query."""
    rows = counted(WorkoutSet.objects.visible_to(scope).filter(exercise_type__in=exercises, reps_done__gt=0))
    days = (
        rows.order_by()
        .values("exercise_type", "local_date", "top_weight_reps")
        .annotate(weight=Max("top_weight"), estimate=Max(estimate_in_sql()))
        .order_by("local_date")
    )
    best: dict[tuple[int, date], Decimal] = {}
    columns = ("exercise_type", "local_date", "top_weight_reps", "weight", "estimate")
    for exercise, day, reps, weight, estimate in days.values_list(*columns):
        log.sets[exercise].append((day, weight, reps))
        value = rounded(estimate)
        if value is not None:
            best[exercise, day] = max(value, best.get((exercise, day), Decimal(0)))
    for (exercise, day), value in best.items():
        log.estimates[exercise].append((day, value))


def best_estimate(scope: Scope, exercise_id: int) -> Decimal | None:
    """The best estimated one-rep max of an exercise of all time: one query."""
    rows = counted(WorkoutSet.objects.visible_to(scope).filter(exercise_type=exercise_id))
    return rounded(rows.order_by().aggregate(best=Max(estimate_in_sql()))["best"])


def latest_body_weight(scope: Scope) -> Decimal | None:
    """The latest body weight: one query."""
    rows = Measurement.objects.visible_to(scope).filter(measure__slug=BODY_WEIGHT)
    value: Decimal | None = rows.order_by("-measured_at", "-id").values_list("value", flat=True).first()
    return value
