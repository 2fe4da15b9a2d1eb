"""The shipped groups, for migrations: those of apps above add the permissions of their own tables."""

from collections.abc import Sequence
from typing import Any

VERBS = {"view": "Can view", "add": "Can add", "change": "Can change", "delete": "Can delete"}


def grant(apps: Any, *, group: str, app: str, model: str, actions: Sequence[str]) -> None:
    """Give the shipped ``group`` what may be done (``view``, ``add``, ``change``, ``delete``) with a table.

    Django makes permissions only after all migrations; those that are missing are made here, as it would.
    """
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    members = apps.get_model("auth", "Group").objects.get_or_create(name=group)[0].permissions
    permissions = apps.get_model("auth", "Permission").objects
    for action in actions:
        named = {"name": f"{VERBS[action]} {model}"}
        permission, _made = permissions.get_or_create(
            content_type=content_type, codename=f"{action}_{model}", defaults=named
        )
        members.add(permission)
