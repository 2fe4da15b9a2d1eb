"""Rows that migrations bring: a test that commits empties the tables afterwards, and whoever comes next needs them."""

from importlib import import_module
from typing import Any, cast

from django.apps import apps
from django.db.migrations import RunPython

MIGRATIONS = (
    "accounts.migrations.0004_groups",
    "feedback.migrations.0002_shipped",
    "helpcenter.migrations.0003_help_editors",
)
"""Those that write rows; each does no harm a second time."""


def bring_back() -> None:
    """What ``MIGRATIONS`` wrote, where it is gone."""
    for name in MIGRATIONS:
        for operation in import_module(name).Migration.operations:
            assert isinstance(operation, RunPython)
            cast("Any", operation.code)(apps, None)
