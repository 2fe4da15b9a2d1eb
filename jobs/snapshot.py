"""What anybody sees of a job: one function for websocket, polling and page; a late joiner sees the present at once."""

from collections.abc import Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs import store
from jobs.models import Job, State
from jobs.registry import is_known, kind_of, label_of

MINUTE = 60
NEARLY_DONE_SECONDS = 5


def snapshot(job: Job) -> dict[str, Any]:
    """State and progress of ``job``, ready for JSON, with words in the active language.

    ``{"id", "kind", "label", "state", "state_label", "active", "stage", "percent", "done", "total", "current",
    "message", "rate", "seconds_left", "error", "attempts", "cancelling", "result", "result_url", "url",
    "words": {"counts", "rate", "left"}}``. ``rate`` counts what is done in a second; it and ``seconds_left`` are null
    when not known. Each of the words is empty when there is nothing to say.
    """
    return snapshots([job])[0]


def snapshots(jobs: Sequence[Job]) -> list[dict[str, Any]]:
    """The snapshots of many jobs, with one question to Redis."""
    return [_of(job, progress) for job, progress in zip(jobs, _progress(jobs), strict=True)]


def _of(job: Job, progress: dict[str, Any]) -> dict[str, Any]:
    stage = progress.get("stage", "")
    running = job.state == State.RUNNING
    present = {
        "id": str(job.pk),
        "kind": job.kind,
        "label": label_of(job.kind),
        "state": job.state,
        "state_label": str(State(job.state).label),
        "active": job.is_active,
        "stage": stage,
        "percent": 100 if job.state == State.SUCCEEDED else progress.get("percent", 0),
        "done": progress.get("done", 0),
        "total": progress.get("total", 0),
        "current": progress.get("current", "") if running else "",
        "message": _message(job, stage, cancelling=bool(progress.get("cancelling"))),
        "rate": progress.get("rate") if running else None,
        "seconds_left": progress.get("seconds_left") if running else None,
        "error": job.error if not job.is_active or job.run_after else "",
        "attempts": job.attempts,
        "cancelling": running and bool(progress.get("cancelling")),
        "result": job.result,
        "result_url": _result_url(job),
        "url": reverse("job-detail", args=[job.pk]),
    }
    return {**present, "words": _words(job, present)}


def _progress(jobs: Sequence[Job]) -> list[dict[str, Any]]:
    try:
        return store.progress_read([(job.start_key, job.claim) for job in jobs])
    except store.Unavailable:
        return [{} for _job in jobs]


def _result_url(job: Job) -> str:
    """Where the result is shown; empty when there is none, or its page left the product meanwhile."""
    if job.state != State.SUCCEEDED or not is_known(job.kind):
        return ""
    done_url = kind_of(job.kind).done_url
    try:
        return done_url(job.arguments, job.result or {}) if done_url else ""
    except (NoReverseMatch, KeyError):
        return ""


def follow_url(job: Job) -> str:
    """Where somebody goes who just started ``job``: to its progress, or to the result when it is there already."""
    return f"{reverse('job-detail', args=[job.pk])}?follow"


def about_url(job: Job) -> str:
    """The page of what a failed or cancelled job was about; empty when there is none."""
    if job.state not in {State.FAILED, State.CANCELLED} or not is_known(job.kind):
        return ""
    about = kind_of(job.kind).about_url
    try:
        return about(job.arguments) if about else ""
    except (NoReverseMatch, KeyError):
        return ""


def _message(job: Job, stage: str, *, cancelling: bool) -> str:
    """One sentence for the present state."""
    if job.state == State.QUEUED:
        return _waiting(job)
    if job.state == State.RUNNING and cancelling:
        return _("Stopping.")
    stages = kind_of(job.kind).stages if is_known(job.kind) else {}
    messages = {
        State.RUNNING: str(stages[stage][1]) if stage in stages else _("Starting."),
        State.SUCCEEDED: _("Done."),
        State.FAILED: job.error or _("It did not work."),
        State.CANCELLED: _("Cancelled. Nothing was changed."),
    }
    return messages[State(job.state)]


def _waiting(job: Job) -> str:
    """What a waiting job waits for."""
    if job.run_after:
        return _("It did not work this time; trying again soon.")
    if job.lane and Job.objects.filter(lane=job.lane, state=State.RUNNING).exists():
        return _("Waiting until another job of yours is done.")
    return _("Waiting for a free worker.")


def _words(job: Job, present: dict[str, Any]) -> dict[str, str]:
    """Counts, rate and time left as people read them."""
    if job.state != State.RUNNING or not is_known(job.kind):
        return {"counts": "", "rate": "", "left": ""}
    counted = kind_of(job.kind).counted.get(present["stage"])
    total = present["total"]
    counts = rate = ""
    if counted and total:
        counts = str(counted % {"count": total, "done": _number(present["done"]), "total": _number(total)})
        rate = _("%(number)s a second") % {"number": _number(round(present["rate"]))} if present["rate"] else ""
    left = present["seconds_left"]
    return {"counts": counts, "rate": rate, "left": "" if left is None else _left(left)}


def _left(seconds: int) -> str:
    if seconds < NEARLY_DONE_SECONDS:
        return _("A few seconds left")
    if seconds < MINUTE:
        return ngettext("About %(count)s second left", "About %(count)s seconds left", seconds) % {"count": seconds}
    minutes = round(seconds / MINUTE)
    return ngettext("About %(count)s minute left", "About %(count)s minutes left", minutes) % {"count": minutes}


def _number(value: float) -> str:
    return str(number_format(value, force_grouping=True))
