"""Ticking reps off, one by one or all at once."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from sessions_app import reads
from sessions_app.errors import StaleError
from sessions_app.forms import RepsForm
from sessions_app.models import Rep, WorkoutSet
from sessions_app.services import rep_mark, reps_write
from sessions_app.sums import RepValue
from sessions_app.views.access import fetch_for_writing
from sessions_app.views.answers import answer, say_stale, wants_part
from sessions_app.views.parts import unit_of
from sessions_app.views.set_answers import back_to_list, row_answer, row_context_of
from sessions_app.views.sets import fetch_set
from sharing.scope import Scope, scope_of


@require_http_methods(["GET", "HEAD", "POST"])
def set_reps(request: HttpRequest, pk: int) -> HttpResponse:
    """The reps of a set: a button for each, and a grid of all weights and ticks."""
    scope = scope_of(request)
    row = fetch_set(scope, pk)
    shown = reads.set_row(scope, pk)
    form = _reps_form(scope, shown, row, request.POST.dict() if request.method == "POST" else None)
    if request.method != "POST":
        return _reps_answer(request, scope, row, shown, form, HTTPStatus.OK)
    if not form.is_valid():
        return _reps_answer(request, scope, row, shown, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        reps_write(scope=scope, workout_set=row, reps=form.values(), revision=form.cleaned_data["revision"])
    except StaleError as error:
        return _reps_answer(request, scope, row, shown, form, say_stale(form, error, row))
    return row_answer(request, scope, pk)


@require_POST
def rep_tick(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One rep done (``success=1``) or failed (``success=0``)."""
    scope = scope_of(request)
    row = fetch_for_writing(WorkoutSet.objects.visible_to(scope), scope, pk=pk)
    try:
        changed = rep_mark(scope=scope, workout_set=row, number=number, success=request.POST.get("success") != "0")
    except Rep.DoesNotExist as error:
        raise Http404 from error
    if not wants_part(request):
        return back_to_list(request, row.session_id, pk, view="set-reps")
    shown = reads.set_row(scope, pk)
    form = _reps_form(scope, shown, changed, None)
    return row_answer(request, scope, pk, extra={"panel": "reps", "reps_form": form})


def _reps_form(scope: Scope, shown: reads.SetRow, row: WorkoutSet, data: dict[str, str] | None) -> RepsForm:
    return RepsForm(
        data,
        reps=[RepValue(rep.weight, rep.success) for rep in shown.reps],
        unit=unit_of(scope),
        initial={"revision": row.revision},
        auto_id=f"id_reps-{row.pk}_%s",
    )


def _reps_answer(
    request: HttpRequest, scope: Scope, row: WorkoutSet, shown: reads.SetRow, form: RepsForm, status: int
) -> HttpResponse:
    """The row with its reps open below it; on a page of its own without HTMX."""
    context = row_context_of(request, scope, shown) | {
        "panel": "reps",
        "reps_form": form,
        "session": reads.SessionRow.of(row.session),
        "stale": status == HTTPStatus.CONFLICT,
        "grid_open": status != HTTPStatus.OK,
    }
    return answer(request, "sessions_app/set_page.html", "sessions_app/_set.html", context, status=status)
