"""Webhooks: make, change, switch and delete them; what they were told, a test, and sending once more."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from portability.hooks.addresses import LONGEST
from portability.models import Webhook, WebhookDelivery
from portability.services.deliveries import delivery_resend, webhook_ping
from portability.services.webhooks import (
    NAME_CHARS,
    WebhookValues,
    webhook_create,
    webhook_delete,
    webhook_rotate,
    webhook_switch,
    webhook_update,
)
from sharing.scope import scope_of
from workouttracker.kit.json_fields import NO_NUL
from workouttracker.kit.text import mark
from workouttracker.rest.answers import Given, Told, answer, created, nothing
from workouttracker.rest.paging import USUAL, page_of
from workouttracker.rest.routes import Cursor, Limit, Routes

routes = Routes(mark("Webhooks"))
Event = Literal[
    "session.created",
    "session.updated",
    "session.deleted",
    "record.broken",
    "log.changed",
    "import.finished",
    "export.finished",
]
Name = Annotated[str, Field(min_length=1, max_length=NAME_CHARS, pattern=NO_NUL)]
Address = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=NO_NUL)]
Events = Annotated[list[Event], Field(min_length=1, max_length=len(Event.__args__))]


class WebhookTold(Told):
    """A webhook. ``reason`` says why it is off: owner, failing, gone (it answered 410), staff or secret."""

    id: UUID
    name: str
    url: str
    events: list[str]
    active: bool
    reason: Literal["", "owner", "failing", "gone", "staff", "secret"]
    disabled_at: datetime | None
    failing_since: datetime | None
    failures: int
    delivered_at: datetime | None
    created_at: datetime


class WebhookMade(WebhookTold):
    """A webhook with its secret, which is told this once: what is sent is signed with it."""

    secret: str


class WebhookList(Told):
    """Webhooks, the oldest first."""

    items: list[WebhookTold]


class WebhookGiven(Given):
    """A webhook. ``url`` begins with https:// and leads into no private network."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Lamp", "url": "https://example.org/hook", "events": ["record.broken"]}]
        }
    )

    name: Name
    url: Address
    events: Events


class WebhookChange(Given):
    """What is to be another way about a webhook. Switched on again, its failures are forgotten."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    name: Name | None = None
    url: Address | None = None
    events: Events | None = None
    active: bool | None = None


class SecretTold(Told):
    """A new secret, which is told this once."""

    secret: str


class DeliveryTold(Told):
    """One event for one webhook. ``event_id`` is the ``id`` in ``body``: the same on every try, and when sent again."""

    id: UUID
    webhook_id: UUID
    event: str
    event_id: UUID
    state: Literal["waiting", "delivered", "failed"]
    by_hand: bool
    tries: int
    status: int | None
    error: str
    milliseconds: int | None
    created_at: datetime
    ended_at: datetime | None


class DeliveryWhole(DeliveryTold):
    """A delivery with what was sent and what was answered, of the last try."""

    body: str
    request_headers: dict[str, str]
    answer_headers: dict[str, str]
    answer_body: str


class DeliveryPage(Told):
    """A page of deliveries, the newest first."""

    items: list[DeliveryTold]
    next_cursor: str


class DeliveriesWanted(BaseModel):
    """Which deliveries."""

    state: Literal["", "waiting", "delivered", "failed"] = ""
    cursor: Cursor = ""
    limit: Limit = USUAL


@routes.get("/webhooks", WebhookList, mark("List webhooks"))
def webhooks_list(request: HttpRequest) -> HttpResponse:
    rows = Webhook.objects.visible_to(scope_of(request))
    return answer(WebhookList(items=[WebhookTold(**_fields(row)) for row in rows]))


@routes.post("/webhooks", WebhookMade, mark("Make a webhook"), 201)
def webhook_add(request: HttpRequest, given: WebhookGiven) -> HttpResponse:
    values = WebhookValues(name=given.name, url=given.url, events=given.events)
    row, secret = webhook_create(scope=scope_of(request), values=values)
    return created(WebhookMade(**_fields(row), secret=secret), f"/api/v1/webhooks/{row.pk}")


@routes.get("/webhooks/{uuid:webhook_id}", WebhookTold, mark("Read a webhook"))
def webhook_read(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    return answer(WebhookTold(**_fields(_visible(request, webhook_id))))


@routes.patch("/webhooks/{uuid:webhook_id}", WebhookTold, mark("Change a webhook, or switch it on or off"))
def webhook_change(request: HttpRequest, webhook_id: UUID, given: WebhookChange) -> HttpResponse:
    scope, row = scope_of(request), _visible(request, webhook_id)
    said = {name: value for name in ("name", "url", "events") if (value := getattr(given, name)) is not None}
    if said:
        before = {"name": row.name, "url": row.url, "events": row.events}
        row = webhook_update(scope=scope, webhook=row, values=WebhookValues(**{**before, **said}))
    if given.active is not None:
        row = webhook_switch(scope=scope, webhook=row, on=given.active)
    return answer(WebhookTold(**_fields(row)))


@routes.delete("/webhooks/{uuid:webhook_id}", None, mark("Delete a webhook with what it was told"))
def webhook_remove(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    webhook_delete(scope=scope_of(request), webhook=_visible(request, webhook_id))
    return nothing()


@routes.post("/webhooks/{uuid:webhook_id}/secret", SecretTold, mark("Give a webhook a new secret"))
def webhook_renew(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    secret = webhook_rotate(scope=scope_of(request), webhook=_visible(request, webhook_id))
    return answer(SecretTold(secret=secret))


@routes.post("/webhooks/{uuid:webhook_id}/test", DeliveryTold, mark("Send a test"), 202)
def webhook_try(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    return _begun(webhook_ping(scope=scope_of(request), webhook=_visible(request, webhook_id)))


@routes.get("/webhooks/{uuid:webhook_id}/deliveries", DeliveryPage, mark("List what a webhook was told"))
def deliveries_list(request: HttpRequest, webhook_id: UUID, wanted: Query[DeliveriesWanted]) -> HttpResponse:
    hook = _visible(request, webhook_id)
    rows = WebhookDelivery.objects.visible_to(scope_of(request)).filter(webhook=hook).defer("body", "answer_body")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    page = page_of(rows, ("-created_at", "-id"), cursor=wanted.cursor, limit=wanted.limit)
    items = [DeliveryTold(**_delivery_fields(row)) for row in page.rows]
    return answer(DeliveryPage(items=items, next_cursor=page.next_cursor))


@routes.get("/webhook-deliveries/{uuid:delivery_id}", DeliveryWhole, mark("Read a delivery: request and answer"))
def delivery_read(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    row = _delivery(request, delivery_id)
    kept = {name: getattr(row, name) for name in ("body", "request_headers", "answer_headers", "answer_body")}
    return answer(DeliveryWhole(**_delivery_fields(row), **kept))


@routes.post("/webhook-deliveries/{uuid:delivery_id}/resend", DeliveryTold, mark("Send a delivery once more"), 202)
def delivery_again(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    return _begun(delivery_resend(scope=scope_of(request), delivery=_delivery(request, delivery_id)))


def _visible(request: HttpRequest, webhook_id: UUID) -> Webhook:
    row: Webhook = Webhook.objects.visible_to(scope_of(request)).get(pk=webhook_id)
    return row


def _delivery(request: HttpRequest, delivery_id: UUID) -> WebhookDelivery:
    row: WebhookDelivery = WebhookDelivery.objects.visible_to(scope_of(request)).get(pk=delivery_id)
    return row


def _begun(row: WebhookDelivery) -> HttpResponse:
    told = DeliveryTold(**_delivery_fields(row))
    return answer(told, status=202, headers={"Location": f"/api/v1/webhook-deliveries/{row.pk}"})


def _fields(row: Webhook) -> dict[str, Any]:
    return {"id": row.pk, **{name: getattr(row, name) for name in WebhookTold.model_fields if name != "id"}}


def _delivery_fields(row: WebhookDelivery) -> dict[str, Any]:
    names = [name for name in DeliveryTold.model_fields if name not in {"id", "tries"}]
    return {"id": row.pk, "tries": len(row.tries), **{name: getattr(row, name) for name in names}}
