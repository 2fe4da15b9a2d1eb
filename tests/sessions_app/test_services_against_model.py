"""Whatever an athlete does, in whatever order, the log is what a naive model says it is."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from sessions_app.errors import StaleError, UndoneError
from sessions_app.models import DataVersion, Rep, Undo, WorkoutSession, WorkoutSet
from sessions_app.services import (
    SessionValues,
    SetValues,
    rep_mark,
    reps_write,
    session_create,
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
from sessions_app.services.check import sums_check
from sessions_app.sums import RepValue
from sharing.scope import Scope
from tests.factories import make_exercise, make_set_type, make_user
from tests.sessions_app.log_model import Log, ModelSession, ModelSet

picks = st.integers(0, 99)
numbers = st.integers(0, 6)
weights = st.sampled_from([Decimal(text) for text in ("0", "20", "61.2345", "100", "2000")])
starts = st.sampled_from([datetime(2026, 3, 1, hour, 30, 0, 123456, tzinfo=UTC) for hour in (1, 12, 23)])
zones = st.sampled_from(["UTC", "Pacific/Auckland", "America/Los_Angeles"])
grids = st.lists(st.builds(RepValue, weights, st.booleans()), max_size=5)
few_sessions = precondition(lambda self: len(self.log.sessions) < 3)
has_sessions = precondition(lambda self: bool(self.log.sessions))
has_sets = precondition(lambda self: bool(self.log.sets()))
has_deleted = precondition(lambda self: bool(self.log.deleted))


class Athletes(RuleBasedStateMachine):
    """Two athletes who write their logs; each step is done by one of them, in one rolled back transaction."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.owners = [make_user(), make_user()]
        self.exercises = [make_exercise(), make_exercise(kind="assisted")]
        self.set_types = [make_set_type(), make_set_type(is_warm_up=True)]
        self.log = Log()
        self.undos: list[Undo] = []
        self.undone: set[int] = set()
        self.wrote: int | None = None
        self.seen: dict[int, Any] = {owner.pk: self.everything(owner) for owner in self.owners}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # --- what they do ------------------------------------------------------------------------------------------

    @initialize(number=numbers, weight=weights)
    def begin(self, number: int, weight: Decimal) -> None:
        """Both have a session, the first one with three sets: the steps to come have something to work on."""
        for pick in (1, 0):
            self.create_a_session(pick, datetime(2026, 3, 1, 12, tzinfo=UTC), "UTC", "workout")
            self.only_the_athlete_who_wrote_has_new_data()
        for place in range(3):
            self.log_a_set(pick=1, exercise=0, set_type=0, number=number + place, weight=weight, twice=False)
        self.mark_a_rep(pick=1, number=0, success=False)

    @few_sessions
    @rule(pick=picks, start=starts, zone=zones, kind=st.sampled_from(["workout", "calculation"]))
    def create_a_session(self, pick: int, start: datetime, zone: str, kind: str) -> None:
        owner = self.owners[pick % 2]
        values = SessionValues(name=f"Session {pick}", started_at=start)
        row = session_create(scope=Scope.of_user(owner), values=values, time_zone=zone, kind=kind)
        self.log.sessions[row.pk] = ModelSession(row.pk, owner.pk, values.name, kind, start, zone)
        self.wrote = owner.pk

    @has_sessions
    @rule(pick=picks, exercise=picks, set_type=picks, number=numbers, weight=weights, twice=st.booleans())
    def log_a_set(self, pick: int, exercise: int, set_type: int, number: int, weight: Decimal, twice: bool) -> None:
        session, scope = self.session(pick)
        values = self.values(exercise, set_type, number, weight)
        client_id = uuid.uuid4() if twice else None
        rows = [
            set_log(scope=scope, session=self.stored(session), values=values, client_id=client_id)
            for _ in range(1 + twice)
        ]
        assert len({row.pk for row in rows}) == 1
        session.append(self.on_paper(rows[0].pk, values, [[weight, True] for _ in range(number)]))
        self.wrote = session.owner

    @has_sets
    @rule(pick=picks, exercise=picks, set_type=picks, number=numbers, weight=weights)
    def change_a_set(self, pick: int, exercise: int, set_type: int, number: int, weight: Decimal) -> None:
        session, row, scope = self.set(pick)
        values = self.values(exercise, set_type, number, weight)
        stored = WorkoutSet.objects.get(pk=row.pk)
        set_update(scope=scope, workout_set=stored, values=values, revision=stored.revision)
        row.change_weight(weight)
        row.change_number(number)
        place = session.place_of(row.pk)
        session.places[place] = self.on_paper(row.pk, values, row.reps)
        self.wrote = session.owner

    @has_sets
    @rule(pick=picks, number=picks, success=st.sampled_from([False, False, True]))
    def mark_a_rep(self, pick: int, number: int, success: bool) -> None:
        session, row, scope = self.set(pick)
        if not row.reps:
            with pytest.raises(Rep.DoesNotExist):
                rep_mark(scope=scope, workout_set=self.stored_set(row), number=1, success=success)
            return
        place = number % len(row.reps)
        rep_mark(scope=scope, workout_set=self.stored_set(row), number=place + 1, success=success)
        row.reps[place][1] = success
        self.wrote = session.owner

    @has_sets
    @rule(pick=picks, grid=grids)
    def write_the_grid(self, pick: int, grid: list[RepValue]) -> None:
        session, row, scope = self.set(pick)
        reps_write(scope=scope, workout_set=self.stored_set(row), reps=grid)
        row.reps = [list(rep) for rep in grid]
        self.wrote = session.owner

    @has_sets
    @rule(pick=picks)
    def clone_a_set(self, pick: int) -> None:
        session, row, scope = self.set(pick)
        clone = set_clone(scope=scope, workout_set=self.stored_set(row))
        reps = [[weight, True] for weight, _success in row.reps]
        paper = ModelSet(clone.pk, row.exercise, row.assisted, row.set_type, row.warm_up, row.weight, reps)
        session.insert(session.place_of(row.pk) + 1, paper)
        self.wrote = session.owner

    @has_sets
    @rule(pick=picks, down=st.booleans())
    def move_a_set(self, pick: int, down: bool) -> None:
        session, row, scope = self.set(pick)
        moved = set_move(scope=scope, workout_set=self.stored_set(row), down=down)
        assert moved is session.swap(row.pk, down=down)
        self.wrote = session.owner if moved else None

    @has_sets
    @rule(pick=picks)
    def delete_a_set(self, pick: int) -> None:
        session, row, scope = self.set(pick)
        self.undos.append(set_delete(scope=scope, workout_set=self.stored_set(row)))
        self.log.delete_set(session, row)
        self.wrote = session.owner

    @has_sets
    @rule(pick=picks)
    def replace_a_set_by_a_clone_of_the_one_before(self, pick: int) -> None:
        """What is undone later finds its place taken."""
        session, row, _scope = self.set(pick)
        here = session.in_order().index(row)
        if here:
            before = session.in_order()[here - 1]
            self.delete_a_set(pick)
            self.clone_a_set([each.pk for _session, each in self.log.sets()].index(before.pk))

    @has_sessions
    @rule(pick=picks, start=starts)
    def move_a_session(self, pick: int, start: datetime) -> None:
        session, scope = self.session(pick)
        session.name, session.start = f"Moved {pick}", start
        session.end = start + timedelta(hours=1) if session.end else None
        values = SessionValues(name=session.name, started_at=start, ended_at=session.end)
        session_update(scope=scope, session=self.stored(session), values=values)
        self.wrote = session.owner

    @has_sessions
    @rule(pick=picks)
    def finish_a_session_or_go_on(self, pick: int) -> None:
        session, scope = self.session(pick)
        if session.end is None:
            session.end = session.start + timedelta(minutes=40)
            session_finish(scope=scope, session=self.stored(session), at=session.end)
        else:
            session.end = None
            session_resume(scope=scope, session=self.stored(session))
        self.wrote = session.owner

    @has_sessions
    @rule(pick=picks)
    def delete_a_session(self, pick: int) -> None:
        session, scope = self.session(pick)
        self.undos.append(session_delete(scope=scope, session=self.stored(session)))
        self.log.delete_session(session)
        self.wrote = session.owner

    @has_deleted
    @rule(pick=picks)
    def undo_a_deletion(self, pick: int) -> None:
        left = [number for number in range(len(self.undos)) if number not in self.undone]
        self.undo(left[pick % len(left)] if left else pick % len(self.undos))

    @has_deleted
    @rule(pick=picks)
    def undo_a_deletion_that_may_be_undone_already(self, pick: int) -> None:
        self.undo(pick % len(self.undos))

    def undo(self, number: int) -> None:
        undo = self.undos[number]
        scope = Scope.of_user(undo.owner)
        if number not in self.undone and self.log.undo(number):
            undo_apply(scope=scope, undo=undo)
            self.undone.add(number)
            self.wrote = undo.owner_id
            return
        with pytest.raises(UndoneError):
            undo_apply(scope=scope, undo=undo)

    @has_sets
    @rule(pick=picks)
    def try_to_overwrite_what_changed_meanwhile(self, pick: int) -> None:
        _session, row, scope = self.set(pick)
        stored = self.stored_set(row)
        with pytest.raises(StaleError):
            reps_write(scope=scope, workout_set=stored, reps=[], revision=stored.revision + 1)

    @has_sets
    @rule(pick=picks)
    def try_to_delete_what_belongs_to_the_other(self, pick: int) -> None:
        session, row, _scope = self.set(pick)
        [other] = [owner for owner in self.owners if owner.pk != session.owner]
        with pytest.raises(WorkoutSession.DoesNotExist):
            set_delete(scope=Scope.of_user(other), workout_set=self.stored_set(row))

    # --- what must be so after each step -----------------------------------------------------------------------

    @invariant()
    def the_log_is_what_the_model_says(self) -> None:
        sessions = {row.pk: row for row in WorkoutSession.objects.all()}
        assert set(sessions) == set(self.log.sessions)
        sets: dict[int, list[WorkoutSet]] = {pk: [] for pk in sessions}
        for row in WorkoutSet.objects.order_by("session_id", "position"):
            sets[row.session_id].append(row)
        reps: dict[int, list[list[Any]]] = {}
        for set_id, number, weight, success in Rep.objects.order_by("workout_set_id", "number").values_list(
            "workout_set_id", "number", "weight", "success"
        ):
            reps.setdefault(set_id, []).append([weight, success])
            assert number == len(reps[set_id])
        for pk, model in self.log.sessions.items():
            assert_same_session(sessions[pk], sets[pk], model)
            for stored, paper in zip(sets[pk], model.in_order(), strict=True):
                assert_same_set(stored, paper, model)
                assert reps.pop(stored.pk, []) == paper.reps
        assert reps == {}, "reps without a set"

    @invariant()
    def sums_and_keys_are_right(self) -> None:
        assert list(sums_check()) == []

    @invariant()
    def only_the_athlete_who_wrote_has_new_data(self) -> None:
        for owner in self.owners:
            now = self.everything(owner)
            version, rows = now
            old_version, old_rows = self.seen[owner.pk]
            if owner.pk == self.wrote:
                assert version != old_version
            else:
                assert (version, rows) == (old_version, old_rows)
            self.seen[owner.pk] = now
        self.wrote = None

    # --- helpers -----------------------------------------------------------------------------------------------

    def session(self, pick: int) -> tuple[ModelSession, Scope]:
        order = sorted(self.log.sessions)
        session = self.log.sessions[order[pick % len(order)]]
        return session, self.scope(session)

    def set(self, pick: int) -> tuple[ModelSession, ModelSet, Scope]:
        rows = self.log.sets()
        session, row = rows[pick % len(rows)]
        return session, row, self.scope(session)

    def scope(self, session: ModelSession) -> Scope:
        return Scope.of_user(next(owner for owner in self.owners if owner.pk == session.owner))

    def stored(self, session: ModelSession) -> WorkoutSession:
        return WorkoutSession.objects.get(pk=session.pk)

    def stored_set(self, row: ModelSet) -> WorkoutSet:
        return WorkoutSet.objects.get(pk=row.pk)

    def values(self, exercise: int, set_type: int, number: int, weight: Decimal) -> SetValues:
        return SetValues(
            exercise_type=self.exercises[exercise % 2],
            set_type=self.set_types[set_type % 2],
            number_reps=number,
            weight=weight,
        )

    def on_paper(self, pk: int, values: SetValues, reps: list[list[Any]]) -> ModelSet:
        exercise, set_type = values.exercise_type, values.set_type
        assisted = exercise.kind == "assisted"
        return ModelSet(pk, exercise.pk, assisted, set_type.pk, set_type.is_warm_up, values.weight, reps)

    def everything(self, owner: User) -> tuple[Any, list[Any]]:
        """The version of the owner's log, and every stored value of it."""
        version = DataVersion.objects.filter(owner=owner).values_list("token", flat=True).first()
        tables: list[Any] = [
            WorkoutSession.objects.filter(owner=owner),
            WorkoutSet.objects.filter(owner=owner),
            Rep.objects.filter(workout_set__owner=owner),
            Undo.objects.filter(owner=owner),
        ]
        return version, [list(rows.order_by("pk").values()) for rows in tables]


def assert_same_session(stored: WorkoutSession, sets: list[WorkoutSet], model: ModelSession) -> None:
    assert (stored.owner_id, stored.name, stored.kind) == (model.owner, model.name, model.kind)
    assert (stored.started_at, stored.ended_at, stored.time_zone) == (model.start, model.end, model.zone)
    assert stored.local_date == model.day
    assert (stored.total_sets, stored.total_reps, stored.total_tonnage) == model.totals()
    positions = [row.position for row in sets]
    assert positions == sorted(set(positions))
    assert stored.next_position > max(positions, default=0)
    assert [row.pk for row in sets] == [row.pk for row in model.in_order()]


def assert_same_set(stored: WorkoutSet, paper: ModelSet, session: ModelSession) -> None:
    copied = (stored.owner_id, stored.local_date, stored.session_kind, stored.is_warm_up)
    assert copied == (session.owner, session.day, session.kind, paper.warm_up)
    said = (stored.exercise_type_id, stored.set_type_id, stored.weight)
    assert said == (paper.exercise, paper.set_type, paper.weight)
    sums = (stored.number_reps, stored.reps_done, stored.reps_failed)
    assert (*sums, stored.top_weight, stored.top_weight_reps, stored.tonnage) == paper.sums()


@pytest.mark.django_db
def test_any_sequence_of_verbs_leaves_the_log_as_the_model_says(pytestconfig: pytest.Config) -> None:
    examples = 200 if pytestconfig.getoption("--long") else 10
    steps = settings(max_examples=examples, stateful_step_count=25, derandomize=True, deadline=None, database=None)
    run_state_machine_as_test(Athletes, settings=steps)
