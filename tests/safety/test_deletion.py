"""Deleting an account or all workout data: nothing of it stays, and nobody else loses a row.

The rows are those of the tables in ``tests/safety/routes``, so that whatever an app adds there is looked for here.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import IdempotentAnswer, User
from accounts.services import users_delete
from calculator.models import Gear, WarmUps
from portability.models import ColumnMeaning
from portability.services.deletion import workout_counts, workouts_delete
from sessions_app.models import ExerciseAlias, ExerciseMuscle, Goal, SetTypeAlias
from sharing.scope import Scope
from tests.factories import make_exercise, make_set_type
from tests.safety.audiences import cast_of
from tests.safety.world import UNWATCHED, World, world_of

KEPT = {
    "account.EmailAddress",
    "account.EmailConfirmation",
    "accounts.AccessToken",
    "accounts.LoginHistory",
    "accounts.User",
    "admin.LogEntry",
    "calculator.Gear",
    "calculator.WarmUps",
    "feedback.Change",
    "feedback.Feedback",
    "feedback.Reply",
    "feedback.Vote",
    "helpcenter.EarlierText",
    "helpcenter.Vote",
    "jobs.Job",
    "jobs.JobAttempt",
    "mfa.Authenticator",
    "portability.DataDeletion",
    "portability.Webhook",
    "sessions_app.DataVersion",
    "sharing.ShareEvent",
    "sharing.ShareToken",
}
"""What stays of somebody who deletes all workout data: the account with its links, what was done, and that it was."""


WITHOUT_ROWS = {"portability.DataDeletion"}
"""Written by the deletion itself."""


@pytest.fixture
def world(request: pytest.FixtureRequest, owner: User, stranger: User) -> World:
    cast_of(request)
    for user in (owner, stranger):
        more_rows(user)
    return world_of(owner, stranger)


def more_rows(user: User) -> None:
    """Rows that no page needs for being tried."""
    exercise, set_type = make_exercise("Trained", owner=user), make_set_type("Trained", owner=user)
    ExerciseMuscle.objects.create(exercise_type=exercise, muscle="chest")
    ExerciseAlias.objects.create(owner=user, name="Known as", exercise_type=exercise, source="remembered")
    SetTypeAlias.objects.create(owner=user, name="Known as", set_type=set_type, source="remembered")
    WarmUps.objects.create(owner=user, schemes=[])
    Goal.objects.create(owner=user, kind="sessions_week", count=3, start_date="2026-01-01", due_date="2026-12-31")
    Gear.objects.create(owner=user, unit="kg", bars=["20"], plates=[["25", 2]])
    ColumnMeaning.objects.create(owner=user, signature="0" * 32, mapping={})
    IdempotentAnswer.objects.create(owner=user, key="once", fingerprint="0" * 64, expires_at=timezone.now())
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    address = EmailAddress.objects.get(user=user)
    EmailConfirmation.objects.create(email_address=address, key=f"key-of-{user.pk}")
    LogEntry.objects.create(user=user, action_flag=ADDITION, object_repr="something")


def rows_of(user_id: int) -> Iterator[tuple[str, "models.QuerySet[Any]"]]:
    """The rows of every table that are this user's, by themselves or by what they are part of, by the table's name."""
    for model in owned_models():
        for path in paths_to_user(model):
            yield model._meta.label, model._base_manager.filter(**{path: user_id})
    yield User._meta.label, User.objects.filter(pk=user_id)


def owned_models() -> list[type[models.Model]]:
    """Every model whose rows belong to somebody: found by its relations, so that one added later is in here, too."""
    every = [model for model in apps.get_models() if model._meta.label not in UNWATCHED]
    return [model for model in every if model is not User and paths_to_user(model)]


def paths_to_user(model: type[models.Model], depth: int = 3) -> list[str]:
    """``["owner"]``; without such a column ``["workout_set__owner"]``, as far as it takes to come to a user."""
    references = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    direct = [field.name for field in references if field.related_model is User]
    if direct or not depth:
        return direct
    above = [(field.name, field.related_model) for field in references if isinstance(field.related_model, type)]
    return [f"{name}__{path}" for name, parent in above for path in paths_to_user(parent, depth - 1)]


def tables_of(user_id: int) -> dict[str, int]:
    """How many rows each table has of this user."""
    counts: dict[str, int] = {}
    for label, rows in rows_of(user_id):
        if count := rows.count():
            counts[label] = counts.get(label, 0) + count
    return counts


def constraints_hold() -> None:
    """What COMMIT would check: a row that points at nothing."""
    connection = transaction.get_connection()
    connection.check_constraints()


def test_every_table_that_can_hold_rows_of_somebody_does(owner: User, world: World) -> None:
    """Else deleting them is not tried: give the table a row in ``rows(user)`` of ``tests/safety/routes/<app>.py``."""
    empty = {model._meta.label for model in owned_models()} - set(tables_of(owner.pk))
    assert empty == WITHOUT_ROWS


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
