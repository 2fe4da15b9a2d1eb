"""A real server, a real worker and a real browser. Every page is watched: nothing may go wrong unseen."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    Route,
    sync_playwright,
)
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from tests.factories import make_user

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 360, "height": 740}
# What htmx writes when a request is overtaken by the next one, as hx-sync says; a failed one adds htmx:sendError.
OVERTAKEN = ("htmx:afterRequest", "htmx:sendAbort")
TWICE_MS = 600
"""Two presses within half a second count as one in the quick log (static/js/log/save.js)."""
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


LOOKS = {"phone", "tablet", "desktop", "light", "dark"}
ONCE_EACH = ({"phone", "light"}, {"desktop", "dark"})
"""Each width and each theme once; every one in every other with --long."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.e2e)
        looks = set(item.name.rpartition("[")[2].rstrip("]").split("-")) & LOOKS
        if len(looks) > 1 and looks not in ONCE_EACH:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database was made and migrated by scripts/test; the server uses the same one."""


@pytest.fixture(scope="session", autouse=True)
def _database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests make their own users and read what the server wrote; nothing is truncated."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def mail_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server puts the mails it sends."""
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="session")
def server_environment(mail_folder: Path) -> dict[str, str]:
    """The environment of every process of the product."""
    port = _free_port()
    return {
        **os.environ,
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"filemail://{mail_folder}",
        "JOB_TICK_SECONDS": "0.5",
        "JOB_HEARTBEAT_SECONDS": "0.5",
        "WEBHOOK_ALLOW_PRIVATE": "true",  # the receiver of tests is this machine
        "WEBHOOK_TICK_SECONDS": "0.5",
        "JOB_LEASE_SECONDS": "120",  # tests play workers, and a busy machine is slow
    }


@pytest.fixture(scope="session")
def live(server_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server (uvicorn, as in the embedded run)."""
    command = ["-m", "uvicorn", "workouttracker.asgi:application", "--host", "localhost"]
    command += ["--port", server_environment["PORT"], "--no-access-log"]
    log = tmp_path_factory.mktemp("server") / "log"
    with _process(command, {**server_environment, "PROCESS_KIND": "asgi"}, log) as process:
        url = server_environment["SITE_URL"]
        _wait_until(lambda: _answers(f"{url}/versions/"), process, log)
        yield url


@pytest.fixture(scope="session")
def worker(server_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Running Celery workers, one for jobs and one for the dispatcher, which waits for no job; the latter with beat."""
    folder = tmp_path_factory.mktemp("worker")
    environment = {**server_environment, "PROCESS_KIND": "worker"}
    celery = ["-m", "celery", "-A", "workouttracker.celery", "worker", "--loglevel=INFO", "--without-mingle"]
    jobs = [*celery, "-n", "jobs@%h", "-Q", "bulk,interactive", "-c", "2"]
    control = [*celery, "-n", "control@%h", "-Q", "control", "-P", "solo", "-B", "-s", str(folder / "beat")]
    logs = folder / "jobs", folder / "control"
    with (
        _process(jobs, environment, logs[0]) as first,
        _process(control, environment, logs[1]) as second,
    ):
        for process, log in zip((first, second), logs, strict=True):
            _wait_until(partial(_is_ready, log), process, log)
        yield


def _is_ready(log: Path) -> bool:
    return "ready." in log.read_text()


class _process:  # noqa: N801 - used like a function
    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._log = log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=self._log, stderr=subprocess.STDOUT
        )

    def __enter__(self) -> "subprocess.Popen[bytes]":
        return self.process

    def __exit__(self, *_details: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _wait_until(ready: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 40
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            pytest.fail(f"the process did not start:\n{log.read_text()[:3000]}")
        time.sleep(0.1)


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    """The machine's Chromium, headless."""
    chromium = playwright_driver.chromium.launch(executable_path=os.environ["BROWSER"], args=FLAGS)
    yield chromium
    chromium.close()


@dataclass
class Guard:
    """Watches a context: CSP violations, console errors, exceptions, other hosts, unexpected 4xx and 5xx."""

    host: str
    allowed: set[int] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def allow(self, *statuses: int) -> None:
        """This test expects answers with these statuses."""
        self.allowed.update(statuses)

    def allow_host(self, host: str) -> None:
        """This test asks for something that lies there."""
        self.hosts.add(host)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"exception: {error.error}"))
        context.on("response", self._response)
        context.on("request", lambda request: self._host(request.url))

    def check(self) -> None:
        """Fail with everything that went wrong."""
        assert not self.problems, "\n".join(self.problems)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or message.text.startswith(OVERTAKEN):
            return
        expected = self.allowed and "Failed to load resource" in message.text
        if not expected and (message.type == "error" or "Content Security Policy" in message.text):
            where = message.location.get("url", "")
            self.problems.append(f"console {message.type}: {message.text}" + (f" ({where})" if where else ""))

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.problems.append(f"{response.status}: {response.request.method} {response.url}")

    def _host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc not in {self.host, *self.hosts}:
            self.problems.append(f"another host: {url}")


OpenPage = Callable[..., Page]


@pytest.fixture
def guard(live: str) -> Iterator[Guard]:
    """What the pages of this test may not do; checked at its end."""
    watcher = Guard(urlsplit(live).netloc)
    yield watcher
    watcher.check()


@pytest.fixture
def open_page(browser: Browser, live: str, guard: Guard) -> Iterator[OpenPage]:
    """``open_page(user, javascript=True, viewport=PHONE, dark=False, locale="en-GB")``: a page of a fresh context."""
    contexts: list[BrowserContext] = []

    def make(
        user: User | None = None,
        *,
        javascript: bool = True,
        viewport: dict[str, int] | None = None,
        dark: bool = False,
        locale: str = "en-GB",
    ) -> Page:
        context = browser.new_context(
            base_url=live,
            viewport=viewport or PHONE,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale=locale,
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        guard.watch(context)
        if user is not None:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live}])
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def athlete() -> User:
    """A new athlete of this test alone."""
    return make_user(email=f"{uuid.uuid4().hex[:12]}@example.org", name="Anna Athlete", time_zone="Europe/Berlin")


@pytest.fixture
def page(open_page: OpenPage, athlete: User) -> Page:
    """A phone on which the athlete is signed in."""
    return open_page(athlete)


def session_of(user: User) -> str:
    """The key of a new session in which ``user`` is signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def axe(page: Page) -> None:
    """Fail on any violation of WCAG 2.2 AA that axe finds on the page as it stands.

    Meanwhile the window is as high as the page: what a sticky bar happens to cover by half is not a small target.
    """
    size = page.viewport_size or PHONE
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    page.evaluate((ROOT / "var" / "frontend-test" / "axe.min.js").read_text())
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        AXE_TAGS,
    )
    page.set_viewport_size(size)  # type: ignore[arg-type]
    found = [
        f"{violation['id']}: {violation['help']}\n  " + "\n  ".join(node["html"][:200] for node in violation["nodes"])
        for violation in result["violations"]
    ]
    assert not found, "\n".join(found)


def until(page: Page, ready: Callable[[], bool]) -> None:
    """Wait for what happens in the background."""
    for _ in range(200):
        if ready():
            return
        page.wait_for_timeout(50)
    pytest.fail("it did not happen")


def answered(page: Page, held_up: list[Route], number: int) -> None:
    """Let the last of so many requests, all of which a route holds up, have its answer."""
    until(page, lambda: len(held_up) == number)
    with page.expect_response(held_up[-1].request.url):
        held_up[-1].continue_()
