"""The athlete's bars and plates."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calculator.forms import GearForm, plate_rows
from calculator.gear import GearSet, gear_of
from calculator.services import gear_reset, gear_save
from calculator.views.parts import tool_unit
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


def _done(request: HttpRequest, unit: str) -> HttpResponseRedirect:
    messages.success(request, _("Bars and plates saved."))
    return HttpResponseRedirect(f"{reverse('plates')}?unit={unit}")
