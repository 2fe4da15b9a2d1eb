"""The calculator: pages on pure formulas; what it keeps belongs to the log."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalculatorConfig(AppConfig):
    name = "calculator"
    verbose_name = _("Calculator")
