"""Keeping a result: a session marked as a calculation, once, and out of everything that counts workouts."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from sessions_app import reads
from sessions_app.models import WorkoutSession, WorkoutSet
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type
from tests.sessions_app.pages import HTMX

SAVE = "/calculator/save/"


def save(client: Client, **fields: Any) -> Any:
    said = {"weight": "100", "reps": "5", "unit": "kg", "client_id": str(uuid.uuid4())}
    return client.post(SAVE, said | fields)


def test_the_result_becomes_a_session_that_is_opened_at_once(owner: User, owner_client: Client) -> None:
    answer = save(owner_client)
    session = WorkoutSession.objects.get(owner=owner)
    assert answer.url == f"/sessions/{session.pk}/"
    assert session.kind == WorkoutSession.Kind.CALCULATION
    assert session.name == "One-rep max 115.49 kg"
    assert "Brzycki: 112.50 kg" in session.notes
    assert "Mean: 115.49 kg" in session.notes
    assert session.ended_at == session.started_at
    page = owner_client.get(answer.url, follow=True).content.decode()
    assert "Wathan: 116.58 kg" in page


def test_with_an_exercise_the_set_is_kept_too_in_kilograms(owner: User, owner_client: Client) -> None:
    make_set_type("Working", slug="working")
    bench = make_exercise("Bench")
    make_set(make_session(owner), exercise_type=bench)
    save(owner_client, exercise=bench.pk, weight="225", unit="lb")
    session = WorkoutSession.objects.get(owner=owner, kind="calculation")
    assert session.name == "Bench – One-rep max 259.85 lb"
    row = WorkoutSet.objects.get(session=session)
    assert (row.weight, row.number_reps, row.session_kind) == (Decimal("102.0583"), 5, "calculation")


def test_sent_twice_it_is_kept_once(owner: User, owner_client: Client) -> None:
    make_set_type("Working", slug="working")
    bench = make_exercise("Bench")
    once = str(uuid.uuid4())
    first, second = (save(owner_client, client_id=once, exercise=bench.pk) for _ in range(2))
    assert first.url == second.url
    assert WorkoutSession.objects.filter(owner=owner).count() == 1
    assert WorkoutSet.objects.filter(owner=owner).count() == 1


def test_a_measured_maximum_says_so(owner: User, owner_client: Client) -> None:
    save(owner_client, reps="1")
    session = WorkoutSession.objects.get(owner=owner)
    assert session.name == "One-rep max 100.00 kg"
    assert "Measured: the weight itself" in session.notes


def test_the_longest_name_of_an_exercise_fits(owner: User, owner_client: Client) -> None:
    make_set_type("Working", slug="working")
    exercise = make_exercise("x" * 200)
    save(owner_client, exercise=exercise.pk)
    name = WorkoutSession.objects.get(owner=owner).name
    assert len(name) == 200
    assert name.endswith("One-rep max 115.49 kg")


@pytest.mark.parametrize(("field", "value"), [("weight", "0"), ("reps", "21"), ("exercise", "999999")])
def test_what_can_not_be_used_is_said_and_nothing_is_kept(
    owner: User, owner_client: Client, field: str, value: str
) -> None:
    answer = save(owner_client, **{field: value})
    assert answer.status_code == 422
    assert answer.context["save_form"].errors.keys() == {field}
    assert not WorkoutSession.objects.filter(owner=owner).exists()


def test_somebody_else_s_exercise_does_not_exist(owner_client: Client, stranger: User) -> None:
    assert save(owner_client, exercise=make_exercise(owner=stranger).pk).status_code == 422


def test_signed_out_nothing_can_be_kept(anonymous_client: Client) -> None:
    assert save(anonymous_client).url.startswith("/accounts/login/")
    assert not WorkoutSession.objects.exists()


def test_the_list_can_show_workouts_only(owner: User, owner_client: Client) -> None:
    save(owner_client)
    make_session(owner, "Push")
    everything, workouts = (owner_client.get("/sessions/", {"kind": kind}) for kind in ("", "workout"))
    assert sorted(row.name for row in everything.context["rows"]) == ["One-rep max 115.49 kg", "Push"]
    assert [row.name for row in workouts.context["rows"]] == ["Push"]


def test_a_calculation_is_never_the_last_time_of_an_exercise_and_never_going_on(
    owner: User, owner_client: Client
) -> None:
    make_set_type("Working", slug="working")
    bench = make_exercise("Bench")
    make_set(make_session(owner), exercise_type=bench, weight=Decimal(80))
    save(owner_client, exercise=bench.pk, weight="150")
    scope, today = Scope.of_user(owner), make_session(owner)
    last = reads.last_set_of(scope, bench.pk, today.pk)
    assert last is not None
    assert last.weight == 80
    assert reads.session_going_on(scope) is None
    save(owner_client, exercise=make_exercise("Only calculated").pk)
    assert [choice.name for choice in reads.recent_exercises(scope)] == ["Bench"]


def test_a_part_of_the_page_is_no_place_to_save(owner_client: Client) -> None:
    assert owner_client.get(SAVE, headers=HTMX).status_code == 405
