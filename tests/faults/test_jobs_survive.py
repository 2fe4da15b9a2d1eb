"""Double sending, lost and repeated messages, waiting for each other, cancelling, two beats: with real processes."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from jobs.doorbell import ring_worker
from jobs.models import Job, JobAttempt, State
from jobs.services import job_cancel
from portability.models import DataDeletion, ImportBatch, ImportDraft
from portability.services.deletion import deletion_start
from portability.services.drafts import draft_confirm, draft_create
from sessions_app.models import WorkoutSession
from sharing.scope import Scope
from tests.faults.support import (
    Import,
    Point,
    assert_complete,
    assert_nothing,
    at_most,
    athlete,
    begin,
    judge,
    reach,
    redis_of,
    sample,
    settled,
    wait_until,
)

SMALL, MIDDLE = 500, 8_000
FORM_TOKEN = "f" * 20
PAGE_SECONDS = 3.0
"""What a page may take at most while the broker hangs."""


def _together(*acts: Callable[[], object]) -> None:
    """Run ``acts`` at the same moment, each with a database connection of its own."""
    barrier = threading.Barrier(len(acts))
    errors: list[BaseException] = []

    def go(act: Callable[[], object]) -> None:
        try:
            barrier.wait(5)
            act()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not errors, errors


def test_form_sent_twice_at_once_uploads_and_imports_once(stack: Any) -> None:
    owner, file = athlete(), sample(SMALL)
    scope = Scope.system(owner)

    def upload() -> object:
        return draft_create(scope=scope, name="training.csv", chunks=[file.data], form_token=FORM_TOKEN)

    _together(upload, upload, upload)
    draft = ImportDraft.objects.get(owner=owner)
    assert draft.preview_job_id is not None
    assert settled(draft.preview_job_id).state == State.SUCCEEDED
    draft.refresh_from_db()

    def confirm() -> object:
        return draft_confirm(scope=scope, draft=draft, digest=draft.digest)

    _together(confirm, confirm, confirm)
    batch = ImportBatch.objects.get(owner=owner)
    assert Job.objects.filter(owner=owner, kind="import").count() == 1
    under_way = Import(owner, file, batch)
    assert_complete(under_way, settled(under_way.job_id))


def test_job_started_while_the_broker_is_down_waits_and_is_done_when_it_is_back(stack: Any) -> None:
    owner = athlete()
    stack.kill("valkey")
    with at_most(PAGE_SECONDS, "storing an upload without a broker"):
        draft = draft_create(scope=Scope.system(owner), name="training.csv", chunks=[sample(SMALL).data])
    assert draft.preview_job is not None
    assert Job.objects.get(pk=draft.preview_job.pk).state == State.QUEUED
    stack.start("valkey")
    with at_most(30, "taking up the waiting job"):
        assert settled(draft.preview_job.pk).state == State.SUCCEEDED


def test_hanging_broker_holds_no_page_up(stack: Any) -> None:
    owner = athlete()
    stack.pause("valkey")
    try:
        with at_most(PAGE_SECONDS, "storing an upload while the broker hangs"):
            draft = draft_create(scope=Scope.system(owner), name="training.csv", chunks=[sample(SMALL).data])
    finally:
        stack.resume("valkey")
    assert draft.preview_job is not None
    assert settled(draft.preview_job.pk).state == State.SUCCEEDED


def test_worker_whose_broker_hung_while_it_fetched_is_not_deaf(stack: Any) -> None:
    """Each message is confirmed to the broker: with a confirmation that timed out the worker fetched nothing more."""
    broker = redis_of(stack)
    nobodys = Job(queue="bulk")
    for _message in range(150):
        ring_worker(nobodys)
    stack.pause("valkey")
    time.sleep(settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"] + 1)
    stack.resume("valkey")
    wait_until(lambda: broker.llen("bulk") == 0, 60, "the worker fetches no messages any more")
    assert judge(begin(athlete(), sample(SMALL))) == State.SUCCEEDED


def test_dispatcher_waits_for_no_preview(stack: Any) -> None:
    """Both slots for previews stand still; lost jobs are taken back all the same."""
    under_way = begin(athlete(), sample(MIDDLE))
    assert reach(under_way, Point("prepare", 0))
    stack.pause("quick")
    stack.kill("bulk", everything=True)
    stack.start("bulk")
    assert judge(under_way) == State.SUCCEEDED


def test_lost_message_is_sent_again(stack: Any) -> None:
    stack.stop("bulk")
    under_way = begin(athlete(), sample(SMALL))
    stack.stop("control")
    broker = redis_of(stack)
    assert broker.llen("bulk") > 0
    broker.delete("bulk")
    stack.start("control", wait=False)
    stack.start("bulk")
    assert judge(under_way) == State.SUCCEEDED


def test_messages_of_a_long_outage_do_not_pile_up(stack: Any) -> None:
    stack.stop("bulk")
    under_way = begin(athlete(), sample(SMALL))
    broker = redis_of(stack)
    time.sleep(settings.JOB_TICK_SECONDS * 12)
    waiting = broker.llen("bulk")
    stack.start("bulk")
    assert judge(under_way) == State.SUCCEEDED
    assert waiting <= 3, f"{waiting} messages for one job"


def test_message_that_comes_again_does_nothing(stack: Any) -> None:
    under_way = begin(athlete(), sample(MIDDLE))
    assert reach(under_way, Point("prepare", 0))
    job = under_way.job()
    for _time in range(3):
        ring_worker(job)
    stack.start("bulk2")
    for _time in range(3):
        ring_worker(job)
    assert judge(under_way) == State.SUCCEEDED
    for _time in range(3):
        ring_worker(job)
    broker = redis_of(stack)
    wait_until(lambda: broker.llen("bulk") == 0, 20, "the messages were not taken")
    time.sleep(1)
    assert judge(under_way) == State.SUCCEEDED
    assert under_way.job().attempts == 1


def test_jobs_of_one_owner_run_one_after_the_other(stack: Any) -> None:
    owner = athlete()
    stack.start("bulk2")
    under_way = begin(owner, sample(MIDDLE))
    deletion = deletion_start(scope=Scope.system(owner))
    stranger = begin(athlete(), sample(SMALL))
    assert settled(under_way.job_id).state == State.SUCCEEDED
    assert settled(deletion.pk).state == State.SUCCEEDED
    assert judge(stranger) == State.SUCCEEDED
    first = JobAttempt.objects.get(job=under_way.job_id)
    second = JobAttempt.objects.get(job=deletion.pk)
    assert first.finished_at is not None
    assert second.started_at >= first.finished_at
    assert not WorkoutSession.objects.filter(owner=owner).exists()
    assert DataDeletion.objects.get(owner=owner).counts["sets"] == MIDDLE


@pytest.mark.parametrize("stage", ["read", "prepare", "sets", "reps"])
def test_cancelled_import_leaves_nothing(stage: str, stack: Any) -> None:
    under_way = begin(athlete(), sample(20_000))
    assert reach(under_way, Point(stage, 0))
    job_cancel(job=under_way.job())
    job = settled(under_way.job_id)
    assert job.state == State.CANCELLED
    assert_nothing(under_way, job)


def test_two_beats_do_periodic_work_once(stack: Any) -> None:
    stack.start("beat2")
    broker: Any = redis_of(stack)
    seconds, asked, done = 4.0, 0, 0
    with broker.monitor() as monitor:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            command = monitor.next_command()["command"]
            asked += "wt:slot:dispatch" in command
            done += command.startswith("SET wt:jobs:dispatcher")
    ticks = seconds / settings.JOB_TICK_SECONDS
    assert asked > ticks * 1.3, "only one beat was heard"
    assert ticks * 0.5 <= done <= ticks * 1.3


def test_orphans_of_a_killed_worker_go_away(stack: Any) -> None:
    from lib.stack import processes

    under_way = begin(athlete(), sample(MIDDLE))
    assert reach(under_way, Point("sets", 0))
    pool = stack.children("bulk")
    assert pool
    stack.kill("bulk")
    stack.start("bulk")
    assert judge(under_way) == State.SUCCEEDED
    wait_until(lambda: not processes(pool), 20, "the pool of the killed worker is still there")


def test_worker_that_never_comes_back_holds_nobody_up(stack: Any) -> None:
    """A machine that froze or fell from the network: its connections, and what they lock, stay open."""
    under_way = begin(athlete(), sample(MIDDLE))
    assert reach(under_way, Point("reps", 0))
    stack.pause("bulk")
    stack.start("bulk2")
    frozen = time.monotonic()
    assert judge(under_way) == State.SUCCEEDED
    assert time.monotonic() - frozen < 30
    stack.resume("bulk")
    time.sleep(2)
    assert judge(under_way) == State.SUCCEEDED
    outcomes = list(JobAttempt.objects.filter(job=under_way.job_id).values_list("outcome", flat=True))
    assert outcomes == ["lost", "succeeded"]
