"""Which sessions of a file does the log hold already?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from portability.fingerprint import SetKey, minute, same_content, set_key
from portability.formats.records import SetRecord
from portability.services.matching import Match
from sessions_app.models import WorkoutSession, WorkoutSet
from sharing.scope import Scope
from workouttracker.kit.text import name_key

if TYPE_CHECKING:
    from portability.services.plan import PlannedSession

IDS_PER_QUERY = 500


def mark_twins(scope: Scope, sessions: "list[PlannedSession]", exercises: dict[str, Match]) -> None:
    """Find sessions that the log holds already: imported before, same source id, or same start and same sets."""
    if not sessions:
        return
    first, last = min(each.local_date for each in sessions), max(each.local_date for each in sessions)
    by_hash, by_key, by_minute = defaultdict(list), defaultdict(list), defaultdict(list)
    columns = ("pk", "kind", "content_hash", "source_key", "started_at", "time_zone", "local_date")
    rows = WorkoutSession.objects.visible_to(scope).values_list(*columns)
    for pk, kind, fingerprint, key, started_at, zone, day in rows.iterator():
        by_hash[kind, fingerprint].append(pk)
        by_key[kind, key].append(pk)
        if first <= day <= last:
            by_minute[kind, minute(started_at.astimezone(ZoneInfo(zone)))].append(pk)
    candidates = {pk for each in sessions for pk in by_minute.get((each.record.kind, minute(each.record.started)), ())}
    contents = _contents(candidates)
    for each in sessions:
        kind = each.record.kind
        twins = set(by_hash.get((kind, each.content_hash), ()))
        if each.record.source_key:
            twins.update(by_key.get((kind, each.record.source_key), ()))
        same_minute = [pk for pk in by_minute.get((kind, minute(each.record.started)), ()) if pk not in twins]
        if same_minute:
            keys = list(_keys(each.sets, exercises))
            twins.update(pk for pk in same_minute if same_content(keys, contents[pk]))
        each.twins = tuple(sorted(twins))


def _keys(sets: Iterable[SetRecord], exercises: dict[str, Match]) -> Iterator[SetKey]:
    for row in sets:
        exercise = exercises[name_key(row.exercise)].entry_id
        yield set_key(exercise, row.number_reps, row.weight, row.duration_seconds, row.distance_metres)


def _contents(session_ids: Iterable[int]) -> dict[int, list[SetKey]]:
    """By session: its sets as they stand in the log, in order."""
    contents: dict[int, list[SetKey]] = defaultdict(list)
    ids = sorted(session_ids)
    columns = (
        "session_id", "exercise_type_id", "number_reps", "weight", "duration_seconds", "distance_metres",
    )  # fmt: skip
    for start in range(0, len(ids), IDS_PER_QUERY):
        rows = WorkoutSet.objects.filter(session__in=ids[start : start + IDS_PER_QUERY])
        for session_id, *values in rows.order_by("session", "position").values_list(*columns):
            contents[session_id].append(set_key(*values))
    return contents
