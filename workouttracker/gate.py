"""Signing in is the rule: a view is for everybody only when it says so with ``@login_not_required``."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.middleware import HtmxDetails


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's, with an answer that a fragment can use: 401, and HTMX leads the whole page to the sign-in."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        details = getattr(request, "htmx", None)
        if not details:
            response: Any = super().handle_no_permission(request, view_func)
            return response  # type: ignore[no-any-return]
        address = resolve_url(self.get_login_url(view_func))
        query = urlencode({self.get_redirect_field_name(view_func): _page_of(request, details)})
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": f"{address}?{query}"})


def _page_of(request: HttpRequest, details: HtmxDetails) -> str:
    """The page that asked for the fragment: the fragment's own address is no place to come back to."""
    page = details.current_url_abs_path or ""
    return page if page and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else "/"
