"""The frame of every write to an athlete's data: one transaction whose last statement renews the data version."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import connection, transaction

from sessions_app.events import log_changed
from sessions_app.models import DataVersion

Area = DataVersion.Area


@contextmanager
def log_write(owner_id: int, verb: str, *session_ids: int) -> Iterator[None]:
    """Run the block in a transaction, then renew the log's version; announce it on commit.

    The version comes last: taken first, every other write of this athlete would wait for the whole block. Verbs that
    are made of others therefore share their inner functions, not their ``log_write``.
    """
    with transaction.atomic():
        yield
        data_version_renew(owner_id, Area.LOG)
        transaction.on_commit(
            partial(log_changed.send_robust, DataVersion, owner_id=owner_id, verb=verb, session_ids=session_ids)
        )


def constraints_check_now() -> None:
    """Check deferred foreign keys now rather than in COMMIT, where time would pass without progress."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def data_version_renew(owner_id: int | None, area: str) -> None:
    """Give the owner's data of ``area`` a new random version (``owner_id`` None: the catalogue)."""
    if owner_id is None:
        if not DataVersion.objects.filter(owner=None, area=area).update(token=uuid.uuid4()):
            DataVersion.objects.get_or_create(owner=None, area=area)
        return
    DataVersion.objects.bulk_create(
        [DataVersion(owner_id=owner_id, area=area)],
        update_conflicts=True,
        unique_fields=["owner", "area"],
        update_fields=["token"],
    )
