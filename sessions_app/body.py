"""Body weight and measurements as pages show them: values in their unit, the trend through them, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import zip_longest

from django.db.models import Count
from django.utils.translation import gettext as _

from sessions_app import display
from sessions_app.calendar import today_of
from sessions_app.catalogue.measures import BODY_WEIGHT
from sessions_app.models import Measure, Measurement, Quantity
from sessions_app.querysets import MeasurementQuerySet
from sessions_app.reports.card import Chart, Series, iso_days
from sharing.scope import Scope
from workouttracker.kit.units import SHOWN_STEP, STORED_STEP, Unit, from_kg, plain, to_kg

CM_PER_INCH = Decimal("2.54")
"""Centimetres in one inch, exact."""
TREND_DAYS = 7
"""The trend is the mean of the values of so many days, the day itself included."""
PERIODS = {"90": 90, "365": 365, "all": None}
"""What the chart can show, in days."""
DEFAULT_PERIOD = "365"


@dataclass(frozen=True, slots=True)
class Scale:
    """How values of a measure are written: kilograms or pounds, centimetres or inches, per cent, or as they are."""

    quantity: str
    unit: Unit

    @property
    def name(self) -> str:
        """The unit's name; empty for a plain number."""
        imperial = self.unit is Unit.LB
        return {
            Quantity.WEIGHT.value: self.unit.value,
            Quantity.LENGTH.value: "in" if imperial else "cm",
            Quantity.PERCENT.value: "%",
        }.get(self.quantity, "")

    def shown(self, stored: Decimal) -> Decimal:
        """The stored value in this unit, to two decimals."""
        if self.quantity == Quantity.WEIGHT:
            return from_kg(stored, self.unit)
        value = stored / CM_PER_INCH if self.name == "in" else stored
        return plain(value.quantize(SHOWN_STEP, rounding=ROUND_HALF_EVEN))

    def stored(self, typed: Decimal) -> Decimal:
        """The typed value as it is stored: kilograms, centimetres, per cent, number."""
        if self.quantity == Quantity.WEIGHT:
            return to_kg(typed, self.unit)
        value = typed * CM_PER_INCH if self.name == "in" else typed
        return value.quantize(STORED_STEP, rounding=ROUND_HALF_EVEN)

    def words(self, stored: Decimal) -> str:
        """``82.5 kg``, held together by a no-break space."""
        number = display.number(self.shown(stored))
        return f"{number}\N{NO-BREAK SPACE}{self.name}" if self.name else number

    def change(self, difference: Decimal) -> str:
        """``+0.4`` or ``−1.2``, without the unit."""
        sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else "±"
        return f"{sign}{display.number(self.shown(abs(difference)))}"

    @property
    def step(self) -> str:
        """How much one press on − or + changes the value."""
        return "0.5" if self.quantity == Quantity.LENGTH else "1" if self.quantity == Quantity.PLAIN else "0.1"


@dataclass(frozen=True, slots=True)
class Point:
    """One stored value with the trend at it; ``at`` as the clock showed it."""

    day: date
    at: datetime
    value: Decimal
    note: str
    trend: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored value with the change since the value before; None for the first of all."""

    id: int
    day: date
    value: Decimal
    note: str
    change: Decimal | None


class Entries:
    """The ``number`` values of a measure, the newest first, for a paginator: a page costs no more than itself."""

    def __init__(self, scope: Scope, measure: Measure, number: int) -> None:
        self._rows = _values(scope, measure).order_by("-measured_at", "-id")
        self._number = number

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, part: slice) -> list[Entry]:
        rows = list(self._rows[part.start : part.stop + 1])
        return [
            Entry(row.pk, row.local_date, row.value, row.note, None if before is None else row.value - before.value)
            for row, before in zip_longest(rows, rows[1:])
        ][: part.stop - part.start]


@dataclass(frozen=True, slots=True)
class MeasureChoice:
    """Something to measure, and how many values there are of it."""

    id: int
    name: str
    own: bool
    values: int
    is_weight: bool


def measure_choices(scope: Scope) -> list[MeasureChoice]:
    """Everything that can be measured, in its order, with the number of values. Two queries."""
    counts = dict(Measurement.objects.visible_to(scope).order_by().values_list("measure").annotate(number=Count("pk")))
    return [
        MeasureChoice(row.pk, row.label, not row.is_shared, counts.get(row.pk, 0), row.slug == BODY_WEIGHT)
        for row in Measure.objects.visible_to(scope)
    ]


def points_of(scope: Scope, measure: Measure, period: str = "all") -> list[Point]:
    """The values of ``measure`` in the period called ``period``, the oldest first. One query."""
    rows, days = _values(scope, measure).order_by("measured_at", "id"), PERIODS[period]
    first = None if days is None else today_of(scope) - timedelta(days=days - 1)
    if first is not None:  # the trend at the first day is made of the days before, too
        rows = rows.filter(local_date__gt=first - timedelta(days=TREND_DAYS))
    found = list(rows)
    trend = moving_average([(row.local_date, row.value) for row in found])
    return [
        Point(row.local_date, row.measured_at.astimezone(row.zone), row.value, row.note, mean)
        for row, mean in zip(found, trend, strict=True)
        if first is None or row.local_date >= first
    ]


def _values(scope: Scope, measure: Measure) -> MeasurementQuerySet[Measurement]:
    return Measurement.objects.visible_to(scope).filter(measure=measure)


def moving_average(values: Sequence[tuple[date, Decimal]]) -> list[Decimal]:
    """For each of ``values`` (days rising) the mean of those of its last ``TREND_DAYS`` days."""
    means: list[Decimal] = []
    start, total = 0, Decimal(0)
    for place, (day, value) in enumerate(values):
        total += value
        while values[start][0] <= day - timedelta(days=TREND_DAYS):
            total -= values[start][1]
            start += 1
        means.append(total / (place - start + 1))
    return means


def chart_of(points: Sequence[Point], scale: Scale, name: str) -> Chart:
    """The trend, and below it the values that it runs through."""
    values = tuple(scale.shown(point.value) for point in points)
    trend = tuple(scale.shown(point.trend) for point in points)
    series = (Series(_("Trend"), trend, "6", line=True), Series(name, values, "5", line=True))
    return Chart("line", iso_days(point.day for point in points), series, unit=scale.name, dates=True)


def insight_of(points: Sequence[Point], scale: Scale) -> str:
    """What the trend did between the first and the last of ``points``; empty when there is nothing to compare."""
    if len(points) < 2 or points[0].day == points[-1].day:
        return ""
    days = (points[-1].day - points[0].day).days
    difference = scale.shown(points[-1].trend) - scale.shown(points[0].trend)
    if not difference:
        return _("The trend is where it was %(days)s days ago.") % {"days": display.number(days)}
    number = display.number(abs(difference))
    words = f"{number}\N{NO-BREAK SPACE}{scale.name}".rstrip()
    said = (
        _("The trend is up by %(change)s in %(days)s days.")
        if difference > 0
        else _("The trend is down by %(change)s in %(days)s days.")
    )
    return said % {"change": words, "days": display.number(days)}
