"""Pages against an empty page of somebody signed in."""

import argparse
from collections.abc import Iterator
from uuid import uuid4

import reports
from lines import Line
from measure import interleaved
from world import MEASURED

MOST_FOR_A_SET = 10


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
