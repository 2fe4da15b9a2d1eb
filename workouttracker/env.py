"""Typed readers for the environment.

Every value may also come from a file named by ``<NAME>_FILE`` (Docker and Kubernetes secrets). A value that is
missing or malformed stops the start with ``ImproperlyConfigured`` naming the variable, never showing its content.
"""

from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.FileAwareEnv()


def load_dotenv(path: Path) -> None:
    """Read ``path`` into the environment when it exists; variables already set win."""
    if path.is_file():
        environ.Env.read_env(str(path), overwrite=False)


def text(name: str, default: str | None = None) -> str:
    """A string; without ``default`` it is required."""
    value = cast("str", _env.str(name, default="" if default is None else default)).strip()
    if not value and default is None:
        raise ImproperlyConfigured(f"{name} is missing: set {name} or {name}_FILE")
    return value


def flag(name: str, *, default: bool) -> bool:
    """A yes/no value: 1/0, true/false, yes/no, on/off."""
    value = text(name, "").lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false")


def number(name: str, default: int, *, minimum: int = 0) -> int:
    """A whole number of at least ``minimum``."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < minimum:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {minimum}")
    return int(value)


def seconds(name: str, default: float) -> float:
    """A duration in seconds above zero; fractions are welcome."""
    value = text(name, str(default))
    try:
        parsed = float(value)
    except ValueError:
        parsed = 0
    if not 0 < parsed < 86_400 * 365:
        raise ImproperlyConfigured(f"{name} must be a number of seconds above 0")
    return parsed


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str, default: str) -> dict[str, Any]:
    """Django database settings from a URL: ``postgresql://user:password@host:5432/name`` or ``sqlite:////path``.

    ``?host=/directory`` names a unix socket directory for PostgreSQL.
    """
    parts = urlsplit(text(name, default))
    options = dict(parse_qsl(parts.query))
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path[1:]) or ":memory:"}
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", None) or parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
        }
    raise ImproperlyConfigured(f"{name} must start with postgresql:// or sqlite://")


def email(name: str, default: str) -> dict[str, Any]:
    """Django e-mail settings (``EMAIL_BACKEND``, ``EMAIL_HOST`` …) from a URL such as ``smtp+tls://user:pw@host:587``."""
    try:
        found = dict(_env.email_url(name, default=default))
    except (KeyError, ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} must be a mail URL such as smtp+tls://user:password@host:587") from error
    if folder := found.get("EMAIL_FILE_PATH"):
        # django-environ drops the first slash: filemail:///var/mail would be a folder below the current one.
        found["EMAIL_FILE_PATH"] = f"/{folder.lstrip('/')}"
    return found
