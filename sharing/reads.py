"""What the owner's page of links shows, as small frozen records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharing.models import ShareEvent, ShareToken
from sharing.scope import Area, Scope
from sharing.states import STATE_NAMES, WHY, Refusal, ShareState, in_state

AREA_NAMES: dict[Area, str | Promise] = {
    Area.SESSIONS: _("Workouts"),
    Area.REPORTS: _("Reports"),
    Area.CALCULATOR: _("Calculator"),
}
CHART_DAYS = 14
EVENTS_SHOWN = 50
BADGES = {
    ShareState.ACTIVE: "success",
    ShareState.REVOKED: "danger",
    ShareState.EXPIRED: "",
    ShareState.USED_UP: "warning",
}
BAR_WIDTH, BAR_GAP, CHART_HEIGHT = 14, 6, 48


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One link as the list shows it. ``session`` is the name of the only workout it is for, "" for all of them."""

    id: UUID
    name: str
    description: str
    state: ShareState
    state_name: str | Promise
    badge: str
    only_session: bool
    session: str
    permitted: tuple[str | Promise, ...]
    expires_at: datetime
    days_left: int
    uses: int
    max_uses: int | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, share: ShareToken) -> "ShareRow":
        """The record of ``share``, fetched with its session."""
        state = share.state
        return cls(
            id=share.pk,
            name=share.name,
            description=share.description,
            state=state,
            state_name=STATE_NAMES[state],
            badge=BADGES[state],
            only_session=share.session_id is not None,
            session=getattr(share.session, "name", "") if share.session_id is not None else "",
            permitted=permitted_words(share),
            expires_at=share.expires_at,
            days_left=share.days_left,
            uses=share.uses,
            max_uses=share.max_uses,
            last_used_at=share.last_used_at,
        )

    @property
    def is_gone(self) -> bool:
        """Whether the one workout it was for is deleted."""
        return self.only_session and not self.session

    @property
    def is_revoked(self) -> bool:
        return self.state is ShareState.REVOKED

    @property
    def is_active(self) -> bool:
        return self.state is ShareState.ACTIVE


def permitted_words(share: ShareToken) -> tuple[str | Promise, ...]:
    """What the link shows, in the words of the form."""
    return tuple(words for area, words in AREA_NAMES.items() if area in share.areas)


def states_counted(scope: Scope) -> dict[str, int]:
    """How many links are in each state, by its key; one query."""
    now = timezone.now()
    counts = {state.value: Count("pk", filter=in_state(state, now)) for state in ShareState}
    found: dict[str, int] = ShareToken.objects.visible_to(scope).aggregate(**counts)
    return found


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of a link's record."""

    at: datetime
    what: str
    kind: str
    why: str | Promise
    network: str
    agent: str
    number: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the small chart: where its bar stands and how high it is."""

    day: date
    number: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Audit:
    """What happened to a link: its latest events, openings per day, and how many networks it was opened from."""

    events: Sequence[EventRow]
    more: bool
    bars: Sequence[Bar]
    openings: int
    networks: int
    width: int = CHART_DAYS * (BAR_WIDTH + BAR_GAP) - BAR_GAP
    bar_width: int = BAR_WIDTH
    chart_height: int = CHART_HEIGHT


def audit_of(scope: Scope, share: ShareToken) -> Audit:
    """The record of ``share``: three queries."""
    events = ShareEvent.objects.visible_to(scope).filter(share_key=share.pk)
    latest = list(events.order_by("-minute", "-id")[: EVENTS_SHOWN + 1])
    opened = Q(kind=ShareEvent.Kind.OPENED)
    sums = events.aggregate(
        openings=Sum("number", filter=opened), networks=Count("network", filter=opened & ~Q(network=""), distinct=True)
    )
    return Audit(
        events=[_event_row(event) for event in latest[:EVENTS_SHOWN]],
        more=len(latest) > EVENTS_SHOWN,
        bars=_bars(events.filter(opened)),
        openings=sums["openings"] or 0,
        networks=sums["networks"],
    )


def _event_row(event: ShareEvent) -> EventRow:
    why = WHY[Refusal(event.result)] if event.result in set(Refusal) else ""
    what = ShareEvent.Kind(event.kind).label
    return EventRow(event.minute, str(what), event.kind, why, event.network, event.agent, event.number)


def _bars(openings: Any) -> list[Bar]:
    """The last two weeks in the reader's time zone, days without openings included."""
    today = timezone.localdate()
    first = today - timedelta(days=CHART_DAYS - 1)
    since = timezone.now() - timedelta(days=CHART_DAYS + 1)
    rows = openings.filter(minute__gte=since).annotate(day=TruncDate("minute")).values("day")
    numbers = {row["day"]: row["sum"] for row in rows.annotate(sum=Sum("number")).order_by("day")}
    days = [first + timedelta(days=place) for place in range(CHART_DAYS)]
    most = max([*(numbers.get(day, 0) for day in days), 1])
    bars = []
    for place, day in enumerate(days):
        number = numbers.get(day, 0)
        height = max(2, round(CHART_HEIGHT * number / most)) if number else 1
        bars.append(Bar(day, number, place * (BAR_WIDTH + BAR_GAP), CHART_HEIGHT - height, height))
    return bars
