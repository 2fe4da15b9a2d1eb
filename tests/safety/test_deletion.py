"""Deleting an account or all workout data: nothing of it stays, and nobody else loses a row.

The rows are those of the tables in ``tests/safety/routes``, so that whatever an app adds there is looked for here.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import users_delete
from portability.services.deletion import workout_counts, workouts_delete
from sharing.scope import Scope
from tests.safety.audiences import cast_of
from tests.safety.world import UNWATCHED, World, world_of

KEPT = {
    "account.EmailAddress",
    "accounts.LoginHistory",
    "accounts.User",
    "admin.LogEntry",
    "jobs.Job",
    "portability.DataDeletion",
    "sessions_app.DataVersion",
    "sharing.ShareEvent",
    "sharing.ShareToken",
}
"""What stays of somebody who deletes all workout data: the account with its links, what was done, and that it was."""


@pytest.fixture
def world(request: pytest.FixtureRequest, owner: User, stranger: User) -> World:
    cast_of(request)
    return world_of(owner, stranger)


def rows_of(user_id: int) -> Iterator[tuple[str, "models.QuerySet[Any]"]]:
    """The rows of every table that say they are this user's, by the table's name."""
    for model in apps.get_models():
        if model._meta.label in UNWATCHED:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                yield model._meta.label, model._base_manager.filter(**{field.name: user_id})
        if model is User:
            yield model._meta.label, User.objects.filter(pk=user_id)


def tables_of(user_id: int) -> dict[str, int]:
    """How many rows each table has of this user."""
    return {label: count for label, rows in rows_of(user_id) if (count := rows.count())}


def constraints_hold() -> None:
    """What COMMIT would check: a row that points at nothing."""
    connection = transaction.get_connection()
    connection.check_constraints()


def test_a_user_who_is_deleted_leaves_nothing(owner: User, stranger: User, world: World) -> None:
    theirs, mine = tables_of(stranger.pk), tables_of(owner.pk)
    assert len(mine) > 8
    users_delete(users=[owner])
    constraints_hold()
    assert tables_of(world["account"]) == {}
    assert tables_of(stranger.pk) == theirs


def test_the_admin_counts_what_goes_and_deletes_it(staff_client: Client, owner: User, world: World) -> None:
    address = reverse("admin:accounts_user_delete", args=[owner.pk])
    page = staff_client.get(address).content.decode()
    counts = workout_counts(Scope.of_user(owner))
    assert counts.reps > 0
    for line in (f"Reps: {counts.reps}", f"Sets: {counts.sets}", "Users: 1"):
        assert f"<li>{line}</li>" in page
    assert staff_client.post(address, {"post": "yes"}).status_code == 302
    constraints_hold()
    assert tables_of(world["account"]) == {}


def test_many_are_deleted_from_the_list(staff_client: Client, owner: User, stranger: User, world: World) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [owner.pk, stranger.pk], "post": "yes"}
    assert staff_client.post(reverse("admin:accounts_user_changelist"), chosen).status_code == 302
    constraints_hold()
    assert not User.objects.filter(pk__in=[world["account"], world["their_account"]]).exists()


def test_all_workout_data_goes_and_the_account_stays(owner: User, stranger: User, world: World) -> None:
    theirs = tables_of(stranger.pk)
    workouts_delete(scope=Scope.of_user(owner))
    constraints_hold()
    left = set(tables_of(owner.pk))
    assert left <= KEPT
    assert {"accounts.User", "portability.DataDeletion"} <= left
    assert tables_of(stranger.pk) == theirs
