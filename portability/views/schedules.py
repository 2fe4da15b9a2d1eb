"""Pages of scheduled exports."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import once
from portability.exports.registry import EXPORT_FORMATS
from portability.forms_schedules import ScheduleForm
from portability.models import ExportSchedule
from portability.services.schedules import ScheduleLimitError, schedule_create, schedule_delete, schedule_update
from sharing.scope import Scope, scope_of

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
@never_cache
@once
def schedule_list(request: HttpRequest) -> HttpResponse:
    """The athlete's schedules, and the form for a new one."""
    scope = _scope(request)
    form = ScheduleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            schedule_create(scope=scope, values=form.values())
        except ScheduleLimitError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Scheduled."))
            return redirect("schedule-list")
    rows = ExportSchedule.objects.visible_to(scope)
    shown = [{"row": row, "label": EXPORT_FORMATS[row.format].label} for row in rows]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portability/schedule_list.html", {"form": form, "schedules": shown}, status=status)


@read_or_write
@never_cache
def schedule_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a schedule, or switch it off."""
    scope = _scope(request)
    row = get_object_or_404(ExportSchedule.objects.editable_by(scope), pk=pk)
    form = ScheduleForm.of(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        schedule_update(scope=scope, schedule=row, values=form.values())
        messages.success(request, _("Schedule saved."))
        return redirect("schedule-list")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portability/schedule_form.html", {"form": form, "schedule": row}, status=status)


@require_POST
def schedule_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a schedule; its files stay until their time is over."""
    scope = _scope(request)
    schedule_delete(scope=scope, schedule=get_object_or_404(ExportSchedule.objects.editable_by(scope), pk=pk))
    messages.success(request, _("Schedule deleted."))
    return redirect("schedule-list")


def _scope(request: HttpRequest) -> Scope:
    scope = scope_of(request)
    if not scope.can_write:
        raise PermissionDenied
    return scope
