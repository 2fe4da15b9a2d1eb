"""Running one job: whatever happens in it, how it ended is written down once and truly."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, transaction

from accounts.models import User
from jobs import registry, services, store
from jobs.models import Job
from jobs.runner import JobRun, PermanentError, run_job
from jobs.services import job_cancel, job_take_back
from tests.factories import make_user
from tests.jobs.support import KIND, claimed, finish_at_once, in_state, kind_for, make_job

pytestmark = pytest.mark.usefixtures("watched")


@pytest.fixture
def run(owner: User, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``run(work)`` runs a job that does ``work`` and returns it as it is afterwards."""

    def run_work(work: Any, job: Job | None = None) -> Job:
        monkeypatch.setitem(registry._kinds, KIND, kind_for(work))
        job = job or make_job(owner)
        run_job(job.pk)
        job.refresh_from_db()
        return job

    return run_work


def raising(error: Exception) -> Any:
    def work(_run: JobRun) -> None:
        raise error

    return work


def effect(run: JobRun) -> None:
    """Makes a user and ends in one transaction."""
    with transaction.atomic():
        make_user(email="effect@example.org")
        run.finish({"made": 1})


def there() -> bool:
    return User.objects.filter(email="effect@example.org").exists()


def test_a_job_that_ends_well_keeps_its_result(run: Any) -> None:
    job = run(effect)
    assert (job.state, job.result, job.error) == ("succeeded", {"made": 1}, "")
    assert there()
    assert job.tries.get().outcome == "succeeded"


def test_a_second_message_does_nothing(run: Any) -> None:
    job = run(effect)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("succeeded", 1)


def test_what_can_not_be_done_tells_the_owner_why(run: Any) -> None:
    job = run(raising(PermanentError("The file has no rows.")))
    assert (job.state, job.error) == ("failed", "The file has no rows.")
    assert "PermanentError" in job.tries.get().traceback


def test_a_mistake_of_ours_keeps_its_trace_for_admins_alone(run: Any) -> None:
    job = run(raising(ZeroDivisionError("secret detail")))
    assert job.state == "failed"
    assert "secret" not in job.error
    assert "Nothing was changed" in job.error
    assert "ZeroDivisionError: secret detail" in job.tries.get().traceback


@pytest.mark.parametrize("error", [OperationalError("gone"), store.Unavailable("gone"), ConnectionError("gone")])
def test_what_passes_is_tried_again_later(run: Any, error: Exception) -> None:
    job = run(raising(error))
    assert (job.state, job.attempts) == ("queued", 1)
    assert job.run_after is not None
    attempt = job.tries.get()
    assert (attempt.outcome, "away for a moment" in attempt.error) == ("failed", True)


def test_sentences_are_in_the_language_of_the_owner(run: Any, owner: User) -> None:
    owner.language = "de"
    owner.save(update_fields=["language"])
    job = run(raising(ZeroDivisionError()))
    assert "Geändert wurde nichts" in job.error or "geändert" in job.error.lower()


def test_a_job_that_should_stop_stops_at_the_next_report(run: Any, owner: User) -> None:
    job = make_job(owner)

    def work(run: JobRun) -> None:
        run.progress("read", 1, 10)
        job_cancel(job=Job.objects.get(pk=job.pk))
        assert run._cancelled.wait(20), "the wish was not heard"
        effect(run)

    job = run(work, job)
    assert job.state == "cancelled"
    assert not there()
    assert job.tries.get().outcome == "cancelled"


def test_a_worker_that_lost_its_job_leaves_nothing(run: Any, owner: User) -> None:
    job = make_job(owner)

    def work(run: JobRun) -> None:
        job_take_back(job=Job.objects.get(pk=job.pk))
        effect(run)

    job = run(work, job)
    assert (job.state, job.tries.get().outcome) == ("queued", "lost")
    assert not there()


def test_a_failure_that_can_not_be_written_down_is_left_to_the_dispatcher(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(services, "_close_attempt", away)
    job = run(raising(ZeroDivisionError()))
    assert job.state == "running"


def test_a_running_job_beats_until_it_ends(run: Any, settings: Any) -> None:
    settings.JOB_HEARTBEAT_SECONDS = 0.01
    seen: list[int] = []

    def work(run: JobRun) -> None:
        enough = threading.Event()
        while len(seen) < 3:
            (count,) = store.beats([run._claim.token])
            if count > (seen[-1] if seen else 0):
                seen.append(count)
            enough.wait(0.005)
        run.finish({})

    job = run(work)
    assert job.state == "succeeded"
    (after,) = store.beats([job.tries.get().claim])
    assert after >= seen[-1]
    threading.Event().wait(0.05)
    assert store.beats([job.tries.get().claim]) == [after], "it beats although the job is over"


def test_a_heartbeat_that_finds_no_memory_to_begin_holds_no_worker_up(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.runner._thread.start_new_thread", lambda _beat, _arguments: 0)
    monkeypatch.setattr("jobs.runner.LAST_BEAT_SECONDS", 0.01)
    assert run(finish_at_once).state == "succeeded"


@pytest.mark.parametrize("in_pool", [True, False])
def test_an_attempt_that_takes_too_long_is_ended(
    run: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, in_pool: bool
) -> None:
    """Written down by another thread, which a test's transaction is hidden from: it tells what it would write."""
    settings.JOB_LONGEST_SECONDS = 0.05
    told: list[str] = []
    ended = threading.Event()
    exited: list[int] = []

    def note(*, claim: Any, traceback: str) -> None:
        told.append(traceback)

    monkeypatch.setattr("jobs.runner.job_time_out", note)
    monkeypatch.setattr("jobs.runner.presence.count", lambda **_how: ended.set())
    monkeypatch.setattr("jobs.runner.presence.is_in_pool", lambda: in_pool)
    monkeypatch.setattr("os._exit", exited.append)

    def stand_still(run: JobRun) -> None:
        assert ended.wait(20), "its time was never up"
        run._cancelled.wait(20)
        run.check_cancelled()

    job = run(stand_still)
    assert job.state == "running", "how it ended is the heartbeat's to say"
    assert len(told) == 1
    assert "stand_still" in told[0]
    assert exited == [1] * in_pool


def test_what_ended_at_the_last_moment_ends_no_process(
    run: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOB_LONGEST_SECONDS = 0.01
    asked = threading.Event()

    def note(**_how: object) -> None:
        asked.set()
        raise services.ClaimLostError

    monkeypatch.setattr("jobs.runner.job_time_out", note)
    monkeypatch.setattr("os._exit", lambda _status: pytest.fail("it was ended"))

    def work(run: JobRun) -> None:
        assert asked.wait(20)
        run.finish({})

    assert run(work).state == "succeeded"


def test_a_process_that_waits_for_ever_for_a_thread_ends(
    run: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOB_HEARTBEAT_SECONDS = 0.01
    ended = threading.Event()
    monkeypatch.setattr("os._exit", lambda _status: ended.set())
    monkeypatch.setattr("jobs.runner.presence.is_in_pool", lambda: True)

    def work(run: JobRun) -> None:
        thread = threading.Thread(target=int)
        real = thread._started  # type: ignore[attr-defined]
        monkeypatch.setattr(thread, "_started", Standing(real, ended))
        thread.start()
        run.finish({})

    assert run(work).state == "succeeded"
    assert ended.is_set()


class Standing:
    """The event that a thread sets when it has begun, which takes until this process was told to end."""

    def __init__(self, real: threading.Event, ended: threading.Event) -> None:
        self.set, self.is_set = real.set, real.is_set
        self._ended = ended

    def wait(self) -> None:
        assert self._ended.wait(5)


def test_work_goes_on_while_redis_is_away(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refuse() -> None:
        asked.append(1)
        raise store.Unavailable("away")

    monkeypatch.setattr(store, "client", refuse)

    def work(run: JobRun) -> None:
        for done in range(100):
            run.progress("read", done, 100)
        run.progress("write", 0, 1)
        effect(run)

    assert run(work).state == "succeeded"
    assert len(asked) <= 4, "it is not asked again and again"


def test_progress_of_an_earlier_attempt_is_not_taken_back(run: Any, owner: User, watched: list[object]) -> None:
    first = claimed(make_job(owner))
    store.progress_write(first.job.start_key, first.token, {"stage": "write", "percent": 70, "done": 7, "total": 10})
    job_take_back(job=first.job)
    shown: list[int] = []

    def work(run: JobRun) -> None:
        run.progress("read", 1, 10)
        shown.append(store.progress_read([(run.job.start_key, run._claim.token)])[0]["percent"])
        run.finish({})

    watched.clear()
    run(work, first.job)
    assert shown == [70]
    assert set(watched) == {first.job.pk}


def test_a_job_that_is_over_is_not_run(run: Any, owner: User) -> None:
    job = run(raising(AssertionError("it ran")), in_state(owner, "cancelled"))
    assert job.state == "cancelled"
