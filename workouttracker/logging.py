"""Log lines: one JSON object each in production, readable text in development.

Every line carries version, request id, user id and, in workers, job id. What could be secret never enters a line:
we log route names instead of paths (share links are secrets in a path), ids instead of addresses, no bodies, no
headers, no query strings.
"""

import json
import logging
from contextvars import ContextVar
from pathlib import Path
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
user_id: ContextVar[str] = ContextVar("user_id", default="")
job_id: ContextVar[str] = ContextVar("job_id", default="")

_VERSION_FILE = Path(__file__).resolve().parent.parent / "version.json"


def code_version() -> str:
    """The version of the running code (``1.4.2+17``), from version.json in the checkout or image."""
    data = json.loads(_VERSION_FILE.read_text())
    return f"{data['major']}.{data['minor']}.{data['patch']}+{data['build']}"


class ContextFilter(logging.Filter):
    """Adds the context of the request or job to every record."""

    def __init__(self) -> None:
        super().__init__()
        self.version = code_version()

    def filter(self, record: logging.LogRecord) -> bool:
        record.version = self.version
        record.request_id = request_id.get()
        record.user_id = user_id.get()
        record.job_id = job_id.get()
        return True


class NoPathsFilter(logging.Filter):
    """Takes the address out of Django's own request messages ("Not Found: /s/<secret>"): the status is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = f"{record.levelname.lower()} answer {getattr(record, 'status_code', '')}".strip(), ()
        record.__dict__.pop("request", None)
        return True


def logging_config(log_format: str) -> dict[str, Any]:
    """``LOGGING`` for ``log_format`` ``"json"`` or ``"text"``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "context": {"()": ContextFilter},
            "no_paths": {"()": NoPathsFilter},
        },
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s"
                " %(version)s %(request_id)s %(user_id)s %(job_id)s",
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            },
            "text": {
                "format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
                "  [v%(version)s request=%(request_id)s user=%(user_id)s job=%(job_id)s]",
                "datefmt": "%H:%M:%S",
            },
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": log_format, "filters": ["context"]},
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.request": {"filters": ["no_paths"]},
            "django.security": {"filters": ["no_paths"]},
            "django.security.csrf": {"filters": ["no_paths"]},
            # The servers' own access logs would print addresses with share secrets; ours name routes.
            "django.server": {"level": "WARNING"},
            "uvicorn.access": {"level": "CRITICAL"},
            "gunicorn.access": {"level": "CRITICAL"},
            "fontTools": {"level": "WARNING"},
        },
    }
