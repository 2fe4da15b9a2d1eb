"""What anybody sees of a job."""

import json
import uuid
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import ngettext_lazy

from accounts.models import User
from jobs import registry, store
from jobs.models import Job
from jobs.services import job_retry
from jobs.snapshot import snapshot, snapshots
from tests.jobs.support import KIND, LANE_KIND, claimed, finish_at_once, in_state, kind_for, make_job

COUNTED = {"write": ngettext_lazy("%(done)s of %(total)s rep", "%(done)s of %(total)s reps", "count")}


@pytest.fixture(autouse=True)
def _counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._kinds, KIND, kind_for(finish_at_once, counted=COUNTED))


def write(job: Job, **report: Any) -> None:
    assert job.claim is not None
    plain = {"stage": "write", "percent": 45, "done": 1200, "total": 3000, "current": "Push", "rate": 400.0}
    store.progress_write(job.start_key, job.claim, {**plain, "seconds_left": 90, **report})


def test_a_running_job_shows_where_it_is(owner: User) -> None:
    job = in_state(owner, "running")
    write(job)
    shown = snapshot(job)
    assert (shown["state"], shown["active"], shown["stage"], shown["percent"]) == ("running", True, "write", 45)
    assert (shown["done"], shown["total"], shown["current"]) == (1200, 3000, "Push")
    assert (shown["message"], shown["rate"], shown["seconds_left"]) == ("Writing.", 400.0, 90)
    assert shown["words"] == {"counts": "1,200 of 3,000 reps", "rate": "400 a second", "left": "About 2 minutes left"}
    json.dumps(shown)


def test_words_are_in_the_language_that_is_active(owner: User) -> None:
    job = in_state(owner, "running")
    write(job, seconds_left=30)
    with translation.override("de"):
        words = snapshot(job)["words"]
    assert words["rate"] == "400 pro Sekunde"
    assert words["left"] == "Noch etwa 30 Sekunden"


@pytest.mark.parametrize(
    ("state", "percent", "message"),
    [
        ("queued", 0, "Waiting for a free worker."),
        ("running", 0, "Starting."),
        ("succeeded", 100, "Done."),
        ("failed", 0, "The file has no rows."),
        ("cancelled", 0, "Cancelled. Nothing was changed."),
    ],
)
def test_each_state_has_its_sentence(owner: User, state: str, percent: int, message: str) -> None:
    shown = snapshot(in_state(owner, state))
    assert (shown["percent"], shown["message"]) == (percent, message)
    assert shown["active"] == (state in {"queued", "running"})


def test_what_a_waiting_job_waits_for_is_said(owner: User) -> None:
    claimed(make_job(owner, LANE_KIND))
    assert "another job of yours" in snapshot(make_job(owner, LANE_KIND))["message"]
    later = in_state(owner, "queued", run_after=timezone.now(), error="Away.", attempts=1)
    assert "trying again soon" in snapshot(later)["message"]
    assert snapshot(later)["error"] == "Away."


def test_a_job_that_is_asked_to_stop_says_so(owner: User) -> None:
    job = in_state(owner, "running")
    store.cancel_wish(job.start_key)
    shown = snapshot(job)
    assert (shown["cancelling"], shown["message"]) == (True, "Stopping.")


def test_percent_never_goes_back_when_another_worker_takes_over(owner: User) -> None:
    job = in_state(owner, "running")
    seen = []
    write(job, percent=60)
    seen.append(snapshot(job)["percent"])
    lost = job.claim
    Job.objects.filter(pk=job.pk).update(state="queued", claim=None)
    job.refresh_from_db()
    seen.append(snapshot(job)["percent"])
    Job.objects.filter(pk=job.pk).update(state="running", claim=uuid.uuid4(), attempts=F("attempts") + 1)
    job.refresh_from_db()
    seen.append(snapshot(job)["percent"])
    write(job, percent=62)
    assert lost is not None
    store.progress_write(job.start_key, lost, {"stage": "read", "percent": 10, "done": 1, "total": 9, "current": ""})
    seen.append(snapshot(job)["percent"])
    assert seen == [60, 60, 60, 62]


def test_a_job_started_again_shows_nothing_of_before(owner: User) -> None:
    job = in_state(owner, "failed")
    store.progress_write(job.start_key, uuid.uuid4(), {"percent": 80})
    assert snapshot(job_retry(job=job))["percent"] == 0


def test_without_redis_the_row_is_shown(owner: User, away: None) -> None:
    shown = snapshot(in_state(owner, "running"))
    assert (shown["state"], shown["percent"], shown["message"]) == ("running", 0, "Starting.")


def test_a_kind_that_this_release_does_not_know_is_shown_by_its_key(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = in_state(owner, "succeeded")
    monkeypatch.delitem(registry._kinds, KIND)
    shown = snapshot(job)
    assert (shown["label"], shown["result_url"]) == (KIND, "")


def test_the_result_of_a_page_that_is_gone_is_no_link(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_arguments: Any, result: Any) -> str:
        return str(result["batch"])

    monkeypatch.setitem(registry._kinds, KIND, kind_for(finish_at_once, done_url=gone))
    assert snapshot(in_state(owner, "succeeded"))["result_url"] == ""


def test_many_snapshots_ask_redis_once(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [in_state(owner, "running") for _ in range(5)]
    calls = []
    real = store.progress_read

    def counted(wanted: Any) -> Any:
        calls.append(len(wanted))
        return real(wanted)

    monkeypatch.setattr(store, "progress_read", counted)
    assert len(snapshots(jobs)) == 5
    assert calls == [5]
    assert snapshots([]) == []
