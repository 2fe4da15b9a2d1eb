"""How targets of a routine go on from one session to the next. Pure functions: no database, no clock.

An exercise has a base weight (kilograms), targets that are a share of it, and a rule. After a session ``advance``
compares what was planned with what was done and gives the next state and the reason for it:

- linear: all target reps done → heavier, at once or after so many times in a row; missed too often → lighter;
- double: more reps from time to time until the top of the range is reached in all sets → heavier, reps at the bottom;
- percent: the targets are shares of a training maximum, over a cycle of weeks; a cycle without a miss → heavier. A
  training maximum that follows the estimated one-rep max is worked out anew for each session and never raised here.

On assisted exercises the weight is help: heavier means less of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum

from workouttracker.kit.limits import MAX_WEIGHT_KG
from workouttracker.kit.units import STORED_STEP

ZERO = Decimal(0)
WHOLE = Decimal(100)


class Rule(StrEnum):
    """How an exercise progresses. The keys stand in the database and in files: never change one."""

    NONE = "none"
    LINEAR = "linear"
    DOUBLE = "double"
    PERCENT = "percent"


class Reason(StrEnum):
    """Why the next targets are what they are. The keys stand in the database."""

    KEPT = "kept"
    """No rule: the targets stay."""
    SKIPPED = "skipped"
    INCOMPLETE = "incomplete"
    LIGHTER = "lighter"
    """Done with less than was planned."""
    RAISED = "raised"
    ONCE_MORE = "once_more"
    """Done; heavier after another time."""
    MORE_REPS = "more_reps"
    REPEAT = "repeat"
    """Missed: once more the same."""
    DELOADED = "deloaded"
    NEXT_WEEK = "next_week"
    CYCLE_AGAIN = "cycle_again"
    """The cycle is over, with a miss in it."""
    NEW_CYCLE = "new_cycle"
    """The cycle is over; the estimate decides the next one's weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The rule with its parameters. ``increment`` and ``step`` (what weights are rounded to) in kilograms."""

    rule: Rule = Rule.NONE
    increment: Decimal = ZERO
    successes_needed: int = 1
    failures_allowed: int = 3
    """Lighter after so many misses in a row (in a cycle, for percent); 0: never."""
    deload_percent: Decimal = Decimal(10)
    step: Decimal = Decimal("2.5")
    is_help: bool = False
    follows_estimate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where an exercise stands. ``base`` is None until it is known; ``reps`` is the goal of double progression."""

    base: Decimal | None = None
    reps: int | None = None
    successes: int = 0
    failures: int = 0
    week: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A set to do: reps from ``low`` to ``high``, at ``percent`` of the base (None: all of it) or a ``weight``.

    ``week`` is the week of the cycle in which it is done, 0 in each. What doesn't count (warm-ups) is not judged.
    """

    low: int = 0
    high: int = 0
    percent: Decimal | None = None
    weight: Decimal | None = None
    week: int = 0
    counts: bool = True

    @property
    def is_full(self) -> bool:
        """Whether its weight is the base itself."""
        return self.weight is None and self.percent in {None, WHOLE}


@dataclass(frozen=True, slots=True)
class Done:
    """A set as it was done: kilograms and successful reps."""

    weight: Decimal
    reps: int


@dataclass(frozen=True, slots=True)
class Step:
    """What follows from a session. ``before`` and ``after`` are the base then and now."""

    state: State
    reason: Reason
    before: Decimal | None
    after: Decimal | None


def rounded_load(weight: Decimal, step: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """``weight`` to a multiple of ``step`` (kilograms), within what may be stored."""
    if step > 0:
        weight = (weight / step).quantize(Decimal(1), rounding=rounding) * step
    return min(max(weight, ZERO), MAX_WEIGHT_KG).quantize(STORED_STEP)


def cycle_of(targets: Sequence[Target]) -> int:
    """How many weeks a cycle has; 1 when the targets are the same each time."""
    return max((target.week for target in targets), default=0) or 1


def due(targets: Sequence[Target], week: int) -> list[int]:
    """The places of the targets of one week of the cycle."""
    return [place for place, target in enumerate(targets) if target.week in {0, week}]


def load_of(target: Target, state: State, progress: Progress) -> Decimal | None:
    """The weight of a target in kilograms; None as long as the base isn't known."""
    if target.weight is not None:
        return target.weight
    if state.base is None or target.is_full:
        return state.base
    return rounded_load(state.base * (target.percent or WHOLE) / WHOLE, progress.step)


def reps_of(target: Target, state: State) -> int:
    """The reps to aim for: the goal of double progression within the target's range, else its least."""
    return min(max(state.reps or 0, target.low), max(target.high, target.low))


def advance(progress: Progress, state: State, targets: Sequence[Target], done: Sequence[Done]) -> Step:
    """The state after a session in which the counting sets ``done`` were done, in their order."""
    if progress.rule is Rule.NONE:
        return Step(state, Reason.KEPT, state.base, state.base)
    counted = [targets[place] for place in due(targets, state.week) if targets[place].counts]
    pairs = list(zip(counted, done, strict=False))
    if not pairs:
        return Step(state, Reason.SKIPPED, state.base, state.base)
    started = _learned(progress, state, pairs)
    missed = any(each.reps < target.low for target, each in pairs)
    if missed:
        return _missed(progress, state, started, targets)
    if len(done) < len(counted):
        return Step(replace(started, base=_known(state, started)), Reason.INCOMPLETE, state.base, started.base)
    if _lighter(progress, state, pairs):
        return Step(state, Reason.LIGHTER, state.base, state.base)
    if progress.rule is Rule.PERCENT:
        return _week_done(progress, state, started, targets)
    if progress.rule is Rule.DOUBLE and any(each.reps < target.high for target, each in pairs):
        least = min(each.reps for _target, each in pairs)
        most = max(target.high for target, _each in pairs)
        after = replace(started, reps=min(least + 1, most), successes=0, failures=0)
        return Step(after, Reason.MORE_REPS, state.base, after.base)
    return _succeeded(progress, state, started)


def as_planned(progress: Progress, state: State, targets: Sequence[Target]) -> list[Done]:
    """The counting sets of a session in which everything went as planned."""
    return [
        Done(load_of(targets[place], state, progress) or ZERO, reps_of(targets[place], state))
        for place in due(targets, state.week)
        if targets[place].counts
    ]


def preview(progress: Progress, state: State, targets: Sequence[Target], times: int) -> list[State]:
    """The states of the next ``times`` sessions if each goes as planned, the present one first."""
    states = [state]
    while len(states) < times:
        now = states[-1]
        after = advance(progress, now, targets, as_planned(progress, now, targets)).state
        states.append(replace(after, base=None) if now.base is None else after)
    return states[:times]


def _known(state: State, started: State) -> Decimal | None:
    return started.base if state.base is None else state.base


def _learned(progress: Progress, state: State, pairs: Sequence[tuple[Target, Done]]) -> State:
    """With the base that was lifted, when none was known or it was harder than planned."""
    lifted = [each.weight for target, each in pairs if target.is_full]
    if not lifted or progress.follows_estimate:
        return state
    least = max(lifted) if progress.is_help else min(lifted)
    if state.base is None or _harder(progress, least, state.base):
        return replace(state, base=least)
    return state


def _lighter(progress: Progress, state: State, pairs: Sequence[tuple[Target, Done]]) -> bool:
    loads = ((load_of(target, state, progress), each.weight) for target, each in pairs)
    return any(load is not None and _harder(progress, load, weight) for load, weight in loads)


def _harder(progress: Progress, one: Decimal, other: Decimal) -> bool:
    return one < other if progress.is_help else one > other


def _raised(progress: Progress, base: Decimal | None) -> Decimal | None:
    if base is None:
        return None
    change = -progress.increment if progress.is_help else progress.increment
    return min(max(base + change, ZERO), MAX_WEIGHT_KG)


def _deloaded(progress: Progress, base: Decimal | None) -> Decimal | None:
    if base is None:
        return None
    if progress.is_help:
        return max(base, rounded_load(base * (WHOLE + progress.deload_percent) / WHOLE, progress.step, ROUND_UP))
    return min(base, rounded_load(base * (WHOLE - progress.deload_percent) / WHOLE, progress.step, ROUND_DOWN))


def _succeeded(progress: Progress, state: State, started: State) -> Step:
    """All reps done: heavier, or once more before that."""
    successes = started.successes + 1
    if successes < progress.successes_needed:
        after = replace(started, successes=successes, failures=0)
        return Step(after, Reason.ONCE_MORE, state.base, after.base)
    after = replace(started, base=_raised(progress, started.base), successes=0, failures=0, reps=None)
    return Step(after, Reason.RAISED, state.base, after.base)


def _missed(progress: Progress, state: State, started: State, targets: Sequence[Target]) -> Step:
    """Missed: once more, or lighter when that happened too often. A percent cycle goes on meanwhile."""
    failures = state.failures + 1
    known = replace(state, base=_known(state, started))
    if progress.failures_allowed and failures >= progress.failures_allowed and not progress.follows_estimate:
        after = replace(known, base=_deloaded(progress, known.base), successes=0, failures=0, reps=None, week=1)
        return Step(after, Reason.DELOADED, state.base, after.base)
    missed = replace(known, successes=0, failures=failures)
    if progress.rule is Rule.PERCENT:
        return _week_done(progress, state, missed, targets)
    return Step(replace(missed, reps=None), Reason.REPEAT, state.base, missed.base)


def _week_done(progress: Progress, state: State, started: State, targets: Sequence[Target]) -> Step:
    """The next week of the cycle, or the next cycle: heavier unless something in it was missed."""
    if state.week < cycle_of(targets):
        after = replace(started, week=state.week + 1)
        return Step(after, Reason.NEXT_WEEK, state.base, after.base)
    over = replace(started, week=1, successes=0, failures=0)
    if progress.follows_estimate:
        return Step(over, Reason.NEW_CYCLE, state.base, over.base)
    if started.failures:
        return Step(over, Reason.CYCLE_AGAIN, state.base, over.base)
    after = replace(over, base=_raised(progress, over.base))
    return Step(after, Reason.RAISED, state.base, after.base)
