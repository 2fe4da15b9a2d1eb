"""Whether sums and copied keys of sets and sessions are what their reps, session and types say; putting them right.

Reads in chunks, so that memory stays bounded however large the log is. Looks without locks first; what seems to differ
is looked at again with its sessions locked, because a writer may have come between two of our statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, Q

from sessions_app.models import Rep, WorkoutSession, WorkoutSet
from sessions_app.services.writing import Area, data_version_renew, log_write
from sessions_app.sums import RepValue, SetSums, sums_of_reps
from workouttracker.kit.dates import is_zone, local_day

SESSIONS_AT_ONCE = 200
SETS_AT_ONCE = 2000
ROWS_PER_UPDATE = 200
SET_COLUMNS = ("owner_id", "session_kind", "local_date", "is_warm_up", "number_reps", *SetSums._fields)
SESSION_COLUMNS = ("local_date", "total_sets", "total_reps", "total_tonnage", "next_position")


class Difference(NamedTuple):
    """One value that isn't what it should be. ``table`` is ``"session"`` or ``"set"``, ``owner_id`` whose log it is."""

    table: str
    id: int
    session_id: int
    owner_id: int
    column: str
    stored: Any
    expected: Any


class _Totals:
    """The sums of one session, growing set by set."""

    __slots__ = ("last_position", "reps", "sets", "tonnage")

    def __init__(self) -> None:
        self.sets = self.reps = self.last_position = 0
        self.tonnage = Decimal(0)

    def add(self, position: int, reps: int, tonnage: Decimal) -> None:
        self.sets += 1
        self.reps += reps
        self.tonnage += tonnage
        self.last_position = max(self.last_position, position)


def sums_check(*, owner_id: int | None = None, fix: bool = False) -> Iterator[Difference]:
    """Every difference in the log of ``owner_id``, or in all logs; with ``fix`` each is put right as it is found.

    A generator: nothing is read or written before it is iterated. Fixes commit session by session, or in small groups.
    """
    for ids in _session_ids(owner_id):
        suspects: dict[int, set[int]] = defaultdict(set)
        for found in _differences(ids):
            suspects[found.owner_id].add(found.session_id)
        for owner, sessions in suspects.items():
            yield from _look_again(owner, sorted(sessions), fix=fix)


def sums_put_right(session_ids: Sequence[int]) -> None:
    """Write the right sums and copied keys of these sessions and their sets. Must run inside a transaction."""
    for start in range(0, len(session_ids), SESSIONS_AT_ONCE):
        _write(list(_differences(session_ids[start : start + SESSIONS_AT_ONCE])))


def _look_again(owner_id: int, session_ids: list[int], *, fix: bool) -> list[Difference]:
    with log_write(owner_id, "sums_fix", *session_ids) as write:
        locked = WorkoutSession.objects.select_for_update().filter(pk__in=session_ids).order_by("pk")
        found = list(_differences(list(locked.values_list("pk", flat=True))))
        write.changed = fix and bool(found)
        if write.changed:
            _write(found)
            strangers = {each.stored for each in found if each.column == "owner_id"}
            for stranger in strangers:  # their reports counted a set that isn't theirs
                data_version_renew(stranger, Area.LOG)
    return found


def _session_ids(owner_id: int | None) -> Iterator[list[int]]:
    """Keys of the sessions to look at, in chunks: the owner's, and those that hold a set with the owner's key."""
    rows = WorkoutSession.objects.order_by("pk")
    if owner_id is not None:
        sets = WorkoutSet.objects.filter(owner=owner_id).order_by().values("session")
        rows = rows.filter(Q(owner=owner_id) | Q(pk__in=sets))
    last = 0
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:SESSIONS_AT_ONCE]):
        yield ids
        last = ids[-1]


def _differences(session_ids: Sequence[int]) -> Iterator[Difference]:
    columns = ("id", "owner_id", "kind", "started_at", "time_zone", *SESSION_COLUMNS)
    sessions = {row["id"]: row for row in WorkoutSession.objects.filter(pk__in=session_ids).values(*columns)}
    totals: dict[int, _Totals] = defaultdict(_Totals)
    days = {pk: _day(row) for pk, row in sessions.items()}
    for rows in _sets(list(sessions)):
        reps = _reps([row["id"] for row in rows])
        for row in rows:
            session = sessions[row["session_id"]]
            sums = sums_of_reps(reps[row["id"]], row["exercise_type__kind"])
            totals[session["id"]].add(row["position"], sums.reps_done + sums.reps_failed, sums.tonnage)
            keys = {
                "owner_id": session["owner_id"],
                "session_kind": session["kind"],
                "local_date": days[session["id"]],
                "is_warm_up": row["set_type__is_warm_up"],
                "number_reps": sums.reps_done + sums.reps_failed,
            }
            yield from _compare("set", row, keys | sums._asdict(), session)
    for pk, session in sessions.items():
        total = totals[pk]
        expected = {
            "local_date": days[pk],
            "total_sets": total.sets,
            "total_reps": total.reps,
            "total_tonnage": total.tonnage,
            "next_position": max(session["next_position"], total.last_position + 1),
        }
        yield from _compare("session", session, expected, session)


def _compare(
    table: str, row: Mapping[str, Any], expected: Mapping[str, Any], session: Mapping[str, Any]
) -> Iterator[Difference]:
    for column, value in expected.items():
        if row[column] != value:
            yield Difference(table, row["id"], session["id"], session["owner_id"], column, row[column], value)


def _sets(session_ids: Sequence[int]) -> Iterator[list[dict[str, Any]]]:
    columns = ("id", "session_id", "position", "exercise_type__kind", "set_type__is_warm_up", *SET_COLUMNS)
    rows = WorkoutSet.objects.filter(session__in=session_ids).order_by("pk").values(*columns)
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:SETS_AT_ONCE]):
        yield chunk
        last = chunk[-1]["id"]


def _reps(set_ids: Sequence[int]) -> dict[int, list[RepValue]]:
    """The reps of these sets; equal ones come as one counted row, so that few rows are read per set."""
    rows = Rep.objects.filter(workout_set__in=set_ids).order_by()
    counted = rows.values_list("workout_set_id", "weight", "success").annotate(Count("number"))
    reps: dict[int, list[RepValue]] = defaultdict(list)
    for set_id, weight, success, number in counted:
        reps[set_id] += [RepValue(weight, success)] * number
    return reps


def _day(session: Mapping[str, Any]) -> Any:
    """The day the session began where it was done; as stored when its time zone isn't known any more."""
    zone = session["time_zone"]
    return local_day(session["started_at"], ZoneInfo(zone)) if is_zone(zone) else session["local_date"]


def _write(found: Iterable[Difference]) -> None:
    """Write the expected values: rows that lack the same columns in one statement per some hundred rows."""
    wanted: dict[tuple[str, int], dict[str, Any]] = defaultdict(dict)
    for each in found:
        wanted[each.table, each.id][each.column] = each.expected
    groups: dict[tuple[str, tuple[str, ...]], list[models.Model]] = defaultdict(list)
    for (table, pk), values in wanted.items():
        model = WorkoutSet if table == "set" else WorkoutSession
        groups[table, tuple(values)].append(model(pk=pk, **values))
    for (table, columns), rows in groups.items():
        manager: Any = WorkoutSet.objects if table == "set" else WorkoutSession.objects
        fields = [column.removesuffix("_id") for column in columns]
        manager.bulk_update(rows, fields, batch_size=ROWS_PER_UPDATE)
