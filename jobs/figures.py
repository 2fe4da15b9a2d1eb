"""Numbers about background work, for health checks and metrics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from jobs.models import Job


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Jobs of a queue that a worker could take now, and for how many seconds the oldest could have been taken."""

    queue: str
    waiting: int
    oldest: float


def queue_figures(now: datetime | None = None) -> list[QueueFigures]:
    """Every queue in which something waits, by name. Waiting for another job of the same lane doesn't count."""
    now = now or timezone.now()
    since = Greatest("created_at", Coalesce("run_after", "created_at"))
    rows = Job.objects.ready().order_by().values("queue").annotate(waiting=Count("pk"), oldest=Min(since))
    return [
        QueueFigures(row["queue"], row["waiting"], max(0.0, (now - row["oldest"]).total_seconds()))
        for row in rows.order_by("queue")
    ]


def state_figures() -> Sequence[tuple[str, str, int]]:
    """``(state, kind, number)`` of the jobs on record."""
    rows = Job.objects.order_by("state", "kind").values_list("state", "kind").annotate(number=Count("pk"))
    return list(rows)
