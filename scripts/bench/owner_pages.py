"""Every page that somebody can open: those that need nothing but the address, and some about a row of the athlete's."""

from collections.abc import Callable, Iterator
from typing import Any

import reports

MAIN = {
    "today": "/",
    "session list": "/sessions/",
    "calendar": "/sessions/calendar/",
    "year": "/sessions/year/",
    "quick log": "/log/",
    "reports, 90 days, warm": "/reports/",
    "exercises": "/exercises/",
    "analysis": "/calculator/analysis/",
    "export": "/data/export/",
    "data": "/data/",
}
"""The pages of which each has a line of its own."""
OF_OTHERS = ("admin", "api", "bench", "health", "manage", "metrics")
"""First words of addresses for staff, programs and probes."""
OF_STAFF = "/manage/"


def main_pages(email: str) -> dict[str, str]:
    """Name and address of the main pages; numbers in them are of rows of this athlete."""
    return {**MAIN, **_rows_pages(email)}


def other_pages(email: str) -> dict[str, str]:
    """All other pages of athletes that open without a number in the address, found among the routes."""
    known = set(MAIN.values())
    return _pages_of(email, lambda path: path not in known and path.split("/")[1] not in OF_OTHERS)


def staff_pages(email: str) -> dict[str, str]:
    """All pages for staff that open without a number in the address."""
    return _pages_of(email, lambda path: path.startswith(OF_STAFF))


def _pages_of(email: str, wanted: Callable[[str], bool]) -> dict[str, str]:
    from django.urls import get_resolver

    client = reports.client_of(email)
    found = dict.fromkeys(path for path in _plain(get_resolver().url_patterns, "/") if wanted(path))
    return {path: path for path in found if _is_page(client, path)}


def _plain(patterns: list[Any], prefix: str) -> Iterator[str]:
    """The addresses below ``prefix`` that have no part to fill in."""
    for each in patterns:
        route = getattr(each.pattern, "_route", None)
        if route is None or "<" in route:
            continue
        path = f"{prefix}{route}"
        if hasattr(each, "url_patterns"):
            yield from _plain(each.url_patterns, path)
        else:
            yield path


def _is_page(client: Any, path: str) -> bool:
    answer = client.get(path)
    return bool(answer.status_code == 200 and answer["Content-Type"].startswith("text/html"))


def _rows_pages(email: str) -> dict[str, str]:
    from sessions_app.models import Measurement, WorkoutSession, WorkoutSet

    full = WorkoutSession.objects.filter(owner__email=email, total_sets=20).latest("started_at")
    row = WorkoutSet.objects.filter(session=full).latest("position")
    weighed = Measurement.objects.filter(owner__email=email).latest("measured_at")
    return {
        "session of 20 sets": f"/sessions/{full.pk}/",
        "exercise": f"/exercises/{row.exercise_type_id}/",
        "body weight": f"/body/{weighed.measure_id}/",
        "session, to edit": f"/sessions/{full.pk}/edit/",
        "set, to edit": f"/sessions/sets/{row.pk}/edit/",
        "set, to add": f"/sessions/{full.pk}/sets/",
    }
