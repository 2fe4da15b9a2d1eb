"""Eight people at once on two web processes: how many pages a second, against the empty page.

With ``--cpu`` the processor time that web processes spend on a page is compared instead: what the pages a second come
to when nothing else runs, since the two processes never wait for anybody else.
"""

import argparse
import http.client
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import reports
import serving
from lines import Line
from world import MEASURED

PEOPLE = 8
SECONDS = 0.5
ROUNDS = 28
"""Short and many: on a machine whose speed drifts, a page and the empty one beside it must meet the same moment."""
PAGES = {
    "empty page": ("/bench/empty/", None),
    "session list": ("/sessions/", 3.0),
    "session of 20 sets": ("", 4.0),
    "quick log": ("/log/", 3.0),
    "reports, 90 days, warm": ("/reports/", 1.5),
}
"""Path, and how many times slower than the empty page it may be: the bars of one person asking."""


def measured(options: argparse.Namespace) -> Iterator[Line]:
    """Pages a second, in turn, and how many times fewer than of the empty page."""
    cookie, own = signed_in(MEASURED)
    rounds = ROUNDS // 4 if options.quick else ROUNDS
    taken: dict[str, list[Taken]] = {name: [] for name in PAGES}
    with serving.web(workers=2) as (port, pid):
        for path, _bar in PAGES.values():
            _ask(port, path or own, cookie, 0.5)
        for _ in range(rounds):
            for name, (path, _bar) in PAGES.items():
                used = serving.cpu_seconds(pid)
                pages, elapsed = _ask(port, path or own, cookie, SECONDS)
                taken[name].append(Taken(pages / elapsed, (serving.cpu_seconds(pid) - used) / pages))
    rate = {name: statistics.median(each.rate for each in rounds) for name, rounds in taken.items()}
    cost = {name: statistics.median(each.cpu for each in rounds) for name, rounds in taken.items()}
    floor = "empty page"
    yield Line("crowd", f"{floor}, {PEOPLE} people, 2 processes", rate[floor], "pages/s", note=_words(cost[floor]))
    for name, (_path, bar) in PAGES.items():
        if bar is not None:
            ratio = cost[name] / cost[floor] if options.cpu else rate[floor] / rate[name]
            note = f"{rate[name]:.0f} pages/s, {_words(cost[name])}"
            yield Line("crowd", f"{floor} / {name}, {PEOPLE} people", ratio, bar=bar, note=note)


@dataclass(frozen=True, slots=True)
class Taken:
    """Pages a second, and seconds of processor time that the web processes spent on each."""

    rate: float
    cpu: float


def _words(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms of the processes' time"


def signed_in(email: str) -> tuple[str, str]:
    """The cookie of somebody who is training now, and the address of their last session of twenty sets."""
    from sessions_app.models import WorkoutSession

    reports.go_on(email)
    own = WorkoutSession.objects.filter(owner__email=email, total_sets=20).latest("started_at").pk
    return signed_in_cookie(email), f"/sessions/{own}/"


def signed_in_cookie(email: str) -> str:
    """The header that says who is signed in."""
    from django.conf import settings

    name = settings.SESSION_COOKIE_NAME
    return f"{name}={reports.client_of(email).cookies[name].value}"


def _ask(port: int, path: str, cookie: str, seconds: float) -> tuple[int, float]:
    """How many answers came while everybody asked again and again, and in how many seconds."""
    until = time.perf_counter() + seconds
    counts = [0] * PEOPLE

    def person(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < until:
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "en"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status}")
            counts[number] += 1
        connection.close()

    people = [threading.Thread(target=person, args=[number]) for number in range(PEOPLE)]
    started = time.perf_counter()
    for thread in people:
        thread.start()
    for thread in people:
        thread.join()
    return sum(counts), time.perf_counter() - started
