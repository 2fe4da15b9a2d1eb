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

from portability.clean_up_forms import DatesForm, MergeForm, NamesForm, RepeatsForm, UnitsForm, fingerprint
from portability.part_form import is_key
from portability.services.clean_up.chosen import log_version
from portability.services.clean_up.dates import dates_plan, dates_shift
from portability.services.clean_up.merging import exercises_unite, merge_plan
from portability.services.clean_up.names import Named, names_plan, names_replace
from portability.services.clean_up.repeats import repeats_plan, repeats_settle
from portability.services.clean_up.restorers import RESTORERS
from portability.services.clean_up.units import units_convert, units_plan
from sessions_app.errors import LimitError, StaleError
from sessions_app.models import ExerciseType, Undo
from sharing.scope import Scope, scope_of
from workouttracker.kit.units import Unit

UNDO_SHOWN = 10
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its form, its page, what a valid form says, what it would do, and doing it if the log is still at a
    version."""

    form: Callable[..., Any]
    template: str
    said: Callable[[Any], dict[str, Any]]
    plan: Callable[..., Any]
    run: Callable[..., Undo | None]


def _units(form: Any) -> dict[str, Any]:
    return {"chosen": form.chosen_part(), "mistake": form.mistake_made()}


def _dates(form: Any) -> dict[str, Any]:
    return {"chosen": form.chosen_part(), "shift": form.shift()}


def _names(form: Any) -> dict[str, Any]:
    named = Named(form.cleaned_data["named"])
    return {"named": named, "renaming": form.renaming(), "chosen": form.chosen_part()}


def _merge(form: Any) -> dict[str, Any]:
    sources, target = form.merged()
    return {"sources": sources, "target": target}


def _repeats(form: Any) -> dict[str, Any]:
    return {"decisions": form.decisions()}


UNITS = Tool(UnitsForm, "portability/clean_up_units.html", _units, units_plan, units_convert)
DATES = Tool(DatesForm, "portability/clean_up_dates.html", _dates, dates_plan, dates_shift)
NAMES = Tool(NamesForm, "portability/clean_up_names.html", _names, names_plan, names_replace)
MERGE = Tool(MergeForm, "portability/clean_up_merge.html", _merge, merge_plan, exercises_unite)
REPEATS = Tool(RepeatsForm, "portability/clean_up_repeats.html", _repeats, repeats_plan, repeats_settle)


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


@read_or_write
@never_cache
def clean_up_dates(request: HttpRequest) -> HttpResponse:
    """Move workouts in time."""
    return _tool_page(request, DATES)


@read_or_write
@never_cache
def clean_up_names(request: HttpRequest) -> HttpResponse:
    """Rename workouts or exercises in bulk."""
    return _tool_page(request, NAMES)


@read_or_write
@never_cache
def clean_up_merge(request: HttpRequest) -> HttpResponse:
    """Make several exercises one."""
    return _tool_page(request, MERGE)


@read_or_write
@never_cache
def clean_up_repeats(request: HttpRequest) -> HttpResponse:
    """Find workouts that are likely in the log twice, and keep one of each."""
    return _tool_page(request, REPEATS)


def _tool_page(request: HttpRequest, tool: Tool) -> HttpResponse:
    """The form; sent, what it would do; and confirmed, what was shown is done, or shown anew when something changed."""
    scope = _writing_scope(request)
    sent = request.method == "POST"
    form = tool.form(request.POST if sent else None, scope=scope, initial=_initial(request))
    context: dict[str, Any] = {"form": form, "unit": Unit(scope.require_owner().unit)}
    if sent and form.is_valid():
        version = log_version(scope)
        if request.POST.get("action") == "apply":
            if request.POST.get("seen") == fingerprint(form, version):
                answer = _carried_out(request, tool, scope, form, version)
                if answer is not None:
                    return answer
            else:
                context["is_outdated"] = True
        context |= _preview(tool, scope, form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, tool.template, context, status=status)


def _preview(tool: Tool, scope: Scope, form: forms.Form) -> dict[str, Any]:
    """What the tool would do and what that is known by; what can't be done stands at the form."""
    seen = fingerprint(form, log_version(scope))
    try:
        return {"plan": tool.plan(scope=scope, **tool.said(form)), "seen": seen}
    except LimitError as error:
        form.add_error(None, str(error))
        return {}


def _carried_out(request: HttpRequest, tool: Tool, scope: Scope, form: forms.Form, version: str) -> HttpResponse | None:
    """Do it; None when it could not be done and the preview says why."""
    try:
        undo = tool.run(scope=scope, version=version, **tool.said(form))
    except (StaleError, ExerciseType.DoesNotExist):
        messages.warning(request, _("Your log changed meanwhile. Look at the preview again; nothing was done."))
        return None
    except LimitError:
        return None
    if undo is None:
        messages.info(request, _("There was nothing to do."))
    else:
        address = reverse("undo-apply", args=[undo.pk])
        messages.add_message(request, messages.SUCCESS, undo.label, extra_tags=f"undo:{address}")
    return redirect("clean-up")


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What an address may fill in: ``?import=…``, ``?session=…``, ``?source=…&target=…``."""
    sessions, sources = (
        [int(key) for key in request.GET.getlist(name) if is_key(key)] for name in ("session", "source")
    )
    target = request.GET.get("target", "")
    return {
        "batch": request.GET.get("import"),
        "sessions": sessions,
        "sources": sources,
        "target": int(target) if is_key(target) else "",
    }


def _writing_scope(request: HttpRequest) -> Scope:
    scope = scope_of(request)
    if not scope.can_write:
        raise PermissionDenied
    return scope
