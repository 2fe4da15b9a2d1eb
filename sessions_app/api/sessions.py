"""Sessions."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from sessions_app.api.given import SessionChange, SessionGiven, session_changed, session_values, set_entries
from sessions_app.api.told import Deleted, SessionPage, SessionTold, SessionWhole, session_told, session_whole
from sessions_app.models import WorkoutSession
from sessions_app.records import RecordKind, records_of_session
from sessions_app.search import SessionFilter, sessions_found
from sessions_app.services import session_delete, session_finish, session_resume, session_update
from sessions_app.services.many_sets import session_log, sets_order
from sessions_app.services.routine_sessions import routine_from_session, session_repeat
from sharing.scope import scope_of
from workouttracker.kit.json_fields import Key, Name, Shown
from workouttracker.kit.limits import MAX_SETS_PER_SESSION
from workouttracker.kit.text import mark, one_line
from workouttracker.rest.answers import Given, Told, answer, created, match_required, revision_wanted
from workouttracker.rest.paging import USUAL, page_of
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Cursor, Limit, Routes, Text

routes = Routes(mark("Sessions"))


class SessionsWanted(BaseModel):
    """Which sessions; both days are included."""

    q: Text = ""
    date_from: date | None = None
    date_to: date | None = None
    exercise_id: Key | None = None
    kind: Literal["", "workout", "calculation"] = ""
    order: Literal["newest", "oldest"] = "newest"
    cursor: Cursor = ""
    limit: Limit = USUAL


class OnceGiven(Given):
    """An id of your making: sent twice with it, it happens once."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"client_id": "6f7c1c9e-8a52-4c6f-9c83-2d0a4be8e0a1"}]})

    client_id: UUID | None = None


class NameGiven(Given):
    """What it is to be called."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Push, pull"}]})

    name: Name


class OrderGiven(Given):
    """The keys of all sets of a session, in the order they are to have."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"set_ids": [3, 1, 2]}]})

    set_ids: Annotated[list[Key], Field(max_length=MAX_SETS_PER_SESSION)]


class RecordTold(Told):
    """A personal record: kilograms, reps, seconds or metres, by its kind, and what it was before."""

    set_id: int
    kind: str
    label: str
    value: Shown
    before: Shown


class RecordList(Told):
    """Records that the sets of a session broke."""

    items: list[RecordTold]


class RoutineMadeTold(Told):
    """A routine that was made."""

    id: int
    name: str


def session_visible(request: HttpRequest, session_id: int) -> WorkoutSession:
    """The session. Raises ``DoesNotExist`` when it isn't there for whoever asks."""
    found: WorkoutSession = WorkoutSession.objects.visible_to(scope_of(request)).get(pk=session_id)
    return found


@routes.get("/sessions", SessionPage, mark("List sessions"), shared=True)
def sessions_list(request: HttpRequest, wanted: Query[SessionsWanted]) -> HttpResponse:
    scope = scope_of(request)
    fits = SessionFilter(
        text=one_line(wanted.q),
        date_from=wanted.date_from,
        date_to=wanted.date_to,
        exercise_id=wanted.exercise_id,
        kind=wanted.kind,
    )
    order = ("-started_at", "-id") if wanted.order == "newest" else ("started_at", "id")
    page = page_of(sessions_found(scope, fits), order, cursor=wanted.cursor, limit=wanted.limit)
    return answer(SessionPage(items=[session_told(row, scope) for row in page.rows], next_cursor=page.next_cursor))


@routes.post("/sessions", SessionWhole, mark("Create a session, with its sets"), 201)
def session_create(request: HttpRequest, given: SessionGiven) -> HttpResponse:
    scope = scope_of(request)
    row = session_log(
        scope=scope,
        values=session_values(scope, given),
        entries=set_entries(scope, given.sets),
        time_zone=given.time_zone,
        client_id=given.client_id,
    )
    return created(session_whole(row, scope), f"/api/v1/sessions/{row.pk}", revision=row.revision)


@routes.get("/sessions/{int:session_id}", SessionWhole, mark("Read a session with its sets"), shared=True)
def session_read(request: HttpRequest, session_id: Key) -> HttpResponse:
    row = session_visible(request, session_id)
    return answer(session_whole(row, scope_of(request)), revision=row.revision)


@routes.patch("/sessions/{int:session_id}", SessionTold, mark("Change a session"))
def session_change(request: HttpRequest, session_id: Key, given: SessionChange) -> HttpResponse:
    scope, row = scope_of(request), session_visible(request, session_id)
    values = session_changed(row, given)
    row = session_update(scope=scope, session=row, values=values, revision=revision_wanted(request))
    return answer(session_told(row, scope), revision=row.revision)


@routes.delete("/sessions/{int:session_id}", Deleted, mark("Delete a session"))
def session_remove(request: HttpRequest, session_id: Key) -> HttpResponse:
    scope = scope_of(request)
    with transaction.atomic():
        row = WorkoutSession.objects.editable_by(scope).select_for_update().get(pk=session_id)
        match_required(request, row.revision)
        return answer(Deleted.of(session_delete(scope=scope, session=row)))


@routes.post("/sessions/{int:session_id}/finish", SessionTold, mark("Finish a session"))
def session_end(request: HttpRequest, session_id: Key) -> HttpResponse:
    scope = scope_of(request)
    row = session_finish(scope=scope, session=session_visible(request, session_id))
    return answer(session_told(row, scope), revision=row.revision)


@routes.post("/sessions/{int:session_id}/resume", SessionTold, mark("Go on with a finished session"))
def session_go_on(request: HttpRequest, session_id: Key) -> HttpResponse:
    scope = scope_of(request)
    row = session_resume(scope=scope, session=session_visible(request, session_id))
    return answer(session_told(row, scope), revision=row.revision)


@routes.post("/sessions/{int:session_id}/repeat", SessionTold, mark("Begin a session that repeats this one"), 201)
def session_again(request: HttpRequest, session_id: Key, given: OnceGiven | None = None) -> HttpResponse:
    scope, before = scope_of(request), session_visible(request, session_id)
    row = session_repeat(scope=scope, session=before, client_id=given.client_id if given else None)
    return created(session_told(row, scope), f"/api/v1/sessions/{row.pk}", revision=row.revision)


@routes.post("/sessions/{int:session_id}/routine", RoutineMadeTold, mark("Save a session as a routine"), 201)
def session_to_routine(request: HttpRequest, session_id: Key, given: NameGiven) -> HttpResponse:
    scope, row = scope_of(request), session_visible(request, session_id)
    made = routine_from_session(scope=scope, session=row, name=given.name)
    return created(RoutineMadeTold(id=made.pk, name=made.name), f"/api/v1/routines/{made.pk}")


@routes.get(
    "/sessions/{int:session_id}/records", RecordList, mark("List the records that a session broke"), shared=True
)
def session_records(request: HttpRequest, session_id: Key) -> HttpResponse:
    scope, row = scope_of(request), session_visible(request, session_id)
    broken = records_of_session(scope, row)
    items = [
        RecordTold(
            set_id=pk,
            kind=each.kind.value,
            label=str(RecordKind(each.kind).label),
            value=each.value,
            before=each.before,
        )
        for pk, records in broken.items()
        for each in records
    ]
    return answer(RecordList(items=items))


@routes.put("/sessions/{int:session_id}/order", SessionWhole, mark("Put the sets of a session into another order"))
def session_order(request: HttpRequest, session_id: Key, given: OrderGiven) -> HttpResponse:
    scope, row = scope_of(request), session_visible(request, session_id)
    try:
        sets_order(scope=scope, session=row, set_ids=given.set_ids, revision=revision_wanted(request))
    except ValueError as error:
        raise Problem("invalid", faults=[Fault("body.set_ids", "order", str(error))]) from error
    row = session_visible(request, session_id)
    return answer(session_whole(row, scope), revision=row.revision)
