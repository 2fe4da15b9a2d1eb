"""``/metrics`` for Prometheus: requests and jobs as all processes counted them, and what is in the database.

Counters come from Redis (``kit/counters.py``), so one scrape of any replica tells about all of them.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, cast

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.signals import request_finished
from django.db import connection
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from jobs import store
from jobs.figures import queue_figures, state_figures
from sessions_app.models import WorkoutSession, WorkoutSet
from sharing.models import ShareToken
from workouttracker.kit.counters import counters, totals

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; upper ends of the histogram of requests."""
FIGURES_SECONDS = 60
"""How long counts of whole tables are believed."""
PREFIX = "workouttracker"
Line = tuple[dict[str, str], float]
COUNTERS = {
    "requests_total": "Requests by method, route and status.",
    "request_seconds": "How long requests took.",
    "jobs_ended_total": "Attempts at jobs by kind and outcome.",
}
FIGURES = {
    "accounts": "Accounts that may sign in.",
    "accounts_seen_30d": "Accounts that signed in within 30 days.",
    "sessions": "Sessions in all logs.",
    "sets": "Sets in all logs, as the database estimates them.",
    "links_open": "Shared links that can be opened now.",
}


def request_done(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one request of this process."""
    counters.add("requests_total", method=method, route=route, status=str(status))
    counters.add("request_seconds_sum", seconds)
    counters.add("request_seconds_count")
    bucket = next((str(end) for end in BUCKETS if seconds <= end), "+Inf")
    counters.add("request_seconds_bucket", le=bucket)


@receiver(request_finished)
def hand_over(**_kwargs: object) -> None:
    """After an answer is sent: nobody waits for it."""
    counters.flush(store.client)


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Only with the token of ``METRICS_TOKEN``; for everybody else there is nothing here."""
    if not is_operator(request):
        raise Http404
    return HttpResponse("".join(_text()), content_type="text/plain; version=0.0.4; charset=utf-8")


def is_operator(request: HttpRequest) -> bool:
    """Whether the request carries ``METRICS_TOKEN``; never when there is none."""
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(given.encode(), wanted.encode())


def _text() -> Iterator[str]:
    version: Line = ({"version": settings.APP_VERSION}, 1)
    yield from _family("info", "gauge", "The running release.", [version])
    yield from _counted()
    queues = queue_figures()
    waiting = [({"queue": each.queue}, float(each.waiting)) for each in queues]
    yield from _family("jobs_waiting", "gauge", "Jobs that a worker could take now.", waiting)
    ages = [({"queue": each.queue}, each.oldest) for each in queues]
    yield from _family("jobs_waiting_seconds", "gauge", "How long the oldest of them has waited.", ages)
    states = [({"state": state, "kind": kind}, float(number)) for state, kind, number in state_figures()]
    yield from _family("jobs", "gauge", "Jobs on record by state and kind.", states)
    for name, (words, number) in _figures().items():
        yield from _family(name, "gauge", words, [({}, float(number))])


def _counted() -> Iterator[str]:
    """What all processes counted; whether Redis could tell stands in a figure of its own."""
    try:
        found = totals(store.client())
    except redis.RedisError:
        found = {}
        yield from _family("counters_up", "gauge", "Whether the counters could be read.", [({}, 0)])
    else:
        yield from _family("counters_up", "gauge", "Whether the counters could be read.", [({}, 1)])
    for name in ("requests_total", "jobs_ended_total"):
        lines = [(dict(labels), value) for (key, labels), value in sorted(found.items()) if key == name]
        yield from _family(name, "counter", COUNTERS[name], lines)
    yield from _histogram(found)


def _histogram(found: dict[tuple[str, Any], float]) -> Iterator[str]:
    name, ends, sum_so_far = "request_seconds", [*map(str, BUCKETS), "+Inf"], 0.0
    yield _head(name, "histogram", COUNTERS[name])
    for end in ends:
        sum_so_far += found.get((f"{name}_bucket", (("le", end),)), 0)
        yield _line(f"{name}_bucket", {"le": end}, sum_so_far)
    yield _line(f"{name}_sum", {}, found.get((f"{name}_sum", ()), 0))
    yield _line(f"{name}_count", {}, found.get((f"{name}_count", ()), 0))


def _figures() -> dict[str, tuple[str, int]]:
    """Counts of whole tables, kept for a minute."""
    numbers = cast("dict[str, int]", cache.get_or_set("metrics-figures", _count_tables, FIGURES_SECONDS))
    return {name: (words, numbers[name]) for name, words in FIGURES.items()}


def _count_tables() -> dict[str, int]:
    now = timezone.now()
    people = User.objects.filter(is_active=True)
    return {
        "accounts": people.count(),
        "accounts_seen_30d": people.filter(last_login__gte=now - timedelta(days=30)).count(),
        "sessions": WorkoutSession.objects.count(),
        "sets": _about_how_many_sets(),
        "links_open": ShareToken.objects.openable(now).count(),
    }


def _about_how_many_sets() -> int:
    """PostgreSQL's own estimate: counting a million rows every minute would cost more than it tells."""
    if connection.vendor != "postgresql":
        return WorkoutSet.objects.count()
    with connection.cursor() as cursor:
        table = WorkoutSet._meta.db_table  # noqa: SLF001 - Django documents it
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        return max(0, int(cursor.fetchone()[0]))


def _family(name: str, kind: str, words: str, lines: Iterable[Line]) -> Iterator[str]:
    yield _head(name, kind, words)
    for labels, value in lines:
        yield _line(name, labels, value)


def _head(name: str, kind: str, words: str) -> str:
    return f"# HELP {PREFIX}_{name} {words}\n# TYPE {PREFIX}_{name} {kind}\n"


def _line(name: str, labels: dict[str, str], value: float) -> str:
    inside = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{PREFIX}_{name}{{{inside}}} {value:g}\n" if inside else f"{PREFIX}_{name} {value:.12g}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
