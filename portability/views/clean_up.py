"""Putting the log in order: the list of tools, and one page per tool that previews and then does it."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portability.clean_up_forms import UnitsForm, fingerprint
from portability.services.clean_up.chosen import log_version
from portability.services.clean_up.restorers import RESTORERS
from portability.services.clean_up.units import units_convert, units_plan
from sessions_app.errors import LimitError, StaleError
from sessions_app.models import Undo
from sharing.scope import Scope, scope_of
from workouttracker.kit.units import Unit

UNDO_SHOWN = 10
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its form, its page, what it would do, and doing it if the log is still at a version."""

    form: Callable[..., Any]
    template: str
    plan: Callable[[Scope, Any], Any]
    run: Callable[[Scope, Any, str], Undo | None]


UNITS = Tool(
    UnitsForm,
    "portability/clean_up_units.html",
    lambda scope, form: units_plan(scope=scope, chosen=form.chosen_part(), mistake=form.mistake_made()),
    lambda scope, form, version: units_convert(
        scope=scope, chosen=form.chosen_part(), mistake=form.mistake_made(), version=version
    ),
)


@require_safe
@never_cache
def clean_up(request: HttpRequest) -> HttpResponse:
    """The tools, and what they did lately."""
    scope = _writing_scope(request)
    rows = Undo.objects.visible_to(scope).live().filter(kind__in=list(RESTORERS))
    context = {"done": rows.defer("payload").order_by("-created_at")[:UNDO_SHOWN]}
    return render(request, "portability/clean_up.html", context)


@read_or_write
@never_cache
def clean_up_units(request: HttpRequest) -> HttpResponse:
    """Convert weights that were taken in the wrong unit."""
    return _tool_page(request, UNITS)


def _tool_page(request: HttpRequest, tool: Tool) -> HttpResponse:
    """The form; sent, what it would do; and confirmed, what was shown is done, or shown anew when something changed."""
    scope = _writing_scope(request)
    sent = request.method == "POST"
    form = tool.form(request.POST if sent else None, scope=scope, initial=_initial(request))
    context: dict[str, Any] = {"form": form, "unit": Unit(scope.require_owner().unit)}
    if sent and form.is_valid():
        version = log_version(scope)
        seen = fingerprint(form, version)
        if request.POST.get("action") == "apply":
            if request.POST.get("seen") == seen:
                answer = _carried_out(request, tool, scope, form, version)
                if answer is not None:
                    return answer
            else:
                context["is_outdated"] = True
        context |= {"plan": tool.plan(scope, form), "seen": fingerprint(form, log_version(scope))}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, tool.template, context, status=status)


def _carried_out(request: HttpRequest, tool: Tool, scope: Scope, form: forms.Form, version: str) -> HttpResponse | None:
    """Do it; None when it could not be done and the preview says why."""
    try:
        undo = tool.run(scope, form, version)
    except StaleError:
        messages.warning(request, _("Your log changed meanwhile. Look at the preview again; nothing was done."))
        return None
    except LimitError as error:
        form.add_error(None, str(error))
        return None
    if undo is None:
        messages.info(request, _("There was nothing to do."))
    else:
        address = reverse("undo-apply", args=[undo.pk])
        messages.add_message(request, messages.SUCCESS, undo.label, extra_tags=f"undo:{address}")
    return redirect("clean-up")


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What an address may fill in: ``?import=…`` and ``?session=…``."""
    keys = [int(key) for key in request.GET.getlist("session") if key.isdecimal() and key.isascii() and len(key) < 19]
    return {"batch": request.GET.get("import"), "sessions": keys}


def _writing_scope(request: HttpRequest) -> Scope:
    scope = scope_of(request)
    if not scope.can_write:
        raise PermissionDenied
    return scope
