"""Which plates go on the bar: the best loading from the pairs that are there.

Always taking the heaviest plate that still fits is wrong as soon as pairs are few: with pairs of 20, 15 and 15, thirty
a side is 15 + 15. So every sum that a side can have is computed, each with its fewest plates, the heaviest first among
equals. Weights are ``Decimal`` with at most two decimals, all in one unit.

Pure: neither Django nor an app.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

HUNDRED = Decimal(100)
MOST_BARS = 6
MOST_KINDS = 12
"""Most different plates of a rack."""
MOST_PAIRS = 10
"""Most pairs of one plate."""
HEAVIEST = Decimal(100)
"""Heaviest plate or bar."""
STEP = Decimal("0.05")
"""What every plate and bar is a multiple of. With these bounds the worst rack takes a fraction of a second."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A plate of ``weight`` of which there are ``pairs`` pairs."""

    weight: Decimal
    pairs: int


@dataclass(frozen=True, slots=True)
class Loading:
    """A bar and what hangs on each side of it, the heaviest plate first (innermost)."""

    bar: Decimal
    side: tuple[Decimal, ...] = ()

    @property
    def total(self) -> Decimal:
        """Bar and plates of both sides."""
        return self.bar + 2 * sum(self.side, Decimal(0))

    @property
    def counted(self) -> tuple[Pair, ...]:
        """The plates of a side with how often each is there, the heaviest first."""
        return tuple(Pair(weight, self.side.count(weight)) for weight in dict.fromkeys(self.side))


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be loaded for a wanted weight: exactly that, or the nearest ones below and above it."""

    wanted: Decimal
    exact: Loading | None = None
    below: Loading | None = None
    above: Loading | None = None

    @property
    def nearest(self) -> Loading | None:
        """The loading whose total is nearest; the lighter one when both are as near."""
        found = [loading for loading in (self.exact, self.below, self.above) if loading is not None]
        return min(found, key=lambda loading: abs(loading.total - self.wanted), default=None)


@dataclass(frozen=True, slots=True)
class Rack:
    """A bar and the pairs of plates beside it."""

    bar: Decimal
    plates: tuple[Pair, ...] = ()
    _ascending: tuple[tuple[int, int], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        usable = [(_hundredths(pair.weight), pair.pairs) for pair in self.plates if pair.weight > 0 and pair.pairs > 0]
        object.__setattr__(self, "_ascending", tuple(sorted(usable)))

    def load(self, wanted: Decimal) -> Answer:
        """How to load ``wanted``."""
        spare = _hundredths(wanted) - _hundredths(self.bar)
        if spare < 0:
            return Answer(wanted, above=Loading(self.bar))
        half, odd = divmod(spare, 2)
        steps = self._steps(half)
        sums = steps[-1]
        below = max(total for total in sums if total <= half)
        if below == half and not odd:
            return Answer(wanted, exact=self._loading(steps, half))
        above = min((total for total in sums if total > half), default=None)
        return Answer(
            wanted,
            below=self._loading(steps, below),
            above=None if above is None else self._loading(steps, above),
        )

    def _steps(self, half: int) -> list[dict[int, tuple[int, int]]]:
        """After each kind of plate, lightest first: every sum of a side → (fewest plates, how many of this kind).

        Sums are followed up to one heaviest plate above ``half``: the nearest one above can't be further away.
        """
        most = half + (self._ascending[-1][0] if self._ascending else 0)
        steps = [{0: (0, 0)}]
        for weight, pairs in self._ascending:
            found: dict[int, tuple[int, int]] = {}
            for total, (plates, _last) in steps[-1].items():
                for count in range(min(pairs, (most - total) // weight) + 1):
                    reached, known = (plates + count, count), found.get(total + count * weight)
                    # Among equals more of this plate: it is the heaviest so far.
                    if known is None or (reached[0], -reached[1]) < (known[0], -known[1]):
                        found[total + count * weight] = reached
            steps.append(found)
        return steps

    def _loading(self, steps: list[dict[int, tuple[int, int]]], total: int) -> Loading:
        return Loading(self.bar, tuple(self._side(steps, total)))

    def _side(self, steps: list[dict[int, tuple[int, int]]], total: int) -> Iterator[Decimal]:
        """The plates of a side that weigh ``total`` hundredths, heaviest first."""
        for (weight, _pairs), found in zip(reversed(self._ascending), reversed(steps), strict=False):
            count = found[total][1]
            yield from [weight / HUNDRED] * count
            total -= count * weight


def _hundredths(weight: Decimal) -> int:
    return round(weight * HUNDRED)
