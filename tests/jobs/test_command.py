"""manage.py jobs: what operators see and do, with exit codes and JSON."""

import json
import uuid
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from jobs import store
from jobs.models import Job
from tests.jobs.support import in_state, make_job


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("jobs", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments: str) -> Any:
    return json.loads(told(*arguments, "--json"))


def test_list_tells_jobs_newest_first(owner: User) -> None:
    first, second = make_job(owner), in_state(owner, "failed")
    lines = told("list").splitlines()
    assert [line.split()[0] for line in lines] == [str(second.pk), str(first.pk)]
    assert "failed" in lines[0]
    assert "owner@example.org  The file has no rows." in lines[0]


def test_list_says_when_there_are_none(db: None) -> None:
    assert told("list") == "no jobs\n"
    assert as_json("list") == []


def test_list_is_narrowed_by_filters_that_combine(owner: User, stranger: User) -> None:
    wanted = in_state(owner, "failed")
    in_state(owner, "succeeded")
    in_state(stranger, "failed")
    assert [row["id"] for row in as_json("list", "--state", "failed", "--user", "OWNER@example.org")] == [
        str(wanted.pk)
    ]
    assert len(as_json("list", "--state", "failed", "--state", "succeeded")) == 3
    assert len(as_json("list", "--kind", "test_work", "--queue", "test")) == 3
    assert as_json("list", "--kind", "import") == []
    assert len(as_json("list", "--limit", "2")) == 2


def test_json_has_every_field_of_a_job(owner: User) -> None:
    in_state(owner, "succeeded")
    (row,) = as_json("list")
    fields = "id kind queue state user attempts worker created started finished error result"
    assert set(row) == set(fields.split())
    assert (row["state"], row["result"], row["user"]) == ("succeeded", {"answer": 42}, "owner@example.org")


def test_retry_starts_failed_jobs_again(owner: User) -> None:
    failed, cancelled = in_state(owner, "failed"), in_state(owner, "cancelled")
    assert told("retry", str(failed.pk), str(cancelled.pk)).count("waits for a worker again") == 2
    assert set(Job.objects.values_list("state", flat=True)) == {"queued"}


def test_cancel_ends_waiting_jobs_and_asks_running_ones(owner: User) -> None:
    waiting, running = make_job(owner), in_state(owner, "running")
    text = told("cancel", str(waiting.pk), str(running.pk))
    assert f"{waiting.pk} cancelled" in text
    assert f"{running.pk} was asked to stop" in text
    assert store.progress_read([(running.start_key, running.claim)])[0]["cancelling"]


@pytest.mark.parametrize(("verb", "state"), [("retry", "running"), ("cancel", "succeeded")])
def test_a_job_in_another_state_is_an_error_that_names_it(owner: User, verb: str, state: str) -> None:
    job = in_state(owner, state)
    with pytest.raises(CommandError, match=f"{job.pk} is {state}"):
        told(verb, str(job.pk))


def test_unknown_jobs_and_users_are_errors_that_name_them(db: None) -> None:
    unknown = uuid.uuid4()
    with pytest.raises(CommandError, match=str(unknown)):
        told("cancel", str(unknown))
    with pytest.raises(CommandError, match=r"nobody@example\.org"):
        told("list", "--user", "nobody@example.org")


@pytest.mark.parametrize("arguments", [[], ["retry"], ["cancel", "7"], ["list", "--state", "lost"], ["wipe"]])
def test_wrong_options_are_refused(db: None, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        told(*arguments)


def test_purge_deletes_what_is_old(owner: User, settings: Any) -> None:
    settings.JOB_KEEP_DAYS = 30
    in_state(owner, "succeeded", finished_at=timezone.now() - timedelta(days=31))
    kept = in_state(owner, "succeeded", finished_at=timezone.now() - timedelta(days=29))
    assert as_json("purge") == {"deleted": 1, "days": 30}
    assert Job.objects.get() == kept
    assert told("purge", "--days", "0").startswith("1 jobs")
    with pytest.raises(CommandError, match="--days"):
        told("purge", "--days", "-1")
