"""Answers to what happened to a set: the part that changed, where the request came from (session page or quick log)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from sessions_app import reads
from sessions_app.models import WorkoutSession, WorkoutSet
from sessions_app.records import records_broken
from sessions_app.views.answers import wants_part
from sessions_app.views.log_parts import from_log, kinds_of, log_answer, log_query
from sessions_app.views.parts import Notice, head_context, row_context, sets_context
from sharing.scope import Scope


def query_of(request: HttpRequest) -> str:
    """What addresses of the answer carry so that they lead back where ``request`` came from."""
    exercise_id = from_log(request)
    return "" if exercise_id is None else log_query(exercise_id)


def row_context_of(request: HttpRequest, scope: Scope, row: reads.SetRow) -> dict[str, Any]:
    """One row where the request came from: in the quick log it shows its records and leads back there."""
    context = row_context(scope, row)
    if from_log(request) is None:
        return context
    stored = WorkoutSet.objects.visible_to(scope).select_related("session").get(pk=row.id)
    return context | {"query": log_query(row.exercise_id), "records": kinds_of(row.id, records_broken(scope, stored))}


def row_answer(request: HttpRequest, scope: Scope, set_id: int, *, extra: dict[str, Any] | None = None) -> HttpResponse:
    """The fresh row and the sums in the page's head; without HTMX back to the page."""
    row = reads.set_row(scope, set_id)
    if not wants_part(request):
        return back_to_list(request, row.session_id, set_id)
    if from_log(request) is not None:
        context = row_context_of(request, scope, row) | (extra or {})
        return render(request, "sessions_app/_set.html", context)
    session = get_object_or_404(WorkoutSession.objects.visible_to(scope), pk=row.session_id)
    context = head_context(scope, session) | row_context(scope, row) | (extra or {})
    return render(request, "sessions_app/_set_answer.html", context)


def list_answer(
    request: HttpRequest,
    scope: Scope,
    session_id: int,
    *,
    set_id: int | None = None,
    added: bool = False,
    place: int | None = None,
    notice: Notice | None = None,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """The fresh list and the sums in the page's head; without HTMX back to the page, with the notice on it.

    The keyboard goes on at the set that was ``added``, or at the one that took the ``place`` of one that is gone.
    """
    if not wants_part(request):
        if notice:
            level = messages.ERROR if notice.kind == "error" else messages.SUCCESS
            tags = f"undo:{notice.undo_url}" if notice.undo_url else ""
            messages.add_message(request, level, notice.text, extra_tags=tags)
        return back_to_list(request, session_id, set_id)
    session = get_object_or_404(WorkoutSession.objects.visible_to(scope), pk=session_id)
    exercise_id = from_log(request)
    if exercise_id is not None:
        return log_answer(request, scope, session, exercise_id, notice)
    context = sets_context(scope, session) | {"notice": notice, "new_set": set_id if added else None}
    context["focus_set"] = set_id if added else _set_at(context["runs"], place)
    response = render(request, "sessions_app/_sets_answer.html", context | (extra or {}))
    response["HX-Retarget"] = "#sets"
    response["HX-Reswap"] = "outerHTML"
    return response


def _set_at(runs: list[reads.ExerciseRun], place: int | None) -> int | None:
    """The id of the set at ``place`` of the list, counted from 0, or of the last one."""
    ids = [row.id for run in runs for row in run.sets]
    return ids[min(place, len(ids) - 1)] if ids and place is not None else None


def back_to_list(
    request: HttpRequest, session_id: int, set_id: int | None = None, *, view: str = ""
) -> HttpResponseRedirect:
    """To the session page (or the quick log, whence the request came), at the set's row; or to its page ``view``."""
    exercise_id = from_log(request)
    if view and set_id:
        return HttpResponseRedirect(reverse(view, args=[set_id]) + query_of(request))
    place = f"#set-{set_id}" if set_id else ""
    if exercise_id is not None:
        return HttpResponseRedirect(f"{reverse('quick-log')}?exercise={exercise_id}{place}")
    return HttpResponseRedirect(reverse("session-detail", args=[session_id]) + place)
