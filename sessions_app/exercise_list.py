"""The list of exercises: searched, narrowed, and what a row of it shows. Queries don't grow with the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Max, QuerySet, Value, When

from sessions_app.caching import Component, kept_json
from sessions_app.exercise_search import exercises_found
from sessions_app.models import ExerciseFavourite, ExerciseType, SetType, WorkoutSet
from sessions_app.search import exercises_used
from sessions_app.set_type_names import in_words
from sharing.scope import Scope

MOST_FOUND = 90
"""Nobody pages further through what a search found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseFilter:
    """What somebody looks for; ``show`` is empty, ``favourites``, ``own`` or ``done``."""

    text: str = ""
    show: str = ""
    muscle: str = ""
    equipment: str = ""
    kind: str = ""

    @property
    def narrows(self) -> bool:
        """Whether any exercise can be left out."""
        return any((self.text, self.show, self.muscle, self.equipment, self.kind))

    @property
    def is_folded_open(self) -> bool:
        """Whether one of the folded fields holds something."""
        return any((self.muscle, self.equipment, self.kind))


@dataclass(frozen=True, slots=True)
class ExerciseRow:
    """One exercise in the list; ``sets`` and ``last_day`` are the athlete's own."""

    id: int
    name: str
    kind: str
    equipment: str
    muscles: tuple[str, ...]
    is_own: bool
    is_favourite: bool
    sets: int
    last_day: date | None


@dataclass(frozen=True, slots=True)
class SetTypeRow:
    """One set type in the list."""

    id: int
    name: str
    description: str
    is_own: bool
    is_warm_up: bool
    sets: int


def exercises_listed(scope: Scope, wanted: ExerciseFilter) -> "QuerySet[ExerciseType]":
    """The exercises ``scope`` may choose that fit; the best hit first, else by name."""
    rows: QuerySet[ExerciseType] = exercises_used(scope) if wanted.show == "done" else _visible(scope)
    if wanted.show == "own":
        rows = rows.filter(owner=scope.owner)
    if wanted.show == "favourites":
        rows = rows.filter(pk__in=ExerciseFavourite.objects.visible_to(scope).values("exercise_type"))
    if wanted.muscle:
        rows = rows.filter(muscles__muscle=wanted.muscle)
    if wanted.equipment:
        rows = rows.filter(equipment=wanted.equipment)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if not wanted.text:
        return rows.order_by("name_key", "pk")
    found = [exercise.id for exercise in exercises_found(scope, wanted.text, limit=MOST_FOUND).exercises]
    rank = Case(*(When(pk=pk, then=Value(place)) for place, pk in enumerate(found)), default=Value(len(found)))
    return rows.filter(pk__in=found).order_by(rank)


def exercise_rows(scope: Scope, page: Sequence[ExerciseType]) -> list[ExerciseRow]:
    """What the list shows of these, in three queries."""
    ids = [row.pk for row in page]
    sets = WorkoutSet.objects.visible_to(scope).filter(exercise_type__in=ids).order_by()
    counted = sets.values("exercise_type").annotate(sets=Count("pk"), last_day=Max("local_date"))
    done = {each["exercise_type"]: each for each in counted}
    stars = ExerciseFavourite.objects.visible_to(scope).filter(exercise_type__in=ids)
    starred = set(stars.values_list("exercise_type", flat=True))
    return [
        ExerciseRow(
            id=row.pk,
            name=row.name,
            kind=row.get_kind_display(),
            equipment=row.get_equipment_display(),
            muscles=tuple(muscle.get_muscle_display() for muscle in row.muscles.all() if muscle.is_primary),
            is_own=row.owner_id is not None,
            is_favourite=row.pk in starred,
            sets=done[row.pk]["sets"] if row.pk in done else 0,
            last_day=done[row.pk]["last_day"] if row.pk in done else None,
        )
        for row in page
    ]


def sets_by(scope: Scope, field: str) -> dict[int, int]:
    """How many sets there are by ``field``, the key of an entry. Kept until the log changes: it reads all."""
    sets = WorkoutSet.objects.visible_to(scope).order_by().values_list(field).annotate(Count("pk"))
    return dict(kept_json(scope, Component("sets-by", (field,)), lambda: list(sets)))


def set_type_rows(scope: Scope) -> list[SetTypeRow]:
    """Every set type, own ones first."""
    done = sets_by(scope, "set_type")
    rows = sorted(SetType.objects.visible_to(scope), key=lambda row: (row.owner_id is None, row.position, row.name_key))
    return [
        SetTypeRow(
            id=row.pk,
            name=row.label,
            description=in_words(row.description, row.slug),
            is_own=row.owner_id is not None,
            is_warm_up=row.is_warm_up,
            sets=done.get(row.pk, 0),
        )
        for row in rows
    ]


def _visible(scope: Scope) -> "QuerySet[ExerciseType]":
    rows: QuerySet[ExerciseType] = ExerciseType.objects.visible_to(scope)
    return rows
