"""What can happen to a link: the owner's verbs, the one that counts an opening, and the record of both."""

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sharing import store
from sharing.links import same_secret
from sharing.models import ShareEvent, ShareToken, new_secret
from sharing.scope import Scope
from sharing.states import MAX_DAYS, ShareState

Kind = ShareEvent.Kind
EVENTS_PER_STATEMENT = 500


class ShareError(ValueError):
    """A link can't be changed like that; the message says why."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, for the record."""

    network: str = ""
    agent: str = ""


NOWHERE = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareValues:
    """What an owner can say about a link. ``max_uses`` None: as often as one likes."""

    name: str
    description: str = ""
    max_uses: int | None = None
    can_sessions: bool = True
    can_reports: bool = False
    can_calculator: bool = False

    def as_fields(self) -> dict[str, Any]:
        """By name of the model's field."""
        return {name: getattr(self, name) for name in self.__slots__}


def share_create(
    *,
    scope: Scope,
    values: ShareValues,
    days: int,
    session_id: int | None = None,
    share_id: uuid.UUID | None = None,
    origin: Origin = NOWHERE,
) -> ShareToken:
    """Make a link that ends in ``days`` days. Sent twice with the same ``share_id`` it is made once.

    ``session_id`` must be a session that the scope may read: whoever calls has fetched it.
    """
    owner = scope.require_owner()
    expires_at = timezone.now() + timedelta(days=_days_checked(days))
    share = ShareToken(
        pk=share_id or uuid.uuid4(), owner=owner, session_id=session_id, expires_at=expires_at, **values.as_fields()
    )
    try:
        with transaction.atomic():
            share.save(force_insert=True)
            _record(share, Kind.CREATED, origin)
    except IntegrityError:
        stored: ShareToken | None = ShareToken.objects.filter(owner=owner, pk=share.pk).first()
        if stored is None and ShareToken.objects.filter(pk=share.pk).exists():
            # Somebody else's id: a new one is made, so that trying tells nothing.
            return share_create(scope=scope, values=values, days=days, session_id=session_id, origin=origin)
        if stored is None:
            raise
        return stored
    return share


def share_update(*, scope: Scope, share: ShareToken, values: ShareValues, origin: Origin = NOWHERE) -> ShareToken:
    """Change name, description, permissions or the most uses; who is in sees the change with the next request."""
    with transaction.atomic():
        locked = _lock(scope, share)
        for name, value in values.as_fields().items():
            setattr(locked, name, value)
        locked.save(update_fields=list(values.as_fields()))
        _record(locked, Kind.CHANGED, origin)
    return locked


def share_extend(*, scope: Scope, share: ShareToken, days: int, origin: Origin = NOWHERE) -> ShareToken:
    """Let it end ``days`` days later, an expired one ``days`` days from now; never later than a year from now.

    Raises ``ShareError`` for a revoked link.
    """
    now = timezone.now()
    with transaction.atomic():
        locked = _lock(scope, share)
        _refuse_revoked(locked)
        wanted = max(locked.expires_at, now) + timedelta(days=_days_checked(days))
        locked.expires_at = min(wanted, now + timedelta(days=MAX_DAYS))
        locked.save(update_fields=["expires_at"])
        _record(locked, Kind.EXTENDED, origin)
    return locked


def share_replace(*, scope: Scope, share: ShareToken, origin: Origin = NOWHERE) -> ShareToken:
    """Give it a new secret: the old link and everybody who came by it are out. Raises ``ShareError`` when revoked."""
    with transaction.atomic():
        locked = _lock(scope, share)
        _refuse_revoked(locked)
        locked.secret = new_secret()
        locked.save(update_fields=["secret"])
        _record(locked, Kind.REPLACED, origin)
    return locked


def shares_revoke(*, scope: Scope, shares: Iterable[ShareToken], origin: Origin = NOWHERE) -> int:
    """End links for good, forgetting their secrets; how many were not ended before."""
    wanted = [share.pk for share in shares]
    with transaction.atomic():
        rows = list(ShareToken.objects.editable_by(scope).select_for_update().filter(pk__in=wanted, is_active=True))
        ShareToken.objects.filter(pk__in=[row.pk for row in rows]).update(is_active=False, secret="")
        for row in rows:
            _record(row, Kind.REVOKED, origin)
    return len(rows)


def share_delete(*, scope: Scope, share: ShareToken, origin: Origin = NOWHERE) -> None:
    """Delete the link; its record stays for as long as records are kept."""
    with transaction.atomic():
        locked = _lock(scope, share)
        _record(locked, Kind.DELETED, origin)
        locked.delete()


def share_for_visit(share_id: uuid.UUID) -> ShareToken | None:
    """The link with its owner and its only session, whatever its state; None when it or its owner's account is gone."""
    rows = ShareToken.objects.select_related("owner", "session")
    found: ShareToken | None = rows.filter(pk=share_id, owner__is_active=True).first()
    return found


def share_open(*, share: ShareToken, digest: str, nonce: str, origin: Origin) -> bool:
    """Count one use, unless this very press (``nonce``) was counted before; False when there is none left.

    The record of the opening and the count are one transaction: of two presses at the same time the second one waits
    for the first at the unique nonce, and of many browsers only as many as there are uses get through the UPDATE.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            _record(share, Kind.OPENED, origin, nonce=nonce)
            if not same_secret(share, digest) or not ShareToken.objects.filter(
                pk=share.pk, secret=share.secret
            ).count_use(now):
                transaction.set_rollback(True)
                return False
    except IntegrityError:
        return ShareEvent.objects.filter(share_key=share.pk, nonce=nonce).exists()
    return True


def events_write() -> int:
    """Write what visitors' reading left in Redis, in bulk; how many rows."""
    seen = store.take()
    names = dict(ShareToken.objects.filter(pk__in={each.share_id for each in seen}).values_list("pk", "name"))
    owners = dict(ShareToken.objects.filter(pk__in=names).values_list("pk", "owner"))
    rows = [
        (owners[each.share_id], each.share_id, names[each.share_id], each) for each in seen if each.share_id in names
    ]
    with transaction.atomic():
        for start in range(0, len(rows), EVENTS_PER_STATEMENT):
            _upsert(rows[start : start + EVENTS_PER_STATEMENT])
    if seen:
        store.done()
    return len(rows)


def events_purge(now: datetime | None = None) -> int:
    """Delete records that are older than ``SHARE_AUDIT_DAYS``; how many."""
    oldest = (now or timezone.now()) - timedelta(days=settings.SHARE_AUDIT_DAYS)
    return ShareEvent.objects.filter(minute__lt=oldest).delete()[0]


def this_minute() -> datetime:
    """Now, to the minute."""
    return timezone.now().replace(second=0, microsecond=0)


def _upsert(rows: list[tuple[int, uuid.UUID, str, store.Seen]]) -> None:
    """Add the numbers to the rows of the same minute, or make them. Both databases say it the same way."""
    table = connection.ops.quote_name(ShareEvent._meta.db_table)  # noqa: SLF001 - the documented way to a table's name
    columns = "owner_id, share_id, share_key, share_name, kind, result, minute, network, agent, number"
    line = "(" + ", ".join(["%s"] * 10) + ")"
    key = ShareEvent._meta.get_field("share_key")  # noqa: SLF001
    minute = ShareEvent._meta.get_field("minute")  # noqa: SLF001
    values: list[Any] = []
    for owner, share_id, name, seen in rows:
        stored = key.get_db_prep_value(share_id, connection)
        when = minute.get_db_prep_value(seen.minute, connection)
        values += [owner, stored, stored, name, seen.kind, seen.result, when, seen.network, seen.agent, seen.number]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) VALUES {', '.join([line] * len(rows))} "  # noqa: S608 - names of our own
            "ON CONFLICT (share_key, kind, result, minute, network, agent) WHERE nonce IS NULL "
            f"DO UPDATE SET number = {table}.number + excluded.number",
            values,
        )


def _record(share: ShareToken, kind: str, origin: Origin, *, nonce: str | None = None) -> None:
    with translation.override(share.owner.language):
        ShareEvent.objects.create(
            owner_id=share.owner_id,
            share=share,
            share_key=share.pk,
            share_name=share.name,
            kind=kind,
            minute=this_minute(),
            network=origin.network,
            agent=origin.agent,
            nonce=nonce or secrets.token_hex(16),
        )


def _lock(scope: Scope, share: ShareToken) -> ShareToken:
    locked: ShareToken = ShareToken.objects.editable_by(scope).select_for_update().get(pk=share.pk)
    return locked


def _refuse_revoked(share: ShareToken) -> None:
    if share.state is ShareState.REVOKED:
        raise ShareError(_("This link was revoked, which is for good. Make a new one."))


def _days_checked(days: int) -> int:
    if not 1 <= days <= MAX_DAYS:
        raise ShareError(_("A link lasts 1 to %(most)s days, not %(days)s.") % {"most": MAX_DAYS, "days": days})
    return days
