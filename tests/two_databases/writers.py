"""Several writers at once, each with a database connection of its own."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

WAIT_SECONDS = 60


def together(acts: Sequence[Callable[[], object]]) -> list[Any]:
    """Start all ``acts`` at the same moment, each in a thread; what each returned or raised, in their order."""
    results: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait(WAIT_SECONDS)
            results[place] = act()
        except Exception as error:  # the test looks at it
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each, daemon=True) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return results


def errors(results: Sequence[Any]) -> list[str]:
    """The kinds of errors among the results of ``together``, sorted."""
    return sorted(type(each).__name__ for each in results if isinstance(each, Exception))


@contextmanager
def database_for_many(folder: Path) -> Iterator[None]:
    """A database that several connections can write to, instead of the test's own.

    On PostgreSQL the test database is one already. SQLite's test database lies in memory, where waiting for a lock
    works differently: the block works on a copy in a file, with the settings of the product.
    """
    own: BaseDatabaseWrapper = connections["default"]
    if own.vendor != "sqlite":
        yield
        return
    settings = connections.settings["default"]
    in_file = {**settings, "NAME": str(folder / "many.sqlite3")}
    copy = type(own)(in_file, "default")
    own.ensure_connection()
    copy.ensure_connection()
    assert own.connection is not None
    own.connection.backup(copy.connection)
    connections.settings["default"], connections["default"] = in_file, copy
    try:
        yield
    finally:
        connections.settings["default"], connections["default"] = settings, own
        copy.close()
