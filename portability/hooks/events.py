"""What webhooks tell of. Each event has a stable key; ``data`` in the documentation says what comes with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

SESSION_CREATED = "session.created"
SESSION_UPDATED = "session.updated"
SESSION_DELETED = "session.deleted"
RECORD = "record.broken"
LOG_CHANGED = "log.changed"
IMPORT_FINISHED = "import.finished"
EXPORT_FINISHED = "export.finished"
PING = "ping"


@dataclass(frozen=True, slots=True)
class Event:
    """What an event is called, and when it is sent."""

    label: "StrPromise"
    when: "StrPromise"


EVENTS: Mapping[str, Event] = {
    SESSION_CREATED: Event(_("Session begun or added"), _("A workout is there that was not there before.")),
    SESSION_UPDATED: Event(
        _("Session changed"), _("Its name, time or notes, a set or a rep; also finished, or brought back.")
    ),
    SESSION_DELETED: Event(_("Session deleted"), _("The workout with its sets is gone.")),
    RECORD: Event(_("Personal record"), _("A set is better than all before it.")),
    LOG_CHANGED: Event(
        _("Many sessions changed"), _("By an import, a clean-up or the like: one message instead of hundreds.")
    ),
    IMPORT_FINISHED: Event(_("Import finished"), _("It succeeded, failed or was cancelled.")),
    EXPORT_FINISHED: Event(_("Export finished"), _("Its file is there, or it failed or was cancelled.")),
}
"""What a webhook may ask for, in the order of its form."""
PING_LABEL = _("Test")


def label_of(key: str) -> str:
    """What the event is called; its key when this release doesn't know it."""
    return str(PING_LABEL if key == PING else EVENTS[key].label if key in EVENTS else key)
