"""The frame's own template variables (see templates/base.html)."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from feedback.context import report_url
from helpcenter.context import help_url
from jobs.badge import badge_of
from sharing.bar import share_bar
from workouttracker.navigation import navigation_of
from workouttracker.offline import COPY


def frame(request: HttpRequest) -> dict[str, object]:
    """What the frame shows; ``navigation`` is worked out only when a template asks (an htmx partial does not).

    ``app_version`` for the footer, ``request_id`` for error pages and bug reports, ``theme`` (light, dark or empty:
    like the device), ``share`` (for visitors of a shared link, see sharing/bar.py; else None), ``job_badge`` (see
    jobs/badge.py; None without active jobs), ``report_url`` (the form for feedback, carrying the page),
    ``page_help`` (the address of the articles about this page, or empty).

    A copy that the service worker keeps has no ``messages``: they belong to the page that is open, with its "Undo".
    """
    return ({"messages": ()} if COPY in request.headers else {}) | {
        "app_version": settings.APP_VERSION,
        "request_id": getattr(request, "id", ""),
        "navigation": SimpleLazyObject(lambda: navigation_of(request)),
        "theme": SimpleLazyObject(lambda: _theme(request)),
        "share": SimpleLazyObject(lambda: share_bar(request)),
        "page_help": SimpleLazyObject(lambda: help_url(request)),
        "job_badge": SimpleLazyObject(lambda: badge_of(request)),
        "report_url": SimpleLazyObject(lambda: report_url(request)),
    }


def _theme(request: HttpRequest) -> str:
    """The saved choice; empty for "like the device" and for everybody without an account."""
    choice = getattr(getattr(request, "user", None), "theme", "")
    return choice if choice in {"light", "dark"} else ""
