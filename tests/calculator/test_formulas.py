"""The seven formulas: the published values, and what must hold for every weight and number of reps."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import formulas
from calculator.formulas import FORMULAS, GOOD_REPS, MAX_REPS, MEAN_FACTORS, NoEstimateError

steady = settings(derandomize=True, deadline=None)
weights = st.decimals("0.0001", 1000, places=4)
valid_reps = st.integers(1, MAX_REPS)
keys = st.sampled_from(sorted(FORMULAS))

CHECKS = {
    5: ("112.50", "116.65", "113.71", "117.46", "119.01", "112.50", "116.58"),
    10: ("133.33", "133.30", "134.07", "125.89", "130.93", "125.00", "134.75"),
}


def hundredths(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_EVEN))


def test_there_are_seven_functions_by_these_names() -> None:
    assert list(FORMULAS) == ["brzycki", "epley", "lander", "lombardi", "mayhew", "oconner", "wathan"]
    for key, formula in FORMULAS.items():
        assert getattr(formulas, key) is formula.estimate


@pytest.mark.parametrize("reps", sorted(CHECKS))
def test_check_values_for_a_hundred_kilograms(reps: Any) -> None:
    found = formulas.estimates(Decimal(100), reps)
    assert tuple(hundredths(value) for value in found.values() if value is not None) == CHECKS[reps]


def test_the_mean_of_five_reps_with_a_hundred_kilograms() -> None:
    assert hundredths(formulas.mean(Decimal(100), 5)) == "115.49"


@pytest.mark.parametrize(
    ("key", "reps", "percent"),
    [
        # Brzycki's table: 90 % for five reps is 88.9, 75 % for ten.
        ("brzycki", 2, "97.22"),
        ("brzycki", 5, "88.89"),
        ("brzycki", 10, "75.00"),
        # Epley's chart: three percent a rep, 30 reps at half the maximum.
        ("epley", 3, "90.92"),
        ("epley", 10, "75.02"),
        ("epley", 30, "50.03"),
        # O'Conner: 2.5 % a rep.
        ("oconner", 4, "90.91"),
        ("oconner", 20, "66.67"),
        # Lander: 101.3 − 2.67123 r is the percentage itself.
        ("lander", 3, "93.29"),
        ("lander", 12, "69.25"),
        # Mayhew and Wathan: the divisor is the percentage.
        ("mayhew", 1, "91.86"),
        ("mayhew", 15, "70.56"),
        ("wathan", 1, "98.71"),
        ("wathan", 8, "78.33"),
        ("lombardi", 2, "93.30"),
        ("lombardi", 20, "74.11"),
    ],
)
def test_published_percentages_of_the_maximum(key: str, reps: int, percent: str) -> None:
    assert hundredths(formulas.weight_by(key, Decimal(100), reps)) == percent


def test_lombardi_raises_only_the_reps_to_the_power() -> None:
    assert formulas.lombardi(Decimal(100), 1) == 100
    assert formulas.lombardi(Decimal(200), 5) == 2 * formulas.lombardi(Decimal(100), 5)


def test_at_one_rep_the_functions_follow_their_formulas() -> None:
    at_one = {key: hundredths(value) for key, value in formulas.estimates(Decimal(100), 1).items() if value is not None}
    assert at_one == {
        "brzycki": "100.00",
        "epley": "103.33",
        "lander": "101.39",
        "lombardi": "100.00",
        "mayhew": "108.86",
        "oconner": "102.50",
        "wathan": "101.30",
    }


def test_at_one_rep_the_factor_of_the_mean_is_the_measured_maximum() -> None:
    assert formulas.mean_factor(1) == 1
    assert formulas.mean(Decimal(100), 1) > 100


def test_brzycki_has_no_value_from_37_reps_and_lander_from_38() -> None:
    assert formulas.brzycki(Decimal(100), 36) == 3600
    for function, reps in ((formulas.brzycki, 37), (formulas.brzycki, 60), (formulas.lander, 38)):
        with pytest.raises(NoEstimateError):
            function(Decimal(100), reps)
    assert formulas.lander(Decimal(100), 37) > 0
    found = formulas.estimates(Decimal(100), 37)
    assert found["brzycki"] is None
    assert found["lander"] is not None
    with pytest.raises(NoEstimateError, match="Brzycki has no value for 37 reps"):
        formulas.weight_by("brzycki", Decimal(100), 37)


def test_the_mean_leaves_out_formulas_without_a_value() -> None:
    rest = [value for value in formulas.estimates(Decimal(100), 40).values() if value is not None]
    assert len(rest) == 5
    assert hundredths(formulas.mean(Decimal(100), 40)) == hundredths(sum(rest, Decimal(0)) / 5)


def test_no_reps_have_a_power_and_a_negative_number_has_none() -> None:
    assert formulas.lombardi(Decimal(100), 0) == 0
    with pytest.raises(NoEstimateError):
        formulas.lombardi(Decimal(100), -1)


@pytest.mark.parametrize("weight", [100, 100.0])
def test_plain_numbers_give_plain_numbers(weight: float | int) -> None:
    found = [getattr(formulas, key)(weight, 5) for key in FORMULAS]
    assert all(type(value) is float for value in found)
    assert [f"{value:.2f}" for value in found] == list(CHECKS[5])


@steady
@given(keys, weights, valid_reps)
def test_every_estimate_is_linear_in_the_weight(key: Any, weight: Any, reps: Any) -> None:
    value = FORMULAS[key].estimate(weight, reps)
    assert hundredths(FORMULAS[key].estimate(3 * weight, reps)) == hundredths(3 * value)
    assert hundredths(formulas.factor(key, reps) * weight) == hundredths(value)


@steady
@given(keys, weights, st.integers(1, MAX_REPS - 1))
def test_more_reps_with_the_same_weight_are_a_higher_maximum(key: Any, weight: Any, reps: Any) -> None:
    assert FORMULAS[key].estimate(weight, reps) < FORMULAS[key].estimate(weight, reps + 1)


@steady
@given(keys, weights, valid_reps)
def test_no_estimate_is_below_the_weight_that_was_lifted(key: Any, weight: Any, reps: Any) -> None:
    assert FORMULAS[key].estimate(weight, reps) >= weight


@steady
@given(keys, weights, valid_reps)
def test_the_way_back_gives_the_weight(key: Any, weight: Any, reps: Any) -> None:
    maximum = FORMULAS[key].estimate(weight, reps)
    assert abs(formulas.weight_by(key, maximum, reps) - weight) < Decimal("1e-20")


@steady
@given(weights, valid_reps)
def test_the_way_back_of_the_mean_gives_the_weight(weight: Any, reps: Any) -> None:
    assert abs(formulas.weight_for(weight * formulas.mean_factor(reps), reps) - weight) < Decimal("1e-20")


@steady
@given(weights, valid_reps)
def test_the_mean_lies_between_the_lowest_and_the_highest(weight: Any, reps: Any) -> None:
    found = [formula.estimate(weight, reps) for formula in FORMULAS.values()]
    assert min(found) < formulas.mean(weight, reps) < max(found)


def test_the_factors_for_reports_are_those_of_one_to_ten_reps_and_rise() -> None:
    assert list(MEAN_FACTORS) == list(range(1, GOOD_REPS + 1))
    assert list(MEAN_FACTORS.values()) == sorted(set(MEAN_FACTORS.values()))
    assert all(MEAN_FACTORS[reps] == formulas.mean_factor(reps) for reps in MEAN_FACTORS)
    assert hundredths(100 * MEAN_FACTORS[5]) == "115.49"


@pytest.mark.parametrize(
    ("percent", "reps"), [(100, 1), (98, 1), (95, 2), (90, 4), (85, 6), (80, 8), (75, 11), (65, 16), (50, 25)]
)
def test_the_reps_that_a_percentage_allows(percent: int, reps: int) -> None:
    assert formulas.reps_at(Decimal(percent) / 100) == reps


@steady
@given(st.integers(50, 99))
def test_a_higher_percentage_allows_no_more_reps(percent: Any) -> None:
    assert formulas.reps_at(Decimal(percent) / 100) >= formulas.reps_at(Decimal(percent + 1) / 100)


def test_below_half_the_maximum_the_table_ends() -> None:
    assert formulas.reps_at(Decimal("0.3")) == 25


def test_what_is_taken_as_input_and_what_estimates_are_worth() -> None:
    """Other tests go by these names; pages, API and help tell people the numbers."""
    assert (formulas.MIN_REPS, MAX_REPS, GOOD_REPS, formulas.MAX_WEIGHT_KG) == (1, 20, 10, 1000)
