"""Routines: the list, one of them, the shipped ones, files. For their owner alone, never part of a share."""

import json
import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import ValidationError

from accounts.once import once
from sessions_app.catalogue.routines import ROUTINES, ShippedRoutine, shipped
from sessions_app.errors import StaleError
from sessions_app.forms.routines import RoutineFileForm, RoutineForm
from sessions_app.models import Routine
from sessions_app.routine_json import routine_as_json
from sessions_app.routine_reads import four_weeks, routine_view, routines_of
from sessions_app.services.routine_files import RoutineMade, routine_copy, routine_from_json
from sessions_app.services.routines import routine_create, routine_delete, routine_update
from sessions_app.views.access import fetch_for_writing, writing_scope
from sessions_app.views.answers import say_stale
from sessions_app.views.parts import unit_of
from sharing.scope import Scope
from workouttracker.kit.routine_file import RoutineFile, problems_of

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
MOST_PROBLEMS = 10
WEEKS = ("1", "2", "3", "4")


@require_safe
def routine_list(request: HttpRequest) -> HttpResponse:
    """The athlete's routines, and those that come with the product."""
    scope = writing_scope(request)
    context = {"routines": routines_of(scope), "shipped": _shipped_cards(), "client_id": uuid.uuid4()}
    return render(request, "sessions_app/routine_list.html", context)


@require_safe
def routine_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One routine: the next targets of each day, and four weeks ahead."""
    scope = writing_scope(request)
    routine = fetch_whole(scope, pk)
    context = {
        "routine": routine_view(scope, routine),
        "ahead": four_weeks(scope, routine),
        "weeks": WEEKS,
        "client_id": uuid.uuid4(),
        "unit": unit_of(scope),
    }
    return render(request, "sessions_app/routine_detail.html", context)


@read_or_write
def routine_new(request: HttpRequest) -> HttpResponse:
    """A new routine, empty; its days are built on the next page."""
    scope = writing_scope(request)
    data = request.POST if request.method == "POST" else None
    form = RoutineForm(data, initial={"per_week": 3, "client_id": uuid.uuid4()})
    if data is None or not form.is_valid():
        status = HTTPStatus.OK if data is None else HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "sessions_app/routine_form.html", {"form": form}, status=status)
    row = routine_create(scope=scope, values=form.values(), client_id=form.cleaned_data["client_id"])
    return redirect("routine-build", row.pk)


@read_or_write
def routine_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, annotate, delete."""
    scope = writing_scope(request)
    row = fetch_for_writing(Routine.objects.visible_to(scope), scope, pk=pk)
    initial = {name: getattr(row, name) for name in ("name", "notes", "per_week", "revision")}
    form = RoutineForm(request.POST.dict() if request.method == "POST" else None, initial=initial)
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            routine_update(scope=scope, routine=row, values=form.values(), revision=form.cleaned_data["revision"])
        except StaleError as error:
            status = say_stale(form, error, row)
        else:
            messages.success(request, _("Routine saved."))
            return redirect("routine-detail", pk)
    elif form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "sessions_app/routine_form.html", {"form": form, "routine": row}, status=status)


@require_POST
def routine_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a routine; the notice offers to undo."""
    scope = writing_scope(request)
    row = fetch_for_writing(Routine.objects.visible_to(scope), scope, pk=pk)
    say_undo(request, routine_delete(scope=scope, routine=row))
    return redirect("routine-list")


@require_safe
def routine_json(request: HttpRequest, pk: int) -> HttpResponse:
    """One routine as a file."""
    scope = writing_scope(request)
    routine = fetch_whole(scope, pk)
    content = routine_as_json(routine).model_dump(mode="json", by_alias=True, exclude_none=True)
    text = json.dumps(content, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"workouttracker-routine-{slugify(routine.name) or routine.pk}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@read_or_write
@once
def routine_import(request: HttpRequest) -> HttpResponse:
    """A routine from a file; what is wrong in it is named by its path, and nothing is stored then."""
    scope = writing_scope(request)
    if request.method != "POST":
        return render(request, "sessions_app/routine_import.html", {"form": RoutineFileForm()})
    form = RoutineFileForm(request.POST, request.FILES)
    problems: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            file = RoutineFile.model_validate_json(form.document())
        except ValidationError as error:
            problems = problems_of(error)
        else:
            made = routine_from_json(scope=scope, part=file.routine)
            _say_made(request, made)
            return redirect("routine-detail", made.routine.pk)
    context = {
        "form": form,
        "problems": problems[:MOST_PROBLEMS],
        "more_problems": max(len(problems) - MOST_PROBLEMS, 0),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "sessions_app/routine_import.html", context, status=status)


@read_or_write
@once
def routine_shipped(request: HttpRequest, key: str) -> HttpResponse:
    """A routine that comes with the product; POST makes it the athlete's own."""
    scope = writing_scope(request)
    found = shipped(key)
    if found is None:
        raise Http404
    if request.method == "POST":
        row = routine_copy(scope=scope, shipped=found)
        messages.success(request, _("“%(name)s” is yours now. Change whatever you like.") % {"name": row.name})
        return redirect("routine-detail", row.pk)
    part = found.part(scope.require_owner().weight_unit)
    return render(request, "sessions_app/routine_shipped.html", {"part": part, "key": key})


def fetch_whole(scope: Scope, pk: int) -> Routine:
    """A routine with all that is in it."""
    return get_object_or_404(Routine.objects.visible_to(scope).whole(), pk=pk)


def say_undo(request: HttpRequest, undo: Any) -> None:
    """A notice that what was done can be taken back."""
    messages.success(request, undo.label, extra_tags=f"undo:{reverse('undo-apply', args=[undo.pk])}")


def to_routine(pk: int) -> HttpResponseRedirect:
    """Where its days are built."""
    return HttpResponseRedirect(reverse("routine-build", args=[pk]))


def _say_made(request: HttpRequest, made: RoutineMade) -> None:
    messages.success(request, _("“%(name)s” is yours now.") % {"name": made.routine.name})
    if made.new_exercises:
        number = len(made.new_exercises)
        words = ngettext(
            "%(count)s exercise was not known and is one of your own now: %(names)s.",
            "%(count)s exercises were not known and are your own now: %(names)s.",
            number,
        )
        messages.info(request, words % {"count": number, "names": ", ".join(made.new_exercises)})


def _shipped_cards() -> list[dict[str, Any]]:
    return [_card(each) for each in ROUTINES]


def _card(each: ShippedRoutine) -> dict[str, Any]:
    return {"key": each.key, "name": _(each.name), "teaser": _(each.teaser)}
