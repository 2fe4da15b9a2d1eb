"""How results of the calculator are shown to people, in the reader's language."""

from decimal import ROUND_HALF_EVEN, Decimal

from django.utils import formats


def hundredths(value: Decimal) -> str:
    """``112.50``: always two decimals, so that columns stay below each other."""
    rounded = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
    return formats.number_format(rounded, decimal_pos=2, force_grouping=True)
