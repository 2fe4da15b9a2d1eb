"""Progress and statistics of what is exported: the numbers of the reports, for whoever reads the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Max, QuerySet, Sum
from django.utils import translation

from portability.exports.source import Source
from sessions_app.estimates import estimate_in_sql, rounded
from sessions_app.models import ExerciseType, WorkoutSession, WorkoutSet
from sessions_app.records import Best, bests_of, counted, meant
from sessions_app.reports.volume import Week, weekly
from workouttracker.kit.units import plain

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """A record with what it was done in."""

    exercise: str
    session: str
    best: Best


def sets_of(source: Source) -> "QuerySet[WorkoutSet]":
    """The sets of the export."""
    rows: QuerySet[WorkoutSet] = WorkoutSet.objects.visible_to(source.scope)
    return rows.filter(session__in=source.rows().values("pk")).order_by()


def records_of(source: Source) -> list[Record]:
    """The same records as on the page of reports, by the name of the exercise."""
    bests = bests_of(counted(sets_of(source)))
    exercises = ExerciseType.objects.visible_to(source.scope).in_bulk({best.exercise_id for best in bests})
    sessions = WorkoutSession.objects.visible_to(source.scope).in_bulk({best.session_id for best in bests})
    kinds = {pk: exercise.kind for pk, exercise in exercises.items()}
    ordered = sorted(meant(bests, kinds), key=lambda each: (exercises[each.exercise_id].name_key, each.kind))
    return [Record(exercises[best.exercise_id].name, sessions[best.session_id].name, best) for best in ordered]


def weeks_of(source: Source) -> tuple[Week, ...]:
    """The same weeks as on the page of reports: working sets of workouts."""
    sets = sets_of(source).filter(session_kind=WorkoutSession.Kind.WORKOUT)
    return weekly(sets, source.scope.require_owner().first_weekday)


def statistics_of(source: Source) -> dict[str, Any]:
    """The numbers of the reports, ready for JSON: kilograms as texts, days as ``2026-11-23``. ``progress_of`` goes with
    them.
    """
    counts = source.counts()
    workouts = sets_of(source).filter(session_kind=WorkoutSession.Kind.WORKOUT)
    reps = workouts.aggregate(done=Sum("reps_done", default=0), failed=Sum("reps_failed", default=0))
    with translation.override("en"):  # the file's own words don't change with the reader's language
        return {
            **counts.as_dict(),
            "first_day": counts.first.isoformat() if counts.first else None,
            "last_day": counts.last.isoformat() if counts.last else None,
            "reps_done": reps["done"],
            "reps_failed": reps["failed"],
            "tonnage": _number(workouts.aggregate(all=Sum("tonnage"))["all"]),
            "exercises": list(_exercises(workouts)),
            "records": [_record(each) for each in records_of(source)],
            "weeks": [
                {"from": week.start.isoformat(), "sets": week.sets, "reps": week.reps, "tonnage": _number(week.tonnage)}
                for week in weeks_of(source)
            ],
        }


def _exercises(workouts: "QuerySet[WorkoutSet]") -> Iterator[dict[str, Any]]:
    rows = workouts.values_list("exercise_type__name").annotate(
        Sum("reps_done"), Sum("reps_failed"), Sum("tonnage"), Max("local_date")
    )
    for name, done, failed, tonnage, last in rows.order_by("exercise_type__name_key"):
        rate = round(Decimal(100 * done) / (done + failed), 1) if done + failed else None
        yield {
            "exercise": name,
            "reps_done": done,
            "reps_failed": failed,
            "success_percent": _number(rate),
            "tonnage": _number(tonnage),
            "last_day": last.isoformat(),
        }


def _record(record: Record) -> dict[str, Any]:
    best = record.best
    return {
        "exercise": record.exercise,
        "record": best.kind.value,
        "value": _number(best.value),
        "day": best.day.isoformat(),
        "session": record.session,
    }


def progress_of(source: Source) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Exercise by exercise: the best successful working weight of each day and the best estimate of a one-rep max."""
    workouts = sets_of(source).filter(session_kind=WorkoutSession.Kind.WORKOUT)
    rows = counted(workouts).filter(top_weight__gt=0).values_list("exercise_type__name", "local_date")
    found = rows.annotate(best=Max("top_weight"), estimate=Max(estimate_in_sql()))
    ordered = found.order_by("exercise_type__name_key", "exercise_type__name", "local_date").iterator(ROWS_AT_ONCE)
    for name, days in groupby(ordered, key=lambda row: str(row[0])):
        yield name, [_progressed(day, best, estimate) for _name, day, best, estimate in days]


def _progressed(day: date, best: Decimal, estimate: Decimal) -> dict[str, Any]:
    return {"day": day.isoformat(), "weight": _number(best), "estimated_max": _number(rounded(estimate))}


def _number(value: Decimal | int | None) -> str | None:
    return None if value is None else str(plain(Decimal(value)))
