"""Servers of the product for benchmarks: pages by gunicorn, websockets by uvicorn, on the world's databases."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.children import Child, start, wait_for
from lib.servers import free_port
from world import ROOT

SETTINGS = "scripts.bench.settings"


@contextmanager
def web(workers: int = 2) -> Iterator[tuple[int, int]]:
    """Port and process number of a web server with so many processes below it."""
    port = free_port()
    command = ["gunicorn", "workouttracker.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    with _server("web", [*command, "--threads", "4", "--no-control-socket"], port) as child:
        yield port, child.process.pid


@contextmanager
def live() -> Iterator[tuple[int, int]]:
    """Port and process number of a server for ``/ws/``."""
    port = free_port()
    command = ["uvicorn", "workouttracker.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
    with _server("asgi", [*command, "--no-access-log", "--lifespan", "off"], port) as child:
        yield port, child.process.pid


@contextmanager
def _server(kind: str, command: list[str], port: int) -> Iterator[Child]:
    environment = {
        **os.environ,
        "PROCESS_KIND": kind,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "SITE_URL": f"http://localhost:{port}",
        "PYTHONPATH": str(ROOT),
        "LOG_FORMAT": "json",
    }
    with Path(os.devnull).open("wb") as nowhere:
        child = start(kind, [sys.executable, "-m", *command], env=environment, cwd=ROOT, output=nowhere)
    try:
        wait_for(lambda: _listens(port), child, seconds=60)
        yield child
    finally:
        child.stop()


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def cpu_seconds(*pids: int) -> float:
    """Processor time that these processes and those that they started had so far (Linux only)."""
    ticks, parents = {}, {}
    for place in Path("/proc").iterdir():
        if place.name.isdecimal():
            try:
                fields = (place / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # ended meanwhile
            parents[int(place.name)] = int(fields[1])
            ticks[int(place.name)] = int(fields[11]) + int(fields[12])
    ours = set(pids)
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(ticks.get(pid, 0) for pid in ours) / os.sysconf("SC_CLK_TCK")
