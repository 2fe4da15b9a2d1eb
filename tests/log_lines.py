"""What production and development write into their logs while a test runs."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from workouttracker.logging import SafeHandler, SafeJsonFormatter, SafeTextFormatter

MARK = "Zx9-very-secret-mark"
"""What must never be found in a line. It looks like nothing that is hidden because of how it looks."""


class Lines:
    """Everything that was logged, as both formats write it."""

    def __init__(self) -> None:
        self.streams = {"json": StringIO(), "text": StringIO()}

    @property
    def raw(self) -> str:
        return "".join(stream.getvalue() for stream in self.streams.values())

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.streams["json"].getvalue().splitlines()]

    def of(self, logger: str) -> list[dict[str, Any]]:
        return [line for line in self.objects if line["logger"] == logger]

    def forget(self) -> None:
        """Begin anew."""
        for stream in self.streams.values():
            stream.seek(0)
            stream.truncate()


@contextmanager
def captured() -> Iterator[Lines]:
    """What every logger writes in the block."""
    found, root, handlers = Lines(), logging.getLogger(), []
    for name, formatter in (("json", SafeJsonFormatter()), ("text", SafeTextFormatter())):
        handler = SafeHandler(found.streams[name])
        handler.setFormatter(formatter)
        root.addHandler(handler)
        handlers.append(handler)
    try:
        yield found
    finally:
        for handler in handlers:
            root.removeHandler(handler)
