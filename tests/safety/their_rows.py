"""A stranger whose rows all have the same, unmistakable number, and what tells whether one of them was touched."""

import re
import uuid
from collections.abc import Callable
from typing import Any, Final

from django.apps import apps
from django.db import connection, models

from accounts.models import User
from tests.factories import make_exercise, make_measure, make_session, make_set, make_set_type, make_user
from tests.safety.audiences import QUESTIONS
from tests.safety.world import UNWATCHED, World, rows_of

THEIRS: Final = 900_001
"""The key of the stranger's first row in every table that counts its rows; later ones follow."""
TABLE = re.compile(r'(?:INTO|UPDATE|FROM|COPY)\s+"(\w+)"', re.IGNORECASE)


def make_stranger() -> tuple[User, World]:
    """The stranger with a row of everything, keys from ``THEIRS`` on; whatever is made later has small keys again.

    Rows that everybody shares are to be there before.
    """
    before = {model: _highest(model) for model in counted_models()}
    for model in before:
        _count_on_from(model, THEIRS - 1)
    stranger = make_user(email="stranger@example.org", name="Sven Stranger")
    for make in (make_exercise, make_set_type, make_measure):
        make(f"First of {stranger.name}", owner=stranger)  # before shared ones get that number
    world = rows_of(stranger)
    session = make_session(stranger, "Pull of Sven Stranger", client_id=uuid.uuid4())
    row = make_set(session, client_id=uuid.uuid4())
    world |= {"session_client_id": session.client_id, "set_client_id": row.client_id}
    for model, highest in before.items():
        _count_on_from(model, max(highest, 1))
    return stranger, world


def counted_models() -> list[type[models.Model]]:
    """The models whose keys are numbers that the database gives."""
    return [model for model in apps.get_models() if isinstance(model._meta.pk, models.AutoField | models.BigAutoField)]


def _highest(model: type[models.Model]) -> int:
    found: int | None = model._base_manager.aggregate(models.Max("pk"))["pk__max"]
    return found or 0


def _count_on_from(model: type[models.Model], last: int) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, model._meta.pk.column, last])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


class Watch:
    """Which tables the block wrote to, and whether rows that are the stranger's, or point at one, differ since."""

    def __init__(self, stranger: User) -> None:
        watched = [model for model in apps.get_models() if model._meta.label not in UNWATCHED]
        self.models = {model._meta.db_table: model for model in watched}
        self.theirs: dict[type[models.Model], set[Any]] = {model: set() for model in watched}
        self.theirs[User].add(stranger.pk)
        while any(self._finds_more(model) for model in watched):
            pass
        self.before = {table: self._touching(model) for table, model in self.models.items()}
        self.written: set[str] = set()

    def _finds_more(self, model: type[models.Model]) -> bool:
        """Whether rows of ``model`` point at something of the stranger's that were not known to be theirs."""
        names = [field.attname for field in pointers(model)]
        found = {
            row[0]
            for row in model._base_manager.values_list("pk", *names)
            if any(key in self.theirs[target_of(field)] for key, field in zip(row[1:], pointers(model), strict=True))
        }
        more = found - self.theirs[model]
        self.theirs[model] |= more
        return bool(more)

    def _touching(self, model: type[models.Model]) -> list[tuple[Any, ...]]:
        """The rows of ``model`` that are the stranger's, or that point at one."""
        fields = [field for field in pointers(model) if self.theirs[target_of(field)]]
        either = models.Q(pk__in=list(self.theirs[model]))
        for field in fields:
            either |= models.Q(**{f"{field.attname}__in": self.theirs[target_of(field)]})
        return sorted(model._base_manager.filter(either).values_list(), key=repr)

    def __call__(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        if not str(sql).lstrip(" (").upper().startswith(QUESTIONS):
            self.written.update(TABLE.findall(str(sql)))
        return execute(sql, *rest)

    def changed(self) -> list[str]:
        """The tables in which the stranger's rows differ, or to which rows came that point at one of them."""
        tables, self.written = self.written & self.models.keys(), set()
        return [table for table in sorted(tables) if self._touching(self.models[table]) != self.before[table]]


def pointers(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    """The fields of ``model`` that hold the key of a row that is watched."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    return [field for field in keys if target_of(field)._meta.label not in UNWATCHED]


def target_of(field: models.ForeignKey[Any, Any]) -> type[models.Model]:
    """The model that ``field`` points at."""
    found: type[models.Model] = field.remote_field.model
    return found
