"""A TrainAI export made up from a seed: exact counts, every oddity of real files, no row that is a problem.

``python -m tests.samples.trainai OUT.csv --workouts 355 --sets 7300 --reps 70370`` writes one.
"""

import argparse
import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tests.samples.exercises import NAMES, ODD, PLAIN

DAYS = 3 * 365
FIRST_DAY = date(2022, 1, 3)
GAP = datetime(2023, 3, 26, 2, 30)
"""A wall-clock time that Europe/Berlin skipped."""
OVERLAP = datetime(2023, 10, 29, 2, 30)
"""A wall-clock time that Europe/Berlin had twice."""
MAX_SETS = 1000
MAX_REPS = 1000
TITLES = (
    "Morning Upper Body Workout",
    "Evening Lower Body Workout",
    "Afternoon Full Body Workout",
    "Morning Push Workout",
    "Evening Pull Workout",
    "Lunch Break Workout",
)
ODD_TITLES = (
    "Legs, calves, and regret",
    'The "light" day',
    "Friday night 🏋️",
    "День ног",
    "胸の日 Workout",
    "Tempo work;slow",
    "Hotel gym,\nno rack",
    "  Deload   week ",
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a file holds; reps are the sum of whole numbers, distances count none."""

    workouts: int
    sets: int
    reps: int
    exercises: int


@dataclass(slots=True)
class _Set:
    exercise: str
    reps: int | str
    weight: str
    rest: int = 0


def generate(
    *,
    seed: int = 1,
    workouts: int = 355,
    sets: int = 7300,
    reps: int = 70370,
    exercises: int = 138,
    unit: str = "kgs",
    clock_changes: bool = False,
) -> bytes:
    """A file with exactly these counts, as UTF-8; the same arguments give the same bytes.

    ``clock_changes`` puts one start into the hour that Europe/Berlin skips and one into the hour that it repeats.
    Raises ``ValueError`` for counts that no file of this format can have.
    """
    _check(workouts, sets, reps, exercises)
    source = random.Random(seed)
    starts = _starts(source, workouts, clock_changes=clock_changes)
    groups = _groups(source, workouts, sets, exercises)
    blocks = [[row for name, size in block for row in _rows(source, name, size)] for block in groups]
    _add_oddities(source, blocks)
    _set_reps(source, [row for block in blocks for row in block], reps)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for number, (started, rows) in enumerate(zip(starts, blocks, strict=True)):
        _write_block(source, writer.writerow, _title(number), started, rows, unit)
    return text.getvalue().encode()


def count(data: bytes) -> Counts:
    """The counts of a file, found without the parser that is tested with it."""
    workouts = sets = reps = 0
    exercises: set[str] = set()
    in_sets = False
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        cells = [" ".join(cell.split()) for cell in row]
        if cells[:1] == ["Workout Start"]:
            workouts += 1
            in_sets = False
        elif cells[:2] == ["Exercise", "Reps"]:
            in_sets = True
        elif in_sets and len(cells) == 4 and cells[1]:
            sets += 1
            exercises.add(cells[0])
            reps += int(cells[1]) if cells[1].isdigit() else 0
    return Counts(workouts, sets, reps, len(exercises))


def _check(workouts: int, sets: int, reps: int, exercises: int) -> None:
    if not 1 <= workouts <= sets <= workouts * MAX_SETS:
        raise ValueError("each workout needs 1 to 1000 sets")
    if not 1 <= exercises <= min(sets, len(NAMES)):
        raise ValueError(f"at most {len(NAMES)} exercises, and a set for each")
    if not sets <= reps <= sets * (MAX_REPS // 10):
        raise ValueError("each set needs 1 to 100 reps on average")


def _starts(source: random.Random, workouts: int, *, clock_changes: bool) -> list[datetime]:
    """Ascending, at most one a minute, between five in the morning and ten at night."""
    per_day = -(-workouts // DAYS)
    days = sorted(source.sample(range(DAYS), -(-workouts // per_day)))
    slot = 17 * 60 // per_day
    if not slot:
        raise ValueError("too many workouts for three years")
    starts = []
    for number in range(workouts):
        minutes = 5 * 60 + number % per_day * slot + source.randrange(slot)
        midnight = datetime.combine(FIRST_DAY + timedelta(days=days[number // per_day]), time.min)
        starts.append(midnight + timedelta(minutes=minutes, seconds=source.randrange(60)))
    if clock_changes:
        for moment in (GAP, OVERLAP):
            later = [number for number, start in enumerate(starts) if start > moment]
            if not later or moment in starts:
                raise ValueError("too few workouts to reach the changes of the clock")
            starts[later[0]] = moment
    return starts


def _split(source: random.Random, total: int, parts: int, most: int) -> list[int]:
    """``total`` as a sum of ``parts`` random numbers from 1 to ``most``."""
    sizes = [1] * parts
    open_parts = list(range(parts)) if most > 1 else []
    for _ in range(total - parts):
        at = source.randrange(len(open_parts))
        sizes[open_parts[at]] += 1
        if sizes[open_parts[at]] == most:
            open_parts[at] = open_parts[-1]
            open_parts.pop()
    return sizes


def _groups(source: random.Random, workouts: int, sets: int, exercises: int) -> list[list[tuple[str, int]]]:
    """For each workout its runs of one exercise: name and number of sets. Every exercise occurs."""
    per_workout = _split(source, sets, workouts, MAX_SETS)
    wanted = max(workouts, exercises, sets // 4)
    runs = [1] * workouts
    while sum(runs) < wanted:
        at = source.randrange(workouts)
        runs[at] += runs[at] < per_workout[at]
    odd = ODD if exercises > 2 * len(ODD) else ()
    names = source.sample(PLAIN, exercises - len(odd)) + list(odd)
    usual = names[: max(1, exercises // 3)]
    order = [source.choice(usual) for _ in range(sum(runs))]
    for at, name in zip(source.sample(range(len(order)), exercises), names, strict=True):
        order[at] = name
    chosen = iter(order)
    return [
        [(next(chosen), size) for size in _split(source, total, parts, total)]
        for total, parts in zip(per_workout, runs, strict=True)
    ]


def _rows(source: random.Random, name: str, size: int) -> list[_Set]:
    bodyweight = name.startswith(("Push Up", "Pull Up", "Plank", "Bodyweight", "Hanging"))
    if bodyweight:
        weight = source.choice(["0", "0", "", "5"])
    elif name.startswith("Dumbbell"):
        weight = f"{source.randrange(4, 41, 2)}"
    else:
        weight = f"{source.randrange(8, 64) * 2.5:.4g}"
    return [_Set(name, 1, weight, source.choice([45, 60, 75, 90, 95, 120, 180, 240])) for _ in range(size)]


def _add_oddities(source: random.Random, blocks: list[list[_Set]]) -> None:
    """Distances, pauses of hours, stray spaces; the first rest of a workout is 0."""
    many = sum(map(len, blocks)) > 40
    for number, rows in enumerate(blocks):
        if number % 17 == 5 and len(rows) > 1:
            rows[-1].rest = source.choice([5400, 7325, 14410])
        for row in rows:
            if row.exercise.endswith(("Walk", "Carry", "Sled Push")) and number % 3 and many:
                unit, value = source.choice([("m", 20.0), ("m", 37.5), ("ft", 100.0), ("km", 0.4)])
                row.reps = f'{{"value":{value},"unit":"{unit}"}}'
        if number % 11 == 3:
            rows[-1].exercise = f"  {rows[-1].exercise} "
            rows[-1].weight = f" {rows[-1].weight}"
        if number % 9 == 2 and rows[0].exercise == rows[min(1, len(rows) - 1)].exercise:
            rows.append(rows.pop(0))  # the same exercise once more after the others
        rows[0].rest = 0


def _set_reps(source: random.Random, rows: list[_Set], total: int) -> None:
    """Gives every row that counts reps a number, ``total`` in all, among them 0 and 80 when there is room."""
    counted = [row for row in rows if isinstance(row.reps, int)]
    fixed = (
        {len(counted) // 3: 0, len(counted) // 2: 80} if len(counted) > 40 and total > 10 * len(counted) // 2 else {}
    )
    free = [row for number, row in enumerate(counted) if number not in fixed]
    for number, value in fixed.items():
        counted[number].reps = value
    missing = total - sum(fixed.values())
    mean = missing // len(free)
    values = [max(1, mean + source.choice([-3, -2, -2, -1, 0, 0, 1, 2, 2, 3])) for _ in free]
    difference = missing - sum(values)
    while difference:
        at = source.randrange(len(values))
        step = 1 if difference > 0 else -1
        if values[at] + step >= 1:
            values[at] += step
            difference -= step
    for row, value in zip(free, values, strict=True):
        row.reps = value


def _title(number: int) -> str:
    return ODD_TITLES[number // 13 % len(ODD_TITLES)] if number % 13 == 7 else TITLES[number % len(TITLES)]


def _write_block(
    source: random.Random,
    write: Callable[[list[object]], object],
    title: str,
    started: datetime,
    rows: list[_Set],
    unit: str,
) -> None:
    seconds = source.randrange(1200, 7200)
    calories = "N/A" if source.random() < 0.4 else str(source.randrange(90, 800))
    total_sets = len(rows) + source.choice([0, 0, 0, 1, -1])
    write([title, "", "", ""])
    write(["Workout Start", f"{started:%Y-%m-%d %H:%M:%S}", "", ""])
    write(["Workout End", f"{started + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S}", "", ""])
    write(["Total Duration (seconds)", seconds, "", ""])
    write(["Total Sets", total_sets, "", ""])
    write(["Burned Calories", calories, "", ""])
    write([f"Total TVL ({unit})", source.randrange(500, 20_000), "", ""])
    write(["   ", "", "", ""])
    write(["All Sets", "", "", ""])
    write(["Exercise", "Reps", f"Weight ({unit})", "Rest Time (seconds)"])
    for row in rows:
        write([row.exercise, row.reps, row.weight, row.rest])
    write(["", "", "", ""])


def main() -> None:
    """Writes a file; see ``--help``."""
    parser = argparse.ArgumentParser(description="Write an invented TrainAI export.")
    parser.add_argument("out", type=Path)
    for name, default in (("workouts", 355), ("sets", 7300), ("exercises", 138), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--reps", type=int, help="default: as many per set as in a real file")
    parser.add_argument("--unit", choices=["kgs", "lbs"], default="kgs")
    parser.add_argument("--clock-changes", action="store_true")
    options = vars(parser.parse_args())
    out: Path = options.pop("out")
    options["reps"] = options["reps"] or options["sets"] * 70370 // 7300
    out.write_bytes(generate(**options))


if __name__ == "__main__":
    main()
