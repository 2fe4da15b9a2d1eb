"""Who may see which rows of moved data. None of it is ever shared: a visitor with a link sees nothing."""

from typing import Self

from django.db import models

from sessions_app.querysets import OwnedQuerySet, Row
from sharing.scope import Area, Scope


class ImportBatchQuerySet(OwnedQuerySet[Row]):
    """Imports, for their owner."""


class ImportDraftQuerySet(OwnedQuerySet[Row]):
    """Imports under way, for their owner."""


class DataExportQuerySet(OwnedQuerySet[Row]):
    """Exports, for their owner."""


class ExportScheduleQuerySet(OwnedQuerySet[Row]):
    """Scheduled exports, for their owner."""


class ColumnMeaningQuerySet(OwnedQuerySet[Row]):
    """Remembered meanings of columns, for their owner."""


class OwnedFileQuerySet(OwnedQuerySet[Row]):
    """Stored files, for their owner."""


class DataDeletionQuerySet(OwnedQuerySet[Row]):
    """Records of deletions, for their owner."""


class WebhookQuerySet(OwnedQuerySet[Row]):
    """Webhooks, for their owner."""


class WebhookDeliveryQuerySet(models.QuerySet[Row]):
    """What was sent to webhooks, for the webhook's owner."""

    def visible_to(self, scope: Scope) -> Self:
        """The owner's; nobody else's, and no visitor's."""
        return self.filter(webhook__owner=scope.owner) if scope.sees(Area.PRIVATE) else self.none()

    def editable_by(self, scope: Scope) -> Self:
        """The same, for who may write."""
        return self.visible_to(scope) if scope.can_write else self.none()
