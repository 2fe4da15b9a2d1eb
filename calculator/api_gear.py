"""What an athlete has and does: bars and plates, and ways of their own to warm up."""

from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from calculator.gear import GearSet, gear_of, warm_ups_of
from calculator.plates import HEAVIEST, MOST_BARS, MOST_KINDS, MOST_PAIRS, STEP, Pair
from calculator.services import gear_reset, gear_save, warm_ups_save
from calculator.warm_up import (
    MOST_NAME,
    MOST_PERCENT,
    MOST_REPS,
    MOST_SCHEMES,
    MOST_SETS,
    MOST_STEPS,
    Scheme,
    Step,
)
from sharing.scope import scope_of
from workouttracker.kit.json_fields import Shown, number
from workouttracker.kit.text import mark, one_line
from workouttracker.kit.units import Unit
from workouttracker.rest.answers import Given, Told, answer
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Routes

routes = Routes(mark("Calculator"))
WITHOUT_COLON = r"^[^\x00:]*[^\x00:\s][^\x00:]*$"
"""On the page a colon ends the name."""
Iron = Annotated[Decimal, Field(gt=0, le=HEAVIEST, multiple_of=STEP), *number(2, HEAVIEST)[1:]]


class PlatePairs(Told):
    """A plate and how many pairs of it there are."""

    weight: Shown
    pairs: int


class GearTold(Told):
    """Bars, the usual one first, and plates, the heaviest first. ``own``: chosen by the athlete, not the usual ones."""

    unit: Unit
    bars: list[Shown]
    plates: list[PlatePairs]
    own: bool


class PlateGiven(Given):
    """A plate and how many pairs of it there are."""

    weight: Iron
    pairs: Annotated[int, Field(ge=1, le=MOST_PAIRS)]


class GearGiven(Given):
    """Bars, the usual one first, and plates, each weight once."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"unit": "kg", "bars": ["20", "15"], "plates": [{"weight": "20", "pairs": 2}]}]}
    )

    unit: Unit = Unit.KG
    bars: Annotated[list[Iron], Field(min_length=1, max_length=MOST_BARS)]
    plates: Annotated[list[PlateGiven], Field(max_length=MOST_KINDS)]


class GearWanted(BaseModel):
    """In which unit it is stamped."""

    unit: Unit = Unit.KG


class StepFields(Told):
    """Sets of a way up: ``percent`` of the working weight, 0 is the empty bar."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    percent: Annotated[int, Field(ge=0, le=MOST_PERCENT)]
    reps: Annotated[int, Field(ge=1, le=MOST_REPS)]
    sets: Annotated[int, Field(ge=1, le=MOST_SETS)] = 1


class SchemeFields(Told):
    """A way up to a working weight."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=MOST_NAME, pattern=WITHOUT_COLON)]
    steps: Annotated[list[StepFields], Field(min_length=1, max_length=MOST_STEPS)]


class WarmUpsTold(Told):
    """One's own ways to warm up, the usual one first."""

    items: list[SchemeFields]


class WarmUpsGiven(Given):
    """All of one's own ways to warm up, the usual one first; none takes them away."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [{"name": "Bench", "steps": [{"percent": 50, "reps": 5}]}]}]}
    )

    items: Annotated[list[SchemeFields], Field(max_length=MOST_SCHEMES)]


@routes.get("/calculator/gear", GearTold, mark("Read your bars and plates"))
def gear_read(request: HttpRequest, wanted: Query[GearWanted]) -> HttpResponse:
    return answer(_told(gear_of(scope_of(request), wanted.unit)))


@routes.put("/calculator/gear", GearTold, mark("Keep your bars and plates"))
def gear_write(request: HttpRequest, given: GearGiven) -> HttpResponse:
    pairs = tuple(sorted((Pair(each.weight, each.pairs) for each in given.plates), key=lambda pair: -pair.weight))
    if len({pair.weight for pair in pairs}) < len(pairs):
        raise Problem("invalid", faults=[Fault("body.plates", "repeated", _("Each weight can stand there once."))])
    gear = GearSet(given.unit, tuple(dict.fromkeys(given.bars)), pairs, own=True)
    return answer(_told(gear_save(scope=scope_of(request), gear=gear)))


@routes.delete("/calculator/gear", GearTold, mark("Go back to the usual bars and plates"))
def gear_usual(request: HttpRequest, wanted: Query[GearWanted]) -> HttpResponse:
    return answer(_told(gear_reset(scope=scope_of(request), unit=wanted.unit)))


@routes.get("/calculator/warm-ups", WarmUpsTold, mark("Read your own warm-ups"))
def warm_ups_read(request: HttpRequest) -> HttpResponse:
    return answer(_ways(warm_ups_of(scope_of(request))))


@routes.put("/calculator/warm-ups", WarmUpsTold, mark("Keep your own warm-ups"))
def warm_ups_write(request: HttpRequest, given: WarmUpsGiven) -> HttpResponse:
    schemes = tuple(
        Scheme(one_line(each.name), tuple(Step(step.percent, step.reps, step.sets) for step in each.steps))
        for each in given.items
    )
    if len({each.name.casefold() for each in schemes}) < len(schemes):
        raise Problem("invalid", faults=[Fault("body.items", "repeated", _("Each name can stand there once."))])
    warm_ups_save(scope=scope_of(request), schemes=schemes)
    return answer(_ways(schemes))


def _told(gear: GearSet) -> GearTold:
    plates = [PlatePairs(weight=pair.weight, pairs=pair.pairs) for pair in gear.plates]
    return GearTold(unit=gear.unit, bars=list(gear.bars), plates=plates, own=gear.own)


def _ways(schemes: tuple[Scheme, ...]) -> WarmUpsTold:
    return WarmUpsTold(
        items=[
            SchemeFields(
                name=each.name,
                steps=[StepFields(percent=step.percent, reps=step.reps, sets=step.sets) for step in each.steps],
            )
            for each in schemes
        ]
    )


router = routes.own
