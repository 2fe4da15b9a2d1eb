"""The line through values: what it says of exact data, how sure it is, and when it says nothing."""

from datetime import date, timedelta
from math import gamma, pi, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions_app.projection import QUANTILES, line_through, project, quantile

START = date(2026, 1, 5)
Points = list[tuple[date, float]]


def points(values: list[float], every: int = 7) -> Points:
    return [(START + timedelta(days=place * every), value) for place, value in enumerate(values)]


def test_values_on_a_line_come_out_exactly() -> None:
    found = project(points([100, 101, 102, 103, 104]), 106, date(2026, 2, 16), date(2026, 2, 2))
    assert found is not None
    assert found.due.middle == pytest.approx(106)
    assert found.due.low == pytest.approx(106)
    assert found.reached == date(2026, 2, 16)


def test_swings_make_it_unsure_and_far_days_more_so() -> None:
    line = line_through(points([100, 103, 101, 105, 102, 106]))
    assert line is not None
    near, far = line.value(date(2026, 2, 20)), line.value(date(2026, 8, 20))
    assert 0 < near.high - near.low < far.high - far.low
    assert near.low < near.middle < near.high


@pytest.mark.parametrize("values", [[100, 101, 102, 103], []])
def test_few_values_say_nothing(values: list[float]) -> None:
    assert project(points(values), 120, date(2026, 6, 1), START) is None


def test_values_of_a_few_days_say_nothing() -> None:
    assert project(points([100, 101, 102, 103, 104, 105], every=2), 120, date(2026, 6, 1), START) is None


def test_what_goes_the_other_way_or_nowhere_is_never_reached() -> None:
    for values in ([104, 103, 102, 101, 100], [100, 100, 100, 100, 100]):
        found = project(points([float(each) for each in values]), 120, date(2026, 6, 1), date(2026, 2, 2))
        assert found is not None
        assert found.reached is None


def test_falling_to_a_lower_target_is_reached() -> None:
    found = project(points([84, 83, 82, 81, 80]), 78, date(2026, 6, 1), date(2026, 2, 2))
    assert found is not None
    assert found.reached == date(2026, 2, 16)


def probability(limit: float, freedom: int, steps: int = 4000) -> float:
    """How much of Student's t lies between the bounds, by Simpson's rule over its density."""
    scale = gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
    width = 2 * limit / steps
    weights = [1] + [4, 2] * (steps // 2 - 1) + [4, 1]
    heights = ((1 + (-limit + place * width) ** 2 / freedom) ** (-(freedom + 1) / 2) for place in range(steps + 1))
    return float(scale * width / 3 * sum(weight * height for weight, height in zip(weights, heights, strict=True)))


@pytest.mark.parametrize("freedom", [*range(1, len(QUANTILES) + 1), 45, 120, 300])
def test_four_of_five_values_lie_within_the_bounds(freedom: int) -> None:
    assert probability(quantile(freedom), freedom) == pytest.approx(0.8, abs=0.0006)


@settings(max_examples=25)
@given(st.lists(st.floats(40, 200), min_size=5, max_size=30), st.floats(40, 250))
def test_whatever_the_values_the_middle_lies_between_the_bounds(values: list[float], target: float) -> None:
    today = START + timedelta(days=7 * len(values))
    found = project(points(values), target, today + timedelta(days=60), today)
    assert found is not None
    assert found.due.low <= found.due.middle <= found.due.high
    assert found.reached is None or found.reached >= today


@settings(max_examples=25)
@given(st.lists(st.floats(40, 200), min_size=5, max_size=30), st.floats(-50, 50))
def test_moving_all_values_moves_the_line(values: list[float], by: float) -> None:
    one, other = line_through(points(values)), line_through(points([value + by for value in values]))
    assert one is not None
    assert other is not None
    assert other.slope == pytest.approx(one.slope, abs=1e-6)
    assert other.mean == pytest.approx(one.mean + by)
