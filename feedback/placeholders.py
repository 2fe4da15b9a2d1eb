"""What reply templates may hold: ``{subject}`` and the like, filled in when the answer is sent."""

import re
from collections.abc import Callable, Mapping

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.links import address_for_sender
from feedback.models import Feedback
from feedback.states import Status

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def _name(feedback: Feedback) -> str:
    return feedback.sender.get_short_name() if feedback.sender is not None else _("Athlete")


def _due(feedback: Feedback) -> str:
    return formats.date_format(feedback.due_on) if feedback.due_on else _("not known yet")


def _version(feedback: Feedback) -> str:
    return feedback.shipped_in.number if feedback.shipped_in is not None else _("one of the next versions")


PLACEHOLDERS: Mapping[str, tuple[object, Callable[[Feedback], str]]] = {
    "name": (gettext_lazy("the sender's name"), _name),
    "subject": (gettext_lazy("the subject"), lambda feedback: feedback.subject),
    "status": (gettext_lazy("the status"), lambda feedback: str(Status(feedback.status).label)),
    "version": (gettext_lazy("the version it comes with"), _version),
    "due": (gettext_lazy("the estimated day"), _due),
    "link": (gettext_lazy("the address of the item"), address_for_sender),
}
"""Each with what it stands for."""


def filled(text: str, feedback: Feedback) -> str:
    """``text`` with its placeholders filled in, in the sender's language; what is none stays as typed."""

    def value(match: "re.Match[str]") -> str:
        known = PLACEHOLDERS.get(match[1])
        return known[1](feedback) if known else match[0]

    with translation.override(feedback.reader_language):
        return PLACEHOLDER.sub(value, text)


def unknown_in(text: str) -> list[str]:
    """What looks like a placeholder and is none."""
    return sorted({f"{{{name}}}" for name in PLACEHOLDER.findall(text) if name not in PLACEHOLDERS})
