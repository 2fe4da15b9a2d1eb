"""Database sessions that say for which claim they work, so that the session of a lost worker can be ended.

A worker that froze, or whose machine fell from the network, keeps its transaction open and everything locked that it
wrote: nobody else could do its job, or its owner's next one. PostgreSQL only: SQLite has no sessions to end, and its
workers are on the same machine.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection
from django.db.backends.signals import connection_created

logger = logging.getLogger(__name__)
_claim: ContextVar[UUID | None] = ContextVar("claim", default=None)


@contextmanager
def session_of(claim: UUID) -> Iterator[None]:
    """Name this process's session after ``claim`` while the block runs, also one that is opened anew meanwhile."""
    token = _claim.set(claim)
    _say(connection, claim)
    try:
        yield
    finally:
        _claim.reset(token)
        with suppress(DatabaseError, InterfaceError):  # the session is gone, and its name with it
            _say(connection, None)


def end_sessions(claim: UUID) -> None:
    """End the session that still works for ``claim``: what it did not commit is rolled back, its locks are free."""
    if connection.vendor != "postgresql":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = %s AND pid <> pg_backend_pid()",
                [_name(claim)],
            )
            ended = cursor.rowcount
    except DatabaseError as error:
        logger.warning("the session of a lost worker could not be ended (%s)", type(error).__name__)
        return
    if ended:
        logger.warning("ended the database session of a lost worker")


def _say(target: Any, claim: UUID | None) -> None:
    if target.vendor != "postgresql":
        return
    with target.cursor() as cursor:
        if claim is None:
            cursor.execute("RESET application_name")
        else:
            cursor.execute("SELECT set_config('application_name', %s, false)", [_name(claim)])


def _name(claim: UUID) -> str:
    return f"job {claim}"


def _on_connect(connection: Any, **_kwargs: object) -> None:
    if (claim := _claim.get()) is not None:
        _say(connection, claim)


connection_created.connect(_on_connect, dispatch_uid="jobs.sessions")
