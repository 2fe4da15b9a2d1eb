"""The quick log: the page an athlete lives on between two sets."""

import json
import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions_app import display, reads
from sessions_app.errors import LimitError, NameTakenError
from sessions_app.forms import ExerciseForm, SetForm
from sessions_app.forms.sessions import new_session_initial
from sessions_app.models import ExerciseType, WorkoutSession, WorkoutSet
from sessions_app.offline_kit import forms_by_kind, offline_kit
from sessions_app.quick_log import bare_log, like_set, quick_log_of
from sessions_app.records import records_and_warm_ups
from sessions_app.routine_reads import next_days
from sessions_app.services import SessionValues, session_create, set_log
from sessions_app.services.catalogue import exercise_create, favourite_mark
from sessions_app.views.access import fetch_for_writing, writing_scope
from sessions_app.views.answers import answer, posted_uuid, wants_part
from sessions_app.views.log_parts import (
    PAGE,
    PANEL,
    log_answer,
    log_context,
    log_query,
    log_row_context,
    panel_context,
    picker_places,
)
from sessions_app.views.log_plan import next_like
from sessions_app.views.parts import choice_context, next_form, unit_of
from sharing.scope import Scope, scope_of


@require_http_methods(["GET", "HEAD", "POST"])
def quick_log(request: HttpRequest) -> HttpResponse:
    """The next set of ``?exercise=`` (else the latest one's), or with ``?pick`` a choice; POST saves a set."""
    scope = writing_scope(request)
    if request.method == "POST":
        return _save(request, scope)
    session = reads.workout_going_on(scope)
    if session is None:
        return _start_page(request, scope)
    if "pick" in request.GET or request.GET.get("q"):
        return _picker(request, scope, session, request.GET.get("q", ""))
    wanted = request.GET.get("exercise", "")
    try:
        # No key is longer; Python refuses to read numbers of many thousand digits.
        log = quick_log_of(scope, session, int(wanted[:30]) if wanted.isdecimal() else None)
    except (ExerciseType.DoesNotExist, OverflowError) as error:
        raise Http404 from error
    if log.exercise is None:
        return _picker(request, scope, session, "")
    like = like_set(log, request.GET.get("like", ""))
    return answer(request, PAGE, PANEL, log_context(scope, log, like) | {"focus": bool(wanted)})


def _start_page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Nothing is going on: one button starts a session."""
    initial = new_session_initial(scope.require_owner().zone, timezone.now())
    context = {
        "session_name": initial["name"],
        "client_id": uuid.uuid4(),
        "last": reads.latest_session(scope),
        "routines": next_days(scope),
    }
    response = render(request, "sessions_app/quick_log_start.html", context)
    if wants_part(request):  # the session was finished in another tab
        response = HttpResponse(headers={"HX-Redirect": reverse("quick-log")})
    return response


def _picker(
    request: HttpRequest, scope: Scope, session: WorkoutSession, text: str, form: ExerciseForm | None = None
) -> HttpResponse:
    """Exercises to choose from; while somebody types only the results."""
    context = choice_context(scope, text, every=True) | picker_places()
    status = HTTPStatus.OK
    if form is not None:
        context["exercise_form"], status = form, HTTPStatus.UNPROCESSABLE_ENTITY
    htmx: Any = getattr(request, "htmx", None)
    if htmx and htmx.target == "exercise-results":
        return render(request, "sessions_app/_exercise_results.html", context)
    return answer(request, PAGE, PANEL, panel_context(scope, bare_log(scope, session)) | context, status=status)


def _save(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Log a set. The service finds and locks the session itself: looking here too would be a query for nothing."""
    session_id, exercise_id = (_number(request, name) for name in ("session", "exercise_type"))
    known, set_types = reads.exercise_and_set_types(scope, exercise_id)
    form = SetForm(request.POST, scope=scope, set_types=set_types, known=known)
    try:
        if form.is_valid():
            session = WorkoutSession(pk=session_id)
            client_id = form.cleaned_data["client_id"]
            row = set_log(scope=scope, session=session, values=form.values(), client_id=client_id)
            return _saved(request, scope, row, form)
    except LimitError as error:
        form.add_error(None, str(error))
    except WorkoutSession.DoesNotExist as error:
        raise Http404 from error
    return _refused(request, scope, session_id, form)


def _saved(request: HttpRequest, scope: Scope, row: WorkoutSet, form: SetForm) -> HttpResponse:
    """The form of the next set, with the new row beside it; without HTMX the page anew."""
    new = reads.SetRow.of_new(row) if row.revision == 1 else reads.set_row(scope, row.pk)
    saved = _("%(load)s saved.") % {"load": display.load_words(new, unit_of(scope))}
    if not wants_part(request):
        messages.success(request, saved)
        return redirect(f"{reverse('quick-log')}?exercise={row.exercise_type_id}")
    broken, warm_ups = records_and_warm_ups(scope, row)
    context = log_row_context(scope, new, broken) | {
        "session": reads.SessionRow.of(row.session),
        "saved": saved,
        "form": next_form(scope, new.choice, next_like(row, new, warm_ups), form.set_types),
        "rest": _rest(request, scope, new),
    }
    response = render(request, "sessions_app/_log_added.html", context)
    response["HX-Trigger"] = json.dumps({"set-saved": {"rest": context["rest"]}})
    return response


def _rest(request: HttpRequest, scope: Scope, row: reads.SetRow) -> int:
    """Seconds to rest: what the set says, what was noted for the exercise, what the athlete prefers."""
    noted = request.POST.get("rest", "")
    usual = int(noted[:5]) if noted.isascii() and noted.isdecimal() else scope.require_owner().default_rest_seconds
    return usual if row.rest_seconds is None else row.rest_seconds


def _refused(request: HttpRequest, scope: Scope, session_id: int, form: SetForm) -> HttpResponse:
    """The form with what is wrong in it."""
    session = get_object_or_404(WorkoutSession.objects.editable_by(scope), pk=session_id)
    exercise = form.exercise.id if form.exercise else None
    log = quick_log_of(scope, session, exercise)
    context = log_context(scope, log) | {"form": form}
    template = "sessions_app/_log_form.html"
    return answer(request, PAGE, template, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_safe
@never_cache
def quick_log_kit(request: HttpRequest) -> HttpResponse:
    """What the service worker keeps so that exercises can be changed and sessions begun without network."""
    scope = writing_scope(request)
    forms, owner = forms_by_kind(scope), scope.require_owner()
    context = {
        "kit": offline_kit(scope, forms),
        "forms": list(forms.values()),
        "rest": owner.default_rest_seconds,
        "user_key": owner.storage_key,
    }
    return render(request, "sessions_app/quick_log_kit.html", context)


@require_POST
def quick_log_start(request: HttpRequest) -> HttpResponse:
    """Start a session now, in one tap; one that is going on is gone on with."""
    scope = writing_scope(request)
    if reads.workout_going_on(scope) is None:
        now = timezone.now()
        name = new_session_initial(scope.require_owner().zone, now)["name"]
        client_id = posted_uuid(request, "client_id")
        session_create(scope=scope, values=SessionValues(name=name, started_at=now), client_id=client_id)
    return redirect("quick-log")


@require_POST
def quick_log_exercise(request: HttpRequest) -> HttpResponse:
    """An exercise of one's own, made in passing; its first set's form comes next."""
    scope = writing_scope(request)
    session = reads.workout_going_on(scope)
    if session is None:
        return redirect("quick-log")
    form = ExerciseForm(request.POST)
    try:
        if form.is_valid():
            row = exercise_create(scope=scope, **form.values())
            if wants_part(request):
                return log_answer(request, scope, session, row.pk)
            return redirect(f"{reverse('quick-log')}?exercise={row.pk}")
    except NameTakenError as error:
        form.add_error("name", str(error))
    return _picker(request, scope, session, form.data.get("name", ""), form)


@require_POST
def exercise_favourite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an exercise a favourite (``on=1``) or no favourite any more; back to the quick log or the list."""
    scope = scope_of(request)
    exercise = fetch_for_writing(ExerciseType.objects.visible_to(scope), scope, pk=pk)
    on = request.POST.get("on") == "1"
    favourite_mark(scope=scope, exercise=exercise, on=on)
    if wants_part(request):
        context = {"exercise": exercise, "is_favourite": on, "listed": "listed" in request.POST}
        return render(request, "sessions_app/_favourite.html", context)
    if "listed" in request.POST:
        return redirect("exercise-list")
    return redirect(f"{reverse('quick-log')}{log_query(pk)}")


def _number(request: HttpRequest, name: str) -> int:
    """The key sent as ``name``; 0, which nothing has, when it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
