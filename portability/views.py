"""Pages of moved data."""

from django.http import HttpRequest, HttpResponse


def import_list(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def import_preview(request: HttpRequest, draft_id: str) -> HttpResponse:
    return HttpResponse()


def import_detail(request: HttpRequest, batch_id: str) -> HttpResponse:
    return HttpResponse()
