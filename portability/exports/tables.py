"""CSV files: our own, one row per set, and those that Strong and Hevy write, for apps that read theirs.

Names that a spreadsheet would take for a formula are made inert. Strong and Hevy know no failed reps, no reps of
differing weight and no calculations: what they can't say is left out, which the page of exports tells.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from portability.exports.source import SetOut, Source
from workouttracker.kit.text import inert
from workouttracker.kit.units import Unit, from_kg_exactly, plain

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it a spreadsheet takes UTF-8 for the machine's own character set."""
BUFFER_CHARACTERS = 64 * 1024
Cell = str | int | Decimal | None

OWN_HEADER = (
    *("date", "start", "end", "time_zone", "session", "kind", "exercise", "set", "set_type", "weight", "weight_unit"),
    *("reps", "failed_reps", "each_rep", "target_reps", "rpe", "rest_seconds", "duration_seconds", "distance_m"),
    *("superset", "description", "notes", "session_notes", "calories"),
)
STRONG_HEADER = (
    *("Workout #", "Date", "Workout Name", "Duration (sec)", "Exercise Name", "Set Order", "Weight (kg)", "Reps"),
    *("RPE", "Distance (meters)", "Seconds", "Notes", "Workout Notes"),
)
STRONG_ORDERS = {"drop": "D", "failure": "F"}
HEVY_TYPES = {"drop": "dropset", "failure": "failure"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
METRES_PER_MILE = Decimal("1609.344")


def own_csv(source: Source) -> Iterator[bytes]:
    """One row per set, in the athlete's unit; ``portability.formats.own_csv`` reads it, rep for rep."""
    return _encoded(_own_rows(source), ",", quote_all=False)


def strong_csv(source: Source) -> Iterator[bytes]:
    """Strong's newest form: semicolons, kilograms and metres named in the headings, rests as rows of their own."""
    return _encoded(_strong_rows(source), ";", quote_all=True)


def hevy_csv(source: Source) -> Iterator[bytes]:
    """Hevy's form: the newest session first, times to the minute, the unit in the headings."""
    return _encoded(_hevy_rows(source), ",", quote_all=True)


def _own_rows(source: Source) -> Iterator[Sequence[Cell]]:
    yield OWN_HEADER
    unit = source.unit
    for session in source.sessions():
        end = _clock(session.ended) if session.ended else ""
        for number, row in enumerate(session.sets, start=1):
            yield (
                session.day.isoformat(),
                _clock(session.started),
                end,
                session.time_zone,
                inert(session.name),
                session.kind,
                inert(row.exercise),
                number,
                inert(row.set_type),
                from_kg_exactly(row.weight, unit),
                unit.value,
                len(row.reps),
                row.reps_failed,
                _each_rep(row, unit),
                row.target_reps,
                _plain(row.rpe),
                row.rest_seconds,
                row.duration_seconds,
                _plain(row.distance_metres),
                row.superset,
                inert(row.description),
                inert(row.notes),
                inert(session.notes),
                session.calories,
            )


def _strong_rows(source: Source) -> Iterator[Sequence[Cell]]:
    yield STRONG_HEADER
    for number, session in enumerate(source.sessions(workouts_only=True), start=1):
        started = session.started.strftime("%Y-%m-%d %H:%M:%S")
        head = (number, started, inert(session.name), session.seconds or 0)
        notes = inert(session.notes)
        for run in _runs(session.sets):
            counted = 0
            for row in run.sets:
                letter = "W" if row.is_warm_up else STRONG_ORDERS.get(row.set_type_slug, "")
                counted += 0 if letter else 1
                yield (
                    *head,
                    inert(row.exercise),
                    letter or counted,
                    plain(row.weight),
                    row.reps_done,
                    _plain(row.rpe),
                    _plain(row.distance_metres),
                    row.duration_seconds or 0,
                    inert(" ".join(filter(None, (row.description, row.notes)))),
                    notes,
                )
                if row.rest_seconds:
                    rest = row.rest_seconds
                    yield (*head, inert(row.exercise), "Rest Timer", "", "", "", "", rest, "", "")


def _hevy_rows(source: Source) -> Iterator[Sequence[Cell]]:
    pounds = source.unit is Unit.LB
    yield (
        *("title", "start_time", "end_time", "description", "exercise_title", "superset_id", "exercise_notes"),
        *("set_index", "set_type", "weight_lbs" if pounds else "weight_kg", "reps"),
        *("distance_miles" if pounds else "distance_km", "duration_seconds", "rpe"),
    )
    per_distance = METRES_PER_MILE if pounds else Decimal(1000)
    for session in source.sessions(newest_first=True, workouts_only=True):
        end = _minute(session.ended) if session.ended else ""
        head = (inert(session.name), _minute(session.started), end, inert(session.notes))
        for run in _runs(session.sets):
            # The notes of an exercise are all that there is room for: its sets' words, one after the other.
            notes = inert(
                "\n".join(_different(row.description for row in run.sets) + _different(r.notes for r in run.sets))
            )
            for index, row in enumerate(run.sets):
                yield (
                    *head,
                    inert(row.exercise),
                    row.superset,
                    notes,
                    index,
                    "warmup" if row.is_warm_up else HEVY_TYPES.get(row.set_type_slug, "normal"),
                    from_kg_exactly(row.weight, source.unit) if row.weight else "",
                    row.reps_done,
                    _far(row.distance_metres, per_distance),
                    row.duration_seconds,
                    _plain(row.rpe),
                )


@dataclass(frozen=True, slots=True)
class _Run:
    """Consecutive sets of one exercise."""

    sets: tuple[SetOut, ...]


def _runs(sets: Sequence[SetOut]) -> Iterator[_Run]:
    start = 0
    for place in range(1, len(sets) + 1):
        if place == len(sets) or sets[place].exercise != sets[start].exercise:
            yield _Run(tuple(sets[start:place]))
            start = place


def _each_rep(row: SetOut, unit: Unit) -> str:
    """The weights of reps that are not all alike, an x behind those that failed: ``80 80 75x``."""
    if all(rep.success and rep.weight == row.weight for rep in row.reps):
        return ""
    return " ".join(f"{from_kg_exactly(rep.weight, unit)}{'' if rep.success else 'x'}" for rep in row.reps)


def _encoded(rows: Iterable[Sequence[Cell]], delimiter: str, *, quote_all: bool) -> Iterator[bytes]:
    """The rows as UTF-8, in pieces."""
    buffer = io.StringIO()
    buffer.write(BOM)
    writer = csv.writer(
        buffer,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
        lineterminator="\r\n",
    )
    for row in rows:
        writer.writerow(["" if cell is None else cell for cell in row])
        if buffer.tell() > BUFFER_CHARACTERS:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _different(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else plain(value)


def _far(metres: Decimal | None, per_unit: Decimal) -> Decimal | None:
    return None if metres is None else plain((metres / per_unit).quantize(Decimal("0.000001")))


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M:%S")


def _minute(moment: datetime) -> str:
    """``9 Apr 2026, 17:18``, whatever the language of this machine."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M}"
