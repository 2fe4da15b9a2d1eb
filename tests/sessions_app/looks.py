"""What the tests of the log look at."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models.signals import ModelSignal

from accounts.models import User
from sessions_app.events import log_changed
from sessions_app.models import DataVersion, Rep, WorkoutSession, WorkoutSet


def reps_of(workout_set: WorkoutSet) -> list[Any]:
    """The stored reps in order, as (kilograms, success)."""
    rows = Rep.objects.filter(workout_set=workout_set.pk).order_by("number")
    return list(rows.values_list("weight", "success"))


def order_of(session: WorkoutSession) -> list[int]:
    """The keys of the session's sets in the order done."""
    return list(WorkoutSet.objects.filter(session=session.pk).order_by("position").values_list("pk", flat=True))


def totals_of(session: WorkoutSession) -> tuple[Any, ...]:
    """Sets, reps and tonnage as the session stores them."""
    row = WorkoutSession.objects.get(pk=session.pk)
    return row.total_sets, row.total_reps, row.total_tonnage


def log_version(owner: User) -> uuid.UUID | None:
    """The present version of the owner's log; None before anything was written."""
    tokens = DataVersion.objects.filter(owner=owner, area=DataVersion.Area.LOG)
    return tokens.values_list("token", flat=True).first()


@dataclass
class Heard:
    """Collects what ``log_changed`` announces: ``with Heard() as heard: …; heard.news``."""

    news: list[tuple[int, str, tuple[int, ...]]] = field(default_factory=list)

    def __enter__(self) -> "Heard":
        log_changed.connect(self.listen, weak=False)
        return self

    def __exit__(self, *_: object) -> None:
        log_changed.disconnect(self.listen)

    def listen(
        self, sender: object, owner_id: int, verb: str, session_ids: tuple[int, ...], signal: ModelSignal, **_: object
    ) -> None:
        self.news.append((owner_id, verb, session_ids))
