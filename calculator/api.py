"""The calculator: estimates for everybody, the analysis of one's own sets, plates and warm-up."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from calculator import formulas
from calculator.analysis import exercise_estimates, recent_sets
from calculator.gear import gear_of, warm_ups_of
from calculator.plates import Loading
from calculator.reads import ShareRow, estimate_of
from calculator.services import Calculation, calculation_save
from calculator.warm_up import SCHEMES, USUAL, ramp
from sessions_app.api.given import named_exercise
from sharing.scope import scope_of
from workouttracker.kit.json_fields import Key, Shown, number
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit, to_kg
from workouttracker.rest.answers import Given, Told, answer, created
from workouttracker.rest.problems import Fault, Problem
from workouttracker.rest.routes import Routes, Text

routes = Routes(mark("Calculator"))
Lifted = Annotated[Decimal, Field(gt=0, le=2300, decimal_places=2), *number(2, Decimal(2300))[1:]]
RepsLifted = Annotated[int, Field(ge=formulas.MIN_REPS, le=formulas.MAX_REPS)]


class SetWanted(BaseModel):
    """A set that was lifted; the answer is in the same unit."""

    weight: Lifted
    reps: RepsLifted
    unit: Unit = Unit.KG

    @model_validator(mode="after")
    def _not_too_heavy(self) -> "SetWanted":
        if to_kg(self.weight, self.unit) > formulas.MAX_WEIGHT_KG:
            raise ValueError("the weight should be at most 1000 kg")
        return self


class FormulaTold(Told):
    """What one formula says; null where it has no value."""

    key: str
    name: str
    estimate: Shown | None


class PercentTold(Told):
    """A part of the maximum and the reps it allows."""

    percent: int
    reps: int
    weight: Shown


class EstimateTold(Told):
    """The one-rep max by every formula, and what follows from their mean. ``poor``: from so many reps estimates are."""

    weight: Shown
    reps: int
    unit: Unit
    formulas: list[FormulaTold]
    mean: Shown
    maximum: Shown
    measured: bool
    poor: bool
    percentages: list[PercentTold]
    rep_maxes: list[PercentTold]


class FormulaBest(Told):
    """The highest estimate of one formula."""

    key: str
    estimate: Shown


class ExerciseBest(Told):
    """The best of an exercise in the period, in kilograms, and the set it comes from."""

    exercise_id: int
    name: str
    sets: int
    latest: date
    best: Shown
    weight: Shown
    reps: int
    by_formula: list[FormulaBest]
    trend: Shown | None


class CountedSet(Told):
    """A set that was counted."""

    session_id: int | None
    day: date
    exercise: str
    weight: Shown
    reps: int
    estimate: Shown


class AnalysisTold(Told):
    """Estimates of every exercise done, and the latest sets they come from."""

    days: int
    exercises: list[ExerciseBest]
    sets: list[CountedSet]


class AnalysisWanted(BaseModel):
    """Over how many days, and in which order."""

    days: Literal["30", "60", "90", "120"] = "90"
    sort: Literal["-best", "best", "name", "-name", "-sets", "sets", "-trend", "trend", "-latest"] = "-best"


class PlatesOfOne(Told):
    """Plates of one weight on each side."""

    weight: Shown
    count: int


class LoadingTold(Told):
    """A bar and what hangs on each side."""

    bar: Shown
    side: list[PlatesOfOne]
    total: Shown


class PlatesTold(Told):
    """How to load a weight: exactly, or the nearest below and above."""

    wanted: Shown
    unit: Unit
    exact: LoadingTold | None
    below: LoadingTold | None
    above: LoadingTold | None


class LoadWanted(BaseModel):
    """A weight to load, in ``unit``, with one of your bars; the usual one unless you say."""

    weight: Lifted
    unit: Unit = Unit.KG
    bar: Lifted | None = None


class WarmUpWanted(LoadWanted):
    """A working weight, and the key of a way up: ``short``, ``usual``, ``long``, or ``own-1`` for your first own."""

    scheme: Text = USUAL


class WarmUpStepTold(Told):
    """One warm-up set."""

    sets: int
    reps: int
    percent: int
    loading: LoadingTold


class WarmUpTold(Told):
    """The way up to a working weight."""

    unit: Unit
    steps: list[WarmUpStepTold]


class CalculationGiven(Given):
    """A set whose estimate is to be kept as a session marked as a calculation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"weight": "100", "reps": 5, "exercise_id": 1}]})

    weight: Lifted
    reps: RepsLifted
    unit: Unit = Unit.KG
    exercise_id: Key | None = None
    client_id: UUID | None = None


class CalculationTold(Told):
    """The session that keeps it."""

    session_id: int
    name: str


@routes.get("/calculator/estimate", EstimateTold, mark("Estimate a one-rep max"), shared=True)
def estimate(request: HttpRequest, wanted: Query[SetWanted]) -> HttpResponse:
    found = estimate_of(wanted.weight, wanted.reps)
    told = EstimateTold(
        weight=wanted.weight,
        reps=wanted.reps,
        unit=wanted.unit,
        formulas=[FormulaTold(key=row.key, name=row.name, estimate=_short(row.value)) for row in found.formulas],
        mean=_cut(found.mean),
        maximum=_cut(found.maximum),
        measured=found.measured,
        poor=found.poor,
        percentages=[_share(row) for row in found.percentages],
        rep_maxes=[_share(row) for row in found.rep_maxes],
    )
    return answer(told)


@routes.get("/calculator/analysis", AnalysisTold, mark("Estimate from recent sets"), shared=True)
def analysis(request: HttpRequest, wanted: Query[AnalysisWanted]) -> HttpResponse:
    scope, days = scope_of(request), int(wanted.days)
    exercises = [
        ExerciseBest(
            exercise_id=row.exercise_id,
            name=row.name,
            sets=row.sets,
            latest=row.latest,
            best=_cut(row.best),
            weight=row.weight,
            reps=row.reps,
            by_formula=[FormulaBest(key=key, estimate=_cut(value)) for key, value in row.by_formula],
            trend=_short(row.trend),
        )
        for row in exercise_estimates(scope, days, wanted.sort)
    ]
    sets = [
        CountedSet(
            session_id=row.session_id,
            day=row.day,
            exercise=row.exercise,
            weight=row.weight,
            reps=row.reps,
            estimate=_cut(row.estimate),
        )
        for row in recent_sets(scope, days)
    ]
    return answer(AnalysisTold(days=days, exercises=exercises, sets=sets))


@routes.get("/calculator/plates", PlatesTold, mark("Find the plates for a weight"), shared=True)
def plates(request: HttpRequest, wanted: Query[LoadWanted]) -> HttpResponse:
    found = gear_of(scope_of(request), wanted.unit).rack(wanted.bar).load(wanted.weight)
    told = PlatesTold(
        wanted=wanted.weight,
        unit=wanted.unit,
        exact=_loading(found.exact),
        below=_loading(found.below),
        above=_loading(found.above),
    )
    return answer(told)


@routes.get("/calculator/warm-up", WarmUpTold, mark("Find the warm-up for a weight"), shared=True)
def warm_up(request: HttpRequest, wanted: Query[WarmUpWanted]) -> HttpResponse:
    scope = scope_of(request)
    own = {f"own-{place}": each.steps for place, each in enumerate(warm_ups_of(scope), start=1)}
    steps = {**own, **SCHEMES}.get(wanted.scheme)
    if steps is None:
        raise Problem("invalid", faults=[Fault("query.scheme", "unknown", "", wanted.scheme)])
    rack = gear_of(scope, wanted.unit).rack(wanted.bar)
    told = [
        WarmUpStepTold(sets=step.sets, reps=step.reps, percent=step.percent, loading=_of(step.loading))
        for step in ramp(wanted.weight, rack, steps)
    ]
    return answer(WarmUpTold(unit=wanted.unit, steps=told))


@routes.post("/calculator/save", CalculationTold, mark("Keep an estimate as a calculation"), 201)
def save(request: HttpRequest, given: CalculationGiven) -> HttpResponse:
    scope = scope_of(request)
    if to_kg(given.weight, given.unit) > formulas.MAX_WEIGHT_KG:
        raise Problem("invalid", faults=[Fault("body.weight", "less_than_equal", "", str(given.weight))])
    exercise = None if given.exercise_id is None else named_exercise(scope, given.exercise_id)
    calculation = Calculation(weight=given.weight, reps=given.reps, unit=given.unit, exercise=exercise)
    session = calculation_save(scope=scope, calculation=calculation, client_id=given.client_id)
    return created(CalculationTold(session_id=session.pk, name=session.name), f"/api/v1/sessions/{session.pk}")


def _cut(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))


def _short(value: Decimal | None) -> Decimal | None:
    return None if value is None else _cut(value)


def _share(row: ShareRow) -> PercentTold:
    return PercentTold(percent=row.percent, reps=row.reps, weight=_cut(row.value))


def _loading(loading: Loading | None) -> LoadingTold | None:
    return None if loading is None else _of(loading)


def _of(loading: Loading) -> LoadingTold:
    side = [PlatesOfOne(weight=pair.weight, count=pair.pairs) for pair in loading.counted]
    return LoadingTold(bar=loading.bar, side=side, total=loading.total)


router, visitor_router = routes.own, routes.shared
