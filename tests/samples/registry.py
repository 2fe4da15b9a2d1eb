"""One ordinary file of every registered format, and files of the same kind that are as long as wanted."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta

from tests.samples import fitnotes, hevy, strong, stronglifts, workouttracker
from tests.samples.trainai_blocks import GOOD
from tests.samples.workouts import Workout, workouts


def body_tracker(found: list[Workout]) -> bytes:
    """One value per workout."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Date", "Time", "Measurement", "Value", "Unit", "Comment"])
    for number, each in enumerate(found):
        name, unit = ("Bodyweight", "kgs") if number % 2 else ("Bauchumfang 📏", "cm")
        day, time = f"{each.started:%Y-%m-%d}", f"{each.started:%H:%M:%S}"
        writer.writerow([day, time, name, f"{80 + number % 9}.5", unit, each.notes])
    return text.getvalue().encode()


def trainai(found: list[Workout]) -> bytes:
    """One block per workout; what was held or walked stands in place of reps."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for each in found:
        sets = [(exercise.name, one) for exercise in each.exercises for one in exercise.sets]
        seconds = int((each.ended - each.started).total_seconds())
        for label, value in (
            (each.name, ""),
            ("Workout Start", each.started),
            ("Workout End", each.ended),
            ("Total Duration (seconds)", seconds),
            ("Total Sets", len(sets)),
            ("Burned Calories", "N/A"),
            ("Total TVL (kgs)", 1000),
            ("   ", ""),
            ("All Sets", ""),
        ):
            writer.writerow([label, value, "", ""])
        writer.writerow(["Exercise", "Reps", "Weight (kgs)", "Rest Time (seconds)"])
        for name, one in sets:
            far, held = {"value": float(one.kilometres), "unit": "km"}, {"value": one.seconds, "unit": "s"}
            reps = json.dumps(far if one.kilometres else held) if one.kilometres or one.seconds else one.reps
            writer.writerow([name, reps, one.weight, one.rest])
        writer.writerow(["", "", "", ""])
    return text.getvalue().encode()


def hevy_body(found: list[Workout]) -> bytes:
    """One row per workout, with one or two values."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["date", "weight_kg", "fat_percent", "neck_cm", "left_bicep_cm"])
    for number, each in enumerate(found):
        day = hevy.DATES["German"](each.started)
        writer.writerow([day, f"{80 + number % 9}.5", "18.2" if number % 2 else "", "", f"3{number % 9}"])
    return text.getvalue().encode()


def stronglifts_wide(found: list[Workout]) -> bytes:
    """One row per workout, as older versions of the app write them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    group = ["Weight (KG)", "Weight (LB)", *[f"Set {n}" for n in range(1, 9)]]
    groups = [cell for n in range(1, 7) for cell in (f"Exercise {n}", *group)]
    writer.writerow(["Date", "Note", "Body Weight (KG)", "Body Weight (LB)", *groups])
    for each in found:
        row = [f"{each.started + timedelta(days=12):%m/%d/%y}", each.notes, "82.5", ""]
        for exercise in each.exercises[:6]:
            reps = [str(one.reps) for one in exercise.sets][:8]
            row += [exercise.name, str(exercise.sets[0].weight), "", *reps, *[""] * (8 - len(reps))]
        writer.writerow(row + [""] * (len(groups) + 4 - len(row)))
    return text.getvalue().encode()


SAMPLES: dict[str, Callable[[list[Workout]], bytes]] = {
    "workouttracker": lambda found: json.dumps(workouttracker.generate(found), ensure_ascii=False, indent=1).encode(),
    "workouttracker_1_0": workouttracker.generate_older,
    "workouttracker_csv": workouttracker.generate_csv,
    "trainai": trainai,
    "strong": lambda found: strong.generate(strong.NUMBERED, found),
    "hevy": lambda found: hevy.generate(found=found),
    "fitnotes": lambda found: fitnotes.generate(found=found),
    "fitnotes_body": body_tracker,
    "stronglifts": stronglifts.generate,
    "stronglifts_wide": stronglifts_wide,
    "hevy_body": hevy_body,
}
NUMBERS = {
    "workouttracker_csv": "reps",
    "strong": "Reps",
    "hevy": "reps",
    "fitnotes": "Reps",
    "fitnotes_body": "Value",
    "stronglifts": "Set 1 (Reps)",
    "stronglifts_wide": "Set 1",
    "hevy_body": "weight_kg",
}
"""A heading of each table under which only numbers make sense."""
TABLES = tuple(NUMBERS)


def sample(key: str, count: int = 8) -> bytes:
    """A file with so many workouts."""
    return SAMPLES[key](workouts(count))


def rows_of(data: bytes) -> list[list[str]]:
    """The rows of a table, its heading first."""
    text = data.decode()
    delimiter = ";" if text.split("\n", 1)[0].count(";") > 4 else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def table_of(rows: list[list[str]], delimiter: str = ",") -> bytes:
    """A table with these rows."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def endless(key: str) -> Iterator[str]:
    """The lines (or pieces) of a file that never ends; what has been taken can be counted."""
    if key == "trainai":
        while True:
            yield from GOOD.splitlines(keepends=True)
    if key in ("workouttracker", "workouttracker_1_0"):
        whole = sample(key, 1).decode()
        name = '"sessions": [' if key == "workouttracker" else '"Sessions": ['
        head, rest = whole.split(name)
        session, _end = json.JSONDecoder().raw_decode(rest.lstrip())
        yield head + name
        while True:
            yield json.dumps(session) + ","
    lines = sample(key, 2).decode().splitlines(keepends=True)
    yield lines[0]
    plain = [line for line in lines[1:] if line.count('"') % 2 == 0 and line.count(",") + line.count(";") > 2]
    number = 0
    while True:
        number += 1
        yield plain[-1].replace("2023", str(2000 + number // 900 % 90))
