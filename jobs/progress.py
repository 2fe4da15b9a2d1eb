"""The one model of progress: written by the runner, read by websocket, polling and page."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jobs.registry import JobKind

INTERVAL = 0.2
"""Seconds between two reports; the ones in between are dropped."""


@dataclass(slots=True)
class Progress:
    """Turns what a job says into what people see. ``write`` takes the report; percent never goes back.

    ``floor`` is the percent that an earlier attempt had reached.
    """

    kind: JobKind
    write: Callable[[dict[str, Any]], None]
    floor: int = 0
    _percent: int = 0
    _stage: str = ""
    _stage_started: float = field(default_factory=time.monotonic)
    _last_written: float = 0.0
    _started: float = field(default_factory=time.monotonic)

    def __call__(self, stage: str, done: int, total: int, current: str = "") -> None:
        """``done`` of ``total`` in ``stage``; ``current`` names what is being worked on."""
        now = time.monotonic()
        new_stage = stage != self._stage
        if new_stage:
            self._stage, self._stage_started = stage, now
        if not new_stage and done < total and now - self._last_written < INTERVAL:
            return
        self._last_written = now
        self._percent = max(self._percent, self.floor, self._percent_of(stage, done, total))
        elapsed = now - self._stage_started
        rate = round(done / elapsed, 1) if done and elapsed > 0 else None
        self.write(
            {
                "stage": stage,
                "percent": self._percent,
                "done": done,
                "total": total,
                "current": current[:120],
                "rate": rate,
                "seconds_left": self._seconds_left(now),
            }
        )

    def _percent_of(self, stage: str, done: int, total: int) -> int:
        begins = [start for start, _words in self.kind.stages.values()]
        start = self.kind.stages[stage][0]
        end = min((other for other in begins if other > start), default=99)
        share = min(1.0, done / total) if total else 0.0
        return min(99, start + int((end - start) * share))

    def _seconds_left(self, now: float) -> int | None:
        if self._percent <= max(3, self.floor):
            return None
        return round((now - self._started) * (100 - self._percent) / self._percent)
