"""Migrations in a rolling update: each can be taken back, holds no large table, lets the release before go on."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connections, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from workouttracker import env

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
    migrations.AlterField: "may rewrite the table: add a new column, fill it in pieces, change over a release later",
}
BREAKS = {
    migrations.RemoveField: "the release before still reads the column: stop using it one release earlier",
    migrations.RenameField: "the release before knows only the old name",
    migrations.DeleteModel: "the release before still reads the table: stop using it one release earlier",
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
        if isinstance(operation, migrations.AddField) and not _is_cheap(operation.field):
            yield f"{migration.app_label}.{migration.name}: {name} on {model}: the release before writes none"


def _is_cheap(field: models.Field[Any, Any]) -> bool:
    """Whether rows that the release before writes are taken: empty allowed, or a default in the database."""
    has_default = field.db_default is not models.NOT_PROVIDED
    return bool(field.null or has_default or field.many_to_many)


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
        (migrations.AlterField("rep", "weight", models.FloatField()), "may rewrite the table"),
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
            migrations.AddField("rep", "side", models.IntegerField(db_default=0)),
            AddIndexConcurrently("rep", models.Index(fields=["weight"], name="x")),
        ]

    assert list(problems(Later("0999_later", "sessions_app"))) == []


@pytest.mark.long
@pytest.mark.one_database
def test_all_migrations_are_taken_back_and_applied_again(
    django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = os.environ["POSTGRES_URL"]
    with psycopg.connect(server, autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS wt_back_and_forth WITH (FORCE)")
        link.execute("CREATE DATABASE wt_back_and_forth")
    other = connections.create_connection("default")
    monkeypatch.setenv("BACK_AND_FORTH_URL", f"{server.rpartition('/')[0]}/wt_back_and_forth")
    other.settings_dict = {**connections.settings["default"], **env.database("BACK_AND_FORTH_URL", "")}
    with django_db_blocker.unblock():
        leaves = MigrationExecutor(other).loader.graph.leaf_nodes()
        MigrationExecutor(other).migrate(leaves)
        for label in OURS:
            executor = MigrationExecutor(other)
            if label in executor.loader.migrated_apps:
                executor.migrate([(label, None)])
        tables = {name.partition("_")[0] for name in other.introspection.table_names()}
        assert not {label.partition("_")[0] for label in OURS} & tables
        MigrationExecutor(other).migrate(leaves)
        assert MigrationExecutor(other).migration_plan(leaves) == []
        other.close()
