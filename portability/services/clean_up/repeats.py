"""Workouts that are likely in the log twice: finding them, and keeping one of each.

Two count as likely the same when they were done on one day and most of their sets are equal, or when all sets are
equal and they start whole half hours apart: the same file read in another time zone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Window
from django.db.models.functions import Lag, Lead
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portability import fingerprint
from portability.fingerprint import SetKey, set_key
from portability.services.clean_up.changes import changed_back, changes_of, rows_save
from portability.services.clean_up.chosen import Chosen, chunks, lock_unchanged
from sessions_app.caching import Component, code_version, kept_json
from sessions_app.errors import LimitError, StaleError
from sessions_app.models import Undo, WorkoutSession, WorkoutSet
from sessions_app.services.check import sums_put_right
from sessions_app.services.snapshots import delete_sessions, delete_sets, restore, snapshot_sessions
from sessions_app.services.writing import log_write, sessions_count_up
from sharing.scope import Scope
from workouttracker.kit.limits import MAX_SETS_PER_SESSION

if TYPE_CHECKING:
    from django.db.models import QuerySet

KIND = "clean_up_repeats"
SAME_DAY_SHARE = Decimal("0.6")
"""Of one day: so much of all sets of both has to be equal."""
ZONE_STEP, ZONE_MOST = timedelta(minutes=30), timedelta(hours=14)
FARTHEST = timedelta(hours=26)
"""Two of one day are never further apart, also where the clocks are put back that day."""
CODE = (Path(__file__), Path(fingerprint.__file__))
"""What decides which workouts are alike."""
FILLED = ("ended_at", "calories", "notes")
"""What the kept session takes over where it has nothing."""


Pairs = dict[tuple[int, int], Decimal]
"""Two keys of workouts, and how much of all their sets is equal, from 0 to 1."""


class What(StrEnum):
    """What happens to a group."""

    LEAVE = "leave"
    REMOVE = "remove"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Twin:
    """One session of a group; ``new`` are its sets that the one to keep doesn't have."""

    id: int
    name: str
    start: datetime
    has_time: bool
    seconds: int | None
    sets: int
    reps: int
    tonnage: Decimal
    file_name: str


@dataclass(frozen=True, slots=True)
class Group:
    """Sessions that are likely the same, the fullest one first; ``alike``: per cent of equal sets, of the least."""

    twins: tuple[Twin, ...]
    alike: int

    @property
    def key(self) -> str:
        """What the group is called in a form."""
        return "-".join(str(each.id) for each in sorted(self.twins, key=lambda twin: twin.id))

    @property
    def suggested(self) -> What:
        """Removing is suggested only where nothing would be lost."""
        return What.REMOVE if self.alike == 100 else What.LEAVE


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to a group, and the session of it that stays."""

    what: What
    keep: int


@dataclass(frozen=True, slots=True)
class GroupChange:
    """What would happen to one group: the session that stays, those that go, and the sets that it takes over."""

    keep: Twin
    gone: tuple[Twin, ...]
    moved: int
    lost: int
    set_ids: tuple[int, ...]

    @property
    def sets_after(self) -> int:
        """How many sets the kept one then has."""
        return self.keep.sets + self.moved


@dataclass(frozen=True, slots=True)
class RepeatsPlan:
    """What carrying the decisions out would do."""

    changes: tuple[GroupChange, ...]

    @property
    def is_empty(self) -> bool:
        return not self.changes

    @property
    def sessions(self) -> int:
        """How many sessions go."""
        return sum(len(each.gone) for each in self.changes)

    @property
    def moved(self) -> int:
        return sum(each.moved for each in self.changes)

    @property
    def lost(self) -> int:
        """Sets that go because the kept session has no equal one and takes nothing over."""
        return sum(each.lost for each in self.changes)


def repeats_find(*, scope: Scope) -> list[Group]:
    """The groups of workouts that are likely the same, the latest first."""
    twins = _twins(_close(scope))
    return _groups(twins, _alike(twins))


def repeats_kept(*, scope: Scope) -> list[Group]:
    """The same for a page: who is like whom is kept until the log changes, for finding out reads all of it."""
    part = Component("repeats", (code_version(CODE),))

    def find() -> list[tuple[int, int, Decimal]]:
        return [(one, other, share) for (one, other), share in _alike(_twins(_close(scope))).items()]

    alike = {(one, other): Decimal(share) for one, other, share in kept_json(scope, part, find)}
    ids = {pk for pair in alike for pk in pair}
    return _groups(_twins(Chosen().sessions(scope).filter(pk__in=ids)), alike) if ids else []


def repeats_plan(*, scope: Scope, decisions: Mapping[str, Decision]) -> RepeatsPlan:
    """What ``repeats_settle`` would do now; decisions about groups that are not found any more count for nothing."""
    changes = []
    for group in repeats_find(scope=scope):
        decision = decisions.get(group.key)
        if decision is None or decision.what is What.LEAVE:
            continue
        keep = next((each for each in group.twins if each.id == decision.keep), group.twins[0])
        gone = tuple(each for each in group.twins if each is not keep)
        missing = _missing(keep.id, [each.id for each in gone])
        is_merge = decision.what is What.MERGE
        if is_merge and keep.sets + len(missing) > MAX_SETS_PER_SESSION:
            raise LimitError(_("“%(name)s” would have more than %(most)s sets.")
                             % {"name": keep.name, "most": MAX_SETS_PER_SESSION})  # fmt: skip
        moved, lost = (len(missing), 0) if is_merge else (0, len(missing))
        changes.append(GroupChange(keep, gone, moved, lost, tuple(missing if is_merge else ())))
    return RepeatsPlan(tuple(changes))


def repeats_settle(*, scope: Scope, decisions: Mapping[str, Decision], version: str | None = None) -> Undo | None:
    """Keep one session of each decided group; the returned row undoes it all. None when nothing is decided.

    Raises ``StaleError`` when the log is not at ``version``, ``LimitError`` when a session would hold too many sets.
    """
    owner = scope.require_owner()
    with log_write(owner.pk, "repeats_settle") as write:
        plan = repeats_plan(scope=scope, decisions=decisions)
        kept, gone = [each.keep.id for each in plan.changes], [twin.id for each in plan.changes for twin in each.gone]
        locked = lock_unchanged(scope, Chosen().sessions(scope).filter(pk__in=[*kept, *gone]), version)
        write.changed = bool(kept)
        if not kept:
            return None
        if set(locked) != {*kept, *gone}:  # one was deleted between our look and our lock
            raise StaleError
        payload: dict[str, Any] = snapshot_sessions(owner_id=owner.pk, session_ids=gone)
        payload["kept"] = changes_of(FILLED, [_fill(each) for each in plan.changes])
        payload["moved"] = [pk for each in plan.changes for pk in each.set_ids]
        for each in plan.changes:
            _move(each)
        delete_sessions(owner_id=owner.pk, session_ids=gone)
        sums_put_right(kept)
        sessions_count_up(kept)
        write.session_ids += sorted([*kept, *gone])
        number = len(gone)
        label = ngettext("%(number)d duplicate workout removed.", "%(number)d duplicate workouts removed.", number)
        return Undo.objects.create(owner=owner, kind=KIND, label=label % {"number": number}, payload=payload)


def restore_repeats(undo: Undo) -> list[int]:
    """Bring the sessions back with their sets, which the kept ones give up again; the keys of both."""
    payload: dict[str, Any] = undo.payload
    kept = [pk for pk, _before, _after in payload["kept"]["rows"]]
    present = WorkoutSession.objects.select_for_update().filter(owner=undo.owner, pk__in=kept).order_by("pk")
    there = list(present.values_list("pk", flat=True))
    for ids in chunks(payload["moved"]):
        delete_sets(owner_id=undo.owner_id, set_ids=list(ids))
    restore(payload)
    rows_save(changed_back(WorkoutSession, payload["kept"], undo.owner_id), FILLED)
    table = payload["tables"][0]
    ids = [row[table["fields"].index("id")] for row in table["rows"]]
    sums_put_right([*there, *ids])
    sessions_count_up(there)
    return sorted([*there, *ids])


def _alike(twins: Sequence[Twin]) -> Pairs:
    pairs = list(_near(twins))
    contents = _contents({each.id for pair in pairs for each in pair})
    alike: Pairs = {}
    for one, other in pairs:
        share = _share(contents[one.id], contents[other.id])
        is_moved = one.start.date() != other.start.date() or one.sets < 1
        if share >= (1 if is_moved else SAME_DAY_SHARE):
            alike[one.id, other.id] = share
    return alike


def _close(scope: Scope) -> "QuerySet[WorkoutSession]":
    """Every workout that has another one near. Of a long history that is a small part."""
    in_order = ("started_at", "pk")
    rows = Chosen().sessions(scope).annotate(
        before=Window(Lag("started_at"), order_by=in_order), after=Window(Lead("started_at"), order_by=in_order)
    )  # fmt: skip
    return rows.filter(Q(before__gte=F("started_at") - FARTHEST) | Q(after__lte=F("started_at") + FARTHEST))


def _twins(sessions: "QuerySet[WorkoutSession]") -> list[Twin]:
    """These workouts, in the order of time."""
    rows = sessions.select_related("import_batch").order_by("started_at", "pk")
    only = rows.only("name", "started_at", "ended_at", "time_zone", "total_sets", "total_reps", "total_tonnage",
                     "import_batch__file_name")  # fmt: skip
    return [
        Twin(
            id=row.pk,
            name=row.name,
            start=row.started_at.astimezone(row.zone),
            has_time=row.has_time,
            seconds=row.seconds,
            sets=row.total_sets,
            reps=row.total_reps,
            tonnage=row.total_tonnage,
            file_name=row.import_batch.file_name if row.import_batch else "",
        )
        for row in only.iterator()
    ]


def _near(twins: Sequence[Twin]) -> Iterable[tuple[Twin, Twin]]:
    """Pairs of one day, and pairs that a time zone could have moved apart."""
    for place, one in enumerate(twins):
        for other in twins[place + 1 :]:
            apart = other.start - one.start
            if apart > FARTHEST:
                break
            is_zone = apart <= ZONE_MOST and not apart % ZONE_STEP
            if one.start.date() == other.start.date() or is_zone:
                yield one, other


def _contents(session_ids: Iterable[int]) -> dict[int, Counter[SetKey]]:
    """By session: how often it holds each set."""
    contents: dict[int, Counter[SetKey]] = defaultdict(Counter)
    columns = ("session_id", "exercise_type_id", "number_reps", "weight", "duration_seconds", "distance_metres")
    for ids in chunks(sorted(session_ids)):
        for session_id, *values in WorkoutSet.objects.filter(session__in=ids).order_by().values_list(*columns):
            contents[session_id][set_key(*values)] += 1
    return contents


def _share(one: Counter[SetKey], other: Counter[SetKey]) -> Decimal:
    """How much of all sets of both is equal, from 0 to 1."""
    everything = (one | other).total()
    return Decimal((one & other).total()) / everything if everything else Decimal(1)


def _groups(twins: Sequence[Twin], alike: Pairs) -> list[Group]:
    """Those that hang together, the latest first."""
    by_id = {each.id: each for each in twins}
    together: dict[int, set[int]] = {}
    for pair in alike:
        if by_id.keys() >= set(pair):  # both are still there
            both = set().union(*(together.get(pk, {pk}) for pk in pair))
            together.update(dict.fromkeys(both, both))
    groups = {frozenset(ids) for ids in together.values()}
    made = [_group([by_id[pk] for pk in ids], alike) for ids in groups]
    return sorted(made, key=lambda group: group.twins[0].start, reverse=True)


def _group(twins: list[Twin], alike: Pairs) -> Group:
    ordered = sorted(twins, key=lambda each: (-each.sets, each.seconds is None, each.id))
    ids = {each.id for each in twins}
    shares = [share for pair, share in alike.items() if ids.issuperset(pair)]
    return Group(tuple(ordered), int(min(shares) * 100))


def _missing(keep: int, gone: Sequence[int]) -> list[int]:
    """The sets of ``gone``, in their order, that have no equal one in ``keep`` or among those before."""
    columns = ("exercise_type_id", "number_reps", "weight", "duration_seconds", "distance_metres")
    have = _contents([keep])[keep]
    missing: list[int] = []
    for session_id in gone:
        left = Counter(have)
        rows = WorkoutSet.objects.filter(session=session_id).order_by("position").values_list("pk", *columns)
        for pk, *values in rows:
            key = set_key(*values)
            if left[key]:
                left[key] -= 1
            else:
                missing.append(pk)
                have[key] += 1
    return missing


def _fill(change: GroupChange) -> tuple[int, list[Any], list[Any]]:
    """Let the kept session take over what it lacks; key, before, after."""
    keep = WorkoutSession.objects.get(pk=change.keep.id)
    before = [getattr(keep, name) for name in FILLED]
    others = {row.pk: row for row in WorkoutSession.objects.filter(pk__in=[each.id for each in change.gone])}
    for each in change.gone:
        other = others[each.id]
        if keep.ended_at is None and other.ended_at is not None and other.ended_at >= keep.started_at:
            keep.ended_at = other.ended_at
        keep.calories = other.calories if keep.calories is None else keep.calories
        keep.notes = keep.notes or other.notes
    after = [getattr(keep, name) for name in FILLED]
    if after != before:
        rows_save([keep], FILLED)
    return keep.pk, before, after


def _move(change: GroupChange) -> None:
    """Put the missing sets at the end of the kept session."""
    keep = WorkoutSession.objects.get(pk=change.keep.id)
    position = keep.next_position
    for pk in change.set_ids:
        WorkoutSet.objects.filter(pk=pk).update(
            session=keep, position=position, local_date=keep.local_date, revision=F("revision") + 1
        )
        position += 1
    if change.set_ids:
        WorkoutSession.objects.filter(pk=keep.pk).update(next_position=position)
