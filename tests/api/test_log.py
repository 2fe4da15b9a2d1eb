"""Sessions, sets and reps over the API."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from sessions_app.models import Rep, WorkoutSession, WorkoutSet
from sessions_app.services.check import sums_check
from tests.api.support import Program, code_of
from tests.factories import make_exercise, make_session, make_set, make_set_of_reps, make_set_type, working_set_type
from tests.safety.queries import assert_constant_queries, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    working_set_type()


def one_set(**said: Any) -> dict[str, Any]:
    return {"exercise_id": make_exercise().pk, "weight": "80", "number_reps": 3, **said}


def test_a_session_with_sets_and_reps_is_made_in_one_call(api: Program, owner: User) -> None:
    failed = {"reps": [{"weight": "100"}, {"weight": "90.5", "success": False}], "number_reps": None, "weight": "100"}
    body = {
        "name": "Push A",
        "started_at": "2026-06-30T23:30:00+02:00",
        "ended_at": "2026-07-01T00:30:00+02:00",
        "time_zone": "Europe/Berlin",
        "notes": "Late.",
        "calories": 300,
        "sets": [one_set(rpe="8.5", superset=1), one_set(**failed)],
    }
    answer = api.post("/sessions", body)
    told = answer.json()
    assert answer.status_code == 201
    assert api.get(answer["Location"]).json() == told
    assert (told["name"], told["day"], told["total_sets"], told["total_reps"]) == ("Push A", "2026-06-30", 2, 5)
    first, second = told["sets"]
    assert (first["weight"], first["rpe"], first["superset"], first["set_type"]["name"]) == (
        "80",
        "8.5",
        1,
        "Working set",
    )
    assert [rep["success"] for rep in first["reps"]] == [True] * 3
    assert [(rep["weight"], rep["success"]) for rep in second["reps"]] == [("100", True), ("90.5", False)]
    row = WorkoutSession.objects.get()
    assert (row.owner, row.total_tonnage) == (owner, Decimal(340))
    assert list(sums_check()) == []


def test_a_session_that_says_nothing_begins_now(api: Program) -> None:
    told = api.post("/sessions", {}).json()
    assert told["name"]
    assert told["ended_at"] is None
    assert told["sets"] == []


def test_a_session_is_stored_once_with_its_own_id(api: Program) -> None:
    body = {"client_id": str(uuid.uuid4()), "sets": [one_set(), one_set()]}
    first, again = api.post("/sessions", body).json(), api.post("/sessions", body).json()
    assert first == again
    assert WorkoutSet.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"started_at": "2026-06-30T18:00:00Z", "ended_at": "2026-06-30T17:00:00Z"}, "body.ended_at"),
        ({"started_at": "2026-06-30T18:00:00"}, "body.started_at"),
        ({"started_at": "1066-10-14T09:00:00Z"}, "body.started_at"),
        ({"started_at": "2199-01-01T09:00:00Z"}, "body.started_at"),
        ({"time_zone": "Mars/Olympus"}, "body.time_zone"),
        ({"name": " "}, "body.name"),
        ({"name": "a\0b"}, "body.name"),
        ({"calories": 10**9}, "body.calories"),
        ({"sets": [{"exercise_id": 1, "weight": "NaN"}]}, "body.sets[0].weight"),
        ({"sets": [{"exercise_id": 1, "weight": "2001"}]}, "body.sets[0].weight"),
        ({"sets": [{"exercise_id": 987654321}]}, "body.sets[0].exercise_id"),
        ({"sets": [{"exercise_id": 1, "rpe": "8.3"}]}, "body.sets[0].rpe"),
    ],
)
def test_what_makes_no_sense_is_named_and_nothing_is_stored(api: Program, said: dict[str, Any], path: str) -> None:
    answer = api.post("/sessions", said)
    assert code_of(answer) == (422, "invalid")
    assert path in [each["path"] for each in answer.json()["errors"]]
    assert not WorkoutSession.objects.exists()


def test_only_what_is_sent_changes(api: Program, owner: User) -> None:
    session = make_session(owner, "Push", notes="Good.")
    told = api.patch(f"/sessions/{session.pk}", {"name": "Pull"}).json()
    assert (told["name"], told["notes"]) == ("Pull", "Good.")
    assert api.patch(f"/sessions/{session.pk}", {"notes": ""}).json()["notes"] == ""


def test_nothing_is_overwritten_that_somebody_else_changed(api: Program, owner: User) -> None:
    session = make_session(owner)
    path = f"/sessions/{session.pk}"
    tag = api.get(path)["ETag"]
    changed = api.patch(path, {"name": "Mine"}, If_Match=tag)
    assert changed.status_code == 200
    for verb, body in (("patch", {"name": "Lost"}), ("delete", None)):
        assert code_of(api.ask(verb, path, body, If_Match=tag)) == (412, "precondition_failed")
    assert code_of(api.patch(path, {"name": "Lost"}, If_Match='"nonsense"')) == (412, "precondition_failed")
    assert api.get(path).json()["name"] == "Mine"
    assert api.patch(path, {"name": "Again"}, If_Match=changed["ETag"]).status_code == 200
    assert api.patch(path, {"name": "Any"}, If_Match="*").status_code == 200
    assert api.delete(path, If_Match=api.get(path)["ETag"]).status_code == 200


def test_a_deleted_session_comes_back(api: Program, owner: User) -> None:
    session = make_session(owner)
    make_set(session)
    undo = api.delete(f"/sessions/{session.pk}").json()["undo_id"]
    assert code_of(api.get(f"/sessions/{session.pk}")) == (404, "not_found")
    assert [each["id"] for each in api.get("/undo").json()["items"]] == [undo]
    assert api.post(f"/undo/{undo}").status_code == 200
    assert len(api.get(f"/sessions/{session.pk}").json()["sets"]) == 1
    assert code_of(api.post(f"/undo/{undo}")) == (409, "not_now")


def test_a_session_is_finished_resumed_and_repeated(api: Program, owner: User) -> None:
    session = make_session(owner)
    make_set(session)
    path = f"/sessions/{session.pk}"
    assert api.post(f"{path}/finish").json()["ended_at"]
    assert api.post(f"{path}/resume").json()["ended_at"] is None
    key = str(uuid.uuid4())
    again = [api.post(f"{path}/repeat", {"client_id": key}).json()["id"] for _ in range(2)]
    assert again[0] == again[1] != session.pk
    assert api.post(f"{path}/repeat").status_code == 201
    made = api.post(f"{path}/routine", {"name": "Like that"}).json()
    assert api.get(f"/routines/{made['id']}").json()["days"][0]["exercises"]


def test_sessions_are_searched_filtered_and_paged(api: Program, owner: User, stranger: User) -> None:
    bench = make_exercise()
    pushes = [make_session(owner, f"Push {number}") for number in range(5)]
    make_session(owner, "Pull")
    make_session(stranger, "Push theirs")
    make_set(pushes[2], exercise_type=bench)

    def names(query: str) -> list[str]:
        return [each["name"] for each in api.get(f"/sessions?{query}").json()["items"]]

    assert names("q=push") == [f"Push {number}" for number in (4, 3, 2, 1, 0)]
    assert names("q=push&order=oldest")[0] == "Push 0"
    assert names(f"exercise_id={bench.pk}") == ["Push 2"]
    assert names("date_from=2026-03-03") == []
    assert len(names("date_from=2026-03-02&date_to=2026-03-02&kind=workout")) == 6
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = api.get(f"/sessions?limit=2&cursor={cursor}").json()
        seen += [each["name"] for each in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
        make_session(owner, "Meanwhile")  # what comes meanwhile is not in the way
    assert seen == ["Pull", "Push 4", "Push 3", "Push 2", "Push 1", "Push 0"]


def test_a_set_is_logged_changed_and_deleted(api: Program, owner: User) -> None:
    session = make_session(owner)
    answer = api.post(f"/sessions/{session.pk}/sets", one_set(notes="Easy."))
    told = answer.json()
    assert answer.status_code == 201
    path = f"/sets/{told['id']}"
    assert api.get(path).json() == told
    changed = api.patch(path, {"weight": "82.5", "number_reps": 4}, If_Match=answer["ETag"]).json()
    assert [rep["weight"] for rep in changed["reps"]] == ["82.5"] * 4
    assert changed["notes"] == "Easy."
    assert code_of(api.patch(path, {"weight": "1"}, If_Match=answer["ETag"])) == (412, "precondition_failed")
    both = api.patch(path, {"reps": [{"weight": "50"}, {"weight": "40", "success": False}], "rpe": "9"}).json()
    assert (both["number_reps"], both["reps_failed"], both["rpe"]) == (2, 1, "9")
    assert api.patch(path, {"rpe": None}).json()["rpe"] is None
    copy = api.post(f"{path}/clone").json()
    assert copy["position"] == told["position"] + 1
    undo = api.delete(path).json()["undo_id"]
    assert code_of(api.get(path)) == (404, "not_found")
    assert api.post(f"/undo/{undo}").status_code == 200
    assert list(sums_check()) == []


def test_reps_are_written_and_ticked(api: Program, owner: User) -> None:
    row = make_set(make_session(owner))
    path = f"/sets/{row.pk}/reps"
    assert len(api.get(path).json()["items"]) == 5
    told = api.put(path, {"reps": [{"weight": "100"}, {"weight": "95"}]}).json()
    assert [rep["weight"] for rep in told["reps"]] == ["100", "95"]
    assert api.patch(f"{path}/2", {"success": False}).json()["reps_failed"] == 1
    assert code_of(api.patch(f"{path}/9", {"success": False})) == (404, "not_found")
    assert Rep.objects.count() == 2


def test_a_set_is_stored_once_with_its_own_id_as_it_was_first(api: Program, owner: User) -> None:
    session, key = make_session(owner), str(uuid.uuid4())
    mixed = one_set(client_id=key, number_reps=None, reps=[{"weight": "80", "success": False}])
    first = api.post(f"/sessions/{session.pk}/sets", mixed).json()
    again = api.post(f"/sessions/{session.pk}/sets", {**mixed, "weight": "99"}).json()
    assert first == again
    assert first["reps_failed"] == 1


def test_a_thousand_sets_are_all_stored_or_none(api: Program, owner: User) -> None:
    session = make_session(owner)
    path = f"/sessions/{session.pk}/sets/bulk"
    body = one_set(client_id=None)
    wrong = api.post(path, {"sets": [body] * 999 + [{**body, "exercise_id": 987654321}]})
    assert code_of(wrong) == (422, "invalid")
    assert wrong.json()["errors"][0]["path"] == "body.sets[999].exercise_id"
    assert not WorkoutSet.objects.exists()
    answer = api.post(path, {"sets": [body] * 1000})
    assert answer.status_code == 201
    items = answer.json()["items"]
    assert [each["position"] for each in items] == list(range(1, 1001))
    session.refresh_from_db()
    assert (session.total_sets, session.total_reps, session.total_tonnage) == (1000, 3000, Decimal(240_000))
    assert code_of(api.post(path, {"sets": [body]})) == (422, "limit")
    assert code_of(api.post(path, {"sets": [body] * 1001})) == (422, "invalid")
    assert list(sums_check()) == []


def test_sets_that_are_stored_already_stay_in_a_bulk(api: Program, owner: User) -> None:
    session = make_session(owner)
    sets = [one_set(client_id=str(uuid.uuid4())) for _ in range(3)]
    path = f"/sessions/{session.pk}/sets/bulk"
    first = api.post(path, {"sets": sets[:2]}).json()["items"]
    both = api.post(path, {"sets": [*sets, sets[2]]}).json()["items"]
    assert [each["id"] for each in both[:2]] == [each["id"] for each in first]
    assert both[2]["id"] == both[3]["id"]
    assert WorkoutSet.objects.count() == 3


def test_sets_are_put_into_another_order(api: Program, owner: User) -> None:
    session = make_session(owner)
    keys = [make_set(session).pk for _ in range(4)]
    wanted = [keys[2], keys[0], keys[3], keys[1]]
    path = f"/sessions/{session.pk}/order"
    told = api.put(path, {"set_ids": wanted}).json()
    assert [each["id"] for each in told["sets"]] == wanted
    assert [each["position"] for each in told["sets"]] == [1, 2, 3, 4]
    assert code_of(api.put(path, {"set_ids": wanted[1:]})) == (422, "invalid")
    assert code_of(api.put(path, {"set_ids": wanted}, If_Match='"1"')) == (412, "precondition_failed")
    assert api.post(f"/sessions/{session.pk}/sets", one_set()).json()["position"] == 5


def test_sets_of_all_sessions_are_filtered(api: Program, owner: User, stranger: User) -> None:
    bench, warm = make_exercise(), make_set_type(is_warm_up=True)
    session = make_session(owner)
    mine = [make_set(session, exercise_type=bench), make_set(session, set_type=warm), make_set(session)]
    make_set(make_session(stranger), exercise_type=bench)

    def ids(query: str) -> list[int]:
        return [each["id"] for each in api.get(f"/sets?{query}").json()["items"]]

    assert ids("") == [row.pk for row in reversed(mine)]
    assert ids(f"exercise_id={bench.pk}") == [mine[0].pk]
    assert ids(f"set_type_id={warm.pk}") == ids("warm_up=true") == [mine[1].pk]
    assert ids("warm_up=false&date_from=2026-03-02") == [mine[2].pk, mine[0].pk]
    assert ids("date_to=2026-03-01") == []
    assert ids(f"session_id={session.pk}&limit=1") == [mine[2].pk]


def test_rows_of_others_are_not_there(foreign: Program, api: Program, owner: User, stranger: User) -> None:
    session = make_session(owner)
    row = make_set(session, exercise_type=make_exercise(owner=owner))
    for path in (f"/sessions/{session.pk}", f"/sessions/{session.pk}/sets", f"/sets/{row.pk}", f"/sets/{row.pk}/reps"):
        assert code_of(foreign.get(path)) == (404, "not_found")
    assert code_of(foreign.post(f"/sessions/{session.pk}/sets", one_set())) == (404, "not_found")
    assert code_of(foreign.patch(f"/sets/{row.pk}", {"weight": "1"})) == (404, "not_found")
    theirs = make_set(make_session(stranger))
    named = foreign.patch(f"/sets/{theirs.pk}", {"exercise_id": row.exercise_type_id})
    assert code_of(named) == (422, "invalid")


def test_listing_twenty_sets_asks_little(api: Program, owner: User) -> None:
    session, exercise = make_session(owner), make_exercise()

    def grow() -> None:
        for number in range(10):
            make_set_of_reps(session, [(100, True), (90, number % 2 == 0)], exercise_type=exercise)

    grow()
    assert_constant_queries(lambda: api.get("/sets?limit=20"), grow=grow, at_most=6)
    assert_constant_queries(lambda: api.get(f"/sessions/{session.pk}"), grow=grow, at_most=6)
    assert_constant_queries(lambda: api.get("/sessions"), grow=lambda: make_session(owner), at_most=6)


def test_creating_a_set_asks_little(api: Program, owner: User) -> None:
    session, body = make_session(owner), one_set()
    api.post(f"/sessions/{session.pk}/sets", body)
    with queries() as asked:
        api.post(f"/sessions/{session.pk}/sets", body)
    assert len(asked) <= 8, "\n".join(asked)
    with queries() as asked:
        api.post(f"/sessions/{session.pk}/sets", body, Idempotency_Key="once")
    assert len(asked) <= 10, "\n".join(asked)


def test_records_of_a_session(api: Program, owner: User) -> None:
    bench = make_exercise()
    make_set(make_session(owner), exercise_type=bench, weight=Decimal(100))
    session = make_session(owner)
    make_set(session, exercise_type=bench, weight=Decimal(110))
    found = {each["kind"]: each for each in api.get(f"/sessions/{session.pk}/records").json()["items"]}
    assert (found["heaviest"]["value"], found["heaviest"]["before"]) == ("110", "100")
