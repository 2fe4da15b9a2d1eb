"""Error pages: what happened, what is safe, what to do; each shows the request id. Programs get problems instead."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from workouttracker.rest.problems import Problem, is_api, problem_response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    if is_api(request):
        return problem_response(request, Problem("unreadable"))
    return render(request, "errors/400.html", status=HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: somebody else's page or action."""
    if is_api(request):
        return problem_response(request, Problem("read_only"))
    return render(request, "errors/403.html", status=HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing there, or not yours; both look the same."""
    if is_api(request):
        return problem_response(request, Problem("not_found"))
    return render(request, "errors/404.html", status=HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token: usually one that lay open for too long. Scripts that want JSON get it."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"code": "csrf"}, status=HTTPStatus.FORBIDDEN)
    return render(request, "errors/csrf.html", status=HTTPStatus.FORBIDDEN)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: a limit was reached; whoever limits adds ``Retry-After``."""
    return render(request, "errors/429.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, rendered without request context: the database or the session may be what failed."""
    if is_api(request):
        return problem_response(request, Problem("server_error"))
    context = {"request_id": getattr(request, "id", "")}
    return HttpResponse(render_to_string("errors/500.html", context), status=HTTPStatus.INTERNAL_SERVER_ERROR)
