"""Background work as rows: the row is the truth, a message to a worker only a doorbell."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from jobs.querysets import JobQuerySet


class State(models.TextChoices):
    """Where a job stands. Allowed ways, checked by ``jobs.services``:

    queued → running (claimed by a worker) | cancelled
    running → succeeded (in the effect's own transaction) | failed | cancelled | queued (retry, or worker lost)
    failed, cancelled → queued (started again by hand)
    """

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


ACTIVE = (State.QUEUED, State.RUNNING)


class Job(models.Model):
    """One piece of background work.

    ``arguments`` holds ids only. ``claim`` is a fresh token of the worker that runs it: whoever finds another one there
    has lost the job and must not finish it. Jobs with the same ``lane`` run one at a time, in order. ``form_token``
    stops a form that was sent twice from starting two jobs. Heartbeat and progress live in Redis (``jobs.store``).
    All times are the database's: clocks of web processes and workers may differ by a minute.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, verbose_name=_("owner"))
    queue = models.CharField(_("queue"), max_length=20)
    lane = models.CharField(max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    arguments = models.JSONField(_("arguments"), default=dict)
    result = models.JSONField(_("result"), null=True)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    attempts_forgiven = models.PositiveSmallIntegerField(default=0, editable=False)
    claim = models.UUIDField(null=True, editable=False)
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    form_token = models.CharField(max_length=64, blank=True)
    run_after = models.DateTimeField(_("not before"), null=True)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_known"),
            models.CheckConstraint(
                condition=Q(state="running", claim__isnull=False) | (~Q(state="running") & Q(claim__isnull=True)),
                name="job_claimed_while_running",
            ),
            models.UniqueConstraint(
                fields=["lane"], condition=Q(state="running") & ~Q(lane=""), name="job_one_running_per_lane"
            ),
            models.UniqueConstraint(
                fields=["owner", "form_token"], condition=~Q(form_token=""), name="job_form_token_once"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="job_newest_first"),
            models.Index(fields=["state", "created_at"], condition=Q(state__in=ACTIVE), name="job_active"),
            models.Index(fields=["lane", "created_at"], condition=Q(state__in=ACTIVE), name="job_lane"),
            # The admins' history, a page at a time in any of these narrowings, and their figures of what ended.
            models.Index(fields=["-created_at", "-id"], name="job_history"),
            models.Index(fields=["state", "-created_at", "-id"], name="job_history_state"),
            models.Index(fields=["kind", "-created_at", "-id"], name="job_history_kind"),
            models.Index(
                fields=["finished_at"],
                include=("kind", "state", "started_at", "created_at"),
                condition=Q(finished_at__isnull=False),
                name="job_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def start_key(self) -> str:
        """Names this start of the job in ``jobs.store``: started again by hand, it is another one."""
        return f"{self.pk}:{self.attempts_forgiven}"

    @property
    def attempts_since_start(self) -> int:
        """Attempts since it was last started by hand; the limit counts these."""
        return self.attempts - self.attempts_forgiven


class JobAttempt(models.Model):
    """One try of a job: by whom, from when to when, and what went wrong."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        LOST = "lost", _("Worker lost")

    job = models.ForeignKey(Job, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField(_("attempt"))
    claim = models.UUIDField(unique=True, editable=False)
    worker = models.CharField(_("worker"), max_length=120)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.RUNNING)
    started_at = models.DateTimeField(_("started"), db_default=Now(), editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True)
    error = models.TextField(_("error"), blank=True)
    traceback = models.TextField(_("traceback"), blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["job", "number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="job_attempt_number_once")]

    def __str__(self) -> str:
        return f"{self.number}"
