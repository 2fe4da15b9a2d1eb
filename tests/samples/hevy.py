"""Hevy exports in several languages, made up, and a counter that knows nothing of the parser."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from tests.samples.workouts import Counts, Workout, workouts

METRIC = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,weight_kg,reps,"
    "distance_km,duration_seconds,rpe"
)
IMPERIAL = METRIC.replace("weight_kg", "weight_lbs").replace("distance_km", "distance_miles")
_KINDS = {"drop": "dropset"}
_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "EN": "January February March April May June July August September October November December",
    "DE": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}


def _named(language: str, pattern: str) -> Callable[[datetime], str]:
    names = _MONTHS[language].split()

    def written(at: datetime) -> str:
        half = "PM" if at.hour >= 12 else "AM"
        return pattern.format(at=at, month=names[at.month - 1], hour=at.hour % 12 or 12, half=half)

    return written


DATES: dict[str, Callable[[datetime], str]] = {
    "English": _named("en", "{at.day} {month} {at.year}, {at:%H:%M}"),
    "American": _named("en", "{month} {at.day}, {at.year}, {hour}:{at:%M} {half}"),
    "narrow space": _named("en", "{at.day} {month} {at.year}, {hour}:{at:%M}\u202f{half}"),
    "long English": _named("EN", "{month} {at.day}, {at.year} at {hour}:{at:%M} {half}"),
    "Portuguese": _named("pt", "{at.day} de {month} de {at.year}, {at:%H:%M}"),
    "Spanish": _named("es", "{at.day} {month} {at.year}, {at:%H:%M}"),
    "Spanish, 12 hours": _named("es", "{at.day} {month} {at.year}, {hour}:{at:%M} {half[0]}. m."),
    "German": _named("de", "{at.day}. {month} {at.year}, {at:%H:%M}"),
    "long German": _named("DE", "{at.day}. {month} {at.year} um {at:%H:%M}"),
    "French": _named("fr", "{at.day} {month} {at.year}, {at:%H:%M}"),
    "Canadian French": _named("fr", "{at.day} {month} {at.year}, {at:%H} h {at:%M}"),
    "Italian": _named("it", "{at.day} {month} {at.year}, {at:%H:%M}"),
    "shouted": lambda at: _named("pt", "{at.day} {month} {at.year} {at:%H:%M}")(at).upper(),
    "dots": lambda at: f"{at:%d.%m.%Y, %H:%M}",
    "slashes": lambda at: f"{at:%d/%m/%Y, %H:%M}",
    "American slashes": lambda at: f"{at:%m/%d/%Y, %H:%M}",
    "ISO": lambda at: f"{at:%Y-%m-%dT%H:%M:00}",
}


def generate(
    header: str = METRIC,
    found: list[Workout] | None = None,
    *,
    date: Callable[[datetime], str] = DATES["English"],
    delimiter: str = ",",
) -> bytes:
    """A file with this heading, the newest session first, dates written by ``date``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(header.split(","))
    for workout in reversed(found if found is not None else workouts()):
        times = date(workout.started), date(workout.ended)
        for exercise in workout.exercises:
            before = [workout.name, *times, workout.notes, exercise.name, exercise.superset, exercise.note]
            for index, each in enumerate(exercise.sets):
                kind = _KINDS.get(each.kind, each.kind)
                distance = str(each.kilometres) if each.kilometres else ""
                numbers = [str(each.weight) if each.weight else "", str(each.reps or ""), distance]
                writer.writerow([*before, index, kind, *numbers, str(each.seconds or ""), each.rpe])
    return text.getvalue().encode()


def count(data: bytes) -> Counts:
    """The counts of a file, its days as they are written."""
    text = data.decode("utf-8-sig")
    counts, sessions = Counts(), set()
    for row in csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if text.count(";") > text.count(",") else ","
    ):
        sessions.add((row["title"], row["start_time"], row["end_time"]))
        unit = "lbs" if "weight_lbs" in row else "kg"
        weight = Decimal(row.get("weight_lbs") or row.get("weight_kg") or 0)
        counts.add(int(row["reps"] or 0), weight, unit)
        counts.days.add(row["start_time"])
    counts.sessions = len(sessions)
    return counts
