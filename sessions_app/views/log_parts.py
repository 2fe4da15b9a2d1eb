"""What the quick log and its parts are made of; also what other views answer to a request that came from it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from sessions_app import reads
from sessions_app.models import WorkoutSession, WorkoutSet
from sessions_app.quick_log import QuickLog, quick_log_of
from sessions_app.records import BrokenRecord, RecordKind, records_broken
from sessions_app.views.log_plan import plan_context, planned_like
from sessions_app.views.parts import Notice, next_form, unit_of
from sharing.scope import Scope

PAGE = "sessions_app/quick_log.html"
PANEL = "sessions_app/_log.html"


def log_query(exercise_id: int) -> str:
    """What addresses carry so that their answer leads back to the quick log at an exercise."""
    return f"?from=log&exercise={exercise_id}"


def from_log(request: HttpRequest) -> int | None:
    """The exercise at which the quick log stood from where ``request`` came; None when it came from elsewhere."""
    wanted = request.GET.get("exercise", "")
    return int(wanted) if request.GET.get("from") == "log" and wanted.isdecimal() and len(wanted) < 18 else None


def panel_context(scope: Scope, log: QuickLog) -> dict[str, Any]:
    """What every state of the panel shows."""
    return {
        "session": log.session,
        "routine_day": log.routine_day,
        "done": log.exercises,
        "unit": unit_of(scope),
        "can_write": True,
        "user_key": scope.require_owner().storage_key,
    }


def log_context(scope: Scope, log: QuickLog, like: reads.SetRow | None = None) -> dict[str, Any]:
    """The panel with the form of the next set, filled ``like`` a set, else as the log proposes."""
    exercise = log.exercise
    if exercise is None:  # no caller comes here without one
        raise ValueError("no exercise is chosen")
    rest = log.rest_seconds
    return (
        panel_context(scope, log)
        | {
            "exercise": exercise,
            "is_favourite": log.is_favourite,
            "sets": log.sets,
            "last_time": log.last_time,
            "records": log.records,
            "query": log_query(exercise.id),
            "rest": scope.require_owner().default_rest_seconds if rest is None else rest,
            "form": next_form(scope, exercise, like or planned_like(log) or log.like, list(log.set_types)),
        }
        | plan_context(scope, log)
    )


def picker_places() -> dict[str, str | bool]:
    """Where the quick log's picker leads, and what of the page gives way."""
    url = reverse("quick-log")
    return {
        "pick_url": url,
        "choose_url": f"{url}?",
        "new_url": reverse("quick-log-exercise"),
        "swap": "#log",
        "push": True,
    }


def log_row_context(scope: Scope, shown: reads.SetRow, broken: Iterable[BrokenRecord]) -> dict[str, Any]:
    """One row of the quick log, with the records that its set broke."""
    return {
        "set": shown,
        "unit": unit_of(scope),
        "can_write": True,
        "landed": True,
        "query": log_query(shown.exercise_id),
        "records": kinds_of(shown.id, broken),
    }


def kinds_of(set_id: int, broken: Iterable[BrokenRecord]) -> dict[int, list[RecordKind]]:
    """What records one set broke, as rows show it."""
    return {set_id: [record.kind for record in broken]}


def log_row(request: HttpRequest, scope: Scope, row: WorkoutSet) -> tuple[str, tuple[BrokenRecord, ...]]:
    """A set that has just been stored as the quick log shows it (two queries), and what records it broke.

    ``row`` comes from the service with its session, exercise and type.
    """
    # In its first revision a set is as it was logged; its reps need not be read.
    shown = reads.SetRow.of_new(row) if row.revision == 1 else reads.set_row(scope, row.pk)
    broken = records_broken(scope, row)
    context = log_row_context(scope, shown, broken)
    return render_to_string("sessions_app/_set.html", context, request=request), broken


def log_answer(
    request: HttpRequest, scope: Scope, session: WorkoutSession, exercise_id: int, notice: Notice | None = None
) -> HttpResponse:
    """The whole panel at an exercise, freshly read, whatever the request was about."""
    context = log_context(scope, quick_log_of(scope, session, exercise_id)) | {"notice": notice, "focus": True}
    response = render(request, "sessions_app/_log_answer.html", context)
    response["HX-Retarget"] = "#log"
    response["HX-Reswap"] = "outerHTML"
    return response
