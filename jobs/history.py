"""One job as admins see it: its timeline, its attempts, its arguments without anything secret."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jobs.models import Job, JobAttempt, State
from jobs.services import Action, Note
from jobs.words import duration
from workouttracker.kit.scrubbing import scrub

SECRET = re.compile(r"(?i)token|secret|password|passwd|api_?key|cookie|signature")
LONGEST_TEXT, LONGEST_LIST = 200, 50


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a job. ``when`` is None where nobody wrote it down."""

    icon: str
    title: str
    when: datetime | None = None
    text: str = ""
    kind: str = ""


ENDINGS = {
    JobAttempt.Outcome.SUCCEEDED: ("check-circle-fill", "success"),
    JobAttempt.Outcome.FAILED: ("x-octagon-fill", "danger"),
    JobAttempt.Outcome.CANCELLED: ("slash-circle", ""),
    JobAttempt.Outcome.LOST: ("exclamation-triangle-fill", "warning"),
}


def timeline(job: Job, tries: list[JobAttempt], notes: Sequence[Note] = ()) -> list[Event]:
    """What happened, in order; ``notes`` say what the staff did."""
    return _with_notes(_happened(job, tries), notes)


def _happened(job: Job, tries: list[JobAttempt]) -> list[Event]:
    events = [Event("plus-circle-fill", _("Asked for"), job.created_at, _("Queue: %(queue)s") % {"queue": job.queue})]
    before = job.created_at
    for each in tries:
        if job.attempts_forgiven and each.number == job.attempts_forgiven + 1:
            events.append(_by_hand())
            waited = ""
        else:
            waited = _("Waited %(time)s.") % {"time": duration((each.started_at - before).total_seconds())}
        events.extend(_try_events(each, waited))
        before = each.finished_at or each.started_at
    return [*events, *_present(job, tries)]


def _try_events(each: JobAttempt, waited: str) -> Iterator[Event]:
    title = _("Try %(number)s began") % {"number": each.number}
    worker = _("Worker: %(name)s.") % {"name": each.worker}
    yield Event("hourglass-split", title, each.started_at, f"{worker} {waited}".strip())
    if each.finished_at is None:
        return
    icon, kind = ENDINGS[JobAttempt.Outcome(each.outcome)]
    took = _("It took %(time)s.") % {"time": duration((each.finished_at - each.started_at).total_seconds())}
    words = {"number": each.number, "outcome": each.get_outcome_display()}
    title = _("Try %(number)s ended: %(outcome)s") % words
    yield Event(icon, title, each.finished_at, f"{took} {each.error}".strip(), kind)


def _present(job: Job, tries: list[JobAttempt]) -> Iterator[Event]:
    """What the attempts don't tell."""
    if job.state == State.QUEUED and job.attempts_forgiven and len(tries) == job.attempts_forgiven:
        yield _by_hand()
    if job.state == State.QUEUED and job.run_after:
        yield Event("hourglass-split", _("The next try comes not before"), job.run_after)
    elif job.state == State.QUEUED:
        yield Event("hourglass-split", _("Waits for a worker"))
    cancelled_waiting = job.state == State.CANCELLED and (not tries or tries[-1].outcome != State.CANCELLED)
    if cancelled_waiting:
        yield Event("slash-circle", _("Cancelled while it waited"), job.finished_at)


def _with_notes(events: list[Event], notes: Sequence[Note]) -> list[Event]:
    """The events with each note before what happened after it; a start with a name replaces the one without."""
    for note in notes:
        later = (place for place, event in enumerate(events) if event.when and event.when > note.when)
        place = next(later, len(events))
        while place > 0 and events[place - 1].when is None:
            place -= 1  # what nobody wrote down follows from what was done
        icon, title = _words_of(note)
        event = Event(icon, title, note.when)
        replaces = note.action == Action.RETRY and events[place : place + 1] == [_by_hand()]
        events[place : place + replaces] = [event]
    return events


def _by_hand() -> Event:
    return Event("arrow-clockwise", _("Started again by hand"))


def _words_of(note: Note) -> tuple[str, str]:
    name = {"name": note.who}
    match note.action:
        case Action.RETRY:
            return "arrow-clockwise", _("Started again by %(name)s") % name
        case Action.CANCEL:
            return "slash-circle", _("Cancelled by %(name)s") % name
        case Action.TAKE_BACK:
            return "exclamation-triangle-fill", _("Taken from its worker by %(name)s") % name
        case Action.DELETE:
            return "trash3", _("Deleted by %(name)s") % name


def as_text(value: Mapping[str, Any] | None) -> str:
    """JSON for people; what looks like a secret is hidden, what is long is cut."""
    return json.dumps(_harmless(value), indent=2, ensure_ascii=False, sort_keys=True) if value else ""


def _harmless(value: Any, name: str = "") -> Any:
    if SECRET.search(name):
        return "[hidden]"
    if isinstance(value, Mapping):
        return {str(key): _harmless(each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple):
        more = ["…"] if len(value) > LONGEST_LIST else []
        return [_harmless(each, name) for each in value[:LONGEST_LIST]] + more
    if isinstance(value, str):
        text = scrub(value)
        return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
    return value
