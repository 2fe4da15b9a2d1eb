"""Pages of jobs: the owner's list, one job, its snapshot for polling, cancelling and starting again."""

import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from jobs import registry, store
from jobs.models import Job
from jobs.snapshot import snapshot
from tests.factories import make_user
from tests.jobs.support import KIND, claimed, finish_at_once, in_state, kind_for, make_job
from tests.safety.queries import assert_constant_queries

ALL = ["queued", "running", "succeeded", "failed", "cancelled"]


def page_of(job: Job) -> str:
    return reverse("job-detail", args=[job.pk])


def snapshot_of(job: Job) -> str:
    return reverse("api:jobs-job_id", args=[job.pk])


# --- The list ----------------------------------------------------------------------------------------------------


def test_the_list_holds_ones_own_jobs_newest_first(owner: User, stranger: User, owner_client: Client) -> None:
    mine = [in_state(owner, state) for state in ALL]
    other = make_job(stranger)
    text = owner_client.get(reverse("job-list")).content.decode()
    places = [text.index(page_of(job)) for job in mine]
    assert places == sorted(places, reverse=True)
    assert page_of(other) not in text
    assert "The file has no rows." in text


def test_an_empty_list_says_what_will_be_there(owner_client: Client) -> None:
    assert "No jobs yet" in owner_client.get(reverse("job-list")).content.decode()


def test_the_list_asks_the_same_for_many_jobs(owner: User, owner_client: Client) -> None:
    def grow() -> None:
        for state in ALL * 3:
            in_state(owner, state)

    grow()
    assert_constant_queries(lambda: owner_client.get(reverse("job-list")), grow=grow, at_most=8)


# --- One job -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ALL)
def test_a_job_is_its_owners_and_the_admins(
    owner: User,
    owner_client: Client,
    stranger_client: Client,
    staff_client: Client,
    anonymous_client: Client,
    state: str,
) -> None:
    job = in_state(owner, state)
    assert owner_client.get(page_of(job)).status_code == 200
    assert staff_client.get(page_of(job)).status_code == 200
    assert stranger_client.get(page_of(job)).status_code == 404
    assert anonymous_client.get(page_of(job)).status_code == 302


def test_staff_without_the_permission_is_a_stranger(owner: User) -> None:
    client = Client()
    client.force_login(make_user(email="helper@example.org", is_staff=True))
    assert client.get(page_of(make_job(owner))).status_code == 404
    assert client.get(snapshot_of(make_job(owner))).status_code == 404


def test_the_page_shows_what_the_snapshot_says(owner: User, owner_client: Client) -> None:
    job = in_state(owner, "running")
    assert job.claim is not None
    report = {"stage": "write", "percent": 45, "done": 1, "total": 3, "current": "Push Day · Bench", "rate": 1.0}
    store.progress_write(job.start_key, job.claim, {**report, "seconds_left": 30})
    text = owner_client.get(page_of(job)).content.decode()
    for words in ("45", "Push Day · Bench", "Writing.", "About 30 seconds left"):
        assert words in text
    assert f'data-poll="{snapshot_of(job)}"' in text
    assert f'data-socket="/ws/jobs/{job.pk}/"' in text


@pytest.mark.parametrize("state", ALL)
def test_without_javascript_the_page_of_an_active_job_refreshes_itself(
    owner: User, owner_client: Client, state: str
) -> None:
    text = owner_client.get(page_of(in_state(owner, state))).content.decode()
    refreshes = re.search(r'<noscript><meta http-equiv="refresh" content="3;url=\?follow">', text)
    assert bool(refreshes) == (state in {"queued", "running"})


def test_a_page_that_follows_leads_to_the_result(
    owner: User, owner_client: Client, staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def result(_arguments: object, _result: object) -> str:
        return "/data/import/"

    monkeypatch.setitem(registry._kinds, KIND, kind_for(finish_at_once, done_url=result))
    job = in_state(owner, "succeeded")
    answer = owner_client.get(page_of(job), {"follow": ""})
    assert (answer.status_code, answer["Location"]) == (302, "/data/import/")
    assert owner_client.get(page_of(job)).status_code == 200
    assert staff_client.get(page_of(job), {"follow": ""}).status_code == 200, "the result is the owner's"


def test_a_failed_job_tells_its_owner_why_and_no_trace(owner: User, owner_client: Client) -> None:
    job = in_state(owner, "failed", attempts=2)
    for number in (1, 2):
        job.tries.create(number=number, claim=uuid.uuid4(), worker="host:1", outcome="failed", traceback="Traceback x")
    text = owner_client.get(page_of(job)).content.decode()
    assert "The file has no rows." in text
    assert "Start again" in text
    assert "Traceback" not in text


def test_a_waiting_job_says_what_it_waits_for(owner: User, owner_client: Client) -> None:
    assert "Waiting for a free worker." in owner_client.get(page_of(make_job(owner))).content.decode()


def test_pages_are_whole_without_redis(owner: User, owner_client: Client, away: None) -> None:
    job = in_state(owner, "running")
    assert owner_client.get(page_of(job)).status_code == 200
    assert owner_client.get(reverse("job-list")).status_code == 200
    assert owner_client.get(snapshot_of(job)).json()["state"] == "running"


# --- The snapshot --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ALL)
def test_polling_gets_the_snapshot(owner: User, owner_client: Client, staff_client: Client, state: str) -> None:
    job = in_state(owner, state)
    answer = owner_client.get(snapshot_of(job))
    assert answer.json() == json.loads(json.dumps(snapshot(job)))
    assert "no-store" in answer["Cache-Control"]
    assert staff_client.get(snapshot_of(job)).json()["id"] == str(job.pk)
    assert owner_client.get(f"{snapshot_of(job).rstrip('/')}/").json() == answer.json()


def test_polling_strangers_and_nobody_get_a_problem_as_json(
    owner: User, stranger_client: Client, anonymous_client: Client, owner_client: Client
) -> None:
    address = snapshot_of(make_job(owner))
    unknown = reverse("api:jobs-job_id", args=[uuid.uuid4()])
    for client, url, status in [
        (anonymous_client, address, 401),
        (stranger_client, address, 404),
        (owner_client, unknown, 404),
    ]:
        answer = client.get(url)
        assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert answer["Content-Type"] == "application/problem+json"
    assert owner_client.post(address).status_code == 405


# --- Cancelling and starting again ---------------------------------------------------------------------------------


def test_the_owner_cancels_a_waiting_job(owner: User, owner_client: Client) -> None:
    job = make_job(owner)
    answer = owner_client.post(reverse("job-cancel", args=[job.pk]))
    assert (answer.status_code, answer["Location"]) == (302, page_of(job))
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_running_job_shows_that_it_stops(owner: User, owner_client: Client) -> None:
    claim = claimed(make_job(owner))
    text = owner_client.post(reverse("job-cancel", args=[claim.job.pk]), follow=True).content.decode()
    assert "Stopping." in text
    assert store.beat(claim.job.start_key, claim.token)


def test_the_owner_starts_a_failed_job_again(owner: User, owner_client: Client) -> None:
    job = in_state(owner, "failed")
    owner_client.post(reverse("job-retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "queued"


@pytest.mark.parametrize(("name", "state"), [("job-cancel", "succeeded"), ("job-retry", "running")])
def test_what_does_not_go_is_said(owner: User, owner_client: Client, name: str, state: str) -> None:
    job = in_state(owner, state)
    answer = owner_client.post(reverse(name, args=[job.pk]), follow=True)
    assert any(word in answer.content.decode() for word in ("nothing to cancel", "can be started again"))
    job.refresh_from_db()
    assert job.state == state


@pytest.mark.parametrize("name", ["job-cancel", "job-retry"])
def test_only_the_owner_acts_and_only_by_post(
    owner: User, owner_client: Client, stranger_client: Client, staff_client: Client, name: str
) -> None:
    job = in_state(owner, "queued" if name == "job-cancel" else "failed")
    before = job.state
    address = reverse(name, args=[job.pk])
    assert stranger_client.post(address).status_code == 404
    assert staff_client.post(address).status_code == 403
    assert owner_client.get(address).status_code == 405
    job.refresh_from_db()
    assert job.state == before


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_cancelling_leads_nowhere_else(owner: User, owner_client: Client, wanted: str) -> None:
    job = make_job(owner)
    answer = owner_client.post(reverse("job-cancel", args=[job.pk]), {"next": wanted})
    assert answer["Location"] == page_of(job)


def test_cancelling_leads_back_to_the_page_that_asked(owner: User, owner_client: Client) -> None:
    answer = owner_client.post(reverse("job-cancel", args=[make_job(owner).pk]), {"next": "/data/import/"})
    assert answer["Location"] == "/data/import/"
