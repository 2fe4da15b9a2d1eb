"""What anybody sees of a job: one function for websocket, polling and page; a late joiner sees the present at once."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jobs import store
from jobs.models import Job, State
from jobs.registry import kind_of


def snapshot(job: Job) -> dict[str, Any]:
    """State and progress of ``job``, ready for JSON.

    ``{"id", "kind", "label", "state", "state_label", "stage", "percent", "done", "total", "current", "message",
    "rate", "seconds_left", "error", "attempts", "cancelling", "result", "result_url", "url", "active"}``
    """
    kind = kind_of(job.kind)
    progress = _progress(job)
    stage = progress.get("stage", "")
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "label": str(kind.label),
        "state": job.state,
        "state_label": str(State(job.state).label),
        "active": job.is_active,
        "stage": stage,
        "percent": 100 if job.state == State.SUCCEEDED else progress.get("percent", 0),
        "done": progress.get("done", 0),
        "total": progress.get("total", 0),
        "current": progress.get("current", ""),
        "message": _message(job, str(kind.stages[stage][1]) if stage in kind.stages else ""),
        "rate": progress.get("rate"),
        "seconds_left": progress.get("seconds_left") if job.state == State.RUNNING else None,
        "error": job.error if not job.is_active or job.run_after else "",
        "attempts": job.attempts,
        "cancelling": bool(progress.get("cancelling")),
        "result": job.result,
        "result_url": _result_url(job),
        "url": reverse("job-detail", args=[job.pk]),
    }


def _progress(job: Job) -> dict[str, Any]:
    try:
        return store.progress_read(job.pk)
    except store.Unavailable:
        return {}


def _result_url(job: Job) -> str:
    kind = kind_of(job.kind)
    if job.state != State.SUCCEEDED or kind.done_url is None:
        return ""
    return kind.done_url(job.arguments, job.result or {})


def _message(job: Job, stage_words: str) -> str:
    """One sentence for the present state."""
    if job.state == State.QUEUED and job.run_after:
        return _("It did not work this time; trying again soon.")
    messages = {
        State.QUEUED: _("Waiting for a free worker."),
        State.RUNNING: stage_words or _("Starting."),
        State.SUCCEEDED: _("Done."),
        State.FAILED: job.error or _("It did not work."),
        State.CANCELLED: _("Cancelled. Nothing was changed."),
    }
    return messages[State(job.state)]
