"""Where a row of values is heading: a straight line through them by least squares, with its uncertainty. Pure.

The interval is the prediction interval of ordinary least squares at 80 %: a new value of that day falls into it four
times out of five, if things go on as they did. With few or crowded points nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite, sqrt

LEAST_POINTS = 5
LEAST_DAYS = 21
LONGEST_DAYS = 3 * 365
"""Nobody knows what is further away."""
QUANTILES = (
    *(3.0777, 1.8856, 1.6377, 1.5332, 1.4759, 1.4398, 1.4149, 1.3968, 1.3830, 1.3722),
    *(1.3634, 1.3562, 1.3502, 1.3450, 1.3406, 1.3368, 1.3334, 1.3304, 1.3277, 1.3253),
    *(1.3232, 1.3212, 1.3195, 1.3178, 1.3163, 1.3150, 1.3137, 1.3125, 1.3114, 1.3104),
)
"""The 90 % quantiles of Student's t by degrees of freedom, from 1 on: half of the rest lies on each side of 80 %."""
NORMAL = 1.2816
"""The same with very many degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Value:
    """What the line says of a day, and the bounds between which a new value lies four times out of five."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points: the mean of days (since the first) and values, its slope per day, and how sure it is."""

    first: date
    mean_day: float
    mean: float
    slope: float
    spread: float
    """Sum of squared distances of the days from their mean."""
    error: float
    """Standard error of the points around the line."""
    number: int

    def value(self, day: date) -> Value:
        """What it says of ``day``."""
        away = (day - self.first).days - self.mean_day
        middle = self.mean + self.slope * away
        width = quantile(self.number - 2) * self.error * sqrt(1 + 1 / self.number + away**2 / self.spread)
        return Value(middle, middle - width, middle + width)


@dataclass(frozen=True, slots=True)
class Projection:
    """What is to be expected: the value on the due day, and when the target is reached (None: not within three years,
    or going the other way).
    """

    due: Value
    reached: date | None


def quantile(freedom: int) -> float:
    """The 90 % quantile of Student's t; from 30 degrees of freedom on by its distance to the normal one."""
    if freedom <= len(QUANTILES):
        return QUANTILES[max(freedom, 1) - 1]
    return NORMAL + (QUANTILES[-1] - NORMAL) * len(QUANTILES) / freedom


def line_through(points: Sequence[tuple[date, float]]) -> Line | None:
    """The line of least squares; None when the data is too thin: fewer than five points, or within three weeks."""
    if len(points) < LEAST_POINTS:
        return None
    first = min(day for day, _value in points)
    days = [(day - first).days for day, _value in points]
    if max(days) < LEAST_DAYS:
        return None
    number = len(points)
    mean_day, mean = sum(days) / number, sum(value for _day, value in points) / number
    spread = sum((day - mean_day) ** 2 for day in days)
    pairs = [(day - mean_day, value - mean) for day, (_day, value) in zip(days, points, strict=True)]
    slope = sum(away * value for away, value in pairs) / spread
    left = sum((value - slope * away) ** 2 for away, value in pairs)
    return Line(first, mean_day, mean, slope, spread, sqrt(left / (number - 2)), number)


def project(points: Sequence[tuple[date, float]], target: float, due: date, today: date) -> Projection | None:
    """Where ``points`` are heading; None when the data is too thin to say."""
    line = line_through(points)
    if line is None:
        return None
    return Projection(line.value(due), _reached(line, target, today))


def _reached(line: Line, target: float, today: date) -> date | None:
    """The first day from ``today`` on when the line is at the target."""
    now = line.value(today).middle
    if not line.slope:
        return None
    days = (target - now) / line.slope
    if not isfinite(days) or not 0 <= days <= LONGEST_DAYS:
        return None
    return today + timedelta(days=round(days))
