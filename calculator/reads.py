"""What the calculator shows, as small frozen records. Numbers are in the unit they were typed in, not rounded."""

from dataclasses import dataclass
from decimal import Decimal

from calculator import formulas

PERCENTS = range(100, 45, -5)
"""The lines of the percentage table."""
REP_MAXES = range(1, 13)
"""The lines of the rep-max table."""


@dataclass(frozen=True, slots=True)
class FormulaRow:
    """What one formula says; ``value`` None: it has none for so many reps."""

    key: str
    name: str
    written: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A part of the one-rep max: ``share`` of it (0 to 1), and the reps it allows."""

    share: Decimal
    percent: int
    reps: int
    value: Decimal

    @property
    def beyond(self) -> bool:
        """Whether it allows more reps than anybody estimates from."""
        return self.reps > formulas.MAX_REPS


@dataclass(frozen=True, slots=True)
class Estimate:
    """Everything that follows from ``weight`` × ``reps``.

    ``maximum`` is what the tables are made of: the mean of the formulas, at one rep the weight itself (``measured``).
    """

    weight: Decimal
    reps: int
    formulas: tuple[FormulaRow, ...]
    mean: Decimal
    maximum: Decimal
    percentages: tuple[ShareRow, ...]
    rep_maxes: tuple[ShareRow, ...]

    @property
    def measured(self) -> bool:
        return self.reps == 1

    @property
    def poor(self) -> bool:
        """Whether estimates from so many reps are poor."""
        return self.reps > formulas.GOOD_REPS


def estimate_of(weight: Decimal, reps: int) -> Estimate:
    """The estimates from one set, and the two tables."""
    values = formulas.estimates(weight, reps)
    rows = tuple(
        FormulaRow(key, formula.name, formula.written, values[key]) for key, formula in formulas.FORMULAS.items()
    )
    maximum = weight * formulas.mean_factor(reps)
    return Estimate(
        weight,
        reps,
        rows,
        formulas.mean(weight, reps),
        maximum,
        tuple(_percentage(maximum, percent) for percent in PERCENTS),
        tuple(_rep_max(maximum, reps) for reps in REP_MAXES),
    )


def _percentage(maximum: Decimal, percent: int) -> ShareRow:
    share = Decimal(percent) / 100
    return ShareRow(share, percent, formulas.reps_at(share), maximum * share)


def _rep_max(maximum: Decimal, reps: int) -> ShareRow:
    share = formulas.weight_for(Decimal(1), reps)
    return ShareRow(share, round(100 * share), reps, maximum * share)


def factors_for_scripts() -> dict[str, list[float | None]]:
    """What each formula, their mean and the maximum multiply a weight by, for 1 to 20 reps: the page's script
    multiplies while one types, so that the formulas exist once.
    """
    reps = range(formulas.MIN_REPS, formulas.MAX_REPS + 1)
    by_formula = {key: [_float(formulas.factor(key, number)) for number in reps] for key in formulas.FORMULAS}
    return by_formula | {
        "mean": [float(formulas.formulas_mean_factor(number)) for number in reps],
        "maximum": [float(formulas.mean_factor(number)) for number in reps],
    }


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
