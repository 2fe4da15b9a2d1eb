"""What can happen to goals. Whether one is met is computed from the log, never stored."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from sessions_app.errors import StaleError
from sessions_app.models import DataVersion, ExerciseType, Goal, Undo
from sessions_app.services.snapshots import delete_rows, snapshot
from sessions_app.services.writing import log_write, stored_or_new
from sharing.scope import Scope

PLANS = DataVersion.Area.GOALS
FIELDS = ("kind", "exercise_type", "weight", "reps", "count", "start_weight", "due_date", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalValues:
    """What an athlete can say about a goal; kilograms. ``start_weight`` is where they stand when it is set."""

    kind: str
    due_date: date
    exercise_type: ExerciseType | None = None
    weight: Decimal | None = None
    reps: int | None = None
    count: int | None = None
    start_weight: Decimal | None = None
    note: str = ""


def goal_create(*, scope: Scope, values: GoalValues, start_date: date, client_id: uuid.UUID | None = None) -> Goal:
    """A new goal. Sent twice with the same ``client_id`` it is stored once."""
    owner = scope.require_owner()

    def create() -> Goal:
        said = {name: getattr(values, name) for name in FIELDS}
        return Goal.objects.create(owner=owner, client_id=client_id, start_date=start_date, **said)

    with log_write(owner.pk, "goal_create", area=PLANS) as write:
        row, write.changed = stored_or_new(Goal.objects.filter(owner=owner), client_id, create)
    return row


def goal_update(*, scope: Scope, goal: Goal, values: GoalValues, revision: int | None = None) -> Goal:
    """Change a goal. Raises ``StaleError`` when ``revision`` is not the present one, ``DoesNotExist``."""
    with log_write(scope.require_owner().pk, "goal_update", area=PLANS):
        row: Goal = Goal.objects.editable_by(scope).select_for_update().get(pk=goal.pk)
        if revision is not None and row.revision != revision:
            raise StaleError
        for name in FIELDS:
            if name != "start_weight":
                setattr(row, name, getattr(values, name))
        row.revision += 1
        row.save()
    return row


def goal_delete(*, scope: Scope, goal: Goal) -> Undo:
    """Delete a goal; the returned row undoes it. Raises ``DoesNotExist``."""
    owner = scope.require_owner()
    with log_write(owner.pk, "goal_delete", area=PLANS):
        row = Goal.objects.editable_by(scope).select_for_update().get(pk=goal.pk)
        rows = Goal.objects.filter(pk=row.pk)
        undo = Undo.objects.create(owner=owner, kind="goals", label=_("Goal deleted."), payload=snapshot(rows))
        delete_rows(rows)
    return undo
