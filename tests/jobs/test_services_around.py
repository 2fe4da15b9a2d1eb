"""What goes with a job beside its states: whoever is told, times and pauses, counters, what the staff does."""

import random
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from jobs import presence, registry
from jobs.models import Job, State
from jobs.services import (
    Action,
    Claim,
    ClaimLostError,
    JobStateError,
    job_cancel,
    job_delete,
    job_fail,
    job_retry,
    job_retry_later,
    job_stop,
    job_succeed,
    job_take_back,
    job_time_out,
    jobs_purge,
    notes_of,
)
from tests.factories import make_user
from tests.jobs.support import (
    KIND,
    LANE_KIND,
    OVER,
    claimed,
    database_now,
    finish_at_once,
    in_state,
    kind_for,
    make_job,
)

# --- Telling the kind that a job ended -----------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What a kind was told of the ends of its jobs; what it writes meanwhile is a user."""
    ends: list[tuple[str, Any]] = []

    def ended(job: Job, state: str, result: Any) -> None:
        make_user(email=f"told-{len(ends)}@example.org")
        ends.append((str(state), dict(result)))

    spec = kind_for(lambda run: run.finish({}), ended=ended, max_attempts=1)
    monkeypatch.setitem(registry._kinds, KIND, spec)
    return ends


def test_a_kind_is_told_each_end_for_good_and_no_other(owner: User, told: list[tuple[str, Any]]) -> None:
    job_succeed(claim=claimed(make_job(owner)), result={"answer": 42})
    job_fail(claim=claimed(make_job(owner)), error="no", traceback="")
    job_stop(claim=claimed(make_job(owner)))
    job_cancel(job=make_job(owner))
    job_retry_later(claim=claimed(make_job(owner)), error="no", traceback="")
    lost = make_job(owner)
    claimed(lost)
    lost.refresh_from_db()
    job_take_back(job=lost)
    over = ["succeeded", "failed", "cancelled", "cancelled", "failed", "failed"]
    assert told == [(state, {"answer": 42} if state == "succeeded" else {}) for state in over]


def test_a_job_that_will_be_tried_again_has_not_ended(
    owner: User, told: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry._kinds, KIND, replace(registry.kind_of(KIND), max_attempts=5))
    job_retry_later(claim=claimed(make_job(owner)), error="no", traceback="")
    lost = make_job(owner)
    claimed(lost)
    lost.refresh_from_db()
    job_take_back(job=lost)
    assert told == []


def test_what_a_kind_wrote_of_an_end_that_was_none_is_rolled_back(owner: User, told: list[tuple[str, Any]]) -> None:
    running = make_job(owner)
    job_succeed(claim=claimed(running), result={})
    with pytest.raises(JobStateError):
        job_cancel(job=running)
    lost = make_job(owner)
    claimed(lost)
    stale = Job.objects.get(pk=lost.pk)
    Job.objects.filter(pk=lost.pk).update(claim=uuid.uuid4())
    assert not job_take_back(job=stale)
    with pytest.raises(ClaimLostError), transaction.atomic():
        job_fail(claim=Claim(stale, stale.claim or uuid.uuid4(), stale.tries.get()), error="no", traceback="")
    assert [user.email for user in User.objects.filter(email__startswith="told-")] == ["told-0@example.org"]


def test_pauses_have_a_longest_and_a_shortest(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = kind_for(lambda run: run.finish({}), max_attempts=50, longest_wait=60)
    monkeypatch.setitem(registry._kinds, KIND, spec)
    job = in_state(owner, "queued", attempts=12)
    job_retry_later(claim=claimed(job), error="no", traceback="")
    job.refresh_from_db()
    assert job.run_after is not None
    assert 29 <= (job.run_after - database_now()).total_seconds() <= 91
    other = make_job(owner)
    job_retry_later(claim=claimed(other), error="no", traceback="", wait=1000)
    other.refresh_from_db()
    assert other.run_after is not None
    assert 999 <= (other.run_after - database_now()).total_seconds() <= 1201


def test_quiet_kinds_are_left_out_of_lists(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._kinds, LANE_KIND, kind_for(lambda run: run.finish({}), LANE_KIND, quiet=True))
    make_job(owner, LANE_KIND)
    seen = make_job(owner)
    assert list(Job.objects.owned_by(owner).listed()) == [seen]
    assert Job.objects.owned_by(owner).count() == 2


# --- Times, and whoever is told ------------------------------------------------------------------------------------


def test_the_time_of_a_job_is_the_one_of_the_database(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: wrong)
    job = make_job(owner)
    job.refresh_from_db()
    assert (job.created_at == wrong) is (connection.vendor == "sqlite"), "whose database is on the same machine"


def test_the_last_failure_may_say_what_it_was(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._kinds, KIND, kind_for(finish_at_once, max_attempts=1))
    job = make_job(owner)
    job_retry_later(claim=claimed(job), error="Away.", traceback="", spent="It never answered.")
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "It never answered.")


def test_the_shortest_pause_is_never_shorter(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = []

    def uniform(low: float, high: float) -> float:
        bounds.append((low, high))
        return high

    monkeypatch.setattr(random, "uniform", uniform)
    job = make_job(owner)
    before = database_now()
    job_retry_later(claim=claimed(job), error="Away.", traceback="", wait=1000)
    after = database_now()
    job.refresh_from_db()
    assert bounds == [(0.5, 1.5), (1, 1.2)]
    assert job.run_after is not None
    assert before <= job.run_after - timedelta(seconds=1200) <= after


@pytest.mark.parametrize(("lost_before", "seconds"), [(0, 0), (1, 8), (2, 16), (3, 30)])
def test_what_may_crash_its_workers_waits_longer_each_time_but_not_long(
    owner: User, monkeypatch: pytest.MonkeyPatch, settings: Any, lost_before: int, seconds: int
) -> None:
    settings.JOB_RETRY_SECONDS = 4
    monkeypatch.setattr(random, "uniform", lambda low, _high: 2.0 if low == 0.5 else 100.0)
    job = claimed(in_state(owner, "queued", attempts=lost_before)).job
    before = database_now()
    assert job_take_back(job=job)
    after = database_now()
    job.refresh_from_db()
    assert job.state == "queued"
    assert (job.run_after is None) is (seconds == 0)
    assert before <= (job.run_after or before + timedelta(seconds=0)) - timedelta(seconds=seconds) <= after


def test_whoever_stands_still_with_a_job_is_ended_before_it_is_taken(
    owner: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[Any] = []
    monkeypatch.setattr("jobs.services.end_sessions", ended.append)
    monkeypatch.setattr(presence, "lost", lambda worker, claim: ended.append((worker, claim)))
    late, lost = claimed(make_job(owner)), claimed(make_job(owner), "host:2")
    job_time_out(claim=late, traceback="")
    assert ended == [late.token]
    assert job_take_back(job=lost.job)
    assert ended[1:] == [lost.token, ("host:2", lost.token)]
    assert f"job {lost.job.pk} of worker host:2 taken back" in caplog.text


def test_watchers_hear_that_a_job_was_taken_and_that_it_is_asked_to_stop(owner: User, watched: list[object]) -> None:
    job = make_job(owner)
    watched.clear()
    claimed(job)
    assert watched == [job.pk]
    job_cancel(job=job)
    assert watched == [job.pk, job.pk]


def test_jobs_of_other_lanes_are_not_rung_for_when_one_is_over(
    owner: User, stranger: User, rung: list[Job], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks():
        make_job(stranger, LANE_KIND)
        alone, first = make_job(owner), make_job(owner, LANE_KIND)
        claims = claimed(alone), claimed(first)
        make_job(stranger, LANE_KIND)
        make_job(owner)
    with django_capture_on_commit_callbacks(execute=True):
        for claim in claims:
            job_succeed(claim=claim, result={})
    assert rung == []


def test_the_next_job_of_the_lane_is_rung_for_when_the_one_before_it_is_cancelled(
    owner: User, rung: list[Job], watched: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks():
        first, second = make_job(owner, LANE_KIND), make_job(owner, LANE_KIND)
    with django_capture_on_commit_callbacks(execute=True):
        job_cancel(job=first)
    assert (rung, watched) == ([second], [first.pk])


def test_ends_are_counted_by_kind(
    owner: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    counted = []
    monkeypatch.setattr("jobs.services.counters.add", lambda name, **labels: counted.append((name, labels)))
    with django_capture_on_commit_callbacks(execute=True):
        job_succeed(claim=claimed(make_job(owner)), result={})
        job_retry_later(claim=claimed(make_job(owner)), error="Away.", traceback="")
    assert counted == [
        ("jobs_ended_total", {"kind": KIND, "outcome": "succeeded"}),
        ("jobs_ended_total", {"kind": KIND, "outcome": "retried"}),
    ]


def test_purging_goes_on_until_nothing_old_is_left(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.services.PURGED_AT_ONCE", 2)
    old = timezone.now() - timedelta(days=91)
    for _each in range(5):
        in_state(owner, "succeeded", finished_at=old)
    assert jobs_purge(days=90) == 5
    assert not Job.objects.exists()


# --- What the staff does -------------------------------------------------------------------------------------------


def test_what_the_staff_does_is_noted_oldest_first(owner: User) -> None:
    staff = make_user(email="staff@example.org", is_staff=True)
    job = job_retry(job=in_state(owner, "failed"), by=staff)
    job = job_cancel(job=claimed(job).job, by=staff)
    assert job_take_back(job=job, by=staff)
    job_cancel(job=job, by=staff)
    LogEntry.objects.log_actions(staff.pk, Job.objects.all(), CHANGE, change_message="something else")
    notes = notes_of(job)
    assert [note.action for note in notes] == [Action.RETRY, Action.CANCEL, Action.TAKE_BACK, Action.CANCEL]
    assert {note.who for note in notes} == {str(staff)}
    assert set(LogEntry.objects.values_list("action_flag", flat=True)) == {CHANGE}


def test_what_the_owner_does_is_no_note(owner: User) -> None:
    job = job_retry(job=in_state(owner, "failed"))
    job_cancel(job=job)
    assert notes_of(job) == []
    job_delete(job=job)
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("state", OVER)
def test_a_finished_job_is_deleted_and_who_did_it_stays(
    owner: User, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    settled: list[bool] = []
    spec = kind_for(finish_at_once, before_delete=lambda: settled.append(Job.objects.exists()))
    monkeypatch.setitem(registry._kinds, KIND, spec)
    staff = make_user(email="staff@example.org", is_staff=True)
    job = in_state(owner, state)
    job_delete(job=job, by=staff)
    assert not Job.objects.exists()
    assert settled == [True], "what others need to know is written down before"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.action_flag, entry.object_id) == (staff, DELETION, str(job.pk))
    assert entry.change_message == Action.DELETE


def test_a_finished_job_of_an_unknown_kind_can_be_deleted(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = in_state(owner, "failed")
    monkeypatch.delitem(registry._kinds, KIND)
    job_delete(job=job)
    assert not Job.objects.exists()


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING])
def test_what_waits_or_runs_is_not_deleted(owner: User, state: str) -> None:
    job = in_state(owner, state)
    with pytest.raises(JobStateError, match="Cancel it first"):
        job_delete(job=job)
    assert Job.objects.get() == job
