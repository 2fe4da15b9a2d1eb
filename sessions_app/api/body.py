"""Body weight and other measurements."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from sessions_app.api.given import Zone
from sessions_app.api.told import Deleted
from sessions_app.catalogue.measures import BODY_WEIGHT
from sessions_app.models import Measure, Measurement, Quantity
from sessions_app.services import (
    MeasurementValues,
    measure_create,
    measure_delete,
    measure_rename,
    measurement_delete,
    measurement_log,
    measurement_update,
)
from sharing.scope import Scope, scope_of
from workouttracker.kit.json_fields import Amount, Key, Moment, Name, ShortText
from workouttracker.kit.text import mark
from workouttracker.rest.answers import Given, Told, answer, created, match_required, revision_wanted
from workouttracker.rest.paging import USUAL, page_of
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Cursor, Limit, Routes

routes = Routes(mark("Body weight and measurements"))
UNITS = {Quantity.WEIGHT: "kg", Quantity.LENGTH: "cm", Quantity.PERCENT: "%", Quantity.PLAIN: ""}
MeasureRef = Annotated[int, Field(ge=1, le=2**63 - 1)] | Literal["body_weight"]
"""A key, or the word for body weight."""


class MeasureTold(Told):
    """Something to measure, and the unit its values have."""

    id: int
    name: str
    quantity: Quantity
    unit: str
    body_weight: bool
    own: bool


class MeasureList(Told):
    """Everything that can be measured."""

    items: list[MeasureTold]


class MeasureGiven(Given):
    """Something of your own to measure."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Wrist", "quantity": "length"}]})

    name: Name
    quantity: Quantity = Quantity.LENGTH


class MeasureChange(Given):
    """What it is to be called."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Wrist, left"}]})

    name: Name


class MeasurementTold(Told):
    """One value, in the unit of its measure."""

    id: int
    measure_id: int
    value: Amount
    unit: str
    measured_at: datetime
    time_zone: str
    day: date
    note: str
    client_id: UUID | None
    revision: int


class MeasurementPage(Told):
    """A page of values, the newest first."""

    items: list[MeasurementTold]
    next_cursor: str


class MeasurementsWanted(BaseModel):
    """Which values; both days are included."""

    measure: MeasureRef | None = None
    date_from: date | None = None
    date_to: date | None = None
    cursor: Cursor = ""
    limit: Limit = USUAL


class MeasurementChange(Given):
    """What is to be another way about a value."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"value": "82.4"}]})

    value: Amount | None = None
    measured_at: Moment | None = None
    note: ShortText | None = None


class MeasurementGiven(MeasurementChange):
    """A value: kilograms, centimetres, per cent or a number, by its measure. Without a moment it is now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"measure": "body_weight", "value": "82.5"}]})

    measure: MeasureRef = "body_weight"
    value: Amount
    time_zone: Zone | None = None
    client_id: UUID | None = None


@routes.get("/measures", MeasureList, mark("List what can be measured"))
def measures_list(request: HttpRequest) -> HttpResponse:
    rows = Measure.objects.visible_to(scope_of(request))
    return answer(MeasureList(items=[_measure_told(row) for row in rows]))


@routes.post("/measures", MeasureTold, mark("Create something of your own to measure"), 201)
def measure_add(request: HttpRequest, given: MeasureGiven) -> HttpResponse:
    row = measure_create(scope=scope_of(request), name=given.name, quantity=given.quantity.value)
    return created(_measure_told(row), f"/api/v1/measures/{row.pk}")


@routes.get("/measures/{int:measure_id}", MeasureTold, mark("Read what is measured"))
def measure_read(request: HttpRequest, measure_id: Key) -> HttpResponse:
    return answer(_measure_told(Measure.objects.visible_to(scope_of(request)).get(pk=measure_id)))


@routes.patch("/measures/{int:measure_id}", MeasureTold, mark("Rename something of your own to measure"))
def measure_change(request: HttpRequest, measure_id: Key, given: MeasureChange) -> HttpResponse:
    scope = scope_of(request)
    return answer(_measure_told(measure_rename(scope=scope, measure=_own(scope, measure_id), name=given.name)))


@routes.delete("/measures/{int:measure_id}", Deleted, mark("Delete something of your own to measure, with its values"))
def measure_remove(request: HttpRequest, measure_id: Key) -> HttpResponse:
    scope = scope_of(request)
    return answer(Deleted.of(measure_delete(scope=scope, measure=_own(scope, measure_id))))


@routes.get("/measurements", MeasurementPage, mark("List measurements, body weight among them"))
def measurements_list(request: HttpRequest, wanted: Query[MeasurementsWanted]) -> HttpResponse:
    rows = _rows(scope_of(request))
    if wanted.measure == "body_weight":
        rows = rows.filter(measure__slug=BODY_WEIGHT)
    elif wanted.measure is not None:
        rows = rows.filter(measure=wanted.measure)
    if wanted.date_from:
        rows = rows.filter(local_date__gte=wanted.date_from)
    if wanted.date_to:
        rows = rows.filter(local_date__lte=wanted.date_to)
    page = page_of(rows, ("-measured_at", "-id"), cursor=wanted.cursor, limit=wanted.limit)
    return answer(MeasurementPage(items=[_told(row) for row in page.rows], next_cursor=page.next_cursor))


@routes.post("/measurements", MeasurementTold, mark("Log a measurement, such as body weight"), 201)
def measurement_add(request: HttpRequest, given: MeasurementGiven) -> HttpResponse:
    scope = scope_of(request)
    values = MeasurementValues(
        measure=_measure(scope, given.measure),
        value=given.value,
        measured_at=given.measured_at or timezone.now(),
        note=given.note or "",
    )
    row = measurement_log(scope=scope, values=values, time_zone=given.time_zone, client_id=given.client_id)
    return created(_told(row), f"/api/v1/measurements/{row.pk}", revision=row.revision)


@routes.get("/measurements/{int:measurement_id}", MeasurementTold, mark("Read a measurement"))
def measurement_read(request: HttpRequest, measurement_id: Key) -> HttpResponse:
    row = _rows(scope_of(request)).get(pk=measurement_id)
    return answer(_told(row), revision=row.revision)


@routes.patch("/measurements/{int:measurement_id}", MeasurementTold, mark("Change a measurement"))
def measurement_change(request: HttpRequest, measurement_id: Key, given: MeasurementChange) -> HttpResponse:
    scope = scope_of(request)
    row = _rows(scope).get(pk=measurement_id)
    values = MeasurementValues(
        measure=row.measure,
        value=row.value if given.value is None else given.value,
        measured_at=given.measured_at or row.measured_at,
        note=row.note if given.note is None else given.note,
    )
    row = measurement_update(scope=scope, measurement=row, values=values, revision=revision_wanted(request))
    return answer(_told(row), revision=row.revision)


@routes.delete("/measurements/{int:measurement_id}", Deleted, mark("Delete a measurement"))
def measurement_remove(request: HttpRequest, measurement_id: Key) -> HttpResponse:
    scope = scope_of(request)
    with transaction.atomic():
        rows = Measurement.objects.editable_by(scope).select_for_update(of=("self",)).select_related("measure")
        row = rows.get(pk=measurement_id)
        match_required(request, row.revision)
        return answer(Deleted.of(measurement_delete(scope=scope, measurement=row)))


def _rows(scope: Scope) -> "QuerySet[Measurement]":
    rows: QuerySet[Measurement] = Measurement.objects.visible_to(scope).select_related("measure")
    return rows


def _own(scope: Scope, pk: int) -> Measure:
    row: Measure = Measure.objects.visible_to(scope).get(pk=pk)
    if row.owner_id is None:
        raise Problem("read_only")
    return row


def _measure(scope: Scope, wanted: int | str) -> Measure:
    rows = Measure.objects.visible_to(scope)
    row: Measure | None = (rows.filter(slug=BODY_WEIGHT) if wanted == "body_weight" else rows.filter(pk=wanted)).first()
    if row is None:
        fault = Fault("body.measure", "unknown", _("There is no such measure."), str(wanted))
        raise Problem("invalid", faults=[fault])
    return row


def _measure_told(row: Measure) -> MeasureTold:
    quantity = Quantity(row.quantity)
    return MeasureTold(
        id=row.pk,
        name=row.label,
        quantity=quantity,
        unit=UNITS[quantity],
        body_weight=row.slug == BODY_WEIGHT,
        own=row.owner_id is not None,
    )


def _told(row: Measurement) -> MeasurementTold:
    return MeasurementTold(
        id=row.pk,
        measure_id=row.measure_id,
        value=row.value,
        unit=UNITS[Quantity(row.measure.quantity)],
        measured_at=row.measured_at,
        time_zone=row.time_zone,
        day=row.local_date,
        note=row.note,
        client_id=row.client_id,
        revision=row.revision,
    )
