"""Shared links: the owner's operations. What a visitor has is in ``api_visits``."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from sharing.api_visits import routes as visits
from sharing.forms import MOST_USES
from sharing.links import link_of
from sharing.models import ShareEvent, ShareToken
from sharing.networks import agent_of, network_of
from sharing.scope import Scope, scope_of
from sharing.services import (
    Origin,
    ShareValues,
    share_create,
    share_delete,
    share_extend,
    share_replace,
    share_update,
    shares_revoke,
)
from sharing.states import DEFAULT_DAYS, MAX_DAYS, ShareState
from workouttracker.kit.json_fields import NO_NUL, SAYS_SOMETHING, Key
from workouttracker.kit.text import mark, one_line
from workouttracker.rest.answers import Given, Told, answer, created, nothing
from workouttracker.rest.paging import USUAL, page_of
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Cursor, Limit, Routes

routes = Routes(mark("Shared links"))
ShareName = Annotated[str, Field(min_length=1, max_length=100, pattern=SAYS_SOMETHING)]
ShareText = Annotated[str, Field(max_length=500, pattern=NO_NUL)]
Days = Annotated[int, Field(ge=1, le=MAX_DAYS)]
Uses = Annotated[int, Field(ge=1, le=MOST_USES)]
Area = Literal["sessions", "reports", "calculator"]
AREAS: tuple[Area, ...] = ("sessions", "reports", "calculator")


class ShareTold(Told):
    """A link. ``url`` is what to give away; a revoked link has none. ``session_id`` narrows it to one session."""

    id: UUID
    name: str
    description: str
    state: ShareState
    shows: list[Area]
    session_id: int | None
    created_at: datetime
    expires_at: datetime
    days_left: int
    uses: int
    max_uses: int | None
    last_used_at: datetime | None
    url: str


class SharePage(Told):
    """A page of links, the newest first."""

    items: list[ShareTold]
    next_cursor: str


class SharesWanted(BaseModel):
    """Which links."""

    state: Literal["", "active", "revoked", "expired", "used_up"] = ""
    cursor: Cursor = ""
    limit: Limit = USUAL


class ShareChange(Given):
    """What is to be another way about a link."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"shows": ["sessions", "reports"]}]})

    name: ShareName | None = None
    description: ShareText | None = None
    shows: Annotated[list[Area], Field(min_length=1, max_length=3)] | None = None
    max_uses: Uses | None = None


class ShareGiven(ShareChange):
    """A link: what it shows, for how many days, how often it may be opened; with ``session_id`` that session alone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "For Kim", "shows": ["sessions"], "days": 7}]})

    name: ShareName
    days: Days = DEFAULT_DAYS
    session_id: Key | None = None


class DaysGiven(Given):
    """How many days longer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"days": 7}]})

    days: Days = DEFAULT_DAYS


class EventTold(Told):
    """Something that happened to a link, ``number`` times in a minute."""

    at: datetime
    kind: str
    result: str
    network: str
    agent: str
    number: int


class EventPage(Told):
    """A page of a link's record, the latest first."""

    items: list[EventTold]
    next_cursor: str


class EventsWanted(BaseModel):
    """Which page."""

    cursor: Cursor = ""
    limit: Limit = USUAL


@routes.get("/shares", SharePage, mark("List shared links"))
def shares_list(request: HttpRequest, wanted: Query[SharesWanted]) -> HttpResponse:
    rows = ShareToken.objects.visible_to(scope_of(request))
    if wanted.state:
        rows = rows.in_state(ShareState(wanted.state), timezone.now())
    page = page_of(rows, ("-created_at", "-id"), cursor=wanted.cursor, limit=wanted.limit)
    return answer(SharePage(items=[_told(request, row) for row in page.rows], next_cursor=page.next_cursor))


@routes.post("/shares", ShareTold, mark("Create a shared link"), 201)
def share_add(request: HttpRequest, given: ShareGiven) -> HttpResponse:
    scope = scope_of(request)
    if given.session_id is not None:
        _require_session(scope, given.session_id)
    values = ShareValues(
        name=one_line(given.name),
        description=given.description or "",
        max_uses=given.max_uses,
        **_permissions(given.shows or ["sessions"]),
    )
    row = share_create(
        scope=scope, values=values, days=given.days, session_id=given.session_id, origin=_origin(request)
    )
    return created(_told(request, row), f"/api/v1/shares/{row.pk}")


@routes.get("/shares/{uuid:share_id}", ShareTold, mark("Read a shared link"))
def share_read(request: HttpRequest, share_id: UUID) -> HttpResponse:
    return answer(_told(request, ShareToken.objects.visible_to(scope_of(request)).get(pk=share_id)))


@routes.patch("/shares/{uuid:share_id}", ShareTold, mark("Change a shared link"))
def share_change(request: HttpRequest, share_id: UUID, given: ShareChange) -> HttpResponse:
    scope = scope_of(request)
    row = _mine(scope, share_id)
    before = [area for area in AREAS if getattr(row, f"can_{area}")]
    values = ShareValues(
        name=one_line(given.name or row.name),
        description=row.description if given.description is None else given.description,
        max_uses=given.max_uses if "max_uses" in given.model_fields_set else row.max_uses,
        **_permissions(given.shows or before),
    )
    return answer(_told(request, share_update(scope=scope, share=row, values=values, origin=_origin(request))))


@routes.delete("/shares/{uuid:share_id}", None, mark("Delete a shared link"))
def share_remove(request: HttpRequest, share_id: UUID) -> HttpResponse:
    scope = scope_of(request)
    share_delete(scope=scope, share=_mine(scope, share_id), origin=_origin(request))
    return nothing()


@routes.post("/shares/{uuid:share_id}/extend", ShareTold, mark("Let a shared link last longer"))
def share_longer(request: HttpRequest, share_id: UUID, given: DaysGiven) -> HttpResponse:
    scope = scope_of(request)
    row = share_extend(scope=scope, share=_mine(scope, share_id), days=given.days, origin=_origin(request))
    return answer(_told(request, row))


@routes.post("/shares/{uuid:share_id}/replace", ShareTold, mark("Give a shared link a new address"))
def share_renew(request: HttpRequest, share_id: UUID) -> HttpResponse:
    scope = scope_of(request)
    return answer(_told(request, share_replace(scope=scope, share=_mine(scope, share_id), origin=_origin(request))))


@routes.post("/shares/{uuid:share_id}/revoke", ShareTold, mark("Revoke a shared link, for good"))
def share_end(request: HttpRequest, share_id: UUID) -> HttpResponse:
    scope = scope_of(request)
    shares_revoke(scope=scope, shares=[_mine(scope, share_id)], origin=_origin(request))
    return answer(_told(request, _mine(scope, share_id)))


@routes.get("/shares/{uuid:share_id}/events", EventPage, mark("Read what happened to a shared link"))
def share_events(request: HttpRequest, share_id: UUID, wanted: Query[EventsWanted]) -> HttpResponse:
    scope = scope_of(request)
    row = ShareToken.objects.visible_to(scope).get(pk=share_id)
    rows = ShareEvent.objects.visible_to(scope).filter(share_key=row.pk)
    page = page_of(rows, ("-minute", "-id"), cursor=wanted.cursor, limit=wanted.limit)
    items = [
        EventTold(
            at=event.minute,
            kind=event.kind,
            result=event.result,
            network=event.network,
            agent=event.agent,
            number=event.number,
        )
        for event in page.rows
    ]
    return answer(EventPage(items=items, next_cursor=page.next_cursor))


def _told(request: HttpRequest, row: ShareToken) -> ShareTold:
    """A link as its owner sees it. The address is for who may change it: a token that only reads gets none."""
    shows_url = row.is_active and scope_of(request).can_write
    return ShareTold(
        id=row.pk,
        name=row.name,
        description=row.description,
        state=row.state,
        shows=[area for area in AREAS if getattr(row, f"can_{area}")],
        session_id=row.session_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
        days_left=row.days_left,
        uses=row.uses,
        max_uses=row.max_uses,
        last_used_at=row.last_used_at,
        url=link_of(row) if shows_url else "",
    )


def _permissions(shows: list[Area]) -> dict[str, bool]:
    return {f"can_{area}": area in shows for area in AREAS}


def _mine(scope: Scope, share_id: UUID) -> ShareToken:
    row: ShareToken = ShareToken.objects.editable_by(scope).get(pk=share_id)
    return row


def _require_session(scope: Scope, session_id: int) -> None:
    rows = apps.get_model("sessions_app", "WorkoutSession").objects.visible_to(
        scope
    )  # known by name alone: it is above
    if not rows.filter(pk=session_id).exists():
        fault = Fault("body.session_id", "unknown", _("There is no such session."), str(session_id))
        raise Problem("invalid", faults=[fault])


def _origin(request: HttpRequest) -> Origin:
    return Origin(network_of(request), agent_of(request))


router, visitor_router = routes.own, visits.own
