"""The product's one estimate of a one-rep max: the mean of the seven formulas, from a set's heaviest successful reps.

From 1 to 10 reps; at one rep the lifted weight itself. More reps say too little. Every formula is linear in the
weight, so in SQL the estimate is the weight times a factor chosen by the number of reps.
"""

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, Func, Value
from django.db.models.functions import NullIf

from calculator.formulas import MEAN_FACTORS
from workouttracker.kit.units import Unit, to_kg

FACTORS = {reps: factor.quantize(Decimal("0.000000001")) for reps, factor in MEAN_FACTORS.items()}
"""Nine decimals: a hundredth of a gram at two tons. With all 28, PostgreSQL would multiply much longer numbers."""


FACTOR_BY_REPS = (
    f"CASE %(expressions)s {' '.join(f'WHEN {reps} THEN {factor}' for reps, factor in FACTORS.items())} END"
)
ESTIMATE: DecimalField[Decimal, Decimal] = DecimalField(max_digits=20, decimal_places=13)


def estimated_max(weight: Decimal, reps: int) -> Decimal | None:
    """Kilograms for one rep, estimated from ``reps`` successful ones at ``weight`` kilograms; None when it can't be."""
    factor = FACTORS.get(reps)
    return to_kg(weight * factor, Unit.KG) if factor is not None and weight > 0 else None


def estimate_in_sql(weight: str = "top_weight", reps: str = "top_weight_reps") -> "ExpressionWrapper[Any]":
    """The same for a row whose columns are called ``weight`` and ``reps``: null when it can't be estimated.

    Not rounded: take ``rounded`` of what comes back. A template instead of ``Case`` and ten ``When``: Django took
    longer to put those together than PostgreSQL to compute them.
    """
    factor = Func(F(reps), template=FACTOR_BY_REPS, output_field=ESTIMATE)
    return ExpressionWrapper(NullIf(F(weight), Value(Decimal(0))) * factor, output_field=ESTIMATE)


def rounded(estimate: Decimal | None) -> Decimal | None:
    """An estimate out of SQL as ``estimated_max`` gives it."""
    return None if estimate is None else to_kg(estimate, Unit.KG)
