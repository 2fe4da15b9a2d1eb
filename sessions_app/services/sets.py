"""What can happen to a set and its reps. Every verb locks the session first, so positions and sums can't race."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from sessions_app.errors import LimitError, StaleError
from sessions_app.models import ExerciseType, Rep, SetType, Undo, WorkoutSession, WorkoutSet
from sessions_app.services.positions import make_room, swap_positions
from sessions_app.services.routine_progress import set_changed
from sessions_app.services.sessions import session_lock
from sessions_app.services.snapshots import delete_sets, snapshot_sets
from sessions_app.services.writing import log_write, stored_or_new
from sessions_app.sums import RepValue, SetSums, sums_of_equal_reps, sums_of_reps
from sharing.scope import Scope
from workouttracker.kit.limits import MAX_REPS, MAX_SETS_PER_SESSION
from workouttracker.kit.units import Unit, to_kg


@dataclass(frozen=True, slots=True, kw_only=True)
class SetValues:
    """What an athlete can say about a set: kilograms, seconds, metres; RPE 1 to 10 in halves.

    The weight is taken to the four decimals that are stored, so that sums are made of what is stored. Raises
    ``LimitError`` for a number of reps that no set may have.
    """

    exercise_type: ExerciseType
    set_type: SetType
    number_reps: int = 0
    weight: Decimal = Decimal(0)
    target_reps: int | None = None
    rpe: Decimal | None = None
    rest_seconds: int | None = None
    duration_seconds: int | None = None
    distance_metres: Decimal | None = None
    superset_group: int | None = None
    description: str = ""
    notes: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", to_kg(self.weight, Unit.KG))
        if not 0 <= self.number_reps <= MAX_REPS:
            raise LimitError(_("A set holds at most %(number)s reps.") % {"number": MAX_REPS})


def set_log(
    *, scope: Scope, session: WorkoutSession, values: SetValues, client_id: uuid.UUID | None = None
) -> WorkoutSet:
    """Add a set at the end of the session, with all its reps successful at the set's weight.

    Sent twice with the same ``client_id`` it is stored once: the set that is there is returned.
    Raises ``LimitError`` when the session is full.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "set_log", session.pk) as write:
        locked = session_lock(scope=scope, session_id=session.pk)
        reps = [RepValue(values.weight, success=True)] * values.number_reps

        def create() -> WorkoutSet:
            return _add(locked, values, reps, position=locked.next_position, client_id=client_id)

        row, write.changed = stored_or_new(WorkoutSet.objects.filter(owner=owner), client_id, create)
        write.set_ids.append(row.pk)
    return row


def set_update(*, scope: Scope, workout_set: WorkoutSet, values: SetValues, revision: int | None = None) -> WorkoutSet:
    """Change a set. More reps are added at the end as successful, fewer are taken from the end; reps that had the
    set's old weight get the new one. Raises ``StaleError`` when ``revision`` is not the present one.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "set_update", workout_set.session_id) as write:
        write.set_ids.append(workout_set.pk)
        locked, session = _lock(scope, workout_set, revision)
        reps = _adjusted(_reps(locked), old=locked.weight, values=values)
        _write(locked, session, values, reps)
    return locked


def reps_write(
    *, scope: Scope, workout_set: WorkoutSet, reps: Sequence[RepValue], revision: int | None = None
) -> WorkoutSet:
    """Write all reps of a set at once (the grid); their number becomes the set's. The set's own weight stays."""
    owner = scope.require_owner()
    with log_write(owner.pk, "reps_write", workout_set.session_id) as write:
        write.set_ids.append(workout_set.pk)
        locked, session = _lock(scope, workout_set, revision)
        stored = [RepValue(to_kg(rep.weight, Unit.KG), rep.success) for rep in reps]
        _write(locked, session, _values_of(locked, number_reps=len(stored)), stored)
    return locked


def rep_mark(*, scope: Scope, workout_set: WorkoutSet, number: int, success: bool) -> WorkoutSet:
    """Tick one rep off as done or failed. Raises ``Rep.DoesNotExist`` when the set has no such rep."""
    owner = scope.require_owner()
    with log_write(owner.pk, "rep_mark", workout_set.session_id) as write:
        write.set_ids.append(workout_set.pk)
        locked, session = _lock(scope, workout_set, None)
        reps = _reps(locked)
        if not 1 <= number <= len(reps):
            raise Rep.DoesNotExist
        reps[number - 1] = reps[number - 1]._replace(success=success)
        _write(locked, session, _values_of(locked, number_reps=len(reps)), reps)
    return locked


def set_clone(*, scope: Scope, workout_set: WorkoutSet, client_id: uuid.UUID | None = None) -> WorkoutSet:
    """The same set once more, right after it, with all reps successful."""
    owner = scope.require_owner()
    with log_write(owner.pk, "set_clone", workout_set.session_id) as write:
        locked, session = _lock(scope, workout_set, None)
        reps = [rep._replace(success=True) for rep in _reps(locked)]
        values, position = _values_of(locked, number_reps=len(reps)), locked.position + 1

        def create() -> WorkoutSet:
            make_room(session, position)
            return _add(session, values, reps, position=position, client_id=client_id)

        row, write.changed = stored_or_new(WorkoutSet.objects.filter(owner=owner), client_id, create)
        write.set_ids.append(row.pk)
    return row


def set_move(*, scope: Scope, workout_set: WorkoutSet, down: bool) -> bool:
    """Swap places with the neighbour above or below; False when there is none."""
    owner = scope.require_owner()
    with log_write(owner.pk, "set_move", workout_set.session_id) as write:
        locked, session = _lock(scope, workout_set, None)
        others = WorkoutSet.objects.filter(session=session)
        neighbour = (
            others.filter(position__gt=locked.position).order_by("position").first()
            if down
            else others.filter(position__lt=locked.position).order_by("-position").first()
        )
        if neighbour is None:
            write.changed = False
            return False
        swap_positions(locked, neighbour, session)
        session_touch(session)
    return True


def set_delete(*, scope: Scope, workout_set: WorkoutSet) -> Undo:
    """Delete a set; the returned row undoes it for ``UNDO_DAYS`` days."""
    owner = scope.require_owner()
    with log_write(owner.pk, "set_delete", workout_set.session_id):
        locked, session = _lock(scope, workout_set, None)
        undo = Undo.objects.create(
            owner=owner,
            kind="sets",
            label=_("Set of %(exercise)s deleted.") % {"exercise": locked.exercise_type.name},
            payload=snapshot_sets(owner_id=owner.pk, set_ids=[locked.pk])
            | {"session": session.pk, "sessions_next_position": session.next_position},
        )
        delete_sets(owner_id=owner.pk, set_ids=[locked.pk])
        add_to_totals(session, sets=-1, reps=-locked.number_reps, tonnage=-locked.tonnage)
        session_touch(session)
    return undo


def add_to_totals(session: WorkoutSession, *, sets: int, reps: int, tonnage: Decimal) -> None:
    """Change the sums of a locked session in memory; ``session_touch`` writes them."""
    session.total_sets += sets
    session.total_reps += reps
    session.total_tonnage += tonnage


def _lock(scope: Scope, workout_set: WorkoutSet, revision: int | None) -> tuple[WorkoutSet, WorkoutSession]:
    session = session_lock(scope=scope, session_id=workout_set.session_id)
    rows = WorkoutSet.objects.editable_by(scope).filter(session=session)
    locked: WorkoutSet = rows.select_related("exercise_type", "set_type").get(pk=workout_set.pk)
    if revision is not None and locked.revision != revision:
        raise StaleError
    return locked, session


def _reps(workout_set: WorkoutSet) -> list[RepValue]:
    rows = Rep.objects.filter(workout_set=workout_set).order_by("number")
    return [RepValue(weight, success) for weight, success in rows.values_list("weight", "success")]


def _adjusted(reps: list[RepValue], *, old: Decimal, values: SetValues) -> list[RepValue]:
    """The reps after a change of the set's weight and number of reps."""
    kept = [rep._replace(weight=values.weight) if rep.weight == old else rep for rep in reps[: values.number_reps]]
    return kept + [RepValue(values.weight, success=True)] * (values.number_reps - len(kept))


def _values_of(workout_set: WorkoutSet, *, number_reps: int) -> SetValues:
    return SetValues(
        exercise_type=workout_set.exercise_type,
        set_type=workout_set.set_type,
        number_reps=number_reps,
        weight=workout_set.weight,
        target_reps=workout_set.target_reps,
        rpe=workout_set.rpe,
        rest_seconds=workout_set.rest_seconds,
        duration_seconds=workout_set.duration_seconds,
        distance_metres=workout_set.distance_metres,
        superset_group=workout_set.superset_group,
        description=workout_set.description,
        notes=workout_set.notes,
    )


def _sums(reps: Sequence[RepValue], kind: str) -> SetSums:
    if reps and all(rep == reps[0] and rep.success for rep in reps):
        return sums_of_equal_reps(len(reps), reps[0].weight, kind)
    return sums_of_reps(reps, kind)


def set_columns(values: SetValues, reps: Sequence[RepValue]) -> dict[str, object]:
    """Every column of a set that follows from what was said about it."""
    stated = {name: getattr(values, name) for name in SetValues.__dataclass_fields__}
    sums = _sums(reps, values.exercise_type.kind)._asdict()
    return {**stated, **sums, "is_warm_up": values.set_type.is_warm_up, "number_reps": len(reps)}


def _add(
    session: WorkoutSession,
    values: SetValues,
    reps: Sequence[RepValue],
    *,
    position: int,
    client_id: uuid.UUID | None,
) -> WorkoutSet:
    if session.total_sets >= MAX_SETS_PER_SESSION:
        raise LimitError(_("A session holds at most %(number)s sets.") % {"number": MAX_SETS_PER_SESSION})
    require_own_or_shared(session, values)
    row = WorkoutSet.objects.create(
        session=session,
        owner_id=session.owner_id,
        session_kind=session.kind,
        local_date=session.local_date,
        position=position,
        client_id=client_id,
        **set_columns(values, reps),
    )
    _insert_reps(row, reps)
    session.next_position += 1
    add_to_totals(session, sets=1, reps=row.number_reps, tonnage=row.tonnage)
    session_touch(session)
    return row


def _write(locked: WorkoutSet, session: WorkoutSession, values: SetValues, reps: list[RepValue]) -> None:
    """Write a locked set and its reps, and carry the difference into the session's sums."""
    require_own_or_shared(session, values)
    before = locked.number_reps, locked.tonnage
    columns = set_columns(values, reps)
    for name, value in columns.items():
        setattr(locked, name, value)
    locked.revision += 1
    locked.save(update_fields=[*columns, "revision"])
    Rep.objects.filter(workout_set=locked).delete()
    _insert_reps(locked, reps)
    add_to_totals(session, sets=0, reps=locked.number_reps - before[0], tonnage=locked.tonnage - before[1])
    session_touch(session)


def require_own_or_shared(session: WorkoutSession, values: SetValues) -> None:
    """Raise ``PermissionError`` for another athlete's exercise or set type: a bug of the caller, not an answer."""
    for entry in (values.exercise_type, values.set_type):
        if entry.owner_id not in {None, session.owner_id}:
            raise PermissionError("this exercise or set type belongs to somebody else")


def _insert_reps(row: WorkoutSet, reps: Sequence[RepValue]) -> None:
    Rep.objects.bulk_create(
        Rep(workout_set=row, number=number, weight=rep.weight, success=rep.success)
        for number, rep in enumerate(reps, start=1)
    )


def session_touch(session: WorkoutSession) -> None:
    """Write the sums of a locked session and count its revision up; what it was planned by follows when it is over."""
    session.revision += 1
    session.save(update_fields=["total_sets", "total_reps", "total_tonnage", "next_position", "revision", "updated_at"])
    set_changed(session)
