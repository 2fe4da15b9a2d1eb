"""The small form of production on loopback: every part a process of its own that can be stopped, killed or frozen."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from lib.bootstrap import bootstrap, quiet_run, say
from lib.children import Child, kill_group, start, wait_for
from lib.paths import PYTHON, ROOT
from lib.proxy import nginx_binary, nginx_config
from lib.replication import SENTINELS, VALKEYS, pong, sentinel_command, valkey_command
from lib.replication import settings as group_settings
from lib.servers import _postgres_tools, _unprivileged, free_port, valkey_binary
from lib.workers import worker_command

LOOPBACK = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 20
DRAIN_SECONDS = 0.5
"""How long the proxy may take to send nobody any more to a process that goes down."""
KEY = "only-for-this-stack-" * 4
DATABASE = "wt"


@dataclass(slots=True)
class Part:
    """One process: how it is started, and how one sees that it is ready. ``ready`` gets the log of this start."""

    name: str
    command: list[str | Path]
    ready: Callable[[Path], bool]
    kind: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    child: Child | None = None
    starts: int = 0

    @property
    def is_running(self) -> bool:
        return self.child is not None and self.child.is_running


class Stack:
    """PostgreSQL, Valkey, two web processes, one for ``/ws/``, the workers and one beat, by name.

    ``settings`` are environment variables for every process of the product (``JOB_TICK_SECONDS`` and friends),
    ``include`` is a module that every worker imports, for kinds of jobs that only a test knows.
    Ports that are not given are free ones. ``sentinel``: three Valkey with a Sentinel each instead of one;
    ``proxy``: nginx in front, and two processes for ``/ws/``; ``database_url``: somebody else's PostgreSQL, brought up
    already. Use it as a context manager: leaving stops everything in order and removes its folder.
    """

    SERVERS = ("postgres", "valkey")
    WORK = ("bulk", "quick", "control", "beat")
    PRODUCT = ("web1", "web2", "live", *WORK)
    SPARE = ("bulk2", "beat2", "control2")
    """Seconds of a kind, started only when asked for."""

    def __init__(
        self,
        *,
        settings: dict[str, str] | None = None,
        include: str = "",
        postgres_port: int = 0,
        valkey_port: int = 0,
        sentinel: bool = False,
        proxy: bool = False,
        database_url: str = "",
    ) -> None:
        self._include = ("-I", include) if include else ()
        self._sentinel, self._proxy, self._database_url = sentinel, proxy, database_url
        self.servers: tuple[str, ...] = (
            *(() if database_url else ("postgres",)),
            *((*VALKEYS, *SENTINELS) if sentinel else ("valkey",)),
        )
        self.product = (*self.PRODUCT, *(("live2", "proxy") if proxy else ()))
        self.folder = Path(tempfile.mkdtemp(prefix="wt-stack-"))
        self._data = Path(tempfile.mkdtemp(prefix="wtpg-"))
        self._postgres_user = _unprivileged(self._data)
        self.ports = {name: free_port() for name in ("web1", "web2", "live", *self.product[len(self.PRODUCT) :])}
        if sentinel:
            self.ports |= {name: free_port() for name in (*VALKEYS, *SENTINELS)}
        self.ports |= {"postgres": postgres_port or free_port(), "valkey": valkey_port or free_port()}
        redis = {"REDIS_URL": f"redis://{LOOPBACK}:{self.ports['valkey']}/0"}
        self.environment = {
            **os.environ,
            "SECRET_KEY": KEY,
            "NO_DOTENV": "1",
            "SITE_URL": f"http://localhost:{self.ports['proxy' if proxy else 'web1']}",
            "TRUSTED_PROXY_HOPS": "1" if proxy else "0",
            **(settings or {}),
            "DATABASE_URL": database_url or f"postgresql://wt@{LOOPBACK}:{self.ports['postgres']}/{DATABASE}",
            **(group_settings(self.ports) if sentinel else redis),
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
        }
        self.parts = {part.name: part for part in (*self._servers(), *self._product())}

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, *_details: object) -> None:
        self.close()

    def up(self, *names: str) -> None:
        """Start servers, bring the database up to this release, start the parts ``names`` (by default all)."""
        if not self._database_url:
            self.initialise()
        for name in self.servers:
            self.start(name)
        if not self._database_url:
            self.create_database()
        names = names or self.product
        for name in names:
            self.start(name, wait=False)
        for name in names:
            self.wait_ready(name)

    def initialise(self) -> None:
        """Make the files of a new PostgreSQL."""
        initdb: list[str | Path] = [
            _postgres_tools() / "initdb", "-D", self._data / "data", "-U", "wt", "--auth=trust", "-E", "UTF8",
            "--no-locale", "--no-sync",
        ]  # fmt: skip
        done = subprocess.run(
            list(map(str, initdb)),
            cwd=self._data,
            user=self._postgres_user,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{done.stdout}{done.stderr}\nPostgreSQL could not be set up.")

    def create_database(self) -> None:
        """Create the database, with tables, catalogue and version."""
        code = (
            "import sys, psycopg\n"
            "with psycopg.connect(sys.argv[1], autocommit=True) as connection:\n"
            "    connection.execute(f'CREATE DATABASE {sys.argv[2]}')\n"
        )
        server = f"postgresql://wt@{LOOPBACK}:{self.ports['postgres']}/postgres"
        quiet_run([PYTHON, "-c", code, server, DATABASE], env=self.environment)
        quiet_run([PYTHON, "scripts/lib/prepare.py", "--data"], env=self.environment)

    def start(self, name: str, *, wait: bool = True) -> None:
        """Start a part that is not running."""
        part = self.parts[name]
        if part.is_running:
            return
        part.starts += 1
        environment = {**self.environment, **part.environment}
        if part.kind:
            environment["PROCESS_KIND"] = part.kind
        cwd = self._data if name == "postgres" else ROOT
        with self.log(name).open("wb") as log:
            part.child = start(name, part.command, env=environment, cwd=cwd, output=log, user=part.user)
        if wait:
            self.wait_ready(name)

    def wait_ready(self, name: str) -> None:
        """Wait until a started part does its work."""
        part = self.parts[name]
        assert part.child is not None  # noqa: S101 - started before
        wait_for(lambda: part.ready(self.log(name)), part.child, START_SECONDS)

    def stop(self, name: str) -> None:
        """Ask a part to end, as an operator would, and wait."""
        part = self.parts[name]
        if part.child is None or not part.is_running:
            return
        self.resume(name)
        part.child.process.send_signal(part.stop_signal)
        try:
            part.child.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill(name, everything=True)

    def kill(self, name: str, *, everything: bool = False) -> None:
        """Kill the main process of a part (SIGKILL), or with ``everything`` also what it started."""
        child = self._child(name)
        if everything:
            kill_group(child.process.pid)
        else:
            child.process.kill()
        child.process.wait(STOP_SECONDS)

    def crash(self, name: str) -> None:
        """End PostgreSQL in "immediate" mode: every connection breaks, the next start recovers from its log."""
        child = self._child(name)
        child.process.send_signal(signal.SIGQUIT)
        child.process.wait(STOP_SECONDS)

    def pause(self, name: str) -> None:
        """Freeze a part and everything it started."""
        os.killpg(self._child(name).process.pid, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """Let a frozen part go on."""
        child = self._child(name)
        if child.is_running:
            os.killpg(child.process.pid, signal.SIGCONT)

    def restart(self, name: str) -> None:
        """Stop and start a part."""
        self.stop(name)
        self.start(name)

    def roll(self, name: str) -> None:
        """Restart a part as an update does: nobody is sent to it any more, it ends what it has, a new one comes."""
        self._drain(name)
        self.restart(name)
        self._drain()

    def _drain(self, *names: str) -> None:
        if self._proxy and self.is_running("proxy"):
            nginx_config(self.folder, self.ports, drained=names)
            self._child("proxy").process.send_signal(signal.SIGHUP)
            time.sleep(DRAIN_SECONDS)

    def forget(self) -> None:
        """Take away what Valkey wrote down: its next start is an empty one."""
        shutil.rmtree(self.folder / "valkey", ignore_errors=True)
        (self.folder / "valkey").mkdir()

    def children(self, name: str) -> list[int]:
        """The processes that a part's main process started: of a worker, its pool."""
        pid = self._child(name).process.pid
        try:
            return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []

    def log(self, name: str) -> Path:
        """What the present start of a part printed."""
        return self.folder / f"{name}-{self.parts[name].starts}.log"

    def is_running(self, name: str) -> bool:
        return self.parts[name].is_running

    def close(self) -> None:
        """Stop everything in order: first who takes in work, then who does it, then the servers."""
        front = [name for name in ("proxy", "web1", "web2", "live", "live2") if name in self.parts]
        work = ("bulk2", "bulk", "quick", "control2", "control")
        for name in ("beat2", "beat", *front, *work, *reversed(self.servers)):
            self.stop(name)
            if (child := self.parts[name].child) is not None:
                kill_group(child.process.pid)
        for folder in (self.folder, self._data):
            shutil.rmtree(folder, ignore_errors=True)

    def _child(self, name: str) -> Child:
        child = self.parts[name].child
        if child is None:
            raise ValueError(f"{name} was never started")
        return child

    def _servers(self) -> list[Part]:
        (self.folder / "valkey").mkdir(exist_ok=True)
        tools = _postgres_tools()
        options = {
            "port": self.ports["postgres"], "listen_addresses": LOOPBACK, "unix_socket_directories": self._data,
            "fsync": "off", "shared_buffers": "128MB", "max_connections": 100,
        }  # fmt: skip
        postgres: list[str | Path] = [tools / "postgres", "-D", self._data / "data"]
        for name, value in options.items():
            postgres += ["-c", f"{name}={value}"]
        ready = [str(tools / "pg_isready"), "-h", LOOPBACK, "-p", str(self.ports["postgres"]), "-U", "wt"]
        valkey: list[str | Path] = [
            valkey_binary(), "--bind", LOOPBACK, "--port", str(self.ports["valkey"]), "--dir", self.folder / "valkey",
            "--save", "", "--appendonly", "yes", "--daemonize", "no",
        ]  # fmt: skip
        database = Part(
            "postgres",
            postgres,
            lambda _log: subprocess.run(ready, capture_output=True, check=False).returncode == 0,
            user=self._postgres_user,
            stop_signal=signal.SIGINT,
        )
        if self._sentinel:
            return [database, *self._group()]
        return [database, Part("valkey", valkey, lambda _log: _pong(self.ports["valkey"]))]

    def _group(self) -> list[Part]:
        """Three Valkey and who watches them."""
        commands = {name: valkey_command(self.folder, name, self.ports) for name in VALKEYS}
        commands |= {name: sentinel_command(self.folder, name, self.ports) for name in SENTINELS}
        return [Part(name, command, partial(_group_pong, self.ports[name])) for name, command in commands.items()]

    def _product(self) -> list[Part]:
        return [
            *(self._web(name) for name in ("web1", "web2")),
            *(self._live(name) for name in ("live", "live2") if name in self.ports),
            *([self._nginx()] if self._proxy else []),
            *(self._worker(name, "bulk") for name in ("bulk", "bulk2")),
            *(self._worker(name, name.rstrip("2")) for name in ("quick", "control", "control2")),
            *(self._beat(name) for name in ("beat", "beat2")),
        ]

    def _web(self, name: str) -> Part:
        port = self.ports[name]
        command: list[str | Path] = [
            PYTHON, "-m", "gunicorn", "workouttracker.wsgi", "-c", "python:workouttracker.serving",
            "--bind", f"{LOOPBACK}:{port}", "--workers", "1",
            "--threads", "4", "--graceful-timeout", "5", "--no-control-socket",
        ]  # fmt: skip
        return Part(name, command, lambda _log: _listens(port), kind="web")

    def _live(self, name: str) -> Part:
        port = self.ports[name]
        command: list[str | Path] = [
            PYTHON, "-m", "uvicorn", "workouttracker.asgi:application", "--host", LOOPBACK, "--port", str(port),
            "--no-access-log", "--timeout-graceful-shutdown", "5",
        ]  # fmt: skip
        return Part(name, command, lambda _log: _listens(port), kind="asgi")

    def _nginx(self) -> Part:
        port = self.ports["proxy"]
        command: list[str | Path] = [nginx_binary(), "-c", nginx_config(self.folder, self.ports), "-p", self.folder]
        return Part("proxy", command, lambda _log: _listens(port), stop_signal=signal.SIGQUIT)

    def _worker(self, name: str, kind: str) -> Part:
        command = self._celery(*worker_command(kind, name=name), "--loglevel=INFO", *self._include)
        return Part(name, command, lambda log: " ready." in log.read_text(errors="replace"), kind="worker")

    def _beat(self, name: str) -> Part:
        command = self._celery("beat", "-s", self.folder / name, "--pidfile=", "--loglevel=INFO")
        return Part(name, command, lambda log: "maxinterval" in log.read_text(errors="replace"), kind="worker")

    def _celery(self, *what: str | Path) -> list[str | Path]:
        return [PYTHON, "-m", "celery", "-A", "workouttracker.celery", *what]


def main() -> None:
    """Start everything, print the addresses, stop everything in order on Ctrl-C."""
    options = _options()
    bootstrap("test")
    quiet_run([PYTHON, "scripts/lib/prepare.py", "--static"], env={**os.environ, "SECRET_KEY": KEY})
    chosen = {"JOB_TICK_SECONDS": options.tick, "JOB_HEARTBEAT_SECONDS": options.heartbeat}
    chosen["JOB_LEASE_SECONDS"] = options.lease
    settings = {name: str(value) for name, value in chosen.items() if value}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if options.proxy and not nginx_binary():
        sys.exit("There is no nginx on this machine: install it, or start without --proxy.")
    with Stack(settings=settings, sentinel=options.sentinel, proxy=options.proxy) as stack:
        try:
            stack.up()
            _greet(stack)
            parts = (*stack.servers, *stack.product)
            while all(map(stack.is_running, parts)):
                time.sleep(0.5)
            gone = [name for name in parts if not stack.is_running(name)]
            sys.exit(f"{', '.join(gone)} ended by itself; its log:\n{stack.log(gone[0]).read_text()[-3000:]}")
        except KeyboardInterrupt:
            print(flush=True)
            say("stopping")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/stack", description="Run the small form of production on loopback.")
    parser.add_argument("--tick", type=float, help="seconds between two looks of the dispatcher")
    parser.add_argument("--heartbeat", type=float, help="seconds between two beats of a running job")
    parser.add_argument("--sentinel", action="store_true", help="three Valkey with a Sentinel each instead of one")
    parser.add_argument("--proxy", action="store_true", help="nginx in front, as in docker-compose.yml")
    parser.add_argument("--lease", type=float, help="seconds without beat after which a job is taken back")
    return parser.parse_args()


def _greet(stack: Stack) -> None:
    for name in (*(["proxy"] if "proxy" in stack.parts else []), "web1", "web2"):
        print(f"{name:9} http://localhost:{stack.ports[name]}")
    print(f"{'live':9} ws://localhost:{stack.ports['live']}/ws/")
    print(f"{'postgres':9} {stack.environment['DATABASE_URL']}")
    redis = stack.environment.get("REDIS_SENTINELS") or stack.environment["REDIS_URL"]
    print(f"{'valkey':9} {redis}")
    print(f"{'logs':9} {stack.folder}")
    print("Ctrl-C stops everything", flush=True)


def _listens(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.5):
            return True
    except OSError:
        return False


def _pong(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.5) as probe:
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _group_pong(port: int, _log: Path) -> bool:
    return pong(port)


def processes(pids: Sequence[int]) -> list[int]:
    """Those of ``pids`` that are still there and no zombies."""
    alive = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            alive.append(pid)
    return alive
