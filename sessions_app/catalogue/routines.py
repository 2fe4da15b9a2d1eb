"""Routines that come with the product, in our own words: athletes copy one and change it as they like.

They follow schemes that lifters have shared for decades: five sets of five, double progression over upper and lower
body, waves of percentages of a training maximum. Keys are stable; names and notes are translated when one is copied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from workouttracker.kit.routine_file import DayFile, ExerciseFile, RoutinePart, TargetFile
from workouttracker.kit.text import mark
from workouttracker.kit.units import STORED_STEP, Unit, to_kg

WORKING, WARM_UP, AMRAP = "working", "warm_up", "amrap"
LB_PER_KG_OF_STEP = 2
"""A step of 2.5 kg is one of 5 lb: plates come in pairs of either."""


@dataclass(frozen=True, slots=True)
class Lift:
    """An exercise of a shipped day: its key in the catalogue and its English name, targets, rule."""

    slug: str
    name: str
    targets: Sequence[TargetFile]
    rule: str = "linear"
    step: str = "2.5"
    rest: int = 180
    superset: int | None = None
    shared: bool = False
    training_percent: int | None = None
    failures: int = 3


@dataclass(frozen=True, slots=True)
class ShippedRoutine:
    """A shipped routine. ``name``, ``teaser``, ``notes`` and names of days are to be translated."""

    key: str
    name: str
    teaser: str
    notes: str
    per_week: int
    days: Sequence[tuple[str, Sequence[Lift]]]

    def part(self, unit: Unit) -> RoutinePart:
        """As a file for an athlete who trains in ``unit``, in the present language."""
        days = [DayFile(name=_(name), exercises=[_exercise(lift, unit) for lift in lifts]) for name, lifts in self.days]
        return RoutinePart(
            name=_(self.name), notes=_(self.notes), per_week=self.per_week, source_key=self.key, days=days
        )


def _exercise(lift: Lift, unit: Unit) -> ExerciseFile:
    step = Decimal(lift.step)
    increment = to_kg(step * LB_PER_KG_OF_STEP, unit) if unit is Unit.LB else step.quantize(STORED_STEP)
    return ExerciseFile(
        exercise=lift.name,
        slug=lift.slug,
        superset=lift.superset,
        rest_seconds=lift.rest,
        rule=lift.rule,  # type: ignore[arg-type]  # pydantic refuses any other
        increment=increment,
        failures_allowed=lift.failures,
        shared=lift.shared,
        training_percent=None if lift.training_percent is None else Decimal(lift.training_percent),
        targets=list(lift.targets),
    )


def _sets(number: int, low: int, high: int | None = None) -> list[TargetFile]:
    return [TargetFile(set_type_slug=WORKING, reps=low, reps_most=high)] * number


def _warm_up(*shares: tuple[int, int]) -> list[TargetFile]:
    return [TargetFile(set_type_slug=WARM_UP, reps=reps, percent=Decimal(share)) for share, reps in shares]


def _wave(week: int, *shares: tuple[int, int], last: str = AMRAP) -> list[TargetFile]:
    """A week of a cycle: shares of the training maximum with their reps; the last set is open upwards."""
    types = [WORKING] * (len(shares) - 1) + [last]
    return [
        TargetFile(set_type_slug=kind, week=week, reps=reps, percent=Decimal(share))
        for (share, reps), kind in zip(shares, types, strict=True)
    ]


SQUAT, BENCH = ("squat-barbell", "Squat (Barbell)"), ("bench-press-barbell", "Bench Press (Barbell)")
DEADLIFT, PRESS = ("deadlift-barbell", "Deadlift (Barbell)"), ("overhead-press-barbell", "Overhead Press (Barbell)")
ROW = ("bent-over-row-barbell", "Bent Over Row (Barbell)")
FIVES = [*_warm_up((50, 5), (70, 3)), *_sets(5, 5)]
WAVES = [
    *_wave(1, (65, 5), (75, 5), (85, 5)),
    *_wave(2, (70, 3), (80, 3), (90, 3)),
    *_wave(3, (75, 5), (85, 3), (95, 1)),
    *_wave(4, (40, 5), (50, 5), (60, 5), last=WORKING),
]
BACK_OFF = [TargetFile(set_type_slug="back_off", reps=5, percent=Decimal(65))] * 3


def _main(lift: tuple[str, str], step: str) -> Lift:
    return Lift(*lift, [*WAVES, *BACK_OFF], "percent", step, failures=2)


def _double(slug: str, name: str, sets: int, low: int, high: int, *, rest: int = 120, superset: int = 0) -> Lift:
    return Lift(slug, name, _sets(sets, low, high), "double", "2.5", rest, superset or None)


ROUTINES = (
    ShippedRoutine(
        "five-by-five",
        mark("5 × 5, linear"),
        mark("Two days in turn, five sets of five, a little more weight each time. For the first months."),
        mark(
            "Train three times a week and take the two days in turn. Begin with a weight you could lift ten times. "
            "Whenever all reps are done, the next session is heavier by itself. After three misses in a row the weight "
            "drops by a tenth, and you work your way up again."
        ),
        3,
        (
            (
                mark("Day A"),
                (Lift(*SQUAT, FIVES, shared=True), Lift(*BENCH, FIVES), Lift(*ROW, FIVES)),
            ),
            (
                mark("Day B"),
                (
                    Lift(*SQUAT, FIVES, shared=True),
                    Lift(*PRESS, FIVES),
                    Lift(*DEADLIFT, [*_warm_up((50, 5), (70, 3)), *_sets(1, 5)], step="5"),
                ),
            ),
        ),
    ),
    ShippedRoutine(
        "upper-lower",
        mark("Upper and lower body, double progression"),
        mark("Four sessions a week. First more reps, then more weight; small exercises as supersets."),
        mark(
            "Two days for the upper body, two for the lower. Stay within the range of reps: as soon as every set "
            "reaches its top, the weight goes up and the reps start at the bottom again. Leave one or two reps in "
            "reserve."
        ),
        4,
        (
            (
                mark("Upper body 1"),
                (
                    _double(*BENCH, 4, 6, 8, rest=180),
                    _double("bent-over-row-barbell", "Bent Over Row (Barbell)", 4, 6, 8, rest=180),
                    _double("overhead-press-barbell", "Overhead Press (Barbell)", 3, 8, 10),
                    _double("lateral-raise-dumbbell", "Lateral Raise (Dumbbell)", 3, 12, 15, rest=60, superset=1),
                    _double("triceps-pushdown-cable", "Triceps Pushdown (Cable)", 3, 10, 15, rest=60, superset=1),
                ),
            ),
            (
                mark("Lower body 1"),
                (
                    _double(*SQUAT, 4, 6, 8, rest=180),
                    _double("romanian-deadlift-barbell", "Romanian Deadlift (Barbell)", 3, 8, 10, rest=180),
                    _double("leg-extension-machine", "Leg Extension (Machine)", 3, 10, 15, rest=90),
                    _double("standing-calf-raise-machine", "Standing Calf Raise (Machine)", 4, 10, 15, rest=90),
                ),
            ),
            (
                mark("Upper body 2"),
                (
                    _double("incline-bench-press-dumbbell", "Incline Bench Press (Dumbbell)", 4, 8, 12),
                    _double("lat-pulldown-cable", "Lat Pulldown (Cable)", 4, 8, 12),
                    _double("seated-row-cable", "Seated Row (Cable)", 3, 10, 12),
                    _double("face-pull-cable", "Face Pull (Cable)", 3, 12, 15, rest=60, superset=1),
                    _double("biceps-curl-dumbbell", "Biceps Curl (Dumbbell)", 3, 10, 15, rest=60, superset=1),
                ),
            ),
            (
                mark("Lower body 2"),
                (
                    _double(*DEADLIFT, 3, 4, 6, rest=240),
                    _double("leg-press-machine", "Leg Press (Machine)", 3, 10, 12, rest=150),
                    _double("seated-leg-curl-machine", "Seated Leg Curl (Machine)", 3, 10, 15, rest=90),
                    Lift(
                        "plank",
                        "Plank",
                        [TargetFile(set_type_slug=WORKING, duration_seconds=45)] * 3,
                        "none",
                        "0",
                        60,
                    ),
                ),
            ),
        ),
    ),
    ShippedRoutine(
        "percent-waves",
        mark("Waves of percentages, four weeks"),
        mark("One big lift a day in shares of a training maximum; three harder weeks, one easy one."),
        mark(
            "The training maximum is what you could lift on any ordinary day, about nine tenths of your best. Enter it "
            "for each lift before you begin. In the first three weeks the last set is open: do more reps when they are "
            "clean. The fourth week is easy on purpose. A cycle without a miss raises the training maximum."
        ),
        4,
        (
            (mark("Press"), (_main(PRESS, "2.5"), _double("lat-pulldown-cable", "Lat Pulldown (Cable)", 4, 8, 12))),
            (
                mark("Deadlift"),
                (_main(DEADLIFT, "5"), _double("leg-press-machine", "Leg Press (Machine)", 3, 10, 15)),
            ),
            (mark("Bench press"), (_main(BENCH, "2.5"), _double("seated-row-cable", "Seated Row (Cable)", 4, 8, 12))),
            (
                mark("Squat"),
                (_main(SQUAT, "5"), _double("seated-leg-curl-machine", "Seated Leg Curl (Machine)", 3, 10, 15)),
            ),
        ),
    ),
)
"""The shipped routines in the order shown."""


def shipped(key: str) -> ShippedRoutine | None:
    """The shipped routine called ``key``."""
    return next((each for each in ROUTINES if each.key == key), None)
