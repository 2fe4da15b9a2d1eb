"""Own JSON, as its published schema says: everything, so that an import gives the same log back, rep for rep.

Written piece by piece; the lists of the file are those of ``schema.Export`` in its order.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from pydantic import BaseModel

from portability.exports.source import SessionOut, SetOut, Source
from portability.exports.statistics import progress_of, statistics_of
from portability.formats import schema
from portability.sections.registry import SECTIONS
from sessions_app.models import (
    ExerciseFavourite,
    ExerciseType,
    Measurement,
    SetType,
    WorkoutSet,
)
from sessions_app.models.body import Quantity

UNITS = {Quantity.WEIGHT: "kg", Quantity.LENGTH: "cm", Quantity.PERCENT: "%", Quantity.PLAIN: ""}
ROWS_AT_ONCE = 500


def own_json(source: Source) -> Iterator[bytes]:
    """The file in pieces."""
    yield ("{" + ",\n".join(_head(source))).encode()
    for name, elements in _lists(source).items():
        yield f',\n"{name}": ['.encode()
        yield from _elements(elements)
        yield b"]"
    yield from _statistics(source)
    yield b"\n}\n"


def _head(source: Source) -> list[str]:
    selection, owner = source.selection, source.scope.require_owner()
    export = schema.Export(
        schema=schema.SCHEMA,
        exported_at=timezone.now().replace(microsecond=0),
        app=schema.App(version=settings.APP_VERSION),
        range=schema.Range(first=selection.first, last=selection.last),
        profile=schema.Profile.model_validate(
            {
                "name": owner.name,
                "email": owner.email,
                "unit": owner.unit,
                "language": owner.language,
                "time_zone": owner.time_zone,
                "theme": owner.theme,
                "first_weekday": owner.first_weekday,
                "default_rest_seconds": owner.default_rest_seconds,
                "count_body_weight": owner.count_body_weight,
                "weight_step": owner.weight_step,
                "joined": owner.date_joined.replace(microsecond=0),
            }
        ),
    )
    data = export.model_dump(
        mode="json", by_alias=True, include={"schema_name", "version", "exported_at", "app", "range", "profile"}
    )
    return [f'"{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in data.items()]


def _statistics(source: Source) -> Iterator[bytes]:
    """The numbers of the reports; the progress, which grows with the log, exercise by exercise."""
    numbers = json.dumps(statistics_of(source), ensure_ascii=False)
    yield f',\n"statistics": {numbers[:-1]}, "progress": {{'.encode()
    for number, (name, days) in enumerate(progress_of(source)):
        yield f"{', ' if number else ''}{json.dumps(name, ensure_ascii=False)}: {json.dumps(days)}".encode()
    yield b"}}"


def _lists(source: Source) -> dict[str, Iterable[BaseModel]]:
    """The lists in the order of the schema. What belongs to no session is part of whole exports only."""
    whole = source.selection.is_everything
    lists: dict[str, Iterable[BaseModel]] = dict.fromkeys(schema.LISTS, ())
    if whole:
        lists |= {name: section.write(source) for name, section in SECTIONS.items()}
    lists |= {
        "exercises": _exercises(source),
        "set_types": _set_types(source),
        "sessions": map(_session, source.sessions()),
    }
    if not source.selection.session_ids:
        lists["measurements"] = _measurements(source)
    return lists


def _elements(elements: Iterable[BaseModel]) -> Iterator[bytes]:
    first = True
    for element in elements:
        text = element.model_dump_json(exclude_defaults=True)
        yield ("\n" if first else ",\n").encode() + text.encode()
        first = False


def _session(session: SessionOut) -> schema.Session:
    return schema.Session(
        name=session.name,
        kind="workout" if session.is_workout else "calculation",
        started_at=session.started.astimezone(UTC),
        started_local=session.started.replace(tzinfo=None),
        time_zone=session.time_zone,
        ended_at=session.ended.astimezone(UTC) if session.ended else None,
        ended_local=session.ended.replace(tzinfo=None) if session.ended else None,
        notes=session.notes,
        calories=session.calories,
        sets=[_set(row) for row in session.sets],
        client_id=session.client_id,
        source_key=session.source_key,
    )


def _set(row: SetOut) -> schema.WorkoutSet:
    return schema.WorkoutSet(
        exercise=row.exercise,
        set_type=row.set_type,
        weight=row.weight,
        reps=[schema.Rep(weight=rep.weight, success=rep.success) for rep in row.reps],
        target_reps=row.target_reps,
        rpe=row.rpe,
        rest_seconds=row.rest_seconds,
        duration_seconds=row.duration_seconds,
        distance_metres=row.distance_metres,
        superset=row.superset,
        description=row.description,
        notes=row.notes,
        client_id=row.client_id,
    )


def _exercises(source: Source) -> Iterator[schema.Exercise]:
    """What the sets of the export name; in a whole one also own ones without a set, and favourites."""
    scope = source.scope
    used = WorkoutSet.objects.visible_to(scope).filter(session__in=source.rows().values("pk"))
    favourites = set(ExerciseFavourite.objects.visible_to(scope).values_list("exercise_type", flat=True))
    wanted = Q(pk__in=used.values("exercise_type"))
    if source.selection.is_everything:
        wanted |= Q(owner=scope.owner) | Q(pk__in=favourites)
    rows = ExerciseType.objects.visible_to(scope).filter(wanted).prefetch_related("muscles").order_by("name_key")
    for row in rows:
        yield _exercise(row, favourite=row.pk in favourites)


def _exercise(row: Any, *, favourite: bool) -> schema.Exercise:
    own, muscles = row.owner_id is not None, list(row.muscles.all())
    return schema.Exercise(
        name=row.name,
        slug=row.slug,
        own=own,
        favourite=favourite,
        kind=row.kind,
        equipment=row.equipment,
        primary_muscles=[each.muscle for each in muscles if each.is_primary] if own else [],
        secondary_muscles=[each.muscle for each in muscles if not each.is_primary] if own else [],
        description=row.description if own else "",
    )


def _set_types(source: Source) -> Iterator[schema.SetType]:
    used = WorkoutSet.objects.visible_to(source.scope).filter(session__in=source.rows().values("pk"))
    wanted = Q(pk__in=used.values("set_type"))
    if source.selection.is_everything:
        wanted |= Q(owner=source.scope.owner)
    for row in SetType.objects.visible_to(source.scope).filter(wanted).order_by("position", "name_key"):
        own = row.owner_id is not None
        yield schema.SetType(
            name=row.name,
            slug=row.slug,
            own=own,
            description=row.description if own else "",
            warm_up=row.is_warm_up,
        )


def _measurements(source: Source) -> Iterator[schema.Measurement]:
    rows = Measurement.objects.visible_to(source.scope).filter(source.selection.condition()).select_related("measure")
    for row in rows.order_by("measured_at", "pk").iterator(ROWS_AT_ONCE):
        local: datetime = timezone.localtime(row.measured_at, row.zone)
        yield schema.Measurement(
            measure=row.measure.name,
            value=row.value,
            unit=UNITS[Quantity(row.measure.quantity)],
            measured_at=row.measured_at,
            measured_local=local.replace(tzinfo=None),
            time_zone=row.time_zone,
            note=row.note,
            client_id=row.client_id,
        )
