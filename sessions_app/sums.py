"""The sums a set carries, from its reps. The one place for the rule; see also ``manage.py check_sums``."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
NO_LOAD_KINDS = frozenset({"assisted"})
"""Kinds whose weight is not a load that was moved: on an assisted exercise it is help."""


class RepValue(NamedTuple):
    """One repetition: kilograms and whether it succeeded."""

    weight: Decimal
    success: bool


class SetSums(NamedTuple):
    """Counts of reps, kilograms of the heaviest successful rep, reps at it, kilograms moved in all."""

    reps_done: int = 0
    reps_failed: int = 0
    top_weight: Decimal = ZERO
    top_weight_reps: int = 0
    tonnage: Decimal = ZERO


def sums_of_equal_reps(number: int, weight: Decimal, kind: str) -> SetSums:
    """The sums of ``number`` successful reps at ``weight`` kilograms of an exercise of ``kind``."""
    if not number:
        return SetSums()
    return SetSums(number, 0, weight, number, ZERO if kind in NO_LOAD_KINDS else weight * number)


def sums_of_reps(reps: Iterable[RepValue], kind: str) -> SetSums:
    """The sums of ``reps`` of an exercise of ``kind``."""
    rows = list(reps)
    done = [rep.weight for rep in rows if rep.success]
    if not done:
        return SetSums(reps_failed=len(rows))
    top = max(done)
    tonnage = ZERO if kind in NO_LOAD_KINDS else sum(done, ZERO)
    return SetSums(len(done), len(rows) - len(done), top, done.count(top), tonnage)
