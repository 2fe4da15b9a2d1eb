"""Kilograms, pounds and metres.

Weights are stored in kilograms with four decimals. Every pound value with up to two decimals survives the way to
kilograms and back: one hundredth of a pound is 0.00454 kg, forty-five times the smallest stored step.
"""

from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

KG_PER_LB = Decimal("0.45359237")
"""Kilograms in one avoirdupois pound, exact (international yard and pound agreement, 1959)."""
STORED_STEP = Decimal("0.0001")
SHOWN_STEP = Decimal("0.01")
METRES = {
    "m": Decimal(1),
    "km": Decimal(1000),
    "mi": Decimal("1609.344"),
    "ft": Decimal("0.3048"),
    "yd": Decimal("0.9144"),
    "cm": Decimal("0.01"),
}
"""Metres in one unit of distance, exact."""


class Unit(StrEnum):
    """A unit of weight."""

    KG = "kg"
    LB = "lb"


def to_kg(value: Decimal, unit: Unit) -> Decimal:
    """Kilograms, to four decimals, of ``value`` given in ``unit``."""
    factor = KG_PER_LB if unit is Unit.LB else Decimal(1)
    return (value * factor).quantize(STORED_STEP, rounding=ROUND_HALF_EVEN)


def from_kg(kilograms: Decimal, unit: Unit) -> Decimal:
    """``kilograms`` in ``unit``, to two decimals, without trailing zeros (``Decimal('62.5')``)."""
    value = kilograms / KG_PER_LB if unit is Unit.LB else kilograms
    return plain(value.quantize(SHOWN_STEP, rounding=ROUND_HALF_EVEN))


def from_kg_exactly(kilograms: Decimal, unit: Unit) -> Decimal:
    """As ``from_kg``, with as many decimals as it takes to come back as the same kilograms (100 kg: 220.4623 lb)."""
    if unit is Unit.KG:
        return plain(kilograms)
    value = kilograms / KG_PER_LB
    steps = (Decimal(1).scaleb(-places) for places in range(2, 8))
    found = (value.quantize(step, rounding=ROUND_HALF_EVEN) for step in steps)
    return plain(next((each for each in found if to_kg(each, unit) == kilograms), value.quantize(STORED_STEP)))


def to_metres(value: Decimal, unit: str) -> Decimal:
    """Metres, to centimetres, of ``value`` in ``unit`` (m, km, mi, ft, yd, cm; ``mi.`` works too).

    Raises ``ValueError`` naming the unit when it is not known.
    """
    factor = METRES.get(unit.strip().rstrip(".").lower())
    if factor is None:
        raise ValueError(f"unknown unit of distance: {unit}")
    return (value * factor).quantize(SHOWN_STEP, rounding=ROUND_HALF_EVEN)


def plain(value: Decimal) -> Decimal:
    """``value`` without trailing zeros and without an exponent: 60.00 → 60, 1E+2 → 100."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short.as_tuple().exponent > 0 else short  # type: ignore[operator]
