"""What a benchmark says: one number with its bar."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A measured number, what it is compared with, and what it may be.

    ``unit`` is "x" for a ratio to a floor that was measured in the same run; ``bar`` None: information only.
    ``parts``: what ``note`` says, for programs.
    """

    section: str
    what: str
    value: float
    unit: str = "x"
    bar: float | None = None
    at_least: bool = False
    note: str = ""
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_kept(self) -> bool:
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "ok": self.is_kept}

    def __str__(self) -> str:
        mark = "    " if self.bar is None else "ok  " if self.is_kept else "OVER"
        bar = "" if self.bar is None else f"({'at least' if self.at_least else 'at most'} {self.bar:g})"
        return f"{mark} {self.what:52} {self.value:10.2f} {self.unit:8} {bar:16} {self.note}".rstrip()
