"""Addresses of the calculator. ``read`` is mounted a second time below a share; ``write`` is the owner's."""

from django.urls import path

from calculator.views import analysis, gear, tools

read = [
    path("calculator/", tools.calculator, name="calculator"),
    path("calculator/analysis/", analysis.analysis, name="calculator-analysis"),
    path("calculator/plates/", tools.plates, name="plates"),
    path("calculator/warm-up/", tools.warm_up, name="warm-up"),
]
write = [
    path("calculator/save/", tools.calculation_new, name="calculator-save"),
    path("calculator/warm-up/own/", gear.warm_ups, name="warm-ups"),
    path("calculator/plates/gear/", gear.gear, name="gear"),
]
urlpatterns = [*read, *write]
