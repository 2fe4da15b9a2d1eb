"""The frame's own template variables (see templates/base.html)."""

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """``app_version`` for the footer and ``request_id`` for error pages and bug reports."""
    return {"app_version": settings.APP_VERSION, "request_id": getattr(request, "id", "")}
