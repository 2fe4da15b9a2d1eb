"""What stands in the database while the table is tried: rows of the owner, and the same of the stranger."""

from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from tests.safety import routes

World = dict[str, Any]
UNWATCHED = {"sessions.Session", "usersessions.UserSession", "contenttypes.ContentType", "auth.Permission"}
"""What changes with every request, or never."""
NOTED = {"accounts.LoginHistory"}
"""What a refusal is written down in."""


def world_of(owner: User, stranger: User) -> World:
    """The rows of every app's ``rows(user)`` by name; those of the stranger are called ``their_…``."""
    theirs = {f"their_{name}": value for name, value in rows_of(stranger).items()}
    return theirs | rows_of(owner)


def rows_of(user: User) -> World:
    """A row of everything for ``user``, by the names of the routes' tables."""
    return {name: value for module in routes.modules() for name, value in module.rows(user).items()}


def snapshot() -> dict[str, list[str]]:
    """Every row of every table but those of browser sessions and of refusals."""
    watched = [model for model in apps.get_models() if model._meta.label not in UNWATCHED | NOTED]
    return {model._meta.label: sorted(map(repr, _rows(model))) for model in watched}


def _rows(model: type[models.Model]) -> Any:
    return model._base_manager.values_list()


def changed_since(before: dict[str, list[str]]) -> list[str]:
    """The tables in which something differs from ``before``."""
    after = snapshot()
    return [label for label, rows in after.items() if rows != before[label]]
