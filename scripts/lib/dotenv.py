"""The .env file of a checkout: made once with a key of its own, and asked what it sets."""

import os
import secrets
from pathlib import Path

from lib.paths import ROOT

DOTENV = ROOT / ".env"
HEAD = "# Made by scripts/run and never committed. .env.example lists everything that can stand here.\n"


def ensure_dotenv(place: Path = DOTENV) -> None:
    """Make the file, or give an existing one a key when it has none."""
    new = not place.exists()
    if new:
        place.touch(mode=0o600)
    if new or not is_given("SECRET_KEY", place):
        text = HEAD if new else place.read_text().rstrip() + "\n"
        key = f"SECRET_KEY={secrets.token_urlsafe(60)}\n"
        place.write_text(text + key + ("LOG_FORMAT=text\n" if new else ""))


def is_given(name: str, place: Path = DOTENV) -> bool:
    """Whether the environment or the file sets ``name``, itself or as the name of a file."""
    values = {**read_dotenv(place), **os.environ}
    return bool(values.get(name) or values.get(f"{name}_FILE"))


def read_dotenv(place: Path = DOTENV) -> dict[str, str]:
    """What the file sets: ``NAME=value`` lines, quotes taken off."""
    if not place.is_file():
        return {}
    lines = (line.strip().removeprefix("export ") for line in place.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}
