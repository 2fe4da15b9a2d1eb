"""Routines: building, starting, what a finished session changes, going back, files."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from sessions_app.catalogue.routines import ROUTINES
from sessions_app.errors import StaleError
from sessions_app.models import (
    ExerciseType,
    Routine,
    RoutineDay,
    RoutineExercise,
    RoutineTarget,
    SetType,
    WorkoutSession,
)
from sessions_app.plans import SessionPlan
from sessions_app.progression import Rule
from sessions_app.routine_json import routine_as_json
from sessions_app.services import (
    SessionValues,
    rep_mark,
    session_delete,
    session_finish,
    session_resume,
    session_update,
    set_delete,
    set_update,
    undo_apply,
)
from sessions_app.services.catalogue_load import catalogue_load
from sessions_app.services.own_catalogue import exercise_merge, uses_of
from sessions_app.services.routine_files import routine_copy, routine_from_json
from sessions_app.services.routine_sessions import routine_from_session, routine_start, session_repeat
from sessions_app.services.routines import (
    RoutineExerciseValues,
    RoutineValues,
    day_delete,
    day_move,
    routine_delete,
    routine_exercise_delete,
    routine_exercise_move,
    routine_exercise_update,
    routine_update,
)
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type, set_values, working_set_type
from tests.sessions_app.routines import add_day, add_exercise, first_day, make_routine, targets, train
from workouttracker.kit.units import KG_PER_LB, Unit, from_kg

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope(owner: User) -> Scope:
    return Scope.of_user(owner)


@pytest.fixture
def bench(db: None) -> ExerciseType:
    return make_exercise("Bench")


def fresh(row: RoutineExercise) -> RoutineExercise:
    return RoutineExercise.objects.get(pk=row.pk)


def reason(row: RoutineExercise) -> str:
    """What the last session said about the exercise."""
    return str((fresh(row).outcome or {})["reason"])


def order(day: RoutineDay) -> list[int]:
    return list(RoutineExercise.objects.filter(day=day).order_by("position").values_list("pk", flat=True))


def plan_of(session: WorkoutSession) -> SessionPlan:
    plan = SessionPlan.of_json(session.plan)
    assert plan is not None
    return plan


def test_a_session_begins_with_the_targets_of_the_day(owner: User, scope: Scope, bench: ExerciseType) -> None:
    day = first_day(make_routine(owner))
    warm_up = make_set_type("Warm-up", slug="warm_up", is_warm_up=True)
    sets = [replace(targets(1)[0], set_type=warm_up, percent=Decimal(50)), *targets(2, 5, 8)]
    add_exercise(day, bench, sets=sets, rest_seconds=180, notes="Pause on the chest")
    session = routine_start(scope=scope, day=day)
    entry = plan_of(session).exercises[0]
    assert [(each.weight, each.low, each.high) for each in entry.sets] == [(40, 5, 5), (80, 5, 8), (80, 5, 8)]
    assert (entry.rest_seconds, entry.notes, session.name) == (180, "Pause on the chest", day.name)


def test_starting_twice_with_the_same_id_begins_one_session(owner: User, scope: Scope) -> None:
    day = first_day(make_routine(owner))
    key: Any = "0d3d9b2e-6f0f-4d5e-8a6e-0c8f1c1d2e3f"
    assert (
        routine_start(scope=scope, day=day, client_id=key).pk == routine_start(scope=scope, day=day, client_id=key).pk
    )


def test_all_reps_done_makes_the_next_session_heavier(owner: User, scope: Scope, bench: ExerciseType) -> None:
    day = first_day(make_routine(owner))
    row = add_exercise(day, bench)
    train(day, [(bench, "80", 5)] * 3)
    assert fresh(row).base_weight == Decimal("82.5")
    assert reason(row) == "raised"
    assert plan_of(routine_start(scope=scope, day=day)).exercises[0].sets[0].weight == Decimal("82.5")


def test_finishing_again_after_going_on_counts_once(owner: User, scope: Scope, bench: ExerciseType) -> None:
    day = first_day(make_routine(owner))
    row = add_exercise(day, bench)
    session = train(day, [(bench, "80", 5)] * 2)
    assert fresh(row).base_weight == 80
    session_resume(scope=scope, session=session)
    make_set(session, exercise_type=bench, set_type=working_set_type(), weight=Decimal(80), number_reps=5)
    for _each in range(2):
        session_finish(scope=scope, session=session)
        session_resume(scope=scope, session=session)
    assert fresh(row).base_weight == Decimal("82.5")


def test_a_set_put_right_after_finishing_changes_the_next_targets(
    owner: User, scope: Scope, bench: ExerciseType
) -> None:
    day = first_day(make_routine(owner))
    row = add_exercise(day, bench)
    session = train(day, [(bench, "80", 5), (bench, "80", 5), (bench, "80", 4)])
    assert (fresh(row).base_weight, fresh(row).failures) == (80, 1)
    last = session.sets.get(position=3)
    set_update(scope=scope, workout_set=last, values=set_values(bench, working_set_type(), weight=Decimal(80)))
    assert (fresh(row).base_weight, fresh(row).failures, reason(row)) == (Decimal("82.5"), 0, "raised")
    rep_mark(scope=scope, workout_set=last, number=5, success=False)
    assert (fresh(row).base_weight, reason(row)) == (80, "repeat")
    undo = set_delete(scope=scope, workout_set=last)
    assert (fresh(row).failures, reason(row)) == (0, "incomplete")
    undo_apply(scope=scope, undo=undo)
    assert reason(row) == "repeat"


def test_a_session_moved_to_another_day_still_decides_the_next_targets(
    owner: User, scope: Scope, bench: ExerciseType
) -> None:
    day = first_day(make_routine(owner))
    row = add_exercise(day, bench, sets=targets(1, 5))
    session = train(day, [(bench, "80", 5)])
    begun = session.started_at - timedelta(days=1)
    values = SessionValues(name="Yesterday", started_at=begun, ended_at=begun + timedelta(hours=1))
    session_update(scope=scope, session=session, values=values)
    assert fresh(row).advanced_at == begun
    set_delete(scope=scope, workout_set=session.sets.get())
    assert fresh(row).base_weight == 80


def test_a_set_put_right_before_finishing_waits_for_that(owner: User, scope: Scope, bench: ExerciseType) -> None:
    day = first_day(make_routine(owner))
    row = add_exercise(day, bench, sets=targets(1, 5))
    session = routine_start(scope=scope, day=day)
    make_set(session, exercise_type=bench, set_type=working_set_type(), weight=Decimal(80), number_reps=5)
    assert fresh(row).outcome is None


def test_after_a_later_session_putting_a_set_right_changes_nothing(
    owner: User, scope: Scope, bench: ExerciseType
) -> None:
    routine = make_routine(owner)
    first, second = first_day(routine), add_day(routine)
    row, other = (add_exercise(day, bench, shared=True, sets=targets(1, 5)) for day in (first, second))
    old = train(first, [(bench, "80", 5)], at=timezone.now() - timedelta(days=2))
    train(second, [(bench, "82.5", 5)])
    assert [fresh(each).base_weight for each in (row, other)] == [85, 85]
    set_delete(scope=scope, workout_set=old.sets.get())
    assert [fresh(each).base_weight for each in (row, other)] == [85, 85]


def test_one_weight_on_all_days_goes_back_together(owner: User, scope: Scope, bench: ExerciseType) -> None:
    routine = make_routine(owner)
    first, second = first_day(routine), add_day(routine)
    row, other = (add_exercise(day, bench, shared=True, sets=targets(1, 5)) for day in (first, second))
    session = train(first, [(bench, "80", 5)])
    undo = set_delete(scope=scope, workout_set=session.sets.get())
    assert [fresh(each).base_weight for each in (row, other)] == [80, 80]
    undo_apply(scope=scope, undo=undo)
    assert [fresh(each).base_weight for each in (row, other)] == [Decimal("82.5")] * 2


def test_an_older_session_finished_late_changes_nothing(owner: User, scope: Scope, bench: ExerciseType) -> None:
    day = first_day(make_routine(owner))
    row = add_exercise(day, bench)
    old = routine_start(scope=scope, day=day, at=timezone.now() - timedelta(days=2))
    train(day, [(bench, "80", 5)] * 3)
    session_finish(scope=scope, session=old)
    assert fresh(row).base_weight == Decimal("82.5")
    assert reason(row) == "raised"


def test_what_the_athlete_changed_meanwhile_stays(owner: User, scope: Scope, bench: ExerciseType) -> None:
    day = first_day(make_routine(owner))
    row = add_exercise(day, bench)
    session = routine_start(scope=scope, day=day)
    values = RoutineExerciseValues(targets=targets(), rule=Rule.LINEAR, base_weight=Decimal(60))
    routine_exercise_update(scope=scope, row=row, values=values)
    for _each in range(3):
        make_set(session, exercise_type=bench, set_type=working_set_type(), weight=Decimal(80))
    session_finish(scope=scope, session=session)
    assert fresh(row).base_weight == 60


def test_the_same_exercise_on_two_days_goes_on_together_when_told_so(owner: User, bench: ExerciseType) -> None:
    routine = make_routine(owner)
    first, second = first_day(routine), add_day(routine)
    one, other = add_exercise(first, bench, shared=True), add_exercise(second, bench, shared=True)
    apart = add_exercise(second, bench)
    train(first, [(bench, "80", 5)] * 3)
    assert [fresh(row).base_weight for row in (one, other, apart)] == [Decimal("82.5"), Decimal("82.5"), 80]


def test_an_exercise_twice_in_a_day_is_judged_apart(owner: User, bench: ExerciseType) -> None:
    day = first_day(make_routine(owner))
    heavy, light = add_exercise(day, bench), add_exercise(day, bench, base_weight=Decimal(60), sets=targets(2, 10))
    train(day, [(bench, "80", 5)] * 3 + [(bench, "60", 10), (bench, "60", 8)])
    assert reason(heavy) == "raised"
    assert reason(light) == "repeat"


def test_exercises_take_another_place_and_the_others_close_up(owner: User, scope: Scope) -> None:
    day = first_day(make_routine(owner))
    one, two, three = (add_exercise(day) for _each in range(3))
    routine_exercise_move(scope=scope, row=three, place=1)
    assert order(day) == [three.pk, one.pk, two.pk]
    routine_exercise_move(scope=scope, row=three, place=99)
    assert order(day) == [one.pk, two.pk, three.pk]
    routine_exercise_delete(scope=scope, row=two)
    routine_exercise_move(scope=scope, row=three, place=1)
    assert order(day) == [three.pk, one.pk]


def test_days_take_another_place(owner: User, scope: Scope) -> None:
    routine = make_routine(owner)
    second = add_day(routine)
    day_move(scope=scope, day=second, place=1)
    assert list(routine.days.values_list("name", flat=True)) == ["Day B", "Day A"]


def test_a_deleted_routine_comes_back_and_its_sessions_stay(owner: User, scope: Scope, bench: ExerciseType) -> None:
    routine = make_routine(owner)
    day = first_day(routine)
    add_exercise(day, bench)
    session = train(day, [(bench, "80", 5)] * 3)
    undo = routine_delete(scope=scope, routine=routine)
    assert not RoutineTarget.objects.exists()
    session.refresh_from_db()
    assert session.routine_day is None
    undo_apply(scope=scope, undo=undo)
    assert RoutineTarget.objects.count() == 3
    assert Routine.objects.get().name == "Strength"
    session.refresh_from_db()
    assert session.routine_day == day, "and is where the session came from"


def test_a_deleted_day_comes_back_with_its_sessions_but_takes_none_from_another(
    owner: User, scope: Scope, bench: ExerciseType
) -> None:
    routine = make_routine(owner)
    first, second = first_day(routine), add_day(routine)
    add_exercise(first, bench)
    one, two, gone = (train(first, [(bench, "80", 5)]) for _each in range(3))
    undo = day_delete(scope=scope, day=first)
    WorkoutSession.objects.filter(pk=two.pk).update(routine_day=second)
    session_delete(scope=scope, session=gone)
    undo_apply(scope=scope, undo=undo)
    days = dict(WorkoutSession.objects.values_list("pk", "routine_day"))
    assert days == {one.pk: first.pk, two.pk: second.pk}


def test_a_part_taken_out_comes_back_at_the_end_when_its_place_was_taken(owner: User, scope: Scope) -> None:
    routine = make_routine(owner)
    second, day = add_day(routine), first_day(routine)
    row = add_exercise(day)
    undo = routine_exercise_delete(scope=scope, row=row)
    other = add_exercise(day)
    undo_apply(scope=scope, undo=undo)
    assert order(day) == [other.pk, row.pk]
    undo = day_delete(scope=scope, day=second)
    third = add_day(routine, "Day C")
    undo_apply(scope=scope, undo=undo)
    assert list(routine.days.values_list("pk", flat=True)) == [day.pk, third.pk, second.pk]


def test_a_deleted_session_comes_back_with_its_plan(owner: User, scope: Scope, bench: ExerciseType) -> None:
    day = first_day(make_routine(owner))
    add_exercise(day, bench)
    session = train(day, [(bench, "80", 5)])
    undo_apply(scope=scope, undo=session_delete(scope=scope, session=session))
    back = WorkoutSession.objects.get(pk=session.pk)
    assert plan_of(back) == plan_of(session)
    assert back.routine_day == day


def test_a_form_that_lay_open_overwrites_nothing(owner: User, scope: Scope) -> None:
    routine = make_routine(owner)
    add_day(routine)
    with pytest.raises(StaleError):
        routine_update(scope=scope, routine=routine, values=RoutineValues(name="X"), revision=1)


def test_a_past_session_is_repeated_set_by_set(owner: User, scope: Scope, bench: ExerciseType) -> None:
    past = make_session(owner, "Push")
    make_set(past, exercise_type=bench, weight=Decimal(100), number_reps=5, rest_seconds=90, superset_group=1)
    row = make_set(past, exercise_type=make_exercise("Plank"), weight=Decimal(0), number_reps=0, duration_seconds=45)
    again = session_repeat(scope=scope, session=past)
    first, second = plan_of(again).exercises
    assert (first.sets[0].weight, first.sets[0].number_reps, first.rest_seconds, first.superset_group) == (
        100,
        5,
        90,
        1,
    )
    assert second.sets[0].duration_seconds == row.duration_seconds
    assert again.local_date == timezone.localdate()
    assert session_finish(scope=scope, session=again).ended_at


def test_a_session_becomes_a_routine_whose_weights_go_up(owner: User, scope: Scope, bench: ExerciseType) -> None:
    past, usual = make_session(owner, "Push"), working_set_type()
    warm_up = make_set_type("Warm-up", slug="warm_up", is_warm_up=True)
    make_set(past, exercise_type=bench, set_type=warm_up, weight=Decimal(50), number_reps=5)
    for weight in (100, 100, 91):
        make_set(past, exercise_type=bench, set_type=usual, weight=Decimal(weight), number_reps=5)
    make_set(past, exercise_type=make_exercise("Plank", kind="duration"), number_reps=0, duration_seconds=45)
    routine = routine_from_session(scope=scope, session=past, name="Mine")
    rows = list(RoutineExercise.objects.filter(day__routine=routine).order_by("position"))
    assert [(row.rule, row.base_weight) for row in rows] == [("linear", 100), ("none", None)]
    shares = [(each.percent, each.weight) for each in rows[0].targets.all()]
    assert shares == [(50, None), (None, None), (None, None), (None, 91)]
    assert rows[0].increment == Decimal("2.5")


def test_an_exercise_of_a_routine_cant_be_deleted_but_merged(owner: User, scope: Scope) -> None:
    mine, shared = make_exercise("My bench", owner=owner), make_exercise("Bench")
    row = add_exercise(first_day(make_routine(owner)), mine)
    assert uses_of(mine) == 1
    undo = exercise_merge(scope=scope, source=mine, target=shared)
    assert fresh(row).exercise_type == shared
    undo_apply(scope=scope, undo=undo)
    assert fresh(row).exercise_type == mine


def test_a_file_brings_the_same_routine_back(owner: User, scope: Scope, stranger: User) -> None:
    bench = make_exercise("My bench", owner=owner, kind="weight_reps", equipment="barbell")
    routine = make_routine(owner, notes="Every week", per_week=2)
    day = first_day(routine)
    add_exercise(day, bench, sets=[*targets(2, 5, 8), *targets(1, 10, percent=Decimal("72.5"))], rest_seconds=90)
    add_exercise(day, make_exercise("Plank", kind="duration"), sets=targets(2, 0, 0, duration_seconds=45), rule="none")
    train(day, [(bench, "80", 8), (bench, "80", 7)])
    whole = Routine.objects.visible_to(scope).whole()
    file = routine_as_json(whole.get(pk=routine.pk))
    made = routine_from_json(scope=scope, part=file.routine)
    assert made.new_exercises == ()
    assert routine_as_json(whole.get(pk=made.routine.pk)) == file
    theirs = routine_from_json(scope=Scope.of_user(stranger), part=file.routine)
    assert theirs.new_exercises == ("My bench",)
    assert ExerciseType.objects.get(owner=stranger).equipment == "barbell"


def test_the_shipped_routines_name_exercises_that_are_there(owner: User, scope: Scope) -> None:
    catalogue_load()
    slugs = {exercise.slug for each in ROUTINES for day in each.part(Unit.KG).days for exercise in day.exercises}
    assert set(ExerciseType.objects.filter(slug__in=slugs).values_list("slug", flat=True)) == slugs
    before = ExerciseType.objects.count(), SetType.objects.count()
    for each in ROUTINES:
        routine = routine_copy(scope=scope, shipped=each)
        assert routine.days.count() == len(each.days)
    assert (ExerciseType.objects.count(), SetType.objects.count()) == before


def test_a_copied_routine_goes_up_in_plates_of_pounds_and_from_known_estimates(owner: User, scope: Scope) -> None:
    catalogue_load()
    owner.unit = "lb"
    owner.save(update_fields=["unit"])
    squat = ExerciseType.objects.get(slug="squat-barbell")
    row = make_set(
        make_session(owner, started_at=timezone.now()), exercise_type=squat, weight=300 * KG_PER_LB, number_reps=1
    )
    routine = routine_copy(scope=Scope.of_user(owner), shipped=ROUTINES[2])
    stored = RoutineExercise.objects.get(day__routine=routine, exercise_type=squat)
    assert row.weight == Decimal("136.0777")
    assert (from_kg(stored.base_weight or Decimal(0), Unit.LB), from_kg(stored.increment, Unit.LB)) == (270, 10)
