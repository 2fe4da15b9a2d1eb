"""Doing things at the same moment."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection


def at_once(actions: Sequence[Callable[[], object]]) -> list[object]:
    """What each action returned, or the exception it raised; all start together, each with a connection of its own.

    For tests with ``django_db(transaction=True)``. SQLite's tests run in memory, where a second writer is refused
    instead of waiting, and SQLite has one writer anyway: there they run one after the other.
    """
    together = connection.vendor == "postgresql"
    start = threading.Barrier(len(actions) if together else 1)
    outcomes: list[object] = [None] * len(actions)

    def run(position: int) -> None:
        try:
            start.wait(10)
            outcomes[position] = actions[position]()
        except Exception as error:
            outcomes[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(position,)) for position in range(len(actions))]
    for thread in threads:
        thread.start()
        if not together:
            thread.join(30)
    for thread in threads:
        thread.join(30)
    return outcomes
