"""The frame of every write to an athlete's data: one transaction whose last statement renews the data version."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Left, Substr
from django.utils import timezone

from sessions_app.errors import LimitError
from sessions_app.events import News, log_changed, news_of_write
from sessions_app.models import DataVersion, WorkoutSession
from sessions_app.services.catalogue_index import catalogue_index_prepare

Area = DataVersion.Area
Row = TypeVar("Row", bound=models.Model)
KEYS_PER_UPDATE = 500


@dataclass(slots=True)
class LogWrite:
    """What a write did. The block adds sessions and sets it learns of (sets that were written: they may be records),
    and says so when it changed nothing after all.
    """

    session_ids: list[int]
    changed: bool = True
    set_ids: list[int] = field(default_factory=list)


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
            news = news_of_write(verb, timezone.now(), write.session_ids, write.set_ids)
            data_version_renew(owner_id, area, news if area == Area.LOG else None)
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


_RENEW = (
    "INSERT INTO {table} AS kept (owner_id, area, token, news, listened) VALUES (%s, %s, %s, '', FALSE)"
    " ON CONFLICT (owner_id, area) DO UPDATE SET token = excluded.token, news ="
    " CASE WHEN kept.listened AND length(kept.news) < {most} THEN kept.news || %s ELSE kept.news END"
)
MOST_NEWS = 1_000_000
"""Characters. Whoever reads the news was away for weeks then, and has to read the log anew whatever else is added."""


def data_version_renew(owner_id: int | None, area: str, news: News | None = None) -> None:
    """Give the owner's data of ``area`` a new random version (``owner_id`` None: the catalogue).

    The ``news`` are kept when somebody listens to that row. One statement, by hand: Django's upsert can't keep what
    is there.
    """
    if owner_id is None:
        if not DataVersion.objects.filter(owner=None, area=area).update(token=uuid.uuid4()):
            DataVersion.objects.get_or_create(owner=None, area=area)
        transaction.on_commit(catalogue_index_prepare, robust=True)
        return
    fields = DataVersion._meta  # noqa: SLF001 - the documented way to a model's table
    token = fields.get_field("token").get_db_prep_save(uuid.uuid4(), connection)
    sql = _RENEW.format(table=connection.ops.quote_name(fields.db_table), most=MOST_NEWS)
    with connection.cursor() as cursor:
        cursor.execute(sql, [owner_id, area, token, news.as_line() if news else ""])


def news_add(*, owner_id: int, news: News) -> None:
    """Tell whoever listens to the log something that is no write to it. Nothing happens when nobody does."""
    rows = DataVersion.objects.filter(owner=owner_id, area=Area.LOG, listened=True)
    rows.update(news=Concat("news", Value(news.as_line())))


def log_news_lock(owner_id: int) -> DataVersion:
    """The row that keeps the news of somebody's log, locked until the transaction ends."""
    row, _made = DataVersion.objects.get_or_create(owner_id=owner_id, area=Area.LOG)
    return DataVersion.objects.select_for_update().get(pk=row.pk)


def log_listen(row: DataVersion, *, listened: bool) -> None:
    """Begin or stop to keep the news in ``row``, which must be locked. What stood there before is forgotten."""
    if row.listened != listened:
        DataVersion.objects.filter(pk=row.pk).update(listened=listened, news="")


def log_news_waiting(most: int) -> list[DataVersion]:
    """Rows with news that nobody took yet, with their owners."""
    rows = DataVersion.objects.filter(listened=True).exclude(news="").select_related("owner")
    return list(rows.order_by("pk")[:most])


def log_news_take(row: DataVersion) -> bool:
    """Take the news that ``row`` was read with; False when somebody else has them. What was added since stays."""
    length = len(row.news)
    same = DataVersion.objects.annotate(begin=Left("news", length)).filter(pk=row.pk, begin=row.news)
    return bool(same.update(news=Substr("news", length + 1)))
