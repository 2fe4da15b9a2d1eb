"""The way of a visitor: fetch the link, press the button, arrive at the first page that is permitted."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sharing.bar import time_left
from sharing.gate import RefusedError, link_check, opening_check, visit_check
from sharing.links import (
    OPENING_COOKIE,
    OPENING_SECONDS,
    VISIT_COOKIE,
    VISIT_SECONDS,
    opening_make,
    visit_make,
)
from sharing.models import ShareToken
from sharing.mount import shared_url
from sharing.networks import agent_of, network_of
from sharing.reads import permitted_words
from sharing.refusals import refuse
from sharing.services import Origin, share_open
from sharing.states import Refusal, ShareState

FIRST_PAGES = ("session-list", "reports", "calculator")
"""Where a visit begins: the first of these that the link permits."""


@require_safe
def share_link(request: HttpRequest, value: str) -> HttpResponse:
    """What the link leads to. Counts nothing and reads nothing: messengers fetch links to preview them."""
    try:
        share_id, digest = link_check(request, value)
    except RefusedError as refusal:
        return refuse(request, None, refusal)
    response = HttpResponseRedirect(reverse("share-open", args=[share_id]))
    _set_cookie(
        response,
        OPENING_COOKIE,
        opening_make(share_id, digest),
        OPENING_SECONDS,
        reverse("share-open", args=[share_id]),
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def share_open_page(request: HttpRequest, share: UUID) -> HttpResponse:
    """One button. Pressing it counts one use, unless this browser is in already."""
    if _is_in(request, share):
        return HttpResponseRedirect(reverse("share-home", args=[share]))
    try:
        token, opening = opening_check(request, share)
    except RefusedError as refusal:
        return refuse(request, share, refusal)
    if request.method != "POST":
        return _offer(request, token)
    origin = Origin(network_of(request), agent_of(request))
    if not share_open(share=token, digest=opening.digest, nonce=opening.nonce, origin=origin):
        token.refresh_from_db(fields=["is_active"])
        reason = Refusal.USED_UP if token.is_active else Refusal.REVOKED
        return refuse(request, share, RefusedError(reason, share=token))
    response = HttpResponseRedirect(reverse("share-home", args=[share]))
    left = int((token.expires_at - timezone.now()).total_seconds())
    seconds = max(1, min(VISIT_SECONDS, left))
    _set_cookie(response, VISIT_COOKIE, visit_make(token, origin.network), seconds, reverse("share-home", args=[share]))
    response.delete_cookie(OPENING_COOKIE, path=reverse("share-open", args=[share]), samesite="Lax")
    return response


def _offer(request: HttpRequest, token: ShareToken) -> HttpResponse:
    if token.state is ShareState.USED_UP:
        return refuse(request, token.pk, RefusedError(Refusal.USED_UP, share=token))
    context = {"share_offer": token, "offered": permitted_words(token), "ends_in": time_left(token.expires_at)}
    response = render(request, "sharing/open.html", context)
    # Under "no-referrer" a browser says "Origin: null" when the button is pressed, which counts as forged.
    response["Referrer-Policy"] = "same-origin"
    return response


@require_safe
def share_home(request: HttpRequest, share: UUID) -> HttpResponse:
    """To the first page that the link permits; for one workout, to that."""
    try:
        token = visit_check(request, share)
    except RefusedError as refusal:
        return refuse(request, share, refusal)
    url = first_page(token)
    return HttpResponseRedirect(url) if url else refuse(request, share, RefusedError(Refusal.NOT_PERMITTED))


def first_page(share: ShareToken) -> str:
    """The address at which a visit begins; empty when there is none."""
    scope = share.scope
    if share.session_id is not None and (url := shared_url(scope, "session-detail", [share.session_id])):
        return url
    return next((url for name in FIRST_PAGES if (url := shared_url(scope, name))), "")


def _is_in(request: HttpRequest, share: UUID) -> bool:
    if VISIT_COOKIE not in request.COOKIES:
        return False
    try:
        visit_check(request, share)
    except RefusedError:
        return False
    return True


def _set_cookie(response: HttpResponse, name: str, value: str, seconds: int, path: str) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path=path, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
