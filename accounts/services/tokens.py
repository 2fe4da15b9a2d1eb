"""What can happen to access tokens."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, Q
from django.db.models.expressions import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import token_use
from accounts.models import AccessToken, User
from accounts.tokens import looks_like_token, token_digest, token_make
from workouttracker.kit.text import one_line

MOST_TOKENS = 50
MOST_DAYS = 365
KEEP_DAYS = 30
"""How long one that is over stays in the list."""
WRITTEN_AT_ONCE = 500


class TokenLimitError(ValueError):
    """There are as many tokens as an account may have; the message says so."""


@dataclass(frozen=True, slots=True)
class TokenMade:
    """A token and its text. The text is empty when it was made by an earlier sending of the same form."""

    token: AccessToken
    text: str


def token_create(*, user: User, name: str, access: str, days: int, token_id: uuid.UUID | None = None) -> TokenMade:
    """A token that ends in ``days`` days (1 to 365). Sent twice with the same ``token_id`` it is made once.

    Raises ``TokenLimitError``, and ``ValueError`` for another number of days.
    """
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"a token lasts 1 to {MOST_DAYS} days")
    new, now = token_make(), timezone.now()
    if AccessToken.objects.owned_by(user).alive(now).count() >= MOST_TOKENS:
        raise TokenLimitError(
            _("You have %(number)s tokens, which is the most. Revoke one first.") % {"number": MOST_TOKENS}
        )
    row = AccessToken(
        pk=token_id or uuid.uuid4(),
        owner=user,
        name=one_line(name),
        prefix=new.prefix,
        digest=new.digest,
        access=access,
        expires_at=now + timedelta(days=days),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        stored = AccessToken.objects.owned_by(user).filter(pk=row.pk).first()
        if stored is None:  # somebody else's id: trying tells nothing
            return token_create(user=user, name=name, access=access, days=days)
        return TokenMade(stored, "")
    return TokenMade(row, new.text)


def token_revoke(*, user: User, pk: uuid.UUID) -> bool:
    """End a token for good; False when there is no such token of theirs. One that is revoked stays as it is."""
    mine = AccessToken.objects.filter(owner=user, pk=pk)
    mine.filter(revoked_at=None).update(revoked_at=timezone.now())
    return mine.exists()


def tokens_revoke(*, user: User) -> int:
    """End all tokens of an account; how many were not ended before."""
    return AccessToken.objects.filter(owner=user, revoked_at=None).update(revoked_at=timezone.now())


def token_find(text: str) -> AccessToken | None:
    """The live token that reads ``text``, with its owner; None for anything else. One query, or none."""
    if not looks_like_token(text):
        return None
    rows = AccessToken.objects.alive(timezone.now()).filter(digest=token_digest(text), owner__is_active=True)
    return rows.select_related("owner").first()


def tokens_used_write() -> int:
    """Write down when tokens were used last, in bulk; how many."""
    used = token_use.take()
    ids = list(used)
    for start in range(0, len(ids), WRITTEN_AT_ONCE):
        part = ids[start : start + WRITTEN_AT_ONCE]
        latest = [When(pk=pk, then=Value(used[pk], output_field=DateTimeField())) for pk in part]
        AccessToken.objects.filter(pk__in=part).update(last_used_at=Case(*latest))
    if used:
        token_use.done()
    return len(ids)


def tokens_purge(now: datetime | None = None) -> int:
    """Delete tokens that are over for a month; how many."""
    oldest = (now or timezone.now()) - timedelta(days=KEEP_DAYS)
    return AccessToken.objects.filter(Q(expires_at__lt=oldest) | Q(revoked_at__lt=oldest)).delete()[0]
