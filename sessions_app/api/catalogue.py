"""Exercises and set types."""

from typing import Annotated, Literal, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from sessions_app.api.given import named_exercise
from sessions_app.api.told import Deleted
from sessions_app.exercise_list import ExerciseFilter, exercises_listed
from sessions_app.models import ExerciseFavourite, ExerciseType, SetType
from sessions_app.models.vocabulary import Equipment, Kind, Muscle
from sessions_app.services.catalogue import favourite_mark
from sessions_app.services.own_catalogue import (
    ExerciseValues,
    SetTypeValues,
    exercise_merge,
    own_entry_delete,
    own_exercise_create,
    own_exercise_update,
    own_set_type_create,
    own_set_type_update,
    set_type_merge,
)
from sessions_app.set_type_names import in_words
from sharing.scope import Scope, scope_of
from workouttracker.kit.json_fields import Key, Name, ShortText
from workouttracker.kit.text import mark, one_line
from workouttracker.rest.answers import Given, Told, answer, created, nothing
from workouttracker.rest.paging import USUAL, page_of
from workouttracker.rest.problems import Problem
from workouttracker.rest.routes import Cursor, Limit, Routes, Text

routes = Routes(mark("Exercises and set types"))
Muscles = Annotated[list[Muscle], Field(max_length=30)]
Entry = TypeVar("Entry", ExerciseType, SetType)
BY_NAME = ("name_key", "id")


class ExercisesWanted(BaseModel):
    """Which exercises. With ``q`` the best hits come first, on one page."""

    q: Text = ""
    show: Literal["", "favourites", "own", "done"] = ""
    muscle: Muscle | None = None
    equipment: Equipment | None = None
    kind: Kind | None = None
    cursor: Cursor = ""
    limit: Limit = USUAL


class ExerciseTold(Told):
    """An exercise; ``own`` ones may be changed."""

    id: int
    name: str
    kind: Kind
    equipment: Equipment
    description: str
    primary_muscles: list[Muscle]
    secondary_muscles: list[Muscle]
    own: bool
    favourite: bool


class ExercisePage(Told):
    """A page of exercises."""

    items: list[ExerciseTold]
    next_cursor: str


class ExerciseChange(Given):
    """What is to be another way about an exercise of your own."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"description": "Feet on the floor."}]})

    name: Name | None = None
    kind: Kind | None = None
    equipment: Equipment | None = None
    description: ShortText | None = None
    primary_muscles: Muscles | None = None
    secondary_muscles: Muscles | None = None


class ExerciseGiven(ExerciseChange):
    """An exercise of your own."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Jefferson Curl",
                    "kind": "weight_reps",
                    "equipment": "barbell",
                    "primary_muscles": ["lower_back"],
                }
            ]
        }
    )

    name: Name


class MergeGiven(Given):
    """What its sets become sets of."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"into_id": 17}]})

    into_id: Key


class SetTypeTold(Told):
    """What a set is for; ``own`` ones may be changed. Warm-ups make no records."""

    id: int
    name: str
    description: str
    warm_up: bool
    own: bool


class SetTypeList(Told):
    """All set types, in their order."""

    items: list[SetTypeTold]


class SetTypeChange(Given):
    """What is to be another way about a set type of your own."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"warm_up": True}]})

    name: Name | None = None
    description: ShortText | None = None
    warm_up: bool | None = None


class SetTypeGiven(SetTypeChange):
    """A set type of your own."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Myo-reps"}]})

    name: Name


@routes.get("/exercises", ExercisePage, mark("Find exercises"), shared=True)
def exercises_list(request: HttpRequest, wanted: Query[ExercisesWanted]) -> HttpResponse:
    scope = scope_of(request)
    fits = ExerciseFilter(
        text=one_line(wanted.q),
        show=wanted.show,
        muscle=wanted.muscle or "",
        equipment=wanted.equipment or "",
        kind=wanted.kind or "",
    )
    rows = exercises_listed(scope, fits).prefetch_related("muscles")
    if fits.text:
        return answer(ExercisePage(items=_told(list(rows[: wanted.limit]), scope), next_cursor=""))
    page = page_of(rows, BY_NAME, cursor=wanted.cursor, limit=wanted.limit)
    return answer(ExercisePage(items=_told(page.rows, scope), next_cursor=page.next_cursor))


@routes.post("/exercises", ExerciseTold, mark("Create an exercise of your own"), 201)
def exercise_create(request: HttpRequest, given: ExerciseGiven) -> HttpResponse:
    scope = scope_of(request)
    row = own_exercise_create(scope=scope, values=_values(ExerciseType(), (), (), given))
    return created(_told([row], scope)[0], f"/api/v1/exercises/{row.pk}")


@routes.get("/exercises/{int:exercise_id}", ExerciseTold, mark("Read an exercise"), shared=True)
def exercise_read(request: HttpRequest, exercise_id: Key) -> HttpResponse:
    scope = scope_of(request)
    return answer(_told([ExerciseType.objects.visible_to(scope).get(pk=exercise_id)], scope)[0])


@routes.patch("/exercises/{int:exercise_id}", ExerciseTold, mark("Change an exercise of your own"))
def exercise_change(request: HttpRequest, exercise_id: Key, given: ExerciseChange) -> HttpResponse:
    scope = scope_of(request)
    row = _own(ExerciseType.objects.visible_to(scope).get(pk=exercise_id))
    muscles = [(each.muscle, each.is_primary) for each in row.muscles.all()]
    main = tuple(key for key, is_primary in muscles if is_primary)
    beside = tuple(key for key, is_primary in muscles if not is_primary)
    row = own_exercise_update(scope=scope, exercise=row, values=_values(row, main, beside, given))
    return answer(_told([row], scope)[0])


@routes.delete("/exercises/{int:exercise_id}", Deleted, mark("Delete an exercise of your own that nothing uses"))
def exercise_remove(request: HttpRequest, exercise_id: Key) -> HttpResponse:
    scope = scope_of(request)
    row = _own(ExerciseType.objects.visible_to(scope).get(pk=exercise_id))
    return answer(Deleted.of(own_entry_delete(scope=scope, entry=row)))


@routes.post("/exercises/{int:exercise_id}/merge", Deleted, mark("Make the sets of an exercise sets of another one"))
def exercise_join(request: HttpRequest, exercise_id: Key, given: MergeGiven) -> HttpResponse:
    scope = scope_of(request)
    row = _own(ExerciseType.objects.visible_to(scope).get(pk=exercise_id))
    target = named_exercise(scope, given.into_id, "body.into_id")
    if target.pk == row.pk:
        raise Problem("invalid")
    return answer(Deleted.of(exercise_merge(scope=scope, source=row, target=target)))


@routes.put("/exercises/{int:exercise_id}/favourite", None, mark("Make an exercise a favourite"))
def favourite_add(request: HttpRequest, exercise_id: Key) -> HttpResponse:
    return _favourite(request, exercise_id, on=True)


@routes.delete("/exercises/{int:exercise_id}/favourite", None, mark("Make an exercise no favourite any more"))
def favourite_remove(request: HttpRequest, exercise_id: Key) -> HttpResponse:
    return _favourite(request, exercise_id, on=False)


@routes.get("/set-types", SetTypeList, mark("List set types"), shared=True)
def set_types_list(request: HttpRequest) -> HttpResponse:
    rows = SetType.objects.visible_to(scope_of(request))
    return answer(SetTypeList(items=[_type_told(row) for row in rows]))


@routes.post("/set-types", SetTypeTold, mark("Create a set type of your own"), 201)
def set_type_create(request: HttpRequest, given: SetTypeGiven) -> HttpResponse:
    row = own_set_type_create(scope=scope_of(request), values=_type_values(SetType(), given))
    return created(_type_told(row), f"/api/v1/set-types/{row.pk}")


@routes.get("/set-types/{int:set_type_id}", SetTypeTold, mark("Read a set type"), shared=True)
def set_type_read(request: HttpRequest, set_type_id: Key) -> HttpResponse:
    return answer(_type_told(SetType.objects.visible_to(scope_of(request)).get(pk=set_type_id)))


@routes.patch("/set-types/{int:set_type_id}", SetTypeTold, mark("Change a set type of your own"))
def set_type_change(request: HttpRequest, set_type_id: Key, given: SetTypeChange) -> HttpResponse:
    scope = scope_of(request)
    row = _own(SetType.objects.visible_to(scope).get(pk=set_type_id))
    return answer(_type_told(own_set_type_update(scope=scope, set_type=row, values=_type_values(row, given))))


@routes.delete("/set-types/{int:set_type_id}", Deleted, mark("Delete a set type of your own that nothing uses"))
def set_type_remove(request: HttpRequest, set_type_id: Key) -> HttpResponse:
    scope = scope_of(request)
    row = _own(SetType.objects.visible_to(scope).get(pk=set_type_id))
    return answer(Deleted.of(own_entry_delete(scope=scope, entry=row)))


@routes.post("/set-types/{int:set_type_id}/merge", Deleted, mark("Make the sets of a type sets of another type"))
def set_type_join(request: HttpRequest, set_type_id: Key, given: MergeGiven) -> HttpResponse:
    scope = scope_of(request)
    rows = SetType.objects.visible_to(scope)
    row, target = _own(rows.get(pk=set_type_id)), rows.filter(pk=given.into_id).first()
    if target is None or target.pk == row.pk:
        raise Problem("invalid")
    return answer(Deleted.of(set_type_merge(scope=scope, source=row, target=target)))


def _own(row: Entry) -> Entry:
    """``row``, when it is the athlete's own: shared ones belong to the admins."""
    if row.owner_id is None:
        raise Problem("read_only")
    return row


def _favourite(request: HttpRequest, pk: int, *, on: bool) -> HttpResponse:
    scope = scope_of(request)
    favourite_mark(scope=scope, exercise=ExerciseType.objects.visible_to(scope).get(pk=pk), on=on)
    return nothing()


def _told(rows: list[ExerciseType], scope: Scope) -> list[ExerciseTold]:
    """Two queries, or one when muscles were read before."""
    stars = ExerciseFavourite.objects.visible_to(scope).filter(exercise_type__in=[row.pk for row in rows])
    starred = set(stars.values_list("exercise_type", flat=True))
    return [
        ExerciseTold(
            id=row.pk,
            name=row.name,
            kind=Kind(row.kind),
            equipment=Equipment(row.equipment),
            description=row.description,
            primary_muscles=[Muscle(each.muscle) for each in row.muscles.all() if each.is_primary],
            secondary_muscles=[Muscle(each.muscle) for each in row.muscles.all() if not each.is_primary],
            own=row.owner_id is not None,
            favourite=row.pk in starred,
        )
        for row in rows
    ]


def _values(row: ExerciseType, main: tuple[str, ...], beside: tuple[str, ...], given: ExerciseChange) -> ExerciseValues:
    """What is there with what was sent."""
    return ExerciseValues(
        name=given.name or row.name,
        kind=given.kind or row.kind,
        equipment=given.equipment or row.equipment,
        description=row.description if given.description is None else given.description,
        primary=main if given.primary_muscles is None else _keys(given.primary_muscles),
        secondary=beside if given.secondary_muscles is None else _keys(given.secondary_muscles),
    )


def _keys(muscles: list[Muscle]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.value for each in muscles))


def _type_values(row: SetType, given: SetTypeChange) -> SetTypeValues:
    return SetTypeValues(
        name=given.name or row.name,
        description=row.description if given.description is None else given.description,
        is_warm_up=row.is_warm_up if given.warm_up is None else given.warm_up,
    )


def _type_told(row: SetType) -> SetTypeTold:
    return SetTypeTold(
        id=row.pk,
        name=row.label,
        description=in_words(row.description, row.slug),
        warm_up=row.is_warm_up,
        own=row.owner_id is not None,
    )
