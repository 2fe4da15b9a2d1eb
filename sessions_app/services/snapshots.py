"""Before-images: rows as plain lists, written back with their own keys.

A payload is ``{"tables": [{"model": label, "fields": [attname …], "rows": [[value …] …]} …]}``, parents first, so
that it can lie in ``Undo.payload`` and be read by any later version of the code: a column added since gets its
model's default, one that is gone is passed over.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from sessions_app.models import Rep, WorkoutSession, WorkoutSet
from sessions_app.services.bulk import bulk_write

Payload = dict[str, Any]


def snapshot(*querysets: "models.QuerySet[Any]") -> Payload:
    """The present rows of ``querysets``, in this order (parents first)."""
    tables = []
    for queryset in querysets:
        fields = [field.attname for field in queryset.model._meta.concrete_fields]  # noqa: SLF001
        rows = list(queryset.order_by("pk").values_list(*fields))
        tables.append({"model": queryset.model._meta.label, "fields": fields, "rows": rows})  # noqa: SLF001
    return {"tables": tables}


def restore(payload: Payload) -> None:
    """Write the rows of ``payload`` back. Must run inside a transaction; raises ``IntegrityError`` on a conflict."""
    for table in payload["tables"]:
        model = apps.get_model(table["model"])
        known = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
        kept = [name for name in table["fields"] if name in known]
        added = [name for name in known if name not in table["fields"]]
        picks = [table["fields"].index(name) for name in kept]
        readers = [known[name].to_python for name in kept]
        defaults = [known[name].get_default() for name in added]
        rows = (
            [*(read(row[pick]) for read, pick in zip(readers, picks, strict=True)), *defaults] for row in table["rows"]
        )
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
