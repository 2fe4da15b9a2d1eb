"""Health of this process: ``/health/live``, ``/health/ready``, and a page for staff. Checks are django-health-check's.

A probe must not take a process out of service for what it can do without: all need the database with this release's
tables, the process for ``/ws/`` the channel layer as well. All else is reported as degraded, with 200.
"""

import asyncio
import logging
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar

from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from health_check.base import HealthCheck
from health_check.checks import Database
from health_check.exceptions import ServiceUnavailable, ServiceWarning

from jobs import diagnosis, doorbell
from jobs.overview import queues, workers_heard
from workouttracker.metrics import is_operator, metrics

logger = logging.getLogger(__name__)
PART_SECONDS = timedelta(seconds=2)
ALMOST_FULL = 0.9
NEEDED_BY_ALL = frozenset({"database", "migrations"})
NEEDED_BY_SOCKETS = NEEDED_BY_ALL | {"channels"}


# --- Parts -----------------------------------------------------------------------------------------------------------


class Part:
    """What is asked, under which key the answer stands, and what people call it."""

    key: ClassVar[str]
    title: ClassVar[Any]
    timeout = PART_SECONDS


@dataclass
class DatabasePart(Part, Database):  # type: ignore[misc]  # the package has no types
    """The database answers."""

    key, title = "database", _("Database")


@dataclass
class MigrationsPart(Part, HealthCheck):  # type: ignore[misc]
    """The tables of this release are there. Once seen they do not go away again."""

    key, title = "migrations", _("Tables of this release")
    seen: ClassVar[bool] = False

    def run(self) -> None:
        if MigrationsPart.seen:
            return
        try:
            missing = diagnosis.missing_migrations()
        except Exception as error:
            raise ServiceUnavailable(type(error).__name__) from error
        finally:
            connection.close()  # this thread's own
        if missing:
            raise ServiceUnavailable(", ".join(missing))
        MigrationsPart.seen = True


class _Asked(Part):
    """A part that a function asks: it raises when there is no answer."""

    ask: ClassVar[Callable[[], None]]

    def run(self) -> None:
        try:
            type(self).ask()
        except Exception as error:
            raise ServiceUnavailable(type(error).__name__) from error


@dataclass
class ChannelsPart(_Asked, HealthCheck):  # type: ignore[misc]
    """A message goes the whole way round."""

    key, title = "channels", _("Channel layer")
    ask = staticmethod(diagnosis.channel_layer_answers)


@dataclass
class BrokerPart(_Asked, HealthCheck):  # type: ignore[misc]
    """The broker takes messages."""

    key, title = "broker", _("Broker")
    ask = staticmethod(doorbell.broker_answers)


@dataclass
class CachePart(_Asked, HealthCheck):  # type: ignore[misc]
    """Redis answers behind the cache, which hides that it is away."""

    key, title = "cache", _("Cache")
    ask = staticmethod(diagnosis.cache_answers)


@dataclass
class DiskPart(Part, HealthCheck):  # type: ignore[misc]
    """There is room on the disk that this process writes to."""

    key, title = "disk", _("Disk")

    def run(self) -> None:
        usage = shutil.disk_usage(Path.cwd())
        if usage.used / usage.total >= ALMOST_FULL:
            raise ServiceWarning(f"{usage.used / usage.total:.0%}")


@dataclass
class MemoryPart(Part, HealthCheck):  # type: ignore[misc]
    """There is memory left on this machine."""

    key, title = "memory", _("Memory")

    def run(self) -> None:
        total, available = memory_mb()
        if total and 1 - available / total >= ALMOST_FULL:
            raise ServiceWarning(f"{1 - available / total:.0%}")


PROBED = (DatabasePart, MigrationsPart, ChannelsPart, BrokerPart, CachePart)
SHOWN = (*PROBED, DiskPart, MemoryPart)


@dataclass(frozen=True, slots=True)
class Answer:
    """How a part answered, in how many seconds."""

    key: str
    title: str
    ok: bool
    seconds: float
    problem: str


def ask(parts: Sequence[type[Part]]) -> list[Answer]:
    """Ask all parts at once; none is waited for longer than three seconds."""
    pool = ThreadPoolExecutor(len(parts), thread_name_prefix="health")

    async def all_of() -> list[Any]:
        return list(await asyncio.gather(*(part().get_result(pool) for part in parts)))  # type: ignore[attr-defined]

    try:
        results = async_to_sync(all_of)()
    finally:
        pool.shutdown(wait=False)  # one that hangs is left behind
    answers = [
        Answer(part.key, str(part.title), each.error is None, each.time_taken, str(each.error or ""))
        for part, each in zip(parts, results, strict=True)
    ]
    _Noted.note(answers)
    return answers


class _Noted:
    """Losing and regaining a part is logged once by each process, not with every probe."""

    away: ClassVar[set[str]] = set()

    @classmethod
    def note(cls, answers: Sequence[Answer]) -> None:
        for each in answers:
            if not each.ok and each.key not in cls.away:
                cls.away.add(each.key)
                logger.warning("%s does not answer (%s)", each.key, each.problem)
            elif each.ok and each.key in cls.away:
                cls.away.remove(each.key)
                logger.warning("%s is back", each.key)


def state_of(answers: Sequence[Answer], needed: frozenset[str]) -> str:
    """``ok``, ``degraded`` (something is away that this process can do without) or ``unavailable``."""
    away = {each.key for each in answers if not each.ok}
    if away & needed:
        return "unavailable"
    return "degraded" if away else "ok"


def needed_here() -> frozenset[str]:
    """What this kind of process can't serve without."""
    return NEEDED_BY_SOCKETS if settings.PROCESS_KIND == "asgi" else NEEDED_BY_ALL


def readiness() -> tuple[HTTPStatus, dict[str, Any]]:
    """What a probe is answered, also by processes that serve no pages (see probes.py)."""
    answers = ask(PROBED)
    state = state_of(answers, needed_here())
    body = {"status": state, "version": settings.APP_VERSION, "parts": {each.key: each.ok for each in answers}}
    return HTTPStatus.SERVICE_UNAVAILABLE if state == "unavailable" else HTTPStatus.OK, body


def memory_mb() -> tuple[int, int]:
    """Memory of this machine in MB: all, and what is left; zeros where the system doesn't tell."""
    try:
        lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
        total, available = (int(lines[name].split()[0]) // 1024 for name in ("MemTotal", "MemAvailable"))
    except (OSError, KeyError, ValueError):
        return 0, 0
    return total, available


# --- Pages -----------------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
@never_cache
def live(_request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked."""
    return JsonResponse({"status": "ok", "version": settings.APP_VERSION})


@login_not_required
@require_safe
@never_cache
def ready(_request: HttpRequest) -> HttpResponse:
    """Whether this process can serve: 503 when something is away that it needs, 200 otherwise."""
    status, body = readiness()
    return JsonResponse(body, status=status)


@require_safe
@never_cache
def dashboard(request: HttpRequest) -> HttpResponse:
    """Everything in detail, for staff."""
    if not request.user.is_staff:
        raise PermissionDenied
    answers, workers = ask(SHOWN), workers_heard()
    disk, (total, available) = shutil.disk_usage(Path.cwd()), memory_mb()
    context = {
        "answers": answers,
        "state": state_of(answers, needed_here()),
        "kind": settings.PROCESS_KIND,
        "workers": workers,
        "alive": [worker for worker in workers or [] if worker.is_alive],
        "queues": queues(workers, ask_broker=any(each.ok for each in answers if each.key == BrokerPart.key)),
        "disk_free": disk.free,
        "disk_used": round(disk.used * 100 / disk.total),
        "memory_free": available * 1024 * 1024,
        "memory_used": round((total - available) * 100 / total) if total else None,
        "sees_jobs": request.user.has_perm("jobs.view_job"),
    }
    return render(request, "pages/health.html", context)


VIEWS = {"/health/live": live, "/health/ready": ready}


NO_PAGE = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
"""For answers that no other middleware sees: should a browser be led there, it shows plain data and nothing else."""


class ProbeMiddleware:
    """Answers probes before anything asks for the host: they call a process by the address that it has that day.

    So does whoever scrapes /metrics with its token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_scrape = request.path_info == "/metrics" and is_operator(request)
        view = metrics if is_scrape else VIEWS.get(request.path_info)
        if view is None:
            return self.get_response(request)
        response = view(request)
        for name, value in NO_PAGE.items():
            response.headers.setdefault(name, value)
        return response
