"""FitNotes exports of phones of both kinds, made up, and a counter that knows nothing of the parser."""

import csv
import io
from decimal import Decimal

from tests.samples.workouts import Counts, Set, Workout, workouts

KGS = "Date,Exercise,Category,Weight (kgs),Reps,Distance,Distance Unit,Time"
LBS = KGS.replace("kgs", "lbs") + ",Comment"
UNITS = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment"
IPHONE = "Date,Exercise,Category,Weight (kg),Weight (lbs),Reps,Distance,Distance Unit,Time,Notes,Kind"
HEADERS = (KGS, LBS, UNITS, IPHONE)


def generate(
    header: str = UNITS, found: list[Workout] | None = None, *, unit: str = "kgs", quoted: bool = True
) -> bytes:
    """A file with this heading; without ``quoted``, commas stand as they are."""
    text = io.StringIO(newline="")
    names = header.split(",")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for workout in found if found is not None else workouts():
        for exercise in workout.exercises:
            for each in exercise.sets:
                row = _set(each, unit, header) | {"Exercise": exercise.name, "Category": exercise.category}
                row["Date"] = f"{workout.started:%Y-%m-%d}"
                cells = [row.get(name, "") for name in names]
                if quoted:
                    writer.writerow(cells)
                else:
                    text.write(",".join(cells) + "\n")
    return text.getvalue().encode()


def count(data: bytes) -> Counts:
    """The counts of a file with quoted fields."""
    counts = Counts()
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        column = next((key for key, text in row.items() if key.startswith("Weight") and "Unit" not in key and text), "")
        unit = row.get("Weight Unit") or ("lbs" if "lbs" in column else "kg")
        counts.add(int(row["Reps"] or 0), Decimal(row[column] if column else 0), unit)
        counts.days.add(row["Date"])
    counts.sessions = len(counts.days)
    return counts


def _set(each: Set, unit: str, names: str) -> dict[str, str]:
    weight = f"{each.weight:.2f}".removesuffix("0") if each.weight or each.reps else ""
    minutes = each.seconds // 60
    return {
        "Weight": weight,
        "Weight Unit": unit if weight else "",
        "Weight (kgs)": weight,
        "Weight (kg)": weight if unit == "kgs" else "",
        "Weight (lbs)": weight if unit == "lbs" or "(kg)" not in names else "",
        "Reps": str(each.reps or ""),
        "Distance": str(each.kilometres) if each.kilometres else "",
        "Distance Unit": "km" if each.kilometres else "",
        "Time": f"{minutes // 60}:{minutes % 60:02}:{each.seconds % 60:02}" if each.seconds else "",
        "Comment": each.note,
        "Notes": each.note,
        "Kind": "wr",
    }
