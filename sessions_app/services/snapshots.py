"""Before-images: rows as plain lists, written back with their own keys.

A payload is ``{"tables": [{"model": label, "fields": [attname …], "rows": [[value …] …]} …]}``, parents first, so
that it can lie in ``Undo.payload`` and be read by any later version of the code: a column added since gets its
model's default, one that is gone is passed over.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models

from sessions_app.models import Rep, WorkoutSession, WorkoutSet
from sessions_app.services.bulk import bulk_write

Payload = dict[str, Any]
KEYS_PER_QUERY = 1000


def snapshot(*querysets: "models.QuerySet[Any]") -> Payload:
    """The present rows of ``querysets``, in this order (parents first)."""
    tables = []
    for queryset in querysets:
        fields = [field.attname for field in queryset.model._meta.concrete_fields]  # noqa: SLF001
        rows = [[_exact(value) for value in row] for row in queryset.order_by("pk").values_list(*fields)]
        tables.append({"model": queryset.model._meta.label, "fields": fields, "rows": rows})  # noqa: SLF001
    return {"tables": tables}


def restore(payload: Payload) -> None:
    """Write the rows of ``payload`` back. Must run inside a transaction.

    What they point at and is gone meanwhile becomes null where the model allows it, as deleting it would have done.
    Raises ``IntegrityError`` when it doesn't, and on any other conflict with what is there now.
    """
    restored: dict[Any, set[Any]] = {}
    for table in payload["tables"]:
        model = apps.get_model(table["model"])
        known = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
        kept = [name for name in table["fields"] if name in known]
        added = [name for name in known if name not in table["fields"]]
        picks = [table["fields"].index(name) for name in kept]
        readers = [known[name].to_python for name in kept]
        defaults = [known[name].get_default() for name in added]
        rows = [
            [*(read(row[pick]) for read, pick in zip(readers, picks, strict=True)), *defaults] for row in table["rows"]
        ]
        for place, name in enumerate(kept):
            field = known[name]
            if isinstance(field, models.ForeignKey):
                _settle_references(rows, place, field, restored.get(field.related_model, set()))
        if "id" in kept:
            restored[model] = {row[kept.index("id")] for row in rows}
        bulk_write(model, [*kept, *added], rows)


def snapshot_sessions(*, owner_id: int, session_ids: Sequence[int]) -> Payload:
    """The sessions with all their sets and reps."""
    return snapshot(
        WorkoutSession.objects.filter(owner_id=owner_id, pk__in=session_ids),
        WorkoutSet.objects.filter(owner_id=owner_id, session__in=session_ids),
        Rep.objects.filter(workout_set__owner_id=owner_id, workout_set__session__in=session_ids),
    )


def snapshot_sets(*, owner_id: int, set_ids: Sequence[int]) -> Payload:
    """The sets with their reps."""
    return snapshot(
        WorkoutSet.objects.filter(owner_id=owner_id, pk__in=set_ids),
        Rep.objects.filter(workout_set__owner_id=owner_id, workout_set__in=set_ids),
    )


def delete_sessions(*, owner_id: int, session_ids: Iterable[int]) -> int:
    """Delete sessions with their sets and reps in three statements, children first; the number of sessions deleted."""
    ids = list(session_ids)
    sets = WorkoutSet.objects.filter(owner_id=owner_id, session__in=ids)
    delete_rows(Rep.objects.filter(workout_set__in=sets.values("pk")))
    delete_rows(sets)
    return delete_rows(WorkoutSession.objects.filter(owner_id=owner_id, pk__in=ids))


def delete_sets(*, owner_id: int, set_ids: Sequence[int]) -> None:
    """Delete sets with their reps in two statements."""
    sets = WorkoutSet.objects.filter(owner_id=owner_id, pk__in=set_ids)
    delete_rows(Rep.objects.filter(workout_set__in=sets.values("pk")))
    delete_rows(sets)


def delete_rows(queryset: "models.QuerySet[Any]") -> int:
    """One DELETE statement; the number of rows.

    ``QuerySet.delete`` first reads every row to cascade in Python; here children are deleted before their parents.
    """
    return int(queryset._raw_delete(queryset.db) or 0)  # noqa: SLF001


def _exact(value: Any) -> Any:
    """Times as text with microseconds: Django's JSON encoder would cut them to milliseconds."""
    return value.isoformat() if isinstance(value, datetime) else value


def _settle_references(
    rows: list[list[Any]], place: int, field: "models.ForeignKey[Any, Any]", restored: set[Any]
) -> None:
    """Make sure that what column ``place`` points at is there. SQLite would notice only in COMMIT."""
    wanted = {row[place] for row in rows} - {None} - restored
    gone = wanted - set(_existing(field.related_model, sorted(wanted)))
    if gone and not field.null:
        raise IntegrityError(f"{field.model._meta.label}.{field.name} points at rows that are gone")  # noqa: SLF001
    for row in rows:
        if row[place] in gone:
            row[place] = None


def _existing(model: Any, keys: Sequence[Any]) -> Iterator[Any]:
    for start in range(0, len(keys), KEYS_PER_QUERY):
        rows = model._base_manager.filter(pk__in=keys[start : start + KEYS_PER_QUERY]).order_by()  # noqa: SLF001
        yield from rows.values_list("pk", flat=True)
