"""What exists: sessions, sets, reps, body measurements, the exercise catalogue, undo rows, data versions."""

from sessions_app.models.body import Measure, Measurement, Quantity
from sessions_app.models.catalogue import (
    ExerciseAlias,
    ExerciseFavourite,
    ExerciseMuscle,
    ExerciseType,
    SetType,
    SetTypeAlias,
)
from sessions_app.models.log import Rep, WorkoutSession, WorkoutSet
from sessions_app.models.state import DataVersion, Undo

__all__ = [
    "DataVersion",
    "ExerciseAlias",
    "ExerciseFavourite",
    "ExerciseMuscle",
    "ExerciseType",
    "Measure",
    "Measurement",
    "Quantity",
    "Rep",
    "SetType",
    "SetTypeAlias",
    "Undo",
    "WorkoutSession",
    "WorkoutSet",
]
