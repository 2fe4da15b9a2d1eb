"""Finding workouts that are likely in the log twice, and keeping one of each."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import User
from portability.models import ImportBatch
from portability.services.clean_up.repeats import (
    Decision,
    What,
    repeats_find,
    repeats_kept,
    repeats_plan,
    repeats_settle,
)
from sessions_app.errors import StaleError
from sessions_app.models import ExerciseType, WorkoutSession, WorkoutSet
from sessions_app.services import session_delete, set_delete, undo_apply
from sessions_app.services.check import sums_check
from sharing.scope import Scope
from tests.factories import START, make_exercise, make_session, make_set, make_set_type
from tests.portability.support import log_of
from tests.safety.queries import assert_constant_queries, queries

URL = "/data/clean-up/duplicates/"
WEIGHTS = ("60", "80", "82.5", "80")


@pytest.fixture
def scope(owner: User) -> Scope:
    return Scope.of_user(owner)


@pytest.fixture
def bench() -> ExerciseType:
    return make_exercise("Bench")


def workout(owner: User, bench: ExerciseType, *weights: str, hours: float = 0, **fields: Any) -> WorkoutSession:
    """A workout with a set for each weight, some hours after the usual start."""
    session = make_session(owner, fields.pop("name", "Push"), started_at=START + timedelta(hours=hours), **fields)
    kind = make_set_type()
    for weight in weights or WEIGHTS:
        make_set(session, exercise_type=bench, set_type=kind, weight=Decimal(weight))
    session.refresh_from_db()
    return session


def decided(scope: Scope, what: What, keep: WorkoutSession) -> dict[str, Decision]:
    (group,) = repeats_find(scope=scope)
    return {group.key: Decision(what, keep.pk)}


@pytest.mark.parametrize(
    ("weights", "hours", "alike"),
    [
        (WEIGHTS, 0, 100),
        (WEIGHTS, 0.01, 100),
        (WEIGHTS[:3], 1, 75),
        (("60", "80", "82.5", "85"), 0, 60),
        (WEIGHTS[:2], 0, None),
        (WEIGHTS, 9, 100),  # the next day, nine hours on: another time zone
        (WEIGHTS, 9.1, None),  # the same at another time of the next day: trained again
        (WEIGHTS[:3], 9, None),
        (WEIGHTS, 24, None),
    ],
)
def test_what_counts_as_likely_the_same(
    owner: User, scope: Scope, bench: ExerciseType, weights: tuple[str, ...], hours: float, alike: int | None
) -> None:
    workout(owner, bench)
    workout(owner, bench, *weights, hours=hours)
    assert [group.alike for group in repeats_find(scope=scope)] == ([] if alike is None else [alike])


def test_others_and_calculations_are_never_the_same(
    owner: User, stranger: User, scope: Scope, bench: ExerciseType
) -> None:
    workout(owner, bench)
    workout(owner, bench, kind="calculation")
    workout(stranger, bench)
    assert repeats_find(scope=scope) == []


def test_three_that_are_alike_are_one_group(owner: User, scope: Scope, bench: ExerciseType) -> None:
    sessions = [workout(owner, bench, hours=hours) for hours in (0, 1, 2)]
    (group,) = repeats_find(scope=scope)
    assert {twin.id for twin in group.twins} == {session.pk for session in sessions}
    assert group.suggested is What.REMOVE


def test_removing_keeps_the_chosen_one_and_comes_back(owner: User, scope: Scope, bench: ExerciseType) -> None:
    kept, gone = workout(owner, bench), workout(owner, bench, "80", "82.5", "80", "90", notes="Felt good")
    before = log_of(owner)
    undo = repeats_settle(scope=scope, decisions=decided(scope, What.REMOVE, kept))
    assert undo is not None
    assert set(WorkoutSession.objects.filter(owner=owner)) == {kept}
    undo_apply(scope=scope, undo=undo)
    assert log_of(owner) == before
    assert WorkoutSession.objects.filter(pk=gone.pk).exists()
    assert list(sums_check()) == []


def test_merging_takes_over_what_is_missing_and_comes_back(owner: User, scope: Scope, bench: ExerciseType) -> None:
    kept = workout(owner, bench)
    end = START + timedelta(minutes=50)
    gone = workout(owner, bench, "80", "82.5", "80", "90", notes="Felt good", ended_at=end)
    before = log_of(owner)
    plan = repeats_plan(scope=scope, decisions=decided(scope, What.MERGE, kept))
    assert (plan.sessions, plan.moved, plan.lost) == (1, 1, 0)
    undo = repeats_settle(scope=scope, decisions=decided(scope, What.MERGE, kept))
    kept.refresh_from_db()
    assert [row.weight for row in kept.sets.order_by("position")] == [*map(Decimal, WEIGHTS), 90]
    assert (kept.notes, kept.ended_at, kept.total_sets) == ("Felt good", end, 5)
    assert list(sums_check()) == []
    assert undo is not None
    undo_apply(scope=scope, undo=undo)
    assert log_of(owner) == before
    assert gone.sets.count() == 4
    assert list(sums_check()) == []


def test_undoing_a_merge_keeps_what_was_done_to_the_kept_one(owner: User, scope: Scope, bench: ExerciseType) -> None:
    kept = workout(owner, bench)
    gone = workout(owner, bench, *WEIGHTS, "90")
    undo = repeats_settle(scope=scope, decisions=decided(scope, What.MERGE, kept))
    moved = WorkoutSet.objects.get(weight=90)
    set_delete(scope=scope, workout_set=moved)
    make_set(kept, exercise_type=bench, weight=Decimal(20))
    assert undo is not None
    undo_apply(scope=scope, undo=undo)
    assert kept.sets.filter(weight=20).exists()
    assert gone.sets.count() == 5
    assert list(sums_check()) == []


def test_a_log_that_changed_is_left_alone(owner: User, scope: Scope, bench: ExerciseType) -> None:
    kept, _gone = workout(owner, bench), workout(owner, bench)
    before = log_of(owner)
    with pytest.raises(StaleError):
        repeats_settle(scope=scope, decisions=decided(scope, What.REMOVE, kept), version="another")
    assert log_of(owner) == before


def test_finding_asks_as_often_for_many_workouts(owner: User, scope: Scope, bench: ExerciseType) -> None:
    for hours in (0, 1):
        workout(owner, bench, hours=hours)

    def grow() -> None:
        for day in range(1, 5):
            workout(owner, bench, hours=day * 48)
            workout(owner, bench, hours=day * 48 + 1)

    assert_constant_queries(lambda: repeats_find(scope=scope), grow=grow, at_most=2)


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_follows_the_log(owner: User, scope: Scope, bench: ExerciseType) -> None:
    workout(owner, bench)
    assert repeats_kept(scope=scope) == []
    again = workout(owner, bench, hours=2, name="Again")
    (group,) = repeats_kept(scope=scope)
    with queries() as asked:
        assert repeats_kept(scope=scope) == [group]
    assert len(asked) == 2, "the version of the log, and the workouts that are shown"
    assert repeats_find(scope=scope) == [group]
    session_delete(scope=scope, session=again)
    assert repeats_kept(scope=scope) == []


def test_the_page_shows_then_does(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    kept, _gone = workout(owner, bench), workout(owner, bench, name="Push again")
    page = owner_client.get(URL).content.decode()
    assert "All sets are equal." in page
    assert "Show what would change" in page
    key = "-".join(str(pk) for pk in sorted([kept.pk, _gone.pk]))
    form: dict[str, Any] = {f"what-{key}": "remove", f"keep-{key}": str(kept.pk)}
    preview = owner_client.post(URL, form)
    assert WorkoutSession.objects.count() == 2
    assert "Remove 1 duplicate" in preview.content.decode()
    sent = form | {"action": "apply", "seen": preview.context["seen"]}
    done = owner_client.post(URL, sent, follow=True)
    assert "1 duplicate workout removed." in done.content.decode()
    assert WorkoutSession.objects.get() == kept
    assert owner_client.post(URL, sent).status_code == 200
    nothing = owner_client.get(URL).content.decode()
    assert "No duplicates" in nothing
    assert "Show what would change" not in nothing


def test_a_workout_of_a_day_has_no_time(owner: User, owner_client: Client, bench: ExerciseType) -> None:
    of_file = ImportBatch.objects.create(owner=owner, state="succeeded", file_name="x.csv", file_hash="0")
    midnight = START.astimezone(ZoneInfo("UTC")).replace(hour=0, minute=0, second=0, microsecond=0)
    day_alone, at_midnight = (make_session(owner, name, started_at=midnight, time_zone="UTC") for name in ("A", "B"))
    kind = make_set_type()
    for each in (day_alone, at_midnight):
        make_set(each, exercise_type=bench, set_type=kind, weight=Decimal(60))
    WorkoutSession.objects.filter(pk=day_alone.pk).update(import_batch=of_file)
    page = owner_client.get(URL).content.decode()
    assert page.count("00:00") == 1, "only of the one that was logged at midnight"
    key = f"{day_alone.pk}-{at_midnight.pk}"
    preview = owner_client.post(URL, {f"what-{key}": "remove", f"keep-{key}": str(at_midnight.pk)})
    assert preview.context["plan"].changes[0].gone[0].id == day_alone.pk
    assert preview.content.decode().count("00:00") == 2, "where it is chosen, and where it stays"


def test_a_strangers_workout_is_no_choice(
    owner: User, stranger: User, owner_client: Client, bench: ExerciseType
) -> None:
    kept, gone, theirs = workout(owner, bench), workout(owner, bench), workout(stranger, bench)
    key = f"{kept.pk}-{gone.pk}"
    response = owner_client.post(URL, {f"what-{key}": "remove", f"keep-{key}": str(theirs.pk)})
    assert response.status_code == 422
