"""The analysis of recent sets."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from calculator.analysis import (
    DEFAULT_PERIOD,
    DEFAULT_SORT,
    PERIODS,
    SORTS,
    biggest_gain,
    exercise_estimates,
    recent_sets,
)
from sessions_app.views.answers import answer
from sessions_app.views.parts import unit_of
from sharing.scope import Area, scope_of

PER_PAGE = 20


@require_safe
def analysis(request: HttpRequest) -> HttpResponse:
    """The best estimates of each exercise in a period, sorted and paged, and the sets they come from."""
    scope = scope_of(request)
    days, sort = _days(request.GET.get("days", "")), request.GET.get("sort", "")
    sort = sort if sort in SORTS else DEFAULT_SORT
    rows = exercise_estimates(scope, days, sort)
    context = {
        "tool": "analysis",
        "has_log": True,
        "days": days,
        "periods": PERIODS,
        "is_longest": days == PERIODS[-1],
        "sort": sort,
        "sorts": [(key, label) for key, (label, _compared) in SORTS.items()],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "gain": biggest_gain(rows),
        "sets": recent_sets(scope, days),
        "unit": unit_of(scope),
        "can_write": scope.can_write,
        "shows_sessions": scope.sees(Area.SESSIONS),
    }
    return answer(request, "calculator/analysis.html", "calculator/_analysis_results.html", context)


def _days(text: str) -> int:
    return int(text) if text.isdecimal() and int(text) in PERIODS else DEFAULT_PERIOD
