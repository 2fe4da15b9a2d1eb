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
def web(workers: int = 2) -> Iterator[int]:
    """The port of a web server with so many processes."""
    port = free_port()
    command = ["gunicorn", "workouttracker.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    with _server("web", [*command, "--threads", "4", "--no-control-socket"], port):
        yield port


@contextmanager
def live() -> Iterator[tuple[int, int]]:
    """Port and process number of a server for ``/ws/``."""
    port = free_port()
    command = ["uvicorn", "workouttracker.asgi:application", "--host", "127.0.0.1", "--port", str(port)]
    with _server("live", [*command, "--no-access-log"], port) as child:
        yield port, child.process.pid


@contextmanager
def _server(name: str, command: list[str], port: int) -> Iterator[Child]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "SITE_URL": f"http://localhost:{port}",
        "PYTHONPATH": str(ROOT),
        "LOG_FORMAT": "json",
    }
    with Path(os.devnull).open("wb") as nowhere:
        child = start(name, [sys.executable, "-m", *command], env=environment, cwd=ROOT, output=nowhere)
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
