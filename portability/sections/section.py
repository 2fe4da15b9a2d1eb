"""What a section of own JSON is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from portability.exports.source import Source
from portability.models import ImportBatch
from sharing.scope import Scope


@dataclass(frozen=True, slots=True)
class Incoming:
    """The way back: ``missing`` tells which of a file's elements the athlete doesn't have, ``bring`` writes those and
    gives their keys, ``remove`` takes them away again when the import is rolled back. What is there is never changed.
    """

    missing: Callable[[Scope, Sequence[Any]], list[Any]]
    bring: Callable[[Scope, ImportBatch, Sequence[Any]], list[int]]
    remove: Callable[[int, Sequence[int]], object]
    area: str = ""
    """The area of data, besides the log's, that is new then."""


@dataclass(frozen=True, slots=True)
class Section:
    """``write`` gives the elements of a whole export. Without ``incoming`` they come back in another way, or not."""

    write: Callable[[Source], Iterable[BaseModel]]
    incoming: Incoming | None = None
