"""What operators live with: probes, backup and restore, a lost Redis master, a rolling restart under load."""

import asyncio
import http.client
import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from jobs.models import State
from tests.faults.support import Point, Recoveries, assert_complete, athlete, begin, reach, sample, settled, wait_until
from workouttracker.redis import redis_urls

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from lib.proxy import nginx_binary
from lib.replication import VALKEYS
from lib.servers import _postgres_tools, free_port
from lib.stack import Stack

ROOT = Path(__file__).resolve().parents[2]
MIDDLE, LARGE = 4_000, 30_000
PER_SECOND = 20
SETTINGS = ("JOB_TICK_SECONDS", "JOB_HEARTBEAT_SECONDS", "JOB_LEASE_SECONDS", "JOB_RETRY_SECONDS")


def asked(port: int, path: str) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of an answer; (0, {}) when nobody answers."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        link.request("GET", path)
        answer = link.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")
    except OSError:
        return 0, {}
    finally:
        link.close()


# --- Probes ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def probed(stack: Any) -> Iterator[dict[str, int]]:
    """A process of each kind with the port at which it answers probes."""
    parts = {"web": "web1", "asgi": "live", "worker": "quick", "beat": "beat"}
    ports = {"web": stack.ports["web1"], "asgi": stack.ports["live"]}
    for kind in ("worker", "beat"):
        stack.stop(parts[kind])
        ports[kind] = free_port()
        stack.parts[parts[kind]].environment["HEALTH_LISTEN"] = f"127.0.0.1:{ports[kind]}"
    for name in parts.values():
        stack.start(name, wait=False)
    for name in parts.values():
        stack.wait_ready(name)
    yield ports
    for name in ("web1", "live"):
        stack.stop(name)
    for kind in ("worker", "beat"):
        stack.parts[parts[kind]].environment.pop("HEALTH_LISTEN")
        stack.restart(parts[kind])


def states(ports: dict[str, int], path: str = "/health/ready") -> dict[str, int]:
    return {kind: asked(port, path)[0] for kind, port in ports.items()}


def test_each_kind_of_process_says_what_it_cannot_serve_without(stack: Any, probed: dict[str, int]) -> None:
    everybody = dict.fromkeys(probed, 200)

    def become(expected: dict[str, int], what: str) -> None:
        wait_until(lambda: states(probed) == expected, 30, lambda: f"{what}: {states(probed)}")

    become(everybody, "all is there")
    stack.pause("valkey")
    become(everybody | {"asgi": 503}, "Redis hangs")
    assert states(probed, "/health/live") == everybody
    stack.resume("valkey")
    become(everybody, "Redis goes on")
    stack.kill("valkey")
    become(everybody | {"asgi": 503}, "Redis is gone")
    assert states(probed, "/health/live") == everybody
    stack.start("valkey")
    become(everybody, "Redis is back")
    connection.close()
    stack.crash("postgres")
    become(dict.fromkeys(probed, 503), "PostgreSQL is gone")
    assert states(probed, "/health/live") == everybody
    stack.start("postgres")
    become(everybody, "PostgreSQL is back")


# --- Backup ----------------------------------------------------------------------------------------------------------


def run_script(name: str, *words: object, database: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PATH": f"{_postgres_tools()}:{os.environ['PATH']}", "DATABASE_URL": database}
    command = [str(ROOT / "scripts" / name), *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def rows_and_sums(url: str) -> dict[str, Any]:
    """Asked of the database itself, not by the scripts' own figures."""
    questions = {
        "sessions": "SELECT count(*), sum(extract(epoch FROM started_at)) FROM sessions_app_workoutsession",
        "sets": "SELECT count(*), sum(weight), sum(number_reps), sum(tonnage) FROM sessions_app_workoutset",
        "reps": "SELECT count(*), sum(weight), count(*) FILTER (WHERE success) FROM sessions_app_rep",
        "people": "SELECT count(*), string_agg(email, ',' ORDER BY email) FROM accounts_user",
        "migrations": "SELECT count(*) FROM django_migrations",
    }
    with psycopg.connect(url) as link:
        return {name: link.execute(question).fetchone() for name, question in questions.items()}


def test_a_backup_comes_back_into_an_empty_database_row_for_row(stack: Any, tmp_path: Path) -> None:
    under_way = begin(athlete(), sample(MIDDLE))
    assert_complete(under_way, settled(under_way.job_id))
    source = stack.environment["DATABASE_URL"]
    empty = f"{source.rpartition('/')[0]}/wt_restored"
    with psycopg.connect(f"{source.rpartition('/')[0]}/postgres", autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS wt_restored")
        link.execute("CREATE DATABASE wt_restored")
    done = run_script("backup.sh", "--to", tmp_path, "--keep", "2", database=source)
    assert done.returncode == 0, done.stderr
    [dump] = tmp_path.glob("*.dump")
    assert (dump.stat().st_mode & 0o077) == 0
    done = run_script("restore.sh", dump, "--dry-run", database=empty)
    assert (done.returncode, done.stdout[:11]) == (0, "would bring"), done.stderr
    done = run_script("restore.sh", dump, database=empty)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "brought back and compared" in done.stdout
    assert rows_and_sums(empty) == rows_and_sums(source)
    assert rows_and_sums(empty)["sets"][0] >= MIDDLE
    again = run_script("restore.sh", dump, database=empty)
    assert again.returncode == 1
    assert "is not empty, so nothing was done" in again.stderr
    _what_differs_is_named(dump, empty)


def _what_differs_is_named(dump: Path, empty: str) -> None:
    server = empty.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as link:
        link.execute("DROP DATABASE wt_restored")
        link.execute("CREATE DATABASE wt_restored")
    figures = dump.with_suffix(".figures")
    lines = figures.read_text().splitlines()
    figures.write_text(
        "\n".join("accounts_user 99 1" if line.startswith("accounts_user ") else line for line in lines) + "\n"
    )
    done = run_script("restore.sh", dump, database=empty)
    assert done.returncode == 3
    assert "< accounts_user 99 1" in done.stdout


@pytest.mark.parametrize(
    ("script", "words", "database", "code", "said"),
    [
        ("backup.sh", ["--keep", "many"], "postgresql://x@localhost/x", 2, "usage:"),
        ("backup.sh", [], "sqlite:///x", 1, "must start with postgresql://"),
        ("backup.sh", [], "postgresql://x@127.0.0.1:1/x", 1, "The backup stopped; nothing was left behind."),
        ("restore.sh", [], "postgresql://x@localhost/x", 2, "usage:"),
        ("restore.sh", ["/nowhere.dump"], "postgresql://x@localhost/x", 1, "There is no /nowhere.dump."),
    ],
)
def test_what_cannot_be_backed_up_is_said_and_leaves_nothing(
    tmp_path: Path, script: str, words: list[str], database: str, code: int, said: str
) -> None:
    where = ["--to", tmp_path] if script == "backup.sh" else []
    done = run_script(script, *where, *words, database=database)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


# --- A group of Redis, and rolling restarts --------------------------------------------------------------------------


@pytest.fixture
def group(running: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Another stack over the same database: three Valkey with Sentinel, behind nginx where there is one."""
    for name in (*Stack.WORK, *Stack.SPARE):
        running.stop(name)
    chosen = {name: os.environ[name] for name in (*SETTINGS, "SECRET_KEY")} | {
        "SESSIONS_PER_PAGE": "25",
        "SIGN_INS_PER_MINUTE": "1000",
    }
    place = running.environment["DATABASE_URL"]
    with Stack(settings=chosen, sentinel=True, proxy=bool(nginx_binary()), database_url=place) as made:
        made.up()
        for name in ("REDIS_SENTINELS", "REDIS_MASTER", "REDIS_PASSWORD"):
            monkeypatch.setenv(name, made.environment[name])
        monkeypatch.delenv("REDIS_URL")
        monkeypatch.setattr(settings, "REDIS", redis_urls())
        yield made
    connection.close()


def front(stack: Any) -> int:
    """Where people come in."""
    return int(stack.ports["proxy" if "proxy" in stack.parts else "web1"])


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
    steps: list[Callable[[], None]] = [
        *(lambda name=name: group.roll(name) for name in ("web1", "web2", "live", "live2")),
        *(lambda name=name: group.restart(name) for name in ("bulk", "quick", "control", "beat")),
        *(lambda name=name: group.restart(name) for name in (*VALKEYS,)),
    ]
    with Visitors(front(group), cookie) as visitors, Watcher(web_port(group), cookie, jobs[0].job_id) as watcher:
        for step in steps:
            step()
        wait_until(lambda: settled(jobs[0].job_id), 60, "the import did not end")
        jobs.append(begin(athlete(), sample(MIDDLE)))
        for each in jobs:
            assert_complete(each, settled(each.job_id))
        wait_until(lambda: watcher.last_state == State.SUCCEEDED, 40, lambda: f"the page saw {watcher.seen[-1:]}")
    assert visitors.wrong == []
    assert watcher.connections >= 2
    recoveries.note(f"with {len(visitors.answers)} requests, slowest", visitors.slowest)
