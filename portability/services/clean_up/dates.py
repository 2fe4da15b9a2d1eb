"""Moving workouts in time: by days and hours on the clock, or to the time zone they were done in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portability.services.clean_up.changes import changed_back, changes_of, rows_save
from portability.services.clean_up.chosen import Chosen, chunks, lock_unchanged
from sessions_app.errors import LimitError
from sessions_app.models import Undo, WorkoutSession, WorkoutSet
from sessions_app.services.routine_progress import sessions_moved
from sessions_app.services.writing import log_write
from sharing.scope import Scope
from workouttracker.kit.dates import local_day, local_to_utc

KIND = "clean_up_dates"
FIELDS = ("started_at", "ended_at", "time_zone", "local_date")
SAVED = (*FIELDS, "revision", "updated_at")
EARLIEST, AHEAD = date(1950, 1, 1), timedelta(days=366)
SHOWN = 30
Moved = tuple[WorkoutSession, datetime]
"""A session, and when it began before it was moved."""


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much the clock moves, and the zone it then stands in; None leaves each session's own."""

    by: timedelta = timedelta(0)
    zone: ZoneInfo | None = None

    @property
    def is_nothing(self) -> bool:
        return not self.by and self.zone is None


@dataclass(frozen=True, slots=True)
class SessionMove:
    """One session: where it stands and where it would stand, aware and in its zones. ``is_odd``: on the new day the
    clock shows that time twice or never.
    """

    name: str
    before: datetime
    after: datetime
    is_odd: bool

    @property
    def shows_zones(self) -> bool:
        return str(self.before.tzinfo) != str(self.after.tzinfo)


@dataclass(frozen=True, slots=True)
class DatesPlan:
    """What moving would do: every session, the latest first; of these ``shown``."""

    moves: tuple[SessionMove, ...]
    future: int

    @property
    def is_empty(self) -> bool:
        return not self.moves

    @property
    def shown(self) -> tuple[SessionMove, ...]:
        return self.moves[:SHOWN]

    @property
    def left(self) -> int:
        """How many are not shown."""
        return len(self.moves) - len(self.shown)

    @property
    def odd(self) -> int:
        return sum(move.is_odd for move in self.moves)


def dates_plan(*, scope: Scope, chosen: Chosen, shift: Shift) -> DatesPlan:
    """What ``dates_shift`` would do now."""
    if shift.is_nothing:
        return DatesPlan((), 0)
    rows = chosen.sessions(scope).order_by("-started_at", "-pk").only("name", "started_at", "ended_at", "time_zone")
    moves = []
    for row in rows.iterator():
        zone = shift.zone or row.zone
        moved, odd = _moved(row, shift)
        moves.append(SessionMove(row.name, row.started_at.astimezone(row.zone), moved.astimezone(zone), odd))
    now = timezone.now()
    return DatesPlan(tuple(moves), sum(move.after > now >= move.before for move in moves))


def dates_shift(*, scope: Scope, chosen: Chosen, shift: Shift, version: str | None = None) -> Undo | None:
    """Move the chosen workouts; each keeps its length. The returned row undoes it; None when nothing would move.

    Raises ``StaleError`` when the log is not at ``version``, ``LimitError`` for a year that no workout can have.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "dates_shift") as write:
        write.session_ids += [] if shift.is_nothing else lock_unchanged(scope, chosen.sessions(scope), version)
        write.changed = bool(write.session_ids)
        if not write.session_ids:
            return None
        planned: list[Moved] = []
        changes = changes_of(FIELDS, _write(write.session_ids, shift, planned))
        _sets_follow(write.session_ids)
        sessions_moved(owner.pk, planned)
        number = len(write.session_ids)
        label = ngettext("%(number)d workout moved.", "%(number)d workouts moved.", number) % {"number": number}
        return Undo.objects.create(owner=owner, kind=KIND, label=label, payload=changes)


def restore_dates(undo: Undo) -> list[int]:
    """Move back the sessions that still stand where the tool put them; their keys."""
    rows: list[WorkoutSession] = changed_back(WorkoutSession, undo.payload, undo.owner_id)
    ids = [row.pk for row in rows]
    _save(rows)
    _sets_follow(ids)
    stood = {pk: datetime.fromisoformat(after[FIELDS.index("started_at")]) for pk, _b, after in undo.payload["rows"]}
    sessions_moved(undo.owner_id, [(row, stood[row.pk]) for row in rows if row.plan])
    return ids


def _write(
    session_ids: Sequence[int], shift: Shift, planned: list[Moved]
) -> Iterator[tuple[int, list[object], list[object]]]:
    """Move them; those that were planned by a routine are noted in ``planned`` with the time where they stood."""
    for ids in chunks(session_ids):
        rows = list(WorkoutSession.objects.filter(pk__in=ids).order_by("pk"))
        for row in rows:
            before = [getattr(row, name) for name in FIELDS]
            started, _odd = _moved(row, shift)
            row.ended_at = started + (row.ended_at - row.started_at) if row.ended_at else None
            zone = shift.zone or row.zone
            row.started_at, row.time_zone, row.local_date = started, zone.key, local_day(started, zone)
            if row.plan:
                planned.append((row, before[0]))
            yield row.pk, before, [getattr(row, name) for name in FIELDS]
        _save(rows)


def _moved(row: WorkoutSession, shift: Shift) -> tuple[datetime, bool]:
    """The new start, and whether the clock shows it twice or never."""
    here = row.started_at.astimezone(row.zone).replace(tzinfo=None)
    try:
        wall = here + shift.by
    except OverflowError:
        raise _out_of_time(row, "–") from None
    if not EARLIEST <= wall.date() <= timezone.localdate() + AHEAD:
        raise _out_of_time(row, wall.date().isoformat())
    return local_to_utc(wall, shift.zone or row.zone)


def _out_of_time(row: WorkoutSession, day: str) -> LimitError:
    return LimitError(
        _("“%(name)s” would move to %(day)s. Expected a day from 1950 to a year from now.")
        % {"name": row.name, "day": day}
    )


def _save(rows: Sequence[WorkoutSession]) -> None:
    now = timezone.now()
    for row in rows:
        row.revision += 1
        row.updated_at = now
    rows_save(rows, SAVED)


def _sets_follow(session_ids: Sequence[int]) -> None:
    """Copy the day of these sessions into their sets."""
    day = WorkoutSession.objects.filter(pk=OuterRef("session")).values("local_date")
    for ids in chunks(session_ids):
        WorkoutSet.objects.filter(session__in=ids).update(local_date=Subquery(day))
