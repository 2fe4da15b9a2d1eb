"""Pages of exports, and the one page that joins everything that moves data."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobs.snapshot import follow_url
from portability.export_forms import ExportForm
from portability.exports.registry import EXPORT_FORMATS
from portability.formats import schema
from portability.models import DataExport, ImportBatch
from portability.services.deletion import workout_counts_kept
from portability.services.exports import ExportRequest, export_delete, export_problem, export_start
from portability.services.files import file_open
from sharing.scope import Scope, scope_of

PER_PAGE = 20
SHOWN_ON_DATA = 3


@require_safe
@never_cache
def data(request: HttpRequest) -> HttpResponse:
    """Import, export, history, clean-up and deletion on one page."""
    scope = _owner_scope(request)
    context = {
        "counts": workout_counts_kept(scope),
        "imports": ImportBatch.objects.visible_to(scope).select_related("job").defer("problems")[:SHOWN_ON_DATA],
        "exports": _shown(DataExport.objects.visible_to(scope).select_related("job")[:SHOWN_ON_DATA]),
    }
    return render(request, "portability/data.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def export_list(request: HttpRequest) -> HttpResponse:
    """Past exports, and the form for a new one."""
    scope = _owner_scope(request)
    form = ExportForm(
        request.POST if request.method == "POST" else None,
        scope=scope,
        initial={"sessions": [int(pk) for pk in request.GET.getlist("session") if pk.isdecimal() and pk.isascii()]},
    )
    if request.method == "POST" and form.is_valid():
        wanted = ExportRequest(form.cleaned_data["format"], form.selection())
        export = export_start(scope=scope, wanted=wanted, form_token=form.cleaned_data["form_token"])
        return redirect(follow_url(export.job)) if export.job else redirect("export-list")
    rows = DataExport.objects.visible_to(scope).select_related("job")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "formats": EXPORT_FORMATS,
        "page": page,
        "exports": _shown(page.object_list),
        "days": settings.EXPORT_DAYS,
        "version": schema.VERSION,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portability/export_list.html", context, status=status)


@require_safe
@never_cache
def export_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file, for its owner alone, until its time is over."""
    export = get_object_or_404(DataExport.objects.visible_to(scope_of(request)).select_related("file"), pk=pk)
    if export.file is None or not export.is_ready:
        raise Http404
    content_type = EXPORT_FORMATS[export.format].content_type
    response = FileResponse(file_open(export.file), as_attachment=True, filename=export.name, content_type=content_type)
    response["Content-Length"] = str(export.size)
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
def export_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete an export with its file."""
    scope = scope_of(request)
    export_delete(scope=scope, export=get_object_or_404(DataExport.objects.editable_by(scope), pk=pk))
    messages.success(request, _("Export deleted."))
    return redirect("export-list")


@login_not_required
@require_safe
def export_schema(request: HttpRequest, version: str) -> HttpResponse:
    """The published description of our JSON files."""
    if version != schema.VERSION:
        raise Http404
    response = JsonResponse(schema.json_schema(), content_type="application/schema+json")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _owner_scope(request: HttpRequest) -> Scope:
    scope = scope_of(request)
    if not scope.can_write:
        raise PermissionDenied
    return scope


def _shown(exports: Any) -> list[dict[str, Any]]:
    return [
        {
            "export": export,
            "label": EXPORT_FORMATS[export.format].label if export.format in EXPORT_FORMATS else export.format,
            "problem": "" if export.file_id or export.is_active else export_problem(export.job),
        }
        for export in exports
    ]
