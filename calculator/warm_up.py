"""The way up to a working weight: a few lighter sets, each of them loadable.

Pure: neither Django nor an app.
"""

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
