"""Comparing names and reading numbers that people type."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workouttracker.kit import text as texts
from workouttracker.kit.text import mark, name_key, one_line, parse_decimal

steady = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bench Press", "bench press"),
        ("  Développé \t Couché ", "Developpe Couche"),
        ("Kniebeuge\u00a0(Langhantel)", "kniebeuge (langhantel)"),
        ("STRASSE", "Straße"),
        ("Ｂｅｎｃｈ", "bench"),
        ("e\u0301cart", "écart"),
        ("İstanbul", "istanbul"),
        ("line\nbreak", "line break"),
    ],
)
def test_two_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Bench Press", "Benchpress"), ("Row", "Rows"), ("Squat (Bar)", "Squat Bar"), ("ДЕНЬ", "ДЕНЬ 2")]
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@steady
@given(st.text(max_size=40))
def test_the_key_of_a_key_is_the_key(text: Any) -> None:
    assert name_key(name_key(text)) == name_key(text)


@steady
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40))
def test_case_does_not_matter_for_a_key(text: Any) -> None:
    assert name_key(text.lower()) == name_key(text)


@steady
@given(st.text(max_size=40))
def test_one_line_has_no_line_breaks_and_no_spaces_in_a_row_or_at_the_ends(text: Any) -> None:
    line = one_line(text)
    assert line == " ".join(line.split())
    assert line.split() == text.split()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("80", "80"),
        (" 62,5 ", "62.5"),
        ("62.5", "62.5"),
        (",5", "0.5"),
        ("80.", "80"),
        ("\u22122.5", "-2.5"),
        ("+3", "3"),
        ("007", "7"),
        ("62.500", "62.500"),
        ("٨٢٫٥", "82.5"),
        ("८०", "80"),
        ("８０．５", "80.5"),
    ],
)
def test_numbers_are_read_with_comma_or_point(typed: str, number: str) -> None:
    assert parse_decimal(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "abc",
        "1.234,5",
        "1,234.5",
        "1.234.567",
        "1e3",
        "NaN",
        "Infinity",
        "1 000",
        "--2",
        "2-",
        ".",
        ",",
        "80kg",
        "8²",
        "Ⅷ",
    ],
)
def test_anything_else_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_decimal(typed)
    assert typed in str(refused.value)


@steady
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-10_000, max_value=10_000, places=4))
def test_every_plain_number_is_read_in_both_ways_of_writing(number: Any) -> None:
    text = f"{number:f}"
    assert parse_decimal(text) == parse_decimal(text.replace(".", ",")) == number


def test_marking_a_text_changes_nothing() -> None:
    assert mark("Bench Press") == "Bench Press"


def test_what_is_no_name_any_more_is_not_kept() -> None:
    for name, key, tries in (
        ("Ä" * 100_000, "a" * 100_000, 0),
        (" Übung, die niemand kennt", "ubung, die niemand kennt", 2),
    ):
        before = texts._kept_key.cache_info()
        assert name_key(name) == name_key(name) == key
        after = texts._kept_key.cache_info()
        assert (after.hits + after.misses) - (before.hits + before.misses) == tries
