"""Scheduled exports."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import ConfigDict, Field

from portability.models import ExportSchedule
from portability.services.schedules import (
    ScheduleValues,
    schedule_create,
    schedule_delete,
    schedule_update,
)
from sharing.scope import scope_of
from workouttracker.kit.text import mark
from workouttracker.rest.answers import Given, Told, answer, created, nothing
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Routes

routes = Routes(mark("Exports"))
Format = Literal["json", "xlsx", "csv", "strong", "hevy"]
Every = Literal["day", "week", "month"]
NAMES = tuple(ScheduleValues.__dataclass_fields__)


class ScheduleTold(Told):
    """A scheduled export. ``day``: the weekday (0 is Monday) or that of the month; ``hour`` by the athlete's clock."""

    id: UUID
    format: Format
    every: Every
    day: int
    hour: int
    keep: int
    mail: bool
    active: bool
    next_at: datetime
    last_at: datetime | None


class ScheduleList(Told):
    """Scheduled exports, the next one first."""

    items: list[ScheduleTold]


class ScheduleChange(Given):
    """What is to be another way about a schedule."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    format: Format | None = None
    every: Every | None = None
    day: Annotated[int, Field(ge=0, le=31)] | None = None
    hour: Annotated[int, Field(ge=0, le=23)] | None = None
    keep: Annotated[int, Field(ge=1, le=30)] | None = None
    mail: bool | None = None
    active: bool | None = None


class ScheduleGiven(ScheduleChange):
    """A scheduled export."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"format": "json", "every": "week", "day": 0, "hour": 3, "keep": 4}]}
    )

    format: Format
    every: Every


@routes.get("/export-schedules", ScheduleList, mark("List scheduled exports"))
def schedules_list(request: HttpRequest) -> HttpResponse:
    rows = ExportSchedule.objects.visible_to(scope_of(request))
    return answer(ScheduleList(items=[_told(row) for row in rows]))


@routes.post("/export-schedules", ScheduleTold, mark("Schedule an export"), 201)
def schedule_add(request: HttpRequest, given: ScheduleGiven) -> HttpResponse:
    row = schedule_create(scope=scope_of(request), values=_values({}, given))
    return created(_told(row), f"/api/v1/export-schedules/{row.pk}")


@routes.get("/export-schedules/{uuid:schedule_id}", ScheduleTold, mark("Read a scheduled export"))
def schedule_read(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    return answer(_told(ExportSchedule.objects.visible_to(scope_of(request)).get(pk=schedule_id)))


@routes.patch("/export-schedules/{uuid:schedule_id}", ScheduleTold, mark("Change a scheduled export"))
def schedule_change(request: HttpRequest, schedule_id: UUID, given: ScheduleChange) -> HttpResponse:
    scope = scope_of(request)
    row = ExportSchedule.objects.visible_to(scope).get(pk=schedule_id)
    before = {name: getattr(row, name) for name in NAMES}
    return answer(_told(schedule_update(scope=scope, schedule=row, values=_values(before, given))))


@routes.delete("/export-schedules/{uuid:schedule_id}", None, mark("Delete a scheduled export"))
def schedule_remove(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    scope = scope_of(request)
    schedule_delete(scope=scope, schedule=ExportSchedule.objects.visible_to(scope).get(pk=schedule_id))
    return nothing()


def _values(before: dict[str, object], given: ScheduleChange) -> ScheduleValues:
    """What is there with what was sent. Raises ``Problem`` for a day that such a schedule can't have."""
    said = {name: getattr(given, name) for name in NAMES if getattr(given, name) is not None}
    whole = {**before, **said}
    day, every = whole.get("day", 1), whole["every"]
    if (every == "week" and not 0 <= int(str(day)) <= 6) or (every == "month" and not 1 <= int(str(day)) <= 31):
        raise Problem("invalid", faults=[Fault("body.day", "range", _("Such a schedule has no such day."), str(day))])
    return ScheduleValues(**whole)


def _told(row: ExportSchedule) -> ScheduleTold:
    names = [name for name in ScheduleTold.model_fields if name != "id"]
    return ScheduleTold.model_validate({"id": row.pk, **{name: getattr(row, name) for name in names}})
