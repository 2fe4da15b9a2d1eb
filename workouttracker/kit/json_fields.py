"""Numbers and texts as they stand in JSON: in the API, in exports, in their schemas.

Decimal numbers are written as texts, so that no reader rounds them; numbers are read too.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, PlainSerializer, StringConstraints, WithJsonSchema

from workouttracker.kit.limits import (
    DESCRIPTION_LENGTH,
    MAX_DISTANCE_METRES,
    MAX_REPS,
    MAX_SECONDS,
    MAX_WEIGHT_KG,
    NAME_LENGTH,
    NOTES_LENGTH,
)
from workouttracker.kit.text import one_line
from workouttracker.kit.units import plain

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
BIGGEST_KEY = 2**63 - 1
NO_NUL = r"^[^\x00]*$"
"""PostgreSQL takes no character 0 in a text."""
SAYS_SOMETHING = r"^[^\x00]*[^\x00\s][^\x00]*$"


def number(places: int, most: Decimal) -> Any:
    """A decimal number from 0 to ``most`` with so many ``places``."""
    pattern = rf"^\d{{1,8}}(\.\d{{1,{places}}})?$"
    either = {"anyOf": [{"type": "string", "pattern": pattern}, {"type": "number", "minimum": 0, "maximum": int(most)}]}
    return (Field(ge=0, le=most, decimal_places=places), *written(either))


def written(schema: dict[str, Any]) -> Any:
    """How a decimal number is written and what the schema says of it."""
    return PlainSerializer(lambda value: str(plain(value)), return_type=str), WithJsonSchema(schema)


def says_something(name: str) -> str:
    """``name``, unless nothing would be left of it in one line. The pattern in schemas knows fewer kinds of space."""
    if not one_line(name):
        raise ValueError("should not be white space alone")
    return name


def _moment(value: datetime) -> datetime:
    if value < EARLIEST:
        raise ValueError("should not be before 1970-01-02")
    if value > datetime.now(UTC) + timedelta(days=1):
        raise ValueError("should not be in the future")
    return value.astimezone(UTC)


Kilograms = Annotated[Decimal, *number(4, MAX_WEIGHT_KG)]
Metres = Annotated[Decimal, *number(2, MAX_DISTANCE_METRES)]
Effort = Annotated[Decimal, Field(ge=1, le=10, multiple_of=Decimal("0.5")), *number(1, Decimal(10))[1:]]
Amount = Annotated[Decimal, *number(4, Decimal(100_000))]
Shown = Annotated[Decimal, *written({"type": "string", "pattern": r"^-?\d+(\.\d+)?$"})]
"""A number of ours, of any size."""
Seconds = Annotated[int, Field(ge=0, le=MAX_SECONDS)]
Reps = Annotated[int, Field(ge=0, le=MAX_REPS)]
Superset = Annotated[int, Field(ge=1, le=32767)]
Key = Annotated[int, Field(ge=1, le=BIGGEST_KEY)]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=NAME_LENGTH, pattern=SAYS_SOMETHING),
    AfterValidator(says_something),
]
ShortText = Annotated[str, StringConstraints(max_length=DESCRIPTION_LENGTH, pattern=NO_NUL)]
LongText = Annotated[str, StringConstraints(max_length=NOTES_LENGTH, pattern=NO_NUL)]
Word = Annotated[str, StringConstraints(max_length=100, pattern=NO_NUL)]
Moment = Annotated[AwareDatetime, AfterValidator(_moment)]
"""A moment, sent with its zone and taken in UTC; not before 1970 and not in the future."""
