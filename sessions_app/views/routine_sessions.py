"""Training by a routine: start a session from a day, repeat a past one, save one as a routine."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import once
from sessions_app import reads
from sessions_app.errors import LimitError
from sessions_app.forms.routines import DayForm
from sessions_app.models import RoutineDay, WorkoutSession
from sessions_app.services.routine_sessions import routine_from_session, routine_start, session_repeat
from sessions_app.views.access import fetch_for_writing, writing_scope
from sessions_app.views.answers import posted_uuid
from sharing.scope import scope_of


@require_POST
def routine_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a session by a day of a routine; the quick log shows what is to be done."""
    scope = writing_scope(request)
    day = fetch_for_writing(RoutineDay.objects.visible_to(scope), scope, pk=pk)
    going_on = reads.workout_going_on(scope)
    client_id = posted_uuid(request, "client_id")
    if going_on is not None and (client_id is None or going_on.client_id != client_id) and "also" not in request.POST:
        return _ask(request, day.name, going_on, request.path)
    routine_start(scope=scope, day=day, client_id=client_id)
    return redirect("quick-log")


@require_POST
def session_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Do a past session once more, from now."""
    scope = scope_of(request)
    session = fetch_for_writing(WorkoutSession.objects.visible_to(scope), scope, pk=pk)
    going_on = reads.workout_going_on(scope)
    client_id = posted_uuid(request, "client_id")
    if going_on is not None and (client_id is None or going_on.client_id != client_id) and "also" not in request.POST:
        return _ask(request, session.name, going_on, request.path)
    session_repeat(scope=scope, session=session, client_id=client_id)
    return redirect("quick-log")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def session_as_routine(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was done as a routine of one day."""
    scope = scope_of(request)
    session = fetch_for_writing(WorkoutSession.objects.visible_to(scope), scope, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = DayForm(data, initial={"name": session.name})
    form.fields["name"].label = _("Name of the routine")
    if form.is_bound and form.is_valid():
        try:
            row = routine_from_session(scope=scope, session=session, name=form.cleaned_data["name"])
        except LimitError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(name)s” is a routine now.") % {"name": row.name})
            return redirect("routine-detail", row.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "session": reads.SessionRow.of(session)}
    return render(request, "sessions_app/session_as_routine.html", context, status=status)


def _ask(request: HttpRequest, name: str, going_on: WorkoutSession, action: str) -> HttpResponse:
    """A session is going on already: go on with it, or begin the other one beside it."""
    context = {
        "name": name,
        "going_on": reads.SessionRow.of(going_on),
        "action": action,
        "client_id": posted_uuid(request, "client_id") or "",
    }
    return render(request, "sessions_app/routine_ask.html", context, status=HTTPStatus.CONFLICT)
