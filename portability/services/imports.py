"""Importing: one transaction, one record, all there or not there at all."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import ngettext

from portability.models import ImportBatch
from portability.reading import FileMeta, ReadPart
from portability.services.matching import How
from portability.services.others import others_written
from portability.services.plan import Action, ImportPlan
from portability.services.writing import Progress, plan_prepare, write_plan
from sessions_app.models import DataVersion, ExerciseAlias, Rep, SetTypeAlias, Undo, WorkoutSession, WorkoutSet
from sessions_app.services.bulk import refresh_statistics
from sessions_app.services.snapshots import delete_sessions, snapshot_sessions
from sessions_app.services.writing import data_version_renew, log_write
from sharing.scope import Scope
from workouttracker.kit.text import name_key

HASHES_PER_QUERY = 500
LOCK_SPACE = 7_301
"""First key of the advisory locks that let one import of an athlete write at a time."""
MAX_PLANS = 3
MANY_SETS = 1_000
"""From this many sets on the planner's statistics are refreshed."""


class PlanOutdatedError(Exception):
    """The log changed since the plan was made in a way that matters: plan again. Nothing was written."""


def _silent(_stage: str, _done: int, _total: int, _current: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Imported:
    """What was carried out, and the record of it."""

    plan: ImportPlan
    batch: ImportBatch


def import_run(*, scope: Scope, make_plan: Callable[[], ImportPlan], progress: Progress = _silent) -> Imported:
    """Carry a plan out. ``make_plan`` is called before the transaction, and again when the log changed meanwhile.

    Raises ``ImportRefusedError`` from ``make_plan``; then nothing was written.
    """
    started = time.monotonic()
    for _try in range(MAX_PLANS - 1):
        plan = make_plan()
        with suppress(PlanOutdatedError):
            return Imported(plan, import_carry_out(scope=scope, plan=plan, progress=progress, started=started))
    plan = make_plan()
    return Imported(plan, import_carry_out(scope=scope, plan=plan, progress=progress, started=started))


def import_refused(*, scope: Scope, meta: FileMeta, error: str) -> ImportBatch:
    """Keep a record of a file that could not be imported at all."""
    return ImportBatch.objects.create(
        owner=scope.require_owner(),
        state=ImportBatch.State.FAILED,
        file_name=meta.name,
        file_hash=meta.sha256,
        file_size=meta.size,
        error=error,
    )


def import_carry_out(
    *,
    scope: Scope,
    plan: ImportPlan,
    progress: Progress = _silent,
    started: float | None = None,
    batch: ImportBatch | None = None,
    finish: Callable[[ImportBatch], None] | None = None,
) -> ImportBatch:
    """Write ``plan`` in one transaction and return the record of it; ``batch`` is one that was made before.

    ``finish`` is called as the last thing in the transaction, after the data version: a job ends itself there.
    Raises ``PlanOutdatedError`` when the log changed since the plan; then nothing was written.
    """
    owner = scope.require_owner()
    started = time.monotonic() if started is None else started
    batch = batch or ImportBatch(owner=owner)
    prepared = plan_prepare(plan, progress)
    with transaction.atomic():
        if plan.is_empty:
            _note(batch, plan, started)
        else:
            with log_write(owner.pk, "import_run"):
                _lock_imports(owner.pk)
                _refuse_outdated(owner.pk, plan)
                _note(batch, plan, started)
                if replaced := plan.to_replace:
                    batch.undo = _take_away(scope, replaced)
                write_plan(plan, batch, prepared, progress)
                others_written(scope, plan.others, batch)
                _remember_decisions(owner.pk, plan)
                if plan.added.measurements or "measures" in plan.others:
                    data_version_renew(owner.pk, DataVersion.Area.BODY)
                batch.seconds = time.monotonic() - started
                batch.save(update_fields=["undo", "counts", "seconds"])
        if finish is not None:
            finish(batch)
    if plan.added.sets >= MANY_SETS:
        refresh_statistics(WorkoutSession, WorkoutSet, Rep)
    return batch


def _note(batch: ImportBatch, plan: ImportPlan, started: float) -> None:
    """Write what the import is and brings into its record, which the sessions need to be there."""
    batch.state = ImportBatch.State.SUCCEEDED
    batch.file_name, batch.file_hash, batch.file_size = plan.meta.name, plan.meta.sha256, plan.meta.size
    batch.format, batch.unit, batch.time_zone = plan.format, plan.unit.value, plan.zone.key
    batch.files = [file_facts(part) for part in plan.parts]
    batch.duplicates = plan.duplicates
    batch.counts = plan_counts(plan)
    batch.problems = plan.problems.kept()
    batch.seconds = time.monotonic() - started
    batch.save()


def _remember_decisions(owner_id: int, plan: ImportPlan) -> None:
    """Keep what the athlete decided, so that the next file needs no question."""
    exercises = {
        match.name: match.entry_id for match in plan.exercises.values() if match.how in {How.DECIDED, How.SKIP}
    }
    ExerciseAlias.objects.bulk_create(
        (
            ExerciseAlias(
                owner_id=owner_id, name=name, name_key=name_key(name), source="remembered", exercise_type_id=entry_id
            )
            for name, entry_id in exercises.items()
        ),
        update_conflicts=True,
        unique_fields=["owner", "name_key"],
        update_fields=["exercise_type", "name"],
    )
    set_types = {
        match.name: match.entry_id
        for key, match in plan.set_types.items()
        if key and match.how is How.DECIDED and match.entry_id is not None  # "" stands for sets without a type
    }
    SetTypeAlias.objects.bulk_create(
        (
            SetTypeAlias(
                owner_id=owner_id, name=name, name_key=name_key(name), source="remembered", set_type_id=entry_id
            )
            for name, entry_id in set_types.items()
        ),
        update_conflicts=True,
        unique_fields=["owner", "name_key"],
        update_fields=["set_type", "name"],
    )


def file_facts(part: ReadPart) -> dict[str, Any]:
    """What is told and kept about one file of an import; ``refused`` is why nothing in it was used."""
    facts: dict[str, Any] = {
        "name": part.name,
        "size": part.size,
        "format": part.format,
        "variant": part.info.variant if part.info else "",
        "unit": part.info.unit.value if part.info and part.info.unit else "",
        "sessions": len(part.sessions),
        "sets": sum(len(record.sets) for record in part.sessions),
        "measurements": len(part.measurements),
        "refused": part.refused,
        "refused_params": dict(part.refused_params),
        "unused": list(part.info.unused) if part.info else [],
    }
    if rows := part.rows:
        facts["rows"] = {"all": rows.rows, "used": rows.used, "left_out": rows.left_out, **rows.information}
    return facts


def plan_counts(plan: ImportPlan) -> dict[str, Any]:
    """What the plan would bring in, as kept in ``ImportBatch.counts``."""
    return {
        "sessions": plan.added.sessions,
        "sets": plan.added.sets,
        "reps": plan.added.reps,
        "measurements": plan.added.measurements,
        "duplicates": plan.duplicate_count,
        "replaced": len(plan.to_replace),
        "problems": plan.problems.total,
        "problems_left_out": plan.problems_left_out,
        "new_exercises": len(plan.new_exercises),
        "skipped_sets": plan.skipped_sets,
    }


def _take_away(scope: Scope, session_ids: list[int]) -> Undo:
    """Remove the sessions that are replaced, keeping their before-image for the roll back."""
    owner = scope.require_owner()
    label = ngettext(
        "%(number)d session replaced by an import.",
        "%(number)d sessions replaced by an import.",
        len(session_ids),
    ) % {"number": len(session_ids)}
    undo = Undo.objects.create(
        owner=owner,
        kind="sessions",
        label=label,
        payload=snapshot_sessions(owner_id=owner.pk, session_ids=session_ids),
    )
    delete_sessions(owner_id=owner.pk, session_ids=session_ids)
    return undo


def _lock_imports(owner_id: int) -> None:
    """Let one import of this athlete write at a time. SQLite's IMMEDIATE transactions do that by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [LOCK_SPACE, owner_id])


def _refuse_outdated(owner_id: int, plan: ImportPlan) -> None:
    """Raise when another import brought one of the sessions in, or one to be replaced is gone, since the plan."""
    rows = WorkoutSession.objects.filter(owner_id=owner_id)
    expected = plan.to_replace
    if expected and rows.filter(pk__in=expected).count() != len(expected):
        raise PlanOutdatedError
    for kind in WorkoutSession.Kind.values:
        new = (each for each in plan.sessions if each.action is Action.ADD and not each.is_duplicate)
        added = [each.content_hash for each in new if each.record.kind == kind]
        for start in range(0, len(added), HASHES_PER_QUERY):
            if rows.filter(kind=kind, content_hash__in=added[start : start + HASHES_PER_QUERY]).exists():
                raise PlanOutdatedError
