"""Our own exports and those of the older application, made up, and counters that know nothing of the parsers."""

import csv
import io
import json
from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.samples.workouts import Counts, Set, Workout, workouts

ZONE = ZoneInfo("Europe/Berlin")


def generate(found: list[Workout] | None = None) -> dict[str, Any]:
    """An export of version 1 with something in every list."""
    sessions = [_session(number, each) for number, each in enumerate(found if found is not None else workouts())]
    return {
        "schema": "workout-export",
        "version": "1",
        "exported_at": "2026-11-25T16:00:00Z",
        "app": {"name": "WorkoutTracker", "version": "1.0"},
        "range": {"first": None, "last": "2026-11-25"},
        "profile": {"name": "Ada", "email": "ada@example.org", "unit": "kg", "time_zone": "Europe/Berlin"},
        "exercises": [
            {"name": "Überzüge, eng", "own": True, "favourite": True, "kind": "weight_reps", "equipment": "barbell",
             "primary_muscles": ["lats"], "description": "slow", "aliases": ["Pullover, narrow"]},
            {"name": "Squat (Barbell)", "slug": "squat-barbell", "favourite": True},
        ],
        "set_types": [{"name": "Warm-up", "slug": "warm_up", "warm_up": True}],
        "mappings": [{"kind": "exercise", "name": "BP", "target": "Bench Press (Barbell)"},
                     {"kind": "exercise", "name": "Stretching", "target": None}],
        "measures": [{"name": "Body weight", "slug": "body-weight", "quantity": "weight"}],
        "sessions": sessions,
        "measurements": [
            {"measure": "Body weight", "value": "82.1", "unit": "kg", "measured_at": "2025-01-01T10:00:00Z",
             "measured_local": "2025-01-01T11:00:00", "time_zone": "Europe/Berlin", "note": "dry"},
        ],
        "gear": [{"unit": "lb", "bars": ["45", "35.5"], "plates": [{"weight": "2.5", "pairs": 2}]}],
        "warm_ups": [{"name": "Bench", "steps": [{"percent": 0, "reps": 10, "sets": 1}]}],
        "routines": [{"name": "A", "days": [{"name": "One", "exercises": [{"exercise": "Squat (Barbell)",
            "rule": "linear", "increment": "2.5", "weight": "100", "targets": [{"reps": 5}]}]}]}],
        "goals": [{"kind": "one_rep_max", "exercise": "Squat (Barbell)", "weight": "180", "start_date": "2025-01-01",
            "due_date": "2025-12-31"}],
        "feedback": [{"kind": "bug", "subject": "The plus button", "message": "Does nothing", "status": "new",
            "replies": [{"ours": True, "text": "Which browser?"}]}],
        "statistics": {"sessions": len(sessions)},
    }  # fmt: skip


def _session(number: int, workout: Workout) -> dict[str, Any]:
    started, ended = (each.replace(tzinfo=ZONE).astimezone(UTC) for each in (workout.started, workout.ended))
    sets = [_set(each, exercise.name) for exercise in workout.exercises for each in exercise.sets]
    return {
        "name": " ".join(workout.name.split()),
        "kind": "calculation" if number == 3 else "workout",
        "client_id": str(UUID(int=number + 1)),
        "time_zone": "Europe/Berlin",
        "started_at": started.isoformat(),
        "started_local": workout.started.isoformat(),
        "ended_at": ended.isoformat(),
        "ended_local": workout.ended.isoformat(),
        "notes": workout.notes,
        "calories": 300 + number,
        "sets": sets,
    }


def _set(each: Set, exercise: str) -> dict[str, Any]:
    failed = each.kind == "failure"
    reps = [{"weight": str(each.weight), "success": not (failed and n == 0)} for n in range(each.reps)]
    found = {
        "exercise": exercise,
        "set_type": {"warmup": "Warm-up"}.get(each.kind, ""),
        "weight": str(each.weight),
        "reps": reps,
        "target_reps": 8,
        "rpe": each.rpe or None,
        "rest_seconds": each.rest,
        "duration_seconds": each.seconds or None,
        "distance_metres": str(each.kilometres * 1000) if each.kilometres else None,
        "superset": 1 if failed else None,
        "notes": each.note,
        "description": "first" if each.kind == "warmup" else "",
    }
    return {key: value for key, value in found.items() if value is not None}


def count(data: bytes) -> Counts:
    """The counts of an export of version 1."""
    counts = Counts()
    for session in json.loads(data)["sessions"]:
        counts.sessions += 1
        counts.days.add(session["started_local"][:10])
        for each in session["sets"]:
            counts.add(len(each["reps"]), Decimal(each["weight"]))
    return counts


CSV_HEADER = (
    "date,start,end,time_zone,session,kind,exercise,set,set_type,weight,weight_unit,reps,failed_reps,each_rep,"
    "target_reps,rpe,rest_seconds,duration_seconds,distance_m,superset,description,notes,session_notes,calories"
)


def generate_csv(found: list[Workout]) -> bytes:
    """Our own table: the first rep of sets to failure failed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(CSV_HEADER.split(","))
    for number, workout in enumerate(found):
        start, end = f"{workout.started:%H:%M:%S}", f"{workout.ended:%H:%M:%S}"
        head = [f"{workout.started:%Y-%m-%d}", start, end, "Europe/Berlin", workout.name, "workout"]
        sets = [(exercise, each) for exercise in workout.exercises for each in exercise.sets]
        for place, (exercise, each) in enumerate(sets, start=1):
            failed = int(each.kind == "failure" and each.reps > 0)
            reps = [f"{each.weight}x", *[str(each.weight)] * (each.reps - 1)] if failed else []
            kind = {"warmup": "Warm-up", "drop": "Drop set", "failure": "Failure"}.get(each.kind, "Working")
            what = [exercise.name, place, kind, each.weight, "kg", each.reps, failed, " ".join(reps), 8]
            metres = each.kilometres * 1000 if each.kilometres else ""
            how = [each.rpe, each.rest, each.seconds or "", metres, exercise.superset, exercise.note, each.note]
            writer.writerow([*head, *what, *how, workout.notes, 300 + number])
    return text.getvalue().encode()


def count_csv(data: bytes) -> Counts:
    """The counts of our own table."""
    counts, sessions = Counts(), set()
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        sessions.add((row["date"], row["start"], row["session"]))
        counts.days.add(row["date"])
        counts.add(int(row["reps"]), Decimal(row["weight"]), row["weight_unit"])
    counts.sessions = len(sessions)
    return counts


def generate_older(found: list[Workout] | None = None) -> bytes:
    """A file of version 1.0: nulls written out, a list of reps for every other set, all numbers with two decimals."""
    sessions = [
        {
            "Name": workout.name if number % 3 else None,
            "DateTime": workout.started.isoformat(),
            "Sets": [
                _older_set(each, exercise.name, with_list=index % 2 == 0)
                for exercise in workout.exercises
                for index, each in enumerate(exercise.sets)
            ] or None,
        }
        for number, workout in enumerate(found if found is not None else workouts())
    ]  # fmt: skip
    document = {
        "Version": "1.0",
        "ExportDate": "2025-04-22T18:38:17.1234567Z",
        "User": {"Name": "Ada", "Email": None},
        "Sessions": sessions,
        "ExerciseTypes": [{"Name": "Plank", "Description": "straight"}, {"Name": "Running", "Description": None}],
        "SetTypes": [{"Name": "Warm-up", "Description": None}],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _older_set(each: Set, exercise: str, *, with_list: bool) -> dict[str, Any]:
    reps = [{"Weight": float(each.weight), "RepNumber": n + 1, "Success": n != 1} for n in range(each.reps)]
    return {
        "Description": "",
        "Notes": each.note or None,
        "ExerciseTypeName": exercise,
        "SetTypeName": "Warm-up" if each.kind == "warmup" else None,
        "NumberReps": each.reps + 3 * with_list,
        "Weight": float(each.weight),
        "Reps": list(reversed(reps)) if with_list and reps else None,
    }


def count_older(data: bytes) -> Counts:
    """The counts of a file of version 1.0: the list of reps counts when it has entries."""
    counts = Counts()
    for session in json.loads(data)["Sessions"]:
        counts.sessions += 1
        counts.days.add(session["DateTime"][:10])
        for each in session["Sets"] or []:
            counts.add(len(each["Reps"] or []) or each["NumberReps"], Decimal(str(each["Weight"])))
    return counts
