"""Making several exercises one, and finding those that look alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz

from portability.services.clean_up.chosen import lock_unchanged
from sessions_app.exercise_list import sets_by
from sessions_app.models import ExerciseType, Undo, WorkoutSession, WorkoutSet
from sessions_app.search import exercises_used
from sessions_app.services.own_catalogue import merged_into
from sessions_app.services.undo import restore_merge
from sessions_app.services.writing import log_write
from sharing.scope import Scope

KIND = "clean_up_exercises"
ALIKE = 88
"""Names with at least so many per cent in common, whatever the order of their words, are shown as alike."""
MOST_PAIRS = 20


@dataclass(frozen=True, slots=True)
class MergedExercise:
    """An exercise that goes into another one: how much of it there is; ``is_own`` ones are gone then.

    ``other_kind``: a set of it means something else than one of the target (a plank's seconds, a curl's weight).
    """

    name: str
    is_own: bool
    sets: int
    sessions: int
    heaviest: Decimal
    other_kind: bool


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What merging would do."""

    target: str
    sources: tuple[MergedExercise, ...]

    @property
    def is_empty(self) -> bool:
        return not self.sources

    @property
    def sets(self) -> int:
        return sum(each.sets for each in self.sources)


@dataclass(frozen=True, slots=True)
class AlikePair:
    """Two exercises whose names look alike, the one with more sets second."""

    source_id: int
    source: str
    source_sets: int
    target_id: int
    target: str
    target_sets: int


def merge_plan(*, scope: Scope, sources: Sequence[ExerciseType], target: ExerciseType) -> MergePlan:
    """What ``exercises_unite`` would do now."""
    counted = WorkoutSet.objects.editable_by(scope).filter(exercise_type__in=sources).order_by()
    found = counted.values_list("exercise_type").annotate(
        Count("pk"), Count("session", distinct=True), Max("top_weight")
    )
    numbers = {pk: rest for pk, *rest in found}
    merged = []
    for row in sources:
        sets, sessions, heaviest = numbers.get(row.pk, (0, 0, Decimal(0)))
        if sets or row.owner_id is not None:
            merged.append(
                MergedExercise(row.name, row.owner_id is not None, sets, sessions, heaviest, row.kind != target.kind)
            )
    return MergePlan(target.name, tuple(merged))


def exercises_unite(
    *, scope: Scope, sources: Sequence[ExerciseType], target: ExerciseType, version: str | None = None
) -> Undo | None:
    """Make every set of ``sources`` one of ``target``, and whatever else of the athlete's names them.

    Own ones are gone then, shared ones stay in the catalogue; imports remember the names of both. The returned row
    undoes it all. Raises ``StaleError`` when the log is not at ``version``, ``DoesNotExist``, ``ValueError``.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "exercises_unite") as write:
        sets = WorkoutSet.objects.filter(owner=owner, exercise_type__in=[row.pk for row in sources])
        sessions = WorkoutSession.objects.editable_by(scope).filter(pk__in=sets.values("session"))
        lock_unchanged(scope, sessions, version)
        merges = [merged_into(scope=scope, source=row, target=target) for row in sources]
        write.changed = bool(merges)
        if not merges:
            return None
        write.session_ids += sorted({pk for each in merges for pk in each["sessions"]})
        return Undo.objects.create(owner=owner, kind=KIND, label=_words(sources, target), payload={"merges": merges})


def restore_exercises(undo: Undo) -> list[int]:
    """Take the merges back, the last one first; the keys of the sessions they touched."""
    payload: dict[str, Any] = undo.payload
    touched: set[int] = set()
    for each in reversed(payload["merges"]):
        touched.update(restore_merge(undo.owner_id, each))
    return sorted(touched)


def exercises_to_merge(scope: Scope) -> list[tuple[ExerciseType, int]]:
    """The exercises that the athlete has done or made, with the number of their sets."""
    used = exercises_used(scope).order_by().values("pk")
    rows = ExerciseType.objects.visible_to(scope).filter(Q(pk__in=used) | Q(owner=scope.owner))
    counts = sets_by(scope, "exercise_type")
    return [(row, counts.get(row.pk, 0)) for row in rows.order_by("name_key")]


def exercises_alike(rows: Sequence[tuple[ExerciseType, int]]) -> list[AlikePair]:
    """Pairs whose names look alike, the most alike first."""
    pairs = []
    for (one, some), (other, more) in combinations(rows, 2):
        score = fuzz.token_sort_ratio(one.name_key, other.name_key, score_cutoff=ALIKE)
        if score:
            # An own one goes rather than a shared one, else the one with fewer sets.
            swap = (one.owner_id is None, some) > (other.owner_id is None, more)
            (source, source_sets), (target, target_sets) = (
                ((other, more), (one, some)) if swap else ((one, some), (other, more))
            )
            pairs.append((score, AlikePair(source.pk, source.name, source_sets, target.pk, target.name, target_sets)))
    return [pair for _score, pair in sorted(pairs, key=lambda each: -each[0])[:MOST_PAIRS]]


def _words(sources: Sequence[ExerciseType], target: ExerciseType) -> str:
    if len(sources) == 1:
        return _("“%(name)s” merged into “%(other)s”.") % {"name": sources[0].name, "other": target.name}
    words = ngettext(
        "%(number)d exercise merged into “%(other)s”.", "%(number)d exercises merged into “%(other)s”.", len(sources)
    )
    return words % {"number": len(sources), "other": target.name}
