"""``{% load tools %}``: results of the calculator in the reader's marks, and plates as they are drawn."""

from decimal import Decimal

from django import template

from calculator.display import hundredths
from calculator.gear import GearSet

register = template.Library()
SIZES = 7
"""How many sizes of plates are drawn; static/css/calculator.css has a class for each."""


register.filter("hundredths", hundredths)


@register.filter
def plate_size(weight: Decimal, gear: GearSet) -> int:
    """The size a plate is drawn in: 1 for the heaviest of ``gear``, up to ``SIZES``."""
    heavier = sum(pair.weight > weight for pair in gear.plates)
    return min(heavier, SIZES - 1) + 1
