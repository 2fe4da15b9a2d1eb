"""The figures and charts above the list of feedback, and what happened last; suspected spam is in none of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.models import Change, Feedback, Reply
from feedback.states import CLOSED, OPEN, Kind, Priority, Status
from feedback.timeline import Entry, actor_name, people_in, person, sentence_of

WEEKS = 12
LATEST = 8


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with the table behind them. ``series``: name, values, number of the chart palette."""

    key: str
    title: str
    rows: str
    labels: list[str]
    series: list[tuple[str, list[int], str]]
    stacked: bool = False
    horizontal: bool = False

    def as_json(self) -> dict[str, Any]:
        """What static/js/charts reads."""
        series = [{"label": label, "values": values, "colour": colour} for label, values, colour in self.series]
        shape = {"kind": "bar", "unit": "", "dates": False, "stacked": self.stacked, "horizontal": self.horizontal}
        return {**shape, "labels": self.labels, "series": series}

    @property
    def script_id(self) -> str:
        return f"chart-{self.key}"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw but axes."""
        return not any(any(values) for _name, values, _colour in self.series)

    @property
    def lines(self) -> list[tuple[str, list[int]]]:
        """The table: a line for each label."""
        return [
            (label, [values[place] for _name, values, _colour in self.series])
            for place, label in enumerate(self.labels)
        ]


def figures() -> dict[str, int]:
    """Open, new, unanswered and overdue items, and those of the last 30 days; one query, which reads these only."""
    since = timezone.now() - timedelta(days=30)
    found: dict[str, int] = (
        Feedback.objects.for_staff()
        .filter(Q(status__in=OPEN) | Q(created_at__gte=since), is_spam=False)
        .order_by()
        .aggregate(
            still_open=Count("pk", filter=Q(status__in=OPEN)),
            new=Count("pk", filter=Q(status=Status.NEW)),
            waiting=Count("pk", filter=Q(awaits_answer=True, status__in=OPEN)),
            overdue=Count("pk", filter=Q(due_on__lt=timezone.localdate(), status__in=OPEN)),
            month=Count("pk", filter=Q(created_at__gte=since)),
        )
    )
    return found


def charts() -> list[Chart]:
    """By type and status, by priority, and week by week; three queries."""
    by_kind: dict[tuple[str, str], int] = {}
    by_priority: dict[tuple[int, bool], int] = {}
    counted = Feedback.objects.for_staff().filter(is_spam=False).order_by()
    for row in counted.values("kind", "status", "priority").annotate(n=Count("*")):
        kind = row["kind"], row["status"]
        by_kind[kind] = by_kind.get(kind, 0) + row["n"]
        urgent = row["priority"], row["status"] in CLOSED
        by_priority[urgent] = by_priority.get(urgent, 0) + row["n"]
    kinds = Chart(
        "kinds",
        _("By type and status"),
        _("Type"),
        [str(kind.label) for kind in Kind],
        [
            (str(status.label), [by_kind.get((kind.value, status.value), 0) for kind in Kind], str(place))
            for place, status in enumerate(Status, 1)
        ],
        stacked=True,
        horizontal=True,
    )
    priorities = Chart(
        "priorities",
        _("By priority"),
        _("Priority"),
        [str(priority.label) for priority in Priority],
        [
            (label, [by_priority.get((priority.value, closed), 0) for priority in Priority], colour)
            for label, closed, colour in ((_("open"), False, "1"), (_("closed"), True, "2"))
        ],
        stacked=True,
    )
    return [kinds, priorities, _trend()]


def _trend() -> Chart:
    today = timezone.localdate()
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    weeks = [first + timedelta(days=7 * number) for number in range(WEEKS)]
    since = timezone.now() - timedelta(days=7 * WEEKS)
    sent = Feedback.objects.for_staff().filter(is_spam=False, created_at__gte=since)
    closed = Change.objects.for_staff().filter(field=Change.Field.STATUS, new__in=CLOSED, created_at__gte=since)
    series = [
        (pgettext("feedback, per week", "received"), _per_week(sent, weeks), "1"),
        (pgettext("feedback, per week", "closed"), _per_week(closed, weeks), "2"),
    ]
    return Chart("trend", _("Week by week"), _("Week from"), [_short(week) for week in weeks], series)


def _per_week(rows: Any, weeks: list[date]) -> list[int]:
    counted = rows.order_by().annotate(week=TruncWeek("created_at")).values("week").annotate(n=Count("pk"))
    numbers = {timezone.localdate(row["week"]): row["n"] for row in counted}
    return [numbers.get(week, 0) for week in weeks]


def _short(day: date) -> str:
    return formats.date_format(day, "MONTH_DAY_FORMAT")


def latest() -> list[tuple[Feedback, Entry]]:
    """The last changes and replies, newest first, each with its item; three queries."""
    changes = list(
        Change.objects.for_staff().select_related("feedback", "actor").order_by("-created_at", "-pk")[:LATEST]
    )
    replies = list(
        Reply.objects.for_staff().select_related("feedback", "author").order_by("-created_at", "-pk")[:LATEST]
    )
    people = people_in(changes)
    found = [(each.feedback, Entry(each.created_at, actor_name(each), sentence_of(each, people))) for each in changes]
    found += [(each.feedback, Entry(each.created_at, _who(each), _("replied"))) for each in replies]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)[:LATEST]


def _who(reply: Reply) -> str:
    if reply.author is not None:
        return person(reply.author)
    return _("somebody who is gone") if reply.is_ours else _("The sender")
