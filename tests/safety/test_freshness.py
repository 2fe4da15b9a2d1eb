"""After every way of changing an athlete's data the next report shows the change, although the last one is cached.

``WAYS`` has a row for each function that renews a data version (found by reading the code): a new one fails here.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from portability.models import ImportBatch
from portability.services import workouts_delete
from portability.services.rollback import import_roll_back
from sessions_app.models import ExerciseType, SetType, WorkoutSession, WorkoutSet
from sessions_app.models.vocabulary import Kind
from sessions_app.services import (
    SessionValues,
    rep_mark,
    reps_write,
    session_delete,
    session_finish,
    session_resume,
    session_update,
    set_clone,
    set_delete,
    set_log,
    set_move,
    set_update,
    undo_apply,
)
from sessions_app.services.catalogue import (
    catalogue_delete,
    catalogue_touch,
    exercise_create,
    exercise_save,
    favourite_mark,
    set_type_save,
)
from sessions_app.services.catalogue_load import catalogue_load
from sessions_app.services.check import sums_check
from sessions_app.sums import RepValue
from sharing.scope import Scope
from tests.catalogue import catalogue_present
from tests.factories import START, make_exercise, make_session, make_set, make_set_type, set_values
from tests.portability.support import run_import, written
from tests.safety import clean_up_ways, own_ways
from tests.safety.verbs import write_verbs
from tests.samples.trainai_blocks import GOOD

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Log:
    """The athlete's log before something happens."""

    owner: User
    scope: Scope
    bench: ExerciseType
    squat: ExerciseType
    working: SetType
    session: WorkoutSession
    row: WorkoutSet
    folder: Path

    def values(self) -> SessionValues:
        return SessionValues(name=self.session.name, started_at=self.session.started_at)


@dataclass(frozen=True)
class Way:
    """One way: what is done before the page is looked at, what after; whether reports show it."""

    act: Callable[[Log], object]
    before: Callable[[Log], object] = lambda log: None
    shows: bool = True


def _move_a_week(log: Log) -> None:
    values = SessionValues(name="Moved", started_at=START + timedelta(days=7))
    session_update(scope=log.scope, session=log.session, values=values)


def _undo(log: Log) -> None:
    undo_apply(scope=log.scope, undo=log.owner.undo_set.latest("created_at"))


def _roll_back(log: Log) -> None:
    import_roll_back(scope=log.scope, batch=ImportBatch.objects.get(owner=log.owner))


def _import(log: Log) -> None:
    run_import(written(log.folder, GOOD), log.owner)


def _import_into_catalogue(log: Log) -> None:
    catalogue_load()  # not the copy: the log has a set type of a shipped name already
    _import(log)


def _make_assisted(log: Log) -> None:
    log.bench.kind = Kind.ASSISTED
    exercise_save(log.bench)


def _make_warm_up(log: Log) -> None:
    log.working.is_warm_up = True
    set_type_save(log.working)


def _break_a_sum(log: Log) -> None:
    WorkoutSet.objects.filter(pk=log.row.pk).update(reps_done=4, reps_failed=1)


def _muscle(log: Log) -> None:
    log.bench.muscles.create(muscle="chest")
    catalogue_touch()


def _fewer(log: Log) -> None:
    reps_write(scope=log.scope, workout_set=log.row, reps=[RepValue(Decimal(90), success=True)])


def _heavier(log: Log) -> None:
    values = set_values(log.bench, log.working, weight=Decimal(140))
    set_update(scope=log.scope, workout_set=log.row, values=values)


def _unused(log: Log) -> None:
    catalogue_delete(ExerciseType.objects.get(name="Unused"))


SERVICES, CLEAN_UP = "sessions_app.services", "portability.services.clean_up"
WAYS: dict[str, Way] = {
    f"{SERVICES}.sessions.session_create": Way(lambda log: make_session(log.owner, "Empty"), shows=False),
    f"{SERVICES}.sessions.session_update": Way(_move_a_week),
    f"{SERVICES}.sessions.session_finish": Way(
        lambda log: session_finish(scope=log.scope, session=log.session), shows=False
    ),
    f"{SERVICES}.sessions.session_resume": Way(
        lambda log: session_resume(scope=log.scope, session=log.session),
        before=lambda log: session_finish(scope=log.scope, session=log.session),
        shows=False,
    ),
    f"{SERVICES}.sessions.session_delete": Way(lambda log: session_delete(scope=log.scope, session=log.session)),
    f"{SERVICES}.many_sets.sets_log": Way(own_ways.many_sets),
    f"{SERVICES}.many_sets.session_log": Way(own_ways.whole_session),
    f"{SERVICES}.many_sets.sets_order": Way(own_ways.other_order, before=own_ways.another_set, shows=False),
    f"{SERVICES}.sets.set_log": Way(
        lambda log: set_log(scope=log.scope, session=log.session, values=set_values(log.squat, log.working))
    ),
    f"{SERVICES}.sets.set_update": Way(_heavier),
    f"{SERVICES}.sets.reps_write": Way(_fewer),
    f"{SERVICES}.sets.rep_mark": Way(
        lambda log: rep_mark(scope=log.scope, workout_set=log.row, number=2, success=False)
    ),
    f"{SERVICES}.sets.set_clone": Way(lambda log: set_clone(scope=log.scope, workout_set=log.row)),
    f"{SERVICES}.sets.set_move": Way(
        lambda log: set_move(scope=log.scope, workout_set=log.row, down=True), shows=False
    ),
    f"{SERVICES}.sets.set_delete": Way(lambda log: set_delete(scope=log.scope, workout_set=log.row)),
    f"{SERVICES}.undo.undo_apply": Way(_undo, before=lambda log: set_delete(scope=log.scope, workout_set=log.row)),
    f"{SERVICES}.catalogue.exercise_create": Way(
        lambda log: exercise_create(scope=log.scope, name="New", kind="weight_reps", equipment="barbell"), shows=False
    ),
    f"{SERVICES}.catalogue.exercise_save": Way(_make_assisted),
    f"{SERVICES}.catalogue.set_type_save": Way(_make_warm_up),
    f"{SERVICES}.catalogue.catalogue_delete": Way(_unused, before=lambda log: make_exercise("Unused"), shows=False),
    f"{SERVICES}.catalogue.catalogue_touch": Way(_muscle),
    f"{SERVICES}.catalogue.favourite_mark": Way(
        lambda log: favourite_mark(scope=log.scope, exercise=log.bench, on=True), shows=False
    ),
    f"{SERVICES}.catalogue.tonnage_rewrite": Way(own_ways.rewrite_tonnage),
    f"{SERVICES}.own_catalogue.own_exercise_create": Way(own_ways.create_exercise, shows=False),
    f"{SERVICES}.own_catalogue.own_exercise_update": Way(own_ways.rename_exercise, before=own_ways.own_exercise),
    f"{SERVICES}.own_catalogue.own_set_type_create": Way(own_ways.create_set_type, shows=False),
    f"{SERVICES}.own_catalogue.own_set_type_update": Way(own_ways.warm_set_type, before=own_ways.own_set_type),
    f"{SERVICES}.own_catalogue.own_entry_delete": Way(
        own_ways.delete_exercise, before=own_ways.idle_exercise, shows=False
    ),
    f"{SERVICES}.own_catalogue.exercise_merge": Way(own_ways.merge_exercise, before=own_ways.own_exercise),
    f"{SERVICES}.own_catalogue.set_type_merge": Way(own_ways.merge_set_type, before=own_ways.own_set_type),
    f"{SERVICES}.own_catalogue.catalogue_merge": Way(own_ways.merge_shared, before=own_ways.shared_exercise),
    f"{SERVICES}.catalogue_load.catalogue_load": Way(lambda log: catalogue_load(), shows=False),
    f"{SERVICES}.check.sums_check": Way(lambda log: list(sums_check(fix=True)), before=_break_a_sum),
    f"{CLEAN_UP}.units.units_convert": Way(clean_up_ways.convert),
    f"{CLEAN_UP}.dates.dates_shift": Way(clean_up_ways.shift),
    f"{CLEAN_UP}.names.names_replace": Way(clean_up_ways.rename, before=own_ways.own_exercise),
    f"{CLEAN_UP}.merging.exercises_unite": Way(clean_up_ways.unite),
    f"{CLEAN_UP}.repeats.repeats_settle": Way(clean_up_ways.settle, before=clean_up_ways.twice),
    "portability.services.imports.import_carry_out": Way(_import, before=lambda log: catalogue_present()),
    "portability.services.rollback.import_roll_back": Way(_roll_back, before=_import_into_catalogue),
    "portability.services.deletion.workouts_delete": Way(lambda log: workouts_delete(scope=log.scope)),
}
NOT_REPORTED = {
    "sessions_app.services.body.": "body measures are in no report",
    "sessions_app.services.goals.": "goals are in no report",
    "sessions_app.services.routine": "plans, and sessions without sets, are in no report",
    "sessions_app.services.catalogue.measure_save": "kinds of measures are in no report",
}
"""Verbs without a row here, and why."""


@pytest.fixture
def log(owner: User, tmp_path: Path) -> Log:
    bench, squat, working = make_exercise("Bench"), make_exercise("Squat"), make_set_type("Working")
    session, earlier = make_session(owner), make_session(owner, started_at=START - timedelta(days=3))
    make_set(earlier, exercise_type=bench, set_type=working, weight=Decimal(95))
    row = make_set(session, exercise_type=bench, set_type=working)
    make_set(session, exercise_type=squat, set_type=working)
    return Log(owner, Scope.of_user(owner), bench, squat, working, session, row, tmp_path)


def shown(client: Client, log: Log) -> str:
    """Everything that reports show."""
    exercise = client.get(f"/exercises/{log.bench.pk}/")
    page = client.get("/reports/?period=all")
    assert page.status_code == 200
    texts = [page.content.decode()]
    if exercise.status_code == 200:
        texts.append(exercise.content.decode())
    return "".join(text[text.index("<main") : text.index("</main>")] for text in texts)


@pytest.mark.parametrize("verb", WAYS)
def test_the_next_report_shows_what_was_changed(verb: str, log: Log, owner_client: Client, settings: Any) -> None:
    way = WAYS[verb]
    way.before(log)
    before = shown(owner_client, log)
    assert shown(owner_client, log) == before
    way.act(log)
    after = shown(owner_client, log)
    settings.REPORT_CACHE_SECONDS = 0
    assert after == shown(owner_client, log), "the cache shows what was"
    assert (after != before) is way.shows


def test_every_verb_that_writes_has_its_row() -> None:
    found = {verb for verb in write_verbs() if not any(verb.startswith(prefix) for prefix in NOT_REPORTED)}
    assert found == set(WAYS)
    assert len(found) > 20


def test_the_admin_changes_what_reports_show(log: Log, owner_client: Client, staff_client: Client) -> None:
    before = shown(owner_client, log)
    form = {
        "name": "Bench Press, Renamed",
        "kind": "weight_reps",
        "equipment": "barbell",
        "muscles-TOTAL_FORMS": "1",
        "muscles-INITIAL_FORMS": "0",
        "muscles-0-muscle": "chest",
        "muscles-0-is_primary": "on",
        "aliases-TOTAL_FORMS": "0",
        "aliases-INITIAL_FORMS": "0",
    }
    response = staff_client.post(f"/admin/sessions_app/exercisetype/{log.bench.pk}/change/", form)
    assert response.status_code == 302
    after = shown(owner_client, log)
    assert "Bench Press, Renamed" not in before
    assert "Bench Press, Renamed" in after
    assert "Most work for" in after or "All of it for Chest." in after


def test_a_saved_calculation_is_in_no_report_and_what_is_kept_is_not_older(
    log: Log, owner_client: Client, settings: Any
) -> None:
    before = shown(owner_client, log)
    form = {"weight": "300", "reps": "5", "unit": "kg", "exercise": log.bench.pk, "client_id": str(uuid.uuid4())}
    assert owner_client.post("/calculator/save/", form).status_code == 302
    assert WorkoutSet.objects.filter(weight=300).exists()
    after = shown(owner_client, log)
    settings.REPORT_CACHE_SECONDS = 0
    assert before == after == shown(owner_client, log)


def test_preferences_count_at_once(log: Log, owner_client: Client) -> None:
    before = shown(owner_client, log)
    User.objects.filter(pk=log.owner.pk).update(unit="lb")
    assert "lb" in shown(owner_client, log)
    User.objects.filter(pk=log.owner.pk).update(unit="kg")
    assert shown(owner_client, log) == before
