"""What happened, for whoever stands above: sent after the transaction committed, never from inside it."""

from django.dispatch import Signal

log_changed = Signal()
"""Arguments: ``owner_id``, ``verb`` (``"set_log"`` …), ``session_ids`` (tuple; empty when many sessions changed),
``area`` (a value of ``DataVersion.Area``: ``"log"``, ``"body"`` …)."""
