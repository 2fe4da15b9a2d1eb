"""What a visitor who is turned away reads: what happened, and what to ask the owner for."""

import math
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharing.gate import RefusedError, note
from sharing.models import ShareEvent
from sharing.states import STATUS, Refusal


@dataclass(frozen=True, slots=True)
class Words:
    """A refusal in words."""

    title: str | Promise
    happened: str | Promise
    todo: str | Promise
    icon: str = "link-45deg"


WORDS: dict[Refusal, Words] = {
    Refusal.REQUIRED: Words(
        _("Open the link first"),
        _("This page belongs to a shared link, and no link was opened in this browser, or that was a while ago."),
        _("Open the link that you were sent again. Cookies must be allowed for it to work."),
    ),
    Refusal.SLOW_DOWN: Words(
        _("A little slower, please"),
        _("There were many requests from your network in a short time."),
        _("Wait a moment, then load the page again."),
        "hourglass-split",
    ),
    Refusal.INVALID: Words(
        _("This link does not work"),
        _("It is incomplete or mistyped, or it was deleted."),
        _("Check that you copied the whole link, or ask the person who sent it for a new one."),
    ),
    Refusal.REVOKED: Words(
        _("This link was withdrawn"),
        _("The owner revoked it or replaced it by a new one."),
        _("Ask the person who sent it for a new link."),
    ),
    Refusal.ENDED: Words(
        _("This workout is gone"),
        _("The link was for one workout, and that was deleted."),
        _("Ask the person who sent it for a link to something else."),
    ),
    Refusal.EXPIRED: Words(
        _("This link has expired"),
        _("Its time is over."),
        _("Ask the person who sent it to extend it: the same link then works again."),
        "hourglass-split",
    ),
    Refusal.USED_UP: Words(
        _("This link is used up"),
        _("It was opened as often as its owner allowed."),
        _("Ask the person who sent it to allow more uses, or for a new link."),
    ),
    Refusal.NOT_PERMITTED: Words(
        _("Not part of this link"),
        _("This link does not show this page."),
        _("Ask the person who sent it for a link that includes it."),
        "shield-lock",
    ),
}
FOR_THE_RECORD = frozenset(Refusal) - {Refusal.REQUIRED, Refusal.SLOW_DOWN, Refusal.INVALID}
"""Refusals of a link that is known."""


def refuse(request: HttpRequest, share_id: UUID | None, refusal: RefusedError) -> HttpResponse:
    """The page that says why; part of a page asked for by HTMX makes the whole page load, so that it is seen."""
    reason, share = refusal.reason, refusal.share
    if share is not None and reason in FOR_THE_RECORD:
        note(request, share.pk, ShareEvent.Kind.REFUSED, reason)
    # Whoever reaches this is a visitor of nothing: the frame shows nobody's places but the reader's own.
    inside = reason is Refusal.NOT_PERMITTED and share is not None
    if inside and share is not None:
        request.access, request.share = share.scope, share  # type: ignore[attr-defined]
    context = {"words": WORDS[reason], "reason": reason, "home": share_id if inside else None}
    response = render(request, "sharing/refused.html", context, status=STATUS[reason])
    if refusal.wait:
        response["Retry-After"] = str(math.ceil(refusal.wait))
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response
