"""Routines: whole ones as the JSON of their file, their days and exercises one by one, and training by them."""

from typing import Annotated, Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from sessions_app.api.given import named_exercise
from sessions_app.api.sessions import NameGiven, OnceGiven
from sessions_app.api.told import Deleted, SessionTold, session_told
from sessions_app.models import Routine, RoutineDay, RoutineExercise
from sessions_app.models.routines import MAX_PER_WEEK
from sessions_app.routine_json import routine_part
from sessions_app.services.routine_files import entry_values, routine_from_json
from sessions_app.services.routine_sessions import routine_start
from sessions_app.services.routines import (
    RoutineValues,
    day_add,
    day_delete,
    day_move,
    day_rename,
    routine_delete,
    routine_exercise_add,
    routine_exercise_delete,
    routine_exercise_move,
    routine_exercise_update,
    routine_update,
)
from sharing.scope import Scope, scope_of
from workouttracker.kit.json_fields import Key, LongText, Name
from workouttracker.kit.routine_file import MAX_EXERCISES, ExerciseFile, RoutinePart
from workouttracker.kit.text import mark, one_line
from workouttracker.rest.answers import Given, Told, answer, created, match_required, nothing, revision_wanted
from workouttracker.rest.paging import USUAL, page_of
from workouttracker.rest.routes import Cursor, Limit, Routes

routes = Routes(mark("Routines"))
PerWeek = Annotated[int, Field(ge=1, le=MAX_PER_WEEK)]


class ExerciseOfDay(Told):
    """An exercise of a day: its key, the exercise, and everything its file says."""

    id: int
    exercise_id: int
    plan: ExerciseFile
    revision: int


class DayTold(Told):
    """A day with its exercises, in their order."""

    id: int
    name: str
    exercises: list[ExerciseOfDay]


class RoutineTold(Told):
    """A routine without its days."""

    id: int
    name: str
    notes: str
    per_week: int
    revision: int


class RoutinePage(Told):
    """A page of routines, the latest changed first."""

    items: list[RoutineTold]
    next_cursor: str


class RoutineWhole(RoutineTold):
    """A routine with its days, exercises and targets."""

    days: list[DayTold]


class RoutineGiven(RoutinePart):
    """A whole routine. Exercises and set types are named; one that nothing is called so is made as your own."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "name": "Full body",
                    "per_week": 3,
                    "days": [
                        {
                            "name": "Day A",
                            "exercises": [
                                {
                                    "exercise": "Squat (Barbell)",
                                    "rule": "linear",
                                    "increment": "2.5",
                                    "weight": "100",
                                    "targets": [{"reps": 5}, {"reps": 5}, {"reps": 5}],
                                }
                            ],
                        }
                    ],
                }
            ]
        },
    )


class RoutineChange(Given):
    """What is to be another way about a routine as a whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"per_week": 4}]})

    name: Name | None = None
    notes: LongText | None = None
    per_week: PerWeek | None = None


class PlaceGiven(Given):
    """Which place it is to have, from 1."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"place": 1}]})

    place: Annotated[int, Field(ge=1, le=MAX_EXERCISES)]


class PlanGiven(Given):
    """An exercise of a day: which one, and its plan."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "exercise_id": 1,
                    "plan": {"exercise": "Squat (Barbell)", "weight": "100", "targets": [{"reps": 5}, {"reps": 5}]},
                }
            ]
        }
    )

    exercise_id: Key
    plan: ExerciseFile


class PlanChange(Given):
    """All of an exercise's plan; the exercise itself stays."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"plan": {"exercise": "Squat (Barbell)", "weight": "102.5", "targets": [{"reps": 5}]}}]
        }
    )

    plan: ExerciseFile


class RoutinesWanted(BaseModel):
    """Which page."""

    cursor: Cursor = ""
    limit: Limit = USUAL


@routes.get("/routines", RoutinePage, mark("List routines"))
def routines_list(request: HttpRequest, wanted: Query[RoutinesWanted]) -> HttpResponse:
    rows: QuerySet[Routine] = Routine.objects.visible_to(scope_of(request))
    page = page_of(rows, ("-updated_at", "-id"), cursor=wanted.cursor, limit=wanted.limit)
    items = [RoutineTold.model_construct(**_fields(row)) for row in page.rows]
    return answer(RoutinePage(items=items, next_cursor=page.next_cursor))


@routes.post("/routines", RoutineWhole, mark("Create a routine"), 201)
def routine_create(request: HttpRequest, given: RoutineGiven) -> HttpResponse:
    scope = scope_of(request)
    made = routine_from_json(scope=scope, part=given).routine
    return created(_whole(scope, made.pk), f"/api/v1/routines/{made.pk}", revision=made.revision)


@routes.get("/routines/{int:routine_id}", RoutineWhole, mark("Read a routine with its days"))
def routine_read(request: HttpRequest, routine_id: Key) -> HttpResponse:
    whole = _whole(scope_of(request), routine_id)
    return answer(whole, revision=whole.revision)


@routes.patch("/routines/{int:routine_id}", RoutineWhole, mark("Change a routine"))
def routine_change(request: HttpRequest, routine_id: Key, given: RoutineChange) -> HttpResponse:
    scope = scope_of(request)
    row = Routine.objects.visible_to(scope).get(pk=routine_id)
    values = RoutineValues(
        name=given.name or row.name,
        notes=row.notes if given.notes is None else given.notes,
        per_week=given.per_week or row.per_week,
    )
    row = routine_update(scope=scope, routine=row, values=values, revision=revision_wanted(request))
    return answer(_whole(scope, row.pk), revision=row.revision)


@routes.delete("/routines/{int:routine_id}", Deleted, mark("Delete a routine"))
def routine_remove(request: HttpRequest, routine_id: Key) -> HttpResponse:
    scope = scope_of(request)
    with transaction.atomic():
        row = Routine.objects.editable_by(scope).select_for_update().get(pk=routine_id)
        match_required(request, row.revision)
        return answer(Deleted.of(routine_delete(scope=scope, routine=row)))


@routes.post("/routines/{int:routine_id}/days", RoutineWhole, mark("Add a day to a routine"), 201)
def routine_day_add(request: HttpRequest, routine_id: Key, given: NameGiven) -> HttpResponse:
    scope = scope_of(request)
    day_add(scope=scope, routine=Routine.objects.visible_to(scope).get(pk=routine_id), name=given.name)
    return created(_whole(scope, routine_id), f"/api/v1/routines/{routine_id}")


@routes.patch("/routine-days/{int:day_id}", DayTold, mark("Rename a day"))
def routine_day_rename(request: HttpRequest, day_id: Key, given: NameGiven) -> HttpResponse:
    scope = scope_of(request)
    day_rename(scope=scope, day=_day(scope, day_id), name=one_line(given.name))
    return answer(_day_told(scope, day_id))


@routes.put("/routine-days/{int:day_id}/place", None, mark("Move a day to another place"))
def routine_day_move(request: HttpRequest, day_id: Key, given: PlaceGiven) -> HttpResponse:
    scope = scope_of(request)
    day_move(scope=scope, day=_day(scope, day_id), place=given.place)
    return nothing()


@routes.delete("/routine-days/{int:day_id}", Deleted, mark("Delete a day"))
def routine_day_delete(request: HttpRequest, day_id: Key) -> HttpResponse:
    scope = scope_of(request)
    return answer(Deleted.of(day_delete(scope=scope, day=_day(scope, day_id))))


@routes.post("/routine-days/{int:day_id}/start", SessionTold, mark("Begin a session by a day of a routine"), 201)
def routine_day_start(request: HttpRequest, day_id: Key, given: OnceGiven | None = None) -> HttpResponse:
    scope = scope_of(request)
    row = routine_start(scope=scope, day=_day(scope, day_id), client_id=given.client_id if given else None)
    return created(session_told(row, scope), f"/api/v1/sessions/{row.pk}", revision=row.revision)


@routes.post("/routine-days/{int:day_id}/exercises", DayTold, mark("Add an exercise to a day"), 201)
def plan_add(request: HttpRequest, day_id: Key, given: PlanGiven) -> HttpResponse:
    scope = scope_of(request)
    exercise = named_exercise(scope, given.exercise_id)
    values = entry_values(scope, given.plan)
    routine_exercise_add(scope=scope, day=_day(scope, day_id), exercise_type=exercise, values=values)
    return created(_day_told(scope, day_id), f"/api/v1/routine-days/{day_id}")


@routes.put("/routine-exercises/{int:exercise_id}", DayTold, mark("Write the plan of an exercise of a day"))
def plan_put(request: HttpRequest, exercise_id: Key, given: PlanChange) -> HttpResponse:
    scope = scope_of(request)
    row, values = _plan(scope, exercise_id), entry_values(scope, given.plan)
    routine_exercise_update(scope=scope, row=row, values=values, revision=revision_wanted(request))
    return answer(_day_told(scope, row.day_id))


@routes.put("/routine-exercises/{int:exercise_id}/place", None, mark("Move an exercise of a day to another place"))
def plan_move(request: HttpRequest, exercise_id: Key, given: PlaceGiven) -> HttpResponse:
    scope = scope_of(request)
    routine_exercise_move(scope=scope, row=_plan(scope, exercise_id), place=given.place)
    return nothing()


@routes.delete("/routine-exercises/{int:exercise_id}", Deleted, mark("Take an exercise out of a day"))
def plan_remove(request: HttpRequest, exercise_id: Key) -> HttpResponse:
    scope = scope_of(request)
    return answer(Deleted.of(routine_exercise_delete(scope=scope, row=_plan(scope, exercise_id))))


def _fields(row: Routine) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "notes": row.notes,
        "per_week": row.per_week,
        "revision": row.revision,
    }


def _whole(scope: Scope, pk: int) -> RoutineWhole:
    row = Routine.objects.visible_to(scope).whole().get(pk=pk)
    part = routine_part(row)
    days = [_day_of(day, said.exercises) for day, said in zip(row.days.all(), part.days, strict=True)]
    return RoutineWhole.model_construct(**_fields(row), days=days)


def _day_of(day: RoutineDay, plans: list[ExerciseFile]) -> DayTold:
    rows = zip(day.exercises.all(), plans, strict=True)
    exercises = [
        ExerciseOfDay(id=row.pk, exercise_id=row.exercise_type_id, plan=plan, revision=row.revision)
        for row, plan in rows
    ]
    return DayTold(id=day.pk, name=day.name, exercises=exercises)


def _day_told(scope: Scope, pk: int) -> DayTold:
    routine = _day(scope, pk).routine_id
    return next(day for day in _whole(scope, routine).days if day.id == pk)


def _day(scope: Scope, pk: int) -> RoutineDay:
    row: RoutineDay = RoutineDay.objects.visible_to(scope).get(pk=pk)
    return row


def _plan(scope: Scope, pk: int) -> RoutineExercise:
    row: RoutineExercise = RoutineExercise.objects.visible_to(scope).get(pk=pk)
    return row
