"""Who may see which rows of moved data. None of it is ever shared: a visitor with a link sees nothing."""

from sessions_app.querysets import OwnedQuerySet, Row


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
