"""Deliveries as people read them: a line of the log, and one in full."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portability.hooks.events import label_of
from portability.hooks.words import error_words
from portability.models import WebhookDelivery

KINDS = {"waiting": "", "delivered": "success", "failed": "danger"}


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery in the log. ``words`` say what came of it, ``kind`` is the badge's."""

    delivery: WebhookDelivery
    label: str
    words: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class Try:
    """One try: when, how long it took, and what came of it."""

    at: datetime
    milliseconds: int
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One delivery in full. ``body`` is laid out for reading; sent are the same values without spaces."""

    line: Line
    body: str
    request: tuple[tuple[str, str], ...]
    answer: tuple[tuple[str, str], ...]
    tries: tuple[Try, ...]


def delivery_line(row: WebhookDelivery) -> Line:
    """``row`` for the log; no query."""
    state = row.get_state_display()
    return Line(row, label_of(row.event), _words(row.status, row.error, len(row.tries)), state, KINDS[row.state])


def delivery_shown(row: WebhookDelivery) -> Shown:
    """``row`` with everything that is kept of it; no query."""
    return Shown(
        line=delivery_line(row),
        body=json.dumps(json.loads(row.body), indent=2, ensure_ascii=False),
        request=_pairs(row.request_headers),
        answer=_pairs(row.answer_headers),
        tries=tuple(_try(each) for each in row.tries),
    )


def _try(said: Mapping[str, Any]) -> Try:
    return Try(datetime.fromisoformat(said["at"]), said["ms"], _words(said["status"], said["error"], 1))


def _words(status: int | None, error: str, tries: int) -> str:
    """What came of the last try."""
    if not tries:
        return _("Not sent yet")
    return error_words(error, status) or _("Answer %(status)s") % {"status": status}


def _pairs(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(headers.items()))
