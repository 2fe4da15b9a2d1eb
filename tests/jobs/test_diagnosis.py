"""Diagnosis: parts that answer or not, clocks, what got stuck, and the job that proves the whole way."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from jobs import diagnosis, doorbell, presence, store
from jobs.models import Job
from jobs.runner import run_job
from jobs.self_test import KIND, SELF_TEST, legs, self_test_start
from tests.jobs.support import claimed, make_job

PAGE = "/manage/jobs/diagnosis/"


def worker(**fields: Any) -> presence.Worker:
    values: dict[str, Any] = {
        "key": "k", "name": "bulk@here", "host": "here", "pid": 1, "pids": (1,), "pool": "prefork", "slots": 1,
        "queues": ("bulk", "test"), "version": "1", "uptime": 5.0, "silent": 0.5, "skew": 0.0, "memory_mb": 1,
        "done": 0, "failed": 0,
    }  # fmt: skip
    return presence.Worker(**(values | fields))


@pytest.fixture(autouse=True)
def _self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.self_test.STEP_SECONDS", 0)


def test_every_part_answers(db: None) -> None:
    found = diagnosis.checks()
    assert [(check.key, check.ok) for check in found] == [
        (key, True) for key in ("database", "jobs", "broker", "channels", "cache")
    ]
    assert all(check.seconds < 1 for check in found)


def test_a_part_that_does_not_answer_is_named(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(doorbell, "broker_answers", refuse)
    found = {check.key: check for check in diagnosis.checks()}
    assert (found["broker"].ok, found["broker"].problem) == (False, "ConnectionRefusedError")
    assert "ConnectionRefusedError" in staff_client.get(PAGE).content.decode()


def test_a_clock_that_is_wrong_is_named(db: None) -> None:
    found = diagnosis.clocks([worker(skew=61.2), worker(name="fine@here"), worker(name="gone", skew=99, silent=99)])
    assert [(clock.name, clock.ahead) for clock in found if clock.name.endswith("@here")] == [
        ("bulk@here", 61.2),
        ("fine@here", 0.0),
    ]
    assert [clock.is_wrong for clock in found if clock.name == "bulk@here"] == [True]


def test_running_jobs_that_nobody_hears_are_stuck(owner: User, settings: Any) -> None:
    claim = claimed(make_job(owner), worker="here:1")
    assert diagnosis.stuck([worker()]) == []
    assert [each.can_take_back for each in diagnosis.stuck([worker(pids=(2,))])] == [True]
    store.silences({str(claim.token): 3}, longest_gap=100)
    clock: Any = store.client()
    clock.now += diagnosis.STILL_SECONDS + 1
    store.silences({str(claim.token): 3}, longest_gap=100)
    (found,) = diagnosis.stuck([worker()])
    assert "has not been heard for 11 s" in found.why


def test_waiting_jobs_that_nobody_will_take_are_orphans(owner: User) -> None:
    job = make_job(owner)
    assert diagnosis.stuck([worker()]) == []
    assert [each.why for each in diagnosis.stuck([worker(queues=("bulk",))])] == ["No worker takes from its queue."]
    assert diagnosis.stuck(None) == [], "while Redis is away nobody can tell"
    Job.objects.filter(pk=job.pk).update(kind="of_tomorrow")
    assert "doesn't know" in diagnosis.stuck([worker()])[0].why


def test_the_queue_shows_the_jobs_that_it_holds_messages_for(owner: User) -> None:
    job = make_job(owner)
    Job.objects.filter(pk=job.pk).update(queue="peeked")
    job.refresh_from_db()
    doorbell.ring_worker(job)
    gone = Job(queue="peeked")
    doorbell.ring_worker(gone)
    try:
        assert diagnosis.contents(["peeked"]) == [("peeked", 2, [job], 1)]
    finally:
        with doorbell._broker() as connection:
            channel: Any = connection.default_channel
            channel.client.delete("peeked")


def test_the_schedule_says_when_each_part_ran(db: None) -> None:
    presence._note_periodic(type("Task", (), {"name": "jobs.dispatch"})())
    presence._note_periodic(type("Task", (), {"name": "something.else"})())
    ago = {each.task: each.ago for each in diagnosis.schedule()}
    assert ago["jobs.dispatch"] == pytest.approx(0, abs=0.1)
    assert ago["accounts.purge_expired"] is None
    assert "something.else" not in presence.ran()


def test_all_migrations_are_applied(db: None) -> None:
    assert diagnosis.missing_migrations() == []


def test_the_test_job_goes_the_whole_way(staff: User, staff_client: Client) -> None:
    answer = staff_client.post(reverse("manage-jobs-test"), {"queue": "bulk"})
    job = Job.objects.get(kind=KIND)
    assert answer["Location"] == reverse("manage-job", args=[job.pk])
    assert (job.queue, job.owner) == ("bulk", staff)
    assert [leg.ok for leg in legs(job)] == [True, None, None, None, None]
    run_job(job.pk)
    job.refresh_from_db()
    assert job.result is not None
    assert [leg.ok for leg in legs(job)] == [True, True, True, False, True], "no socket was open"
    store.note_told(job.start_key)
    assert [leg.ok for leg in legs(job)] == [True] * 5
    assert "The way" in staff_client.get(answer["Location"]).content.decode()


def test_a_queue_that_there_is_none_of_is_refused(staff_client: Client, staff: User) -> None:
    answer = staff_client.post(reverse("manage-jobs-test"), {"queue": "control"}, follow=True)
    assert "There is no such queue." in answer.content.decode()
    with pytest.raises(ValueError, match="control"):
        self_test_start(user=staff, queue="control")
    assert not Job.objects.filter(kind=SELF_TEST.key).exists()
    assert staff_client.get(reverse("manage-jobs-test")).status_code == 405
