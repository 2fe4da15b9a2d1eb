"""How every form in the product is drawn, and the two number fields all of them use."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from workouttracker.kit.text import parse_decimal
from workouttracker.kit.units import plain


class Renderer(TemplatesSetting):
    """Draws fields from templates/forms/field.html, so that labels, hints and errors look and speak alike."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class NumberInput(forms.TextInput):
    """``type=text`` with a keypad: browsers' own number inputs refuse the comma or change values by scrolling."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Numbers with the decimal mark of the page's language and without thousands marks; typed text as it is."""
        if isinstance(value, Decimal):
            value = plain(value)
        if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
            return str(formats.number_format(value, use_l10n=True, force_grouping=False))
        return super().format_value(value)


class WholeNumberInput(NumberInput):
    """The keypad without a decimal mark."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", **(attrs or {})})


class DecimalField(forms.DecimalField):
    """A number as a person types it: comma and point are both decimal marks, thousands marks are refused."""

    widget = NumberInput
    default_error_messages = {"invalid": _("Enter a number like 62.5. “%(value)s” is none.")}

    def to_python(self, value: Any) -> Any:
        """The number as ``Decimal``, ``None`` when empty; raises ``ValidationError`` quoting what was typed."""
        if value in self.empty_values:
            return None
        try:
            return parse_decimal(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], "invalid", {"value": str(value)[:40]}) from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class WholeNumberField(DecimalField):
    """Like ``DecimalField``, but only whole numbers; gives an ``int``."""

    widget = WholeNumberInput
    default_error_messages = {"invalid": _("Enter a whole number like 8. “%(value)s” is none.")}

    def to_python(self, value: Any) -> Any:
        """The number; raises ``ValidationError`` for fractions, too."""
        number = super().to_python(value)
        if number is not None and number != number.to_integral_value():
            raise ValidationError(self.error_messages["invalid"], "invalid", {"value": str(value)[:40]})
        return number

    def clean(self, value: Any) -> Any:
        """The validated number as ``int``, or ``None`` when empty and not required."""
        number = super().clean(value)
        return None if number is None else int(number)
