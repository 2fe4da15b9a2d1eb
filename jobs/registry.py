"""The kinds of jobs. Apps above fill this from their ``AppConfig.ready``; nothing here knows single kinds."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from jobs.models import Job
    from jobs.runner import JobRun

DATA_LANE = "data"
"""Imports, exports and deletions of one athlete wait for each other."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a kind of job is called, where it runs, and what it does.

    ``run`` prepares everything, opens one transaction, writes its effect and calls ``JobRun.finish`` as the last
    statement in it. ``stages`` maps each stage to the percent at which it begins and its words; ``counted`` says for
    stages that count something people know how many of it are done: a lazy plural with ``%(done)s``, ``%(total)s`` and
    the number ``count``. ``lane`` names what jobs of one owner must not do at the same time ("" = nothing).
    ``done_url`` leads from a finished job to its result, ``about_url`` from one that failed or was cancelled to what it
    was about, where the way on is. ``before_delete`` writes down what others need to know of a job whose row goes.
    ``longest_seconds`` is how long one attempt may take; ``JOB_LONGEST_SECONDS`` unless said.
    ``ended`` is told of each end for good (the job, its state, its result), inside the transaction that ends it and
    before the job's row is touched: what it writes is there with the end, or neither is. ``quiet`` kinds are many small
    jobs that their owner sees elsewhere: they are left out of the owner's list and badge. ``longest_wait`` is the
    longest pause between two attempts, in seconds.
    """

    key: str
    label: "StrPromise | str"
    queue: str
    run: "Callable[[JobRun], None]"
    lane: str = ""
    stages: "Mapping[str, tuple[int, StrPromise | str]]" = field(default_factory=dict)
    counted: "Mapping[str, StrPromise | str]" = field(default_factory=dict)
    max_attempts: int = 5
    longest_seconds: float | None = None
    done_url: Callable[[Mapping[str, object], Mapping[str, object]], str] | None = None
    about_url: Callable[[Mapping[str, object]], str] | None = None
    before_delete: Callable[[], object] | None = None
    ended: "Callable[[Job, str, Mapping[str, object]], None] | None" = None
    quiet: bool = False
    longest_wait: float = math.inf


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> None:
    """Make ``kind`` known; the same key twice is a mistake in the code."""
    if kind.key in _kinds:
        raise ValueError(f"job kind {kind.key} is registered twice")
    _kinds[kind.key] = kind


def kind_of(key: str) -> JobKind:
    """The kind called ``key``. Raises ``KeyError`` for one that this release doesn't know."""
    return _kinds[key]


def is_known(key: str) -> bool:
    """Whether this release knows the kind; while a release rolls out, another one may have started the job."""
    return key in _kinds


def label_of(key: str) -> str:
    """What the kind is called; its key when this release doesn't know it."""
    return str(_kinds[key].label) if key in _kinds else key


def kinds() -> list[JobKind]:
    """All kinds, by key."""
    return [_kinds[key] for key in sorted(_kinds)]


def quiet_kinds() -> list[str]:
    """Those that are left out of the owner's list and badge."""
    return [kind.key for kind in kinds() if kind.quiet]
