"""Set types: the list, and looking after one's own."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions_app.errors import InUseError, NameTakenError
from sessions_app.exercise_list import set_type_rows
from sessions_app.forms.catalogue import SetTypeForm
from sessions_app.models import SetType
from sessions_app.services.own_catalogue import (
    own_entry_delete,
    own_set_type_create,
    own_set_type_update,
    set_type_merge,
    uses_of,
)
from sessions_app.views.access import fetch_for_writing, writing_scope
from sessions_app.views.exercises import posted_key, say_with_undo
from sharing.scope import Scope, scope_of

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def set_type_list(request: HttpRequest) -> HttpResponse:
    """Every set type one can choose, own ones first."""
    return render(request, "sessions_app/set_type_list.html", {"rows": set_type_rows(writing_scope(request))})


@read_or_write
def set_type_create_page(request: HttpRequest) -> HttpResponse:
    """A new set type of one's own."""
    scope = writing_scope(request)
    form = SetTypeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = own_set_type_create(scope=scope, values=form.set_type_values())
        except NameTakenError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(name)s” is there now.") % {"name": row.name})
            return redirect("set-type-list")
    return _form_page(request, scope, form, None)


@read_or_write
def set_type_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a set type of one's own; the page also merges and deletes it."""
    scope = scope_of(request)
    row = _fetch_own(scope, pk)
    initial = {"name": row.name, "description": row.description, "is_warm_up": row.is_warm_up}
    form = SetTypeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = own_set_type_update(scope=scope, set_type=row, values=form.set_type_values())
        except NameTakenError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(name)s” saved.") % {"name": row.name})
            return redirect("set-type-list")
    return _form_page(request, scope, form, row)


def _form_page(request: HttpRequest, scope: Scope, form: SetTypeForm, row: SetType | None) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context: dict[str, Any] = {"form": form, "set_type": row}
    if row:
        others = SetType.objects.visible_to(scope).exclude(pk=row.pk)
        context |= {"uses": uses_of(row), "others": others}
    return render(request, "sessions_app/set_type_form.html", context, status=status)


@require_POST
def set_type_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a set type of one's own that nothing uses; the notice offers to undo."""
    scope = scope_of(request)
    row = _fetch_own(scope, pk)
    try:
        say_with_undo(request, own_entry_delete(scope=scope, entry=row))
    except InUseError as error:
        messages.error(request, str(error))
        return redirect("set-type-edit", pk)
    return redirect("set-type-list")


@require_POST
def set_type_merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Make every set of the type one of another type (``target``)."""
    scope = scope_of(request)
    row = _fetch_own(scope, pk)
    others = SetType.objects.visible_to(scope).exclude(pk=pk)
    target = get_object_or_404(others, pk=posted_key(request, "target"))
    say_with_undo(request, set_type_merge(scope=scope, source=row, target=target))
    return redirect("set-type-list")


def _fetch_own(scope: Scope, pk: int) -> SetType:
    row = fetch_for_writing(SetType.objects.visible_to(scope), scope, pk=pk)
    if row.owner_id is None:
        raise PermissionDenied
    return row
