"""``{% load body %}``: values of measures in the reader's unit; see ``sessions_app.body``."""

from decimal import Decimal

from django import template

from sessions_app.body import Scale

register = template.Library()


@register.filter
def measured(value: Decimal, scale: Scale) -> str:
    """``82.5 kg``."""
    return scale.words(value)


@register.filter
def changed(difference: Decimal, scale: Scale) -> str:
    """``+0.4``."""
    return scale.change(difference)
