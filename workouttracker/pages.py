"""Pages of the frame itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """Everything that has no place in the phone's bottom bar."""
    return render(request, "pages/more.html")
