"""An invented athlete's training: four days a week, slow progress, bad days, holidays. The same every time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from portability.formats.records import RepRecord, SessionRecord, SetRecord

DAYS_PER_WEEK = 4
STEP = Decimal("2.5")


@dataclass(frozen=True, slots=True)
class Lift:
    """An exercise of the plan: first working weight (kg), sets and reps, growth in kg per four weeks."""

    name: str
    start: Decimal
    sets: int
    reps: int
    growth: Decimal
    warm_ups: int = 0
    superset: int | None = None


def lift(
    name: str, start: str, sets: int, reps: int, growth: str, warm_ups: int = 0, superset: int | None = None
) -> Lift:
    """A ``Lift`` with its decimals written as text."""
    return Lift(name, Decimal(start), sets, reps, Decimal(growth), warm_ups, superset)


PLAN: dict[str, list[Lift]] = {
    "Push": [
        lift("Bench Press (Barbell)", "60", 4, 8, "2.5", warm_ups=2),
        lift("Overhead Press (Barbell)", "35", 3, 8, "1.25", warm_ups=1),
        lift("Incline Bench Press (Dumbbell)", "20", 3, 10, "1"),
        lift("Lateral Raise (Dumbbell)", "8", 3, 15, "0.5", superset=1),
        lift("Triceps Pushdown (Cable)", "25", 3, 12, "1.25", superset=1),
    ],
    "Pull": [
        lift("Deadlift (Barbell)", "90", 3, 5, "5", warm_ups=2),
        lift("Pull Up", "0", 4, 7, "0.6"),
        lift("Seated Row (Cable)", "50", 3, 10, "2.5"),
        lift("Face Pull (Cable)", "20", 3, 15, "1"),
        lift("Bicep Curl (Dumbbell)", "12", 3, 10, "0.5"),
    ],
    "Legs": [
        lift("Squat (Barbell)", "80", 4, 6, "4", warm_ups=2),
        lift("Romanian Deadlift (Barbell)", "70", 3, 8, "2.5"),
        lift("Leg Press (Machine)", "120", 3, 12, "5"),
        lift("Standing Calf Raise (Machine)", "60", 3, 15, "2.5"),
        lift("Plank", "0", 3, 0, "0"),
    ],
    "Upper": [
        lift("Incline Bench Press (Barbell)", "50", 4, 6, "2", warm_ups=1),
        lift("Lat Pulldown (Cable)", "55", 4, 10, "2"),
        lift("Chest Dip", "0", 3, 10, "0.6"),
        lift("Hammer Curl (Dumbbell)", "12", 3, 12, "0.5"),
        lift("Treadmill Run", "0", 1, 0, "0"),
    ],
}
NOTES = ("Slept badly.", "Felt strong today.", "Gym was full, shorter rests.", "Left shoulder a little tight.")


def demo_sessions(*, last_day: date, sessions: int, seed: int = 7) -> list[SessionRecord]:
    """``sessions`` workouts, oldest first, the last one on or shortly before ``last_day``; weights in kilograms."""
    chance = random.Random(seed)  # noqa: S311 - invented data, not a secret
    days = list(_days(last_day, sessions, chance))
    days.reverse()
    names = list(PLAN)
    records = []
    for number, day in enumerate(days):
        name = names[number % len(names)]
        weeks = number / DAYS_PER_WEEK
        started = datetime.combine(day, time(17 + chance.randint(0, 2), chance.randrange(0, 60, 5)))
        sets = tuple(_session_sets(PLAN[name], weeks, chance))
        minutes = 3 * len(sets) + chance.randint(0, 15)
        notes = chance.choice(NOTES) if chance.random() < 0.12 else ""
        records.append(
            SessionRecord(name, started, started + timedelta(minutes=minutes), number + 1, sets, notes=notes)
        )
    return records


def _days(last_day: date, sessions: int, chance: random.Random) -> Iterator[date]:
    """Training days backwards: about four a week, a day skipped now and then, a week off every quarter."""
    day = last_day
    for number in range(1, sessions + 1):
        yield day
        day -= timedelta(days=1 if number % 2 else 2)
        if number % DAYS_PER_WEEK == 0 or chance.random() < 0.1:
            day -= timedelta(days=1)
        if number % 48 == 0:
            day -= timedelta(days=8)


def _session_sets(lifts: list[Lift], weeks: float, chance: random.Random) -> Iterator[SetRecord]:
    bad_day = chance.random() < 0.12
    for each in lifts:
        if each.reps == 0:
            yield from _timed(each, chance)
            continue
        weight = _working_weight(each, weeks)
        for step in range(each.warm_ups):
            share = Decimal(step + 1) / Decimal(each.warm_ups + 2)
            yield _set(each, _rounded(weight * share), 10 - 3 * step, 0, "Warm-up", None)
        for number in range(each.sets):
            failed = 1 if chance.random() < (0.3 if bad_day else 0.06) * (number + 1) / 2 else 0
            rpe = Decimal(14 + min(number, 3) + 2 * failed + chance.randint(0, 1)) / 2
            last = number == each.sets - 1
            kind = "To failure" if failed and last else "Working set"
            yield _set(each, weight, each.reps, failed, kind, min(rpe, Decimal(10)))


def _working_weight(each: Lift, weeks: float) -> Decimal:
    """Four-week waves: three up, one lighter; growth gets slower with the years."""
    wave = int(weeks // 4)
    grown = each.growth * Decimal(int((wave**0.85) * 100)) / 100
    light = Decimal("0.9") if int(weeks) % 4 == 3 else Decimal(1)
    return _rounded((each.start + grown) * light)


def _rounded(weight: Decimal) -> Decimal:
    """To what can be loaded: steps of 2.5 kg, of 0.5 kg below 10 kg."""
    step = STEP if weight >= 10 else Decimal("0.5")
    return (weight / step).to_integral_value() * step


def _set(each: Lift, weight: Decimal, reps: int, failed: int, set_type: str, rpe: Decimal | None) -> SetRecord:
    rows = None
    if failed:
        rows = tuple(RepRecord(weight, success=number < reps - failed) for number in range(reps))
    return SetRecord(
        exercise=each.name,
        row=0,
        number_reps=reps,
        weight=weight,
        set_type=set_type,
        reps=rows,
        rest_seconds=60 if set_type == "Warm-up" else 150,
        rpe=None if set_type == "Warm-up" else rpe,
        target_reps=each.reps if set_type != "Warm-up" else None,
        superset_group=each.superset,
    )


def _timed(each: Lift, chance: random.Random) -> Iterator[SetRecord]:
    for _ in range(each.sets):
        if each.name == "Plank":
            seconds, metres = 45 + 5 * chance.randint(0, 9), None
        else:
            metres = Decimal(2000 + 250 * chance.randint(0, 8))
            seconds = int(metres * Decimal("0.36")) + chance.randint(0, 60)
        yield SetRecord(
            each.name,
            0,
            0,
            Decimal(0),
            "Working set",
            rest_seconds=60,
            duration_seconds=seconds,
            distance_metres=metres,
        )
