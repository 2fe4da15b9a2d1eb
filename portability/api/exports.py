"""Exports: start one, follow its job, fetch the file."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from portability.exports.registry import EXPORT_FORMATS
from portability.exports.source import Selection
from portability.models import DataExport
from portability.services.exports import ExportRequest, export_delete, export_problem, export_start
from portability.services.files import file_open
from sessions_app.models import WorkoutSession
from sharing.scope import Scope, scope_of
from workouttracker.kit.json_fields import Key
from workouttracker.kit.text import mark
from workouttracker.rest.answers import Given, Told, answer, nothing
from workouttracker.rest.paging import USUAL, page_of
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Cursor, Limit, Routes

routes = Routes(mark("Exports"))
MOST_SESSIONS = 1000


class ExportTold(Told):
    """An export. Its file is there when ``ready``, until ``expires_at``; ``job_id`` is the job that writes it."""

    id: UUID
    format: str
    date_from: date | None
    date_to: date | None
    session_ids: list[int]
    name: str
    size: int
    counts: dict[str, int]
    created_at: datetime
    expires_at: datetime
    ready: bool
    active: bool
    problem: str
    job_id: UUID | None


class ExportPage(Told):
    """A page of exports, the newest first."""

    items: list[ExportTold]
    next_cursor: str


class ExportsWanted(BaseModel):
    """Which page."""

    cursor: Cursor = ""
    limit: Limit = USUAL


class ExportGiven(Given):
    """Which format, and which part: everything, the days from one to another (both included), or chosen sessions."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"format": "json", "date_from": "2026-01-01"}]})

    format: Literal["json", "xlsx", "csv", "strong", "hevy"] = "json"
    date_from: date | None = None
    date_to: date | None = None
    session_ids: Annotated[list[Key], Field(max_length=MOST_SESSIONS)] = []


@routes.get("/exports", ExportPage, mark("List exports"))
def exports_list(request: HttpRequest, wanted: Query[ExportsWanted]) -> HttpResponse:
    rows = DataExport.objects.visible_to(scope_of(request)).select_related("job")
    page = page_of(rows, ("-created_at", "-id"), cursor=wanted.cursor, limit=wanted.limit)
    return answer(ExportPage(items=[_told(row) for row in page.rows], next_cursor=page.next_cursor))


@routes.post("/exports", ExportTold, mark("Start an export"), 202)
def export_begin(request: HttpRequest, given: ExportGiven) -> HttpResponse:
    scope = scope_of(request)
    row = export_start(scope=scope, wanted=ExportRequest(given.format, _selection(scope, given)))
    return answer(_told(row), status=202, headers={"Location": f"/api/v1/exports/{row.pk}"})


@routes.get("/exports/{uuid:export_id}", ExportTold, mark("Read an export"))
def export_read(request: HttpRequest, export_id: UUID) -> HttpResponse:
    return answer(_told(_visible(request, export_id)))


@routes.get("/exports/{uuid:export_id}/file", None, mark("Fetch the file of an export"))
def export_fetch(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    row = _visible(request, export_id)
    if row.file is None or not row.is_ready:
        raise Http404
    kind = EXPORT_FORMATS[row.format].content_type
    response = FileResponse(file_open(row.file), as_attachment=True, filename=row.name, content_type=kind)
    response["Content-Length"] = str(row.size)
    response["Cache-Control"] = "no-store, private"
    return response


@routes.delete("/exports/{uuid:export_id}", None, mark("Delete an export with its file"))
def export_remove(request: HttpRequest, export_id: UUID) -> HttpResponse:
    scope = scope_of(request)
    export_delete(scope=scope, export=DataExport.objects.editable_by(scope).get(pk=export_id))
    return nothing()


def _visible(request: HttpRequest, export_id: UUID) -> DataExport:
    rows = DataExport.objects.visible_to(scope_of(request)).select_related("file", "job")
    row: DataExport = rows.get(pk=export_id)
    return row


def _selection(scope: Scope, given: ExportGiven) -> Selection:
    first, last = given.date_from, given.date_to
    if first and last and first > last:
        message = _("The last day is before the first one. Expected the same day or a later one.")
        raise Problem("invalid", faults=[Fault("body.date_to", "order", message, last.isoformat())])
    wanted = sorted(set(given.session_ids))
    there = WorkoutSession.objects.visible_to(scope).filter(pk__in=wanted)
    missing = sorted(set(wanted) - set(there.values_list("pk", flat=True))) if wanted else []
    if missing:
        message = _("There is no such session.")
        raise Problem("invalid", faults=[Fault("body.session_ids", "unknown", message, str(missing[0]))])
    return Selection(first, last, tuple(wanted))


def _told(row: DataExport) -> ExportTold:
    return ExportTold(
        id=row.pk,
        format=row.format,
        date_from=row.first_day,
        date_to=row.last_day,
        session_ids=row.session_ids,
        name=row.name,
        size=row.size,
        counts=row.counts,
        created_at=row.created_at,
        expires_at=row.expires_at,
        ready=row.is_ready,
        active=row.is_active,
        problem="" if row.file_id or row.is_active else export_problem(row.job),
        job_id=row.job_id,
    )
