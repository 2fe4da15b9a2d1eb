"""Adding a set: choose an exercise, fill in its form, save."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sessions_app import display, reads
from sessions_app.errors import LimitError, NameTakenError
from sessions_app.forms import ExerciseForm, SetForm
from sessions_app.models import ExerciseType, SetType, WorkoutSession, WorkoutSet
from sessions_app.services import set_log
from sessions_app.services.catalogue import exercise_create
from sessions_app.views.access import fetch_for_writing
from sessions_app.views.answers import answer, wants_part
from sessions_app.views.parts import head_context, next_form, picker_context, sets_context, unit_of
from sharing.scope import Scope, scope_of


@require_http_methods(["GET", "HEAD", "POST"])
def set_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose an exercise (GET), fill in its form (GET ``?exercise=``), add the set (POST)."""
    scope = scope_of(request)
    if request.method == "POST" and scope.can_write:
        return _add(request, scope, pk)
    session = fetch_for_writing(WorkoutSession.objects.visible_to(scope), scope, pk=pk)
    wanted = request.GET.get("exercise", "")
    if not wanted:
        return _picker(request, scope, session)
    found = ExerciseType.objects.visible_to(scope)
    exercise = get_object_or_404(found, pk=int(wanted[:30]) if wanted.isdecimal() else 0)
    choice = reads.ExerciseChoice(exercise.pk, exercise.name, exercise.kind)
    form = next_form(scope, choice, reads.last_set_of(scope, exercise.pk, session.pk))
    return _form_answer(request, scope, session, form, HTTPStatus.OK)


def _add(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Log the set. The service itself finds and locks the session: looking here too would be a query for nothing."""
    form = SetForm(request.POST, scope=scope)
    try:
        if form.is_valid():
            row = set_log(
                scope=scope,
                session=WorkoutSession(pk=pk),
                values=form.values(),
                client_id=form.cleaned_data["client_id"],
            )
            return _added(request, scope, row, form.set_types)
    except LimitError as error:
        form.add_error(None, str(error))
    except WorkoutSession.DoesNotExist as error:
        raise Http404 from error
    session = get_object_or_404(WorkoutSession.objects.editable_by(scope), pk=pk)
    return _form_answer(request, scope, session, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _added(request: HttpRequest, scope: Scope, row: WorkoutSet, set_types: list[SetType]) -> HttpResponse:
    """The next form, with the new row beside it.

    As long as nothing else changed since the page was drawn, the row is all the page lacks, and it costs no query.
    """
    new = reads.SetRow.of_new(row)
    saved = _("%(load)s saved.") % {"load": display.load_words(new, unit_of(scope))}
    session = row.session
    if not wants_part(request):
        messages.success(request, saved)
        return redirect(f"{reverse('session-detail', args=[session.pk])}#set-{row.pk}")
    context: dict[str, Any] = {"saved": saved, "form": next_form(scope, new.choice, new, set_types)}
    if request.POST.get("seen") == str(session.revision - 1) and session.total_sets > 1:
        context |= head_context(scope, session)
        context |= {"set": new, "joins": request.POST.get("run_exercise") == str(new.exercise_id)}
    else:
        context |= sets_context(scope, session)
    return render(request, "sessions_app/_set_added.html", context)


def _picker(request: HttpRequest, scope: Scope, session: WorkoutSession) -> HttpResponse:
    """Exercises to choose from: recent ones, or what the search finds."""
    context = picker_context(scope, session, request.GET.get("q", ""))
    searching = getattr(request, "htmx", None) and request.htmx.target == "exercise-results"  # type: ignore[attr-defined]
    part = "_exercise_results.html" if searching else "_exercise_picker.html"
    return answer(request, "sessions_app/set_add.html", f"sessions_app/{part}", context)


def _form_answer(
    request: HttpRequest, scope: Scope, session: WorkoutSession, form: SetForm, status: int
) -> HttpResponse:
    context = head_context(scope, session) | {"form": form, "focus": True}
    return answer(request, "sessions_app/set_add.html", "sessions_app/_set_form.html", context, status=status)


@require_POST
def exercise_new(request: HttpRequest, pk: int) -> HttpResponse:
    """An exercise of one's own, made in passing; its first set's form comes next."""
    scope = scope_of(request)
    session = fetch_for_writing(WorkoutSession.objects.visible_to(scope), scope, pk=pk)
    form = ExerciseForm(request.POST)
    try:
        if form.is_valid():
            row = exercise_create(scope=scope, **form.values())
            choice = reads.ExerciseChoice(row.pk, row.name, row.kind)
            if wants_part(request):
                return _form_answer(request, scope, session, next_form(scope, choice, None), HTTPStatus.OK)
            return redirect(f"{reverse('set-add', args=[pk])}?exercise={row.pk}")
    except NameTakenError as error:
        form.add_error("name", str(error))
    context = picker_context(scope, session, form.data.get("name", "")) | {"exercise_form": form}
    template = "sessions_app/_exercise_picker.html"
    return answer(request, "sessions_app/set_add.html", template, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
