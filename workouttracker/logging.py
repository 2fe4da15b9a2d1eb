"""Log lines: one JSON object each in production, readable text in development.

Every line carries version, request id, user id and, in workers, job id. What could be secret never enters a line:
we log route names instead of paths (share links are secrets in a path), ids instead of addresses, no bodies, no
headers, no query strings. Libraries are less careful than we are, so the formatters rewrite their lines:

1. lines that are known to print requests are replaced by what they mean ("404 Not Found");
2. exceptions are printed as type and frames without their message, which may quote what a person typed
   (``DEBUG`` shows it);
3. whatever still looks like an address, a token, a cookie or a password is hidden;
4. extra attributes of a record are dropped.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from pythonjsonlogger.json import JsonFormatter

from workouttracker.kit.log_context import job_id, request_id, user_id
from workouttracker.kit.scrubbing import scrub

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_VERSION_FILE = Path(__file__).resolve().parent.parent / "version.json"
_STANDARD_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) - {"exc_text"}
_OF_A_REQUEST = re.compile("Error handling request|Invalid request")
_INVALID = re.compile(
    "Invalid HTTP (?:method|Version|request line|Header)|Request Line is too large|limit request headers fields size"
    "|Invalid chunk size"
)
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


def code_version() -> str:
    """The version of the running code (``1.4.2+17``), from version.json in the checkout or image."""
    data = json.loads(_VERSION_FILE.read_text())
    return f"{data['major']}.{data['minor']}.{data['patch']}+{data['build']}"


_CODE_VERSION = code_version()
"""Read once: the code of a running process does not change."""


def safe_message(record: logging.LogRecord) -> str:
    """What may be printed of ``record``'s message; see the module's docstring."""
    template = str(record.msg)
    if record.name == "django.request" or record.name.startswith("django.security"):
        return _request_message(record)
    if record.name.startswith("celery.") and isinstance(record.args, Mapping):
        # "Task x[id] raised unexpected: <the exception's text>": what follows the first colon may quote data.
        template = template.partition(":")[0]
        return scrub(template % record.args)
    if record.name == "uvicorn.error" and "WebSocket" in template:
        return f"WebSocket {template.rpartition(chr(34))[2].partition('%')[0].strip()}".strip()
    if record.name.startswith("gunicorn") and (known := _OF_A_REQUEST.match(template)):
        # Formatted or not, what follows quotes the request: its line, a header, a method that is none.
        kind = _INVALID.search(template)
        return ": ".join([known[0], *([kind[0]] if kind else [])])
    if record.name == "asyncio":
        return scrub(template.partition("\n")[0])
    try:
        return scrub(record.getMessage())
    except (TypeError, ValueError, KeyError):
        # logging itself would print the arguments to stderr, unscrubbed.
        return scrub(template)


def _request_message(record: logging.LogRecord) -> str:
    """``404 Not Found`` for Django's ``Not Found: /s/<secret>``; the kind of refusal for its security lines."""
    status = int(getattr(record, "status_code", 0) or 0)
    words = [f"{status} {_PHRASES[status]}"] if status in _PHRASES else []
    _, _, kind = record.name.partition("django.security.")
    if kind:
        words.append(kind)
    if kind == "csrf" and isinstance(record.args, tuple) and record.args:
        # Django's reason; what follows the dash quotes a header.
        words.append(str(record.args[0]).partition(" - ")[0].rstrip("."))
    return ": ".join(words) or "request refused"


def safe_exception(error: BaseException) -> str:
    """Frames and types of ``error`` and of what caused it, oldest first, without any message."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = "".join(traceback.format_tb(current.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{_describe(current)}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n\nwhich led to:\n\n".join(reversed(parts))


def _describe(error: BaseException) -> str:
    """The type, with the codes that help without quoting anything: errno, SQLSTATE, constraint name."""
    words = [f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")]
    if isinstance(error, OSError) and error.errno:
        words.append(f"errno {error.errno}")
    if sqlstate := getattr(error, "sqlstate", None):
        words.append(f"SQLSTATE {sqlstate}")
    if constraint := getattr(getattr(error, "diag", None), "constraint_name", None):
        words.append(f"constraint {constraint}")
    if isinstance(error, BaseExceptionGroup):
        words.append("of " + ", ".join(_describe(inner) for inner in error.exceptions))
    return " ".join(words)


class _SafeFormatter(logging.Formatter):
    """What both formats share: context in, secrets out."""

    exception_messages = False

    def format(self, record: logging.LogRecord) -> str:
        safe = logging.makeLogRecord({key: record.__dict__.get(key) for key in _STANDARD_ATTRIBUTES})
        safe.msg, safe.args = safe_message(record), ()
        safe.version = _CODE_VERSION
        safe.request_id, safe.user_id, safe.job_id = request_id.get(), user_id.get(), job_id.get()
        return super().format(safe)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.strftime(datefmt) if datefmt else moment.isoformat(timespec="milliseconds")

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's name
        if self.exception_messages or ei[1] is None:
            return scrub(super().formatException(ei))
        return safe_exception(ei[1])


class SafeTextFormatter(_SafeFormatter):
    """Lines for people; ``exception_messages`` prints what exceptions say (development only)."""

    def __init__(self, *, exception_messages: bool = False) -> None:
        super().__init__(
            "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
            "  [v%(version)s request=%(request_id)s user=%(user_id)s job=%(job_id)s]",
            "%H:%M:%S",
        )
        self.exception_messages = exception_messages


class SafeJsonFormatter(_SafeFormatter, JsonFormatter):
    """One JSON object per line: time, level, logger, message, version, request_id, user_id, job_id, traceback."""

    def __init__(self, *, exception_messages: bool = False) -> None:
        JsonFormatter.__init__(
            self,
            ["asctime", "levelname", "name", "message", "version", "request_id", "user_id", "job_id"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "traceback"},
        )
        self.exception_messages = exception_messages


class SafeHandler(logging.StreamHandler[TextIO]):
    """Writes to stderr. A line that can't be written is named, not quoted as logging does."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        kind = sys.exc_info()[0]
        sys.stderr.write(f"a line of {record.name} could not be logged ({kind.__name__ if kind else 'no error'})\n")


def logging_config(log_format: str, *, exception_messages: bool = False) -> dict[str, Any]:
    """``LOGGING`` for ``log_format`` ``"json"`` or ``"text"``; ``exception_messages`` is for development."""
    formatter = {"json": SafeJsonFormatter, "text": SafeTextFormatter}[log_format]
    silent: dict[str, Any] = {"handlers": [], "propagate": False, "level": "CRITICAL"}
    ours: dict[str, Any] = {"handlers": [], "propagate": True, "level": "INFO"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"safe": {"()": formatter, "exception_messages": exception_messages}},
        "handlers": {"stderr": {"()": SafeHandler, "formatter": "safe"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Django's own handlers would print every line twice and mail reports with cookies and paths in them.
            "django": ours,
            # These bring handlers and formats of their own; emptying them sends their lines through ours.
            "uvicorn": ours,
            "uvicorn.error": ours,
            "gunicorn.error": ours,
            # The servers' access logs would print addresses with share secrets; ours name routes.
            "django.server": silent,
            "uvicorn.access": silent,
            "gunicorn.access": silent,
            # What does not answer is named once by workouttracker.health, not with every probe.
            "health_check": {"level": "CRITICAL"},
            # A line for every tick of the dispatcher says nothing.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }
