"""Migrations in a rolling update: each can be taken back, holds no large table, lets the release before go on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

OURS = tuple(config.label for config in apps.get_app_configs() if str(settings.BASE_DIR) in config.path)
RELEASED: dict[str, int] = {}
"""The number of each app's last migration in the first release, to be noted when it goes out: from then on the rules
hold for every later one. Until then there is nobody whose rows could be held, and no release before.
"""
ALLOWED: dict[tuple[str, str], str] = {}
"""``(app.migration, operation)`` that the rules forbid, and why it is all right there."""

HOLDS = {
    migrations.AddIndex: "holds writers of the table while it is built: use AddIndexConcurrently",
    migrations.RemoveIndex: "waits for and holds everybody on the table: use RemoveIndexConcurrently",
    migrations.AddConstraint: "reads the whole table while holding it: AddConstraintNotValid, then ValidateConstraint",
    migrations.AlterUniqueTogether: "builds an index while writers wait: add a UniqueConstraint by a unique index",
    migrations.RunSQL: "nobody knows what it holds: say in ALLOWED why it holds nothing long",
    migrations.RunPython: "nobody knows what it holds: in pieces, outside of a transaction; say so in ALLOWED",
    migrations.AlterField: "may rewrite the table: add a new column, fill it in pieces, change over a release later",
}
BREAKS = {
    migrations.RemoveField: "the release before still reads the column: stop using it one release earlier",
    migrations.RenameField: "the release before knows only the old name",
    migrations.DeleteModel: "the release before still reads the table: stop using it one release earlier",
    migrations.AlterModelTable: "the release before knows only the old name",
    migrations.RenameModel: "the release before knows only the old name",
}
SAFE = (AddIndexConcurrently, RemoveIndexConcurrently, AddConstraintNotValid)


def ours() -> Iterator[migrations.Migration]:
    disk = MigrationLoader(None).disk_migrations
    yield from (disk[key] for key in sorted(disk) if key[0] in OURS)


def flat(operations: Any) -> Iterator[Any]:
    """Operations with those inside of SeparateDatabaseAndState that reach the database."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from flat(operation.database_operations)
        else:
            yield operation


def problems(migration: migrations.Migration) -> Iterator[str]:
    """What the rules say against a migration."""
    created = {
        operation.name.lower()
        for operation in flat(migration.operations)
        if isinstance(operation, migrations.CreateModel)
    }
    for operation in flat(migration.operations):
        name = type(operation).__name__
        model = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
        if isinstance(operation, SAFE) or model in created:
            continue
        for kind, why in (HOLDS | BREAKS).items():
            if isinstance(operation, kind):
                yield f"{migration.app_label}.{migration.name}: {name} on {model}: {why}"
        if isinstance(operation, migrations.AddField):
            for why in _dear(operation.field):
                yield f"{migration.app_label}.{migration.name}: {name} on {model}: {why}"


def _dear(field: models.Field[Any, Any]) -> Iterator[str]:
    """What a new column costs, beyond a moment."""
    if field.many_to_many:  # a table of its own
        return
    if not (field.null or field.db_default is not models.NOT_PROVIDED):
        yield "the release before writes none: allow NULL, or give it a db_default"
    if getattr(field, "db_index", False) or field.unique:
        yield "holds writers while its index is built: db_index=False, then AddIndexConcurrently"


def is_later(migration: migrations.Migration) -> bool:
    return int(migration.name[:4]) > RELEASED.get(migration.app_label, 9999)


def test_every_migration_can_be_taken_back() -> None:
    wrong = [
        f"{migration.app_label}.{migration.name}: {operation}"
        for migration in ours()
        for operation in migration.operations
        if not operation.reversible
    ]
    assert wrong == []


def test_migrations_after_the_first_release_hold_nothing_and_break_nobody() -> None:
    found = {line for migration in ours() if is_later(migration) for line in problems(migration)}
    allowed = {line for line in found if any(line.startswith(f"{where}: {what} ") for where, what in ALLOWED)}
    assert sorted(found - allowed) == []


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (migrations.AddIndex("rep", models.Index(fields=["weight"], name="x")), "AddIndexConcurrently"),
        (migrations.RemoveField("rep", "weight"), "one release earlier"),
        (migrations.RenameField("rep", "weight", "load"), "only the old name"),
        (migrations.AddField("rep", "load", models.IntegerField(default=0)), "the release before writes none"),
        (migrations.AddField("rep", "plan", models.ForeignKey("Plan", models.CASCADE, null=True)), "holds writers"),
        (migrations.AlterField("rep", "weight", models.FloatField()), "may rewrite the table"),
        (migrations.AlterModelTable("rep", "reps"), "only the old name"),
        (migrations.RunSQL("UPDATE rep SET weight = 0"), "nobody knows what it holds"),
        (migrations.RunPython(migrations.RunPython.noop), "nobody knows what it holds"),
        (migrations.SeparateDatabaseAndState([migrations.RemoveField("rep", "weight")]), "one release earlier"),
    ],
)
def test_the_rules_find_what_holds_or_breaks(operation: Any, words: str) -> None:
    class Later(migrations.Migration):
        operations = [operation]

    assert words in "\n".join(problems(Later("0999_later", "sessions_app")))


def test_the_rules_let_through_what_is_safe() -> None:
    class Later(migrations.Migration):
        operations = [
            migrations.CreateModel("Plate", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddIndex("plate", models.Index(fields=["id"], name="plate_id")),
            migrations.AddField("rep", "load", models.IntegerField(null=True)),
            migrations.AddField("rep", "plan", models.ForeignKey("Plan", models.CASCADE, null=True, db_index=False)),
            migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("rep", "weight")]),
            migrations.AddField("rep", "side", models.IntegerField(db_default=0)),
            AddIndexConcurrently("rep", models.Index(fields=["weight"], name="x")),
        ]

    assert list(problems(Later("0999_later", "sessions_app"))) == []


@pytest.mark.long
@pytest.mark.one_database
def test_all_migrations_are_taken_back_and_applied_again() -> None:
    """As an operator would, in a database of its own."""
    server, name = os.environ["POSTGRES_URL"], "wt_back_and_forth"
    own = f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        link.execute(f"CREATE DATABASE {name}")

    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words, "--no-color"]
        environment = {**os.environ, "DATABASE_URL": own}
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate")
    for label in OURS:
        if label in MigrationLoader(None).migrated_apps:
            manage("migrate", label, "zero")
    with psycopg.connect(own) as link:
        tables = {row[0] for row in link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert {table for table in tables if table.startswith(tuple(f"{label}_" for label in OURS))} == set()
    assert "Applying accounts.0001" in manage("migrate")
    assert "No migrations to apply" in manage("migrate")
