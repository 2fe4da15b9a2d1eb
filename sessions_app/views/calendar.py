"""The history as a month and as a year."""

import re
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sessions_app import calendar
from sessions_app.views.answers import answer
from sessions_app.views.parts import unit_of
from sharing.scope import Scope, scope_of

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@require_safe
def session_calendar(request: HttpRequest) -> HttpResponse:
    """A month (``?month=2026-11``, else the present one): its days, what was done on them, and their sessions."""
    scope = scope_of(request)
    today = calendar.today_of(scope)
    month = calendar.month_of(scope, _month(request.GET.get("month", ""), today))
    context = _context(scope) | {
        "month": month,
        "is_present": month.first == today.replace(day=1),
        "streak": calendar.weeks_in_a_row(scope),
    }
    return answer(request, "sessions_app/calendar.html", "sessions_app/_calendar.html", context)


@require_safe
def session_year(request: HttpRequest) -> HttpResponse:
    """A year (``?year=2025``), else the last twelve months up to today, as a heat map with a table of months."""
    scope = scope_of(request)
    today = calendar.today_of(scope)
    years = calendar.years_of(scope)
    year = _year(request.GET.get("year", ""))
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (_year_ago(today), today)
    heat = calendar.heat_map(scope, first, last)
    latest = None if heat.totals.sessions else calendar.latest_day(scope)
    context = _context(scope) | {
        "year": year,
        "years": [(each, str(each)) for each in years],
        "heat": heat,
        "latest": latest,
        "latest_year": str(latest.year) if latest else "",
        "first": first,
        "last": last,
        "streak": calendar.weeks_in_a_row(scope),
    }
    return answer(request, "sessions_app/year.html", "sessions_app/_year.html", context)


def _context(scope: Scope) -> dict[str, Any]:
    return {"unit": unit_of(scope), "can_write": scope.can_write}


def _month(text: str, today: date) -> date:
    """The first day of the month ``text`` names; of the present one when it names none."""
    match = _MONTH.fullmatch(text)
    year, month = (int(match[1]), int(match[2])) if match else (0, 0)
    if 1 <= month <= 12 and calendar.FIRST_YEAR <= year <= calendar.LAST_YEAR:
        return date(year, month, 1)
    return today.replace(day=1)


def _year(text: str) -> int | None:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if calendar.FIRST_YEAR <= year <= calendar.LAST_YEAR else None


def _year_ago(today: date) -> date:
    """The first day of the twelve months that end with the present one."""
    return (today.replace(day=1) - timedelta(days=365 - 31)).replace(day=1)
