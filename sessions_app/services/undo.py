"""Taking a deletion back."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from sessions_app.errors import UndoneError
from sessions_app.models import Undo, WorkoutSession, WorkoutSet
from sessions_app.services.positions import make_room
from sessions_app.services.sets import add_to_totals
from sessions_app.services.snapshots import restore
from sessions_app.services.writing import log_write
from sharing.scope import Scope


def undo_apply(*, scope: Scope, undo: Undo) -> Undo:
    """Write back what the deletion took away, once.

    Raises ``UndoneError`` when it was undone before, is too old, or its session is gone for good meanwhile.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "undo_apply"):
        claimed = Undo.objects.live().filter(owner=owner, pk=undo.pk).update(undone_at=timezone.now())
        if not claimed:
            raise UndoneError
        undo.refresh_from_db()
        try:
            with transaction.atomic():
                RESTORERS[undo.kind](undo)
        except IntegrityError as error:  # what it hung on, such as an own exercise, is gone
            raise UndoneError from error
    return undo


def restore_sets(undo: Undo) -> None:
    """Put sets back where they were, or right after what took their place; sums follow."""
    payload: dict[str, Any] = undo.payload
    session = WorkoutSession.objects.select_for_update().filter(owner=undo.owner, pk=payload["session"]).first()
    if session is None:
        raise UndoneError
    table = payload["tables"][0]
    place = table["fields"].index("position")
    for row in sorted(table["rows"], key=lambda values: values[place]):
        make_room(session, row[place])
    restore(payload)
    pks = [row[table["fields"].index("id")] for row in table["rows"]]
    WorkoutSet.objects.filter(pk__in=pks).update(session_kind=session.kind, local_date=session.local_date)
    for row in WorkoutSet.objects.filter(pk__in=pks):
        add_to_totals(session, sets=1, reps=row.number_reps, tonnage=row.tonnage)
    last = WorkoutSet.objects.filter(session=session).aggregate(last=Max("position"))["last"] or 0
    session.next_position = last + 1
    session.revision += 1
    session.save()


def restore_sessions(undo: Undo) -> None:
    """Put sessions back as they were, with their sets and reps."""
    restore(undo.payload)


RESTORERS: dict[str, Callable[[Undo], None]] = {
    "sets": restore_sets,
    "sessions": restore_sessions,
}
"""How each kind of undo is applied; a kind stays here as long as rows of it may exist."""
