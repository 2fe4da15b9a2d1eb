"""What goes after its time. Apps above fill this from their ``AppConfig.ready``; nothing here knows their models."""

import logging
from collections.abc import Callable

from django.db import DatabaseError

logger = logging.getLogger(__name__)
Purge = Callable[[], int]
_purges: dict[str, tuple[int, Purge]] = {}


def register(key: str, purge: Purge, *, first: bool = False) -> None:
    """Make a purge known: it deletes what is too old and says how many rows. The same key twice is a mistake.

    ``first``: it writes down what others are about to delete.
    """
    if key in _purges:
        raise ValueError(f"what goes after its time: {key} is registered twice")
    _purges[key] = (0 if first else 1, purge)


def purges() -> dict[str, Purge]:
    """All of them by name, in the order in which they run."""
    return {key: purge for key, (_when, purge) in sorted(_purges.items(), key=lambda item: item[1][0])}


def purge_all() -> tuple[dict[str, int], list[str]]:
    """Run each, whatever becomes of the others; how much each deleted, and those that the database refused."""
    deleted: dict[str, int] = {}
    failed: list[str] = []
    for key, purge in purges().items():
        try:
            deleted[key] = purge()
        except DatabaseError:
            logger.exception("purging %s failed", key)
            failed.append(key)
    return deleted, failed
