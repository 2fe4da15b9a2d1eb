"""The rule for the sums of a set, by hand and against a slower way to say the same."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions_app.models.vocabulary import Kind
from sessions_app.sums import NO_LOAD_KINDS, RepValue, SetSums, sums_of_equal_reps, sums_of_reps

steady = settings(derandomize=True, deadline=None)

weights = st.decimals(0, 2000, places=4)
reps = st.lists(st.builds(RepValue, weights, st.booleans()), max_size=20)
kinds = st.sampled_from(Kind.values)


def values(*rows: tuple[str, bool]) -> list[RepValue]:
    return [RepValue(Decimal(weight), success) for weight, success in rows]


@pytest.mark.parametrize(
    ("rows", "sums"),
    [
        ([], SetSums()),
        (values(("100", True)), SetSums(1, 0, Decimal(100), 1, Decimal(100))),
        (values(("100", False)), SetSums(0, 1)),
        (values(("100", True), ("110", False)), SetSums(1, 1, Decimal(100), 1, Decimal(100))),
        (values(("90", True), ("100", True), ("100", True)), SetSums(3, 0, Decimal(100), 2, Decimal(290))),
        (values(("0", True), ("0", True)), SetSums(2, 0, Decimal(0), 2, Decimal(0))),
    ],
    ids=["no reps", "one", "one failed", "a failed rep is no top weight", "reps at the top weight", "no added weight"],
)
def test_sums_of_reps(rows: Any, sums: Any) -> None:
    assert sums_of_reps(rows, Kind.WEIGHT_REPS) == sums


def test_help_is_no_load_that_was_moved() -> None:
    assert sums_of_reps(values(("20", True), ("30", True)), Kind.ASSISTED) == SetSums(2, 0, Decimal(30), 1, Decimal(0))


def test_every_kind_without_load_is_a_kind() -> None:
    assert set(Kind.values) >= NO_LOAD_KINDS


@steady
@given(number=st.integers(0, 30), weight=weights, kind=kinds)
def test_equal_reps_are_summed_like_any_others(number: Any, weight: Any, kind: Any) -> None:
    assert sums_of_equal_reps(number, weight, kind) == sums_of_reps([RepValue(weight, success=True)] * number, kind)


@steady
@given(rows=reps, kind=kinds)
def test_sums_are_what_counting_one_by_one_gives(rows: Any, kind: Any) -> None:
    sums = sums_of_reps(rows, kind)
    done = failed = at_top = 0
    top = moved = Decimal(0)
    for rep in rows:
        if not rep.success:
            failed += 1
            continue
        done += 1
        moved += rep.weight if kind != "assisted" else 0
        if rep.weight > top or done == 1:
            top, at_top = rep.weight, 0
        at_top += rep.weight == top
    assert sums == SetSums(done, failed, top, at_top, moved)


@steady
@given(rows=reps, kind=kinds)
def test_the_order_of_reps_does_not_matter(rows: Any, kind: Any) -> None:
    assert sums_of_reps(rows[::-1], kind) == sums_of_reps(rows, kind)
