"""Strong exports of every generation, made up, and a counter that knows nothing of the parser."""

import csv
import io
from datetime import datetime
from decimal import Decimal

from tests.samples.workouts import Counts, Exercise, Set, Workout, workouts

CLASSIC = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE"
OLD = CLASSIC.replace("Duration,", "")
UNITS = (
    "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;"
    "Workout Notes;Workout Duration"
)
UNITS_SHORT = UNITS.removesuffix(";Workout Duration")
NUMBERED = (
    "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;RPE;Distance (meters);Seconds;"
    "Notes;Workout Notes"
)
NUMBERED_LBS = NUMBERED.replace("kg", "lbs").replace(";", ",")
GERMAN = (
    "Datum;Workout-Name;Name der Übung;Reihenfolge festlegen;Gewicht;Wiederh.;RPE;Entfernung;Sekunden;Notizen;"
    "Workout-Notizen;Dauer"
)
HEADERS = (CLASSIC, OLD, UNITS, UNITS_SHORT, NUMBERED, NUMBERED_LBS, GERMAN)
_LETTERS = {"warmup": "W", "drop": "D", "failure": "F"}


def generate(
    header: str, found: list[Workout] | None = None, *, unit: str = "kg", am_pm: bool = False, comma: bool = False
) -> bytes:
    """A file with this heading; ``unit`` stands in each row where there is a column for it."""
    delimiter = ";" if ";" in header else ","
    text = io.StringIO(newline="")
    names = header.split(delimiter)
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL if "#" in header else csv.QUOTE_MINIMAL)
    writer.writerow(names)
    for number, workout in enumerate(found if found is not None else workouts(), start=1):
        for exercise in workout.exercises:
            for row in _rows(workout, exercise, numbered="#" in header):
                row |= {"Workout #": str(number), "Weight Unit": unit, "Date": _date(workout.started, am_pm=am_pm)}
                values = {_GERMAN.get(key, key): value for key, value in row.items()} | row
                cells = [values.get(name, "") for name in names]
                writer.writerow([cell.replace(".", ",") if comma and _is_number(cell) else cell for cell in cells])
    return text.getvalue().encode()


def count(data: bytes, unit: str = "kg") -> Counts:
    """The counts of a file; ``unit`` where it names none."""
    text = data.decode("utf-8-sig")
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    counts, sessions = Counts(), set()
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter):
        cells = {_ENGLISH.get(key, key).split(" (")[0]: value for key, value in row.items()}
        sessions.add((cells.get("Workout #"), cells["Date"], cells["Workout Name"]))
        counts.days.add(cells["Date"][:10])
        if cells["Set Order"] in ("Rest Timer", "Note"):
            continue
        in_heading = next((key for key in row if key.startswith("Weight (")), "")
        own = cells.get("Weight Unit") or ("lbs" if "lbs" in in_heading else "kg" if in_heading else unit)
        weight = Decimal(cells["Weight"].replace(",", ".") or 0)
        counts.add(int(float(cells["Reps"].replace(",", ".") or 0)), weight, own)
    counts.sessions = len(sessions)
    return counts


def _rows(workout: Workout, exercise: Exercise, *, numbered: bool) -> list[dict[str, str]]:
    seconds = int((workout.ended - workout.started).total_seconds())
    common = {
        "Workout Name": workout.name,
        "Exercise Name": exercise.name,
        "Workout Notes": workout.notes,
        "Duration": f"{seconds // 3600}h {seconds % 3600 // 60}m" if seconds >= 3600 else f"{seconds // 60}m",
        "Duration (sec)": str(seconds),
    }
    common["Workout Duration"] = common["Duration"]
    rows = []
    if exercise.note and numbered:
        rows.append(common | {"Set Order": "Note", "Notes": exercise.note})
    for order, each in enumerate(exercise.sets, start=1):
        note = each.note or (exercise.note if order == 1 and not numbered else "")
        rows.append(common | _set(each, order) | {"Notes": note})
        if each.rest and numbered:
            rows.append(common | {"Set Order": "Rest Timer", "Seconds": str(each.rest)})
    return rows


def _set(each: Set, order: int) -> dict[str, str]:
    weight = f"{each.weight:.2f}".removesuffix("0")
    return {
        "Set Order": _LETTERS.get(each.kind, str(order)),
        "Weight": weight,
        "Weight (kg)": weight,
        "Weight (lbs)": weight,
        "Reps": f"{each.reps}.0",
        "RPE": each.rpe,
        "Distance": str(each.kilometres),
        "Distance Unit": "km" if each.kilometres else "",
        "Distance (meters)": str(each.kilometres * 1000) if each.kilometres else "",
        "Seconds": str(each.seconds),
    }


def _date(moment: datetime, *, am_pm: bool) -> str:
    if not am_pm:
        return str(moment)
    return f"{moment:%Y-%m-%d} {moment.hour % 12 or 12}:{moment:%M:%S}\u202f{'PM' if moment.hour >= 12 else 'AM'}"


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


_IN_ENGLISH = (
    "Date",
    "Workout Name",
    "Exercise Name",
    "Set Order",
    "Weight",
    "Reps",
    "RPE",
    "Distance",
    "Seconds",
    "Notes",
    "Workout Notes",
    "Duration",
)
_ENGLISH = dict(zip(GERMAN.split(";"), _IN_ENGLISH, strict=True))
_GERMAN = {english: german for german, english in _ENGLISH.items()}
