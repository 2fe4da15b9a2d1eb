"""The list of exercises, and looking after one's own: make, change, delete, merge."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions_app.errors import InUseError, NameTakenError
from sessions_app.exercise_list import exercise_rows, exercises_listed
from sessions_app.exercise_search import exercises_found
from sessions_app.forms.catalogue import ExerciseFilterForm, OwnExerciseForm, initial_of_exercise
from sessions_app.models import ExerciseType, Undo
from sessions_app.services.own_catalogue import (
    exercise_merge,
    own_entry_delete,
    own_exercise_create,
    own_exercise_update,
    uses_of,
)
from sessions_app.views.access import fetch_for_writing, writing_scope
from sessions_app.views.answers import answer
from sharing.scope import Scope, scope_of
from workouttracker.kit.text import one_line

PER_PAGE = 30
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def exercise_list(request: HttpRequest) -> HttpResponse:
    """Every exercise one can choose, searched, narrowed and paged by the query string."""
    scope = writing_scope(request)
    form = ExerciseFilterForm(request.GET, auto_id="filter-%s")
    wanted = form.wanted()
    rows = exercises_listed(scope, wanted).prefetch_related("muscles")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "rows": exercise_rows(scope, list(page)),
        "shows": [
            (_("All"), ""),
            (_("Favourites"), "favourites"),
            (_("Own"), "own"),
            (pgettext("exercises", "Done"), "done"),
        ],
    }
    return answer(request, "sessions_app/exercise_list.html", "sessions_app/_exercise_list.html", context)


@read_or_write
def exercise_create_page(request: HttpRequest) -> HttpResponse:
    """A new exercise of one's own."""
    scope = writing_scope(request)
    form = OwnExerciseForm(request.POST if request.method == "POST" else None, initial={"name": request.GET.get("q")})
    if request.method == "POST" and form.is_valid():
        try:
            row = own_exercise_create(scope=scope, values=form.exercise_values())
        except NameTakenError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(name)s” is there now.") % {"name": row.name})
            return redirect("exercise-detail", row.pk)
    return _form_page(request, form, None)


@read_or_write
def exercise_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an exercise of one's own."""
    scope = scope_of(request)
    row = fetch_own(scope, pk)
    form = OwnExerciseForm(request.POST if request.method == "POST" else None, initial=initial_of_exercise(row))
    if request.method == "POST" and form.is_valid():
        try:
            row = own_exercise_update(scope=scope, exercise=row, values=form.exercise_values())
        except NameTakenError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(name)s” saved.") % {"name": row.name})
            return redirect("exercise-detail", row.pk)
    return _form_page(request, form, row)


def _form_page(request: HttpRequest, form: OwnExerciseForm, row: ExerciseType | None) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "exercise": row, "uses": uses_of(row) if row else 0}
    return render(request, "sessions_app/exercise_form.html", context, status=status)


@require_POST
def exercise_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an exercise of one's own that nothing uses; the notice offers to undo."""
    scope = scope_of(request)
    row = fetch_own(scope, pk)
    try:
        say_with_undo(request, own_entry_delete(scope=scope, entry=row))
    except InUseError as error:
        messages.error(request, str(error))
        return redirect("exercise-merge", pk)
    return redirect("exercise-list")


@read_or_write
def exercise_merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the exercise that another one's sets become (GET), then merge (POST ``target``)."""
    scope = scope_of(request)
    row = fetch_own(scope, pk)
    if request.method == "POST":
        others = ExerciseType.objects.visible_to(scope).exclude(pk=pk)
        target = get_object_or_404(others, pk=posted_key(request, "target"))
        say_with_undo(request, exercise_merge(scope=scope, source=row, target=target))
        return redirect("exercise-detail", target.pk)
    text = one_line(request.GET.get("q", ""))
    # Its own name finds what it is most like.
    found = exercises_found(scope, text or row.name).exercises
    context: dict[str, Any] = {
        "exercise": row,
        "q": text,
        "found": [choice for choice in found if choice.id != row.pk],
        "uses": uses_of(row),
    }
    return answer(request, "sessions_app/exercise_merge.html", "sessions_app/_exercise_merge.html", context)


def fetch_own(scope: Scope, pk: int) -> ExerciseType:
    """An exercise of one's own, to be changed: 404 when it is not there, 403 when it is everybody's."""
    row = fetch_for_writing(ExerciseType.objects.visible_to(scope), scope, pk=pk)
    if row.owner_id is None:
        raise PermissionDenied
    return row


def say_with_undo(request: HttpRequest, undo: Undo) -> None:
    """A notice that what was done can be taken back."""
    address = reverse("undo-apply", args=[undo.pk])
    messages.add_message(request, messages.SUCCESS, undo.label, extra_tags=f"undo:{address}")


def posted_key(request: HttpRequest, name: str) -> int:
    """The key sent as ``name``; 0, which nothing has, when it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
