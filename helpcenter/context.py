"""Contextual help: which page somebody is on, by the name that articles know it by."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import ResolverMatch, reverse

SHARED = "shared-link"
"""Every page that a visitor sees through a shared link."""


def page_name(match: ResolverMatch | None) -> str:
    """``quick-log``; every page below a shared link is one; ``""`` where there is no page or no help about it."""
    if match is None or not match.url_name or match.url_name.startswith("help") or "admin" in match.namespaces:
        return ""
    return SHARED if match.namespaces else match.url_name


def help_url(request: HttpRequest) -> str:
    """The address of the help about the page that answers ``request``, or ``""``."""
    name = page_name(request.resolver_match)
    return f"{reverse('help-about')}?{urlencode({'page': name})}" if name else ""
