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

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """``None`` lets the view answer; else a redirect to the sign-in, or 401 for a fragment."""
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        details = getattr(request, "htmx", None)
        if refusal is None or not details:
            return refusal
        address = resolve_url(self.get_login_url(view_func))
        query = urlencode({self.get_redirect_field_name(view_func): _page_of(details)})
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": f"{address}?{query}"})


def _page_of(details: HtmxDetails) -> str:
    """The page that asked for the fragment: the fragment's own address is no place to come back to."""
    page = details.current_url_abs_path or ""
    return page if page and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else "/"
