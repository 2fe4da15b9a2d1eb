"""Probes of processes that serve no pages: workers and beat answer /health/live and /health/ready by themselves."""

import json
import logging
import os
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from celery import signals
from django.conf import settings

from workouttracker.health import readiness

logger = logging.getLogger(__name__)
_servers: dict[ThreadingHTTPServer, int] = {}
"""What listens, and the process that opened it."""


class Probes(BaseHTTPRequestHandler):
    """GET of the two addresses and nothing else."""

    timeout = 10
    server_version = "probes"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a probe."""
        match self.path:
            case "/health/live":
                alive = {"status": "ok", "process": settings.PROCESS_KIND, "version": settings.APP_VERSION}
                self._answer(HTTPStatus.OK, alive)
            case "/health/ready":
                self._answer(*readiness())
            case _:
                self._answer(HTTPStatus.NOT_FOUND, {"status": "there is nothing here"})

    def log_message(self, *_words: object) -> None:
        """Probes are not worth a line."""

    def _answer(self, status: HTTPStatus, body: Mapping[str, object]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def start(listen: str) -> ThreadingHTTPServer | None:
    """Answer probes at ``listen`` (``host:port``) from now on; None when there is none.

    Raises ``OSError`` when the address is taken.
    """
    host, _, port = listen.rpartition(":")
    if not port:
        return None
    server = ThreadingHTTPServer((host, int(port)), Probes)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="probes", daemon=True).start()
    _servers[server] = os.getpid()
    return server


def _begin(**_kwargs: object) -> None:
    """A worker or beat begins; before it reaches its broker, so that it counts as alive without one."""
    start(settings.HEALTH_LISTEN)


def _leave(**_kwargs: object) -> None:
    """A process of the pool begins: the socket is its parent's. A worker without a pool says this of itself."""
    for server in [server for server, opened_by in _servers.items() if opened_by != os.getpid()]:
        server.socket.close()
        del _servers[server]


signals.worker_init.connect(_begin, dispatch_uid="probes.begin")
signals.beat_init.connect(_begin, dispatch_uid="probes.begin.beat")
signals.worker_process_init.connect(_leave, dispatch_uid="probes.leave")
