"""StrongLifts exports, made up, and a counter that knows nothing of the parser."""

import csv
import io
from decimal import Decimal

from tests.samples.workouts import Counts, Workout, workouts

SLOTS = 8
_START = (
    "Date (yyyy/mm/dd),Workout,Workout Name,Program Name,Body Weight ({body}),Exercise,Sets×Reps,Sets×Time,"
    "Top Set (Reps×{unit}),e1RM ({unit}),Reps,Volume ({unit}),Workout Volume ({unit}),Duration (hours),"
    "Start Time (h:mm),End Time (h:mm),Notes"
)


def generate(found: list[Workout] | None = None, *, unit: str = "KG", body: str = "KG", letters: bool = False) -> bytes:
    """A file with weights in ``unit``; ``letters`` names the workouts A and B as older versions of the app did."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    pairs = [f"Set {number} ({what})" for number in range(1, SLOTS + 1) for what in ("Reps", unit)]
    writer.writerow([*_START.format(unit=unit, body=body).split(","), *pairs])
    for number, workout in enumerate(found if found is not None else workouts(), start=1):
        mark = ("AB"[number % 2] if letters else str(number), workout.name)
        for exercise in workout.exercises:
            slots = [cell for each in exercise.sets for cell in (str(each.reps), f"{each.weight:f}")]
            held = any(each.seconds for each in exercise.sets)
            if held:
                slots = [cell for each in exercise.sets for cell in (str(each.seconds), "")]
            times = [f"{at:%I:%M %p}".lstrip("0") for at in (workout.started, workout.ended)]
            scheme = ["", "2×60"] if held else ["5×5", ""]
            before = [f"{workout.started:%Y/%m/%d}", *mark, "Program", "83.5", exercise.name, *scheme]
            row = [*before, "", "", "", "", "", "", *times, exercise.note, *slots]
            writer.writerow(row + [""] * (len(pairs) - len(slots)))
    return text.getvalue().encode()


def count(data: bytes) -> Counts:
    """The counts of a file."""
    counts, sessions = Counts(), set()
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        sessions.add((row["Date (yyyy/mm/dd)"], row["Workout"]))
        counts.days.add(row["Date (yyyy/mm/dd)"].replace("/", "-"))
        unit = "lb" if "Set 1 (LB)" in row else "kg"
        for number in range(1, SLOTS + 1):
            reps, weight = row[f"Set {number} (Reps)"], row[f"Set {number} ({unit.upper()})"]
            if reps or weight:
                counts.add(0 if row["Sets×Time"] else int(reps), Decimal(weight or 0), unit)
    counts.sessions = len(sessions)
    return counts
