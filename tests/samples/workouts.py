"""Invented training that the samples of all formats write down, each in its own way, and what a counter finds there."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

KG_PER_LB = Decimal("0.45359237")
_NAMES = (
    "Morning Workout",
    "Legs, calves, and regret",
    'The "light" day',
    "Friday 🏋️",
    "День ног",
    "Hotel gym,\nno rack",
)
_LIFTS = ("Bench Press (Barbell)", "胸の日 💪", "Überzüge, eng", "Squat (Barbell)")


@dataclass(frozen=True, slots=True)
class Set:
    """One set; ``weight`` in the unit of the file, ``kind`` one of normal, warmup, drop, failure."""

    reps: int = 0
    weight: Decimal = Decimal(0)
    kind: str = "normal"
    seconds: int = 0
    kilometres: Decimal = Decimal(0)
    rpe: str = ""
    rest: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exercise:
    """The sets of one exercise in a row."""

    name: str
    sets: tuple[Set, ...]
    note: str = ""
    superset: str = ""
    category: str = "Chest"


@dataclass(frozen=True, slots=True)
class Workout:
    """One session; times are local."""

    name: str
    started: datetime
    ended: datetime
    exercises: tuple[Exercise, ...]
    notes: str = ""


@dataclass(slots=True)
class Counts:
    """What stands in a file: sessions, sets, reps, kilograms over all sets, and the days."""

    sessions: int = 0
    sets: int = 0
    reps: int = 0
    kilograms: Decimal = Decimal(0)
    days: set[str] = field(default_factory=set)

    def add(self, reps: int, weight: Decimal, unit: str = "kg") -> None:
        """Count one set."""
        factor = KG_PER_LB if unit.startswith("lb") else Decimal(1)
        self.sets += 1
        self.reps += reps
        self.kilograms += (weight * factor).quantize(Decimal("0.0001"))


def workouts(count: int = 12, seed: int = 1) -> list[Workout]:
    """So many sessions, ascending, two of them on one day and two in the same minute; with every kind of set."""
    source = random.Random(seed)
    start = datetime(2023, 1, 2, 18, 30, 10)
    found = []
    for number in range(count):
        if number % 6 != 2:
            start += timedelta(days=source.randrange(1, 4), seconds=number % 6 == 1 and 3700)
        minutes = source.randrange(20, 110)
        name = _NAMES[number % len(_NAMES)]
        exercises = tuple(_exercise(source, each) for each in range(source.randrange(2, 5)))
        extra = (Exercise("Plank", (Set(seconds=75), Set(seconds=61, note="shaky")), category="Abs"),) * (
            number % 3 == 0
        )
        run = (Exercise("Running", (Set(seconds=1805, kilometres=Decimal("5.2")),), category="Cardio"),) * (
            number % 4 == 1
        )
        again = (Exercise(_LIFTS[0], (Set(9, Decimal("20.5")),), note="once more"),) * (number % 5 == 0)
        notes = "felt good; very,\nvery good" if number % 2 else ""
        found.append(Workout(name, start, start + timedelta(minutes=minutes), exercises + extra + run + again, notes))
    return found


def _exercise(source: random.Random, number: int) -> Exercise:
    sets = [Set(10, Decimal(20), "warmup", rest=60)]
    for _ in range(source.randrange(1, 5)):
        weight = Decimal(source.randrange(80, 500)) / 4
        sets.append(
            Set(source.randrange(1, 15), weight, rpe=source.choice(["", "8", "8.5"]), rest=source.choice([0, 90]))
        )
    sets.append(Set(source.randrange(1, 20), Decimal(0), source.choice(["drop", "failure", "normal"])))
    superset = "0" if number < 2 else ""
    return Exercise(_LIFTS[number], tuple(sets), note="slow, deep" if number == 1 else "", superset=superset)
