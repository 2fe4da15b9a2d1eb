"""What exists: sessions, sets, reps, routines, goals, body measurements, the catalogue, undo rows, data versions."""

from sessions_app.models.body import Measure, Measurement, Quantity
from sessions_app.models.catalogue import (
    ExerciseAlias,
    ExerciseFavourite,
    ExerciseMuscle,
    ExerciseType,
    SetType,
    SetTypeAlias,
)
from sessions_app.models.goals import Goal
from sessions_app.models.log import Rep, WorkoutSession, WorkoutSet
from sessions_app.models.routines import Routine, RoutineDay, RoutineExercise, RoutineTarget
from sessions_app.models.state import DataVersion, Undo

__all__ = [
    "DataVersion",
    "ExerciseAlias",
    "ExerciseFavourite",
    "ExerciseMuscle",
    "ExerciseType",
    "Goal",
    "Measure",
    "Measurement",
    "Quantity",
    "Rep",
    "Routine",
    "RoutineDay",
    "RoutineExercise",
    "RoutineTarget",
    "SetType",
    "SetTypeAlias",
    "Undo",
    "WorkoutSession",
    "WorkoutSet",
]
