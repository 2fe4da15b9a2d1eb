"""Duplicates: found in the file and against the log, and treated as the athlete chose."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.models import User
from portability.models import ImportBatch
from sessions_app.models import ExerciseType, SetType, Undo, WorkoutSession
from sessions_app.plans import plan_of_rows
from sessions_app.reads import set_rows
from sessions_app.services import SessionValues, SetValues, session_create, session_update, set_log, undo_apply
from sharing.scope import Scope
from tests.factories import make_user
from tests.portability.support import counts, log_of, run_import, written
from tests.samples.trainai_blocks import BENCH, GOOD, LATER, block
from tests.sessions_app.routines import first_day, make_routine

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def athlete(db: None) -> User:
    return make_user(email="athlete@example.org", time_zone="Europe/Berlin")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, GOOD + LATER)


def test_a_workout_that_stands_twice_in_the_file_comes_in_once(athlete: User, tmp_path: Path) -> None:
    result = run_import(written(tmp_path, GOOD + GOOD), athlete)
    assert (result["sessions"], result["duplicates"]) == (1, 1)


def test_keep_brings_everything_in_again(athlete: User, file: Path) -> None:
    run_import(file, athlete)
    result = run_import(file, athlete, "--duplicates", "keep")
    assert (result["sessions"], result["duplicates"]) == (2, 2)
    assert counts(athlete)[0] == 4


def test_replace_puts_the_file_s_version_in_place_of_an_edited_one(athlete: User, file: Path) -> None:
    run_import(file, athlete)
    original = log_of(athlete)
    session = WorkoutSession.objects.filter(owner=athlete).first()
    assert session is not None
    values = SessionValues(name="Renamed", started_at=session.started_at, ended_at=session.ended_at)
    session_update(scope=Scope.of_user(athlete), session=session, values=values)
    edited = log_of(athlete)
    result = run_import(file, athlete, "--duplicates", "replace")
    assert result["sessions"] == 2
    assert log_of(athlete) == original
    batch = ImportBatch.objects.latest("created_at")
    assert batch.counts["replaced"] == 2
    assert batch.undo is not None
    WorkoutSession.objects.filter(import_batch=batch).delete()
    undo_apply(scope=Scope.of_user(athlete), undo=batch.undo)
    assert log_of(athlete) == edited


def test_replace_keeps_what_was_planned(athlete: User, file: Path) -> None:
    run_import(file, athlete)
    scope = Scope.of_user(athlete)
    past = WorkoutSession.objects.filter(owner=athlete).latest("started_at")
    day = first_day(make_routine(athlete))
    plan = plan_of_rows(set_rows(scope, past.pk)).as_json()
    WorkoutSession.objects.filter(pk=past.pk).update(plan=plan, routine_day=day)
    assert run_import(file, athlete, "--duplicates", "replace")["sessions"] == 2
    old, new = WorkoutSession.objects.filter(owner=athlete).order_by("started_at")
    assert new.pk != past.pk
    assert (new.plan, new.routine_day, old.plan, old.routine_day) == (plan, day, None, None)


def test_a_moved_session_is_still_known_by_what_the_import_brought(athlete: User, file: Path) -> None:
    run_import(file, athlete)
    session = WorkoutSession.objects.filter(owner=athlete).first()
    assert session is not None
    values = SessionValues(name=session.name, started_at=datetime(2020, 1, 1, tzinfo=UTC))
    session_update(scope=Scope.of_user(athlete), session=session, values=values)
    assert run_import(file, athlete)["sessions"] == 0


def test_a_session_logged_by_hand_is_recognised_by_minute_and_content(athlete: User, tmp_path: Path) -> None:
    scope = Scope.of_user(athlete)
    started = datetime(2024, 5, 6, 5, 31, 55, tzinfo=UTC)
    session = session_create(scope=scope, values=SessionValues(name="By hand", started_at=started))
    bench = ExerciseType.objects.get(slug="bench-press-barbell")
    values = SetValues(
        exercise_type=bench, set_type=SetType.objects.get(slug="working"), number_reps=8, weight=Decimal("42.5")
    )
    set_log(scope=scope, session=session, values=values)
    assert run_import(written(tmp_path, block(BENCH)), athlete)["duplicates"] == 1
    set_log(scope=scope, session=session, values=replace(values, number_reps=7))
    assert run_import(written(tmp_path, block(BENCH)), athlete)["duplicates"] == 0


def test_nothing_of_another_athlete_counts_as_a_duplicate(athlete: User, owner: User, file: Path) -> None:
    run_import(file, owner)
    assert run_import(file, athlete)["sessions"] == 2


def test_skip_writes_no_undo_and_renews_no_version(athlete: User, file: Path) -> None:
    run_import(file, athlete)
    run_import(file, athlete)
    assert not Undo.objects.exists()


def test_a_calculation_with_the_sets_of_a_workout_is_no_duplicate_of_it(athlete: User, tmp_path: Path) -> None:
    text = (
        "date,start,end,session,kind,exercise,set,set_type,weight,weight_unit,reps,failed_reps\n"
        "2026-03-02,18:05:30,,Push,workout,Bench Press (Barbell),1,Working,80,kg,3,0\n"
    )
    assert run_import(written(tmp_path, text), athlete)["sessions"] == 1
    result = run_import(written(tmp_path, text.replace("workout", "calculation")), athlete)
    assert (result["sessions"], result["duplicates"]) == (1, 0)
    again = written(tmp_path, text + text.splitlines()[1] + "\n")
    assert run_import(again, athlete, "--duplicates", "keep")["sessions"] == 2, "two workouts that are just alike"
    both = written(tmp_path, text + text.splitlines()[1].replace("workout", "calculation") + "\n")
    assert run_import(both, athlete)["duplicates"] == 2
