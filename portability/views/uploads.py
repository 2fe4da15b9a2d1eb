"""The list of imports, and the form for a new one."""

from http import HTTPStatus

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from portability.forms import UploadForm
from portability.models import ImportBatch, ImportDraft
from portability.services.drafts import draft_create_of
from portability.services.files import FileTooLargeError
from sharing.scope import scope_of

PER_PAGE = 20
FORM_BYTES = 64 * 1024
"""What a form needs beside the file itself."""
DRAINED_UPLOADS = 4
"""An upload up to so many times the limit is read to its end and thrown away: a browser whose sending is cut off shows
its own error instead of our answer."""


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # only until the size is known: looking for the token would read the whole body
@never_cache
def import_list(request: HttpRequest) -> HttpResponse:
    """Past imports, and the form for a new one. A body over the limit is refused before it is read or stored."""
    if request.method == "POST" and _announced_bytes(request) > _limit() + FORM_BYTES:
        _drain(request)
        return _show_imports(request, UploadForm.too_large())
    return _import_list(request)


@csrf_protect
def _import_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    if request.method != "POST":
        return _show_imports(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        files = [(file.name, file.chunks()) for file in form.cleaned_data["file"]]
        try:
            draft = draft_create_of(scope=scope, files=files, form_token=form.cleaned_data["form_token"])
        except FileTooLargeError:
            form.add_too_large()
        else:
            return redirect("import-preview", draft.pk)
    return _show_imports(request, form)


def _show_imports(request: HttpRequest, form: UploadForm) -> HttpResponse:
    scope = scope_of(request)
    batches = ImportBatch.objects.visible_to(scope).select_related("job").defer("problems")
    context = {
        "form": form,
        "page": Paginator(batches, PER_PAGE).get_page(request.GET.get("page")),
        "drafts": ImportDraft.objects.visible_to(scope).filter(batch=None).select_related("file").defer("problems"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portability/import_list.html", context, status=status)


def _limit() -> int:
    return settings.MAX_UPLOAD_MB * 1024 * 1024


def _announced_bytes(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _drain(request: HttpRequest) -> None:
    left = DRAINED_UPLOADS * _limit()
    while left > 0 and (piece := request.read(FORM_BYTES)):
        left -= len(piece)
