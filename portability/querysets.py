"""Who may see which rows of moved data."""

from sessions_app.querysets import OwnedQuerySet, Row


class ImportBatchQuerySet(OwnedQuerySet[Row]):
    """Imports are never shared: a visitor with a link sees none."""
