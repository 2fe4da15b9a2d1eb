"""Routines that come from files: one of the athlete's, one of the shipped ones, or a part of an import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from sessions_app.catalogue.routines import ShippedRoutine
from sessions_app.models import (
    ExerciseAlias,
    ExerciseType,
    Routine,
    RoutineDay,
    RoutineExercise,
    SetType,
    SetTypeAlias,
)
from sessions_app.models.vocabulary import Equipment, Kind
from sessions_app.plans import best_estimates, weight_step
from sessions_app.progression import Rule, rounded_load
from sessions_app.services.routines import (
    PLANS,
    RoutineExerciseValues,
    RoutineValues,
    TargetValues,
    exercise_row,
    routine_row,
)
from sessions_app.services.writing import Area, data_version_renew, log_write
from sharing.scope import Scope
from workouttracker.kit.routine_file import ExerciseFile, RoutinePart, TargetFile
from workouttracker.kit.text import name_key, one_line

TRAINING_SHARE = Decimal("0.9")
"""What a training maximum is of the best estimate, when a routine is copied."""
Entry = TypeVar("Entry", ExerciseType, SetType)


@dataclass(frozen=True, slots=True)
class RoutineMade:
    """What came of a file: the routine, and the names of exercises that were made because nothing was called so."""

    routine: Routine
    new_exercises: tuple[str, ...]


def routine_from_json(*, scope: Scope, part: RoutinePart) -> RoutineMade:
    """A new routine of the athlete's own from a file, or from one that is shipped."""
    owner = scope.require_owner()
    with log_write(owner.pk, "routine_from_json", area=PLANS):
        made = routines_write(scope, [part])[0]
        if made.new_exercises:
            data_version_renew(owner.pk, Area.LOG)
    return made


def routine_copy(*, scope: Scope, shipped: ShippedRoutine) -> Routine:
    """A shipped routine as the athlete's own; training maxima are nine tenths of estimates, if there are any."""
    owner = scope.require_owner()
    with log_write(owner.pk, "routine_copy", area=PLANS):
        routine = routines_write(scope, [shipped.part(owner.weight_unit)])[0].routine
        rows = RoutineExercise.objects.filter(
            day__routine=routine, rule=Rule.PERCENT, base_weight=None, training_percent=None
        )
        estimates = best_estimates(scope, rows.values_list("exercise_type", flat=True))
        for exercise_id, best in estimates.items():
            base = rounded_load(best * TRAINING_SHARE, weight_step(owner))
            rows.filter(exercise_type=exercise_id).update(base_weight=base)
    return routine


def routines_write(scope: Scope, parts: Sequence[RoutinePart], **more: Any) -> list[RoutineMade]:
    """The rows of routines; ``more`` are columns of each, such as ``import_batch``. For verbs, in their transaction.

    Exercises and set types are found by their key, then by name or another name; an exercise that isn't there is made.
    """
    entries = [each for part in parts for day in part.days for each in day.exercises]
    book = _Book(scope, entries, more.get("import_batch"))
    return [_write(scope, part, book, more) for part in parts]


def _write(scope: Scope, part: RoutinePart, book: "_Book", more: dict[str, Any]) -> RoutineMade:
    before = len(book.made)
    values = RoutineValues(name=part.name, notes=part.notes, per_week=part.per_week)
    routine = routine_row(scope.require_owner().pk, values, source_key=part.source_key, **more)
    for place, day in enumerate(part.days, start=1):
        row = RoutineDay.objects.create(routine=routine, name=one_line(day.name), position=place)
        for position, entry in enumerate(day.exercises, start=1):
            state = entry.state
            exercise_row(
                row,
                book.exercise(entry),
                _values(entry, book),
                position=position,
                reps_goal=state.reps,
                successes=state.successes,
                failures=state.failures,
            )
    return RoutineMade(routine, tuple(book.made[before:]))


def entry_values(scope: Scope, entry: ExerciseFile) -> RoutineExerciseValues:
    """What the services want of one exercise's plan; its set types are looked up: three queries at most."""
    return _values(entry, _Book(scope, [entry]))


def _values(entry: ExerciseFile, book: "_Book") -> RoutineExerciseValues:
    return RoutineExerciseValues(
        targets=[_target(each, book) for each in entry.targets],
        rule=entry.rule,
        superset_group=entry.superset,
        rest_seconds=entry.rest_seconds,
        notes=one_line(entry.notes),
        increment=entry.increment,
        successes_needed=entry.successes_needed,
        failures_allowed=entry.failures_allowed,
        deload_percent=entry.deload_percent,
        training_percent=entry.training_percent,
        shared=entry.shared,
        base_weight=entry.weight,
        week=entry.state.week,
    )


def _target(target: TargetFile, book: "_Book") -> TargetValues:
    return TargetValues(
        set_type=book.set_type(target),
        week=target.week,
        reps_low=target.reps,
        reps_high=target.reps if target.reps_most is None else target.reps_most,
        percent=target.percent,
        weight=target.weight,
        duration_seconds=target.duration_seconds,
        distance_metres=target.distance_metres,
    )


class _Book:
    """The exercises and set types that files name: looked up once, whatever their number."""

    def __init__(self, scope: Scope, entries: Sequence[ExerciseFile], import_batch: Any = None) -> None:
        self.scope, self.made, self.import_batch = scope, list[str](), import_batch
        self._exercises = _found(
            scope, ExerciseType, ExerciseAlias, "exercise_type", [(each.exercise, each.slug) for each in entries]
        )
        targets = [target for each in entries for target in each.targets]
        self._set_types = _found(
            scope, SetType, SetTypeAlias, "set_type", [(each.set_type, each.set_type_slug) for each in targets]
        )
        self._usual = SetType.objects.visible_to(scope).order_by("-slug").filter(slug="working").first()

    def exercise(self, entry: ExerciseFile) -> ExerciseType:
        """The exercise that ``entry`` means; made when nothing is called so."""
        key = _key(entry.exercise, entry.slug)
        if key not in self._exercises:
            self._exercises[key] = ExerciseType.objects.create(
                owner=self.scope.require_owner(),
                name=one_line(entry.exercise),
                kind=entry.kind if entry.kind in Kind.values else Kind.WEIGHT_REPS,
                equipment=entry.equipment if entry.equipment in Equipment.values else Equipment.OTHER,
                import_batch=self.import_batch,
            )
            self.made.append(self._exercises[key].name)
        return self._exercises[key]

    def set_type(self, target: TargetFile) -> SetType:
        """The set type that ``target`` means; the usual one when nothing is called so."""
        found = self._set_types.get(_key(target.set_type, target.set_type_slug)) or self._usual
        if found is None:
            self._usual = found = SetType.objects.visible_to(self.scope).order_by("pk").first()
        if found is None:
            raise SetType.DoesNotExist("the catalogue was not loaded")
        return found


def _key(name: str, slug: str) -> tuple[str, str]:
    return name_key(one_line(name)), slug


def _found(
    scope: Scope, model: type[Entry], alias: Any, field: str, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Entry]:
    """What each (name, slug) means: at most two queries."""
    keys = {_key(name, slug) for name, slug in wanted}
    names, slugs = {name for name, _slug in keys if name}, {slug for _name, slug in keys if slug}
    rows = model.objects.visible_to(scope)
    by_slug = {row.slug: row for row in rows.filter(slug__in=slugs)}
    by_name = {row.name_key: row for row in sorted(rows.filter(name_key__in=names), key=_own_last)}
    missing = names - set(by_name)
    if missing:
        others = alias.objects.visible_to(scope).filter(name_key__in=missing, **{f"{field}__isnull": False})
        for row in sorted(others.select_related(field), key=_own_last):
            by_name[row.name_key] = getattr(row, field)
    found = {(name, slug): by_slug.get(slug) or by_name.get(name) for name, slug in keys}
    return {key: row for key, row in found.items() if row is not None}


def _own_last(row: Any) -> bool:
    """Own entries come last, so that they win over shared ones of the same name."""
    return row.owner_id is not None
