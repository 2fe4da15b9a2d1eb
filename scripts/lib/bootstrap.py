"""What both commands do first: the locked packages, and the files that browsers load."""

from lib.frontend import ensure_frontend
from lib.packages import ensure_packages, one_setup
from lib.say import quiet_run, say

__all__ = ["bootstrap", "ensure_frontend", "ensure_packages", "quiet_run", "say"]


def bootstrap(lock: str) -> None:
    """Set up what is missing for ``lock`` ("base" or "test")."""
    with one_setup():
        ensure_packages(lock)
        ensure_frontend()
