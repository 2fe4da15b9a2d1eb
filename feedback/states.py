"""Where an item can stand, and the one table of the ways between."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """Where an item stands."""

    NEW = "new", pgettext_lazy("feedback", "New")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", pgettext_lazy("feedback", "Completed")
    REJECTED = "rejected", _("Rejected")


class Kind(models.TextChoices):
    """What somebody sends."""

    BUG = "bug", _("Bug report")
    FEATURE = "feature", _("Feature request")
    GENERAL = "general", _("General feedback")
    QUESTION = "question", _("Question")


class Priority(models.IntegerChoices):
    """How urgent an item is; numbers, so that it sorts."""

    LOW = 1, _("Low")
    MEDIUM = 2, pgettext_lazy("priority", "Medium")
    HIGH = 3, _("High")
    CRITICAL = 4, _("Critical")


PATHS: Mapping[str, tuple[Status, ...]] = {
    Status.NEW: (Status.IN_PROGRESS,),
    Status.IN_PROGRESS: (Status.COMPLETED, Status.REJECTED),
    Status.COMPLETED: (Status.IN_PROGRESS,),
    Status.REJECTED: (Status.IN_PROGRESS,),
}
"""From where an item may go where. The last two are reopening."""
OPEN = (Status.NEW, Status.IN_PROGRESS)
CLOSED = (Status.COMPLETED, Status.REJECTED)


def may_go(old: str, new: str) -> bool:
    """Whether an item may go from ``old`` to ``new``."""
    return new in PATHS[old]


def verb_of(old: str, new: str) -> str:
    """What the button says that takes an item from ``old`` to ``new``."""
    if new == Status.COMPLETED:
        return str(_("Complete"))
    if new == Status.REJECTED:
        return str(_("Reject"))
    return str(pgettext_lazy("feedback", "Start") if old == Status.NEW else _("Reopen"))
