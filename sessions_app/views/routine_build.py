"""Building a routine: its days and their exercises in order. Every button is a form; HTMX swaps the part it changes."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.once import once
from sessions_app.errors import LimitError, NameTakenError, StaleError
from sessions_app.forms import ExerciseForm
from sessions_app.forms.routines import DayForm, RoutineExerciseForm
from sessions_app.models import ExerciseType, Routine, RoutineDay, RoutineExercise, SetType
from sessions_app.models.vocabulary import Kind
from sessions_app.plans import weight_step
from sessions_app.progression import Rule
from sessions_app.routine_reads import routine_view
from sessions_app.services.catalogue import exercise_create
from sessions_app.services.routines import (
    RoutineExerciseValues,
    TargetValues,
    day_add,
    day_delete,
    day_move,
    day_rename,
    routine_exercise_add,
    routine_exercise_delete,
    routine_exercise_move,
    routine_exercise_update,
)
from sessions_app.views.access import fetch_for_writing, writing_scope
from sessions_app.views.answers import answer, say_stale, wants_part
from sessions_app.views.parts import choice_context
from sessions_app.views.routines import fetch_whole, say_undo, to_routine
from sharing.scope import Scope
from workouttracker.kit.units import STORED_STEP

PAGE, PANEL = "sessions_app/routine_build.html", "sessions_app/_routine_days.html"
MAX_LINES = 40


@require_safe
def routine_build(request: HttpRequest, pk: int) -> HttpResponse:
    """The days of a routine with their exercises, to be put in order."""
    return _build_page(request, writing_scope(request), pk)


@require_POST
@once
def routine_day_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new day at the end."""
    scope = writing_scope(request)
    routine = fetch_for_writing(Routine.objects.visible_to(scope), scope, pk=pk)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            day_add(scope=scope, routine=routine, name=form.cleaned_data["name"])
        except LimitError as error:
            form.add_error(None, str(error))
        else:
            return _built(request, scope, pk)
    return _build_page(request, scope, pk, day_form=form)


@require_POST
def routine_day_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a day differently."""
    scope = writing_scope(request)
    day = _day(scope, pk)
    form = DayForm(request.POST)
    if form.is_valid():
        day_rename(scope=scope, day=day, name=form.cleaned_data["name"])
        return _built(request, scope, day.routine_id)
    return _build_page(request, scope, day.routine_id, day_form=form)


@require_POST
def routine_day_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a day take another place."""
    scope = writing_scope(request)
    day = _day(scope, pk)
    day_move(scope=scope, day=day, place=_place(request))
    return _built(request, scope, day.routine_id)


@require_POST
def routine_day_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a day; the notice offers to undo."""
    scope = writing_scope(request)
    day = _day(scope, pk)
    say_undo(request, day_delete(scope=scope, day=day))
    return to_routine(day.routine_id)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def routine_exercise_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose an exercise for a day (GET, with search); POST ``exercise`` adds it."""
    scope = writing_scope(request)
    day = _day(scope, pk)
    if request.method != "POST":
        return _picker(request, scope, day)
    if "name" in request.POST:
        return _own_exercise(request, scope, day)
    text = request.POST.get("exercise", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
    exercise = get_object_or_404(ExerciseType.objects.visible_to(scope), pk=number)
    return _add(request, scope, day, exercise)


@require_http_methods(["GET", "HEAD", "POST"])
def routine_exercise_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sets, rest and rule of an exercise. POST with ``more`` only brings another line of sets."""
    scope = writing_scope(request)
    rows = RoutineExercise.objects.visible_to(scope).select_related("exercise_type", "day")
    row = fetch_for_writing(rows.prefetch_related("targets__set_type"), scope, pk=pk)
    types = list(SetType.objects.visible_to(scope))
    if request.method != "POST":
        return _edit_page(request, row, RoutineExerciseForm(scope=scope, row=row, set_types=types))
    lines = sum(f"line-{place}-sets" in request.POST for place in range(MAX_LINES))
    form = RoutineExerciseForm(
        request.POST.dict(), scope=scope, row=row, set_types=types, lines=lines + ("more" in request.POST)
    )
    if "more" in request.POST:
        return _edit_page(request, row, form, show_errors=False)
    if not form.is_valid():
        return _edit_page(request, row, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        revision = form.cleaned_data["revision"]
        routine_exercise_update(scope=scope, row=row, values=form.values(), revision=revision)
    except StaleError as error:
        return _edit_page(request, row, form, say_stale(form, error, row))
    messages.success(request, _("%(exercise)s saved.") % {"exercise": row.exercise_type.name})
    return to_routine(row.day.routine_id)


@require_POST
def routine_exercise_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an exercise take another place in its day."""
    scope = writing_scope(request)
    row = _exercise(scope, pk)
    routine_exercise_move(scope=scope, row=row, place=_place(request))
    return _built(request, scope, row.day.routine_id)


@require_POST
def routine_exercise_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an exercise out of a day; the notice offers to undo."""
    scope = writing_scope(request)
    row = _exercise(scope, pk)
    say_undo(request, routine_exercise_delete(scope=scope, row=row))
    return to_routine(row.day.routine_id)


def _build_page(request: HttpRequest, scope: Scope, pk: int, day_form: DayForm | None = None) -> HttpResponse:
    context = _context(scope, pk) | {"day_form": day_form or DayForm()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if day_form is not None else HTTPStatus.OK
    return answer(request, PAGE, PANEL, context, status=status)


def _built(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """What was changed, shown: a part for HTMX, else the page anew."""
    if wants_part(request):
        return render(request, PANEL, _context(scope, pk) | {"day_form": DayForm()})
    return to_routine(pk)


def _context(scope: Scope, pk: int) -> dict[str, Any]:
    return {"routine": routine_view(scope, fetch_whole(scope, pk))}


def _edit_page(
    request: HttpRequest,
    row: RoutineExercise,
    form: RoutineExerciseForm,
    status: int = HTTPStatus.OK,
    *,
    show_errors: bool = True,
) -> HttpResponse:
    context = {"form": form, "row": row, "routine_id": row.day.routine_id, "show_errors": show_errors}
    page = "sessions_app/routine_exercise.html"
    return answer(request, page, "sessions_app/_routine_exercise.html", context, status=status)


def _picker(request: HttpRequest, scope: Scope, day: RoutineDay, form: ExerciseForm | None = None) -> HttpResponse:
    """Exercises to choose from; while somebody types only the results."""
    url = reverse("routine-exercise-new", args=[day.pk])
    text = request.GET.get("q", "") if form is None else form.data.get("name", "")
    context = choice_context(scope, text, every=True) | {"add_url": url, "day": day}
    status = HTTPStatus.OK
    if form is not None:
        context["exercise_form"], status = form, HTTPStatus.UNPROCESSABLE_ENTITY
    part = "sessions_app/_routine_choices.html"
    return answer(request, "sessions_app/routine_pick.html", part, context, status=status)


def _own_exercise(request: HttpRequest, scope: Scope, day: RoutineDay) -> HttpResponse:
    """An exercise of one's own, made in passing."""
    form = ExerciseForm(request.POST)
    try:
        if form.is_valid():
            return _add(request, scope, day, exercise_create(scope=scope, **form.values()))
    except NameTakenError as error:
        form.add_error("name", str(error))
    return _picker(request, scope, day, form)


def _add(request: HttpRequest, scope: Scope, day: RoutineDay, exercise: ExerciseType) -> HttpResponse:
    try:
        row = routine_exercise_add(scope=scope, day=day, exercise_type=exercise, values=_usual_values(scope, exercise))
    except LimitError as error:
        messages.error(request, str(error))
        return to_routine(day.routine_id)
    return redirect("routine-exercise-edit", row.pk)


def _usual_values(scope: Scope, exercise: ExerciseType) -> RoutineExerciseValues:
    """What an exercise begins with: three sets of eight to twelve, or half a minute, to be changed on the next page."""
    types = SetType.objects.visible_to(scope)
    usual = types.filter(slug="working").first() or types.first()
    if usual is None:
        return RoutineExerciseValues(targets=[])
    weighted = exercise.kind in {Kind.WEIGHT_REPS, Kind.BODYWEIGHT, Kind.ASSISTED}
    one = TargetValues(set_type=usual, reps_low=8, reps_high=12)
    if exercise.kind in {Kind.DURATION, Kind.WEIGHT_DURATION}:
        one = TargetValues(set_type=usual, duration_seconds=30)
    elif exercise.kind in {Kind.DISTANCE, Kind.WEIGHT_DISTANCE}:
        one = TargetValues(set_type=usual)
    return RoutineExerciseValues(
        targets=[one] * 3,
        rule=Rule.DOUBLE if weighted else Rule.NONE,
        increment=weight_step(scope.require_owner()).quantize(STORED_STEP) if weighted else STORED_STEP * 0,
    )


def _day(scope: Scope, pk: int) -> RoutineDay:
    return fetch_for_writing(RoutineDay.objects.visible_to(scope).select_related("routine"), scope, pk=pk)


def _exercise(scope: Scope, pk: int) -> RoutineExercise:
    return fetch_for_writing(RoutineExercise.objects.visible_to(scope).select_related("day"), scope, pk=pk)


def _place(request: HttpRequest) -> int:
    """The place sent; the first one when it is none."""
    text = request.POST.get("place", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
