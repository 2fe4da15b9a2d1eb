"""The bar above every page of a visit: whose data this is, how long it stays open, and the way back to one's own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Literal

from babel.dates import format_timedelta
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, to_locale

from sharing.models import ShareToken
from sharing.states import days_between

STEPS: tuple[tuple[Literal["day", "hour", "minute", "second"], timedelta], ...] = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
    ("second", timedelta(seconds=1)),
)


@dataclass(frozen=True, slots=True)
class ShareBar:
    """What the bar says. ``ends_in`` is in words; ``own_url`` leads a signed-in reader to their own log."""

    name: str
    owner: str
    ends_at: datetime
    ends_in: str
    uses_left: int | None
    own_url: str


def share_bar(request: HttpRequest) -> ShareBar | None:
    """The bar of the share that ``request`` is a visit of; None when it is no visit."""
    share = getattr(request, "share", None)
    if not isinstance(share, ShareToken):
        return None
    user = getattr(request, "user", None)
    return ShareBar(
        name=share.name,
        owner=share.owner.get_short_name(),
        ends_at=share.expires_at,
        ends_in=time_left(share.expires_at),
        uses_left=share.uses_left,
        own_url="/" if user is not None and user.is_authenticated else "",
    )


def time_left(end: datetime) -> str:
    """``in 2 days``, in the reader's language, as js/sharing/countdown.js says it.

    Days as the owner's list counts them, begun ones too; below a day only whole hours, minutes and seconds.
    """
    locale, now = to_locale(get_language() or "en"), timezone.now()
    left = end - now
    unit, size = next((pair for pair in STEPS if left >= pair[1]), STEPS[-1])
    number = days_between(now, end) if unit == "day" else left // size
    return str(format_timedelta(number * size, granularity=unit, threshold=inf, add_direction=True, locale=locale))
