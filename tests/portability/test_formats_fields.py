"""Single fields: what is read as which value, and where the limits are."""

from datetime import datetime
from decimal import Decimal

import pytest

from portability.formats import fields
from portability.formats.fields import Measure
from workouttracker.kit.limits import MAX_REPS, MAX_SECONDS
from workouttracker.kit.units import Unit


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("8", 8), ("8.0", 8), ("8.00", 8), ("1000", 1000), ("+8", 8)])
def test_whole_numbers(text: str, value: int) -> None:
    assert fields.whole_number(text, MAX_REPS) == value


@pytest.mark.parametrize("text", ["", " ", "8.5", "-1", "1001", "8,0", "8.000", "1e1", "eight", "0" * 41])
def test_no_whole_numbers(text: str) -> None:
    with pytest.raises(ValueError):
        fields.whole_number(text, MAX_REPS)


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("59.5", 60), ("60.5", 60), ("604800.4", 604800)])
def test_rounded_numbers(text: str, value: int) -> None:
    assert fields.rounded_number(text, MAX_SECONDS) == value


@pytest.mark.parametrize("text", ["604801", "-1", "1.200", "1,2", "", "10000001"])
def test_no_rounded_numbers(text: str) -> None:
    with pytest.raises(ValueError):
        fields.rounded_number(text, MAX_SECONDS)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("", Unit.KG, "0"), ("42.5", Unit.KG, "42.5"), ("100", Unit.LB, "45.3592"), ("2000", Unit.KG, "2000")],
)
def test_kilograms(text: str, unit: Unit, value: str) -> None:
    assert fields.kilograms(text, unit, decimal_comma=False) == Decimal(value)


def test_a_decimal_comma_counts_only_where_it_can_be_one() -> None:
    assert fields.kilograms("42,5", Unit.KG, decimal_comma=True) == Decimal("42.5")
    with pytest.raises(ValueError):
        fields.kilograms("42,5", Unit.KG, decimal_comma=False)


@pytest.mark.parametrize("text", ["2000.0001", "-0.1", "99999999999999999999", "x"])
def test_no_kilograms(text: str) -> None:
    with pytest.raises(ValueError):
        fields.kilograms(text, Unit.KG, decimal_comma=False)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("x" * 200, True),
        ("x" * 201, False),
        (" " * 200 + "x" * 200, True),
        (" " * 201 + "x" * 200, False),
        ("x " * 100, True),
        ("x " * 101, False),
        ("x  " * 100, True),
    ],
)
def test_names_fit_without_their_stray_spaces(text: str, *, fits: bool) -> None:
    assert fields.fits_name(text) is fits


@pytest.mark.parametrize("text", ["2024-05-06 07:31", "2024-05-06T07:31:00", " 2024-05-06 07:31:00.999 "])
def test_times(text: str) -> None:
    assert fields.wall_time(text) == datetime(2024, 5, 6, 7, 31)


@pytest.mark.parametrize("year", [1900, 2100])
def test_the_first_and_the_last_year(year: int) -> None:
    assert fields.wall_time(f"{year}-01-01 00:00:00").year == year
    beyond = year - 1 if year == 1900 else year + 1
    with pytest.raises(ValueError):
        fields.wall_time(f"{beyond}-12-31 00:00:00")


@pytest.mark.parametrize("text", ["2024-05-06", "2024-05-06 07", "2024-05-06T07:31Z", "2024-13-01 00:00:00", ""])
def test_no_times(text: str) -> None:
    with pytest.raises(ValueError):
        fields.wall_time(text)


@pytest.mark.parametrize(
    ("value", "unit", "measure"),
    [
        ("0", "m", Measure(metres=Decimal(0))),
        ("1000", "km", Measure(metres=Decimal(1_000_000))),
        ("5", "cm", Measure(metres=Decimal("0.05"))),
        ("1", "mile", Measure(metres=Decimal("1609.34"))),
        ("45", "sec", Measure(seconds=45)),
        ("1", "minute", Measure(seconds=60)),
        ("1.5", "hr", Measure(seconds=5400)),
        ("168", "hours", Measure(seconds=604_800)),
        ("0.5", "S", Measure(seconds=0)),
        ('"20,5"', "m", Measure(metres=Decimal("20.5"))),
    ],
)
def test_measures(value: str, unit: str, measure: Measure) -> None:
    assert fields.measure(f'{{"value": {value}, "unit": "{unit}"}}') == measure


@pytest.mark.parametrize(
    ("value", "unit"),
    [("1000.1", "km"), ("604801", "s"), ("-1", "m"), ("20", ""), ("20", "reps"), ("null", "m"), ("10000001", "cm")],
)
def test_no_measures(value: str, unit: str) -> None:
    with pytest.raises(ValueError):
        fields.measure(f'{{"value": {value}, "unit": "{unit}"}}')


@pytest.mark.parametrize(
    "text", ["", "20", "[]", "{", "[" * 100_000, '{"value": 20}', '{"unit": "m"}', '{"value": 1, "unit": 1}']
)
def test_text_that_is_no_measure(text: str) -> None:
    with pytest.raises(ValueError):
        fields.measure(text)
