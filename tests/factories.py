"""Rows for tests, by typed functions with keyword overrides."""

import itertools
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress

from accounts.models import User
from sessions_app.models import ExerciseType, Measure, Measurement, SetType, WorkoutSession, WorkoutSet
from sessions_app.services import (
    MeasurementValues,
    SessionValues,
    SetValues,
    measurement_log,
    reps_write,
    session_create,
    set_log,
)
from sessions_app.sums import RepValue
from sharing.scope import Scope

PASSWORD = "right horse battery staple"
START = datetime(2026, 3, 2, 18, 5, 30, 123456, tzinfo=UTC)
"""When sessions of tests start: a Monday evening, with microseconds."""
_numbers = itertools.count(1)


def make_user(*, email: str = "", password: str = PASSWORD, verified: bool = True, **fields: Any) -> User:
    """An account with a confirmed address, who signs in with ``PASSWORD``."""
    address = email or f"athlete{next(_numbers)}@example.org"
    user = User.objects.create_user(address, password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def make_exercise(name: str = "", **fields: Any) -> ExerciseType:
    """An exercise, shared unless it gets an ``owner``."""
    return ExerciseType.objects.create(name=name or f"Exercise {next(_numbers)}", **fields)


def make_set_type(name: str = "", **fields: Any) -> SetType:
    """A set type, shared unless it gets an ``owner``."""
    return SetType.objects.create(name=name or f"Set type {next(_numbers)}", **fields)


def make_measure(name: str = "", **fields: Any) -> Measure:
    """A body measure, shared unless it gets an ``owner``; a length unless told otherwise."""
    return Measure.objects.create(name=name or f"Measure {next(_numbers)}", **fields)


def make_measurement(
    owner: User, measure: Measure, value: Any = "80", *, measured_at: datetime = START, note: str = ""
) -> Measurement:
    """A value of a measure, in the owner's time zone."""
    values = MeasurementValues(measure=measure, value=Decimal(value), measured_at=measured_at, note=note)
    return measurement_log(scope=Scope.of_user(owner), values=values)


def working_set_type() -> SetType:
    """The shipped set type that sets have unless somebody says otherwise; made once."""
    return SetType.objects.filter(slug="working").first() or make_set_type("Working set", slug="working")


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
    """A set at the end of ``session``; see ``set_values`` for what can be said about it."""
    scope = Scope.of_user(session.owner)
    return set_log(scope=scope, session=session, values=set_values(**fields), client_id=client_id)


def make_set_of_reps(session: WorkoutSession, reps: Sequence[tuple[Any, bool]], **fields: Any) -> WorkoutSet:
    """A set whose reps are given as (kilograms, success)."""
    row = make_set(session, **fields)
    values = [RepValue(Decimal(weight), success) for weight, success in reps]
    return reps_write(scope=Scope.of_user(session.owner), workout_set=row, reps=values)
