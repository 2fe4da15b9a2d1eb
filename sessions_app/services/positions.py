"""Order within a session. Positions are unique, so every change goes in two steps: out of the way, then in place."""

from django.db.models import Case, F, QuerySet, Value, When

from sessions_app.models import WorkoutSession, WorkoutSet

AWAY = 1_000_000
"""Added to positions that are on their way; far above any real one."""


def make_room(session: WorkoutSession, position: int) -> None:
    """Shift the sets of a locked session from ``position`` on by one, when that place is taken."""
    rows: QuerySet[WorkoutSet] = WorkoutSet.objects.filter(session=session)
    if not rows.filter(position=position).exists():
        session.next_position = max(session.next_position, position)
        return
    rows.filter(position__gte=position).update(position=F("position") + AWAY)
    rows.filter(position__gte=AWAY).update(position=F("position") - AWAY + 1)


def swap_positions(one: WorkoutSet, other: WorkoutSet, session: WorkoutSession) -> None:
    """Exchange the places of two sets of a locked session."""
    rows: QuerySet[WorkoutSet] = WorkoutSet.objects.filter(session=session)
    both = rows.filter(pk__in=[one.pk, other.pk])
    both.update(position=F("position") + AWAY)
    both.update(position=Case(When(pk=one.pk, then=Value(other.position)), When(pk=other.pk, then=Value(one.position))))
    one.position, other.position = other.position, one.position
