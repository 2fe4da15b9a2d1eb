"""The admin of the log and the catalogue: what can be changed is changed by the services."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sessions_app.models import (
    DataVersion,
    ExerciseAlias,
    ExerciseType,
    Goal,
    Routine,
    Undo,
    WorkoutSession,
    WorkoutSet,
)
from sessions_app.services import undo_apply
from sessions_app.services.goals import GoalValues, goal_create
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_of_reps, make_set_type
from tests.sessions_app.looks import log_version, totals_of
from tests.sessions_app.routines import add_exercise, first_day, make_routine


def catalogue_version() -> uuid.UUID | None:
    return DataVersion.objects.filter(owner=None).values_list("token", flat=True).first()


def url(model: str, page: str, *arguments: Any) -> str:
    return reverse(f"admin:sessions_app_{model}_{page}", args=arguments)


def inlines(**names: int) -> dict[str, str]:
    """The management data of the inline forms, with how many of each are sent."""
    data: dict[str, str] = {}
    for prefix, total in names.items():
        data |= {f"{prefix}-TOTAL_FORMS": str(total), f"{prefix}-INITIAL_FORMS": "0"}
    return data


def exercise_data(**fields: str) -> dict[str, str]:
    said = {"name": "Row", "description": "", "kind": "weight_reps", "equipment": "cable"}
    return said | inlines(muscles=0, aliases=0) | fields


def set_type_data(**fields: str) -> dict[str, str]:
    return {"name": "Primer", "description": "", "position": "10"} | inlines(aliases=0) | fields


@pytest.mark.parametrize("model", ["workoutsession", "workoutset", "exercisetype", "settype", "routine", "goal"])
def test_lists_open_and_can_be_searched(staff_client: Client, owner: User, model: str) -> None:
    make_set(make_session(owner, "Push"), exercise_type=make_exercise("Row"))
    add_exercise(first_day(make_routine(owner)))
    make_goal(owner)
    assert staff_client.get(url(model, "changelist")).status_code == 200
    assert staff_client.get(url(model, "changelist"), {"q": "ROW owner"}).status_code == 200


def test_a_shared_exercise_is_made_with_muscles_and_other_names(staff_client: Client) -> None:
    before = catalogue_version()
    data = exercise_data() | inlines(muscles=1, aliases=1)
    data |= {
        "muscles-0-muscle": "lats",
        "muscles-0-is_primary": "on",
        "aliases-0-name": "Rudern",
        "aliases-0-language": "de",
    }
    assert staff_client.post(url("exercisetype", "add"), data).status_code == 302
    made = ExerciseType.objects.get()
    assert (made.owner, made.name_key, made.equipment) == (None, "row", "cable")
    assert made.muscles.get().muscle == "lats"
    assert (made.aliases.get().name_key, made.aliases.get().source) == ("rudern", "admin")
    assert catalogue_version() != before


def test_a_name_that_reads_like_another_is_refused(staff_client: Client) -> None:
    make_exercise("Row")
    answer = staff_client.post(url("exercisetype", "add"), exercise_data(name=" RÓW"))
    assert answer.status_code == 200
    assert "There is an entry called" in answer.content.decode()
    assert ExerciseType.objects.count() == 1


@pytest.mark.parametrize("names", [("Rudern", ""), ("Ruder", "RUDER")], ids=["taken", "twice"])
def test_another_name_stands_for_one_exercise(staff_client: Client, names: tuple[str, str]) -> None:
    ExerciseAlias.objects.create(exercise_type=make_exercise("Rowing"), name="Rudern")
    data = exercise_data() | inlines(muscles=0, aliases=2)
    data |= {f"aliases-{place}-name": name for place, name in enumerate(names)}
    answer = staff_client.post(url("exercisetype", "add"), data)
    assert answer.status_code == 200
    assert "another name of an entry already" in answer.content.decode()
    assert ExerciseType.objects.count() == 1


def test_turning_a_load_into_help_takes_its_tonnage_away_and_back(staff_client: Client, owner: User) -> None:
    exercise = make_exercise("Dip", kind="bodyweight")
    session = make_session(owner)
    row = make_set_of_reps(session, [(100, True), (50, True), (20, False)], exercise_type=exercise)
    make_set(session, number_reps=1, weight=Decimal(7))
    assert totals_of(session)[2] == 157
    before = log_version(owner), catalogue_version()
    for kind, tonnage in (("assisted", 0), ("bodyweight", 150)):
        data = exercise_data(name="Dip", kind=kind, equipment="other")
        assert staff_client.post(url("exercisetype", "change", exercise.pk), data).status_code == 302
        row.refresh_from_db()
        assert row.tonnage == tonnage
        assert totals_of(session)[2] == tonnage + 7
    assert log_version(owner) != before[0]
    assert catalogue_version() != before[1]


def test_a_set_type_that_becomes_a_warm_up_takes_its_sets_along(
    staff_client: Client, owner: User, stranger: User
) -> None:
    primer = make_set_type("Primer")
    row = make_set(make_session(owner), set_type=primer)
    other = make_set(make_session(stranger))
    before = log_version(owner), log_version(stranger)
    data = set_type_data(is_warm_up="on")
    assert staff_client.post(url("settype", "change", primer.pk), data).status_code == 302
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.is_warm_up, other.is_warm_up) == (True, False)
    assert log_version(owner) != before[0]
    assert log_version(stranger) == before[1], "whose sets did not change keeps what is cached"


def test_athletes_own_entries_are_not_the_admins(staff_client: Client, owner: User) -> None:
    mine, type_of_mine = make_exercise("Mine", owner=owner), make_set_type("My type", owner=owner)
    assert "Mine" not in staff_client.get(url("exercisetype", "changelist")).content.decode()
    assert staff_client.get(url("exercisetype", "change", mine.pk)).status_code == 302
    assert staff_client.get(url("settype", "change", type_of_mine.pk)).status_code == 302


def test_an_entry_in_use_stays_and_an_unused_one_goes(staff_client: Client, owner: User) -> None:
    used, unused, also_unused = make_exercise(), make_exercise(), make_exercise()
    make_set(make_session(owner), exercise_type=used)
    before = catalogue_version()
    page = staff_client.post(url("exercisetype", "delete", used.pk), {"post": "yes"}).content.decode()
    assert "would require deleting the following protected related objects" in page
    staff_client.post(url("exercisetype", "delete", unused.pk), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [also_unused.pk], "post": "yes"}
    staff_client.post(url("exercisetype", "changelist"), chosen)
    assert ExerciseType.objects.get() == used
    assert catalogue_version() != before


def test_sessions_and_sets_cannot_be_made_or_changed_here(staff_client: Client, owner: User) -> None:
    session = make_session(owner, "Push")
    row = make_set(session)
    for model, pk in (("workoutsession", session.pk), ("workoutset", row.pk)):
        assert staff_client.get(url(model, "add")).status_code == 403
        assert staff_client.post(url(model, "change", pk), {"name": "Hacked"}).status_code == 403
    session.refresh_from_db()
    assert session.name == "Push"


def test_reps_are_a_read_only_part_of_their_set(staff_client: Client, owner: User) -> None:
    row = make_set_of_reps(make_session(owner), [(100, True), (90, False)])
    page = staff_client.get(url("workoutset", "change", row.pk)).content.decode()
    assert "<div>1. 100.0000 kg, done</div><div>2. 90.0000 kg, failed</div>" in page


def test_deleting_a_session_counts_what_goes_and_fills_the_athlete_s_bin(staff_client: Client, owner: User) -> None:
    session = make_session(owner)
    make_set(session, number_reps=12)
    before = log_version(owner)
    page = staff_client.get(url("workoutsession", "delete", session.pk)).content.decode()
    assert "Reps: 12" in page or "reps: 12" in page
    staff_client.post(url("workoutsession", "delete", session.pk), {"post": "yes"})
    assert WorkoutSession.objects.count() == 0
    assert Undo.objects.get().owner == owner
    assert log_version(owner) != before


def test_deleting_sets_keeps_the_session_s_sums_right(staff_client: Client, owner: User) -> None:
    session = make_session(owner)
    rows = [make_set(session) for _ in range(3)]
    chosen = {"action": "delete_selected", "_selected_action": [rows[0].pk, rows[2].pk], "post": "yes"}
    staff_client.post(url("workoutset", "changelist"), chosen)
    assert WorkoutSet.objects.get() == rows[1]
    assert totals_of(session) == (1, 5, Decimal(500))
    assert Undo.objects.filter(owner=owner).count() == 2


def test_who_may_not_see_the_log_does_not(owner_client: Client, owner: User) -> None:
    make_session(owner)
    answer = owner_client.get(url("workoutsession", "changelist"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("admin:login"))


def make_goal(owner: User) -> Goal:
    today = timezone.localdate()
    values = GoalValues(kind=Goal.Kind.SESSIONS_WEEK, count=3, due_date=today + timedelta(days=90))
    return goal_create(scope=Scope.of_user(owner), values=values, start_date=today)


def test_a_routine_shows_its_days_and_goes_to_its_owner_s_bin(staff_client: Client, owner: User) -> None:
    routine = make_routine(owner)
    add_exercise(first_day(routine), make_exercise("Front Squat"))
    shown = staff_client.get(url("routine", "change", routine.pk)).content.decode()
    assert "Day A: Front Squat" in shown
    assert staff_client.post(url("routine", "delete", routine.pk), {"post": "yes"}).status_code == 302
    assert not Routine.objects.exists()
    undo_apply(scope=Scope.of_user(owner), undo=Undo.objects.get(owner=owner))
    assert Routine.objects.get() == routine


def test_a_goal_goes_to_its_owner_s_bin(staff_client: Client, owner: User) -> None:
    goal = make_goal(owner)
    assert staff_client.post(url("goal", "delete", goal.pk), {"post": "yes"}).status_code == 302
    assert not Goal.objects.exists()
    undo_apply(scope=Scope.of_user(owner), undo=Undo.objects.get(owner=owner))
    assert Goal.objects.get() == goal
