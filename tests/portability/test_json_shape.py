"""How deep JSON is nested, whatever its pieces and strings; deep JSON and endless numbers are refused, not read."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portability.formats.json_shape import MOST_DEPTH, MOST_DIGITS, Shape
from portability.formats.jsonlists import BrokenJSONError, elements
from tests.fuzzing import tries

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.text('[]{}"\\,: \0', max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def depth_of(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


@given(VALUES, st.integers(1, 30), st.booleans())
@tries(200, 20_000)
def test_it_is_as_deep_as_the_value(value: Any, size: int, plain: bool) -> None:
    text, shape = json.dumps(value, ensure_ascii=plain), Shape()
    for start in range(0, len(text), size):
        shape.take(text[start : start + size])
    assert shape.deepest == depth_of(value)


def test_a_string_without_end_takes_no_longer_than_others() -> None:
    shape = Shape()
    for _ in range(100):
        shape.take('\\"[' * 20_000)
    assert shape.deepest == 0
    shape.take('"[')
    assert shape.deepest == 1


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"sessions":[', '[{"a":'])
@pytest.mark.parametrize("before", ["", '{"sessions":[', '{"gear":['])
def test_what_is_nested_too_deep_is_refused(opening: str, before: str) -> None:
    text = before + opening * 200_000
    pieces = [text[start : start + 65_536] for start in range(0, len(text), 65_536)]
    with pytest.raises(BrokenJSONError):
        list(elements(pieces, "sessions", ["gear"]))


def test_what_is_as_deep_as_may_be_is_read() -> None:
    deep = MOST_DEPTH - 2
    text = f'{{"sessions": [{"[" * deep}{"]" * deep}]}}'
    assert [name for name, _index, _value in elements([text], "sessions", [])] == ["sessions"]


@pytest.mark.parametrize("before", ["", '{"sessions":[', '{"gear":[', '{"version":', '{"sessions":[{"weight":-0.'])
@pytest.mark.parametrize("size", [7, 65_536])
def test_a_number_without_end_is_refused(before: str, size: int) -> None:
    text = before + "9" * 50_000
    with pytest.raises(BrokenJSONError) as refused:
        list(elements([text[start : start + size] for start in range(0, len(text), size)], "sessions", ["gear"]))
    assert not refused.value.cut_off


@pytest.mark.parametrize("number", ["1E7999999999999999999", "1e-7999999999999999999", "-0.5e+9999999"])
@pytest.mark.parametrize("size", [3, 65_536])
def test_an_exponent_that_nobody_can_reckon_with_is_refused(number: str, size: int) -> None:
    for before in ('{"sessions":[', '{"gear":[', '{"version":', '{"sessions":[{"weight":'):
        text = f"{before}{number},"
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        with pytest.raises(BrokenJSONError):
            list(elements(pieces, "sessions", ["gear"]))


def test_a_large_exponent_is_read() -> None:
    ((_name, _index, value),) = elements(['{"sessions": [1e-999999]}'], "sessions", [])
    assert value == Decimal("1e-999999")


def test_digits_in_texts_are_no_number() -> None:
    number, digits = int("9" * MOST_DIGITS), "9" * 50_000
    text = json.dumps({"sessions": [digits, number], "version": 1})
    values = [value for name, _index, value in elements([text], "sessions", []) if name == "sessions"]
    assert values == [digits, number]
