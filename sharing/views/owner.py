"""The owner's page of links. Every change is a POST that leads back to the list, with that link open."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

import segno
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.once import once
from sharing.forms import ExtendForm, NewShareForm, ShareForm
from sharing.links import link_of
from sharing.models import ShareToken
from sharing.networks import agent_of, network_of
from sharing.reads import ShareRow, audit_of, states_counted
from sharing.scope import Scope, scope_of
from sharing.services import (
    Origin,
    ShareError,
    share_create,
    share_delete,
    share_extend,
    share_replace,
    share_update,
    shares_revoke,
)
from sharing.states import STATE_NAMES, ShareState

PER_PAGE = 20
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
def share_list(request: HttpRequest) -> HttpResponse:
    """The owner's links, filtered by state; with ``?session=`` the form of a new one for that workout."""
    scope = _owner_scope(request)
    session = _session(scope, request.GET.get("session", ""))
    initial = {"session": session.pk, "name": session.name} if session else {}
    return _list_page(request, scope, NewShareForm(initial=initial), session)


@require_POST
@never_cache
@once
def share_new(request: HttpRequest) -> HttpResponse:
    """Make a link."""
    scope = _owner_scope(request)
    form = NewShareForm(request.POST)
    valid = form.is_valid()
    wanted = request.POST.get("session", "")
    session = _session(scope, wanted)
    if wanted and session is None:
        form.add_error(None, _("The workout this link was to show is gone. Nothing was made."))
        valid = False
    if not valid:
        return _list_page(request, scope, form, session, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    share = share_create(
        scope=scope,
        values=form.values(),
        days=form.cleaned_data["days"],
        session_id=session.pk if session else None,
        share_id=form.cleaned_data["share"],
        origin=_origin(request),
    )
    messages.success(request, _("The link is ready. Copy it or show its QR code."))
    return _back(share.pk)


@require_safe
@never_cache
def share_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One link with everything about it: a page, or for HTMX the part that folds open in the list."""
    scope = _owner_scope(request)
    share = _fetch(scope, pk)
    return _detail(request, scope, share)


@read_or_write
@never_cache
def share_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change name, description, permissions, most uses."""
    scope = _owner_scope(request)
    share = _fetch(scope, pk)
    if request.method != "POST":
        return _detail(request, scope, share, editing=True)
    form = ShareForm.of(share, request.POST)
    if not form.is_valid():
        return _detail(request, scope, share, form=form, editing=True, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    share_update(scope=scope, share=share, values=form.values(), origin=_origin(request))
    messages.success(request, _("Link saved."))
    return _back(pk)


@require_POST
@never_cache
def share_longer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Extend by days."""
    scope = _owner_scope(request)
    share = _fetch(scope, pk)
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            share_extend(scope=scope, share=share, days=form.cleaned_data["days"], origin=_origin(request))
        except ShareError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The link lasts longer now."))
            return _back(pk)
    return _detail(request, scope, share, extend=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
def share_renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Replace the link: the old one ends."""
    scope = _owner_scope(request)
    try:
        share_replace(scope=scope, share=_fetch(scope, pk), origin=_origin(request))
    except ShareError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Here is the new link. The old one does not work any more."))
    return _back(pk)


@require_POST
def share_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Revoke one link."""
    scope = _owner_scope(request)
    shares_revoke(scope=scope, shares=[_fetch(scope, pk)], origin=_origin(request))
    messages.success(request, _("Link revoked. Nobody can use it any more."))
    return _back(pk)


@require_POST
def share_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete one link."""
    scope = _owner_scope(request)
    share_delete(scope=scope, share=_fetch(scope, pk), origin=_origin(request))
    messages.success(request, _("Link deleted."))
    return HttpResponseRedirect(reverse("share-list"))


@require_POST
def share_end_many(request: HttpRequest) -> HttpResponse:
    """Revoke the ticked links. Those that are not the owner's are not there."""
    scope = _owner_scope(request)
    ids = [found for text in request.POST.getlist("share") if (found := _uuid(text))]
    shares = list(ShareToken.objects.editable_by(scope).filter(pk__in=ids))
    if not shares:
        messages.info(request, _("Tick the links that you want to revoke."))
        return HttpResponseRedirect(reverse("share-list"))
    count = shares_revoke(scope=scope, shares=shares, origin=_origin(request))
    messages.success(request, ngettext("%(count)s link revoked.", "%(count)s links revoked.", count) % {"count": count})
    return HttpResponseRedirect(reverse("share-list"))


def _list_page(
    request: HttpRequest, scope: Scope, form: NewShareForm, session: Any, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    wanted = request.GET.get("state", "")
    counts = states_counted(scope)
    rows = ShareToken.objects.visible_to(scope).select_related("session").order_by("-created_at")
    state = ShareState(wanted) if wanted in set(ShareState) else None
    if state:
        rows = rows.in_state(state, timezone.now())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    opened = _opened(scope, request.GET.get("open", ""))
    context = {
        "page": page,
        "rows": [ShareRow.of(share) for share in page.object_list],
        "chips": [(each.value, STATE_NAMES[each], counts[each.value]) for each in STATE_NAMES],
        "state": wanted if state else "",
        "total": sum(counts.values()),
        "form": form,
        "session": session,
        "form_open": form.is_bound or session is not None or not sum(counts.values()),
        "opened": _panel(scope, opened) if opened else None,
    }
    return render(request, "sharing/share_list.html", context, status=status)


def _detail(
    request: HttpRequest, scope: Scope, share: ShareToken, *, status: int = HTTPStatus.OK, **said: Any
) -> HttpResponse:
    part = bool(request.headers.get("HX-Request")) and request.method in {"GET", "HEAD"}
    template = "sharing/_share.html" if part else "sharing/share_detail.html"
    return render(request, template, _panel(scope, share, **said), status=status)


def _panel(
    scope: Scope,
    share: ShareToken,
    *,
    form: ShareForm | None = None,
    extend: ExtendForm | None = None,
    editing: bool = False,
) -> dict[str, Any]:
    """Everything about one link."""
    row = ShareRow.of(share)
    link = "" if row.is_revoked else link_of(share)
    return {
        "row": row,
        "link": link,
        "qr": segno.make(link, error="m").svg_data_uri(scale=4, border=2, light="#fff") if link else "",
        "form": form or ShareForm.of(share),
        "extend": extend or ExtendForm(auto_id=f"id_{share.pk.hex}_%s"),
        "editing": editing,
        "audit": audit_of(scope, share),
    }


def _owner_scope(request: HttpRequest) -> Scope:
    scope = scope_of(request)
    if not scope.can_write:
        raise PermissionDenied
    return scope


def _fetch(scope: Scope, pk: UUID) -> ShareToken:
    rows = ShareToken.objects.editable_by(scope).select_related("session", "owner")
    share: ShareToken = get_object_or_404(rows, pk=pk)
    return share


def _opened(scope: Scope, text: str) -> ShareToken | None:
    found = _uuid(text)
    rows = ShareToken.objects.visible_to(scope).select_related("session", "owner")
    return rows.filter(pk=found).first() if found else None


def _session(scope: Scope, text: str) -> Any:
    """The owner's session with that number; None when there is none."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    model = apps.get_model("sessions_app", "WorkoutSession")
    return model._default_manager.visible_to(scope).filter(pk=int(text)).first()  # noqa: SLF001 - by name: an upper app


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _origin(request: HttpRequest) -> Origin:
    return Origin(network_of(request), agent_of(request))


def _back(pk: UUID) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('share-list')}?open={pk}#share-{pk}")
