"""Any history, written down as each app writes it, is read back: every set with everything that the format can say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portability.formats.records import DateOrder, ReadOptions, SessionRecord, SetRecord
from portability.formats.registry import FORMATS
from tests.fuzzing import tries
from tests.portability.reading import Found, read
from tests.samples import hevy, strong
from tests.samples.registry import SAMPLES
from tests.samples.workouts import Exercise, Set, Workout

names = st.sampled_from(
    ["Bench Press (Barbell)", "Überzüge, eng", "胸の日 💪", "Row; one arm", 'The "light" one', "Squat"]
)
titles = st.sampled_from(["Push", "Legs, calves, and regret", "День ног", "Hotel gym,\nno rack", "Friday 🏋️", '"A"'])
notes = st.sampled_from(["", "", "felt good; very,\nvery good", 'said "ouch"', "müde"])
kinds = st.sampled_from(["normal", "normal", "warmup", "drop", "failure"])


@st.composite
def sets(draw: st.DrawFn) -> Set:
    return Set(
        reps=draw(st.integers(0, 40)),
        weight=Decimal(draw(st.integers(0, 2000))) / 4,
        kind=draw(kinds),
        seconds=draw(st.one_of(st.just(0), st.integers(1, 4000))),
        kilometres=draw(st.one_of(st.just(Decimal(0)), st.integers(1, 4000).map(lambda tens: Decimal(tens) / 100))),
        rpe=draw(st.sampled_from(["", "6", "8.5", "10"])),
        rest=draw(st.sampled_from([0, 45, 180])),
        note=draw(notes),
    )


@st.composite
def exercises(draw: st.DrawFn) -> Exercise:
    done = tuple(draw(st.lists(sets(), min_size=1, max_size=4)))
    return Exercise(draw(names), done, note=draw(notes), superset=draw(st.sampled_from(["", "0", "1"])))


@st.composite
def histories(draw: st.DrawFn) -> list[Workout]:
    """Ascending; some on one day, some the next morning."""
    at, found = datetime(2023, 3, 25, 17, 58, 31), []
    for _ in range(draw(st.integers(1, 4))):
        at += timedelta(minutes=draw(st.one_of(st.integers(61, 300), st.integers(1000, 9000))))
        ended = at + timedelta(minutes=draw(st.integers(1, 60)))
        done = draw(st.lists(exercises(), min_size=1, max_size=4))
        # One after the other, the same exercise is one to every app; its second note then stands beside the first.
        done = [done[0], *(each for before, each in pairwise(done) if before.name != each.name)]
        found.append(Workout(draw(titles), at, ended, tuple(done)))
    return [replace(each, notes=draw(notes)) for each in found]


Said = dict[str, Any]
Sets = list[Said]
Sessions = list[tuple[Said, Sets]]


@dataclass(frozen=True, slots=True)
class Speech:
    """What a format can say of a session and of a set, and how it bends what it can't; ``step`` is that of its times.

    ``bent`` gives the history as far as the format holds it.
    """

    session: tuple[str, ...]
    set: tuple[str, ...]
    step: str = "second"
    bent: Callable[[list[Workout]], Iterable[Workout]] = lambda found: found


def by_day(found: list[Workout]) -> Iterable[Workout]:
    """All of one day are one session, named by the day."""
    for day, group in groupby(found, key=lambda each: each.started.date()):
        together = tuple(exercise for each in group for exercise in each.exercises)
        midnight = datetime(day.year, day.month, day.day)
        yield Workout("", midnight, midnight, together)


def held_or_lifted(found: list[Workout]) -> Iterable[Workout]:
    """An exercise with a set that was held has nothing but seconds."""
    for each in found:
        yield replace(each, exercises=tuple(map(_held, each.exercises)))


def _held(exercise: Exercise) -> Exercise:
    if not any(each.seconds for each in exercise.sets):
        return exercise
    return replace(exercise, sets=tuple(Set(seconds=each.seconds) for each in exercise.sets))


def side_by_side(found: list[Workout]) -> Iterable[Workout]:
    """One weight per exercise, no name, days that are moved so that none can be read two ways."""
    for each in found:
        day = (each.started + timedelta(days=12)).replace(hour=0, minute=0, second=0)
        done = tuple(
            replace(one, sets=tuple(replace(row, weight=one.sets[0].weight) for row in one.sets))
            for one in each.exercises
        )
        yield replace(each, name="", started=day, exercises=done)


def counted_otherwise(found: list[Workout]) -> Iterable[Workout]:
    """Every other set has a list of reps, which counts when it has entries; else a number that is three too high."""
    for number, each in enumerate(found):
        done = tuple(
            replace(one, sets=tuple(replace(s, reps=3 if not s.reps and not n % 2 else s.reps) for n, s in _with(one)))
            for one in each.exercises
        )
        yield replace(each, name=each.name if number % 3 else "", exercises=done)


def _with(exercise: Exercise) -> Iterable[tuple[int, Set]]:
    return enumerate(exercise.sets)


def one_measure(found: list[Workout]) -> Iterable[Workout]:
    """A distance, else a duration, else reps."""
    for each in found:
        done = tuple(replace(one, sets=tuple(map(_measured, one.sets))) for one in each.exercises)
        yield replace(each, exercises=done)


def _measured(row: Set) -> Set:
    if row.kilometres:
        return replace(row, reps=0, seconds=0)
    return replace(row, reps=0) if row.seconds else row


LIFTED = ("exercise", "reps", "weight")
MEASURED = (*LIFTED, "seconds", "metres")
WHEN = ("started", "ended", "name")
SPEECHES: dict[str, Speech] = {
    "workouttracker": Speech((*WHEN, "notes"), (*MEASURED, "rpe", "rest", "note", "warm_up")),
    "workouttracker_csv": Speech((*WHEN, "notes"), (*MEASURED, "rpe", "rest", "note", "kind", "failed", "superset")),
    "workouttracker_1_0": Speech(("started", "name"), (*LIFTED, "note", "warm_up"), bent=counted_otherwise),
    "trainai": Speech(WHEN, (*MEASURED, "rest"), bent=one_measure),
    "strong": Speech((*WHEN, "notes"), (*MEASURED, "rpe", "rest", "note", "kind")),
    "hevy": Speech((*WHEN, "notes"), (*MEASURED, "rpe", "kind", "superset"), step="minute"),
    "fitnotes": Speech(("started", "name"), (*MEASURED, "note"), bent=by_day),
    "stronglifts": Speech(WHEN, (*LIFTED, "seconds"), step="minute", bent=held_or_lifted),
    "stronglifts_wide": Speech(("started", "name", "notes"), LIFTED, bent=side_by_side),
}
BODIES = {"fitnotes_body": 1, "hevy_body": 2}
KINDS = {"normal": "", "Working": "", "warmup": "Warm-up", "drop": "Drop set", "failure": "Failure"}
OPTIONS = ReadOptions(date_order=DateOrder.MONTH_FIRST)
"""A few dates with slashes may prove nothing by themselves."""
fuzz = tries(12, 400)


def cut(moment: datetime | None, step: str) -> datetime | None:
    return moment.replace(second=0) if moment and step == "minute" else moment


def expected(found: list[Workout], speech: Speech) -> Sessions:
    """The history as the format holds it."""
    sessions = []
    for each in speech.bent(found):
        head = {
            "started": cut(each.started, speech.step),
            "ended": cut(each.ended, speech.step),
            "name": " ".join(each.name.split()),
            "notes": each.notes,
        }
        rows = [_said(exercise, row) for exercise in each.exercises for row in exercise.sets]
        sessions.append((_only(head, speech.session), [_only(row, speech.set) for row in rows]))
    return sessions


def _said(exercise: Exercise, row: Set) -> Said:
    return {
        "exercise": exercise.name,
        "reps": row.reps,
        "weight": row.weight,
        "seconds": row.seconds,
        "metres": row.kilometres * 1000,
        "rpe": Decimal(row.rpe or 0),
        "rest": row.rest,
        "note": row.note,
        "kind": KINDS[row.kind],
        "warm_up": row.kind == "warmup",
        "failed": int(row.kind == "failure" and row.reps > 0),
        "superset": bool(exercise.superset),
    }


def seen(found: Found, speech: Speech) -> Sessions:
    """What was read."""
    return [(_only(_head(each), speech.session), [_only(_row(row), speech.set) for row in each.sets])
            for each in found.sessions]  # fmt: skip


def _head(record: SessionRecord) -> Said:
    return {"started": record.started, "ended": record.ended, "name": record.name, "notes": record.notes}


def _row(row: SetRecord) -> Said:
    return {
        "exercise": row.exercise,
        "reps": row.number_reps,
        "weight": row.weight,
        "seconds": row.duration_seconds or 0,
        "metres": row.distance_metres or 0,
        "rpe": row.rpe or 0,
        "rest": row.rest_seconds or 0,
        "note": row.notes,
        "kind": KINDS.get(row.set_type, row.set_type),
        "warm_up": row.set_type == "Warm-up",
        "failed": sum(not rep.success for rep in row.reps or ()),
        "superset": row.superset_group is not None,
    }


def _only(said: Said, wanted: tuple[str, ...]) -> Said:
    return {name: said[name] for name in wanted}


def test_every_format_says_what_it_can_say() -> None:
    assert {*SPEECHES, *BODIES} == set(FORMATS), "SPEECHES above has an entry for each format with workouts"


@pytest.mark.parametrize("key", SPEECHES)
@given(found=histories())
@fuzz
def test_any_history_is_read_back(key: str, found: list[Workout]) -> None:
    read_back = read(SAMPLES[key](found), OPTIONS)
    assert read_back.format == key
    assert read_back.problems == []
    assert seen(read_back, SPEECHES[key]) == expected(found, SPEECHES[key])


@pytest.mark.parametrize("date", hevy.DATES)
@given(found=histories())
@tries(3, 50)
def test_any_history_is_read_back_whatever_language_its_dates_are_in(date: str, found: list[Workout]) -> None:
    read_back = read(hevy.generate(found=found, date=hevy.DATES[date]))
    if "date_ambiguous" in read_back.codes:
        assert "slashes" in date
        return
    assert read_back.problems == []
    assert seen(read_back, SPEECHES["hevy"]) == expected(found, SPEECHES["hevy"])


@pytest.mark.parametrize("header", strong.HEADERS)
@given(found=histories())
@tries(3, 50)
def test_any_history_is_read_back_from_every_generation_of_strong(header: str, found: list[Workout]) -> None:
    speech = Speech(("started", "name", "notes"), (*MEASURED, "rpe", "kind"))
    read_back = read(strong.generate(header, found))
    assert set(read_back.codes) <= {"distance_unit_assumed"}
    pounds = header == strong.NUMBERED_LBS
    told = [(head, [row | {"weight": _pounds(row["weight"])} if pounds else row for row in rows])
            for head, rows in expected(found, speech)]  # fmt: skip
    assert seen(read_back, speech) == told


def _pounds(weight: Decimal) -> Decimal:
    return (weight * Decimal("0.45359237")).quantize(Decimal("0.0001"))


@pytest.mark.parametrize("key", BODIES)
@given(found=histories())
@fuzz
def test_any_measurements_are_read_back(key: str, found: list[Workout]) -> None:
    read_back = read(SAMPLES[key](found))
    assert read_back.problems == []
    assert {each.at.date() for each in read_back.measurements} == {each.started.date() for each in found}
    assert len(read_back.measurements) >= len(found) * BODIES[key]
