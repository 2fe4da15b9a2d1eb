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
    Bar("session of 20 sets", 4),
]
MOST_QUERIES = 8
FLOOR = "empty page"


def main() -> int:
    options = _options()
    with world(QUICK if options.quick else FULL):
        pages = _pages()
        clock = _cpu_clock() if options.cpu else time.perf_counter
        kept = report(interleaved(pages, options.rounds, clock=clock), FLOOR, BARS)
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


def _cpu_clock() -> Clock:
    from django.db import connection

    connection.ensure_connection()
    return cpu_clock(connection.connection.info.backend_pid)


def _client() -> Any:
    from django.test import Client
    from django.urls import set_urlconf

    from accounts.models import User

    set_urlconf(None)
    client = Client()
    client.force_login(User.objects.get(email=MEASURED))
    return client


def _pages() -> dict[str, Callable[[], object]]:
    """Each page of the measured athlete; cold ones empty the cache before the clock starts."""
    from django.conf import settings
    from django.core.cache import cache

    from sessions_app.models import WorkoutSession

    settings.ROOT_URLCONF = "scripts.bench.urls"
    client = _client()

    def page(path: str) -> Callable[[], object]:
        return lambda: _get(client, path)

    def cold(path: str) -> Callable[[], object]:
        def prepare() -> Callable[[], object]:
            cache.clear()
            _get(client, "/bench/empty/")
            return page(path)

        return prepare

    def warm(path: str) -> Callable[[], object]:
        def prepare() -> Callable[[], object]:
            _get(client, path)
            return page(path)

        return prepare

    def seen(path: str) -> Callable[[], object]:
        """Warm as a browser leaves it: the records of a long history were asked for after the page."""

        def prepare() -> Callable[[], object]:
            _get(client, path)
            _get(client, path.replace("/reports/", "/reports/records/"))
            return page(path)

        return prepare

    session = WorkoutSession.objects.filter(owner__email=MEASURED).latest("started_at").pk
    _go_on()
    return {
        FLOOR: warm("/bench/empty/"),
        "reports, 90 days, cold": cold("/reports/"),
        "reports, 90 days, warm": seen("/reports/?period=90"),
        "reports, all time, cold": cold("/reports/?period=all"),
        "reports, all time, warm": seen("/reports/?period=all"),
        "records of a long history, cold": cold("/reports/records/?period=all"),
        "session list": warm("/sessions/"),
        "quick log": warm("/log/"),
        "session of 20 sets": warm(f"/sessions/{session}/"),
    }


def _go_on() -> None:
    """A session that is going on, with five sets of an exercise that was done for years: what the quick log shows."""
    from django.utils import timezone

    from accounts.models import User
    from sessions_app.models import WorkoutSet
    from sessions_app.services import SessionValues, SetValues, session_create, set_log
    from sharing.scope import Scope

    owner = User.objects.get(email=MEASURED)
    like = WorkoutSet.objects.filter(owner=owner, is_warm_up=False).latest("local_date", "pk")
    session = session_create(scope=Scope.of_user(owner), values=SessionValues(name="Now", started_at=timezone.now()))
    said = SetValues(exercise_type=like.exercise_type, set_type=like.set_type, number_reps=8, weight=like.weight)
    for _ in range(5):
        set_log(scope=Scope.of_user(owner), session=session, values=said)


def _get(client: Any, path: str) -> None:
    response = client.get(path, follow=True)
    if response.status_code != 200:
        sys.exit(f"{path}: {response.status_code}")


def _queries(path: str, *, explain: bool) -> bool:
    """Print the reports' own queries of a cold page; whether they are few and read sets from the index alone."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client()
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        _get(client, path)
    own = [query["sql"] for query in captured if '"sessions_app_' in query["sql"]]
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
