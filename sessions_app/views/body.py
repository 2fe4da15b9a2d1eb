"""Body weight and measurements: for their owner alone, never part of a share."""

import csv
from http import HTTPStatus
from io import StringIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions_app import body
from sessions_app.calendar import today_of
from sessions_app.catalogue.measures import BODY_WEIGHT
from sessions_app.errors import NameTakenError, StaleError
from sessions_app.forms.body import MeasureForm, MeasurementForm, MeasureNameForm
from sessions_app.models import Measure, Measurement
from sessions_app.services import (
    measure_create,
    measure_delete,
    measure_rename,
    measurement_delete,
    measurement_log,
    measurement_update,
)
from sessions_app.views.access import fetch_for_writing, writing_scope
from sessions_app.views.answers import say_stale
from sessions_app.views.parts import unit_of
from sharing.scope import Scope
from workouttracker.kit.text import inert

PER_PAGE = 30
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By which spreadsheets recognise the encoding."""


@require_http_methods(["GET", "HEAD", "POST"])
def body_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The values of one measure (body weight unless one is named), and the form of the next one."""
    scope = writing_scope(request)
    measure = _usual_measure(scope) if pk is None else _measure(scope, pk)
    if measure is None:
        return measure_list(request)
    period = request.GET.get("period", "")
    period = period if period in body.PERIODS else body.DEFAULT_PERIOD
    charted = body.points_of(scope, measure, period)
    latest = charted[-1] if charted else next(iter(body.Entries(scope, measure, 1)[0:1]), None)
    data = request.POST.dict() if request.method == "POST" else None
    form = _form(scope, measure, data, last=latest.value if latest else None)
    if data is None or not form.is_valid():
        return _page(request, scope, form, charted, {"measure": measure, "latest": latest, "period": period})
    row = measurement_log(scope=scope, values=form.values(), client_id=form.cleaned_data["client_id"])
    messages.success(request, _("%(value)s saved.") % {"value": form.scale.words(row.value)})
    return _back(measure)


@require_http_methods(["GET", "HEAD", "POST"])
def measurement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a value."""
    scope = writing_scope(request)
    row = fetch_for_writing(Measurement.objects.visible_to(scope).select_related("measure"), scope, pk=pk)
    data = request.POST.dict() if request.method == "POST" else None
    form = _form(scope, row.measure, data, stored=row)
    status = HTTPStatus.OK
    if data is not None and form.is_valid():
        try:
            revision = form.cleaned_data["revision"]
            measurement_update(scope=scope, measurement=row, values=form.values(), revision=revision)
        except StaleError as error:
            status = say_stale(form, error, row)
        else:
            messages.success(request, _("Measurement saved."))
            return _back(row.measure)
    elif data is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"form": form, "row": row, "measure": row.measure, "scale": form.scale, "back": _address(row.measure)}
    return render(request, "sessions_app/measurement_edit.html", context, status=status)


@require_POST
def measurement_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a value; the notice offers to undo."""
    scope = writing_scope(request)
    row = fetch_for_writing(Measurement.objects.visible_to(scope).select_related("measure"), scope, pk=pk)
    undo = measurement_delete(scope=scope, measurement=row)
    messages.success(request, undo.label, extra_tags=f"undo:{reverse('undo-apply', args=[undo.pk])}")
    return _back(row.measure)


@require_safe
def body_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """All values of a measure as a CSV file."""
    scope = writing_scope(request)
    measure = _measure(scope, pk)
    scale = _scale(scope, measure)
    text = StringIO()
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow(["date", "time", "value", "unit", "trend", "note"])
    for point in body.points_of(scope, measure):
        shown = scale.shown(point.value), scale.name, scale.shown(point.trend)
        writer.writerow([point.day.isoformat(), f"{point.at:%H:%M}", *shown, inert(point.note)])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"workouttracker-{slugify(measure.label) or measure.pk}-{today_of(scope).isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def measure_list(request: HttpRequest) -> HttpResponse:
    """Everything that can be measured, and the form for something of one's own."""
    scope = writing_scope(request)
    form = MeasureForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            measure = measure_create(scope=scope, **form.cleaned_data)
        except NameTakenError as error:
            form.add_error("name", str(error))
        else:
            return _back(measure)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "choices": body.measure_choices(scope)}
    return render(request, "sessions_app/measures.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def measure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Call something of one's own to measure differently."""
    scope = writing_scope(request)
    measure = get_object_or_404(Measure.objects.editable_by(scope), pk=pk)
    form = MeasureNameForm(request.POST if request.method == "POST" else None, initial={"name": measure.name})
    if form.is_bound and form.is_valid():
        try:
            row = measure_rename(scope=scope, measure=measure, name=form.cleaned_data["name"])
        except NameTakenError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(name)s” saved.") % {"name": row.name})
            return redirect("measure-list")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "sessions_app/measure_edit.html", {"form": form, "measure": measure}, status=status)


@require_POST
def measure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete something of one's own to measure, with its values; the notice offers to undo."""
    scope = writing_scope(request)
    measure = get_object_or_404(Measure.objects.editable_by(scope), pk=pk)
    undo = measure_delete(scope=scope, measure=measure)
    messages.success(request, undo.label, extra_tags=f"undo:{reverse('undo-apply', args=[undo.pk])}")
    return redirect("measure-list")


def _measure(scope: Scope, pk: int) -> Measure:
    return get_object_or_404(Measure.objects.visible_to(scope), pk=pk)


def _usual_measure(scope: Scope) -> Measure | None:
    """Body weight; something else when the catalogue was not loaded, and nothing when there is nothing at all."""
    rows = Measure.objects.visible_to(scope)
    return rows.filter(slug=BODY_WEIGHT).first() or rows.first()


def _scale(scope: Scope, measure: Measure) -> body.Scale:
    return body.Scale(measure.quantity, unit_of(scope))


def _form(scope: Scope, measure: Measure, data: Any, **more: Any) -> MeasurementForm:
    stored: Measurement | None = more.get("stored")
    zone = stored.zone if stored else scope.require_owner().zone
    return MeasurementForm(data, measure=measure, scale=_scale(scope, measure), zone=zone, now=timezone.now(), **more)


def _page(
    request: HttpRequest, scope: Scope, form: MeasurementForm, charted: list[body.Point], about: dict[str, Any]
) -> HttpResponse:
    measure, choices = about["measure"], body.measure_choices(scope)
    number = sum(choice.values for choice in choices if choice.id == measure.pk)
    entries: Any = body.Entries(scope, measure, number)  # a paginator counts and slices, and does nothing else
    context = about | {
        "scale": form.scale,
        "form": form,
        "choices": [choice for choice in choices if choice.values or choice.is_weight or choice.id == measure.pk],
        "periods": list(body.PERIODS),
        "insight": body.insight_of(charted, form.scale),
        "chart": body.chart_of(charted, form.scale, measure.label) if len(charted) > 1 else None,
        "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "sessions_app/body.html", context, status=status)


def _address(measure: Measure) -> str:
    return reverse("body") if measure.slug == BODY_WEIGHT else reverse("body-measure", args=[measure.pk])


def _back(measure: Measure) -> HttpResponseRedirect:
    return HttpResponseRedirect(_address(measure))
