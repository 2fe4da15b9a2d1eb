"""The plain tools: one-rep max, plates, warm-up. They work signed out; the query string holds what was typed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from calculator import formulas
from calculator.forms import EstimateForm, PlatesForm, SaveForm, WarmUpForm
from calculator.gear import gear_of, warm_ups_of
from calculator.reads import estimate_of, factors_for_scripts
from calculator.services import Calculation, calculation_save
from calculator.views.parts import tool_answer, tool_unit
from calculator.warm_up import ramp
from sessions_app.views.access import writing_scope
from sessions_app.views.answers import wants_part
from sharing.scope import scope_of
from workouttracker.kit.units import Unit


@login_not_required
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """Estimates of the one-rep max from a set, with the tables that follow from it."""
    scope = scope_of(request)
    form = EstimateForm(request.GET, unit=tool_unit(request))
    right = form.is_valid()
    context: dict[str, Any] = {
        "form": form,
        "unit": form.unit,
        "estimate": estimate_of(form.cleaned_data["weight"], form.cleaned_data["reps"]) if right else None,
        "good_reps": formulas.GOOD_REPS,
        "can_write": scope.can_write,
        "has_log": scope.owner is not None,
    }
    if not wants_part(request):
        context["factors"] = factors_for_scripts()
        context["weight_step"] = "5" if form.unit is Unit.LB else "2.5"
        context["save_form"] = SaveForm(request.GET, unit=form.unit, scope=scope) if scope.can_write else None
    return tool_answer(request, "one_rep_max", context, wrong=not right)


@require_POST
def calculation_new(request: HttpRequest) -> HttpResponse:
    """Keep the result as a session marked as a calculation, and open it."""
    scope = writing_scope(request)
    form = SaveForm(request.POST, unit=tool_unit(request), scope=scope)
    if not form.is_valid():
        context = {
            "form": form,
            "unit": form.unit,
            "estimate": None,
            "factors": factors_for_scripts(),
            "save_form": form,
            "can_write": True,
            "has_log": True,
        }
        return tool_answer(request, "one_rep_max", context, wrong=True)
    said = form.cleaned_data
    calculation = Calculation(weight=said["weight"], reps=said["reps"], unit=form.unit, exercise=said["exercise"])
    session = calculation_save(scope=scope, calculation=calculation, client_id=said["client_id"])
    messages.success(request, _("Saved as a calculation."))
    return redirect("session-detail", session.pk)


@login_not_required
@require_safe
def plates(request: HttpRequest) -> HttpResponse:
    """Which plates go on the bar for a weight."""
    scope, unit = scope_of(request), tool_unit(request)
    gear = gear_of(scope, unit)
    form = PlatesForm(request.GET, gear=gear)
    right = form.is_valid()
    context = {
        "form": form,
        "unit": unit,
        "gear": gear,
        "answer": gear.rack(form.cleaned_data["bar"]).load(form.cleaned_data["weight"]) if right else None,
        "can_write": scope.can_write,
        "has_log": scope.owner is not None,
    }
    return tool_answer(request, "plates", context, wrong=not right)


@login_not_required
@require_safe
def warm_up(request: HttpRequest) -> HttpResponse:
    """The warm-up sets that lead to a working weight."""
    scope, unit = scope_of(request), tool_unit(request)
    gear = gear_of(scope, unit)
    form = WarmUpForm(request.GET, gear=gear, own=warm_ups_of(scope))
    right = form.is_valid()
    steps = None
    if right:
        said = form.cleaned_data
        steps = ramp(said["weight"], gear.rack(said["bar"]), form.steps)
    context = {
        "form": form,
        "unit": unit,
        "gear": gear,
        "steps": steps,
        "can_write": scope.can_write,
        "has_log": scope.owner is not None,
    }
    return tool_answer(request, "warm_up", context, wrong=not right)
