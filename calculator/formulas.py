"""One-rep maxima estimated from a set of several reps: seven published formulas, their mean, and the way back.

Every formula is linear in the weight: estimate = weight × factor(reps). So one table of factors per number of reps
serves everything that estimates: the page, the tables, and reports in SQL.

``weight`` is in any unit, the estimate in the same one. Numbers are ``Decimal``, as weights are stored: the formulas
made of plain fractions are then exact, and 58.325 is rounded alike on every machine and in both databases. A
``float`` or ``int`` is taken too and gives a ``float``, for charts and experiments.

The formulas are followed for every number of reps, at one rep too, where most say a little more than the weight
itself; whoever shows them puts the measured maximum beside them. A formula with no value (Brzycki from 37 reps, Lander
from 38) raises ``NoEstimateError``.

The collection, with these names and coefficients: D. A. LeSuer, J. H. McCormick, J. L. Mayhew, R. L. Wasserstein,
M. D. Arnold, "The accuracy of prediction equations for estimating 1-RM performance in the bench press, squat, and
deadlift", Journal of Strength and Conditioning Research 11(4), 1997, pages 211-213.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar, overload

Weight = TypeVar("Weight", Decimal, float)

MIN_REPS = 1
MAX_REPS = 20
"""The reps that are taken as input; the formulas themselves go on."""
GOOD_REPS = 10
"""Up to here estimates are worth something: above, the formulas part."""
MAX_WEIGHT_KG = Decimal(1000)
"""Heaviest weight taken as input, kilograms."""
_MOST_REPS_OF_A_SHARE = 25
"""The reps at half the maximum."""
_ONE = Decimal(1)


class NoEstimateError(ValueError):
    """A formula has no value for this number of reps."""


@overload
def _scaled(weight: Decimal, by: Decimal) -> Decimal: ...
@overload
def _scaled(weight: float, by: Decimal) -> float: ...
def _scaled(weight: Decimal | float, by: Decimal) -> Decimal | float:
    return weight * by if isinstance(weight, Decimal) else weight * float(by)


def _positive(divisor: Decimal) -> Decimal:
    if divisor <= 0:
        raise NoEstimateError("no value for so many reps")
    return divisor


def _not_negative(reps: int) -> Decimal:
    if reps < 0:
        raise NoEstimateError("no value below 0 reps")
    return Decimal(reps)


def brzycki(weight: Weight, reps: int) -> Weight:
    """``w · 36 / (37 − r)``; no value from 37 reps on, where the divisor is no longer positive.

    Source: M. Brzycki, "Strength testing: predicting a one-rep max from reps-to-fatigue", Journal of Physical
    Education, Recreation and Dance 64(1), 1993, pages 88-90 (there as w / (1.0278 − 0.0278 r)). Exactly w at one rep.
    """
    return _scaled(weight, 36 / _positive(Decimal(37 - reps)))


def epley(weight: Weight, reps: int) -> Weight:
    """``w · (1 + 0.0333 · r)``.

    Source: B. Epley, "Poundage chart", Boyd Epley Workout, Lincoln, 1985.
    """
    return _scaled(weight, 1 + Decimal("0.0333") * reps)


def lander(weight: Weight, reps: int) -> Weight:
    """``100 · w / (101.3 − 2.67123 · r)``; no value from 38 reps on.

    Source: J. Lander, "Maximum based on reps", National Strength and Conditioning Association Journal 6(6), 1984,
    pages 60-61.
    """
    return _scaled(weight, 100 / _positive(Decimal("101.3") - Decimal("2.67123") * reps))


def lombardi(weight: Weight, reps: int) -> Weight:
    """``w · r ** 0.10``: the power belongs to the reps alone, never to ``w · r``. Exactly w at one rep.

    Source: V. P. Lombardi, "Beginning weight training: the safe and effective way", W. C. Brown, Dubuque, 1989.
    """
    return _scaled(weight, _not_negative(reps) ** Decimal("0.10"))


def mayhew(weight: Weight, reps: int) -> Weight:
    """``100 · w / (52.2 + 41.9 · e ** (−0.055 · r))``.

    Source: J. L. Mayhew, T. E. Ball, M. D. Arnold, J. C. Bowen, "Relative muscular endurance performance as a
    predictor of bench press strength in college men and women", Journal of Applied Sport Science Research 6(4),
    1992, pages 200-206.
    """
    return _scaled(weight, 100 / (Decimal("52.2") + Decimal("41.9") * (Decimal("-0.055") * reps).exp()))


def oconner(weight: Weight, reps: int) -> Weight:
    """``w · (1 + 0.025 · r)``.

    Source: B. O'Conner, J. Simmons, P. O'Shea, "Weight training today", West Publishing, St. Paul, 1989.
    """
    return _scaled(weight, 1 + Decimal("0.025") * reps)


def wathan(weight: Weight, reps: int) -> Weight:
    """``100 · w / (48.8 + 53.8 · e ** (−0.075 · r))``.

    Source: D. Wathan, "Load assignment", in T. R. Baechle (ed.), "Essentials of strength training and conditioning",
    Human Kinetics, Champaign, 1994, pages 435-446.
    """
    return _scaled(weight, 100 / (Decimal("48.8") + Decimal("53.8") * (Decimal("-0.075") * reps).exp()))


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula: a key that never changes, the author's name, and how it is computed."""

    key: str
    name: str
    estimate: Callable[[Decimal, int], Decimal]
    written: str
    """The formula itself, for people; ``w`` weight, ``r`` reps."""


FORMULAS: Mapping[str, Formula] = {
    formula.key: formula
    for formula in (
        Formula("brzycki", "Brzycki", brzycki, "w × 36 ÷ (37 − r)"),
        Formula("epley", "Epley", epley, "w × (1 + 0.0333 r)"),
        Formula("lander", "Lander", lander, "100 w ÷ (101.3 − 2.67123 r)"),
        Formula("lombardi", "Lombardi", lombardi, "w × r^0.10"),
        Formula("mayhew", "Mayhew", mayhew, "100 w ÷ (52.2 + 41.9 e^(−0.055 r))"),
        Formula("oconner", "O'Conner", oconner, "w × (1 + 0.025 r)"),
        Formula("wathan", "Wathan", wathan, "100 w ÷ (48.8 + 53.8 e^(−0.075 r))"),
    )
}
"""All formulas by key, in the order in which they are shown."""


@lru_cache(maxsize=512)
def factor(key: str, reps: int) -> Decimal | None:
    """What the formula ``key`` multiplies the weight by at ``reps``; None where it has no value."""
    try:
        return FORMULAS[key].estimate(_ONE, reps)
    except NoEstimateError:
        return None


@lru_cache(maxsize=128)
def formulas_mean_factor(reps: int) -> Decimal:
    """The mean of the factors of all formulas that have a value at ``reps``, at one rep too (1.019…)."""
    found = [value for value in (factor(key, reps) for key in FORMULAS) if value is not None]
    return sum(found, Decimal(0)) / len(found)


def mean_factor(reps: int) -> Decimal:
    """What turns the weight of a set of ``reps`` into its estimated one-rep max, for reports and tables.

    The mean of the formulas; at one rep exactly 1, because the lifted weight is the measured maximum.
    """
    return _ONE if reps == 1 else formulas_mean_factor(reps)


MEAN_FACTORS: Mapping[int, Decimal] = {reps: mean_factor(reps) for reps in range(MIN_REPS, GOOD_REPS + 1)}
"""``mean_factor`` of 1 to 10 reps: the sets from which reports estimate. For ``CASE reps WHEN … THEN weight * …``."""


def estimates(weight: Decimal, reps: int) -> dict[str, Decimal | None]:
    """Every formula's estimate by key; None where a formula has no value."""
    factors = {key: factor(key, reps) for key in FORMULAS}
    return {key: None if value is None else weight * value for key, value in factors.items()}


def mean(weight: Weight, reps: int) -> Weight:
    """The mean of the estimates that have a value, at one rep too."""
    return _scaled(weight, formulas_mean_factor(reps))


def weight_for(one_rep_max: Weight, reps: int) -> Weight:
    """The weight that ``one_rep_max`` allows for ``reps``: the inverse of ``one_rep_max = weight · mean_factor``."""
    return _scaled(one_rep_max, 1 / mean_factor(reps))


def weight_by(key: str, one_rep_max: Weight, reps: int) -> Weight:
    """The weight for ``reps`` by one formula alone; ``NoEstimateError`` where it has no value."""
    value = factor(key, reps)
    if value is None:
        raise NoEstimateError(f"{FORMULAS[key].name} has no value for {reps} reps")
    return _scaled(one_rep_max, 1 / value)


def reps_at(share: Decimal) -> int:
    """The reps that ``share`` (0.5 to 1) of the one-rep max allows: those whose own share is nearest.

    The nearest and not the next lower ones, as every published table has it: two reps at 95 %, eight at 80 %.
    """
    return min(range(MIN_REPS, _MOST_REPS_OF_A_SHARE + 1), key=lambda reps: abs(1 / mean_factor(reps) - share))
