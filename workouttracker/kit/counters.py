"""Counters of all processes together: each counts in its own memory and adds that to Redis every few seconds.

A request must neither wait for Redis nor know whether it is there. What can't be handed over is kept (there are only
so many names and labels); what a process had not handed over when it was killed is lost, which counters may be.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import cast

import redis

KEY = "wt:metrics"
FLUSH_SECONDS = 5.0
PAUSE_SECONDS = 30.0
"""How long nothing is tried after Redis did not take it."""
Labels = tuple[tuple[str, str], ...]


class Counters:
    """What this process has counted and not handed over yet."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: Counter[tuple[str, Labels]] = Counter()
        self._next = clock() + FLUSH_SECONDS

    def add(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter."""
        with self._lock:
            self._waiting[name, tuple(sorted(labels.items()))] += amount  # type: ignore[assignment]

    def flush(self, client: Callable[[], "redis.Redis"], *, now: bool = False) -> None:
        """Hand over what was counted, when it is time for it or ``now``; never raises for a Redis that is away."""
        with self._lock:
            if not self._waiting or not (now or self._clock() >= self._next):
                return
            self._next = self._clock() + FLUSH_SECONDS
            handed, self._waiting = self._waiting, Counter()
        try:
            pipe = client().pipeline(transaction=False)
            for (name, labels), amount in handed.items():
                pipe.hincrbyfloat(KEY, json.dumps([name, labels]), amount)
            pipe.execute()
        except redis.RedisError:
            with self._lock:
                self._waiting.update(handed)
                self._next = self._clock() + PAUSE_SECONDS


def totals(client: "redis.Redis") -> dict[tuple[str, Labels], float]:
    """What all processes counted so far. Raises ``redis.RedisError``."""
    stored = cast("Mapping[bytes, bytes]", client.hgetall(KEY))
    found = {}
    for field, value in stored.items():
        name, labels = json.loads(field)
        found[name, tuple((label, text) for label, text in labels)] = float(value)
    return found


counters = Counters()
"""The ones of this process."""
