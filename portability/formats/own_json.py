"""Own JSON: what this application exports, described by the JSON Schema in ``schema``.

The lists are read element by element. A set that can't be used is left out alone; anything else that can't be used
leaves out its element. Problems name the path (``sessions[3].sets[0].weight``); their row is the number of the element.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from portability.formats import schema
from portability.formats.jsonlists import BrokenJSONError, elements
from portability.formats.problems import UnreadableFileError
from portability.formats.records import (
    BODY_WEIGHT,
    DEFAULTS,
    ExerciseRecord,
    FileInfo,
    Item,
    MeasurementRecord,
    OtherRecord,
    Problem,
    ReadOptions,
    RepRecord,
    SessionRecord,
    SetRecord,
    SetTypeRecord,
)
from portability.formats.unknown_names import unknown_names
from workouttracker.kit.text import mark, name_key, one_line
from workouttracker.kit.units import Unit

KEY = "workouttracker"
_MARK = re.compile(r'^\s*\{(?s:.{0,4000}?)"schema"\s*:\s*"workout-export"')
_VERSION = re.compile(r'"version"\s*:\s*"?([\w.]+)')
_BODY_WEIGHTS = frozenset({name_key(BODY_WEIGHT), "bodyweight"})
_TOP = -1
_MOST_FAULTS = 100


def matches(sample: str) -> bool:
    """Whether ``sample``, the beginning of a text, names our schema."""
    return bool(_MARK.match(sample))


def describe(sample: str) -> FileInfo:
    """The format; weights are always kilograms."""
    return FileInfo(KEY, Unit.KG, mark("WorkoutTracker, own JSON"), unused=unknown_names(sample))


def parse(pieces: Iterable[str], /, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
    """The elements of the file in its order. ``options`` change nothing: the file says everything itself.

    Raises ``UnreadableFileError`` for what is no JSON from the start, or of a version that is not known.
    """
    read, place = 0, ""
    try:
        for name, index, value in elements(pieces, schema.LONG_LIST, set(schema.LISTS) - {schema.LONG_LIST}):
            if index == _TOP:
                _check_version(name, value)
                continue
            read, place = read + 1, f"{name}[{index}]"
            yield from _element(name, index, value)
    except BrokenJSONError as error:
        yield broken(error, read, place)


def broken(error: BrokenJSONError, read: int, place: str) -> Problem:
    """The problem with a text that is no JSON after ``place``; raises ``UnreadableFileError`` when nothing was read."""
    if not read:
        raise UnreadableFileError("file_json_broken") from error
    return Problem(read, place, "", "json_cut_off" if error.cut_off else "json_broken")


def _check_version(name: str, value: object) -> None:
    if name == "version" and str(value) != schema.VERSION:
        raise UnreadableFileError("file_json_version", {"version": str(value)[:20], "known": schema.VERSION})


def _element(name: str, index: int, value: Any) -> Iterator[Item]:
    """The record of one element, and problems with what is wrong in it."""
    model, problems = validated(schema.LISTS[name], value, f"{name}[{index}]", index + 1, "sets")
    yield from problems
    match model:
        case schema.Session():
            yield _session(model, index + 1)
        case schema.Exercise():
            yield _exercise(model, index + 1)
        case schema.SetType():
            yield SetTypeRecord(one_line(model.name), index + 1, model.description, model.warm_up, model.own)
        case schema.Measurement():
            yield _measurement(model, index + 1)
        case BaseModel():
            yield OtherRecord(name, index + 1, model)


def validated(
    model: type[BaseModel], value: Any, path: str, row: int, parts: str
) -> tuple[BaseModel | None, list[Problem]]:
    """The model of a value. Elements of its list ``parts`` that are wrong are taken out, each with a problem."""
    problems: list[Problem] = []
    try:
        return model.model_validate(value), problems
    except ValidationError as error:
        faults = error.errors(include_url=False)
    wrong = {fault["loc"][1] for fault in faults if fault["loc"][:1] == (parts,) and len(fault["loc"]) > 1}
    whole = [fault for fault in faults if not (fault["loc"][:1] == (parts,) and len(fault["loc"]) > 1)]
    problems += [_problem(fault, path, row) for fault in (whole or faults)[:_MOST_FAULTS]]
    if whole:
        return None, problems
    kept = [part for index, part in enumerate(value[parts]) if index not in wrong]
    return model.model_validate({**value, parts: kept}), problems


def _problem(fault: Any, path: str, row: int) -> Problem:
    """What is wrong with one value, in our words."""
    where = path + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault["loc"])
    value = fault.get("input")
    shown = "" if isinstance(value, dict | list) or value is None else str(value)
    limits, kind = fault.get("ctx", {}), fault["type"]
    if kind == "missing":
        return Problem(row, where, "", "json_missing", {"path": where})
    if "ge" in limits:
        return Problem(row, where, shown, "json_too_small", {"path": where, "limit": str(limits["ge"])})
    if "le" in limits:
        return Problem(row, where, shown, "json_too_large", {"path": where, "limit": str(limits["le"])})
    if "max_length" in limits:
        return Problem(row, where, shown, "json_too_long", {"path": where, "limit": str(limits["max_length"])})
    return Problem(row, where, shown, "json_value", {"path": where})


def _session(model: schema.Session, row: int) -> SessionRecord:
    return SessionRecord(
        name=one_line(model.name),
        started=_wall(model.started_local),
        ended=_wall(model.ended_local) if model.ended_at and model.ended_local else None,
        row=row,
        sets=tuple(_set(each, row) for each in model.sets),
        notes=model.notes,
        calories=model.calories,
        source_key=model.source_key,
        client_id=str(model.client_id or ""),
        kind=model.kind,
        time_zone=model.time_zone,
        started_at=model.started_at,
        ended_at=model.ended_at,
    )


def _wall(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _set(model: schema.WorkoutSet, row: int) -> SetRecord:
    reps = tuple(RepRecord(each.weight, each.success) for each in model.reps)
    plain = all(each.success and each.weight == model.weight for each in reps)
    return SetRecord(
        exercise=one_line(model.exercise),
        row=row,
        number_reps=len(reps),
        weight=model.weight,
        set_type=one_line(model.set_type),
        reps=None if plain else reps,
        rest_seconds=model.rest_seconds,
        duration_seconds=model.duration_seconds,
        distance_metres=model.distance_metres,
        rpe=model.rpe,
        superset_group=model.superset,
        target_reps=model.target_reps,
        description=model.description,
        notes=model.notes,
        client_id=str(model.client_id or ""),
    )


def _exercise(model: schema.Exercise, row: int) -> ExerciseRecord:
    return ExerciseRecord(
        name=one_line(model.name),
        row=row,
        description=model.description,
        kind=model.kind,
        equipment=model.equipment,
        primary=tuple(model.primary_muscles),
        secondary=tuple(model.secondary_muscles),
        aliases=tuple(map(one_line, model.aliases)),
        is_own=model.own,
        is_favourite=model.favourite,
    )


def _measurement(model: schema.Measurement, row: int) -> MeasurementRecord:
    name = one_line(model.measure)
    return MeasurementRecord(
        name=BODY_WEIGHT if name_key(name) in _BODY_WEIGHTS else name,
        value=model.value,
        unit=model.unit,
        at=_wall(model.measured_local),
        comment=model.note,
        row=row,
        client_id=str(model.client_id or ""),
        time_zone=model.time_zone,
        measured_at=model.measured_at,
    )
