"""What operators live with: migrations while others work, a lost Redis master, a rolling restart under load."""

import asyncio
import http.client
import json
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from jobs.models import State
from jobs.services import job_start
from tests.faults import kinds
from tests.faults.support import (
    Point,
    Recoveries,
    assert_complete,
    athlete,
    begin,
    front,
    reach,
    roll_everything,
    sample,
    settled,
    wait_until,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from lib.proxy import nginx_binary
from lib.replication import VALKEYS
from lib.stack import Stack

ROOT = Path(__file__).resolve().parents[2]
MIDDLE, LARGE = 4_000, 30_000
PER_SECOND = 20


# --- Migrations ------------------------------------------------------------------------------------------------------


def manage(stack: Any, *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=stack.environment, check=True, timeout=120)


def test_a_migration_that_waits_for_a_table_holds_up_nobody(stack: Any) -> None:
    """A backup or a long import has the table; whoever comes after the migration would queue behind it."""
    job = job_start(kind=kinds.SHAKY, owner=athlete(), arguments={})
    settled(job.pk)
    for name in Stack.WORK:
        stack.stop(name)
    manage(stack, "migrate", "jobs", "0001")
    url, touch = stack.environment["DATABASE_URL"], "UPDATE jobs_job SET error = %s WHERE id = %s"
    with psycopg.connect(url) as long, psycopg.connect(url, autocommit=True) as other:
        long.execute("LOCK TABLE jobs_job IN ROW EXCLUSIVE MODE")
        command = [sys.executable, "scripts/lib/prepare.py", "--data"]
        with subprocess.Popen(
            command, cwd=ROOT, env=stack.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as migration:
            waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            wait_until(lambda: other.execute(waits).fetchone() != (0,), 60, "the migration never waited")
            other.execute("SET lock_timeout = '20s'")
            other.execute(touch, ["", job.pk])  # behind the migration, which gives way
            long.rollback()
            said, _nothing = migration.communicate(timeout=120)
    assert migration.returncode == 0, said
    assert "comes again" in said
    with psycopg.connect(url) as link:
        assert link.execute("SELECT count(*) FROM pg_class WHERE relname = 'job_history'").fetchone() == (1,)


# --- A group of Redis, and rolling restarts --------------------------------------------------------------------------


def session_of(owner: Any) -> str:
    """A cookie with which the owner is signed in."""
    client = Client()
    client.force_login(owner)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Visitors:
    """Twenty requests a second, all the time; whatever is no good answer is kept."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port, self._cookie = port, cookie
        self._stop = threading.Event()
        self.answers: list[int] = []
        self.slowest = 0.0
        self.wrong: list[str] = []

    def __enter__(self) -> "Visitors":
        self._threads = [threading.Thread(target=self._go, args=[number]) for number in range(PER_SECOND)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_details: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _go(self, number: int) -> None:
        time.sleep(number / PER_SECOND)
        paths = ("/sessions/", "/more/", "/versions/", "/jobs/")
        while not self._stop.is_set():
            begun = time.monotonic()
            self._visit(paths[number % len(paths)])
            taken = time.monotonic() - begun
            self.slowest = max(self.slowest, taken)
            self._stop.wait(max(0.0, 1 - taken))

    def _visit(self, path: str) -> None:
        link = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            link.request("GET", path, headers={"Cookie": self._cookie, "Host": f"localhost:{self._port}"})
            answer = link.getresponse()
            answer.read()
            self.answers.append(answer.status)
            if answer.status != 200:
                self.wrong.append(f"{path}: {answer.status}")
        except OSError as error:
            self.wrong.append(f"{path}: {type(error).__name__} {error}")
        finally:
            link.close()


class Watcher:
    """A page that watches a job: it connects again whenever it is cut off."""

    def __init__(self, port: int, cookie: str, job_id: uuid.UUID) -> None:
        self._address = f"ws://localhost:{port}/ws/jobs/{job_id}/"
        self._headers = {"Cookie": cookie, "Origin": f"http://localhost:{port}"}
        self._stop = False
        self.seen: list[dict[str, Any]] = []
        self.connections = 0

    def __enter__(self) -> "Watcher":
        self._thread = threading.Thread(target=lambda: asyncio.run(self._watch()))
        self._thread.start()
        return self

    def __exit__(self, *_details: object) -> None:
        self._stop = True
        self._thread.join(30)

    async def _watch(self) -> None:
        while not self._stop:
            try:
                async with connect(self._address, additional_headers=self._headers, open_timeout=5) as socket:
                    self.connections += 1
                    while not self._stop:
                        try:
                            self.seen.append(json.loads(await asyncio.wait_for(socket.recv(), 1)))
                        except TimeoutError:
                            continue
            except (WebSocketException, OSError, TimeoutError):
                await asyncio.sleep(0.3)

    @property
    def last_state(self) -> str:
        return str(self.seen[-1]["state"]) if self.seen else ""


def web_port(stack: Any) -> int:
    """Where websockets come in."""
    return int(stack.ports["proxy" if "proxy" in stack.parts else "live"])


@pytest.mark.long
@pytest.mark.parametrize("how", ["kill", "pause"])
def test_losing_the_redis_master_during_an_import_costs_neither_the_import_nor_a_page(
    group: Any, recoveries: Recoveries, how: str
) -> None:
    owner = athlete()
    under_way = begin(owner, sample(LARGE))
    cookie = session_of(owner)
    assert reach(under_way, Point("sets", 0))
    with Visitors(front(group), cookie) as visitors, Watcher(web_port(group), cookie, under_way.job_id) as watcher:
        wait_until(lambda: watcher.seen, 20, "no progress over the websocket")
        getattr(group, how)(VALKEYS[0])
        assert_complete(under_way, settled(under_way.job_id))
        wait_until(lambda: watcher.last_state == State.SUCCEEDED, 40, lambda: f"the page saw {watcher.seen[-1:]}")
        after = begin(owner, sample(MIDDLE))
        assert settled(after.job_id).state == State.SUCCEEDED
    if how == "pause":
        group.resume(VALKEYS[0])
    assert visitors.wrong == []
    assert len(visitors.answers) > PER_SECOND
    recoveries.note(f"with {len(visitors.answers)} requests, slowest", visitors.slowest)


@pytest.mark.long
@pytest.mark.skipif(not nginx_binary(), reason="no nginx on this machine")
def test_a_rolling_restart_of_everything_loses_no_request_and_no_job(group: Any, recoveries: Recoveries) -> None:
    owner = athlete()
    cookie = session_of(owner)
    jobs: list[Any] = [begin(owner, sample(LARGE))]
    assert reach(jobs[0], Point("sets", 0))
    with Visitors(front(group), cookie) as visitors, Watcher(web_port(group), cookie, jobs[0].job_id) as watcher:
        roll_everything(group)
        wait_until(lambda: settled(jobs[0].job_id), 60, "the import did not end")
        jobs.append(begin(athlete(), sample(MIDDLE)))
        for each in jobs:
            assert_complete(each, settled(each.job_id))
        wait_until(lambda: watcher.last_state == State.SUCCEEDED, 40, lambda: f"the page saw {watcher.seen[-1:]}")
    assert visitors.wrong == []
    assert watcher.connections >= 2
    recoveries.note(f"with {len(visitors.answers)} requests, slowest", visitors.slowest)
