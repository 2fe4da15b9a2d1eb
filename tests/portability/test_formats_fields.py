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


@pytest.mark.parametrize(("text", "value"), [("10000000", 10_000_000), ("-10000000", -10_000_000), ("0" * 39 + "7", 7)])
def test_the_largest_numbers_and_the_longest(text: str, value: int) -> None:
    assert fields.number(text) == value


@pytest.mark.parametrize("text", ["10000001", "-10000001", "0" * 40 + "7"])
def test_no_number_is_larger_or_longer(text: str) -> None:
    with pytest.raises(ValueError):
        fields.number(text)


@pytest.mark.parametrize(("text", "value"), [("", 0), ("8", 8), ("8,0", 8), ("8.0", 8)])
def test_counts_are_whole_with_a_decimal_comma_too(text: str, value: int) -> None:
    assert fields.count(text, MAX_REPS) == value


@pytest.mark.parametrize("text", ["1,000", "8,5", "8,0,0"])
def test_no_counts(text: str) -> None:
    with pytest.raises(ValueError):
        fields.count(text, 5000)


@pytest.mark.parametrize(
    ("text", "decimal_comma", "value"),
    [
        ("62,5", False, "62.5"),
        ("11,25", False, "11.25"),
        ("62.5", False, "62.5"),
        ("1,150", True, "1.15"),
        ("0", False, "0"),
        ("0.5", False, "0.5"),
    ],
)
def test_a_comma_that_can_be_no_thousands_mark_is_a_decimal_mark(text: str, value: str, *, decimal_comma: bool) -> None:
    assert fields.weight(text, Unit.KG, decimal_comma=decimal_comma) == Decimal(value)
    assert fields.weight_number(text, decimal_comma=decimal_comma) == Decimal(value)


def test_a_comma_that_can_be_a_thousands_mark_is_refused() -> None:
    with pytest.raises(ValueError):
        fields.weight("1,150", Unit.KG, decimal_comma=False)
    with pytest.raises(ValueError):
        fields.weight_number("1,150", decimal_comma=False)


@pytest.mark.parametrize(("text", "unit"), [("Kgs", Unit.KG), (" lb. ", Unit.LB), ("#", Unit.LB)])
def test_units_of_weight(text: str, unit: Unit) -> None:
    assert fields.weight_unit(text) is unit
    assert fields.known_unit(text) is unit


def test_no_unit_of_weight() -> None:
    assert fields.known_unit("stone") is None
    with pytest.raises(ValueError):
        fields.weight_unit("stone")


@pytest.mark.parametrize(
    ("text", "unit", "decimal_comma", "metres"),
    [
        ("5.2", "km", False, "5200"),
        ("5,2", "Kilometers", False, "5200"),
        ("1,200", "km", True, "1200"),
        ("1", "m", False, "1"),
        ("0.01", "m", False, "0.01"),
        ("2", "Miles", False, "3218.69"),
        ("10", "feet", False, "3.05"),
        ("10", "yd.", False, "9.14"),
        ("1000", "km", False, "1000000"),
    ],
)
def test_distances(text: str, unit: str, metres: str, *, decimal_comma: bool) -> None:
    assert fields.distance(text, unit, decimal_comma=decimal_comma) == Decimal(metres)


@pytest.mark.parametrize("text", ["", "0", "0.0"])
def test_no_distance_is_none(text: str) -> None:
    assert fields.distance(text, "km", decimal_comma=False) is None


@pytest.mark.parametrize(
    ("text", "unit"), [("1,200", "km"), ("-1", "m"), ("0.001", "m"), ("1000.01", "km"), ("1", "s"), ("1", "reps")]
)
def test_no_distances(text: str, unit: str) -> None:
    with pytest.raises(ValueError):
        fields.distance(text, unit, decimal_comma=False)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45", 45),
        ("5", 5),
        ("1,5", 2),
        ("2.5", 2),
        ("2:30", 150),
        ("0:09:21", 561),
        ("1:02:03", 3723),
        ("604800", 604_800),
        ("1h 25m", 5100),
        ("1 h, 2 min. 3 sec.", 3723),
        ("1,5 hours", 5400),
        ("2 Std", 7200),
        ("1hr 1minute 1second", 3661),
        ("1 hour 2 minutes 30 Sek", 3750),
        ("45s", 45),
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert fields.seconds(text) == seconds


def test_durations_in_units_of_more_than_a_second() -> None:
    assert fields.seconds("1.5", 60) == 90
    assert fields.seconds("2:30", 60) == 150, "which says its unit"


@pytest.mark.parametrize("text", ["", " ", "0", "0:00", "0s"])
def test_no_duration_is_none(text: str) -> None:
    assert fields.seconds(text) is None


@pytest.mark.parametrize(
    "text",
    ["-1", "604801", "604800.6", "1,200", "1 week", "h", "5 min 3", "x", "45.", "0s " * 100, "1:00." + "0" * 100],
)
def test_no_durations(text: str) -> None:
    with pytest.raises(ValueError):
        fields.seconds(text)


@pytest.mark.parametrize(("text", "value"), [("1", "1.0"), ("8.5", "8.5"), ("8,5", "8.5"), ("10", "10.0")])
def test_efforts_in_halves_from_one_to_ten(text: str, value: str) -> None:
    assert str(fields.effort(text)) == value


@pytest.mark.parametrize("text", ["", "0", "0.0"])
def test_no_effort_is_none(text: str) -> None:
    assert fields.effort(text) is None


@pytest.mark.parametrize("text", ["0.5", "10.5", "8.25", "-8", "hard"])
def test_no_efforts(text: str) -> None:
    with pytest.raises(ValueError):
        fields.effort(text)


def test_names_lose_their_stray_spaces() -> None:
    assert fields.exercise_name("  Bench \u00a0 Press\n") == "Bench Press"


@pytest.mark.parametrize(
    ("unit", "seconds"),
    [("s", 1), ("secs", 1), ("seconds", 1), ("min", 60), ("minutes", 60), ("h", 3600), ("hr", 3600), ("Hours.", 3600)],
)
def test_units_of_time_in_measures(unit: str, seconds: int) -> None:
    assert fields.measure(f'{{"value": 2, "unit": "{unit}"}}') == Measure(seconds=2 * seconds)


def test_a_measure_takes_no_more_than_two_hundred_characters() -> None:
    text = '{"value": 20, "unit": "m"}'
    assert fields.measure(text.ljust(200)) == Measure(metres=Decimal(20))
    with pytest.raises(ValueError):
        fields.measure(text.ljust(201))


def test_durations_may_be_as_long_as_is_said_and_no_longer() -> None:
    assert fields.seconds("45s".rjust(60)) == 45
    with pytest.raises(ValueError):
        fields.seconds("45s".rjust(61))
