"""Pounds and kilograms, metres and miles: nothing typed is ever shown differently again."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workouttracker.kit.limits import MAX_WEIGHT_KG
from workouttracker.kit.units import METRES, Unit, from_kg, plain, to_kg, to_metres

steady = settings(derandomize=True, deadline=None)

HUNDREDTHS_OF_POUNDS = 440_924
"""4409.24 lb is the heaviest whole hundredth of a pound below 2000 kg."""


def test_every_pound_value_with_two_decimals_comes_back_as_typed() -> None:
    wrong = []
    for hundredths in range(HUNDREDTHS_OF_POUNDS + 1):
        typed = Decimal(hundredths).scaleb(-2)
        if from_kg(to_kg(typed, Unit.LB), Unit.LB) != typed:
            wrong.append(typed)
    assert wrong == []


def test_the_heaviest_pound_value_is_within_the_limit_and_the_next_is_not() -> None:
    heaviest = Decimal(HUNDREDTHS_OF_POUNDS).scaleb(-2)
    assert to_kg(heaviest, Unit.LB) <= MAX_WEIGHT_KG < to_kg(heaviest + Decimal("0.01"), Unit.LB)


@steady
@given(st.decimals(0, 2000, places=2))
def test_every_kilogram_value_with_two_decimals_comes_back_as_typed(typed: Any) -> None:
    assert from_kg(to_kg(typed, Unit.KG), Unit.KG) == typed


@pytest.mark.parametrize(
    ("typed", "unit", "kilograms"),
    [
        ("0", Unit.LB, "0.0000"),
        ("1", Unit.LB, "0.4536"),
        ("45", Unit.LB, "20.4117"),
        ("225", Unit.LB, "102.0583"),
        ("62.5", Unit.KG, "62.5000"),
        ("0.00005", Unit.KG, "0.0000"),
        ("0.00015", Unit.KG, "0.0002"),
    ],
)
def test_kilograms_are_taken_to_four_decimals_half_even(typed: str, unit: Any, kilograms: str) -> None:
    assert str(to_kg(Decimal(typed), unit)) == kilograms


@pytest.mark.parametrize(
    ("kilograms", "unit", "shown"),
    [("100", Unit.KG, "100"), ("62.5000", Unit.KG, "62.5"), ("100", Unit.LB, "220.46"), ("20.4117", Unit.LB, "45")],
)
def test_weights_are_shown_without_trailing_zeros(kilograms: str, unit: Any, shown: str) -> None:
    assert str(from_kg(Decimal(kilograms), unit)) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [("60.00", "60"), ("1E+2", "100"), ("0.00", "0"), ("0", "0"), ("1000", "1000"), ("0.10", "0.1"), ("2E+3", "2000")],
)
def test_plain_numbers_have_no_exponent_and_no_trailing_zeros(value: str, text: str) -> None:
    assert str(plain(Decimal(value))) == text


@pytest.mark.parametrize(
    ("value", "unit", "metres"),
    [
        ("5", "km", "5000.00"),
        ("1", "mi", "1609.34"),
        ("3.1", " mi. ", "4988.97"),
        ("100", "YD", "91.44"),
        ("6", "ft", "1.83"),
        ("180", "cm", "1.80"),
        ("400", "m", "400.00"),
    ],
)
def test_distances_become_metres_to_the_centimetre(value: str, unit: str, metres: str) -> None:
    assert str(to_metres(Decimal(value), unit)) == metres


def test_an_unknown_unit_of_distance_is_named() -> None:
    with pytest.raises(ValueError, match="furlong"):
        to_metres(Decimal(1), "furlong")


@steady
@given(st.sampled_from(sorted(METRES)), st.decimals(0, 1000, places=2), st.decimals(0, 1000, places=2))
def test_longer_stays_longer_in_metres(unit: Any, one: Any, other: Any) -> None:
    shorter, longer = sorted((one, other))
    assert to_metres(shorter, unit) <= to_metres(longer, unit)
