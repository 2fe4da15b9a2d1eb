"""The frame of every write: transaction, version, announcement."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from sessions_app.models import DataVersion, WorkoutSession
from sessions_app.services.writing import Area, data_version_renew, log_write, stored_or_new
from tests.factories import make_session, make_user
from tests.sessions_app.looks import Heard, log_version

pytestmark = pytest.mark.django_db


class Interrupted(Exception):  # noqa: N818 - what happened, not an error of ours
    pass


def interrupted_write(owner: User) -> None:
    with log_write(owner.pk, "anything"):
        make_session(owner)
        raise Interrupted


def test_a_write_that_fails_leaves_nothing_behind(owner: User, django_capture_on_commit_callbacks: Any) -> None:
    with (
        Heard() as heard,
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(Interrupted),
    ):
        interrupted_write(owner)
    assert (WorkoutSession.objects.count(), log_version(owner), heard.news) == (0, None, [])


def test_nothing_is_announced_before_the_transaction_commits(
    owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    with Heard() as heard:
        with django_capture_on_commit_callbacks(execute=True):
            session = make_session(owner)
            assert heard.news == []
        assert heard.news == [(owner.pk, "session_create", (session.pk,))]


def test_a_listener_that_fails_fails_nobody_else(owner: User, django_capture_on_commit_callbacks: Any) -> None:

    class Broken(Heard):
        def listen(self, *_: object, **__: object) -> None:
            raise Interrupted

    with Broken(), Heard() as heard, django_capture_on_commit_callbacks(execute=True):
        make_session(owner)
    assert len(heard.news) == 1


def test_each_owner_and_area_has_one_version_that_is_new_each_time() -> None:
    owner, other = make_user(), make_user()
    tokens = []
    for owner_id, area in [(owner.pk, Area.LOG), (owner.pk, Area.BODY), (other.pk, Area.LOG), (None, Area.CATALOGUE)]:
        for _ in range(2):
            data_version_renew(owner_id, area)
            tokens.append(DataVersion.objects.get(owner=owner_id, area=area).token)
    assert len(set(tokens)) == 8
    assert DataVersion.objects.count() == 4


def test_a_conflict_that_is_not_about_the_client_id_is_not_hidden(owner: User) -> None:
    rows = WorkoutSession.objects.filter(owner=owner)

    def fails() -> WorkoutSession:
        raise IntegrityError("something else")

    with pytest.raises(IntegrityError, match="something else"), transaction.atomic():
        stored_or_new(rows, uuid.uuid4(), fails)
