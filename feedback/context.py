"""What a message says of where it came from, without anybody's secret."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from feedback.models import PAGE_LENGTH

PLAIN = re.compile(r"[a-z0-9-]{1,60}")
SECRET_PLACES = ("accounts/", "s/", "shared/", "feedback/follow/")
"""Below these an address may hold what lets somebody in, or names a link that was meant for somebody else."""
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
PAGE = re.compile(r"/(?!/)[^\s?#]*")


def page_of(request: HttpRequest) -> str:
    """The path of the page that ``request`` asked for, secrets made ``…``; empty when there is none."""
    match = request.resolver_match
    if match is None:
        return ""
    path = request.path
    hidden = match.route.startswith(SECRET_PLACES)
    for value in sorted(map(str, match.kwargs.values()), key=len, reverse=True):  # a short one may stand in a long one
        if value and (hidden or not PLAIN.fullmatch(value)):
            path = path.replace(value, "…")
    return path[:PAGE_LENGTH]


def report_url(request: HttpRequest) -> str:
    """The address of the form, carrying the page."""
    page = page_of(request)
    address = reverse("feedback-new")
    return f"{address}?{urlencode({'page': page}, safe='/')}" if page and not page.startswith(address) else address


def page_said(text: str) -> str:
    """A page that a form says it came from; empty when it is no path."""
    return text[:PAGE_LENGTH] if PAGE.fullmatch(text[:PAGE_LENGTH]) else ""


def request_said(text: str) -> str:
    """The number of a request that a form carries; empty when it is none."""
    return text if REQUEST_ID.fullmatch(text) else ""
