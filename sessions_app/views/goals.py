"""Goals: for their owner alone, never part of a share. Created in two taps from the page of an exercise."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions_app import goal_words
from sessions_app.calendar import today_of
from sessions_app.errors import StaleError
from sessions_app.forms.goals import GoalForm, usual_goal
from sessions_app.goals import GoalView, best_estimate, goals_of, latest_body_weight
from sessions_app.models import ExerciseType, Goal
from sessions_app.models.vocabulary import Kind
from sessions_app.plans import weight_step
from sessions_app.services.goals import goal_create, goal_delete, goal_update
from sessions_app.views.access import fetch_for_writing, writing_scope
from sessions_app.views.answers import say_stale
from sessions_app.views.parts import unit_of
from sessions_app.views.routines import say_undo
from sharing.scope import Scope

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
OF_EXERCISES = (Goal.Kind.ONE_REP_MAX, Goal.Kind.WEIGHT_REPS)


@dataclass(frozen=True, slots=True)
class Shown:
    """A goal with its words."""

    goal: GoalView
    title: str
    standing: str
    outlook: str


@require_safe
def goal_list(request: HttpRequest) -> HttpResponse:
    """The athlete's goals: how far, and where they are heading."""
    scope = writing_scope(request)
    shown = [shown_goal(scope, goal) for goal in goals_of(scope)]
    context = {
        "open_goals": [each for each in shown if not each.goal.met],
        "met_goals": [each for each in shown if each.goal.met],
    }
    return render(request, "sessions_app/goal_list.html", context)


@read_or_write
def goal_new(request: HttpRequest) -> HttpResponse:
    """A new goal of ``?kind=``, of ``?exercise=`` where it has one; what is likely stands ready."""
    scope = writing_scope(request)
    exercise = _exercise(scope, request.GET.get("exercise", ""))
    kind = _kind(request.GET.get("kind", ""), exercise)
    if kind in OF_EXERCISES and exercise is None:
        return render(request, "sessions_app/goal_kinds.html", {})
    now, today = _now(scope, kind, exercise), today_of(scope)
    initial = usual_goal(kind, now, weight_step(scope.require_owner()), today) | {"client_id": uuid.uuid4()}
    data = request.POST.dict() if request.method == "POST" else None
    form = GoalForm(data, scope=scope, kind=kind, exercise=exercise, today=today, initial=initial)
    if data is None or not form.is_valid():
        status = HTTPStatus.OK if data is None else HTTPStatus.UNPROCESSABLE_ENTITY
        context = {"form": form, "kind": kind, "exercise": exercise, "now": now, "unit": unit_of(scope)}
        return render(request, "sessions_app/goal_form.html", context, status=status)
    goal_create(scope=scope, values=form.values(now), start_date=today, client_id=form.cleaned_data["client_id"])
    messages.success(request, _("Goal set."))
    return redirect("goal-list")


@read_or_write
def goal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a goal."""
    scope = writing_scope(request)
    rows = Goal.objects.visible_to(scope).select_related("exercise_type")
    row = fetch_for_writing(rows, scope, pk=pk)
    initial = {name: getattr(row, name) for name in ("weight", "reps", "count", "due_date", "note", "revision")}
    data = request.POST.dict() if request.method == "POST" else None
    form = GoalForm(
        data, scope=scope, kind=row.kind, exercise=row.exercise_type, today=today_of(scope), stored=row, initial=initial
    )
    status = HTTPStatus.OK if data is None else HTTPStatus.UNPROCESSABLE_ENTITY
    if data is not None and form.is_valid():
        try:
            revision = form.cleaned_data["revision"]
            goal_update(scope=scope, goal=row, values=form.values(row.start_weight), revision=revision)
        except StaleError as error:
            status = say_stale(form, error, row)
        else:
            messages.success(request, _("Goal saved."))
            return redirect("goal-list")
    context = {"form": form, "kind": row.kind, "exercise": row.exercise_type, "goal": row, "unit": unit_of(scope)}
    return render(request, "sessions_app/goal_form.html", context, status=status)


@require_POST
def goal_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a goal; the notice offers to undo."""
    scope = writing_scope(request)
    row = fetch_for_writing(Goal.objects.visible_to(scope), scope, pk=pk)
    say_undo(request, goal_delete(scope=scope, goal=row))
    return redirect("goal-list")


def shown_goal(scope: Scope, goal: GoalView) -> Shown:
    """A goal with its words, in the athlete's unit."""
    unit = unit_of(scope)
    return Shown(goal, goal_words.title(goal, unit), goal_words.standing(goal, unit), goal_words.outlook(goal, unit))


def _exercise(scope: Scope, text: str) -> ExerciseType | None:
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 17:
        raise Http404
    return get_object_or_404(ExerciseType.objects.visible_to(scope), pk=int(text))


def _kind(wanted: str, exercise: ExerciseType | None) -> str:
    """The kind asked for; of an exercise the one that its kind can have."""
    if exercise is not None:
        usual = Goal.Kind.ONE_REP_MAX if exercise.kind == Kind.WEIGHT_REPS else Goal.Kind.WEIGHT_REPS
        return wanted if wanted in OF_EXERCISES and usual == Goal.Kind.ONE_REP_MAX else usual
    return wanted if wanted in Goal.Kind.values else Goal.Kind.ONE_REP_MAX


def _now(scope: Scope, kind: str, exercise: ExerciseType | None) -> Decimal | None:
    """Where the athlete stands now, in kilograms."""
    if kind == Goal.Kind.BODY_WEIGHT:
        return latest_body_weight(scope)
    # Where the body's own weight is part of the load, an estimate means nothing.
    if exercise is None or exercise.kind != Kind.WEIGHT_REPS:
        return None
    return best_estimate(scope, exercise.pk)
