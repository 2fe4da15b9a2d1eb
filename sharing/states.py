"""What state a link is in, and why a visitor is turned away; each said once."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_DAYS = 365
DEFAULT_DAYS = 7


class ShareState(StrEnum):
    """The states of a link, in the order in which they are checked."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    USED_UP = "used_up"
    ACTIVE = "active"


STATE_NAMES: dict[ShareState, str | Promise] = {
    ShareState.ACTIVE: _("Active"),
    ShareState.REVOKED: _("Revoked"),
    ShareState.EXPIRED: _("Expired"),
    ShareState.USED_UP: _("Used up"),
}


def state_of(*, is_active: bool, expires_at: datetime, uses: int, max_uses: int | None, now: datetime) -> ShareState:
    """The state at ``now``; a link without ``max_uses`` is never used up."""
    if not is_active:
        return ShareState.REVOKED
    if expires_at <= now:
        return ShareState.EXPIRED
    if max_uses is not None and uses >= max_uses:
        return ShareState.USED_UP
    return ShareState.ACTIVE


def in_state(state: ShareState, now: datetime) -> Q:
    """The same as a condition on rows."""
    running = Q(is_active=True, expires_at__gt=now)
    used_up = Q(max_uses__isnull=False, uses__gte=F("max_uses"))
    conditions = {
        ShareState.REVOKED: Q(is_active=False),
        ShareState.EXPIRED: Q(is_active=True, expires_at__lte=now),
        ShareState.USED_UP: running & used_up,
        ShareState.ACTIVE: running & ~used_up,
    }
    return conditions[state]


def days_between(now: datetime, end: datetime) -> int:
    """Days left until ``end``, begun ones counted; 0 when it is over."""
    return max(0, -((now - end) // timedelta(days=1)))


class Refusal(StrEnum):
    """Why a visitor is turned away, in the order in which it is checked."""

    REQUIRED = "required"
    """No link was opened in this browser."""
    SLOW_DOWN = "slow_down"
    INVALID = "invalid"
    """Forged, mistyped, too old, or the link is gone."""
    REVOKED = "revoked"
    """Revoked, or replaced by a new link."""
    ENDED = "ended"
    """The one workout it was for is deleted."""
    EXPIRED = "expired"
    USED_UP = "used_up"
    NOT_PERMITTED = "not_permitted"


STATUS: dict[Refusal, int] = {
    Refusal.REQUIRED: 401,
    Refusal.SLOW_DOWN: 429,
    Refusal.INVALID: 404,
    Refusal.REVOKED: 410,
    Refusal.ENDED: 410,
    Refusal.EXPIRED: 410,
    Refusal.USED_UP: 410,
    Refusal.NOT_PERMITTED: 403,
}

WHY: dict[Refusal, str | Promise] = {
    Refusal.REQUIRED: _("no link opened"),
    Refusal.SLOW_DOWN: _("too fast"),
    Refusal.INVALID: _("not genuine"),
    Refusal.REVOKED: _("revoked or replaced"),
    Refusal.ENDED: _("the workout is deleted"),
    Refusal.EXPIRED: _("expired"),
    Refusal.USED_UP: _("used up"),
    Refusal.NOT_PERMITTED: _("not part of the link"),
}
"""For the owner's record."""
