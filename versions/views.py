"""The public history of releases."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from versions.services import version_history

PER_PAGE = 20


@login_not_required
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Every release, newest first, with its notes."""
    page = Paginator(version_history(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "versions/history.html", {"page": page})
