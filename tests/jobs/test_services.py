"""What can happen to a job, and what can't."""

import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from jobs import registry, store
from jobs.models import Job, JobAttempt, State
from jobs.services import (
    Claim,
    ClaimLostError,
    JobStateError,
    job_cancel,
    job_claim,
    job_fail,
    job_retry,
    job_retry_later,
    job_start,
    job_stop,
    job_succeed,
    job_take_back,
    job_time_out,
    jobs_purge,
    longest_seconds,
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


def test_a_job_is_written_at_once_and_rung_for_when_its_transaction_commits(
    owner: User, rung: list[Job], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = make_job(owner, file=7)
        assert rung == []
    assert rung == [job]
    job.refresh_from_db()
    assert (job.state, job.queue, job.lane, job.arguments, job.attempts) == ("queued", "test", "", {"file": 7}, 0)


def test_a_job_goes_with_the_transaction_that_it_belongs_to(
    owner: User, rung: list[Job], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        make_job(owner)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert rung == []


def test_a_form_sent_twice_starts_one_job(owner: User, stranger: User) -> None:
    first = job_start(kind=KIND, owner=owner, arguments={}, form_token="token-1")
    again = job_start(kind=KIND, owner=owner, arguments={}, form_token="token-1")
    assert again == first
    assert job_start(kind=KIND, owner=owner, arguments={}, form_token="token-2") != first
    assert job_start(kind=KIND, owner=stranger, arguments={}, form_token="token-1") != first
    assert job_start(kind=KIND, owner=owner, arguments={}) != job_start(kind=KIND, owner=owner, arguments={})


def test_one_worker_gets_a_job(owner: User) -> None:
    job = make_job(owner)
    claim = claimed(job, "host:1")
    assert job_claim(job_id=job.pk, worker="host:2") is None
    job.refresh_from_db()
    assert (job.state, job.claim, job.worker, job.attempts) == ("running", claim.token, "host:1", 1)
    assert job.started_at is not None
    attempt = JobAttempt.objects.get(job=job)
    assert (attempt.number, attempt.claim, attempt.worker, attempt.outcome) == (1, claim.token, "host:1", "running")


@pytest.mark.parametrize("state", [*OVER, State.RUNNING])
def test_nobody_gets_a_job_that_does_not_wait(owner: User, state: str) -> None:
    assert job_claim(job_id=in_state(owner, state).pk, worker="host:1") is None


def test_a_job_of_a_kind_that_this_release_does_not_know_is_left_alone(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job(owner)
    monkeypatch.delitem(registry._kinds, KIND)
    assert job_claim(job_id=job.pk, worker="host:1") is None
    job.refresh_from_db()
    assert job.state == "queued"


def test_a_job_is_not_taken_before_its_time(owner: User) -> None:
    later = in_state(owner, "queued", run_after=timezone.now() + timedelta(minutes=5))
    due = in_state(owner, "queued", run_after=timezone.now() - timedelta(minutes=5))
    assert job_claim(job_id=later.pk, worker="host:1") is None
    claimed(due)
    due.refresh_from_db()
    assert due.run_after is None


def test_jobs_of_one_lane_run_one_at_a_time_in_order(owner: User, stranger: User) -> None:
    first, second, third = (make_job(owner, LANE_KIND) for _ in range(3))
    assert job_claim(job_id=second.pk, worker="host:1") is None, "the first one waits before it"
    claim = claimed(first)
    assert job_claim(job_id=second.pk, worker="host:1") is None
    claimed(make_job(stranger, LANE_KIND))
    claimed(make_job(owner, KIND))
    job_succeed(claim=claim, result={})
    assert job_claim(job_id=third.pk, worker="host:1") is None
    claimed(second)


def test_the_database_lets_one_job_of_a_lane_run(owner: User) -> None:
    in_state(owner, "running", LANE_KIND)
    with pytest.raises(IntegrityError), transaction.atomic():
        in_state(owner, "running", LANE_KIND)


def test_the_next_job_of_the_lane_is_rung_for_when_one_is_over(
    owner: User, rung: list[Job], watched: list[object], django_capture_on_commit_callbacks: Any
) -> None:
    first, second, _third = (make_job(owner, LANE_KIND) for _ in range(3))
    claim = claimed(first)
    watched.clear()
    with django_capture_on_commit_callbacks(execute=True):
        job_succeed(claim=claim, result={})
    assert rung == [second]
    assert watched == [first.pk]


@transaction.atomic
def effect_and_success(claim: Claim, by: str) -> None:
    make_user(email="effect@example.org")
    job_succeed(claim=claim, result={"by": by})


def test_effect_and_success_commit_together_or_not_at_all(owner: User) -> None:
    job = make_job(owner)
    lost = claimed(job)
    job.refresh_from_db()
    assert job_take_back(job=job)
    second = claimed(job)
    with pytest.raises(ClaimLostError):
        effect_and_success(lost, "the first")
    assert not User.objects.filter(email="effect@example.org").exists()
    effect_and_success(second, "the second")
    assert User.objects.filter(email="effect@example.org").exists()
    job.refresh_from_db()
    assert (job.state, job.result, job.claim) == ("succeeded", {"by": "the second"}, None)
    assert list(job.tries.values_list("outcome", flat=True)) == ["lost", "succeeded"]
    assert all(job.tries.values_list("finished_at", flat=True))


@pytest.mark.parametrize("end", [job_fail, job_retry_later])
def test_a_worker_that_lost_its_job_can_not_speak_for_it(owner: User, end: Any) -> None:
    job = make_job(owner)
    lost = claimed(job)
    job.refresh_from_db()
    job_take_back(job=job)
    with pytest.raises(ClaimLostError):
        end(claim=lost, error="It broke.", traceback="trace")
    with pytest.raises(ClaimLostError):
        job_stop(claim=lost)
    job.refresh_from_db()
    assert job.state == "queued"
    assert job.tries.get().outcome == "lost"


def test_a_failure_keeps_a_sentence_for_the_owner_and_the_trace_for_admins(owner: User) -> None:
    job = make_job(owner)
    job_fail(claim=claimed(job), error="The file has no rows.", traceback="Traceback: …")
    job.refresh_from_db()
    assert (job.state, job.error, job.claim) == ("failed", "The file has no rows.", None)
    assert job.finished_at is not None
    attempt = job.tries.get()
    assert (attempt.outcome, attempt.error, attempt.traceback) == ("failed", "The file has no rows.", "Traceback: …")


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 5), (2, 10), (3, 20), (4, 40)])
def test_each_wait_is_twice_as_long_as_the_one_before(
    owner: User, monkeypatch: pytest.MonkeyPatch, settings: Any, attempt: int, seconds: int
) -> None:
    settings.JOB_RETRY_SECONDS = 5
    monkeypatch.setattr(random, "uniform", lambda _low, _high: 1.0)
    job = in_state(owner, "queued", attempts=attempt - 1)
    before = database_now()
    job_retry_later(claim=claimed(job), error="Away.", traceback="")
    after = database_now()
    job.refresh_from_db()
    assert (job.state, job.error, job.worker) == ("queued", "Away.", "")
    assert job.run_after is not None
    assert before <= job.run_after - timedelta(seconds=seconds) <= after


def test_waits_are_not_in_step(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = []

    def uniform(low: float, high: float) -> float:
        bounds.append((low, high))
        return 1.0

    monkeypatch.setattr(random, "uniform", uniform)
    job_retry_later(claim=claimed(make_job(owner)), error="Away.", traceback="")
    assert bounds == [(0.5, 1.5)]


def test_after_its_last_attempt_a_job_failed(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._kinds, KIND, kind_for(lambda run: None, max_attempts=2))
    job = in_state(owner, "queued", attempts=1)
    job_retry_later(claim=claimed(job), error="Away.", traceback="trace")
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 2)
    assert "start it again in a while" in job.error
    assert job.tries.get().traceback == "trace"


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_a_job_started_again_has_all_its_attempts_and_no_old_wishes(
    owner: User, rung: list[Job], django_capture_on_commit_callbacks: Any, state: str
) -> None:
    job = in_state(owner, state, attempts=5)
    store.cancel_wish(job.start_key)
    with django_capture_on_commit_callbacks(execute=True):
        job = job_retry(job=job)
    assert rung == [job]
    assert (job.state, job.error, job.finished_at, job.started_at) == ("queued", "", None, None)
    assert (job.attempts, job.attempts_since_start) == (5, 0)
    assert store.progress_read([(job.start_key, None)]) == [{"percent": 0, "cancelling": False}]
    assert claimed(job).job.attempts_since_start == 1


def test_a_job_can_be_started_again_without_redis(owner: User, away: None) -> None:
    assert job_retry(job=in_state(owner, "failed")).state == "queued"


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING, State.SUCCEEDED])
def test_only_what_failed_or_was_cancelled_is_started_again(owner: User, state: str) -> None:
    job = in_state(owner, state)
    with pytest.raises(JobStateError, match="failed or was cancelled"):
        job_retry(job=job)
    job.refresh_from_db()
    assert job.state == state


def test_a_waiting_job_is_cancelled_at_once(owner: User) -> None:
    job = job_cancel(job=in_state(owner, "queued", run_after=timezone.now()))
    assert (job.state, job.run_after) == ("cancelled", None)
    assert job.finished_at is not None


def test_the_worker_of_a_running_job_is_asked_to_stop(owner: User) -> None:
    claim = claimed(make_job(owner))
    assert not store.beat(claim.job.start_key, claim.token)
    job = job_cancel(job=claim.job)
    assert job.state == "running"
    assert store.beat(job.start_key, claim.token)
    job_stop(claim=claim)
    job.refresh_from_db()
    assert (job.state, job.tries.get().outcome) == ("cancelled", "cancelled")


def test_a_wish_to_stop_outlives_the_worker(owner: User) -> None:
    claim = claimed(make_job(owner))
    job = job_cancel(job=claim.job)
    assert job_take_back(job=job)
    second = claimed(job)
    assert store.beat(second.job.start_key, second.token)


@pytest.mark.parametrize("state", OVER)
def test_what_is_over_can_not_be_cancelled(owner: User, state: str) -> None:
    job = in_state(owner, state)
    with pytest.raises(JobStateError, match="nothing to cancel"):
        job_cancel(job=job)
    job.refresh_from_db()
    assert job.state == state


def test_a_running_job_can_not_be_stopped_while_redis_is_away(owner: User, away: None) -> None:
    with pytest.raises(JobStateError, match="Try again"):
        job_cancel(job=in_state(owner, "running"))


def test_a_lost_job_waits_for_another_worker(
    owner: User, rung: list[Job], django_capture_on_commit_callbacks: Any
) -> None:
    claim = claimed(make_job(owner))
    job = claim.job
    with django_capture_on_commit_callbacks(execute=True):
        assert job_take_back(job=job)
    assert rung == [job]
    job.refresh_from_db()
    assert (job.state, job.claim, job.worker, job.run_after) == ("queued", None, "", None)
    attempt = job.tries.get()
    assert (attempt.outcome, bool(attempt.finished_at)) == ("lost", True)
    assert attempt.error.startswith("The worker was lost")


def test_a_job_that_kills_its_workers_fails_after_its_attempts(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._kinds, KIND, kind_for(lambda run: None, max_attempts=2))
    job = make_job(owner)
    for _attempt in range(2):
        assert job_take_back(job=claimed(job).job)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 2)
    assert job.error.startswith("Every worker that tried this was lost")
    assert "Nothing was changed" in job.error
    assert job_claim(job_id=job.pk, worker="host:1") is None


def test_a_job_that_moved_on_meanwhile_is_not_taken_back(owner: User) -> None:
    claim = claimed(make_job(owner))
    seen = Job.objects.get(pk=claim.job.pk)
    job_succeed(claim=claim, result={})
    assert job_take_back(job=seen) is False
    seen.refresh_from_db()
    assert seen.state == "succeeded"
    assert seen.tries.get().outcome == "succeeded"
    assert job_take_back(job=seen) is False, "nobody has it"


def test_purging_removes_what_was_over_long_ago_and_nothing_else(owner: User) -> None:
    old = timezone.now() - timedelta(days=91)
    gone = [in_state(owner, state, finished_at=old, created_at=old) for state in OVER]
    JobAttempt.objects.create(job=gone[0], number=1, claim=uuid.uuid4(), worker="host:1")
    kept = [in_state(owner, state) for state in OVER]
    kept += [in_state(owner, state, created_at=old, started_at=old) for state in (State.QUEUED, State.RUNNING)]
    assert jobs_purge(days=90) == len(gone)
    assert set(Job.objects.all()) == set(kept)
    assert jobs_purge(days=90) == 0


def test_an_attempt_that_took_too_long_is_tried_once_more_and_then_failed(owner: User, settings: Any) -> None:
    settings.JOB_LONGEST_SECONDS = 90
    owner.language = "de"
    owner.save(update_fields=["language"])
    job = make_job(owner)
    job_time_out(claim=claimed(job), traceback="here")
    job.refresh_from_db()
    assert (job.state, job.claim) == ("queued", None)
    assert job.run_after is not None
    assert "1 min 30 s" in job.error
    Job.objects.update(run_after=None)
    claim = claimed(job)
    job_time_out(claim=claim, traceback="there")
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 2)
    assert "jedes Mal" in job.error
    assert [(each.outcome, each.traceback) for each in job.tries.order_by("number")] == [
        ("failed", "here"),
        ("failed", "there"),
    ]
    with pytest.raises(ClaimLostError):
        job_time_out(claim=claim, traceback="again")


def test_a_kind_may_take_longer_or_less_than_others(settings: Any) -> None:
    settings.JOB_LONGEST_SECONDS = 90
    assert longest_seconds(kind_for(finish_at_once)) == 90
    assert longest_seconds(kind_for(finish_at_once, longest_seconds=5)) == 5
