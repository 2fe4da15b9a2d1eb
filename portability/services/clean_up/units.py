"""Converting weights that were taken in the wrong unit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portability.services.clean_up.chosen import Chosen, chunks, lock_unchanged
from portability.services.clean_up.weights import Weights, sessions_follow, sums_rewrite, weights_replace
from sessions_app.errors import LimitError
from sessions_app.models import Rep, Undo, WorkoutSession, WorkoutSet
from sessions_app.services.writing import log_write
from sharing.scope import Scope
from workouttracker.kit.limits import MAX_WEIGHT_KG
from workouttracker.kit.units import KG_PER_LB, STORED_STEP, Unit, from_kg, plain, to_kg

KIND = "clean_up_units"


class Mistake(StrEnum):
    """What went wrong: numbers meant in one unit were stored as if meant in the other."""

    LB_AS_KG = "lb_as_kg"
    KG_AS_LB = "kg_as_lb"


def corrected(weight: Decimal, mistake: Mistake) -> Decimal:
    """The kilograms that were meant.

    100 kg taken as pounds lie there as 45.3592: the number that was typed comes back, not 99.9999.
    """
    if mistake is Mistake.LB_AS_KG:
        return to_kg(weight, Unit.LB)
    typed = from_kg(weight, Unit.LB)
    return typed if to_kg(typed, Unit.LB) == weight else (weight / KG_PER_LB).quantize(STORED_STEP)


@dataclass(frozen=True, slots=True)
class ExerciseChange:
    """One exercise: how many of its sets change, and its heaviest set now and then, kilograms."""

    name: str
    sets: int
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class UnitsPlan:
    """What converting would do; ``too_heavy`` is a weight that would pass the limit: it is refused then."""

    sessions: int
    sets: int
    reps: int
    exercises: tuple[ExerciseChange, ...]
    too_heavy: Decimal | None

    @property
    def is_empty(self) -> bool:
        return not self.sets

    @property
    def is_refused(self) -> bool:
        return self.too_heavy is not None


def units_plan(*, scope: Scope, chosen: Chosen, mistake: Mistake) -> UnitsPlan:
    """What ``units_convert`` would do now."""
    sets = _loaded(chosen.sets(scope))
    reps = Rep.objects.filter(workout_set__in=sets.values("pk"), weight__gt=0)
    heaviest = max(_top(sets), _top(reps))
    by_exercise = sets.values_list("exercise_type__name").annotate(Count("pk"), Max("weight"), Max("top_weight"))
    exercises = [
        ExerciseChange(name, count, max(one, other), corrected(max(one, other), mistake))
        for name, count, one, other in by_exercise.order_by("exercise_type__name_key")
    ]
    return UnitsPlan(
        sessions=sets.values("session").distinct().count(),
        sets=sum(each.sets for each in exercises),
        reps=reps.count(),
        exercises=tuple(exercises),
        too_heavy=heaviest if corrected(heaviest, mistake) > MAX_WEIGHT_KG else None,
    )


def units_convert(*, scope: Scope, chosen: Chosen, mistake: Mistake, version: str | None = None) -> Undo | None:
    """Convert every weight of the chosen sets; the returned row undoes it. None when there is nothing to convert.

    Raises ``StaleError`` when the log is not at ``version``, ``LimitError`` when a weight would pass the limit.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "units_convert") as write:
        lock_unchanged(scope, chosen.sessions(scope), version)
        rows = list(_loaded(chosen.sets(scope)).order_by("pk").values_list("pk", "session_id", "revision"))
        write.changed = bool(rows)
        if not rows:
            return None
        set_ids = [pk for pk, _session, _rev in rows]
        weights = _weights(set_ids, mistake)
        payload = _payload(rows, set_ids, weights)
        weights_replace(set_ids, weights)
        write.session_ids += sorted({session for _pk, session, _rev in rows})
        sessions_follow(write.session_ids)
        label = ngettext("Unit converted in %(number)d set.", "Unit converted in %(number)d sets.", len(rows)) % {
            "number": len(rows)
        }
        return Undo.objects.create(owner=owner, kind=KIND, label=label, payload=payload)


def restore_units(undo: Undo) -> list[int]:
    """Give the sets that nobody changed since the weights they had; the keys of their sessions."""
    payload: dict[str, Any] = undo.payload
    weights = {Decimal(after): Decimal(before) for before, after in payload["weights"]}
    sessions: set[int] = set()
    for revision, ids in payload["sets"].items():
        for some in chunks(ids):
            rows = WorkoutSet.objects.filter(owner=undo.owner, pk__in=some, revision=int(revision))
            list(WorkoutSession.objects.select_for_update().filter(pk__in=rows.values("session")).order_by("pk"))
            found = dict(rows.order_by("pk").values_list("pk", "session_id"))
            weights_replace(list(found), weights)
            _restore_odd(set(found), payload["odd"])
            sessions.update(found.values())
    sessions_follow(sorted(sessions))
    return sorted(sessions)


def _loaded(sets: Any) -> Any:
    """Those with a weight, of their own or of a rep."""
    return sets.filter(Q(weight__gt=0) | Exists(Rep.objects.filter(workout_set=OuterRef("pk"), weight__gt=0)))


def _top(rows: Any) -> Decimal:
    """The heaviest weight of ``rows``, 0 when there are none."""
    top: Decimal | None = rows.aggregate(top=Max("weight"))["top"]
    return top or Decimal(0)


def _weights(set_ids: list[int], mistake: Mistake) -> dict[Decimal, Decimal]:
    """Every weight of these sets and their reps, and what it becomes."""
    present: set[Decimal] = set()
    for ids in chunks(set_ids):
        present.update(WorkoutSet.objects.filter(pk__in=ids).order_by().values_list("weight", flat=True).distinct())
        present.update(Rep.objects.filter(workout_set__in=ids).order_by().values_list("weight", flat=True).distinct())
    weights = {weight: corrected(weight, mistake) for weight in sorted(present) if weight}
    if weights and max(weights.values()) > MAX_WEIGHT_KG:
        raise _too_heavy(max(weights))
    return weights


def _too_heavy(weight: Decimal) -> LimitError:
    return LimitError(
        _("%(weight)s kg would become more than %(most)s kg, which no set can have. Choose fewer sets.")
        % {"weight": plain(weight), "most": MAX_WEIGHT_KG}
    )


def _payload(rows: Iterable[tuple[int, int, int]], set_ids: list[int], weights: Weights) -> dict[str, Any]:
    """What undoing needs: the map, the sets by the revision they will have, and what the map can't tell apart."""
    by_revision: dict[int, list[int]] = defaultdict(list)
    for pk, _session, revision in rows:
        by_revision[revision + 1].append(pk)
    kept: dict[Decimal, Decimal] = {}
    for before, after in weights.items():
        kept.setdefault(after, before)
    lost = [before for before, after in weights.items() if kept[after] != before]
    return {
        "weights": [[str(before), str(after)] for after, before in kept.items()],
        "sets": by_revision,
        "odd": _odd(set_ids, lost),
    }


def _odd(set_ids: list[int], lost: list[Decimal]) -> list[list[Any]]:
    """``[set, number of the rep or None, weight]`` of rows whose weight falls together with another one."""
    odd: list[list[Any]] = []
    for ids in chunks(set_ids) if lost else ():
        sets = WorkoutSet.objects.filter(pk__in=ids, weight__in=lost).values_list("pk", "weight")
        reps = Rep.objects.filter(workout_set__in=ids, weight__in=lost).values_list(
            "workout_set_id", "number", "weight"
        )
        odd += [[pk, None, str(weight)] for pk, weight in sets]
        odd += [[pk, number, str(weight)] for pk, number, weight in reps]
    return odd


def _restore_odd(set_ids: set[int], odd: list[list[Any]]) -> None:
    mine = [each for each in odd if each[0] in set_ids]
    for pk, number, weight in mine:
        if number is None:
            WorkoutSet.objects.filter(pk=pk).update(weight=Decimal(weight))
        else:
            Rep.objects.filter(workout_set=pk, number=number).update(weight=Decimal(weight))
    sums_rewrite(sorted({each[0] for each in mine}))
