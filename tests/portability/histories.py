"""Random histories for exports: everything a log can hold, made by the services."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from accounts.models import User
from sessions_app.models import ExerciseType, SetType, WorkoutSession
from tests.factories import make_exercise, make_session, make_set_of_reps, make_set_type

START = datetime(2026, 3, 28, 17, 0, tzinfo=UTC)
"""The evening before clocks change in Europe."""
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC")
NASTY = ("=cmd()", "+1", "@x", "-2", "Push 🏋️", 'quoted "x", yes', "two\nlines", "Übung; mit Semikolon", "tab\there")
names = st.sampled_from([*NASTY, "Bench", "Row", "Squat"])
weights = st.decimals(0, 500, places=4)
texts = st.one_of(st.just(""), names)


@dataclass(frozen=True, slots=True)
class PlannedSet:
    """A set to be made."""

    exercise: int
    set_type: int
    reps: tuple[tuple[Decimal, bool], ...]
    said: dict[str, Any]


@st.composite
def planned_sets(draw: st.DrawFn) -> PlannedSet:
    weight = draw(weights)
    alike = draw(st.booleans())
    rep = st.tuples(st.just(weight) if alike else weights, st.just(True) if alike else st.booleans())
    said: dict[str, Any] = {
        "rpe": draw(st.one_of(st.none(), st.integers(2, 20).map(lambda half: Decimal(half) / 2))),
        "rest_seconds": draw(st.one_of(st.none(), st.integers(0, 600))),
        "duration_seconds": draw(st.one_of(st.none(), st.integers(0, 3600))),
        "distance_metres": draw(st.one_of(st.none(), st.decimals(0, 5000, places=2))),
        "superset_group": draw(st.one_of(st.none(), st.integers(1, 3))),
        "target_reps": draw(st.one_of(st.none(), st.integers(1, 12))),
        "description": draw(texts).replace("\n", " ").replace("\t", " "),
        "notes": draw(texts),
        "weight": weight,
    }
    return PlannedSet(draw(st.integers(0, 3)), draw(st.integers(0, 2)), tuple(draw(st.lists(rep, max_size=4))), said)


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session to be made, ``after`` hours after the one before."""

    name: str
    after: int
    minutes: int | None
    zone: str
    kind: str
    notes: str
    calories: int | None
    sets: tuple[PlannedSet, ...]


@st.composite
def planned_sessions(draw: st.DrawFn) -> PlannedSession:
    return PlannedSession(
        name=draw(names).replace("\n", " ").replace("\t", " "),
        after=draw(st.integers(1, 40)),
        minutes=draw(st.one_of(st.none(), st.integers(0, 180))),
        zone=draw(st.sampled_from(ZONES)),
        kind=draw(st.sampled_from(["workout", "workout", "calculation"])),
        notes=draw(texts),
        calories=draw(st.one_of(st.none(), st.integers(0, 2000))),
        sets=tuple(draw(st.lists(planned_sets(), max_size=3))),
    )


histories = st.lists(planned_sessions(), min_size=1, max_size=4)


def make_history(owner: User, sessions: list[PlannedSession]) -> None:
    """Log it all."""
    exercises = _exercises(owner)
    set_types = [
        *SetType.objects.filter(owner=None, slug__in=["working", "warm_up"]),
        make_set_type("My type", owner=owner),
    ]
    start = START
    for planned in sessions:
        start += timedelta(hours=planned.after, seconds=7)
        ended = None if planned.minutes is None else start + timedelta(minutes=planned.minutes)
        session: WorkoutSession = make_session(
            owner,
            planned.name,
            started_at=start,
            ended_at=ended,
            time_zone=planned.zone,
            kind=planned.kind,
            notes=planned.notes,
            calories=planned.calories,
        )
        for each in planned.sets:
            exercise, set_type = exercises[each.exercise], set_types[each.set_type % len(set_types)]
            said = {"number_reps": len(each.reps), **each.said}
            make_set_of_reps(session, list(each.reps), exercise_type=exercise, set_type=set_type, **said)


def _exercises(owner: User) -> list[ExerciseType]:
    own = [make_exercise(name, owner=owner, description="of my own") for name in ("=cmd()", "Zercher 🏋️ Carry")]
    shared = [
        ExerciseType.objects.filter(owner=None, name=name).first() or make_exercise(name)
        for name in ("Plank", "Squat (Barbell)")
    ]
    return [*own, *shared]
