"""The progression rules: examples that a lifter would expect, and what holds whatever happens."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions_app.progression import (
    Done,
    Progress,
    Reason,
    Rule,
    State,
    Target,
    advance,
    cycle_of,
    due,
    load_of,
    preview,
    reps_of,
    rounded_load,
)
from workouttracker.kit.limits import MAX_WEIGHT_KG
from workouttracker.kit.units import KG_PER_LB, Unit, from_kg, to_kg

KG = Decimal
FIVES = [Target(low=5, high=5)] * 3
RANGE = [Target(low=8, high=12)] * 3
LINEAR = Progress(rule=Rule.LINEAR, increment=KG("2.5"))
DOUBLE = Progress(rule=Rule.DOUBLE, increment=KG(2))
WAVES = [
    Target(low=5, high=5, percent=KG(85), week=1),
    Target(low=3, high=3, percent=KG(90), week=2),
    Target(low=1, high=1, percent=KG(95), week=3),
]
CYCLE = Progress(rule=Rule.PERCENT, increment=KG(5), failures_allowed=2)


def did(weight: str, *reps: int) -> list[Done]:
    return [Done(KG(weight), each) for each in reps]


def at(base: str | None = "80", **more: int) -> State:
    return State(base=KG(base) if base else None, **more)


def test_all_reps_done_makes_it_heavier() -> None:
    step = advance(LINEAR, at("80"), FIVES, did("80", 5, 5, 5))
    assert (step.reason, step.before, step.after) == (Reason.RAISED, KG(80), KG("82.5"))


def test_heavier_only_after_all_reps_were_done_twice() -> None:
    twice = replace(LINEAR, successes_needed=2)
    first = advance(twice, at("80"), FIVES, did("80", 5, 5, 5))
    assert (first.reason, first.state.base, first.state.successes) == (Reason.ONCE_MORE, KG(80), 1)
    second = advance(twice, first.state, FIVES, did("80", 5, 5, 5))
    assert (second.reason, second.after, second.state.successes) == (Reason.RAISED, KG("82.5"), 0)


def test_a_miss_between_two_successes_starts_the_count_again() -> None:
    twice = replace(LINEAR, successes_needed=2)
    missed = advance(twice, at("80", successes=1), FIVES, did("80", 5, 5, 4))
    assert (missed.reason, missed.state.successes, missed.state.failures) == (Reason.REPEAT, 0, 1)


def test_the_third_miss_in_a_row_makes_it_a_tenth_lighter_on_plates_that_exist() -> None:
    step = advance(LINEAR, at("82.5", failures=2), FIVES, did("82.5", 5, 4, 3))
    assert (step.reason, step.after, step.state.failures) == (Reason.DELOADED, KG("72.5"), 0)


def test_never_lighter_when_told_so() -> None:
    step = advance(replace(LINEAR, failures_allowed=0), at("80", failures=9), FIVES, did("80", 1, 1, 1))
    assert (step.reason, step.after) == (Reason.REPEAT, KG(80))


def test_sets_that_were_left_out_are_no_miss() -> None:
    step = advance(LINEAR, at("80"), FIVES, did("80", 5, 5))
    assert (step.reason, step.after, step.state.failures) == (Reason.INCOMPLETE, KG(80), 0)


def test_an_exercise_that_was_left_out_stays_as_it_is() -> None:
    step = advance(LINEAR, at("80", failures=1), FIVES, [])
    assert (step.reason, step.state) == (Reason.SKIPPED, at("80", failures=1))


def test_less_weight_than_planned_is_no_success() -> None:
    assert advance(LINEAR, at("80"), FIVES, did("70", 5, 5, 5)).reason is Reason.LIGHTER


def test_more_weight_than_planned_is_gone_on_from() -> None:
    assert advance(LINEAR, at("80"), FIVES, did("85", 5, 5, 5)).after == KG("87.5")


def test_the_first_time_teaches_the_weight() -> None:
    step = advance(LINEAR, at(None), FIVES, did("60", 5, 5, 5))
    assert (step.before, step.after) == (None, KG("62.5"))
    assert advance(LINEAR, at(None), FIVES, did("60", 5, 5)).state.base == KG(60)


def test_less_help_is_progress_on_an_assisted_exercise() -> None:
    helped = replace(LINEAR, is_help=True)
    assert advance(helped, at("20"), FIVES, did("20", 5, 5, 5)).after == KG("17.5")
    assert advance(helped, at("1"), FIVES, did("1", 5, 5, 5)).after == KG(0)
    assert advance(helped, at("20", failures=2), FIVES, did("20", 1, 1, 1)).after == KG("22.5")


def test_reps_grow_within_the_range_before_the_weight_does() -> None:
    step = advance(DOUBLE, at("30"), RANGE, did("30", 10, 9, 8))
    assert (step.reason, step.after, step.state.reps) == (Reason.MORE_REPS, KG(30), 9)
    assert reps_of(RANGE[0], step.state) == 9
    top = advance(DOUBLE, step.state, RANGE, did("30", 12, 12, 12))
    assert (top.reason, top.after, reps_of(RANGE[0], top.state)) == (Reason.RAISED, KG(32), 8)


def test_below_the_range_is_a_miss() -> None:
    assert advance(DOUBLE, at("30", reps=11), RANGE, did("30", 12, 12, 7)).reason is Reason.REPEAT


def test_a_cycle_without_a_miss_makes_the_next_one_heavier() -> None:
    state = at("100")
    loads, reasons = [], []
    for reps in (5, 3, 1):
        target = WAVES[due(WAVES, state.week)[0]]
        load = load_of(target, state, CYCLE)
        loads.append(load)
        step = advance(CYCLE, state, WAVES, [Done(load or KG(0), reps)])
        reasons.append(step.reason)
        state = step.state
    assert loads == [KG(85), KG(90), KG(95)]
    assert reasons == [Reason.NEXT_WEEK, Reason.NEXT_WEEK, Reason.RAISED]
    assert (state.base, state.week) == (KG(105), 1)


def test_a_cycle_with_a_miss_comes_again_and_two_make_it_lighter() -> None:
    missed = advance(CYCLE, at("100"), WAVES, did("85", 3))
    assert (missed.reason, missed.state.week, missed.state.failures) == (Reason.NEXT_WEEK, 2, 1)
    again = advance(CYCLE, replace(missed.state, week=3), WAVES, did("95", 1))
    assert (again.reason, again.after, again.state.failures) == (Reason.CYCLE_AGAIN, KG(100), 0)
    lighter = advance(CYCLE, missed.state, WAVES, did("90", 1))
    assert (lighter.reason, lighter.after, lighter.state.week) == (Reason.DELOADED, KG(90), 1)


def test_a_maximum_that_follows_the_estimate_is_never_raised_here() -> None:
    follows = replace(CYCLE, follows_estimate=True)
    step = advance(follows, at("100", week=3), WAVES, did("95", 1))
    assert (step.reason, step.after, step.state.week) == (Reason.NEW_CYCLE, KG(100), 1)
    assert advance(follows, at("100", failures=5), WAVES, did("85", 1)).reason is Reason.NEXT_WEEK


def test_warm_ups_and_back_off_sets_are_shares_of_the_weight() -> None:
    warm_up = Target(low=5, high=5, percent=KG(50), counts=False)
    assert load_of(warm_up, at("82.5"), LINEAR) == KG("42.5")
    assert load_of(Target(weight=KG(12)), at("82.5"), LINEAR) == KG(12)
    assert load_of(warm_up, at(None), LINEAR) is None
    assert advance(LINEAR, at("80"), [warm_up, *FIVES], did("80", 5, 5, 5)).reason is Reason.RAISED


def test_pounds_come_out_on_plates_of_pounds() -> None:
    step = 5 * KG_PER_LB
    load = rounded_load(to_kg(KG(185), Unit.LB) * KG("0.9"), step)
    assert from_kg(load, Unit.LB) == KG(165)


def test_four_weeks_ahead_as_if_all_went_well() -> None:
    assert [state.base for state in preview(LINEAR, at("80"), FIVES, 4)] == [KG(80), KG("82.5"), KG(85), KG("87.5")]
    reps = [reps_of(RANGE[0], state) for state in preview(DOUBLE, at("30", reps=11), RANGE, 4)]
    assert reps == [11, 12, 8, 9]
    assert [state.week for state in preview(CYCLE, at("100"), WAVES, 4)] == [1, 2, 3, 1]


def test_what_is_not_known_is_not_foretold() -> None:
    assert [state.base for state in preview(LINEAR, at(None), FIVES, 3)] == [None, None, None]


weights = st.decimals(min_value=0, max_value=400, places=2)
rules = st.builds(
    Progress,
    rule=st.sampled_from(Rule),
    increment=st.decimals(min_value=0, max_value=10, places=2),
    successes_needed=st.integers(1, 3),
    failures_allowed=st.integers(0, 4),
    deload_percent=st.decimals(min_value=0, max_value=50, places=0),
    step=st.sampled_from([KG("0.5"), KG("2.5"), 5 * KG_PER_LB]),
    is_help=st.booleans(),
    follows_estimate=st.booleans(),
)
states = st.builds(
    State,
    base=st.none() | weights,
    reps=st.none() | st.integers(1, 20),
    successes=st.integers(0, 3),
    failures=st.integers(0, 5),
    week=st.integers(1, 3),
)


@st.composite
def targets_of(draw: st.DrawFn) -> list[Target]:
    found = []
    for _each in range(draw(st.integers(1, 5))):
        low = draw(st.integers(1, 12))
        found.append(
            Target(
                low=low,
                high=low + draw(st.integers(0, 5)),
                percent=draw(st.none() | st.decimals(min_value=40, max_value=100, places=0)),
                week=draw(st.integers(0, 3)),
                counts=draw(st.booleans()),
            )
        )
    return found


sets = st.lists(st.builds(Done, weight=weights, reps=st.integers(0, 25)), max_size=6)


@settings(max_examples=25)
@given(rules, states, targets_of(), sets)
def test_whatever_is_done_the_next_state_can_be_stored(
    progress: Progress, state: State, targets: list[Target], done: list[Done]
) -> None:
    after = advance(progress, state, targets, done).state
    assert after.base is None or 0 <= after.base <= MAX_WEIGHT_KG
    assert 1 <= after.week <= max(cycle_of(targets), state.week)
    assert after.successes >= 0
    assert after.failures >= 0
    for target in targets:
        load = load_of(target, after, progress)
        assert load is None or 0 <= load <= MAX_WEIGHT_KG
        assert target.low <= reps_of(target, after) <= target.high


@settings(max_examples=25)
@given(rules, states, targets_of(), sets)
def test_it_only_gets_heavier_by_the_increment_or_by_what_was_lifted(
    progress: Progress, state: State, targets: list[Target], done: list[Done]
) -> None:
    step = advance(progress, state, targets, done)
    if state.base is None or step.after is None:
        return
    known = [state.base, *(each.weight for each in done)]
    if progress.is_help:
        assert step.after >= max(KG(0), min(known) - progress.increment)
    else:
        assert step.after <= min(max(known) + progress.increment, MAX_WEIGHT_KG)


@settings(max_examples=25)
@given(rules, states, targets_of(), sets)
def test_it_only_gets_lighter_by_a_deload(
    progress: Progress, state: State, targets: list[Target], done: list[Done]
) -> None:
    step = advance(progress, state, targets, done)
    if state.base is None or step.after is None or step.reason is Reason.DELOADED:
        return
    assert step.after <= state.base if progress.is_help else step.after >= state.base


@settings(max_examples=25)
@given(rules, states, targets_of(), sets)
def test_the_same_session_gives_the_same_step(
    progress: Progress, state: State, targets: list[Target], done: list[Done]
) -> None:
    assert advance(progress, state, targets, done) == advance(progress, state, targets, done)


def as_planned(progress: Progress, state: State, targets: Sequence[Target]) -> list[Done]:
    places = [place for place in due(targets, state.week) if targets[place].counts]
    return [Done(load_of(targets[place], state, progress) or KG(0), targets[place].high) for place in places]


@settings(max_examples=25)
@given(rules, states, targets_of())
def test_doing_all_that_was_planned_never_makes_it_lighter(
    progress: Progress, state: State, targets: list[Target]
) -> None:
    state = replace(state, base=KG(100), week=min(state.week, cycle_of(targets)))
    step = advance(progress, state, targets, as_planned(progress, state, targets))
    assert step.reason not in {Reason.REPEAT, Reason.DELOADED, Reason.LIGHTER, Reason.INCOMPLETE}
    assert step.after is not None
    assert step.after <= KG(100) if progress.is_help else step.after >= KG(100)


@settings(max_examples=25)
@given(rules, targets_of(), st.integers(1, 30))
def test_a_preview_has_the_length_asked_for_and_begins_now(
    progress: Progress, targets: list[Target], times: int
) -> None:
    start = State(base=KG(50))
    states = preview(progress, start, targets, times)
    assert len(states) == times
    assert states[0] == start


@pytest.mark.parametrize("rule", [Rule.LINEAR, Rule.DOUBLE])
def test_missing_for_ever_ends_at_nothing(rule: Rule) -> None:
    progress = Progress(rule=rule, increment=KG("2.5"), failures_allowed=1)
    state = at("100")
    for _each in range(60):
        state = advance(progress, state, FIVES, [Done(state.base or KG(0), 1)] * 3).state
    assert state.base == 0
