"""WorkoutTracker "1.0": the JSON file of the older application of this name.

    {"Version":"1.0","ExportDate":"…","User":{…},"Sessions":[{"Name":"Push","DateTime":"2025-04-21T18:30:00","Sets":[
      {"Description":"","Notes":"","ExerciseTypeName":"Bench Press","SetTypeName":"Warm-up","NumberReps":2,
       "Weight":60.00,"Reps":[{"Weight":60.00,"RepNumber":1,"Success":true},…]}]}],
     "ExerciseTypes":[{"Name":"…","Description":""}],"SetTypes":[…]}

Times are local, nulls are written out. ``NumberReps`` may differ from the list of reps: the list counts when it has
entries, else reps are made from the number. The unit of weight stands nowhere. Problems name the path
(``Sessions[3].Sets[0].Weight``); their row is the number of the session.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from portability.formats import fields
from portability.formats.dates import DateReader
from portability.formats.grouping import described
from portability.formats.jsonlists import BrokenJSONError, elements
from portability.formats.own_json import broken, validated
from portability.formats.records import (
    DEFAULTS,
    ExerciseRecord,
    FileInfo,
    Item,
    Question,
    ReadOptions,
    RepRecord,
    SessionRecord,
    SetRecord,
    SetTypeRecord,
)
from portability.formats.schema import Name
from workouttracker.kit.limits import (
    DESCRIPTION_LENGTH,
    MAX_REPS,
    MAX_SETS_PER_SESSION,
    MAX_WEIGHT_KG,
    NAME_LENGTH,
    NOTES_LENGTH,
)
from workouttracker.kit.text import mark, one_line
from workouttracker.kit.units import Unit, to_kg

KEY = "workouttracker_1_0"
_KEYS = ('"Sessions"', '"Version"', '"ExerciseTypes"', '"SetTypes"', '"ExportDate"', '"DateTime"', '"ExerciseTypeName"')
_ENOUGH_KEYS = 3
_DATES = DateReader()


def _text(value: Any) -> Any:
    return "" if value is None else value


def _moment(value: Any) -> Any:
    """A date and time as the older application writes it, perhaps with a fraction or an offset."""
    if not isinstance(value, str):
        raise ValueError("a date and time such as 2025-04-21T18:30:00 expected")  # noqa: TRY004 - pydantic's way
    moment = _DATES.read(value)
    if not isinstance(moment, datetime):
        raise ValueError("a date and time such as 2025-04-21T18:30:00 expected")  # noqa: TRY004 - pydantic's way
    return moment


Text = Annotated[str, BeforeValidator(_text)]
Weight = Annotated[Decimal, BeforeValidator(lambda value: 0 if value is None else value), Field(ge=0, le=MAX_WEIGHT_KG)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", alias_generator=to_pascal)


class _Rep(_Part):
    weight: Weight | None = None
    rep_number: int | None = None
    success: bool | None = True


class _Set(_Part):
    exercise_type_name: Name
    set_type_name: Annotated[Text, Field(max_length=NAME_LENGTH)] = ""
    description: Text = ""
    notes: Annotated[Text, Field(max_length=NOTES_LENGTH)] = ""
    number_reps: Annotated[int, Field(ge=0, le=MAX_REPS)] | None = None
    weight: Weight = Decimal(0)
    reps: Annotated[list[_Rep], Field(max_length=MAX_REPS)] | None = None


class _Session(_Part):
    name: Text = ""
    date_time: Annotated[datetime, BeforeValidator(_moment)]
    sets: Annotated[
        list[_Set],
        Field(max_length=MAX_SETS_PER_SESSION),
        BeforeValidator(lambda value: [] if value is None else value),
    ] = []


class _Named(_Part):
    name: Name
    description: Text = ""


def matches(sample: str) -> bool:
    """Whether ``sample``, the beginning of a text, is a JSON object with the names that the application writes."""
    return bool(re.match(r"\s*\{", sample)) and sum(key in sample for key in _KEYS) >= _ENOUGH_KEYS


def describe(sample: str) -> FileInfo:
    """The format; the file names no unit."""
    return FileInfo(KEY, None, mark("WorkoutTracker 1.0 (JSON)"), questions=(Question.WEIGHT_UNIT,))


def parse(pieces: Iterable[str], /, options: ReadOptions = DEFAULTS) -> Iterator[Item]:
    """The sessions, exercises and set types of the file in its order.

    Raises ``UnreadableFileError`` for what is no JSON from the start.
    """
    read, place = 0, ""
    try:
        for name, index, value in elements(pieces, "Sessions", ("ExerciseTypes", "SetTypes")):
            if index < 0:
                continue
            read, place = read + 1, f"{name}[{index}]"
            model, problems = validated(_Session if name == "Sessions" else _Named, value, place, index + 1, "Sets")
            yield from problems
            if isinstance(model, _Session):
                yield _session(model, index + 1, options)
            elif isinstance(model, _Named):
                yield _named(name, model, index + 1)
    except BrokenJSONError as error:
        yield broken(error, read, place)


def _named(name: str, model: _Named, row: int) -> ExerciseRecord | SetTypeRecord:
    description = model.description.strip()[:DESCRIPTION_LENGTH]
    if name == "SetTypes":
        return SetTypeRecord(one_line(model.name), row, description)
    return ExerciseRecord(one_line(model.name), row, description=description)


def _session(model: _Session, row: int, options: ReadOptions) -> SessionRecord:
    started, exact = model.date_time, None
    if started.tzinfo is not None:
        exact = started
        started = (
            started.astimezone(options.zone).replace(tzinfo=None) if options.zone else started.replace(tzinfo=None)
        )
    started = started.replace(microsecond=0)
    return SessionRecord(
        name=one_line(model.name)[:NAME_LENGTH].rstrip(),
        started=started,
        ended=None,
        row=row,
        sets=tuple(_set(each, row, options.unit) for each in model.sets),
        started_at=exact,
    )


def _set(model: _Set, row: int, unit: Unit) -> SetRecord:
    """The list of reps counts when it has entries; reps of other weight or without success are kept one by one."""
    weight = to_kg(model.weight, unit)
    reps: tuple[RepRecord, ...] = ()
    if model.reps:
        ordered = sorted(model.reps, key=lambda rep: rep.rep_number or 0)
        reps = tuple(
            RepRecord(weight if rep.weight is None else to_kg(rep.weight, unit), rep.success is not False)
            for rep in ordered
        )
    plain = all(rep.success and rep.weight == weight for rep in reps)
    record = SetRecord(
        exercise=fields.exercise_name(model.exercise_type_name),
        row=row,
        number_reps=len(reps) or model.number_reps or 0,
        weight=weight,
        set_type=one_line(model.set_type_name),
        reps=None if plain else reps,
        notes=model.notes.strip(),
    )
    text = model.description.strip()
    return described(record, text) if text else record
