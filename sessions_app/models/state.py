"""Rows about the data: what can be undone, and which version of an athlete's data is the present one."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sessions_app.querysets import UndoQuerySet


class Undo(models.Model):
    """The before-image of one delete, replace, merge or clean-up; undoing writes it back.

    ``kind`` names the verb (a key of ``services.undo.RESTORERS``), ``label`` says it to the athlete, ``payload`` is
    what the verb's snapshot needs. Written in the verb's own transaction, purged after ``UNDO_DAYS``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False)
    kind = models.CharField(max_length=30)
    label = models.CharField(_("what"), max_length=300)
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    objects = UndoQuerySet.as_manager()

    class Meta:
        verbose_name = _("undo")
        verbose_name_plural = _("undos")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["owner", "-created_at"], name="undo_newest_first")]

    def __str__(self) -> str:
        return self.label


class DataVersion(models.Model):
    """A random token per owner and area, renewed by every write; cache keys contain it.

    ``owner`` is null for the catalogue, which everybody shares. While the row is ``listened`` to, each write adds a
    line to its ``news`` (see ``events``), in the very statement that renews the token.
    """

    class Area(models.TextChoices):
        LOG = "log", _("Log")
        BODY = "body", _("Body")
        GOALS = "goals", _("Goals")
        CATALOGUE = "catalogue", _("Catalogue")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_index=False)
    area = models.CharField(max_length=10, choices=Area)
    token = models.UUIDField(default=uuid.uuid4)
    listened = models.BooleanField(default=False, db_default=False, editable=False)
    news = models.TextField(default="", db_default="", editable=False)

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")
        constraints = [
            models.UniqueConstraint(fields=["owner", "area"], name="data_version_once"),
            models.UniqueConstraint(
                fields=["area"], condition=Q(owner__isnull=True), name="data_version_of_catalogue_once"
            ),
            models.CheckConstraint(
                condition=Q(area="catalogue", owner__isnull=True) | (~Q(area="catalogue") & Q(owner__isnull=False)),
                name="data_version_owned_unless_catalogue",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(listened=True) & ~Q(news=""), name="data_version_news")]

    def __str__(self) -> str:
        return self.area
