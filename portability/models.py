"""Moved data: stored files, imports under way, and the record that each import and deletion leaves."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portability.hooks.signing import new_nonce, present_mark
from portability.querysets import (
    ColumnMeaningQuerySet,
    DataDeletionQuerySet,
    DataExportQuerySet,
    ExportScheduleQuerySet,
    ImportBatchQuerySet,
    ImportDraftQuerySet,
    OwnedFileQuerySet,
    WebhookDeliveryQuerySet,
    WebhookQuerySet,
)
from portability.slots import Every


class ImportBatch(models.Model):
    """One import: which file, what it held, what was brought in; sessions and own exercises point at it.

    ``problems`` is a list of ``{"row", "column", "value", "code", "params"}`` (older ones: ``message``), with ``file``
    when the upload held several; ``files`` tells of each its name, size, format, variant, what stands in it and which
    columns nobody read; ``counts`` holds sessions, sets,
    reps, measurements, duplicates, replaced, new_exercises as brought in, and problems, of these
    ``problems_left_out`` that cost a row (older ones don't know). ``undo`` is the before-image of what
    "replace" took away.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Under way")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        ROLLED_BACK = "rolled_back", _("Rolled back")

    class Duplicates(models.TextChoices):
        SKIP = "skip", _("Skip")
        REPLACE = "replace", _("Replace")
        KEEP = "keep", _("Keep both")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False)
    state = models.CharField(_("state"), max_length=12, choices=State)
    file_name = models.CharField(_("file"), max_length=255)
    file_hash = models.CharField(_("SHA-256"), max_length=64)
    file_size = models.PositiveBigIntegerField(_("size"), default=0)
    format = models.CharField(_("format"), max_length=255, blank=True)
    unit = models.CharField(_("unit"), max_length=2, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    files = models.JSONField(_("files"), default=list)
    duplicates = models.CharField(_("duplicates"), max_length=7, choices=Duplicates, default=Duplicates.SKIP)
    counts = models.JSONField(_("counts"), default=dict)
    problems = models.JSONField(_("problems"), default=list)
    error = models.TextField(_("error"), blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, editable=False, related_name="+")
    undo = models.ForeignKey("sessions_app.Undo", models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    seconds = models.FloatField(_("seconds"), default=0)
    rolled_back_at = models.DateTimeField(_("rolled back"), null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "succeeded", "failed", "cancelled", "rolled_back"]),
                name="import_state_known",
            ),
            models.CheckConstraint(
                condition=Q(duplicates__in=["skip", "replace", "keep"]), name="import_duplicates_known"
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="import_newest_first")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def present_state(self) -> str:
        """``state``, as the job that carries the import out makes it: tried again it is under way once more."""
        if self.state in {self.State.SUCCEEDED, self.State.ROLLED_BACK}:
            return self.state
        if self.job is not None and self.job.is_active:
            return self.State.PENDING
        if self.state != self.State.PENDING:
            return self.state
        return self.job.state if self.job is not None else self.State.FAILED

    @property
    def present_error(self) -> str:
        """Why it failed; empty when it didn't."""
        if self.present_state != self.State.FAILED:
            return ""
        return self.error or (self.job.error if self.job is not None else "")


class StoredFile(models.Model):
    """An upload or an export, in chunk rows: every replica reaches it, and it survives a lost worker."""

    class Purpose(models.TextChoices):
        UPLOAD = "upload", _("Upload")
        EXPORT = "export", _("Export")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    purpose = models.CharField(max_length=6, choices=Purpose)
    name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    expires_at = models.DateTimeField(_("until"), db_index=True)

    objects = OwnedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class FileChunk(models.Model):
    """A piece of a stored file."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="chunks", db_index=False)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = _("piece of a file")
        verbose_name_plural = _("pieces of files")
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="file_chunk_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class ExportSchedule(models.Model):
    """An export that is made again and again: ``every`` day, week (on weekday ``day``, 0 is Monday) or month (on its
    ``day``), at ``hour`` by the athlete's clock. ``next_at`` is the slot that comes; whoever moves it on has it.
    """

    class EveryChoice(models.TextChoices):
        DAY = Every.DAY.value, _("Every day")
        WEEK = Every.WEEK.value, _("Every week")
        MONTH = Every.MONTH.value, _("Every month")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    format = models.CharField(_("format"), max_length=10)
    every = models.CharField(_("how often"), max_length=5, choices=EveryChoice)
    day = models.PositiveSmallIntegerField(_("day"), default=0)
    hour = models.PositiveSmallIntegerField(_("hour"), default=3)
    keep = models.PositiveSmallIntegerField(_("files to keep"), default=3)
    mail = models.BooleanField(_("mail a link"), default=False)
    active = models.BooleanField(_("switched on"), default=True)
    next_at = models.DateTimeField(_("next time"))
    last_at = models.DateTimeField(_("last time"), null=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ExportScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheduled export")
        verbose_name_plural = _("scheduled exports")
        ordering = ["next_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(every="day", day__lte=31)
                | Q(every="week", day__lte=6)
                | Q(every="month", day__gte=1, day__lte=31),
                name="schedule_day_fits",
            ),
            models.CheckConstraint(condition=Q(hour__lte=23, keep__gte=1, keep__lte=30), name="schedule_in_range"),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(active=True), name="schedule_due")]

    def __str__(self) -> str:
        return f"{self.format} {self.every}"


class DataExport(models.Model):
    """One export: the format, what was chosen, what it held; the file is there until ``expires_at``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False)
    format = models.CharField(_("format"), max_length=10)
    first_day = models.DateField(_("from"), null=True)
    last_day = models.DateField(_("to"), null=True)
    session_ids = models.JSONField(default=list)
    name = models.CharField(_("file"), max_length=255)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    size = models.PositiveBigIntegerField(_("size"), default=0)
    counts = models.JSONField(_("counts"), default=dict)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, editable=False, related_name="+")
    schedule = models.ForeignKey(ExportSchedule, models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    expires_at = models.DateTimeField(_("until"), db_index=True)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__isnull=True) | Q(last_day__isnull=True) | Q(first_day__lte=F("last_day")),
                name="export_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="export_newest_first")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether the file can be downloaded now."""
        return self.file_id is not None and self.expires_at > timezone.now()

    @property
    def is_active(self) -> bool:
        """Whether its job is still to come to an end."""
        return self.file_id is None and self.job is not None and self.job.is_active


class ImportDraft(models.Model):
    """An import that is being decided: the file, the choices so far, and what the preview found.

    ``decisions`` is ``{"exercises": {name key: {"action": "use"|"create"|"skip", "id": …}}, "set_types": {…},
    "sessions": {content hash: "skip"|"replace"|"keep"}}``. ``date_order`` is how dates are meant that can be read both
    ways, "" = not said yet; ``columns`` what the columns of an unknown table mean, by the signature of its heading.
    ``preview`` is what ``services.preview`` made, ``problems`` the rows for the list to download; ``digest`` is the
    fingerprint of the plan it shows: an import that would do anything else is refused. ``batch`` is the record of the
    import that was started, or of the file that could not be read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    file = models.ForeignKey(StoredFile, models.CASCADE)
    unit = models.CharField(_("unit"), max_length=2, blank=True)
    date_order = models.CharField(_("order of dates"), max_length=11, blank=True)
    columns = models.JSONField(default=dict)
    time_zone = models.CharField(_("time zone"), max_length=64)
    duplicates = models.CharField(
        _("duplicates"), max_length=7, choices=ImportBatch.Duplicates, default=ImportBatch.Duplicates.SKIP
    )
    decisions = models.JSONField(default=dict)
    preview = models.JSONField(null=True)
    problems = models.JSONField(default=list)
    digest = models.CharField(max_length=32, blank=True)
    preview_job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("import under way")
        verbose_name_plural = _("imports under way")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.pk}"


class ColumnMeaning(models.Model):
    """What the columns of a table hold that no format knows, remembered for the next file with the same headings.

    ``mapping`` is ``ColumnMapping.as_json()``, ``signature`` the fingerprint of the headings.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False)
    signature = models.CharField(max_length=32)
    mapping = models.JSONField()
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ColumnMeaningQuerySet.as_manager()

    class Meta:
        verbose_name = _("meaning of columns")
        verbose_name_plural = _("meanings of columns")
        constraints = [models.UniqueConstraint(fields=["owner", "signature"], name="column_meaning_once")]

    def __str__(self) -> str:
        return self.signature


class DataDeletion(models.Model):
    """The one record that stays when an athlete deleted all workout data."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    counts = models.JSONField(_("counts"))
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = DataDeletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("deletion of all workouts")
        verbose_name_plural = _("deletions of all workouts")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


class Webhook(models.Model):
    """An address that is told of what happens in a log.

    ``nonce`` and ``key_mark`` are what the secret is made of (``hooks.signing``); ``events`` are keys of
    ``hooks.events``. Since ``failing_since`` nothing arrived, ``failures`` times in a row; until ``quiet_until`` nobody
    tries again. A day of that ends in ``active`` being false, with the reason and the time.
    """

    class Reason(models.TextChoices):
        """Why it is switched off."""

        NONE = "", _("switched on")
        OWNER = "owner", _("Switched off by you")
        FAILING = "failing", _("Nothing arrived for a day")
        GONE = "gone", _("The address said that it is gone for good (410)")
        STAFF = "staff", _("Switched off by whoever runs this site")
        SECRET = "secret", _("Its secret can't be made any more: the site has a new key")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    nonce = models.CharField(max_length=64, default=new_nonce, editable=False)
    key_mark = models.CharField(max_length=16, default=present_mark, editable=False)
    active = models.BooleanField(_("switched on"), default=True)
    reason = models.CharField(_("why it is off"), max_length=8, choices=Reason, blank=True)
    disabled_at = models.DateTimeField(_("switched off"), null=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True)
    quiet_until = models.DateTimeField(_("not before"), null=True)
    delivered_at = models.DateTimeField(_("last delivered"), null=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active=True, reason="", disabled_at__isnull=True)
                | Q(
                    active=False, reason__in=["owner", "failing", "gone", "staff", "secret"], disabled_at__isnull=False
                ),
                name="webhook_off_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["owner", "created_at"], name="webhook_of_owner")]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One event for one webhook: what is sent, and what came of it.

    ``body`` is sent byte for byte, on every try and when it is sent again. What is sent ``by_hand`` (a test, once more)
    is tried once and at once, whatever the state of the webhook: somebody looks on.
    ``event_id`` names the event, the same for all webhooks; ``subject`` what it is about, so that one personal record
    is told once. ``tries`` is a list of ``{"at", "status", "ms", "error"}``; request, answer and error are those of the
    last one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Not delivered")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.CharField(_("event"), max_length=30)
    event_id = models.UUIDField(default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=100, blank=True)
    body = models.TextField(_("what is sent"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    tries = models.JSONField(_("tries"), default=list)
    request_headers = models.JSONField(default=dict)
    status = models.PositiveSmallIntegerField(_("answer"), null=True)
    answer_headers = models.JSONField(default=dict)
    answer_body = models.TextField(_("what was answered"), blank=True)
    error = models.CharField(max_length=20, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), null=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, editable=False, related_name="+")
    by_hand = models.BooleanField(_("by hand"), default=False)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivered", "failed"]), name="delivery_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["webhook", "-created_at", "-id"], name="delivery_newest_first"),
            models.Index(fields=["webhook", "subject"], condition=~Q(subject=""), name="delivery_subject"),
            models.Index(fields=["created_at"], name="delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"
