"""The way up to a working weight: a few lighter sets, each of them loadable.

Pure: neither Django nor an app.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from calculator.plates import Loading, Rack


@dataclass(frozen=True, slots=True)
class Step:
    """One warm-up set of a scheme: ``percent`` of the working weight (0 is the empty bar) for ``reps``."""

    percent: int
    reps: int
    sets: int = 1


@dataclass(frozen=True, slots=True)
class WarmUpSet:
    """A step as it is loaded: ``percent`` is what was meant, ``loading`` what comes nearest to it."""

    sets: int
    reps: int
    percent: int
    loading: Loading


SCHEMES: Mapping[str, tuple[Step, ...]] = {
    "short": (Step(0, 8), Step(50, 5), Step(75, 3)),
    "usual": (Step(0, 10), Step(40, 8), Step(60, 5), Step(75, 3), Step(85, 2)),
    "long": (Step(0, 10, 2), Step(40, 5), Step(55, 5), Step(70, 3), Step(80, 2), Step(90, 1)),
}
"""Ways up, by a key that never changes."""
USUAL = "usual"


@dataclass(frozen=True, slots=True)
class Scheme:
    """An athlete's own way up."""

    name: str
    steps: tuple[Step, ...]


MOST_SCHEMES, MOST_STEPS, MOST_SETS, MOST_REPS = 8, 10, 5, 30
MOST_NAME, MOST_PERCENT = 40, 99
_TIMES = re.compile(r"[x×*]")


def parse_scheme(line: str) -> Scheme:
    """``Bench: 0×10, 50×5, 80×2×1`` as a scheme: per cent, reps and, when there are several, sets.

    ``ValueError`` names the part that can't be read.
    """
    name, colon, rest = line.partition(":")
    name = " ".join(name.split())
    parts = [part.strip() for part in rest.replace(";", ",").split(",") if part.strip()]
    if not colon or not name or not 1 <= len(parts) <= MOST_STEPS:
        raise ValueError(line.strip())
    return Scheme(name[:MOST_NAME], tuple(_step(part) for part in parts))


def _step(text: str) -> Step:
    numbers = [part.strip().removesuffix("%").strip() for part in _TIMES.split(text.lower())]
    if len(numbers) not in {2, 3} or not all(number.isascii() and number.isdecimal() for number in numbers):
        raise ValueError(text)
    percent, reps, sets = (int(number[:4]) for number in (*numbers, "1")[:3])
    if not (percent <= MOST_PERCENT and 1 <= reps <= MOST_REPS and 1 <= sets <= MOST_SETS):
        raise ValueError(text)
    return Step(percent, reps, sets)


def scheme_line(scheme: Scheme) -> str:
    """A scheme as it is typed."""
    steps = (f"{step.percent}×{step.reps}" + (f"×{step.sets}" if step.sets > 1 else "") for step in scheme.steps)
    return f"{scheme.name}: {', '.join(steps)}"


def ramp(working: Decimal, rack: Rack, steps: tuple[Step, ...]) -> list[WarmUpSet]:
    """The warm-up sets before ``working``, each heavier than the one before and lighter than ``working``.

    Steps that would load the same as the one before, or as much as the working set, are left out.
    """
    rising: list[WarmUpSet] = []
    last = Decimal(-1)
    for step in steps:
        loading = rack.load(max(rack.bar, working * step.percent / 100)).nearest
        if loading is None or not last < loading.total < working:
            continue
        last = loading.total
        rising.append(WarmUpSet(step.sets, step.reps, step.percent, loading))
    return rising
