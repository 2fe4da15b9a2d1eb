"""scripts/run: the whole product on this machine, with embedded parts."""

import argparse
import contextlib
import errno
import fcntl
import http.client
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from lib.bootstrap import bootstrap, quiet_run, say
from lib.children import Child, end_leftovers, kill_group, start, stop_together, wait_for
from lib.dotenv import ensure_dotenv, is_given
from lib.paths import PYTHON, ROOT, VAR
from lib.servers import start_valkey
from lib.workers import WORKERS, worker_command

DEMO_EMAIL = "demo@example.org"
LOCAL = {"localhost", "127.0.0.1", "::1"}
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - what people type
MARK = "WORKOUTTRACKER_RUN"
CELERY = ("-m", "celery", "--quiet", "-A", "workouttracker.celery")
START_SECONDS = 60


def main() -> None:
    """Set up what is missing, start everything, and stop everything in order."""
    options = _options()
    started = time.monotonic()
    bootstrap("base")
    ensure_dotenv()
    environment = _environment(options)
    if options.setup_only:
        _prepare(options, environment)
        say("everything is set up")
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    with _only_run(options.port):
        end_leftovers(f"{MARK}={VAR}")
        sockets = _listen(options.host, options.port)
        parts = Parts(environment)
        try:
            _prepare(options, environment)
            parts.start_pages(sockets)
            wait_for(lambda: _serves(sockets[0]), parts.web, START_SECONDS)
            parts.start_workers()
            _greet(options, time.monotonic() - started)
            parts.watch()
        except KeyboardInterrupt:
            print(flush=True)
            say("stopping")
        finally:
            parts.stop()


class Parts:
    """The processes of the embedded run, in the order in which they need each other."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**environment, MARK: str(VAR)}
        self.valkey: list[Child] = []
        self.workers: list[Child] = []
        self.pages: list[Child] = []

    @property
    def web(self) -> Child:
        return self.pages[0]

    def start_pages(self, sockets: list[socket.socket]) -> None:
        """Start Valkey (unless somebody else's is used) and the web server."""
        if not any(map(is_given, ("REDIS_URL", "REDIS_SENTINELS"))) and "REDIS_URL" not in self.environment:
            valkey, self.environment["REDIS_URL"] = start_valkey(VAR / "valkey", append_only=True, env=self.environment)
            self.valkey.append(valkey)
        handed = [each.fileno() for each in sockets]
        self.pages.append(self._start("The web server", "asgi", ["-m", "lib.serve", *map(str, handed)], handed))

    def start_workers(self) -> None:
        """Start the workers, and beat, inside a worker (-B) it would outlive a killed one."""
        for kind in WORKERS:
            command = [*CELERY, *worker_command(kind)]
            self.workers.append(self._start(f"The {kind} worker", "worker", command))
        command = [*CELERY, "beat", "-s", str(VAR / "beat"), "--pidfile="]
        self.workers.append(self._start("Beat", "worker", command))

    def watch(self) -> NoReturn:
        """Wait until somebody stops us; a part that ends by itself ends everything, with its name."""
        while True:
            for child in (*self.valkey, *self.pages, *self.workers):
                if not child.is_running:
                    sys.exit(f"{child.name} ended (exit code {child.process.returncode}); stopping everything.")
            time.sleep(0.3)

    def stop(self) -> None:
        """First who takes in work, then who does it, then Valkey. A second Ctrl-C ends all of them at once."""
        try:
            for group in (self.pages, self.workers, self.valkey):
                stop_together(group)
        except KeyboardInterrupt:
            for child in (*self.pages, *self.workers, *self.valkey):
                kill_group(child.process.pid)

    def _start(self, name: str, kind: str, arguments: list[str], pass_fds: list[int] | None = None) -> Child:
        environment = {**self.environment, "PROCESS_KIND": kind}
        return start(name, [PYTHON, *arguments], env=environment, cwd=ROOT, pass_fds=pass_fds or [])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/run", description="Set up what is missing and run WorkoutTracker.")
    parser.add_argument("--host", default="localhost", help="0.0.0.0 lets a phone in the same network in")
    parser.add_argument("--port", type=int, default=8000, help="default: 8000")
    parser.add_argument("--no-demo", action="store_true", help="no demo athlete")
    parser.add_argument("--setup-only", action="store_true", help="set everything up, start nothing")
    parser.add_argument("--database-url", help="PostgreSQL instead of SQLite in var/")
    parser.add_argument("--redis-url", help="a Redis of yours instead of the embedded one")
    options = parser.parse_args()
    if not 0 < options.port < 65536:
        parser.error("--port must be between 1 and 65535")
    return options


@contextlib.contextmanager
def _only_run(port: int) -> Iterator[None]:
    """One run at a time in one checkout: the parts share its database and its Valkey."""
    with (VAR / "run.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            sys.exit(f"WorkoutTracker runs already from this folder: {file.read().strip()}. Stop that one first.")
        file.truncate(0)
        file.write(f"process {os.getpid()}, port {port}")
        file.flush()
        yield


def _environment(options: argparse.Namespace) -> dict[str, str]:
    """What the parts see: ours, and for a phone in the network its way in; what .env or the shell says stays."""
    names = [] if options.host in LOCAL else sorted(_network_names(options.host))
    site = f"http://{names[0] if names else 'localhost'}:{options.port}"
    wanted = {"SITE_URL": site, "LOG_FORMAT": "text"}
    if names:
        wanted["ALLOWED_HOSTS"] = ",".join(["localhost", "127.0.0.1", "[::1]", *names])
        wanted["CSRF_TRUSTED_ORIGINS"] = ",".join(f"http://{name}:{options.port}" for name in ["localhost", *names])
    chosen = {"DATABASE_URL": options.database_url, "REDIS_URL": options.redis_url}
    return {
        **os.environ,
        **{name: value for name, value in wanted.items() if not is_given(name)},
        **{name: value for name, value in chosen.items() if value},
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "scripts")]),
        "PYTHONUNBUFFERED": "1",
        # Celery's advice for servers; this is somebody's own machine.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }


def _network_names(host: str) -> set[str]:
    """Under which addresses others reach ``host``; the wildcard is the address towards the network."""
    if host not in EVERYWHERE:
        return {host}
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # documentation range: nothing is sent, the kernel only picks a route
            return {str(probe.getsockname()[0])}
    except OSError:
        return set()


def _listen(host: str, port: int) -> list[socket.socket]:
    """Sockets for ``host``, taken before anything starts; "localhost" is both 127.0.0.1 and, where it exists, ::1."""
    addresses = ["127.0.0.1", "::1"] if host == "localhost" else [host]
    sockets = [opened for address in addresses if (opened := _open(address, port, optional=address == "::1"))]
    return sockets or sys.exit(f"{host} is no address of this machine.")


def _open(address: str, port: int, *, optional: bool) -> socket.socket | None:
    try:
        family, kind, _, _, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind(place)
    except OSError as error:
        if optional and error.errno != errno.EADDRINUSE:
            return None
        sys.exit(f"Port {port} can't be used ({error.strerror}). Stop what uses it, or start with --port.")
    return opened


def _prepare(options: argparse.Namespace, environment: dict[str, str]) -> None:
    say("preparing the database")
    demo = [] if options.no_demo else ["--demo", str(_password_file())]
    quiet_run([PYTHON, "scripts/lib/prepare.py", "--static", "--data", *demo], env=environment)


def _password_file() -> Path:
    """The demo athlete's password: made here once, so that it is nobody else's."""
    place = VAR / "demo-password"
    if not place.exists():
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(9))
    return place


def _serves(opened: socket.socket) -> bool:
    """Whether the web server answers; any answer will do."""
    host, port = opened.getsockname()[:2]
    connection = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=5)  # noqa: S104
    try:
        connection.request("GET", "/versions/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _greet(options: argparse.Namespace, seconds: float) -> None:
    print(f"\nWorkoutTracker runs at http://localhost:{options.port}   ({seconds:.1f} s)")
    if options.host not in LOCAL:
        for name in _network_names(options.host):
            print(f"  in your network: http://{name}:{options.port}")
    if not options.no_demo:
        print(f"  demo sign-in: {DEMO_EMAIL}   password: {_password_file().read_text().strip()}")
    if not is_given("EMAIL_URL"):
        print("  mail is printed here: confirmation links of new accounts appear below")
    print("  Ctrl-C stops everything\n", flush=True)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
