"""What goes on now, and how it went in a period: the figures and charts of the admins' dashboard."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.core.cache import cache
from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Min, Q, Sum, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from jobs import doorbell, presence, store
from jobs.history_filters import QUEUES
from jobs.models import ACTIVE, Job, State
from jobs.registry import label_of
from jobs.snapshot import snapshots

logger = logging.getLogger(__name__)
ENDED = (State.SUCCEEDED, State.FAILED, State.CANCELLED)
WINDOWS: dict[str, tuple[Any, timedelta, timedelta]] = {
    "1h": (gettext_lazy("1 hour"), timedelta(hours=1), timedelta(minutes=5)),
    "24h": (gettext_lazy("24 hours"), timedelta(hours=24), timedelta(hours=1)),
    "7d": (gettext_lazy("7 days"), timedelta(days=7), timedelta(days=1)),
    "30d": (gettext_lazy("30 days"), timedelta(days=30), timedelta(days=1)),
}
"""By key: words, how far back, and how wide a part of it is."""
LIVE_BARS, KEPT_SECONDS = 2, 900
"""The last parts of a period are always asked for anew; what ended before is kept for so long."""
DEFAULT_WINDOW = "24h"
Part = tuple[datetime, datetime | None]
"""From when to before when; the last part of a period is open."""
LIMITS = (1, 5, 15, 60, 300, 900)
"""Seconds between which durations are counted; the last class is everything above."""


# --- Now -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: what waits in it and since when, what runs, and who takes from it. None where nobody can tell."""

    name: str
    waiting: int
    later: int
    running: int
    oldest: float | None
    messages: int | None
    workers: int | None

    @property
    def is_deserted(self) -> bool:
        """Whether something waits and nobody takes it."""
        return self.workers == 0 and bool(self.waiting or self.later)


@dataclass(frozen=True, slots=True)
class Present:
    """What goes on now. ``workers`` is None while Redis is away."""

    queues: list[Queue]
    workers: list[presence.Worker] | None
    running: list[Job]
    recent: list[Job]

    @property
    def waiting_count(self) -> int:
        return sum(queue.waiting + queue.later for queue in self.queues)

    @property
    def running_count(self) -> int:
        return sum(queue.running for queue in self.queues)

    @property
    def oldest(self) -> float | None:
        """For how long the job that waits longest has waited."""
        return max((queue.oldest for queue in self.queues if queue.oldest is not None), default=None)

    @property
    def running_rows(self) -> list[tuple[Job, dict[str, Any]]]:
        """The running jobs, each with its snapshot."""
        return list(zip(self.running, snapshots(self.running), strict=True))

    @property
    def worker_rows(self) -> list[tuple[presence.Worker, list[Job]]]:
        """The workers, each with what it does now."""
        return [(worker, [job for job in self.running if job.worker in worker.names]) for worker in self.workers or []]

    @property
    def alive(self) -> list[presence.Worker]:
        return [worker for worker in self.workers or [] if worker.is_alive]


def workers_heard() -> list[presence.Worker] | None:
    """The workers; None while Redis is away."""
    try:
        return presence.workers()
    except store.Unavailable:
        return None


def present(*, recent: int = 8) -> Present:
    """What goes on now; four queries, whatever there is."""
    workers = workers_heard()
    jobs = Job.objects.for_staff().select_related("owner")
    running = list(jobs.filter(state=State.RUNNING).order_by("started_at")[:50])
    newest = list(jobs.order_by("-created_at", "-pk")[:recent])
    return Present(queues(workers), workers, running, newest)


def queues(workers: list[presence.Worker] | None, *, ask_broker: bool = True) -> list[Queue]:
    """Every queue of jobs, also one that no kind uses any more but in which something waits.

    Without ``ask_broker``, when that is known to be away, nothing is said of messages.
    """
    now = timezone.now()
    later = Q(run_after__gt=now)
    rows = Job.objects.for_staff().filter(state__in=ACTIVE).order_by().values("queue").annotate(
        waiting=Count("pk", filter=Q(state=State.QUEUED) & ~later),
        later=Count("pk", filter=Q(state=State.QUEUED) & later),
        running=Count("pk", filter=Q(state=State.RUNNING)),
        oldest=Min("created_at", filter=Q(state=State.QUEUED) & ~later),
    )  # fmt: skip
    found = {row["queue"]: row for row in rows}
    names = [*QUEUES, *sorted(set(found) - set(QUEUES))]
    messages = _messages(names) if ask_broker else None
    return [_queue(name, found.get(name, {}), now, messages, workers) for name in names]


def _queue(
    name: str,
    row: dict[str, Any],
    now: datetime,
    messages: dict[str, tuple[int, list[str]]] | None,
    workers: list[presence.Worker] | None,
) -> Queue:
    oldest = row.get("oldest")
    return Queue(
        name=name,
        waiting=row.get("waiting", 0),
        later=row.get("later", 0),
        running=row.get("running", 0),
        oldest=max(0.0, (now - oldest).total_seconds()) if oldest else None,
        messages=messages[name][0] if messages is not None else None,
        workers=None if workers is None else sum(each.is_alive and name in each.queues for each in workers),
    )


def _messages(names: Sequence[str]) -> dict[str, tuple[int, list[str]]] | None:
    try:
        return doorbell.messages_in(names)
    except Exception as error:
        logger.info("the broker could not be asked (%s)", type(error).__name__)
        return None


# --- A period --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """How jobs of one kind went."""

    key: str
    label: str
    succeeded: int
    failed: int
    cancelled: int
    timed: int
    """How many of them a worker had begun: only those took any time."""
    mean: float | None
    longest: float | None

    @property
    def ended(self) -> int:
        return self.succeeded + self.failed + self.cancelled

    @property
    def failure_rate(self) -> float | None:
        return _rate(self.succeeded, self.failed)


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the period, and how many ended in it."""

    label: str
    succeeded: int
    failed: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class Class:
    """How many took about so long; ``upto`` is None for everything longer."""

    upto: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How the jobs went that ended in a period."""

    window: str
    kinds: list[Kind]
    bars: list[Bar]
    classes: list[Class]

    @property
    def succeeded(self) -> int:
        return sum(kind.succeeded for kind in self.kinds)

    @property
    def failed(self) -> int:
        return sum(kind.failed for kind in self.kinds)

    @property
    def cancelled(self) -> int:
        return sum(kind.cancelled for kind in self.kinds)

    @property
    def ended(self) -> int:
        return self.succeeded + self.failed + self.cancelled

    @property
    def per_hour(self) -> float:
        return self.ended / (WINDOWS[self.window][1] / timedelta(hours=1))

    @property
    def failure_rate(self) -> float | None:
        """Of those that were carried out to an end, in percent; None of none."""
        return _rate(self.succeeded, self.failed)

    @property
    def mean(self) -> float | None:
        """The usual duration in seconds."""
        weighed = [(kind.mean * kind.timed, kind.timed) for kind in self.kinds if kind.mean is not None]
        return sum(total for total, _n in weighed) / sum(n for _total, n in weighed) if weighed else None

    @property
    def longest(self) -> float | None:
        return max((kind.longest for kind in self.kinds if kind.longest is not None), default=None)


def figures(window: str) -> Figures:
    """How the jobs went that ended in ``window``.

    What ended in an earlier part of the period is kept for a while, so that a dashboard that asks every half minute
    costs one small query.
    """
    begins = _begins(window)
    parts = list(zip(begins, (*begins[1:], None), strict=True))
    keys = {part: _key(*part) for part in parts}
    kept = cache.get_many([keys[part] for part in parts[:-LIVE_BARS]])
    found = _rows([part for part in parts if keys[part] not in kept])
    cache.set_many({keys[part]: found[part] for part in parts[:-LIVE_BARS] if part in found}, KEPT_SECONDS)
    return _figures(window, [(part[0], found[part] if part in found else kept[keys[part]]) for part in parts])


def _key(begin: datetime, end: datetime | None) -> str:
    return f"jobs:bar:2:{begin.timestamp():.0f}:{end.timestamp() if end else 0:.0f}"


def _begins(window: str) -> list[datetime]:
    """The beginnings of all parts of the period, in the reader's time."""
    _words, length, step = WINDOWS[window]
    now = timezone.localtime()
    back = range(length // step - 1, -1, -1)
    return list(dict.fromkeys(_floor(timezone.localtime(now - step * number), step) for number in back))


def _rows(parts: Sequence[Part]) -> dict[Part, list[list[Any]]]:
    """One row per kind and state of each part, from one query over an index that holds all of it.

    ``[kind, state, number, timed, total seconds, longest, [number in each class]]``: JSON.

    Each part is summed up by itself, within bounds: asked for all of them by the day of each row, PostgreSQL expects
    as many groups as rows and sorts them on disk (978,000 rows of 30 days: 1.6 s; this way 0.8 s, and 0.4 s for
    nothing but counting them).
    """
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    ended = Job.objects.for_staff().filter(state__in=ENDED).order_by().annotate(took=took)
    within = {f"within_{limit}": Count("finished_at", filter=Q(took__lt=timedelta(seconds=limit))) for limit in LIMITS}
    asked = []
    for place, (begin, end) in enumerate(parts):
        bounds = Q(finished_at__gte=begin) if end is None else Q(finished_at__gte=begin, finished_at__lt=end)
        rows = ended.filter(bounds).annotate(place=Value(place)).values("place", "kind", "state")
        asked.append(
            rows.annotate(number=Count("*"), total=Sum("took"), longest=Max("took"), timed=Count("took"), **within)
        )
    found: dict[Part, list[list[Any]]] = {part: [] for part in parts}
    for row in asked[0].union(*asked[1:], all=True):
        upto = [0, *(row[f"within_{limit}"] for limit in LIMITS), row["timed"]]
        found[parts[row["place"]]].append([
            row["kind"],
            row["state"],
            row["number"],
            row["timed"],
            row["total"].total_seconds() if row["total"] is not None else 0,
            row["longest"].total_seconds() if row["longest"] is not None else None,
            [high - low for low, high in pairwise(upto)],
        ])  # fmt: skip
    return found


def _figures(window: str, parts: list[tuple[datetime, list[list[Any]]]]) -> Figures:
    rows = [row for _begin, of_it in parts for row in of_it]
    by_kind = {kind: [row for row in rows if row[0] == kind] for kind in sorted({row[0] for row in rows})}
    classes = [sum(row[6][number] for row in rows) for number in range(len(LIMITS) + 1)]
    form = "MONTH_DAY_FORMAT" if WINDOWS[window][2] == timedelta(days=1) else "TIME_FORMAT"
    return Figures(
        window=window,
        kinds=sorted((_kind(key, of_it) for key, of_it in by_kind.items()), key=lambda kind: -kind.ended),
        bars=[_bar(date_format(begin, form, use_l10n=True), of_it) for begin, of_it in parts],
        classes=[Class(upto, number) for upto, number in zip((*LIMITS, None), classes, strict=True)],
    )


def _ended(rows: list[list[Any]]) -> Counter[str]:
    """How many ended in each state."""
    ended: Counter[str] = Counter()
    for row in rows:
        ended[row[1]] += row[2]
    return ended


def _kind(key: str, rows: list[list[Any]]) -> Kind:
    ended = _ended(rows)
    timed = sum(row[3] for row in rows)
    return Kind(
        key=key,
        label=label_of(key),
        succeeded=ended[State.SUCCEEDED],
        failed=ended[State.FAILED],
        cancelled=ended[State.CANCELLED],
        timed=timed,
        mean=sum(row[4] for row in rows) / timed if timed else None,
        longest=max((row[5] for row in rows if row[5] is not None), default=None),
    )


def _bar(label: str, rows: list[list[Any]]) -> Bar:
    ended = _ended(rows)
    return Bar(label, ended[State.SUCCEEDED], ended[State.FAILED], ended[State.CANCELLED])


def _floor(moment: datetime, step: timedelta) -> datetime:
    """The beginning of the part of the day in which ``moment`` lies."""
    if step >= timedelta(days=1):
        return moment.replace(hour=0, minute=0, second=0, microsecond=0)
    minutes = int(step / timedelta(minutes=1))
    whole = moment.replace(second=0, microsecond=0)
    return whole.replace(minute=whole.minute // minutes * minutes if minutes < 60 else 0)


def _rate(succeeded: int, failed: int) -> float | None:
    return failed * 100 / (succeeded + failed) if succeeded + failed else None
