"""The shipped catalogue for tests: loaded as operators load it once per process, copied row by row after that.

Loading it takes a second (8,800 names are folded and compared); a hundred tests need it, and one thing is sure: it
comes out the same each time.
"""

from typing import Any

from django.db import models, transaction

from sessions_app.models import (
    DataVersion,
    ExerciseAlias,
    ExerciseMuscle,
    ExerciseType,
    Measure,
    SetType,
    SetTypeAlias,
)
from sessions_app.services.bulk import bulk_write
from sessions_app.services.catalogue_load import catalogue_load
from sessions_app.services.writing import data_version_renew

TABLES: tuple[type[models.Model], ...] = (
    SetType,
    SetTypeAlias,
    ExerciseType,
    ExerciseMuscle,
    ExerciseAlias,
    Measure,
)
FAR = 1_000_000
"""Added to every key of the copy: SQLite gives the first numbers again to what a test made before."""

_rows: dict[type[models.Model], tuple[list[str], list[tuple[Any, ...]]]] = {}


def catalogue_present() -> None:
    """Have the shipped exercises, set types and body measures in the database, which holds none of them yet."""
    if not _rows:
        catalogue_load()
        _rows.update({table: _copied(table) for table in TABLES})
        return
    with transaction.atomic():
        for table, (fields, rows) in _rows.items():
            bulk_write(table, fields, rows)
        data_version_renew(None, DataVersion.Area.CATALOGUE)


def _copied(table: type[models.Model]) -> tuple[list[str], list[tuple[Any, ...]]]:
    fields = [field for field in table._meta.concrete_fields if not isinstance(field, models.CompositePrimaryKey)]
    names = [field.attname for field in fields]
    keys = [
        place
        for place, field in enumerate(fields)
        if isinstance(field, models.BigAutoField) or field.related_model in TABLES
    ]
    rows = []
    for found in table._default_manager.values_list(*names):
        row = list(found)
        for place in keys:
            row[place] = row[place] and row[place] + FAR
        rows.append(tuple(row))
    return names, rows
