"""What happened, for whoever stands above.

``log_changed`` is sent after the transaction committed, never from inside it: a process that dies in between sends
nothing. Who must not miss anything lets ``DataVersion.listened`` be set. Then every write adds a line of *news* to the
row that it renews anyway, in the same statement: it is there with the write or not at all, and costs no query more.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.dispatch import Signal

log_changed = Signal()
"""Arguments: ``owner_id``, ``verb`` (``"set_log"`` …), ``session_ids`` (tuple; empty when many sessions changed),
``area`` (a value of ``DataVersion.Area``: ``"log"``, ``"body"`` …)."""

MANY, MANY_SETS = 50, 1000
"""News names at most so many sessions and sets: of more sessions it says how many there were, of more sets nothing."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened to somebody's log.

    ``verb`` is the service's; ``sessions`` and ``sets`` are the keys of what it touched, none when ``many`` (their
    number) were; ``more`` is what somebody above this app added with a verb of their own.
    """

    verb: str
    at: datetime
    sessions: tuple[int, ...] = ()
    sets: tuple[int, ...] = ()
    many: int = 0
    more: dict[str, Any] = field(default_factory=dict)

    def as_line(self) -> str:
        """One line of JSON."""
        said = {"verb": self.verb, "at": self.at.isoformat()}
        told = {"sessions": self.sessions, "sets": self.sets, "many": self.many, "more": self.more}
        return json.dumps({**said, **{name: value for name, value in told.items() if value}}) + "\n"


def news_of_write(verb: str, at: datetime, session_ids: Sequence[int], set_ids: Sequence[int]) -> News:
    """The news of a write; of one that touched many sessions only how many."""
    sessions = tuple(dict.fromkeys(session_ids))
    if len(sessions) > MANY:
        return News(verb, at, many=len(sessions))
    return News(verb, at, sessions=sessions, sets=tuple(set_ids) if len(set_ids) <= MANY_SETS else ())


def news_read(text: str) -> Iterator[News]:
    """The news in ``text``, in their order."""
    for line in text.splitlines():
        said = json.loads(line)
        yield News(
            verb=said["verb"],
            at=datetime.fromisoformat(said["at"]),
            sessions=tuple(said.get("sessions", ())),
            sets=tuple(said.get("sets", ())),
            many=said.get("many", 0),
            more=said.get("more", {}),
        )
