"""The athlete's bars and plates, and their own ways to warm up."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calculator.forms import GearForm, WarmUpsForm, plate_rows
from calculator.gear import GearSet, gear_of, warm_ups_of
from calculator.services import gear_reset, gear_save, warm_ups_save
from calculator.views.parts import tool_unit
from calculator.warm_up import scheme_line
from sessions_app.views.access import writing_scope


@require_http_methods(["GET", "HEAD", "POST"])
def gear(request: HttpRequest) -> HttpResponse:
    """Which bars and plates there are, in kilograms or pounds."""
    scope, unit = writing_scope(request), tool_unit(request)
    present = gear_of(scope, unit)
    data = request.POST if request.method == "POST" else None
    if data is not None and "usual" in data:
        gear_reset(scope=scope, unit=unit)
        return _done(request, unit)
    form = GearForm(data, initial={"bars": present.bars})
    rows = plate_rows(data, plates=present.plates)
    # Both, so that everything wrong is said at once.
    right = data is not None and all([form.is_valid(), rows.is_valid()])
    if right:
        gear_save(scope=scope, gear=GearSet(unit, form.cleaned_data["bars"], rows.pairs, own=True))
        return _done(request, unit)
    status = HTTPStatus.OK if data is None else HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"form": form, "rows": rows, "unit": unit, "own": present.own}
    return render(request, "calculator/gear.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def warm_ups(request: HttpRequest) -> HttpResponse:
    """The athlete's own ways to warm up, a line each."""
    scope = writing_scope(request)
    kept = "\n".join(scheme_line(each) for each in warm_ups_of(scope))
    form = WarmUpsForm(request.POST if request.method == "POST" else None, initial={"schemes": kept})
    if form.is_bound and form.is_valid():
        warm_ups_save(scope=scope, schemes=form.cleaned_data["schemes"])
        messages.success(request, _("Warm-ups saved."))
        return HttpResponseRedirect(reverse("warm-up"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "calculator/warm_ups.html", {"form": form}, status=status)


def _done(request: HttpRequest, unit: str) -> HttpResponseRedirect:
    messages.success(request, _("Bars and plates saved."))
    return HttpResponseRedirect(f"{reverse('plates')}?unit={unit}")
