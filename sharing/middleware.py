"""Gives every request its scope."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sharing.scope import Scope


class ScopeMiddleware:
    """``request.access``: the signed-in user's own; nobody's otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        scope = Scope.of_user(user) if user.is_authenticated else Scope.nobody()
        request.access = scope  # type: ignore[attr-defined]
        return self.get_response(request)
