"""Reports, session list, quick log and session page against an empty page of somebody signed in.

    .venv/bin/python scripts/bench/reports.py [--quick] [--rounds 15] [--cpu] [--explain]

A million sets of 52 athletes in a PostgreSQL of its own; the measured athlete has 20,000 sets and 160,000 reps. Prints
medians and their ratios to the empty page, own queries of the reports and of the records that come after them, and
whether these read the index alone.
Exit code 1 when a bar of the house is passed.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import Bar, Clock, cpu_clock, interleaved, report
from world import FULL, MEASURED, QUICK, world

BARS = [
    Bar("reports, 90 days, cold", 10),
    Bar("reports, all time, cold", 10),
    Bar("reports, 90 days, warm", 1.5),
    Bar("reports, all time, warm", 1.5),
    Bar("records of a long history, cold", 10),
    Bar("session list", 3),
    Bar("quick log", 3),
    Bar("quick log with a plan", 3),
    Bar("session of 20 sets", 4),
]
MOST_QUERIES = 8
FLOOR = "empty page"
PLANNING = "other0@example.org"
"""Whose session goes on by a plan; nearly as many sets as the measured one's."""


def main() -> int:
    options = _options()
    with world(QUICK if options.quick else FULL):
        kept = report(interleaved(pages_of(MEASURED), options.rounds, clock=clock_of(options)), FLOOR, BARS)
        for path in ("/reports/?period=90", "/reports/?period=all", "/reports/records/?period=all"):
            kept &= _queries(path, explain=options.explain)
    return 0 if kept else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the data, to try the benchmark itself")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--cpu", action="store_true", help="processor time instead of elapsed time: on a busy machine")
    parser.add_argument("--explain", action="store_true", help="print the plans of the reports' queries")
    return parser.parse_args()


def clock_of(options: argparse.Namespace, *databases: Any) -> Clock:
    """What pages are timed by: with ``--cpu`` processor time, ours and the database's (connections, else ours)."""
    from django.db import connections

    if not options.cpu:
        return time.perf_counter
    asked = set(databases or [connections["default"]])
    for each in asked:
        each.ensure_connection()
    return cpu_clock(*(each.connection.info.backend_pid for each in asked))


def client_of(email: str) -> Any:
    """A client in which ``email`` is signed in, with the empty page among its addresses."""
    from django.conf import settings
    from django.test import Client
    from django.urls import set_urlconf

    from accounts.models import User

    settings.ROOT_URLCONF = "scripts.bench.urls"
    set_urlconf(None)
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


def pages_of(email: str) -> dict[str, Callable[[], object]]:
    """Each page of an athlete; cold ones empty the cache before the clock starts."""
    from django.core.cache import cache

    from sessions_app.models import WorkoutSession

    client = client_of(email)

    def page(path: str) -> Callable[[], object]:
        return lambda: get(client, path)

    def cold(path: str) -> Callable[[], object]:
        def prepare() -> Callable[[], object]:
            cache.clear()
            get(client, "/bench/empty/")
            return page(path)

        return prepare

    def warm(path: str) -> Callable[[], object]:
        def prepare() -> Callable[[], object]:
            get(client, path)
            return page(path)

        return prepare

    def seen(path: str) -> Callable[[], object]:
        """Warm as a browser leaves it: the records of a long history were asked for after the page."""

        def prepare() -> Callable[[], object]:
            get(client, path)
            get(client, path.replace("/reports/", "/reports/records/"))
            return page(path)

        return prepare

    session = WorkoutSession.objects.filter(owner__email=email).latest("started_at").pk
    go_on(email)
    go_on(PLANNING, by_a_plan=True)
    planning = client_of(PLANNING)
    return {
        FLOOR: warm("/bench/empty/"),
        "reports, 90 days, cold": cold("/reports/"),
        "reports, 90 days, warm": seen("/reports/?period=90"),
        "reports, all time, cold": cold("/reports/?period=all"),
        "reports, all time, warm": seen("/reports/?period=all"),
        "records of a long history, cold": cold("/reports/records/?period=all"),
        "session list": warm("/sessions/"),
        "quick log": warm("/log/"),
        "quick log with a plan": lambda: _with(planning, "/log/"),
        "session of 20 sets": warm(f"/sessions/{session}/"),
    }


def _with(client: Any, path: str) -> Callable[[], object]:
    """A page of somebody else, warm."""
    get(client, path)
    return lambda: get(client, path)


def go_on(email: str, *, by_a_plan: bool = False) -> None:
    """A session that is going on, with five sets of an exercise that was done for years: what the quick log shows.

    ``by_a_plan``: it repeats the last one, so that each of its exercises has targets; one set of this one is left.
    """
    from django.utils import timezone

    from accounts.models import User
    from sessions_app.models import WorkoutSession, WorkoutSet
    from sessions_app.services import SessionValues, SetValues, session_create, set_log
    from sessions_app.services.routine_sessions import session_repeat
    from sharing.scope import Scope

    owner = User.objects.get(email=email)
    if WorkoutSession.objects.filter(owner=owner, ended_at=None).exists():
        return
    like = WorkoutSet.objects.filter(owner=owner, is_warm_up=False).latest("local_date", "pk")
    if by_a_plan:
        session = session_repeat(scope=Scope.of_user(owner), session=like.session)
    else:
        values = SessionValues(name="Now", started_at=timezone.now())
        session = session_create(scope=Scope.of_user(owner), values=values)
    said = SetValues(exercise_type=like.exercise_type, set_type=like.set_type, number_reps=8, weight=like.weight)
    for _ in range(3 if by_a_plan else 5):
        set_log(scope=Scope.of_user(owner), session=session, values=said)


def get(client: Any, path: str) -> None:
    response = client.get(path, follow=True)
    if response.status_code != 200:
        sys.exit(f"{path}: {response.status_code}")


def own_queries(path: str) -> list[str]:
    """The statements about the log that a cold page needs."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(MEASURED)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        get(client, path)
    return [query["sql"] for query in captured if '"sessions_app_' in query["sql"]]


def _queries(path: str, *, explain: bool) -> bool:
    """Print the reports' own queries of a cold page; whether they are few and read sets from the index alone."""
    from django.db import connection

    own = own_queries(path)
    print(f"\n{path}: {len(own)} queries of their own")
    good = len(own) <= MOST_QUERIES
    for sql in own:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        reads = re.findall(r"(Index Only Scan|Index Scan|Bitmap Heap Scan|Seq Scan)[^(]* on (\w+)", plan)
        spent = re.search(r"Execution Time: ([\d.]+)", plan)
        print(f"  {spent[1] if spent else '?':>8} ms  {', '.join(f'{how} {table}' for how, table in reads)}")
        if explain:
            print("\n".join(f"             {line}" for line in plan.splitlines()))
        good &= "Seq Scan on sessions_app_workoutset" not in plan
    return good


if __name__ == "__main__":
    sys.exit(main())
