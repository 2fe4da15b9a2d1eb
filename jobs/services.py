"""What can happen to a job. Every change of state is one conditional UPDATE whose row count decides."""

import logging
import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from jobs import doorbell, presence, store
from jobs.models import ACTIVE, Job, JobAttempt, State
from jobs.registry import JobKind, is_known, kind_of, kinds
from jobs.sessions import end_sessions
from jobs.words import duration
from workouttracker.kit.counters import counters

logger = logging.getLogger(__name__)
Outcome = JobAttempt.Outcome
PURGED_AT_ONCE = 500
TIMED_OUT_ATTEMPTS = 2
"""So often is tried what stands still: waiting for something that comes back, once more helps; else never."""
LOST_PAUSE_SECONDS = 15
"""The longest wait after a lost worker: within a minute the job is taken up again."""


class Action(StrEnum):
    """What somebody of the staff can do to a job."""

    RETRY = "started again"
    CANCEL = "cancelled"
    TAKE_BACK = "taken from its worker"
    DELETE = "deleted from the record"


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody of the staff did to a job, and when."""

    action: Action
    who: str
    when: datetime


class ClaimLostError(Exception):
    """Another worker has taken this job over, or it was cancelled: whatever was done must be rolled back."""


class JobStateError(Exception):
    """The job is not in a state in which this can happen; the message says so to the user."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker may run, and the token that proves it."""

    job: Job
    token: uuid.UUID
    attempt: JobAttempt


def job_start(*, kind: str, owner: User, arguments: dict[str, Any], form_token: str = "", queue: str = "") -> Job:
    """Write a job in the caller's transaction; a worker is rung for when that commits.

    A form sent twice (same ``form_token``) starts one job: the first one is returned again. ``queue`` is the kind's
    unless said.
    """
    spec = kind_of(kind)
    job = Job(
        kind=kind,
        owner=owner,
        queue=queue or spec.queue,
        lane=f"{spec.lane}:{owner.pk}" if spec.lane else "",
        arguments=arguments,
        form_token=form_token,
    )
    if connection.vendor == "sqlite":  # its clock is this machine's, but counts milliseconds: too few to be in order
        job.created_at = timezone.now()
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        if not form_token:
            raise
        return Job.objects.get(owner=owner, form_token=form_token)
    transaction.on_commit(lambda: doorbell.ring_worker(job))
    return job


def job_claim(*, job_id: uuid.UUID, worker: str) -> Claim | None:
    """Take a waiting job whose time has come and whose lane is free; None when somebody else has it.

    A job of a kind that this release doesn't know is left for a worker of the release that started it.
    """
    token = uuid.uuid4()
    ready = Job.objects.ready().filter(pk=job_id, kind__in=[kind.key for kind in kinds()])
    try:
        with transaction.atomic():
            taken = ready.update(
                state=State.RUNNING,
                claim=token,
                attempts=F("attempts") + 1,
                worker=worker,
                run_after=None,
                error="",
                started_at=Coalesce("started_at", Now()),
            )
            if not taken:
                return None
            job = Job.objects.get(pk=job_id)
            attempt = JobAttempt.objects.create(job=job, number=job.attempts, claim=token, worker=worker)
    except IntegrityError:  # two workers, two jobs of one lane, at the same moment: the database let one in
        return None
    doorbell.ring_watchers(job.pk)
    return Claim(job, token, attempt)


def job_succeed(*, claim: Claim, result: dict[str, Any]) -> None:
    """The last statement of the transaction that holds the job's effect. Raises ``ClaimLostError``: roll it back."""
    JobAttempt.objects.filter(pk=claim.attempt.pk).update(outcome=Outcome.SUCCEEDED, finished_at=Now())
    _tell_end(claim.job, State.SUCCEEDED, result)
    _leave_running(claim, state=State.SUCCEEDED, result=result, finished_at=Now())


def job_fail(*, claim: Claim, error: str, traceback: str) -> None:
    """It failed for good; ``error`` is a sentence the owner can act on, ``traceback`` is for admins."""
    with transaction.atomic():
        _close_attempt(claim, Outcome.FAILED, error, traceback)
        _tell_end(claim.job, State.FAILED)
        _leave_running(claim, state=State.FAILED, error=error, finished_at=Now())


def job_retry_later(*, claim: Claim, error: str, traceback: str, spent: str = "", wait: float = 0) -> None:
    """It failed for now: wait, longer each time and never in step with others, then try again.

    ``wait`` is how many seconds at least; ``spent`` says what went wrong when this was the last attempt.
    """
    kind = kind_of(claim.job.kind)
    if claim.job.attempts_since_start >= kind.max_attempts:
        words = _("A part of the server was away each time. Nothing was changed; start it again in a while.")
        job_fail(claim=claim, error=spent or words, traceback=traceback)
        return
    pause = min(settings.JOB_RETRY_SECONDS * 2 ** (claim.job.attempts_since_start - 1), kind.longest_wait)
    later = _later(pause, at_least=wait)
    with transaction.atomic():
        _close_attempt(claim, Outcome.FAILED, error, traceback)
        _leave_running(claim, state=State.QUEUED, error=error, run_after=later, worker="")


def job_time_out(*, claim: Claim, traceback: str) -> None:
    """The attempt took longer than it may: it is tried once more, then it failed. Said by another thread than the one
    that stands still, so in the owner's language. Raises ``ClaimLostError`` when it ended meanwhile.
    """
    end_sessions(claim.token)  # first: what stands still may have locked even the job's row
    job, kind = claim.job, kind_of(claim.job.kind)
    with translation.override(job.owner.language):
        words = {"time": duration(longest_seconds(kind))}
        if job.attempts_since_start >= min(TIMED_OUT_ATTEMPTS, kind.max_attempts):
            again = _(
                "This took longer than %(time)s each time, so we stopped it. Nothing was changed. If it ends like this"
                " once more, tell us."
            )
            job_fail(claim=claim, error=again % words, traceback=traceback)
            return
        once = _("This took longer than %(time)s, so it was stopped. Nothing was changed.") % words
        job_retry_later(claim=claim, error=once, traceback=traceback)


def longest_seconds(kind: JobKind) -> float:
    """How long one attempt at a job of this kind may take."""
    return float(settings.JOB_LONGEST_SECONDS if kind.longest_seconds is None else kind.longest_seconds)


def job_stop(*, claim: Claim) -> None:
    """The running worker fulfils the wish to cancel."""
    with transaction.atomic():
        _close_attempt(claim, Outcome.CANCELLED, "", "")
        _tell_end(claim.job, State.CANCELLED)
        _leave_running(claim, state=State.CANCELLED, finished_at=Now())


def job_take_back(*, job: Job, by: User | None = None) -> bool:
    """Take a running job from a worker that is gone, so that another can have it; False when it moved on meanwhile.

    The second time that a job loses its worker it waits before the next: it may be what crashes them.
    """
    if job.claim is None:
        return False
    end_sessions(job.claim)  # first: it may have locked even the job's row
    spent = is_known(job.kind) and job.attempts_since_start >= kind_of(job.kind).max_attempts
    with translation.override(job.owner.language):
        message = _("The worker was lost while it worked on this. Nothing was changed.")
        if spent:
            message = _(
                "Every worker that tried this was lost, so we stopped. Nothing was changed. Start it again later; if"
                " it ends like this once more, tell us."
            )
    state: dict[str, Any] = {"state": State.FAILED, "finished_at": Now()}
    if not spent:
        state = {"state": State.QUEUED, "worker": ""}
        if (again := job.attempts_since_start - 1) > 0:
            state["run_after"] = _later(min(LOST_PAUSE_SECONDS, settings.JOB_RETRY_SECONDS * 2 ** (again - 1)))
    with transaction.atomic():
        if spent:
            _tell_end(job, State.FAILED)
        taken = Job.objects.filter(pk=job.pk, state=State.RUNNING, claim=job.claim).update(
            claim=None, error=message, **state
        )
        if not taken:
            transaction.set_rollback(True)
            return False
        JobAttempt.objects.filter(claim=job.claim).update(outcome=Outcome.LOST, error=message, finished_at=Now())
        _note(job, by, Action.TAKE_BACK)
        transaction.on_commit(lambda: _announce(job))
    presence.lost(job.worker, job.claim)
    logger.warning("job %s of worker %s taken back", job.pk, job.worker)
    return True


def job_cancel(*, job: Job, by: User | None = None) -> Job:
    """Cancel a waiting job at once; ask the worker of a running one to stop. ``by``: somebody of the staff.

    Raises ``JobStateError`` for a finished job, or when the worker can't be reached.
    """
    with transaction.atomic():
        _tell_end(job, State.CANCELLED)
        cancelled = Job.objects.filter(pk=job.pk, state=State.QUEUED).update(
            state=State.CANCELLED, finished_at=Now(), run_after=None
        )
        if cancelled:
            _note(job, by, Action.CANCEL)
            transaction.on_commit(lambda: _announce(job))
        else:
            transaction.set_rollback(True)
    if not cancelled:
        if not Job.objects.filter(pk=job.pk, state=State.RUNNING).exists():
            raise JobStateError(_("This job is finished; there is nothing to cancel."))
        try:
            store.cancel_wish(job.start_key)
        except store.Unavailable as error:
            raise JobStateError(_("The worker could not be reached. Try again in a moment.")) from error
        _note(job, by, Action.CANCEL)
        doorbell.ring_watchers(job.pk)
    job.refresh_from_db()
    return job


def job_retry(*, job: Job, by: User | None = None) -> Job:
    """Start a failed or cancelled job again; ``by``: somebody of the staff. Raises ``JobStateError`` for any other."""
    with transaction.atomic():
        again = Job.objects.filter(pk=job.pk, state__in=[State.FAILED, State.CANCELLED]).update(
            state=State.QUEUED,
            started_at=None,
            finished_at=None,
            run_after=None,
            error="",
            attempts_forgiven=F("attempts"),
            worker="",
            result=None,
        )
        if not again:
            raise JobStateError(_("Only a job that failed or was cancelled can be started again."))
        _note(job, by, Action.RETRY)
        transaction.on_commit(lambda: doorbell.ring_worker(job))
    job.refresh_from_db()
    return job


def job_delete(*, job: Job, by: User | None = None) -> None:
    """Delete a finished job from the record; what it did stays, and who of the staff deleted it (``by``).

    Raises ``JobStateError`` for an active one.
    """
    with transaction.atomic():
        found = Job.objects.select_for_update().filter(pk=job.pk).exclude(state__in=ACTIVE).first()
        if found is None:
            raise JobStateError(_("A job that waits or runs can't be deleted. Cancel it first."))
        if is_known(found.kind) and (before := kind_of(found.kind).before_delete):
            before()
        _note(found, by, Action.DELETE)
        found.delete()


def jobs_purge(*, days: int) -> int:
    """Delete finished jobs older than ``days`` days, a part at a time; how many."""
    oldest = timezone.now() - timedelta(days=days)
    old = Job.objects.exclude(state__in=ACTIVE).filter(finished_at__lt=oldest)
    deleted = 0
    while ids := list(old.values_list("pk", flat=True)[:PURGED_AT_ONCE]):
        Job.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
    return deleted


def notes_of(job: Job) -> list[Note]:
    """What the staff did to the job, oldest first."""
    entries = LogEntry.objects.select_related("user").filter(
        content_type=ContentType.objects.get_for_model(Job), object_id=str(job.pk)
    )
    known = {action.value: action for action in Action}
    return [
        Note(known[entry.change_message], str(entry.user), entry.action_time)
        for entry in entries.order_by("action_time", "pk")
        if entry.change_message in known
    ]


def _note(job: Job, by: User | None, action: Action) -> None:
    """Write down what somebody of the staff did, where Django's admin does: it stays when the job is deleted."""
    if by is None:
        return
    flag = DELETION if action == Action.DELETE else CHANGE
    rows = Job.objects.filter(pk=job.pk)
    LogEntry.objects.log_actions(by.pk, rows, flag, change_message=action.value, single_object=True)


def _later(seconds: float, at_least: float = 0) -> ExpressionWrapper[CombinedExpression]:
    """In ``seconds``, a half more or less, by the clock that will be asked: no two jobs come back in step."""
    jittered = seconds * random.uniform(0.5, 1.5)  # noqa: S311 - jitter, not a secret
    if at_least:
        jittered = max(jittered, at_least * random.uniform(1, 1.2))  # noqa: S311
    return ExpressionWrapper(Now() + timedelta(seconds=jittered), DateTimeField())


def _tell_end(job: Job, state: str, result: dict[str, Any] | None = None) -> None:
    """Tell the kind that the job ends for good, in the transaction that ends it.

    Before the job's row is touched: whatever the kind locks is locked in the same order as in the job's own work.
    """
    if is_known(job.kind) and (ended := kind_of(job.kind).ended):
        ended(job, state, result or {})


def _leave_running(claim: Claim, **changes: Any) -> None:
    moved = Job.objects.filter(pk=claim.job.pk, state=State.RUNNING, claim=claim.token).update(claim=None, **changes)
    if not moved:
        raise ClaimLostError
    outcome = "retried" if changes["state"] == State.QUEUED else str(changes["state"])
    transaction.on_commit(lambda: counters.add("jobs_ended_total", kind=claim.job.kind, outcome=outcome))
    transaction.on_commit(lambda: _announce(claim.job))


def _close_attempt(claim: Claim, outcome: Outcome, error: str, traceback: str) -> None:
    JobAttempt.objects.filter(pk=claim.attempt.pk).update(
        outcome=outcome, error=error, traceback=traceback, finished_at=Now()
    )


def _announce(job: Job) -> None:
    """Tell watchers, and ring for the job that waited for this one's lane."""
    doorbell.ring_watchers(job.pk)
    following = Job.objects.filter(state=State.QUEUED).filter(Q(pk=job.pk) | (Q(lane=job.lane) & ~Q(lane="")))
    for each in following.filter(run_after=None).order_by("created_at")[:1]:
        doorbell.ring_worker(each)
