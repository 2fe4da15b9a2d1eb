"""What the tests of the log's pages share: forms as browsers send them, and HTMX's headers."""

import re
import uuid
from typing import Any

from django.urls import reverse

from sessions_app.models import ExerciseType, SetType, WorkoutSession, WorkoutSet

HTMX = {"HX-Request": "true"}
"""Headers of a request that HTMX makes."""
FRONT = {
    "weight_reps": ["weight", "number_reps"],
    "bodyweight": ["number_reps", "weight"],
    "assisted": ["weight", "number_reps"],
    "reps_only": ["number_reps"],
    "duration": ["duration_seconds"],
    "distance": ["distance_metres", "duration_seconds"],
    "weight_duration": ["weight", "duration_seconds"],
    "weight_distance": ["weight", "distance_metres"],
}
"""The fields that stand in front in the form of a set, by the kind of its exercise."""


def set_form(exercise: ExerciseType, set_type: SetType, **fields: Any) -> dict[str, Any]:
    """The form of a set: 80 × 8 unless said otherwise; a fresh client id."""
    said = {"exercise_type": exercise.pk, "set_type": set_type.pk, "weight": "80", "number_reps": "8"}
    return said | {"client_id": str(uuid.uuid4())} | fields


def edit_form(row: WorkoutSet, **fields: Any) -> dict[str, Any]:
    """The form of a stored set as the page drew it, with ``fields`` changed."""
    return set_form(row.exercise_type, row.set_type, revision=row.revision) | fields


def session_form(**fields: Any) -> dict[str, Any]:
    """The form of a session on the Monday evening that tests happen on, in UTC."""
    return {"name": "Push", "date": "2026-03-02", "start": "18:05"} | fields


def add_url(session: WorkoutSession) -> str:
    return reverse("set-add", args=[session.pk])


def set_url(name: str, row: WorkoutSet) -> str:
    return reverse(f"set-{name}", args=[row.pk])


def only_set() -> WorkoutSet:
    return WorkoutSet.objects.get()


def words(answer: Any) -> str:
    """The text of an answer without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())
