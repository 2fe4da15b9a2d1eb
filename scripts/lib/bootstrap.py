"""What both commands do first: the locked packages, and the files that browsers load."""

import os
import sys
from typing import Never

from lib.frontend import ensure_frontend
from lib.packages import ensure_packages, one_setup
from lib.paths import PYTHON, ROOT
from lib.say import quiet_run, say

__all__ = ["bootstrap", "ensure_frontend", "ensure_packages", "inside", "quiet_run", "say"]


def bootstrap(lock: str) -> None:
    """Set up what is missing for ``lock`` ("base" or "test")."""
    with one_setup():
        ensure_packages(lock)
        ensure_frontend()


def inside(module: str) -> Never:
    """Become ``python -m module`` with the packages of the tests, in the folder of the project."""
    bootstrap("test")
    os.chdir(ROOT)
    os.environ["PYTHONPATH"] = str(ROOT / "scripts")
    os.execv(PYTHON, [str(PYTHON), "-m", module, *sys.argv[1:]])  # noqa: S606 - into the virtual environment
