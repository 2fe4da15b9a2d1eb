"""What the columns of an unknown table probably hold: by their headings in several languages, else by their values."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portability.formats.checks import is_date
from portability.formats.columns import DELIMITERS, UNIT_WORDS, Header, find_header, label_and_unit, split_line
from portability.formats.dates import clock
from portability.formats.fields import UNITS
from portability.formats.mapped import ColumnMapping, Field
from portability.formats.table import sample_rows
from workouttracker.kit.text import name_key
from workouttracker.kit.units import Unit

ROWS = 50
"""Rows of the beginning that are looked at and shown."""
_MOST = 0.8
_HEADINGS: dict[Field, str] = {
    Field.DATE: (
        "date, datum, fecha, data, day, tag, jour, dia, giorno, dag, workout date, date time, datetime, timestamp, "
        "start, start time, started, started at, start_time, beginn, debut, inicio, inizio, datum und uhrzeit, when"
    ),
    Field.TIME: "time, uhrzeit, zeit, heure, hora, ora, tijd, clock, time of day, startzeit",
    Field.END: "end, end time, ended, ended at, end_time, ende, fin, fim, fine, endzeit, finish, einde",
    Field.WORKOUT: (
        "workout, workout name, session name, title, routine, training, trainingsname, workout-name, einheit, plan, "
        "name der einheit, seance, entrainement, entrenamiento, treino, allenamento, rutina, day name, split"
    ),
    Field.SESSION: (
        "session, session id, sessionid, session_id, workout id, workout_id, workout #, workout no, workout nr"
    ),
    Field.SESSION_NOTES: "workout notes, session notes, workout-notizen, workout comment, description",
    Field.EXERCISE: (
        "exercise, exercise name, exercise title, exercise_name, exercise_title, movement, lift, name, ubung, "
        "name der ubung, ubungsname, exercice, ejercicio, exercicio, esercizio, oefening, activity"
    ),
    Field.CATEGORY: (
        "category, muscle, muscle group, muskelgruppe, muskel, kategorie, groupe musculaire, grupo muscular, "
        "body part, bodypart, gruppo muscolare, spiergroep, muscles"
    ),
    Field.SET_TYPE: "set type, type, set_type, satztyp, satzart, typ, tipo, kind, set order",
    Field.SETS: "sets, number of sets, satze, anzahl satze, series, serie, serien, no of sets, # sets, set count",
    Field.REPS: (
        "reps, rep, repetitions, wiederholungen, wdh, wdh., wiederh., repetitionen, repeticiones, repeticoes, "
        "ripetizioni, herhalingen, reps per set, actual reps, reps done, number of reps, count, sets x reps, "
        "sets×reps, scheme"
    ),
    Field.WEIGHT: (
        "weight, load, gewicht, last, kg, kgs, lbs, lb, poids, charge, peso, carga, carico, weight used, resistance"
    ),
    Field.WEIGHT_UNIT: (
        "weight unit, resistance unit, load unit, measurement unit, unit, weightunit, weight_unit, einheit gewicht, "
        "gewichtseinheit, units, unite"
    ),
    Field.RPE: "rpe, effort, intensity, anstrengung",
    Field.RIR: "rir, reps in reserve",
    Field.REST: (
        "rest, rest time, rest seconds, pause, pausenzeit, satzpause, repos, descanso, recupero, rust, rest_seconds"
    ),
    Field.SECONDS: (
        "duration, seconds, set duration, hold, sekunden, dauer, duree, duracion, duracao, durata, duur, "
        "duration_seconds, duration_sec, time under tension"
    ),
    Field.DISTANCE: "distance, strecke, distanz, entfernung, distancia, distanza, afstand",
    Field.DISTANCE_UNIT: "distance unit, streckeneinheit, distance_unit, distanceunit",
    Field.SUPERSET: "superset, superset id, superset_id, supersatz, group, circuit",
    Field.SUCCESS: "success, successful, done, completed, erfolg, geschafft, erfolgreich, reussi, exito, status",
    Field.EXERCISE_NOTES: "exercise notes, exercise_notes, exercise note",
    Field.NOTES: (
        "notes, note, comment, comments, notizen, notiz, kommentar, bemerkung, remarque, remarques, commentaire, "
        "notas, nota, comentario, observacoes, opmerking, set notes"
    ),
}
_KNOWN = {name: field for field, names in _HEADINGS.items() for name in names.split(", ")}
_LIFT = re.compile(
    r"press|squat|curl|row|lift|pull|push|raise|bench|lunge|druck|heben|beuge|rudern|klimm", re.IGNORECASE
)
_WEIGHT = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?\s*(?:kgs?|lbs?)?", re.IGNORECASE)
_REPS = re.compile(r"\d{1,3}(?:\s*[x×]\s*\d{1,3})?|\d{1,3}(?:/\d{1,3})+")


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a table: headings ("" where there are none) and the first rows, as wide as the widest."""

    delimiter: str
    has_header: bool
    cells: tuple[str, ...]
    rows: list[list[str]]


def read_head(sample: str) -> Head | None:
    """The beginning of a text that looks like a table; None when it has no two columns."""
    lines = [line for line in sample.split("\n") if line.strip()][:ROWS]
    delimiter = max(DELIMITERS, key=lambda each: _regularity(lines, each))
    if _regularity(lines, delimiter) <= 1:
        return None
    header = find_header(sample, {}, delimiter)
    if header is None:
        return None
    named = not any(is_date(cell) for cell in header.cells)
    whole = header if named else Header(delimiter, 0, header.cells, {})
    rows = sample_rows(sample, whole)[:ROWS]
    width = max(map(len, [*rows, header.cells]))
    cells = (*header.cells, *[""] * (width - len(header.cells))) if named else ("",) * width
    return Head(delimiter, named, cells, [row + [""] * (width - len(row)) for row in rows])


def guess_mapping(head: Head) -> ColumnMapping:
    """The mapping that headings and values suggest; needs a look by whoever knows the file."""
    columns = [_by_heading(cell) for cell in head.cells]
    for index, field in enumerate(columns):
        if field and columns.index(field) < index and field not in (Field.NOTES, Field.WEIGHT):
            columns[index] = ""
    columns = _time_or_duration(columns, head)
    _by_values(columns, head)
    return ColumnMapping(
        columns=tuple(columns),
        delimiter=head.delimiter,
        has_header=head.has_header,
        unit=_unit(columns, head),
        seconds_in_one=_seconds_in_one(columns, head),
        by_day=_prints_each_time(columns, head),
    )


def _regularity(lines: Sequence[str], delimiter: str) -> float:
    """How many columns the lines agree on."""
    widths: dict[int, int] = defaultdict(int)
    for line in lines:
        widths[len(split_line(line, delimiter))] += 1
    width, agreeing = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
    return width * agreeing / len(lines) if lines else 0


def _by_heading(cell: str) -> str:
    label, _unit_name = label_and_unit(cell)
    plain = label.replace("_", " ")
    before, _space, last = plain.rpartition(" ")
    for name in (label, plain, before if last in UNIT_WORDS else ""):
        if field := _KNOWN.get(name):
            return field.value
    return ""


def _values(index: int, head: Head) -> list[str]:
    return [text for row in head.rows if (text := row[index].strip())]


def _share(index: int, head: Head, test: Callable[[str], object]) -> float:
    values = _values(index, head)
    return sum(bool(test(text)) for text in values) / len(values) if values else 0


def _is_clock(text: str) -> bool:
    try:
        clock(text)
    except ValueError:
        return False
    return not text.startswith("0:")


def _time_or_duration(columns: list[str], head: Head) -> list[str]:
    """``Time`` is when a workout began, or how long a set took: 0:09:21 is no time of day that people train at.

    Where nothing is called a date it may well hold date and time.
    """
    for index, field in enumerate(columns):
        if field == Field.TIME and Field.DATE not in columns and _share(index, head, is_date) >= _MOST:
            columns[index] = Field.DATE.value
            return columns
        if field == Field.TIME and Field.SECONDS not in columns and _share(index, head, _is_clock) < _MOST:
            columns[index] = Field.SECONDS.value
    return columns


def _by_values(columns: list[str], head: Head) -> None:
    """Find date, exercise and reps in columns whose heading says nothing."""
    tests: tuple[tuple[Field, Callable[[str], object]], ...] = (
        (Field.DATE, is_date),
        (Field.EXERCISE, _LIFT.search),
        (Field.REPS, _REPS.fullmatch),
        (Field.WEIGHT, _WEIGHT.fullmatch),
    )
    for field, test in tests:
        if field in columns:
            continue
        free = [index for index, taken in enumerate(columns) if not taken]
        best = max(free, key=lambda index: _share(index, head, test), default=None)
        needed = _MOST if field is not Field.EXERCISE else 0.3
        if best is not None and _share(best, head, test) >= needed:
            columns[best] = field.value


def _unit(columns: list[str], head: Head) -> Unit | None:
    """The unit in the heading of the weights, or behind the first weight."""
    for index, field in enumerate(columns):
        if field != Field.WEIGHT:
            continue
        label, unit = label_and_unit(head.cells[index])
        words = [unit, *re.split(r"[_ ]", label)]
        words += [re.sub(r"[\d.,\s]", "", name_key(text)) for text in _values(index, head)[:1]]
        return next((UNITS[word] for word in words if word in UNITS), None)
    return None


def _seconds_in_one(columns: list[str], head: Head) -> int:
    for index, field in enumerate(columns):
        if field == Field.SECONDS:
            words = set(re.split(r"[\s_()]+", name_key(head.cells[index])))
            return 60 if words & {"min", "mins", "minutes", "minuten", "minutos", "minuti"} else 1
    return 1


def _prints_each_time(columns: list[str], head: Head) -> bool:
    """Whether the rows of one day have many different times: those of sets, not of workouts."""
    if Field.SESSION in columns or Field.DATE not in columns:
        return False
    keys = [columns.index(field) for field in (Field.DATE, Field.TIME) if field in columns]
    days: dict[str, set[str]] = defaultdict(set)
    for row in head.rows:
        text = " ".join(row[index] for index in keys)
        days[text[:10]].add(text)
    return any(len(times) > 3 for times in days.values())
