"""Plates and the warm-up: the best loading against trying everything, and a ramp that rises."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.gear import DEFAULTS
from calculator.plates import MOST_KINDS, MOST_PAIRS, Loading, Pair, Rack
from calculator.warm_up import SCHEMES, ramp
from workouttracker.kit.units import Unit

steady = settings(derandomize=True, deadline=None)
quarters = st.integers(1, 100).map(lambda number: Decimal(number) / 4)
pairs = st.builds(Pair, quarters, st.integers(0, 3))
racks = st.builds(Rack, quarters, st.lists(pairs, max_size=4, unique_by=lambda pair: pair.weight).map(tuple))
wanted = st.decimals("0.01", 250, places=2)


def rack(bar: str, **plates: int) -> Rack:
    return Rack(Decimal(bar), tuple(Pair(Decimal(weight[1:].replace("_", ".")), n) for weight, n in plates.items()))


def side(loading: Loading | None) -> list[str]:
    return [str(plate) for plate in loading.side] if loading else []


def everything(of: Rack) -> list[Loading]:
    """Every loading there is, by trying all."""
    counts = product(*(range(pair.pairs + 1) for pair in of.plates))
    return [
        Loading(of.bar, tuple(pair.weight for pair, count in zip(of.plates, each, strict=True) for _ in range(count)))
        for each in counts
    ]


def test_a_hundred_kilograms_are_two_plates_a_side() -> None:
    answer = Rack(DEFAULTS[Unit.KG].bars[0], DEFAULTS[Unit.KG].plates).load(Decimal(100))
    assert answer.exact is not None
    assert answer.exact.total == 100
    assert side(answer.exact) == ["25", "15"]


def test_two_hundred_and_twenty_five_pounds_are_two_forty_fives_a_side() -> None:
    answer = Rack(DEFAULTS[Unit.LB].bars[0], DEFAULTS[Unit.LB].plates).load(Decimal(225))
    assert side(answer.exact) == ["45", "45"]
    assert answer.exact.counted == (Pair(Decimal(45), 2),)


def test_the_heaviest_plate_first_is_not_always_right() -> None:
    assert side(rack("20", p20=1, p15=2).load(Decimal(80)).exact) == ["15", "15"]


def test_pairs_that_are_not_there_are_not_used() -> None:
    answer = rack("20", p25=1, p10=1).load(Decimal(120))
    assert answer.exact is None
    assert answer.below.total == 90
    assert answer.above is None


def test_what_can_not_be_loaded_has_neighbours() -> None:
    answer = rack("20", p20=2, p1_25=1).load(Decimal("61"))
    assert answer.exact is None
    assert (answer.below.total, answer.above.total) == (60, Decimal("62.5"))
    assert answer.nearest.total == 60


def test_half_a_hundredth_on_each_side_is_not_loadable() -> None:
    answer = rack("20", p0_01=1).load(Decimal("20.01"))
    assert answer.exact is None
    assert (answer.below.total, answer.above.total) == (20, Decimal("20.02"))


def test_less_than_the_bar_is_the_bar() -> None:
    answer = rack("20", p5=1).load(Decimal(15))
    assert answer.exact is answer.below is None
    assert answer.above == answer.nearest == Loading(Decimal(20))


def test_the_bar_alone_needs_no_plates() -> None:
    assert rack("20").load(Decimal(20)).exact == Loading(Decimal(20))


@steady
@given(racks, wanted)
def test_the_answer_is_the_best_of_everything_that_can_be_loaded(rack: Any, weight: Any) -> None:
    answer, all_of_them = rack.load(weight), everything(rack)
    totals = {loading.total for loading in all_of_them}
    assert (answer.exact.total if answer.exact else None) == (weight if weight in totals else None)
    if answer.exact is None:
        lower, higher = [total for total in totals if total < weight], [total for total in totals if total > weight]
        assert (answer.below.total if answer.below else None) == max(lower, default=None)
        assert (answer.above.total if answer.above else None) == min(higher, default=None)
    for found in filter(None, (answer.exact, answer.below, answer.above)):
        same = [loading for loading in all_of_them if loading.total == found.total]
        assert len(found.side) == min(len(loading.side) for loading in same), "as few plates as possible"
        fewest = [sorted(loading.side, reverse=True) for loading in same if len(loading.side) == len(found.side)]
        assert list(found.side) == max(fewest), "the heaviest first"


@steady
@given(racks, wanted)
def test_no_more_plates_are_used_than_there_are(rack: Any, weight: Any) -> None:
    answer = rack.load(weight)
    there = {pair.weight: pair.pairs for pair in rack.plates}
    for found in filter(None, (answer.exact, answer.below, answer.above)):
        assert all(pair.pairs <= there[pair.weight] for pair in found.counted)


def test_the_fullest_rack_is_answered() -> None:
    plates = tuple(Pair(Decimal(5 * number + 1) / 20, MOST_PAIRS) for number in range(MOST_KINDS))
    answer = Rack(Decimal(20), plates).load(Decimal("77.7"))
    assert answer.exact is not None
    assert answer.exact.total == Decimal("77.7")


def test_the_usual_way_up_to_a_hundred_kilograms() -> None:
    kilograms = Rack(DEFAULTS[Unit.KG].bars[0], DEFAULTS[Unit.KG].plates)
    sets = ramp(Decimal(100), kilograms, SCHEMES["usual"])
    assert [(entry.loading.total, entry.reps) for entry in sets] == [(20, 10), (40, 8), (60, 5), (75, 3), (85, 2)]


def test_a_light_working_weight_needs_only_the_bar_and_the_bar_itself_nothing() -> None:
    kilograms = Rack(DEFAULTS[Unit.KG].bars[0], DEFAULTS[Unit.KG].plates)
    assert [entry.loading.total for entry in ramp(Decimal(25), kilograms, SCHEMES["short"])] == [20]
    assert ramp(Decimal(20), kilograms, SCHEMES["long"]) == []


@steady
@given(racks, wanted, st.sampled_from(sorted(SCHEMES)))
def test_every_warm_up_rises_and_ends_below_the_working_weight(rack: Any, working: Any, key: Any) -> None:
    totals = [entry.loading.total for entry in ramp(working, rack, SCHEMES[key])]
    assert totals == sorted(set(totals))
    assert all(rack.bar <= total < working for total in totals)


@pytest.mark.parametrize("key", sorted(SCHEMES))
def test_every_scheme_rises_in_percent_and_falls_in_reps(key: Any) -> None:
    steps = SCHEMES[key]
    assert [step.percent for step in steps] == sorted({step.percent for step in steps})
    assert [step.reps for step in steps] == sorted((step.reps for step in steps), reverse=True)
    assert all(step.percent < 100 for step in steps)
