"""What the tools share: the unit, and the frame of their pages."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from sessions_app.views.answers import answer, wants_part
from sessions_app.views.parts import unit_of
from sharing.scope import scope_of
from workouttracker.kit.units import Unit


def tool_unit(request: HttpRequest) -> Unit:
    """The unit in the query string or the form; else the one of the athlete whose page it is."""
    sent = request.POST.get("unit") or request.GET.get("unit")
    return Unit(sent) if sent in set(Unit) else unit_of(scope_of(request))


def tool_answer(request: HttpRequest, tool: str, context: dict[str, Any], *, wrong: bool) -> HttpResponse:
    """The tool's page, or its result alone while somebody types.

    A form that was sent on purpose and can't be used is answered 422; half a number while typing is no mistake.
    """
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong and not wants_part(request) else HTTPStatus.OK
    page, part = f"calculator/{tool}.html", f"calculator/_{tool}_result.html"
    return answer(request, page, part, context | {"tool": tool}, status=status)
