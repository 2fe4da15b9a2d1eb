"""Sets that were logged without network, sent when it is back: each once, in order, each one answered."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from sessions_app import queued
from sessions_app.models import ExerciseType, SetType, Undo, WorkoutSession, WorkoutSet
from sessions_app.services import rep_mark, session_delete, set_delete, undo_apply
from sharing.scope import Scope
from tests.factories import make_exercise, make_session, make_set, make_set_type
from tests.safety.queries import queries
from tests.sessions_app.looks import order_of, reps_of, totals_of
from tests.sessions_app.routines import add_exercise, first_day, make_routine

URL = "/log/sync/"
LIMIT = 10
"""Queries that logging one set may take (house rules)."""


@pytest.fixture
def bench(db: None) -> ExerciseType:
    return make_exercise("Bench Press")


@pytest.fixture
def working(db: None) -> SetType:
    return make_set_type("Working set", slug="working")


@pytest.fixture
def session(owner: User, working: SetType) -> WorkoutSession:
    return make_session(owner)


def item(to: WorkoutSession | dict[str, Any] | None, exercise: ExerciseType, **fields: Any) -> dict[str, Any]:
    """80 kg × 8 as the queue keeps it; ``to`` is a session, or what the queue says about one."""
    said: dict[str, Any] = {"id": str(uuid.uuid4()), "exercise": exercise.pk, "weight": "80", "unit": "kg", "reps": 8}
    said["session"] = {"id": to.pk, "client_id": None} if isinstance(to, WorkoutSession) else to
    return said | {"set_type": None, "done_at": "2026-03-02T18:20:00.000Z"} | fields


def send(client: Client, user: User, *items: Any, key: str | None = None) -> Any:
    body = {"user": user.storage_key if key is None else key, "items": list(items)}
    return client.post(URL, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"})


def states(answer: Any) -> list[str]:
    return [each["state"] for each in answer.json()["items"]]


def only_conflict(answer: Any) -> dict[str, Any]:
    [found] = answer.json()["items"]
    assert found["state"] == "conflict"
    return dict(found)


# --- What is stored --------------------------------------------------------------------------------------------------


def test_ten_sets_are_stored_once_each_in_their_order(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    items = [item(session, bench, weight=f"{60 + number},5", reps=number) for number in range(1, 11)]
    answer = send(owner_client, owner, *items)
    assert [each["id"] for each in answer.json()["items"]] == [each["id"] for each in items]
    assert [each["set_id"] for each in answer.json()["items"]] == order_of(session)
    rows = WorkoutSet.objects.order_by("position")
    assert [(row.weight, row.number_reps) for row in rows] == [(Decimal(f"{60 + n}.5"), n) for n in range(1, 11)]
    assert totals_of(session)[0] == 10


def test_an_answer_says_what_was_stored_and_how_it_looks(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    sent = item(session, bench)
    [answered] = send(owner_client, owner, sent).json()["items"]
    row = WorkoutSet.objects.get()
    assert answered["id"] == sent["id"] == str(row.client_id)
    assert (answered["set_id"], answered["session_id"], answered["revision"]) == (row.pk, session.pk, 1)
    assert f'id="set-{row.pk}"' in answered["row_html"]
    assert "80 <small>kg</small>" in answered["row_html"]


def test_every_field_is_stored(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    warm_up = make_set_type("Warm-up", is_warm_up=True)
    said = {
        "set_type": warm_up.pk, "rpe": "8,5", "rest_seconds": 120, "duration_seconds": 90, "distance_metres": 12.5,
        "notes": " two\nlines ", "superset_group": 2, "description": "pause", "weight": "60.5", "target_reps": "10",
    }  # fmt: skip
    assert states(send(owner_client, owner, item(session, bench, **said))) == ["stored"]
    row = WorkoutSet.objects.get()
    assert (row.set_type, row.is_warm_up, row.rpe, row.rest_seconds) == (warm_up, True, Decimal("8.5"), 120)
    assert (row.duration_seconds, row.distance_metres, row.superset_group) == (90, Decimal("12.5"), 2)
    assert (row.notes, row.description, row.weight) == ("two\nlines", "pause", Decimal("60.5"))
    assert row.target_reps == 10
    assert reps_of(row) == [(Decimal("60.5"), True)] * 8


def test_a_set_without_a_type_is_a_working_set(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, working: SetType
) -> None:
    make_set_type("AAA")
    send(owner_client, owner, item(session, bench, set_type=None))
    assert WorkoutSet.objects.get().set_type == working


def test_a_weight_is_in_the_unit_it_was_typed_in_whatever_is_preferred_now(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    send(owner_client, owner, item(session, bench, weight="225", unit="lb"), item(session, bench, weight="100"))
    weights = WorkoutSet.objects.order_by("position").values_list("weight", flat=True)
    assert list(weights) == [Decimal("102.0583"), Decimal(100)]


def test_without_a_unit_the_preferred_one_is_meant(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    User.objects.filter(pk=owner.pk).update(unit="lb")
    send(owner_client, owner, item(session, bench, weight="225", unit=None))
    assert WorkoutSet.objects.get().weight == Decimal("102.0583")


# --- Once -------------------------------------------------------------------------------------------------------------


def test_what_is_sent_twice_is_stored_once_and_answered_alike(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    items = [item(session, bench), item(session, bench)]
    first, second = send(owner_client, owner, *items), send(owner_client, owner, *items)
    assert states(first) == states(second) == ["stored", "stored"]
    ids = [[each["set_id"] for each in answer.json()["items"]] for answer in (first, second)]
    assert ids[0] == ids[1] == order_of(session)


def test_what_stands_twice_in_one_request_is_stored_once(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    sent = item(session, bench)
    answer = send(owner_client, owner, sent, sent)
    assert states(answer) == ["stored", "stored"]
    assert totals_of(session) == (1, 8, 640)


def test_a_set_stored_before_is_stored_whatever_happened_to_its_exercise(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    sent = item(session, bench)
    send(owner_client, owner, sent)
    assert states(send(owner_client, owner, sent | {"exercise": 0, "weight": "x", "tried": True})) == ["stored"]


def test_a_set_changed_since_it_was_sent_is_shown_as_it_is_now(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    sent = item(session, bench)
    send(owner_client, owner, sent)
    rep_mark(scope=Scope.of_user(owner), workout_set=WorkoutSet.objects.get(), number=8, success=False)
    [answered] = send(owner_client, owner, sent).json()["items"]
    assert answered["revision"] == 2
    assert "7 of 8" in answered["row_html"]


def test_two_athletes_may_use_the_same_id(
    owner: User, stranger: User, owner_client: Client, stranger_client: Client, bench: ExerciseType, working: SetType
) -> None:
    sent = item(make_session(owner), bench)
    other = sent | {"session": {"id": make_session(stranger).pk}}
    assert states(send(owner_client, owner, sent)) == states(send(stranger_client, stranger, other)) == ["stored"]
    assert WorkoutSet.objects.count() == 2


# --- Sessions ---------------------------------------------------------------------------------------------------------


def begun(name: str = "Gym in the cellar", **fields: Any) -> dict[str, Any]:
    """A session that was begun without network."""
    said = {"id": None, "client_id": str(uuid.uuid4()), "name": name, "started_at": "2026-03-02T18:05:30.123Z"}
    return said | fields


def test_a_session_begun_without_network_is_made_once(
    owner: User, owner_client: Client, bench: ExerciseType, working: SetType
) -> None:
    new = begun()
    send(owner_client, owner, *(item(new, bench) for _ in range(3)))
    answer = send(owner_client, owner, item(new, bench))
    session = WorkoutSession.objects.get()
    assert (session.name, str(session.client_id)) == ("Gym in the cellar", new["client_id"])
    assert session.started_at == datetime(2026, 3, 2, 18, 5, 30, 123000, UTC)
    assert totals_of(session)[0] == 4
    assert answer.json()["items"][0]["session_id"] == session.pk


def test_a_session_without_a_name_gets_one_by_its_time(
    owner: User, owner_client: Client, bench: ExerciseType, working: SetType
) -> None:
    send(owner_client, owner, item(begun("  "), bench))
    assert WorkoutSession.objects.get().name == "Monday evening workout"


def test_a_new_session_is_not_left_behind_by_a_set_that_could_not_be_stored(
    owner: User, owner_client: Client, bench: ExerciseType, working: SetType
) -> None:
    only_conflict(send(owner_client, owner, item(begun(), bench, weight="heavy")))
    assert not WorkoutSession.objects.exists()


@pytest.mark.parametrize(
    ("session", "message"),
    [
        (None, "does not say which session"),
        ({}, "does not say which session"),
        ([1], "does not say which session"),
        ({"id": "x"}, "Enter a whole number."),
        ({"client_id": "x"}, "Enter a valid UUID."),
        (begun(started_at="yesterday"), "“yesterday” is not a moment"),
        (begun(started_at="2026-03-02T18:05:30"), "is not a moment"),
        (begun(started_at="0001-01-01T00:00:00+14:00"), "is not a moment"),
        (begun(started_at="9999-12-31T23:59:59-14:00"), "is in the future"),
        (begun(started_at={"a": 1}), "is not a moment"),
        (begun("x" * 201), "at most 200 characters"),
    ],
)
def test_a_session_that_makes_no_sense_is_answered(
    owner: User, owner_client: Client, bench: ExerciseType, working: SetType, session: Any, message: str
) -> None:
    answered = only_conflict(send(owner_client, owner, item(session, bench)))
    assert answered["reason"] == "invalid"
    assert message in answered["message"]
    assert not WorkoutSet.objects.exists()


def test_a_clock_that_is_an_hour_fast_is_forgiven(
    owner: User, owner_client: Client, bench: ExerciseType, working: SetType
) -> None:
    soon = (timezone.now() + timedelta(hours=1)).isoformat()
    assert states(send(owner_client, owner, item(begun(started_at=soon), bench))) == ["stored"]


# --- Conflicts --------------------------------------------------------------------------------------------------------


def test_a_session_deleted_meanwhile_is_said_and_what_follows_is_stored(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    gone = make_session(owner, "Gone")
    session_delete(scope=Scope.of_user(owner), session=gone)
    items = [item(session, bench), item(gone, bench), item(session, bench)]
    answer = send(owner_client, owner, *items).json()["items"]
    assert [each["state"] for each in answer] == ["stored", "conflict", "stored"]
    assert answer[1]["reason"] == "session_gone"
    assert answer[1]["message"] == "The session of this set was deleted meanwhile."
    assert totals_of(session)[0] == 2


def test_a_full_session_is_said(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    WorkoutSession.objects.update(total_sets=1000)
    answered = only_conflict(send(owner_client, owner, item(session, bench)))
    assert answered["reason"] == "session_full"
    assert "1000 sets" in answered["message"]


def test_an_exercise_that_is_gone_is_said(owner: User, owner_client: Client, session: WorkoutSession) -> None:
    gone = make_exercise("Gone", owner=owner)
    sent = item(session, gone)
    ExerciseType.objects.filter(pk=gone.pk).delete()
    answered = only_conflict(send(owner_client, owner, sent))
    assert answered["reason"] == "exercise_gone"
    assert list(answered["fields"]) == ["exercise"]


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"weight": "heavy"}, "weight", "“heavy” is not a number"),
        ({"weight": "1.234,5"}, "weight", "“1.234,5” is not a number"),
        ({"weight": ["80"]}, "weight", "“list” is not a number"),
        ({"weight": True}, "weight", "“bool” is not a number"),
        ({"unit": "st"}, "weight", "“st” is no unit of weight"),
        ({"reps": 1001}, "reps", "“1001”: write a whole number"),
        ({"reps": -1}, "reps", "“-1”: write a whole number"),
        ({"reps": 8.5}, "reps", "“8.5”: write a whole number"),
        ({"reps": None}, "reps", "A set needs reps, a duration or a distance."),
        ({"rpe": "11"}, "rpe", "RPE goes from 1 to 10"),
        ({"rest_seconds": 10**30}, "rest_seconds", "too long"),
        ({"distance_metres": "far"}, "distance_metres", "is not a distance"),
        ({"notes": "x" * 10_001}, "notes", "at most 10000 characters"),
        ({"notes": "a\x00b"}, "notes", "Null characters are not allowed"),
    ],
)
def test_bad_values_are_said_by_field_as_on_the_page(
    owner: User,
    owner_client: Client,
    session: WorkoutSession,
    bench: ExerciseType,
    fields: dict[str, Any],
    name: str,
    message: str,
) -> None:
    answered = only_conflict(send(owner_client, owner, item(session, bench, **fields)))
    assert answered["reason"] == "invalid"
    assert message in answered["fields"][name][0]
    assert message in answered["message"]
    assert not WorkoutSet.objects.exists()


def test_half_a_character_is_replaced(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    assert states(send(owner_client, owner, item(session, bench, notes="good \ud83d"))) == ["stored"]
    assert WorkoutSet.objects.get().notes == "good ?"


@pytest.mark.parametrize("broken", [None, 7, "set", [], {}, {"id": 7}, {"id": "x"}])
def test_an_item_without_an_id_is_answered_in_its_place(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType, broken: Any
) -> None:
    answer = send(owner_client, owner, item(session, bench), broken, item(session, bench))
    assert states(answer) == ["stored", "conflict", "stored"]
    assert answer.json()["items"][1]["reason"] == "invalid"


# --- What was deleted after it was sent -------------------------------------------------------------------------------


def test_a_set_saved_and_deleted_before_its_answer_arrived_does_not_come_back(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    sent = item(session, bench)
    send(owner_client, owner, sent)
    undo = set_delete(scope=Scope.of_user(owner), workout_set=WorkoutSet.objects.get())
    answered = only_conflict(send(owner_client, owner, sent | {"tried": True}))
    assert answered["reason"] == "set_deleted"
    undo_apply(scope=Scope.of_user(owner), undo=Undo.objects.get(pk=undo.pk))
    assert states(send(owner_client, owner, sent | {"tried": True})) == ["stored"]
    assert totals_of(session)[0] == 1


def test_a_session_begun_without_network_and_deleted_since_is_not_made_again(
    owner: User, owner_client: Client, bench: ExerciseType, working: SetType
) -> None:
    new = begun()
    send(owner_client, owner, item(new, bench))
    session_delete(scope=Scope.of_user(owner), session=WorkoutSession.objects.get())
    answered = only_conflict(send(owner_client, owner, item(new, bench, tried=True)))
    assert answered["reason"] == "session_gone"
    assert not WorkoutSession.objects.exists()


# --- Whose ------------------------------------------------------------------------------------------------------------


def test_a_strangers_session_is_gone(
    stranger: User, stranger_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    assert only_conflict(send(stranger_client, stranger, item(session, bench)))["reason"] == "session_gone"
    assert not WorkoutSet.objects.exists()


def test_a_strangers_exercise_and_set_type_are_unknown(
    owner: User, stranger: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    exercise, set_type = make_exercise("Secret", owner=stranger), make_set_type("Secret", owner=stranger)
    assert only_conflict(send(owner_client, owner, item(session, exercise)))["reason"] == "exercise_gone"
    answered = only_conflict(send(owner_client, owner, item(session, bench, set_type=set_type.pk)))
    assert (answered["reason"], list(answered["fields"])) == ("invalid", ["set_type"])
    assert "Secret" not in answered["message"]
    assert not WorkoutSet.objects.exists()


def test_a_queue_of_somebody_else_is_refused_whole(
    owner: User, stranger: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    for answer in (
        send(owner_client, owner, item(session, bench), key=stranger.storage_key),
        send(owner_client, owner, item(session, bench), item(session, bench, user=stranger.storage_key)),
    ):
        assert (answer.status_code, answer.json()) == (HTTPStatus.CONFLICT, {"code": "other_user"})
    assert not WorkoutSet.objects.exists()


def test_an_item_may_name_its_user(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    assert states(send(owner_client, owner, item(session, bench, user=owner.storage_key))) == ["stored"]


def test_who_is_signed_out_gets_401_and_no_redirect(
    owner: User, anonymous_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    for answer in (send(anonymous_client, owner, item(session, bench)), anonymous_client.get(URL)):
        assert (answer.status_code, answer.json()) == (HTTPStatus.UNAUTHORIZED, {"code": "signed_out"})
    assert not WorkoutSet.objects.exists()


def test_without_a_valid_token_the_queue_is_told_so_and_fetches_one(
    owner: User, session: WorkoutSession, bench: ExerciseType
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    answer = send(client, owner, item(session, bench))
    assert (answer.status_code, answer.json()) == (HTTPStatus.FORBIDDEN, {"code": "csrf"})
    assert not WorkoutSet.objects.exists()
    fresh = client.get(URL)
    assert fresh.json()["user"] == owner.storage_key
    assert "no-store" in fresh["Cache-Control"]
    body = json.dumps({"user": owner.storage_key, "items": [item(session, bench)]})
    headers = {"X-CSRFToken": fresh.json()["token"], "Accept": "application/json"}
    assert client.post(URL, body, content_type="application/json", headers=headers).status_code == HTTPStatus.OK
    assert WorkoutSet.objects.count() == 1


def test_a_form_in_a_browser_still_gets_the_page(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    answer = client.post("/sessions/new/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert answer["Content-Type"].startswith("text/html")


# --- Limits -----------------------------------------------------------------------------------------------------------


def test_too_much_at_once_is_refused_and_nothing_is_stored(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    many = [item(session, bench) for _ in range(queued.MAX_ITEMS + 1)]
    long = [item(session, bench, notes="x" * queued.MAX_BYTES)]
    for items in (many, long):
        answer = send(owner_client, owner, *items)
        assert (answer.status_code, answer.json()) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"code": "too_large"})
    assert not WorkoutSet.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "nonsense", "{}", '{"items": 1, "user": "u"}', '{"items": [], "user": 1}', "[" * 100_000, "\xff"]
)
def test_what_is_no_queue_is_said_to_be_unreadable(owner_client: Client, body: str) -> None:
    answer = owner_client.post(URL, body.encode("latin-1"), content_type="application/json")
    assert (answer.status_code, answer.json()) == (HTTPStatus.BAD_REQUEST, {"code": "unreadable"})


def test_an_empty_queue_is_fine(owner: User, owner_client: Client) -> None:
    assert send(owner_client, owner).json()["items"] == []


def test_one_set_takes_as_many_queries_as_on_the_page(
    owner: User, owner_client: Client, session: WorkoutSession, bench: ExerciseType
) -> None:
    make_set(session, exercise_type=bench)
    send(owner_client, owner, item(session, bench))
    with queries() as asked:
        assert states(send(owner_client, owner, item(session, bench))) == ["stored"]
    assert len(asked) <= LIMIT, "\n".join(asked)


def test_a_session_begun_by_a_routine_without_network_gets_its_plan(
    owner: User, owner_client: Client, bench: ExerciseType, working: SetType
) -> None:
    day = first_day(make_routine(owner))
    add_exercise(day, bench)
    begun = {
        "id": None,
        "client_id": str(uuid.uuid4()),
        "started_at": timezone.now().isoformat(),
        "routine_day": day.pk,
    }
    assert states(send(owner_client, owner, item(begun, bench), item(begun, bench))) == ["stored", "stored"]
    session = WorkoutSession.objects.get()
    assert (session.routine_day, session.name) == (day, "Day A")
    assert session.plan is not None


def test_a_day_that_is_gone_or_somebody_elses_is_no_reason_to_lose_the_sets(
    owner: User, owner_client: Client, stranger: User, bench: ExerciseType, working: SetType
) -> None:
    day = first_day(make_routine(stranger))
    begun = {
        "id": None,
        "client_id": str(uuid.uuid4()),
        "started_at": timezone.now().isoformat(),
        "routine_day": day.pk,
    }
    assert states(send(owner_client, owner, item(begun, bench))) == ["stored"]
    assert WorkoutSession.objects.get().routine_day is None
