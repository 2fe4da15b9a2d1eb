"""The header's badge: shown while jobs of this person wait or run, and free of charge for everybody else."""

from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.jobs.support import in_state, make_job
from tests.safety.queries import queries


def shown(client: Client) -> bool:
    return 'id="job-badge"' in client.get(reverse("more")).content.decode()


def test_the_badge_shows_how_many_jobs_are_active(owner: User, owner_client: Client) -> None:
    make_job(owner)
    in_state(owner, "running")
    in_state(owner, "failed")
    owner_client.get(reverse("job-list"))
    assert shown(owner_client)
    badge = owner_client.get(reverse("job-badge")).content.decode()
    assert '<span class="num">2</span>' in badge
    assert reverse("job-list") in badge


def test_the_badge_goes_when_the_last_job_is_over(owner: User, owner_client: Client) -> None:
    job = make_job(owner)
    owner_client.get(reverse("job-detail", args=[job.pk]))
    assert shown(owner_client)
    job.delete()
    assert owner_client.get(reverse("job-badge")).content == b""
    assert not shown(owner_client)


def test_jobs_of_others_are_not_counted(stranger: User, owner: User, owner_client: Client) -> None:
    job = make_job(owner)
    owner_client.get(reverse("job-list"))
    make_job(stranger)
    assert '<span class="num">1</span>' in owner_client.get(reverse("job-badge")).content.decode()
    job.delete()
    assert not shown(owner_client)


def test_who_has_no_jobs_pays_nothing(owner: User, owner_client: Client) -> None:
    owner_client.get(reverse("more"))
    with queries() as asked:
        owner_client.get(reverse("more"))
    assert not [sql for sql in asked if "jobs_job" in sql]


def test_nobody_signed_in_has_no_badge(anonymous_client: Client) -> None:
    assert anonymous_client.get(reverse("job-badge")).status_code == 302
