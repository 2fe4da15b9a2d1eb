"""Before and after of single columns of rows that stay, so that undoing leaves later edits alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from portability.services.clean_up.chosen import chunks

Values = Sequence[Any]
ROWS_PER_UPDATE = 200


def changes_of(fields: Sequence[str], rows: Iterable[tuple[int, Values, Values]]) -> dict[str, Any]:
    """The part of a payload that says: ``fields`` of the rows with these keys were the first and became the second."""
    written = [[pk, [_exact(value) for value in before], [_exact(value) for value in after]]
               for pk, before, after in rows]  # fmt: skip
    return {"fields": list(fields), "rows": written}


def changed_back(model: type[models.Model], changes: Mapping[str, Any], owner_id: int) -> list[Any]:
    """The owner's rows that still hold what the tool wrote, with what they held before, locked and not yet saved."""
    columns = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    fields = [columns[name] for name in changes["fields"]]
    found: list[Any] = []
    for some in chunks(changes["rows"]):
        wanted = {pk: (_read(fields, before), _read(fields, after)) for pk, before, after in some}
        rows = model._base_manager.filter(pk__in=list(wanted), owner=owner_id)  # noqa: SLF001
        for row in rows.select_for_update().order_by("pk"):
            before, after = wanted[row.pk]
            if [getattr(row, field.attname) for field in fields] == after:
                for field, value in zip(fields, before, strict=True):
                    setattr(row, field.attname, value)
                found.append(row)
    return found


def rows_save(rows: Sequence[models.Model], fields: Iterable[str]) -> None:
    """Write ``fields`` of ``rows``, some hundred at a time."""
    if rows:
        manager = type(rows[0])._base_manager  # noqa: SLF001
        manager.bulk_update(rows, list(fields), batch_size=ROWS_PER_UPDATE)


def _exact(value: Any) -> Any:
    """Times as text with microseconds: Django's JSON encoder would cut them to milliseconds."""
    isoformat: Callable[[], str] | None = getattr(value, "isoformat", None)
    return value if isoformat is None else isoformat()


def _read(fields: Sequence["models.Field[Any, Any]"], values: Values) -> list[Any]:
    return [field.to_python(value) for field, value in zip(fields, values, strict=True)]
