"""Places in the checkout, and stamps that say what is done already."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


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
