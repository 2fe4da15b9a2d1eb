"""The frame of every write to an athlete's data: one transaction whose last statement renews the data version."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from sessions_app.errors import LimitError
from sessions_app.events import log_changed
from sessions_app.models import DataVersion, WorkoutSession
from sessions_app.services.catalogue_index import catalogue_index_prepare

Area = DataVersion.Area
Row = TypeVar("Row", bound=models.Model)
KEYS_PER_UPDATE = 500


@dataclass(slots=True)
class LogWrite:
    """What a write did. The block adds sessions it learns of, and says so when it changed nothing after all."""

    session_ids: list[int]
    changed: bool = True


@contextmanager
def log_write(owner_id: int, verb: str, *session_ids: int, area: str = Area.LOG) -> Iterator[LogWrite]:
    """Run the block in a transaction, then renew the version of ``area``; announce it on commit.

    The version comes last: taken first, every other write of this athlete would wait for the whole block. Verbs that
    are made of others therefore share their inner functions, not their ``log_write``. A block that sets ``changed``
    to False renews and announces nothing: the same set sent twice is no news.
    """
    with transaction.atomic():
        write = LogWrite(list(session_ids))
        yield write
        if write.changed:
            data_version_renew(owner_id, area)
            ids = tuple(write.session_ids)
            transaction.on_commit(
                partial(log_changed.send_robust, DataVersion, owner_id=owner_id, verb=verb, session_ids=ids, area=area)
            )


def stored_or_new(
    rows: "models.QuerySet[Any]", client_id: uuid.UUID | None, create: Callable[[], Row]
) -> tuple[Row, bool]:
    """The row of ``rows`` with ``client_id``, or what ``create`` makes; and whether it was made now.

    The row is made first and looked for only when that fails: nearly always it is new, and of two senders of the same
    id that come at once the database lets one in; the other one gets the first one's row.
    """
    if client_id is None:
        return create(), True
    try:
        with transaction.atomic():
            return create(), True
    except (IntegrityError, LimitError):
        stored: Row | None = rows.filter(client_id=client_id).first()
        if stored is None:
            raise
        return stored, False


def sessions_count_up(session_ids: Sequence[int]) -> None:
    """Count the revisions of these sessions up: something of them changed, so what lies open of them is out of date."""
    for start in range(0, len(session_ids), KEYS_PER_UPDATE):
        rows = WorkoutSession.objects.filter(pk__in=session_ids[start : start + KEYS_PER_UPDATE])
        rows.update(revision=F("revision") + 1, updated_at=timezone.now())


def constraints_check_now() -> None:
    """Check deferred foreign keys now rather than in COMMIT, where time would pass without progress.

    PostgreSQL only: SQLite has no cheap way to look before COMMIT (see ``snapshots.restore``).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def data_version_renew(owner_id: int | None, area: str) -> None:
    """Give the owner's data of ``area`` a new random version (``owner_id`` None: the catalogue)."""
    if owner_id is None:
        if not DataVersion.objects.filter(owner=None, area=area).update(token=uuid.uuid4()):
            DataVersion.objects.get_or_create(owner=None, area=area)
        transaction.on_commit(catalogue_index_prepare, robust=True)
        return
    DataVersion.objects.bulk_create(
        [DataVersion(owner_id=owner_id, area=area)],
        update_conflicts=True,
        unique_fields=["owner", "area"],
        update_fields=["token"],
    )
