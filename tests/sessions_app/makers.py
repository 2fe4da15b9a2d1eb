"""Rows of the log for tests, made by the services themselves; every value can be overridden by keyword."""

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models.signals import ModelSignal

from accounts.models import User
from sessions_app.events import log_changed
from sessions_app.models import DataVersion, ExerciseType, Rep, SetType, WorkoutSession, WorkoutSet
from sessions_app.services import SessionValues, SetValues, reps_write, session_create, set_log
from sessions_app.sums import RepValue
from sharing.scope import Scope

numbers = itertools.count(1)
START = datetime(2026, 3, 2, 18, 5, 30, 123456, tzinfo=UTC)
"""A Monday evening, with microseconds."""


def make_athlete(name: str = "athlete", **fields: Any) -> User:
    return User.objects.create_user(f"{name}-{next(numbers)}@example.org", None, name=name, **fields)


def make_exercise(name: str = "", **fields: Any) -> ExerciseType:
    return ExerciseType.objects.create(name=name or f"Exercise {next(numbers)}", **fields)


def make_set_type(name: str = "", **fields: Any) -> SetType:
    return SetType.objects.create(name=name or f"Set type {next(numbers)}", **fields)


def make_session(
    owner: User, name: str = "Push", *, started_at: datetime = START, time_zone: str | None = None, **fields: Any
) -> WorkoutSession:
    """A session; ``kind`` and ``client_id`` go to the service, everything else is said about the session."""
    said = {key: fields.pop(key) for key in ("kind", "client_id") if key in fields}
    values = SessionValues(name=name, started_at=started_at, **fields)
    return session_create(scope=Scope.of_user(owner), values=values, time_zone=time_zone, **said)


def set_values(exercise_type: ExerciseType | None = None, set_type: SetType | None = None, **fields: Any) -> SetValues:
    """Five reps with 100 kg, of a new exercise unless one is given."""
    said: dict[str, Any] = {"number_reps": 5, "weight": Decimal(100)} | fields
    return SetValues(exercise_type=exercise_type or make_exercise(), set_type=set_type or make_set_type(), **said)


def make_set(session: WorkoutSession, *, client_id: uuid.UUID | None = None, **fields: Any) -> WorkoutSet:
    scope = Scope.of_user(session.owner)
    return set_log(scope=scope, session=session, values=set_values(**fields), client_id=client_id)


def make_set_of_reps(session: WorkoutSession, reps: Sequence[tuple[Any, bool]], **fields: Any) -> WorkoutSet:
    """A set whose reps are given as (kilograms, success)."""
    row = make_set(session, **fields)
    values = [RepValue(Decimal(weight), success) for weight, success in reps]
    return reps_write(scope=Scope.of_user(session.owner), workout_set=row, reps=values)


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
