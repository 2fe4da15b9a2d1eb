"""Places in the checkout, and stamps that say what is done already."""

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)


def check_python() -> None:
    """Stop with a plain sentence when this Python is too old."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        sys.exit(f"WorkoutTracker needs Python {wanted} or newer; {sys.executable} is {sys.version.split()[0]}.")


def fingerprint(files: Iterable[Path], *extra: str) -> str:
    """One hash over the names and contents of ``files`` and over ``extra``."""
    digest = hashlib.sha256("\0".join(extra).encode())
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_stamped(name: str, value: str) -> bool:
    """Whether the step ``name`` was done for ``value``."""
    stamp = VAR / "stamps" / name
    return stamp.is_file() and stamp.read_text() == value


def stamp(name: str, value: str) -> None:
    """Note that the step ``name`` is done for ``value``."""
    place = VAR / "stamps" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(value)
