"""Importing in tests: the command as an operator calls it, and the log as it stands."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from accounts.models import User
from sessions_app.models import Rep, WorkoutSession, WorkoutSet

Counts = tuple[int, int, int]


def run_import(path: Path, user: User, *options: str) -> dict[str, Any]:
    """``manage.py import_workouts PATH --user E --json …``: what it printed."""
    out = StringIO()
    call_command("import_workouts", str(path), "--user", user.email, "--json", *options, stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def written(tmp_path: Path, text: str | bytes, name: str = "trainai.csv") -> Path:
    """A file with this content."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def counts(user: User) -> Counts:
    """Sessions, sets and reps of the user."""
    return (
        WorkoutSession.objects.filter(owner=user).count(),
        WorkoutSet.objects.filter(owner=user).count(),
        Rep.objects.filter(workout_set__owner=user).count(),
    )


def log_of(user: User) -> list[Any]:
    """Everything the user logged, without keys: equal before and after something that changes nothing."""
    rows = []
    for session in WorkoutSession.objects.filter(owner=user).order_by("started_at", "name", "id"):
        sets = [
            (
                each.position,
                each.exercise_type.name,
                each.set_type.name,
                each.weight,
                each.number_reps,
                each.rest_seconds,
                each.duration_seconds,
                each.distance_metres,
                each.tonnage,
                [(rep.number, rep.weight, rep.success) for rep in each.reps.all()],
            )
            for each in session.sets.in_order()
        ]
        rows.append((session.name, session.started_at, session.ended_at, session.calories, session.notes, sets))
    return rows
