"""Gives every request its scope, and the pages of shares the headers that keep them to their visitor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sharing.scope import Scope

SHARED_PATHS = ("/s/", "/shared/")


class ScopeMiddleware:
    """``request.access``: that of the access token, else the signed-in user's own; nobody's otherwise.

    A visitor's is set behind the gate.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user, token = request.user, getattr(request, "access_token", None)
        scope = Scope.of_user(user) if user.is_authenticated else Scope.nobody()
        if token is not None:
            scope = Scope.of_token(token.owner, can_write=token.can_write)
        request.access = scope  # type: ignore[attr-defined]
        return self.get_response(request)


class SharedHeadersMiddleware:
    """Below ``/s/`` and ``/shared/``: found by no search engine, stored nowhere, no address handed on.

    Errors included, therefore by path: a view that fails can't set headers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(SHARED_PATHS):
            response["X-Robots-Tag"] = "noindex, nofollow"
            response["Cache-Control"] = "no-store, private"
            response.headers.setdefault("Referrer-Policy", "no-referrer")
            del response["ETag"], response["Last-Modified"]
        return response
