"""Pages against an empty page of somebody signed in, and against the same pages of ten times the history."""

import argparse
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import reports
from lines import Line
from measure import interleaved
from world import MEASURED

GROWN = "grown@example.org"
TIMES = 10
MOST_FOR_A_SET = 10
MOST_GROWTH = 1.3
PATHS = {
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


def measured(options: argparse.Namespace) -> Iterator[Line]:
    """Ratios of the pages, own queries of the reports, queries of logging a set."""
    medians = interleaved(reports.pages_of(MEASURED), options.rounds, clock=reports.clock_of(options))
    floor = medians[reports.FLOOR]
    yield Line("pages", reports.FLOOR, floor * 1000, "ms")
    for bar in reports.BARS:
        spent = medians[bar.name]
        yield Line("pages", bar.name, spent / floor, bar=bar.at_most, note=f"{spent * 1000:.1f} ms")
    for path in ("/reports/?period=90", "/reports/?period=all"):
        yield Line("pages", f"own queries of {path}", len(reports.own_queries(path)), "queries", reports.MOST_QUERIES)
    yield Line("pages", "logging a set", _queries_of_a_set(), "queries", MOST_FOR_A_SET)


def grown(options: argparse.Namespace) -> Iterator[Line]:
    """Each page of an athlete with ten times the history against the measured athlete's."""
    from django.core.cache import cache
    from world import write_history

    from accounts.models import User
    from sessions_app.models import WorkoutSession, WorkoutSet

    if not User.objects.filter(email=GROWN).exists():
        sets = WorkoutSet.objects.filter(owner__email=MEASURED).count() // 20 * 20
        write_history(User.objects.create_user(GROWN).pk, TIMES * sets, seed=99, with_reps=True)
        _look_again()
    for email in (MEASURED, GROWN):
        reports.go_on(email)
    work: dict[str, Callable[[], object]] = {}
    for name, path in (*PATHS.items(), ("session of 20 sets", "")):
        for email in (MEASURED, GROWN):
            own = WorkoutSession.objects.filter(owner__email=email, total_sets=20).latest("started_at").pk
            work[f"{name} {email}"] = _warm(reports.client_of(email), path or f"/sessions/{own}/")
    for email in (MEASURED, GROWN):
        client = reports.client_of(email)

        def cold(client: Any = client) -> Callable[[], object]:
            cache.clear()
            reports.get(client, "/bench/empty/")
            return lambda: reports.get(client, "/reports/?period=all")

        work[f"reports, all time, cold {email}"] = cold
    medians = interleaved(work, options.rounds, clock=reports.clock_of(options))
    for name in (*PATHS, "session of 20 sets", "reports, all time, cold"):
        small, large = medians[f"{name} {MEASURED}"], medians[f"{name} {GROWN}"]
        bar = TIMES if name.endswith("cold") else MOST_GROWTH
        yield Line("growth", f"{name}, 10 x the history", large / small, bar=bar, note=f"{large * 1000:.1f} ms")


def _warm(client: Any, path: str) -> Callable[[], object]:
    def prepare() -> Callable[[], object]:
        reports.get(client, path)
        return lambda: reports.get(client, path)

    return prepare


def _look_again() -> None:
    """Let the planner see the rows that were written last."""
    from django.db import connection

    from sessions_app.models import Rep, WorkoutSession, WorkoutSet

    with connection.cursor() as cursor:
        for model in (WorkoutSession, WorkoutSet, Rep):
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")


def _queries_of_a_set() -> int:
    """Statements of one set saved by the quick log, without BEGIN, SAVEPOINT and COMMIT."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sessions_app.models import WorkoutSession, WorkoutSet

    session = WorkoutSession.objects.filter(owner__email=MEASURED, ended_at=None).latest("started_at")
    like = WorkoutSet.objects.filter(owner__email=MEASURED).latest("pk")
    form = {
        "session": session.pk,
        "exercise_type": like.exercise_type_id,
        "set_type": like.set_type_id,
        "weight": "80",
        "number_reps": "8",
        "client_id": str(uuid4()),
    }
    client = reports.client_of(MEASURED)
    client.get("/log/")
    before = WorkoutSet.objects.count()
    with CaptureQueriesContext(connection) as captured:
        client.post("/log/", form, headers={"HX-Request": "true"})
    if WorkoutSet.objects.count() != before + 1:
        raise SystemExit("the quick log did not take the set")
    kept = [row["sql"] for row in captured if not row["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT"))]
    return len(kept)
