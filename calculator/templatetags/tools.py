"""``{% load tools %}``: results of the calculator in the reader's marks, and plates as they are drawn."""

from decimal import Decimal

from django import template
from django.utils import formats

from calculator.display import hundredths
from calculator.formulas import FORMULAS
from calculator.gear import GearSet
from workouttracker.kit.units import KG_PER_LB, Unit, from_kg

register = template.Library()
SIZES = 7
"""How many sizes of plates are drawn; static/css/calculator.css has a class for each."""


register.filter("hundredths", hundredths)


@register.filter
def in_marks(formula: str) -> str:
    """A formula with the reader's decimal mark: ``1 + 0,0333 r``."""
    return formula.replace(".", formats.get_format("DECIMAL_SEPARATOR"))


@register.filter
def in_unit(kilograms: Decimal, unit: Unit) -> str:
    """``kilograms`` in ``unit`` with two decimals; a minus is a minus sign."""
    value = kilograms / KG_PER_LB if unit is Unit.LB else kilograms
    return hundredths(value).replace("-", "\N{MINUS SIGN}")


@register.filter
def weight_typed(kilograms: Decimal, unit: Unit) -> str:
    """``kilograms`` as somebody would type them in ``unit``: for addresses."""
    return str(from_kg(kilograms, unit))


@register.filter
def formula_name(key: str) -> str:
    """The author's name."""
    return FORMULAS[key].name


@register.filter
def plate_size(weight: Decimal, gear: GearSet) -> int:
    """The size a plate is drawn in: 1 for the heaviest of ``gear``, up to ``SIZES``."""
    heavier = sum(pair.weight > weight for pair in gear.plates)
    return min(heavier, SIZES - 1) + 1
