"""Imports: upload, look at the preview, decide, confirm; past imports, their problems, taking one back."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Query
from ninja.files import UploadedFile
from pydantic import BaseModel, ConfigDict, Field

from jobs.api import JobTold
from jobs.snapshot import snapshot
from portability.models import ImportBatch, ImportDraft
from portability.services.drafts import draft_confirm, draft_create_of, draft_reopen, draft_repeat, draft_update
from portability.services.rollback import rollback_start
from sessions_app.api.given import Zone
from sessions_app.models import ExerciseType, SetType
from sharing.scope import Scope, scope_of
from workouttracker.kit.json_fields import NO_NUL, Key
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit
from workouttracker.rest.answers import Given, Told, answer, created
from workouttracker.rest.paging import USUAL, page_of
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Cursor, Limit, Routes

routes = Routes(mark("Imports"))
MOST_NAMES = 5000
NameKey = Annotated[str, Field(max_length=400, pattern=NO_NUL)]
DateOrder = Literal["", "day_first", "month_first"]


class DraftTold(Told):
    """An upload on its way. ``preview`` is there when its job is done: confirm it by its ``digest``.

    The preview names the format, what was found, what is there already, the problems by row, and every exercise and set
    type with how it was matched.
    """

    id: UUID
    file_name: str
    file_size: int
    unit: str
    date_order: str
    time_zone: str
    duplicates: Literal["skip", "replace", "keep"]
    decisions: dict[str, Any]
    digest: str
    preview: dict[str, Any] | None
    job: JobTold | None
    import_id: UUID | None
    created_at: datetime


class DraftList(Told):
    """Uploads that are being decided, the newest first; they are kept for a day."""

    items: list[DraftTold]


class Decision(Given):
    """What a name of the file stands for: ``use`` the entry ``id``, ``create`` your own, or ``skip`` its sets."""

    action: Literal["use", "create", "skip"]
    id: Key | None = None


class DraftChange(Given):
    """Choices; the preview is then made anew. Names are the keys of the preview's exercises and set types."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"unit": "kg", "duplicates": "skip", "exercises": {"bench press": {"action": "create"}}}]
        }
    )

    unit: Unit | None = None
    date_order: DateOrder | None = None
    time_zone: Zone | None = None
    duplicates: Literal["skip", "replace", "keep"] | None = None
    exercises: Annotated[dict[NameKey, Decision], Field(max_length=MOST_NAMES)] | None = None
    set_types: Annotated[dict[NameKey, Decision], Field(max_length=MOST_NAMES)] | None = None


class ConfirmGiven(Given):
    """The digest of the preview that you looked at: exactly that is done, or nothing."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"digest": "3f2a9c0d5e7b1a884c6f2d9e0b1c7a55"}]})

    digest: Annotated[str, Field(min_length=1, max_length=32, pattern=NO_NUL)]


class ImportTold(Told):
    """The record of an import: what it brought, and what could not be read."""

    id: UUID
    state: str
    file_name: str
    file_size: int
    format: str
    unit: str
    time_zone: str
    duplicates: str
    counts: dict[str, Any]
    problems: int
    error: str
    created_at: datetime
    rolled_back_at: datetime | None
    job_id: UUID | None


class ImportPage(Told):
    """A page of imports, the newest first."""

    items: list[ImportTold]
    next_cursor: str


class ProblemList(Told):
    """Rows of a file that could not be used: file, row, column, value, message."""

    items: list[dict[str, Any]]


class ImportsWanted(BaseModel):
    """Which page."""

    cursor: Cursor = ""
    limit: Limit = USUAL


@routes.get("/imports/drafts", DraftList, mark("List uploads that are being decided"))
def drafts_list(request: HttpRequest) -> HttpResponse:
    rows = _drafts(scope_of(request)).filter(batch=None).order_by("-created_at")
    return answer(DraftList(items=[_draft_told(row, whole=False) for row in rows]))


@routes.post("/imports/drafts", DraftTold, mark("Upload files to import"), 202)
def draft_upload(request: HttpRequest, files: File[list[UploadedFile]]) -> HttpResponse:
    scope = scope_of(request)
    named = [(file.name or "file", file.chunks()) for file in files]
    if not any(file.size for file in files):
        message = _("This file is empty. Expected a text file with workouts in it.")
        raise Problem("invalid", faults=[Fault("body.files", "empty", message)])
    row = draft_create_of(scope=scope, files=named)
    told = _draft_told(_draft(request, row.pk))
    return answer(told, status=202, headers={"Location": f"/api/v1/imports/drafts/{row.pk}"})


@routes.get("/imports/drafts/{uuid:draft_id}", DraftTold, mark("Read an upload and its preview"))
def draft_read(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    return answer(_draft_told(_draft(request, draft_id)))


@routes.patch("/imports/drafts/{uuid:draft_id}", DraftTold, mark("Decide about an upload; its preview is made anew"))
def draft_change(request: HttpRequest, draft_id: UUID, given: DraftChange) -> HttpResponse:
    scope, row = scope_of(request), _draft(request, draft_id)
    changes: dict[str, Any] = {
        name: getattr(given, name)
        for name in ("unit", "date_order", "time_zone", "duplicates")
        if getattr(given, name) is not None
    }
    if given.exercises is not None or given.set_types is not None:
        changes["decisions"] = {
            **row.decisions,
            "exercises": _decided(scope, ExerciseType, "exercises", row, given.exercises),
            "set_types": _decided(scope, SetType, "set_types", row, given.set_types),
        }
    draft_update(scope=scope, draft=row, changes=changes)
    return answer(_draft_told(_draft(request, draft_id)))


@routes.post("/imports/drafts/{uuid:draft_id}/preview", DraftTold, mark("Preview an upload once more"), 202)
def draft_again(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    draft_reopen(scope=scope_of(request), draft=_draft(request, draft_id))
    return answer(_draft_told(_draft(request, draft_id)), status=202)


@routes.post("/imports/drafts/{uuid:draft_id}/confirm", ImportTold, mark("Import what the preview showed"), 202)
def draft_import(request: HttpRequest, draft_id: UUID, given: ConfirmGiven) -> HttpResponse:
    batch = draft_confirm(scope=scope_of(request), draft=_draft(request, draft_id), digest=given.digest)
    return answer(_told(batch), status=202, headers={"Location": f"/api/v1/imports/{batch.pk}"})


@routes.get("/imports", ImportPage, mark("List imports"))
def imports_list(request: HttpRequest, wanted: Query[ImportsWanted]) -> HttpResponse:
    rows = ImportBatch.objects.visible_to(scope_of(request)).select_related("job")
    page = page_of(rows, ("-created_at", "-id"), cursor=wanted.cursor, limit=wanted.limit)
    return answer(ImportPage(items=[_told(row) for row in page.rows], next_cursor=page.next_cursor))


@routes.get("/imports/{uuid:import_id}", ImportTold, mark("Read the record of an import"))
def import_read(request: HttpRequest, import_id: UUID) -> HttpResponse:
    return answer(_told(_batch(request, import_id)))


@routes.get("/imports/{uuid:import_id}/problems", ProblemList, mark("List the rows that an import could not use"))
def import_problems(request: HttpRequest, import_id: UUID) -> HttpResponse:
    return answer(ProblemList(items=_batch(request, import_id).problems))


@routes.post("/imports/{uuid:import_id}/roll-back", JobTold, mark("Take an import back"), 202)
def import_undo(request: HttpRequest, import_id: UUID) -> HttpResponse:
    job = rollback_start(scope=scope_of(request), batch=_batch(request, import_id))
    return answer(JobTold.model_validate(snapshot(job)), status=202, headers={"Location": f"/api/v1/jobs/{job.pk}"})


@routes.post("/imports/{uuid:import_id}/repeat", DraftTold, mark("Preview the file of an import once more"), 201)
def import_repeat(request: HttpRequest, import_id: UUID) -> HttpResponse:
    row = draft_repeat(scope=scope_of(request), batch=_batch(request, import_id))
    return created(_draft_told(_draft(request, row.pk)), f"/api/v1/imports/drafts/{row.pk}")


def _drafts(scope: Scope) -> Any:
    related = ImportDraft.objects.visible_to(scope).select_related("file", "preview_job", "batch")
    return related.defer("problems", "batch__problems")


def _draft(request: HttpRequest, draft_id: UUID) -> ImportDraft:
    row: ImportDraft = _drafts(scope_of(request)).get(pk=draft_id)
    return row


def _batch(request: HttpRequest, import_id: UUID) -> ImportBatch:
    row: ImportBatch = ImportBatch.objects.visible_to(scope_of(request)).select_related("job").get(pk=import_id)
    return row


def _decided(
    scope: Scope, model: type[Any], kind: str, draft: ImportDraft, given: dict[str, Decision] | None
) -> dict[str, Any]:
    """The decisions so far with those that were sent. Raises ``Problem`` for an entry that isn't there."""
    before: dict[str, Any] = draft.decisions.get(kind, {})
    if given is None:
        return before
    wanted = {each.id for each in given.values() if each.action == "use"}
    there = set(model.objects.visible_to(scope).filter(pk__in=wanted - {None}).values_list("pk", flat=True))
    faults = [
        Fault(f"body.{kind}.{name}", "unknown", _("There is nothing with this id."), str(each.id))
        for name, each in given.items()
        if each.action == "use" and each.id not in there
    ]
    if faults:
        raise Problem("invalid", faults=faults)
    said: dict[str, Any] = {
        name: {"action": each.action, "id": each.id} if each.action == "use" else {"action": each.action}
        for name, each in given.items()
    }
    return {**before, **said}


def _draft_told(row: ImportDraft, *, whole: bool = True) -> DraftTold:
    return DraftTold(
        id=row.pk,
        file_name=row.file.name,
        file_size=row.file.size,
        unit=row.unit,
        date_order=row.date_order,
        time_zone=row.time_zone,
        duplicates=row.duplicates,  # type: ignore[arg-type]
        decisions=row.decisions,
        digest=row.digest,
        preview=row.preview if whole else None,
        job=JobTold.model_validate(snapshot(row.preview_job)) if row.preview_job else None,
        import_id=row.batch_id,
        created_at=row.created_at,
    )


def _told(row: ImportBatch) -> ImportTold:
    return ImportTold(
        id=row.pk,
        state=row.present_state,
        file_name=row.file_name,
        file_size=row.file_size,
        format=row.format,
        unit=row.unit,
        time_zone=row.time_zone,
        duplicates=row.duplicates,
        counts=row.counts,
        problems=len(row.problems),
        error=row.present_error,
        created_at=row.created_at,
        rolled_back_at=row.rolled_back_at,
        job_id=row.job_id,
    )
