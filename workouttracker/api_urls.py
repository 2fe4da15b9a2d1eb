"""The addresses of the API: each operation's path once, behind the gate, under a name of its own."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, path, re_path
from django.urls.converters import UUIDConverter

from sharing.api_visits import visited
from sharing.scope import Area
from workouttracker.api import api
from workouttracker.api_docs import docs, openapi
from workouttracker.api_gate import gated

View = Callable[..., Any]
PUBLIC = {"shared/validate", "shared/open"}
"""What needs neither an account nor an opened link."""
SHARED: dict[str, Area | None] = {
    "visit": None,
    "sessions": Area.SESSIONS,
    "sets": Area.SESSIONS,
    "exercises": Area.SESSIONS,
    "set-types": Area.SESSIONS,
    "reports": Area.REPORTS,
    "calculator": Area.CALCULATOR,
}
"""What a link has to show for a visitor to read below ``shared/<this>``."""
REPORTS = {"shared/exercises/<int:exercise_id>/report"}
"""What belongs to the reports wherever it stands."""


def _patterns() -> Iterator[URLPattern]:
    seen: set[str] = set()
    for pattern in api.urls[0]:
        route = str(pattern.pattern)
        if not route or route in seen or not isinstance(pattern, URLPattern):
            continue
        seen.add(route)
        yield path(route, _guarded(route, pattern.callback), name=name_of(route))


def _guarded(route: str, view: View) -> View:
    if route in PUBLIC:
        return gated(view, public=True)
    if route.startswith("shared/"):
        area = Area.REPORTS if route in REPORTS else SHARED[route.split("/")[1]]
        return gated(visited(view, area), public=True)
    return gated(view)


def name_of(route: str) -> str:
    """``sessions/<int:session_id>/sets`` is called ``sessions-session_id-sets``."""
    return "-".join(part.strip("<>").rpartition(":")[2] for part in route.strip("/").split("/"))


_operations = list(_patterns())
_job = next(pattern.callback for pattern in _operations if pattern.name == "jobs-job_id")

urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("docs", docs, name="docs"),
    # Polled with a last slash by pages that an earlier release sent.
    re_path(rf"^jobs/(?P<job_id>{UUIDConverter.regex})/$", _job, name="job-polled"),
    *_operations,
]
