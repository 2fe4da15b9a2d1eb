"""One routine as JSON: the models of the file, which are its schema too. Pages, export and import share it.

Weights are texts with up to four decimals, in kilograms. Exercises and set types are named; ``slug`` finds shipped ones
whatever they are called. Fields may be added to a version, never changed or taken away.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints, ValidationError, model_validator

from workouttracker.kit.json_fields import NO_NUL, LongText, Name, ShortText, Word
from workouttracker.kit.limits import MAX_DISTANCE_METRES, MAX_REPS, MAX_SECONDS, MAX_WEIGHT_KG, NAME_LENGTH
from workouttracker.kit.units import plain

SCHEMA: Literal["workout-routine"] = "workout-routine"
VERSION: Literal["1"] = "1"
MAX_DAYS, MAX_EXERCISES, MAX_TARGETS = 31, 50, 100
"""The longest routine: days, exercises of a day, targets of an exercise in all its weeks."""

_text = PlainSerializer(lambda value: str(plain(value)), return_type=str)
Kilograms = Annotated[Decimal, Field(ge=0, le=MAX_WEIGHT_KG, decimal_places=4), _text]
Metres = Annotated[Decimal, Field(ge=0, le=MAX_DISTANCE_METRES, decimal_places=2), _text]
Seconds = Annotated[int, Field(ge=0, le=MAX_SECONDS)]
Reps = Annotated[int, Field(ge=0, le=MAX_REPS)]


def _percent(least: int, most: int) -> Any:
    return Annotated[Decimal, Field(ge=least, le=most, decimal_places=1), _text]


class Part(BaseModel):
    """What all parts of the file have in common."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class TargetFile(Part):
    """A set to do. Without ``percent`` and ``weight`` it is done with the exercise's own weight."""

    set_type: Annotated[str, StringConstraints(max_length=NAME_LENGTH, pattern=NO_NUL)] = ""
    set_type_slug: Word = ""
    week: Annotated[int, Field(ge=0, le=12)] = 0
    reps: Reps = 0
    reps_most: Reps | None = None
    percent: _percent(1, 200) | None = None  # type: ignore[valid-type]
    weight: Kilograms | None = None
    duration_seconds: Seconds | None = None
    distance_metres: Metres | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.reps_most is not None and self.reps_most < self.reps:
            raise ValueError("reps_most is less than reps")
        if self.percent is not None and self.weight is not None:
            raise ValueError("either percent or weight, not both")
        return self


class StateFile(Part):
    """Where an exercise stands in its progression."""

    reps: Reps | None = None
    successes: Annotated[int, Field(ge=0, le=1000)] = 0
    failures: Annotated[int, Field(ge=0, le=1000)] = 0
    week: Annotated[int, Field(ge=1, le=12)] = 1


class ExerciseFile(Part):
    """An exercise of a day. ``kind`` and ``equipment`` are for making it where nothing is called so."""

    exercise: Name
    slug: Word = ""
    kind: Word = ""
    equipment: Word = ""
    superset: Annotated[int, Field(ge=1, le=99)] | None = None
    rest_seconds: Seconds | None = None
    notes: ShortText = ""
    rule: Literal["none", "linear", "double", "percent"] = "none"
    increment: Annotated[Decimal, Field(ge=0, le=100, decimal_places=4), _text] = Decimal(0)
    successes_needed: Annotated[int, Field(ge=1, le=20)] = 1
    failures_allowed: Annotated[int, Field(ge=0, le=20)] = 3
    deload_percent: _percent(0, 90) = Decimal(10)  # type: ignore[valid-type]
    training_percent: _percent(30, 120) | None = None  # type: ignore[valid-type]
    shared: bool = False
    weight: Kilograms | None = None
    state: StateFile = StateFile()
    targets: Annotated[list[TargetFile], Field(max_length=MAX_TARGETS)] = []

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.training_percent is not None and self.rule != "percent":
            raise ValueError("training_percent is for the rule percent")
        return self


class DayFile(Part):
    """One session of the routine."""

    name: Name
    exercises: Annotated[list[ExerciseFile], Field(max_length=MAX_EXERCISES)] = []


class RoutinePart(Part):
    """A routine, as it also stands in the export of everything."""

    name: Name
    notes: LongText = ""
    per_week: Annotated[int, Field(ge=1, le=14)] = 3
    source_key: Word = ""
    days: Annotated[list[DayFile], Field(min_length=1, max_length=MAX_DAYS)]


class RoutineFile(Part):
    """A file with one routine."""

    schema_: Literal["workout-routine"] = Field(default=SCHEMA, alias="schema")
    version: Literal["1"] = VERSION
    routine: RoutinePart

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


def problems_of(error: ValidationError) -> list[tuple[str, str]]:
    """Path and message of everything that is wrong: ``routine.days[0].exercises[2].targets[1].reps``."""
    return [(_path(each["loc"]), each["msg"].removeprefix("Value error, ")) for each in error.errors()]


def _path(places: tuple[int | str, ...]) -> str:
    words = ""
    for place in places:
        words += f"[{place}]" if isinstance(place, int) else f".{place}"
    return words.lstrip(".") or "file"
