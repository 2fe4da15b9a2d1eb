"""What an import leaves behind: one row, whatever became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portability.querysets import ImportBatchQuerySet


class ImportBatch(models.Model):
    """One import: which file, what it held, what was brought in; sessions and own exercises point at it.

    ``problems`` is a list of ``{"row", "column", "value", "message"}``; ``counts`` holds sessions, sets, reps,
    duplicates, replaced, new_exercises as brought in. ``undo`` is the before-image of what "replace" took away.
    """

    class State(models.TextChoices):
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
    format = models.CharField(_("format"), max_length=30, blank=True)
    unit = models.CharField(_("unit"), max_length=2, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    duplicates = models.CharField(_("duplicates"), max_length=7, choices=Duplicates, default=Duplicates.SKIP)
    counts = models.JSONField(_("counts"), default=dict)
    problems = models.JSONField(_("problems"), default=list)
    error = models.TextField(_("error"), blank=True)
    undo = models.ForeignKey("sessions_app.Undo", models.SET_NULL, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    seconds = models.FloatField(_("seconds"), default=0)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["succeeded", "failed", "cancelled", "rolled_back"]), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(duplicates__in=["skip", "replace", "keep"]), name="import_duplicates_known"
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="import_newest_first")]

    def __str__(self) -> str:
        return self.file_name
