"""The clean-up tools, gear and warm-ups over the API; what is wrong with a value in the reader's language."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from sessions_app.models import ExerciseType, WorkoutSession, WorkoutSet
from tests.api.support import Program, code_of, program
from tests.factories import make_exercise, make_session, make_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(owner: User) -> WorkoutSet:
    return make_set(make_session(owner, "Day 1"), exercise_type=make_exercise("Bench"), weight=Decimal(100))


def test_a_unit_is_previewed_converted_and_taken_back(api: Program, row: WorkoutSet) -> None:
    body: dict[str, Any] = {"mistake": "lb_as_kg"}
    seen = api.post("/clean-up/units", body).json()
    assert (seen["done"], seen["count"], seen["undo_id"]) == (False, 1, None)
    assert seen["changes"] == [{"name": "Bench", "before": "100", "after": "45.3592", "count": 1, "problem": ""}]
    done = api.post("/clean-up/units", {**body, "apply": True, "version": seen["version"]}).json()
    row.refresh_from_db()
    assert (done["done"], row.weight, done["label"]) == (True, Decimal("45.3592"), "Unit converted in 1 set.")
    api.post(f"/undo/{done['undo_id']}")
    row.refresh_from_db()
    assert row.weight == 100


def test_what_was_previewed_is_done_or_nothing(api: Program, row: WorkoutSet, owner: User) -> None:
    seen = api.post("/clean-up/units", {"mistake": "lb_as_kg"}).json()
    make_set(row.session)
    answer = api.post("/clean-up/units", {"mistake": "lb_as_kg", "apply": True, "version": seen["version"]})
    assert code_of(answer) == (409, "stale")
    row.refresh_from_db()
    assert row.weight == 100


def test_workouts_are_moved(api: Program, row: WorkoutSet) -> None:
    done = api.post("/clean-up/dates", {"days": -1, "session_ids": [row.session_id], "apply": True}).json()
    assert (done["count"], done["changes"][0]["after"][:10]) == (1, "2026-03-01")
    assert WorkoutSession.objects.get().local_date.isoformat() == "2026-03-01"
    assert code_of(api.post("/clean-up/dates", {"time_zone": "Mars/Base"})) == (422, "invalid")
    assert api.post("/clean-up/dates", {"apply": True}).json()["done"] is False


def test_workouts_are_renamed(api: Program, row: WorkoutSet) -> None:
    body = {"named": "sessions", "find": "day 1", "replace": "Push", "apply": True}
    assert api.post("/clean-up/names", body).json()["count"] == 1
    assert WorkoutSession.objects.get().name == "Push"


def test_exercises_are_merged(api: Program, row: WorkoutSet, owner: User) -> None:
    own = make_exercise("Bench of mine", owner=owner)
    make_set(row.session, exercise_type=own)
    body = {"source_ids": [own.pk], "into_id": row.exercise_type_id}
    assert api.post("/clean-up/merge", body).json()["changes"][0]["after"] == "Bench"
    assert api.post("/clean-up/merge", {**body, "apply": True}).json()["done"] is True
    assert not ExerciseType.objects.filter(pk=own.pk).exists()
    for wrong in ({"source_ids": [own.pk]}, {"source_ids": [row.exercise_type_id]}, {"into_id": 10**9}):
        assert code_of(api.post("/clean-up/merge", {**body, **wrong})) == (422, "invalid")


def test_duplicates_are_found_and_one_is_kept(api: Program, row: WorkoutSet, owner: User) -> None:
    again = make_session(owner, "Day 1 again")
    make_set(again, exercise_type=row.exercise_type, weight=Decimal(100))
    found = api.get("/clean-up/duplicates").json()
    (group,) = found["items"]
    assert (group["alike"], {each["id"] for each in group["sessions"]}) == (100, {row.session_id, again.pk})
    groups = [{"key": group["key"], "action": "remove", "keep_id": row.session_id}]
    body = {"groups": groups, "apply": True, "version": found["version"]}
    assert api.post("/clean-up/duplicates", body).json()["done"] is True
    assert [each.pk for each in WorkoutSession.objects.all()] == [row.session_id]


def test_nobody_else_s_log_is_cleaned_up(foreign: Program, row: WorkoutSet) -> None:
    for path, body in (
        ("units", {"mistake": "lb_as_kg", "session_ids": [row.session_id]}),
        ("dates", {"days": 1, "session_ids": [row.session_id]}),
        ("names", {"named": "sessions", "find": "day", "session_ids": [row.session_id]}),
    ):
        assert foreign.post(f"/clean-up/{path}", {**body, "apply": True}).json()["count"] == 0
    row.refresh_from_db()
    assert (row.weight, WorkoutSession.objects.get().name) == (100, "Day 1")


def test_a_token_that_may_only_read_cleans_nothing_up(owner: User, row: WorkoutSet) -> None:
    reader = program(owner, "read")
    assert code_of(reader.get("/clean-up/duplicates")) == (403, "read_only")
    assert code_of(reader.post("/clean-up/units", {"mistake": "lb_as_kg"})) == (403, "read_only")


def test_bars_and_plates_are_kept_and_given_back(api: Program, foreign: Program) -> None:
    usual = api.get("/calculator/gear").json()
    assert (usual["own"], usual["bars"]) == (False, ["20", "15", "10"])
    body = {"unit": "lb", "bars": ["45", "35.5"], "plates": [{"weight": "5", "pairs": 1}, {"weight": "45", "pairs": 3}]}
    told = api.put("/calculator/gear", body).json()
    assert (told["own"], told["bars"], [each["weight"] for each in told["plates"]]) == (
        True,
        ["45", "35.5"],
        ["45", "5"],
    )
    assert api.get("/calculator/gear?unit=lb").json() == told
    assert foreign.get("/calculator/gear?unit=lb").json()["own"] is False
    twice = {"weight": "5", "pairs": 1}
    wrongs: list[dict[str, Any]] = [{"bars": []}, {"bars": ["0"]}, {"bars": ["20.01"]}, {"plates": [twice, twice]}]
    for wrong in wrongs:
        assert code_of(api.put("/calculator/gear", {**body, **wrong})) == (422, "invalid")
    assert api.delete("/calculator/gear?unit=lb").json()["own"] is False


def test_warm_ups_are_kept(api: Program) -> None:
    way = {"name": "Bench", "steps": [{"percent": 0, "reps": 10, "sets": 1}, {"percent": 60, "reps": 5, "sets": 2}]}
    assert api.put("/calculator/warm-ups", {"items": [way]}).json() == {"items": [way]}
    assert api.get("/calculator/warm-ups").json() == {"items": [way]}
    steps = api.get("/calculator/warm-up?weight=100&scheme=own-1").json()["steps"]
    assert [step["percent"] for step in steps] == [0, 60]
    wrongs: list[Any] = [[way, way], [{**way, "name": "a:b"}], [{**way, "steps": []}]]
    for wrong in wrongs:
        assert code_of(api.put("/calculator/warm-ups", {"items": wrong})) == (422, "invalid")
    assert api.put("/calculator/warm-ups", {"items": []}).json() == {"items": []}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"sets": [{}]}, "Das fehlt."),
        ({"nam": "Push"}, "So ein Feld gibt es nicht. Ein Tippfehler?"),
        ({"name": 5}, "Erwartet wird ein Text."),
        ({"calories": "many"}, "Erwartet wird eine ganze Zahl."),
        ({"calories": -1}, "Erwartet wird 0 oder mehr."),
        ({"started_at": "today"}, "Erwartet wird ein Zeitpunkt: 2026-06-30T18:30:00+02:00."),
        ({"client_id": "x"}, "Erwartet wird eine ID der Form 6f7c1c9e-8a52-4c6f-9c83-2d0a4be8e0a1."),
        ({"sets": 5}, "Erwartet wird eine Liste."),
    ],
)
def test_what_is_wrong_is_said_in_the_reader_s_language(
    api: Program, owner: User, body: dict[str, Any], words: str
) -> None:
    User.objects.filter(pk=owner.pk).update(language="de")
    answer = api.post("/sessions", body)
    assert code_of(answer) == (422, "invalid")
    assert [each["message"] for each in answer.json()["errors"]] == [words]
