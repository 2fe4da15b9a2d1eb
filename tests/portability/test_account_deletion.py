"""Deleting one's account: proof, export first, type to confirm, a job, and nothing is left in any table."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import LoginHistory, User
from jobs.models import Job
from jobs.runner import run_job
from jobs.services import ClaimLostError
from sessions_app.models import WorkoutSession
from tests.factories import PASSWORD, make_session, make_set, make_user
from tests.safety.world import world_of

pytestmark = pytest.mark.django_db
PAGE = "/accounts/delete/"
STARTED = "/accounts/delete/started/"


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker closes connections that are old; the one of a test is in a transaction and looks so."""
    monkeypatch.setattr("jobs.runner.close_old_connections", lambda: None)


def proven(user: User) -> Client:
    """Signed in by the form, with the password given once more."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def rows_of(pk: int, email: str) -> dict[str, int]:
    """Every row of every table that points at the account, or has its address in a text column."""
    found: dict[str, int] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            lookup: dict[str, Any] = {}
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                lookup = {field.attname: pk}
            elif isinstance(field, models.CharField | models.TextField):
                lookup = {f"{field.name}__icontains": email}
            if lookup and (count := model._base_manager.filter(**lookup).count()):
                found[f"{model._meta.label}.{field.name}"] = count
    return found


def test_the_page_asks_for_the_password_first_and_offers_the_export(owner: User, owner_client: Client) -> None:
    assert "/accounts/reauthenticate/" in owner_client.get(PAGE)["Location"]
    page = proven(owner).get(PAGE).content.decode()
    assert f'href="{reverse("export-list")}"' in page
    assert "Type “owner@example.org”" in page


def test_something_else_typed_deletes_nothing(owner: User) -> None:
    answer = proven(owner).post(PAGE, {"email": "owner@example.com"})
    assert answer.status_code == 422
    assert "You typed “owner@example.com”." in answer.content.decode()
    assert not Job.objects.exists()


def test_a_job_deletes_every_row_of_the_person_and_nobody_elses(
    owner: User, stranger: User, django_capture_on_commit_callbacks: Any
) -> None:
    world_of(owner, stranger)
    Job.objects.all().delete()
    client, elsewhere = proven(owner), proven(owner)
    Client().post("/accounts/login/", {"login": owner.email, "password": "wrong"})
    noted = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=make_user(is_staff=True), content_type=noted, object_id=owner.pk, object_repr=owner.email, action_flag=2
    )
    pk, theirs = owner.pk, rows_of(stranger.pk, stranger.email)
    assert len(rows_of(pk, owner.email)) > 10
    assert client.post(PAGE, {"email": "Owner@example.org"})["Location"] == STARTED
    assert client.get("/accounts/").status_code == elsewhere.get("/accounts/").status_code == 302
    assert not UserSession.objects.filter(user=owner).exists()
    with django_capture_on_commit_callbacks(execute=True):
        run_job(Job.objects.get(owner=owner).pk)
    assert rows_of(pk, owner.email) == {}
    assert rows_of(stranger.pk, stranger.email) == theirs
    last = mail.outbox[-1]
    assert (last.to, last.subject) == (["owner@example.org"], "Your account is deleted")
    assert "Hello Olga Owner," in last.body


def test_pressed_twice_it_is_one_job_and_before_a_worker_takes_it_it_can_be_cancelled(owner: User) -> None:
    make_session(owner)
    first, second = proven(owner), proven(owner)
    first.post(PAGE, {"email": owner.email})
    assert second.post(PAGE, {"email": owner.email}).status_code == 302
    job = Job.objects.get(owner=owner)
    again = proven(owner)
    again.post(reverse("job-cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "cancelled"
    run_job(job.pk)
    assert WorkoutSession.objects.filter(owner=owner).count() == 1


def test_a_job_that_was_lost_to_another_worker_rolls_everything_back(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_set(make_session(owner))
    proven(owner).post(PAGE, {"email": owner.email})

    def lost(**_said: Any) -> None:
        raise ClaimLostError

    monkeypatch.setattr("jobs.runner.job_succeed", lost)
    run_job(Job.objects.get(owner=owner).pk)
    assert User.objects.filter(pk=owner.pk).exists()
    assert WorkoutSession.objects.filter(owner=owner).count() == 1
    assert LoginHistory.objects.filter(user=owner).exists()


def test_the_last_superuser_stays(staff: User) -> None:
    answer = proven(staff).post(PAGE, {"email": staff.email})
    assert answer.status_code == 422
    assert "last active superuser" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_superuser_who_became_the_last_one_meanwhile_stays(staff: User) -> None:
    other = make_user(is_staff=True, is_superuser=True)
    proven(staff).post(PAGE, {"email": staff.email})
    User.objects.filter(pk=other.pk).delete()
    job = Job.objects.get(owner=staff)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "last active superuser" in job.error
    assert User.objects.filter(pk=staff.pk).exists()
