"""Sets and reps."""

from datetime import date
from typing import Annotated

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from sessions_app.api.given import (
    RepGiven,
    SetChange,
    SetGiven,
    SetsGiven,
    rep_values,
    set_changed,
    set_entries,
    set_entry,
)
from sessions_app.api.sessions import OnceGiven, session_visible
from sessions_app.api.told import Deleted, RepList, SetList, SetPage, SetTold, rep_told, set_rows, set_told, sets_told
from sessions_app.models import WorkoutSession, WorkoutSet
from sessions_app.services import rep_mark, reps_write, set_clone, set_delete, set_log, set_update
from sessions_app.services.many_sets import sets_log
from sharing.scope import scope_of
from workouttracker.kit.json_fields import Key
from workouttracker.kit.limits import MAX_REPS
from workouttracker.kit.text import mark
from workouttracker.rest.answers import Given, answer, created, match_required, revision_wanted
from workouttracker.rest.paging import USUAL, page_of
from workouttracker.rest.routes import Cursor, Limit, Routes

routes = Routes(mark("Sets and reps"))
RepNumber = Annotated[int, Field(ge=1, le=MAX_REPS)]


class SetsWanted(BaseModel):
    """Which sets; both days are included."""

    exercise_id: Key | None = None
    set_type_id: Key | None = None
    session_id: Key | None = None
    warm_up: bool | None = None
    date_from: date | None = None
    date_to: date | None = None
    cursor: Cursor = ""
    limit: Limit = USUAL


class RepsGiven(Given):
    """All reps of a set, in their order."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reps": [{"weight": "80"}, {"weight": "80", "success": False}]}]}
    )

    reps: Annotated[list[RepGiven], Field(max_length=MAX_REPS)]


class RepChange(Given):
    """Whether a rep was done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"success": False}]})

    success: bool


@routes.get("/sets", SetPage, mark("List sets of all sessions, the newest first"), shared=True)
def sets_list(request: HttpRequest, wanted: Query[SetsWanted]) -> HttpResponse:
    scope = scope_of(request)
    columns = {
        "exercise_type": wanted.exercise_id,
        "set_type": wanted.set_type_id,
        "session": wanted.session_id,
        "is_warm_up": wanted.warm_up,
        "local_date__gte": wanted.date_from,
        "local_date__lte": wanted.date_to,
    }
    rows = set_rows(scope).filter(**{name: value for name, value in columns.items() if value is not None})
    page = page_of(rows, ("-local_date", "-id"), cursor=wanted.cursor, limit=wanted.limit)
    return answer(SetPage(items=sets_told(page.rows, scope), next_cursor=page.next_cursor))


@routes.get("/sessions/{int:session_id}/sets", SetList, mark("List the sets of a session"), shared=True)
def session_sets(request: HttpRequest, session_id: Key) -> HttpResponse:
    scope, row = scope_of(request), session_visible(request, session_id)
    rows = list(set_rows(scope).filter(session=row).order_by("position"))
    return answer(SetList(items=sets_told(rows, scope)), revision=row.revision)


@routes.post("/sessions/{int:session_id}/sets", SetTold, mark("Log a set"), 201)
def set_create(request: HttpRequest, session_id: Key, given: SetGiven) -> HttpResponse:
    scope, session = scope_of(request), WorkoutSession(pk=session_id)
    entry = set_entry(scope, given)
    if entry.reps is None and entry.client_id is None:
        row = set_log(scope=scope, session=session, values=entry.values)
        return created(set_told(row), f"/api/v1/sets/{row.pk}", revision=row.revision)
    [pk] = sets_log(scope=scope, session=session, entries=[entry])
    row = set_rows(scope).get(pk=pk)
    return created(sets_told([row], scope)[0], f"/api/v1/sets/{row.pk}", revision=row.revision)


@routes.post("/sessions/{int:session_id}/sets/bulk", SetList, mark("Log up to 1,000 sets, all or none"), 201)
def sets_create(request: HttpRequest, session_id: Key, given: SetsGiven) -> HttpResponse:
    scope = scope_of(request)
    session = session_visible(request, session_id)
    keys = sets_log(scope=scope, session=session, entries=set_entries(scope, given.sets))
    rows = {row.pk: row for row in set_rows(scope).filter(pk__in=keys)}
    items = sets_told([rows[key] for key in keys], scope)
    return created(SetList(items=items), f"/api/v1/sessions/{session_id}/sets")


@routes.get("/sets/{int:set_id}", SetTold, mark("Read a set with its reps"), shared=True)
def set_read(request: HttpRequest, set_id: Key) -> HttpResponse:
    return _told(request, set_id)


@routes.patch("/sets/{int:set_id}", SetTold, mark("Change a set"))
def set_change(request: HttpRequest, set_id: Key, given: SetChange) -> HttpResponse:
    scope, row = scope_of(request), _visible(request, set_id)
    values, revision = set_changed(scope, row, given), revision_wanted(request)
    with transaction.atomic():
        set_update(scope=scope, workout_set=row, values=values, revision=revision)
        if given.reps is not None:
            reps_write(scope=scope, workout_set=row, reps=rep_values(given.reps))
    return _told(request, set_id)


@routes.delete("/sets/{int:set_id}", Deleted, mark("Delete a set"))
def set_remove(request: HttpRequest, set_id: Key) -> HttpResponse:
    scope = scope_of(request)
    with transaction.atomic():
        row = WorkoutSet.objects.editable_by(scope).get(pk=set_id)
        WorkoutSession.objects.editable_by(scope).select_for_update().get(pk=row.session_id)
        match_required(request, WorkoutSet.objects.editable_by(scope).values_list("revision", flat=True).get(pk=set_id))
        return answer(Deleted.of(set_delete(scope=scope, workout_set=row)))


@routes.post("/sets/{int:set_id}/clone", SetTold, mark("Log the same set once more, right after it"), 201)
def set_copy(request: HttpRequest, set_id: Key, given: OnceGiven | None = None) -> HttpResponse:
    scope = scope_of(request)
    row = set_clone(scope=scope, workout_set=_visible(request, set_id), client_id=given.client_id if given else None)
    row = set_rows(scope).get(pk=row.pk)
    return created(sets_told([row], scope)[0], f"/api/v1/sets/{row.pk}", revision=row.revision)


@routes.get("/sets/{int:set_id}/reps", RepList, mark("List the reps of a set"), shared=True)
def reps_list(request: HttpRequest, set_id: Key) -> HttpResponse:
    row = _visible(request, set_id)
    found = row.reps.order_by("number").values_list("number", "weight", "success")
    return answer(RepList(items=[rep_told(*each) for each in found]), revision=row.revision)


@routes.put("/sets/{int:set_id}/reps", SetTold, mark("Write all reps of a set"))
def reps_put(request: HttpRequest, set_id: Key, given: RepsGiven) -> HttpResponse:
    scope, row = scope_of(request), _visible(request, set_id)
    reps_write(scope=scope, workout_set=row, reps=rep_values(given.reps), revision=revision_wanted(request))
    return _told(request, set_id)


@routes.patch("/sets/{int:set_id}/reps/{int:number}", SetTold, mark("Tick a rep off, or mark it as failed"))
def rep_change(request: HttpRequest, set_id: Key, number: RepNumber, given: RepChange) -> HttpResponse:
    rep_mark(scope=scope_of(request), workout_set=_visible(request, set_id), number=number, success=given.success)
    return _told(request, set_id)


def _visible(request: HttpRequest, set_id: int) -> WorkoutSet:
    found: WorkoutSet = set_rows(scope_of(request)).get(pk=set_id)
    return found


def _told(request: HttpRequest, set_id: int) -> HttpResponse:
    row = _visible(request, set_id)
    return answer(sets_told([row], scope_of(request))[0], revision=row.revision)
