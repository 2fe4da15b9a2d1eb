"""A routine as the models of its file (see ``workouttracker.kit.routine_file``)."""

from sessions_app.models import Routine, RoutineDay, RoutineExercise, RoutineTarget
from workouttracker.kit.routine_file import DayFile, ExerciseFile, RoutineFile, RoutinePart, StateFile, TargetFile


def routine_as_json(routine: Routine) -> RoutineFile:
    """The file of one routine, read whole (see ``RoutineQuerySet.whole``): no further query."""
    return RoutineFile(routine=routine_part(routine))


def routine_part(routine: Routine) -> RoutinePart:
    """The same as it stands in the export of everything."""
    return RoutinePart(
        name=routine.name,
        notes=routine.notes,
        per_week=routine.per_week,
        source_key=routine.source_key,
        days=[_day(day) for day in routine.days.all()],
    )


def _day(day: RoutineDay) -> DayFile:
    return DayFile(name=day.name, exercises=[_exercise(row) for row in day.exercises.all()])


def _exercise(row: RoutineExercise) -> ExerciseFile:
    return ExerciseFile(
        exercise=row.exercise_type.name,
        slug=row.exercise_type.slug,
        kind=row.exercise_type.kind,
        equipment=row.exercise_type.equipment,
        superset=row.superset_group,
        rest_seconds=row.rest_seconds,
        notes=row.notes,
        rule=row.rule,  # type: ignore[arg-type]  # the database knows no other
        increment=row.increment,
        successes_needed=row.successes_needed,
        failures_allowed=row.failures_allowed,
        deload_percent=row.deload_percent,
        training_percent=row.training_percent,
        shared=row.shared,
        weight=row.base_weight,
        state=StateFile(reps=row.reps_goal, successes=row.successes, failures=row.failures, week=row.week),
        targets=[_target(each) for each in row.targets.all()],
    )


def _target(row: RoutineTarget) -> TargetFile:
    return TargetFile(
        set_type=row.set_type.name,
        set_type_slug=row.set_type.slug,
        week=row.week,
        reps=row.reps_low,
        reps_most=row.reps_high if row.reps_high != row.reps_low else None,
        percent=row.percent,
        weight=row.weight,
        duration_seconds=row.duration_seconds,
        distance_metres=row.distance_metres,
    )
