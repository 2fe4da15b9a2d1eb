"""What the columns of an unknown table hold: asked once, remembered for the next file with the same headings."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portability.columns_form import ColumnsForm
from portability.models import ImportDraft
from portability.services.columns import columns_explain, first_rows
from portability.services.drafts import NotReadyError
from sharing.scope import scope_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def import_columns(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The columns of the first table that nobody explained yet, with its first rows as they would be read."""
    scope = scope_of(request)
    drafts = ImportDraft.objects.visible_to(scope).select_related("file", "batch", "owner")
    draft = get_object_or_404(drafts, pk=draft_id)
    tables = (draft.preview or {}).get("tables", [])
    if not tables or draft.batch is not None:
        return redirect("import-preview", draft.pk)
    asked = next((table for table in tables if not table["explained"]), tables[0])
    form = ColumnsForm(request.POST if request.method == "POST" else None, table=asked)
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and request.POST.get("action") != "try":
        try:
            columns_explain(scope=scope, draft=draft, signature=asked["signature"], mapping=form.mapping())
        except NotReadyError as error:
            messages.warning(request, str(error))
        return redirect("import-preview", draft.pk)
    mapping = form.mapping() if is_valid or request.method != "POST" else None
    context = {
        "draft": draft,
        "table": asked,
        "form": form,
        "read": first_rows(scope, draft, asked, mapping) if mapping and not mapping.faults() else [],
        "unit": scope.require_owner().unit,
        "several": len(tables) > 1,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portability/import_columns.html", context, status=status)
