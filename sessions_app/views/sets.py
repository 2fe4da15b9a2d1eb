"""Sets of a session: change, clone, move, delete. Without HTMX every answer leads back to the session page."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions_app import reads
from sessions_app.errors import LimitError, StaleError
from sessions_app.forms import SetForm
from sessions_app.forms.sets import initial_of_stored
from sessions_app.models import ExerciseType, WorkoutSet
from sessions_app.services import set_clone, set_delete, set_move, set_update
from sessions_app.views.access import fetch_for_writing
from sessions_app.views.answers import answer, posted_uuid, say_stale, wants_part
from sessions_app.views.parts import Notice
from sessions_app.views.set_answers import (
    back_to_list,
    list_answer,
    query_of,
    row_answer,
    row_context_of,
)
from sharing.scope import Scope, scope_of


def fetch_set(scope: Scope, pk: int) -> WorkoutSet:
    """The set with its session, exercise and type, to be changed: 404 or 403 otherwise."""
    rows = WorkoutSet.objects.visible_to(scope).select_related("session", "exercise_type", "set_type")
    row: WorkoutSet = fetch_for_writing(rows, scope, pk=pk)
    return row


@require_safe
def set_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One row of the list, folded; without HTMX the page it stands on."""
    scope = scope_of(request)
    row = fetch_set(scope, pk)
    if not wants_part(request):
        return back_to_list(request, row.session_id, pk)
    return render(request, "sessions_app/_set.html", row_context_of(request, scope, reads.set_row(scope, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def set_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a set, in its place in the list."""
    scope = scope_of(request)
    row = fetch_set(scope, pk)
    form = _edit_form(scope, row, request)
    if request.method != "POST":
        return _edit_answer(request, scope, row, form, HTTPStatus.OK)
    if not form.is_valid():
        return _edit_answer(request, scope, row, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        changed = set_update(scope=scope, workout_set=row, values=form.values(), revision=form.cleaned_data["revision"])
    except StaleError as error:
        return _edit_answer(request, scope, row, form, say_stale(form, error, row))
    if changed.exercise_type_id != row.exercise_type_id:
        return list_answer(request, scope, row.session_id, set_id=pk)
    return row_answer(request, scope, pk)


@require_POST
def set_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Clone the set, right below it."""
    scope = scope_of(request)
    row = fetch_set(scope, pk)
    try:
        clone = set_clone(scope=scope, workout_set=row, client_id=posted_uuid(request, "client_id"))
    except LimitError as error:
        return list_answer(request, scope, row.session_id, set_id=pk, notice=Notice(str(error), "error"))
    return list_answer(request, scope, row.session_id, set_id=clone.pk, added=True)


@require_POST
def set_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the set up or down by one (``to``: ``up`` or ``down``); at the end of the list nothing happens."""
    scope = scope_of(request)
    row = fetch_set(scope, pk)
    set_move(scope=scope, workout_set=row, down=request.POST.get("to") == "down")
    if not wants_part(request):
        return back_to_list(request, row.session_id, pk)
    form = _edit_form(scope, row, request, bound=False)
    opened = {"open_set": pk, "panel": "edit", "set_form": form}
    return list_answer(request, scope, row.session_id, set_id=pk, extra=opened)


@require_POST
def set_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the set; the notice offers to undo."""
    scope = scope_of(request)
    row = fetch_set(scope, pk)
    above = WorkoutSet.objects.visible_to(scope).filter(session=row.session_id, position__lt=row.position)
    place = above.count()
    undo = set_delete(scope=scope, workout_set=row)
    notice = Notice(undo.label, "success", reverse("undo-apply", args=[undo.pk]) + query_of(request))
    return list_answer(request, scope, row.session_id, place=place, notice=notice)


def _edit_form(scope: Scope, row: WorkoutSet, request: HttpRequest, *, bound: bool = True) -> SetForm:
    exercise = reads.ExerciseChoice(row.exercise_type_id, row.exercise_type.name, row.exercise_type.kind)
    exercises = reads.choices(ExerciseType.objects.visible_to(scope))
    return SetForm(
        request.POST.dict() if bound and request.method == "POST" else None,
        scope=scope,
        exercise=exercise,
        stored=row,
        exercise_choices=[(choice.id, choice.name) for choice in exercises],
        initial=initial_of_stored(row),
        auto_id=f"id_set-{row.pk}_%s",
    )


def _edit_answer(request: HttpRequest, scope: Scope, row: WorkoutSet, form: SetForm, status: int) -> HttpResponse:
    """The row with its form open below it; on a page of its own without HTMX."""
    context = row_context_of(request, scope, reads.set_row(scope, row.pk)) | {
        "panel": "edit",
        "set_form": form,
        "session": reads.SessionRow.of(row.session),
        "stale": status == HTTPStatus.CONFLICT,
        "focus": status == HTTPStatus.OK,
    }
    return answer(request, "sessions_app/set_page.html", "sessions_app/_set.html", context, status=status)
