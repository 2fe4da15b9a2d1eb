"""Sessions: the list, one session, and what can happen to it."""

import uuid
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions_app import goal_words, reads
from sessions_app.body_load import with_body
from sessions_app.errors import StaleError
from sessions_app.forms import SessionFilterForm, SessionForm
from sessions_app.forms.sessions import new_session_initial
from sessions_app.goals import met_by
from sessions_app.models import WorkoutSession
from sessions_app.search import sessions_found
from sessions_app.services import (
    session_create,
    session_delete,
    session_finish,
    session_resume,
    session_update,
)
from sessions_app.views.access import fetch_for_writing, writing_scope
from sessions_app.views.answers import answer, say_stale
from sessions_app.views.parts import session_context, unit_of
from sharing.scope import Scope, scope_of

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """The sessions, searched, filtered, sorted and paged by the query string."""
    scope = scope_of(request)
    form = SessionFilterForm(request.GET, scope=scope)
    wanted = form.wanted()
    page = Paginator(sessions_found(scope, wanted), settings.SESSIONS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": with_body(scope, reads.session_rows(page.object_list)),
        "narrowed": wanted.narrows,
        "by_month": wanted.sort in {"date", "-date"},
        "unit": unit_of(scope),
        "can_write": scope.can_write,
    }
    return answer(request, "sessions_app/session_list.html", "sessions_app/_session_results.html", context)


@require_safe
def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One session with its sets."""
    scope = scope_of(request)
    session = get_object_or_404(WorkoutSession.objects.visible_to(scope), pk=pk)
    context = session_context(scope, session) | {"neighbours": reads.neighbours(scope, session)}
    return render(request, "sessions_app/session_detail.html", context)


@read_or_write
def session_new(request: HttpRequest) -> HttpResponse:
    """Start a session: name and now are filled in. Sent without a date it starts at that moment."""
    scope = writing_scope(request)
    zone, now = scope.require_owner().zone, timezone.now()
    initial = new_session_initial(zone, now) | {"client_id": uuid.uuid4()}
    form = SessionForm(_posted(request), zone=zone, now=now, initial=initial)
    if form.is_bound and "date" not in form.data:
        form.data = {**form.data, "date": form.initial["date"], "start": form.initial["start"]}
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
        return render(request, "sessions_app/session_new.html", {"form": form}, status=status)
    session = session_create(scope=scope, values=form.values(), client_id=form.cleaned_data["client_id"])
    _say_clock_changed(request, form)
    if session.started_at >= now and reads.workout_going_on(scope) == session:
        return redirect("quick-log")
    return redirect("session-detail", session.pk)


@read_or_write
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, move to another time, annotate."""
    scope = scope_of(request)
    session = fetch_for_writing(WorkoutSession.objects.visible_to(scope), scope, pk=pk)
    form = SessionForm(_posted(request), zone=session.zone, stored=session, now=timezone.now())
    if request.method != "POST":
        return _edit_page(request, scope, session, form, HTTPStatus.OK)
    if not form.is_valid():
        return _edit_page(request, scope, session, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        session_update(scope=scope, session=session, values=form.values(), revision=form.cleaned_data["revision"])
    except StaleError as error:
        return _edit_page(request, scope, session, form, say_stale(form, error, session))
    _say_clock_changed(request, form)
    messages.success(request, _("Session saved."))
    return redirect("session-detail", pk)


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish the session now."""
    scope = scope_of(request)
    session = fetch_for_writing(WorkoutSession.objects.visible_to(scope), scope, pk=pk)
    session_finish(scope=scope, session=session)
    messages.success(request, _("Session finished."))
    for goal in met_by(scope, session):
        messages.success(request, _("Goal reached: %(goal)s.") % {"goal": goal_words.title(goal, unit_of(scope))})
    return redirect("session-detail", pk)


@require_POST
def session_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a finished session."""
    scope = scope_of(request)
    session = fetch_for_writing(WorkoutSession.objects.visible_to(scope), scope, pk=pk)
    session_resume(scope=scope, session=session)
    return redirect("session-detail", pk)


@require_POST
def session_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the session; the notice on the list offers to undo."""
    scope = scope_of(request)
    session = fetch_for_writing(WorkoutSession.objects.visible_to(scope), scope, pk=pk)
    undo = session_delete(scope=scope, session=session)
    messages.success(request, undo.label, extra_tags=f"undo:{reverse('undo-apply', args=[undo.pk])}")
    return redirect("session-list")


def _posted(request: HttpRequest) -> dict[str, Any] | None:
    return request.POST.dict() if request.method == "POST" else None


def _edit_page(
    request: HttpRequest, scope: Scope, session: WorkoutSession, form: SessionForm, status: int
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "session": reads.SessionRow.of(session),
        "stale": status == HTTPStatus.CONFLICT,
        "zone_name": session.time_zone.replace("_", " "),
        "unit": unit_of(scope),
    }
    return render(request, "sessions_app/session_edit.html", context, status=status)


def _say_clock_changed(request: HttpRequest, form: SessionForm) -> None:
    """A time that doesn't exist or exists twice was taken with the later offset: say so."""
    if form.clock_changed:
        messages.info(request, _("The clock was changed that night. The time was taken as it is after the change."))
