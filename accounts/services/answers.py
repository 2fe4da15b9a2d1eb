"""One effect for one Idempotency-Key, however often and however simultaneously a request is sent."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import IdempotentAnswer, User

FAST = 1
"""How hard an answer is compressed before it is kept."""


class KeyReusedError(Exception):
    """The key was sent before, with another request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. ``again``: it was kept from an earlier time."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    again: bool = False

    @property
    def is_success(self) -> bool:
        return self.status < 300


def answer_once(*, user: User, key: str, fingerprint: str, act: Callable[[], Answer]) -> Answer:
    """What ``act`` answers, kept with its effect in one transaction; for a key that was sent before the kept answer.

    Of two senders of the same key at once the second waits at the unique key until the first one's effect is there. An
    answer that is no success leaves nothing behind, neither effect nor key. Raises ``KeyReusedError``.
    """
    with transaction.atomic():
        row = _claim(user, key, fingerprint)
        if row.status:
            if row.fingerprint != fingerprint:
                raise KeyReusedError
            return Answer(row.status, zlib.decompress(bytes(row.body)), row.headers, again=True)
        answer = act()
        if answer.is_success:
            row.status, row.headers = answer.status, dict(answer.headers)
            row.body = zlib.compress(answer.body, FAST)
            row.save(update_fields=["status", "headers", "body"])
        else:
            transaction.set_rollback(True)
    return answer


def answers_purge(now: datetime | None = None) -> int:
    """Forget answers whose time is over; how many."""
    return IdempotentAnswer.objects.filter(expires_at__lt=now or timezone.now()).delete()[0]


def answers_forget(user: User) -> int:
    """Forget all answers of an account: they hold what it deleted."""
    return IdempotentAnswer.objects.filter(owner=user).delete()[0]


def _claim(user: User, key: str, fingerprint: str) -> IdempotentAnswer:
    """The row of the key: a new one without a status, or the one that is kept."""
    now = timezone.now()
    expires = now + timedelta(hours=settings.IDEMPOTENCY_HOURS)
    new = IdempotentAnswer(owner=user, key=key, fingerprint=fingerprint, expires_at=expires)
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        kept = IdempotentAnswer.objects.select_for_update().filter(owner=user, key=key).first()
        if kept is not None and kept.expires_at > now:
            return kept
        if kept is not None:
            kept.delete()
        return _claim(user, key, fingerprint)
    return new
