"""Many sets at once: a whole session in one call, a thousand sets in one transaction, a new order of all."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from sessions_app.errors import LimitError, StaleError
from sessions_app.models import Rep, WorkoutSession, WorkoutSet
from sessions_app.services.bulk import bulk_write, reserve_ids
from sessions_app.services.positions import AWAY
from sessions_app.services.sessions import SessionValues, new_session, session_lock
from sessions_app.services.sets import SetValues, add_to_totals, require_own_or_shared, session_touch, set_columns
from sessions_app.services.writing import log_write, stored_or_new
from sessions_app.sums import RepValue
from sharing.scope import Scope
from workouttracker.kit.limits import MAX_SETS_PER_SESSION
from workouttracker.kit.units import Unit, to_kg

REP_FIELDS = ("workout_set_id", "number", "weight", "success")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetEntry:
    """A set to be stored; without ``reps`` all are successful at its weight. ``values.number_reps`` is theirs."""

    values: SetValues
    reps: Sequence[RepValue] | None = None
    client_id: uuid.UUID | None = None

    def rep_values(self) -> list[RepValue]:
        """The reps as they are stored."""
        if self.reps is None:
            return [RepValue(self.values.weight, success=True)] * self.values.number_reps
        return [RepValue(to_kg(rep.weight, Unit.KG), rep.success) for rep in self.reps]


def sets_log(*, scope: Scope, session: WorkoutSession, entries: Sequence[SetEntry]) -> list[int]:
    """Add sets at the end of the session, all or none; their keys in the order of ``entries``.

    One whose ``client_id`` is stored already stays as it is. Raises ``LimitError`` when they don't all fit in.
    """
    try:
        return _sets_log(scope, session, entries)
    except IntegrityError:  # somebody stored one of them at the same moment: it is found now
        return _sets_log(scope, session, entries)


def _sets_log(scope: Scope, session: WorkoutSession, entries: Sequence[SetEntry]) -> list[int]:
    with log_write(scope.require_owner().pk, "sets_log", session.pk) as write:
        keys, write.changed = _add_many(session_lock(scope=scope, session_id=session.pk), entries)
        write.set_ids += keys
    return keys


def session_log(
    *,
    scope: Scope,
    values: SessionValues,
    entries: Sequence[SetEntry],
    time_zone: str | None = None,
    kind: str = WorkoutSession.Kind.WORKOUT,
    client_id: uuid.UUID | None = None,
) -> WorkoutSession:
    """A whole session with its sets. Sent twice with the same ``client_id`` it is stored once: the first one stays."""
    owner = scope.require_owner()

    with log_write(owner.pk, "session_log") as write:

        def create() -> WorkoutSession:
            session = new_session(owner, values, time_zone=time_zone, kind=kind, client_id=client_id)
            write.set_ids += _add_many(session, entries)[0]
            return session

        session, write.changed = stored_or_new(WorkoutSession.objects.filter(owner=owner), client_id, create)
        write.session_ids.append(session.pk)
    return session


def sets_order(*, scope: Scope, session: WorkoutSession, set_ids: Sequence[int], revision: int | None = None) -> None:
    """Put the sets of a session into the order of ``set_ids``, which must name each of them once.

    Raises ``StaleError`` when ``revision`` is not the present one, ``ValueError`` when other sets are there.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "sets_order", session.pk) as write:
        locked = session_lock(scope=scope, session_id=session.pk)
        if revision is not None and locked.revision != revision:
            raise StaleError
        rows = WorkoutSet.objects.filter(session=locked)
        before = list(rows.order_by("position").values_list("pk", flat=True))
        if sorted(before) != sorted(set_ids):
            raise ValueError(_("The order has to name each set of the session once."))
        write.changed = before != list(set_ids)
        if write.changed:
            rows.update(position=F("position") + AWAY)
            places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(set_ids, start=1)]
            rows.update(position=Case(*places))
            locked.next_position = len(before) + 1
            session_touch(locked)


def _add_many(session: WorkoutSession, entries: Sequence[SetEntry]) -> tuple[list[int], bool]:
    """Write the sets that are not there yet; the keys of all, and whether any was written."""
    named = [entry.client_id for entry in entries if entry.client_id]
    mine = WorkoutSet.objects.filter(owner=session.owner_id, client_id__in=named)
    stored: dict[uuid.UUID | None, int] = dict(mine.values_list("client_id", "pk")) if named else {}
    new = _first_of_each(entries, stored)
    if session.total_sets + len(new) > MAX_SETS_PER_SESSION:
        raise LimitError(_("A session holds at most %(number)s sets.") % {"number": MAX_SETS_PER_SESSION})
    if new:
        keys = reserve_ids(WorkoutSet, len(new))
        _write(session, new, keys)
        stored |= {entry.client_id: key for entry, key in zip(new, keys, strict=True) if entry.client_id}
        by_place = dict(zip(map(id, new), keys, strict=True))
    else:
        by_place = {}
    return [by_place.get(id(entry)) or stored[entry.client_id] for entry in entries], bool(new)


def _first_of_each(entries: Sequence[SetEntry], stored: dict[uuid.UUID | None, int]) -> list[SetEntry]:
    seen: set[uuid.UUID] = set()
    new = []
    for entry in entries:
        if entry.client_id is not None:
            if entry.client_id in stored or entry.client_id in seen:
                continue
            seen.add(entry.client_id)
        new.append(entry)
    return new


def _write(session: WorkoutSession, entries: Sequence[SetEntry], keys: Sequence[int]) -> None:
    columns = [field.attname for field in WorkoutSet._meta.concrete_fields]  # noqa: SLF001 - the documented way
    rows: list[list[Any]] = []
    reps: list[tuple[Any, ...]] = []
    for key, entry in zip(keys, entries, strict=True):
        require_own_or_shared(session, entry.values)
        done = entry.rep_values()
        row = WorkoutSet(
            pk=key,
            session=session,
            owner_id=session.owner_id,
            session_kind=session.kind,
            local_date=session.local_date,
            position=session.next_position,
            client_id=entry.client_id,
            **set_columns(entry.values, done),
        )
        rows.append([getattr(row, name) for name in columns])
        reps += [(key, number, rep.weight, rep.success) for number, rep in enumerate(done, start=1)]
        session.next_position += 1
        add_to_totals(session, sets=1, reps=row.number_reps, tonnage=row.tonnage)
    bulk_write(WorkoutSet, columns, rows)
    if reps:
        bulk_write(Rep, REP_FIELDS, reps)
    session_touch(session)
