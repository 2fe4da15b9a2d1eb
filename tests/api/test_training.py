"""Exercises, set types, routines, body data, goals, reports, calculator, account over the API."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from sessions_app.catalogue.measures import BODY_WEIGHT
from sessions_app.models import ExerciseType, Goal, Routine
from tests.api.support import Program, code_of
from tests.factories import make_exercise, make_measure, make_session, make_set, make_set_type, working_set_type

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    working_set_type()


def test_exercises_are_found_and_paged(api: Program, owner: User, stranger: User) -> None:
    for name in ("Bench Press", "Squat", "Deadlift"):
        make_exercise(name)
    make_exercise("Curl of mine", owner=owner)
    make_exercise("Curl of theirs", owner=stranger)

    def names(query: str) -> list[str]:
        return [each["name"] for each in api.get(f"/exercises?{query}").json()["items"]]

    assert names("") == ["Bench Press", "Curl of mine", "Deadlift", "Squat"]
    assert names("q=bench")[0] == "Bench Press"
    assert names("show=own") == ["Curl of mine"]
    page = api.get("/exercises?limit=3").json()
    assert names(f"cursor={page['next_cursor']}") == ["Squat"]
    assert code_of(api.get("/exercises?muscle=nose")) == (422, "invalid")


def test_an_exercise_of_ones_own_is_made_changed_merged_and_deleted(api: Program, owner: User) -> None:
    shared = make_exercise("Curl")
    body = {"name": "Curl of mine", "kind": "weight_reps", "equipment": "barbell", "primary_muscles": ["biceps"]}
    told = api.post("/exercises", body).json()
    path = f"/exercises/{told['id']}"
    assert (told["own"], told["primary_muscles"], told["favourite"]) == (True, ["biceps"], False)
    assert code_of(api.post("/exercises", body)) == (409, "name_taken")
    for nothing in (" ", "\u2003", "\x1f\n"):
        assert code_of(api.post("/exercises", {**body, "name": nothing})) == (422, "invalid")
    changed = api.patch(path, {"description": "Strict.", "secondary_muscles": ["forearms"]}).json()
    assert (changed["primary_muscles"], changed["secondary_muscles"]) == (["biceps"], ["forearms"])
    assert api.put(f"{path}/favourite").status_code == 204
    assert api.get(path).json()["favourite"] is True
    assert api.delete(f"{path}/favourite").status_code == 204
    make_set(make_session(owner), exercise_type=ExerciseType.objects.get(pk=told["id"]))
    assert code_of(api.delete(path)) == (409, "in_use")
    assert code_of(api.patch(f"/exercises/{shared.pk}", {"name": "Mine now"})) == (403, "read_only")
    undo = api.post(f"{path}/merge", {"into_id": shared.pk}).json()["undo_id"]
    assert code_of(api.get(path)) == (404, "not_found")
    api.post(f"/undo/{undo}")
    assert api.get(path).status_code == 200


def test_set_types(api: Program) -> None:
    told = api.post("/set-types", {"name": "Myo-reps"}).json()
    path = f"/set-types/{told['id']}"
    assert api.patch(path, {"warm_up": True}).json() == {**told, "warm_up": True}
    assert told["id"] in [each["id"] for each in api.get("/set-types").json()["items"]]
    assert api.get(path).status_code == 200
    assert code_of(api.patch(f"/set-types/{working_set_type().pk}", {"name": "x"})) == (403, "read_only")
    assert api.delete(path).status_code == 200


def test_a_routine_is_made_whole_and_changed_part_by_part(api: Program, owner: User) -> None:
    squat, bench = make_exercise("Squat"), make_exercise("Bench Press")
    plan = {"exercise": "Squat", "rule": "linear", "increment": "2.5", "weight": "100", "targets": [{"reps": 5}] * 3}
    answer = api.post("/routines", {"name": "Full body", "days": [{"name": "Day A", "exercises": [plan]}]})
    told = answer.json()
    path = f"/routines/{told['id']}"
    assert answer.status_code == 201
    [day] = told["days"]
    [exercise] = day["exercises"]
    assert (exercise["exercise_id"], exercise["plan"]["weight"]) == (squat.pk, "100")
    assert [target["reps"] for target in exercise["plan"]["targets"]] == [5, 5, 5]
    assert api.patch(path, {"per_week": 4}, If_Match=answer["ETag"]).json()["per_week"] == 4
    assert code_of(api.patch(path, {"per_week": 5}, If_Match=answer["ETag"])) == (412, "precondition_failed")
    days = api.post(f"{path}/days", {"name": "Day B"}).json()["days"]
    second = days[1]["id"]
    assert api.put(f"/routine-days/{second}/place", {"place": 1}).status_code == 204
    assert api.patch(f"/routine-days/{second}", {"name": "Legs"}).json()["name"] == "Legs"
    added = api.post(
        f"/routine-days/{day['id']}/exercises", {"exercise_id": bench.pk, "plan": {**plan, "exercise": "Bench Press"}}
    ).json()
    press = added["exercises"][1]["id"]
    changed = api.put(f"/routine-exercises/{press}", {"plan": {**plan, "weight": "60"}}).json()
    assert changed["exercises"][1]["plan"]["weight"] == "60"
    assert api.put(f"/routine-exercises/{press}/place", {"place": 1}).status_code == 204
    begun = api.post(f"/routine-days/{day['id']}/start").json()
    assert api.get(f"/sessions/{begun['id']}").json()["name"] == "Day A"
    assert api.delete(f"/routine-exercises/{press}").status_code == 200
    assert api.delete(f"/routine-days/{second}").status_code == 200
    assert [each["name"] for each in api.get("/routines").json()["items"]] == ["Full body"]
    undo = api.delete(path).json()["undo_id"]
    assert not Routine.objects.exists()
    api.post(f"/undo/{undo}")
    assert len(api.get(path).json()["days"]) == 1


def test_body_weight_and_other_measures(api: Program, owner: User) -> None:
    make_measure("Body weight", slug=BODY_WEIGHT, quantity="weight")
    answer = api.post("/measurements", {"value": "82.5", "measured_at": "2026-06-30T07:00:00Z", "note": "Morning."})
    told = answer.json()
    assert (told["value"], told["unit"], told["day"]) == ("82.5", "kg", "2026-06-30")
    path = f"/measurements/{told['id']}"
    assert api.patch(path, {"value": "82"}, If_Match=answer["ETag"]).json()["value"] == "82"
    assert code_of(api.patch(path, {"value": "1"}, If_Match=answer["ETag"])) == (412, "precondition_failed")
    wrist = api.post("/measures", {"name": "Wrist"}).json()
    assert (wrist["unit"], wrist["own"]) == ("cm", True)
    api.post("/measurements", {"measure": wrist["id"], "value": "17.5"})
    assert code_of(api.post("/measurements", {"measure": wrist["id"], "value": "9999"})) == (422, "limit")
    assert code_of(api.post("/measurements", {"measure": 987654321, "value": "1"})) == (422, "invalid")
    assert len(api.get("/measurements").json()["items"]) == 2
    assert [each["value"] for each in api.get("/measurements?measure=body_weight").json()["items"]] == ["82"]
    assert [each["value"] for each in api.get(f"/measurements?measure={wrist['id']}").json()["items"]] == ["17.5"]
    assert api.patch(f"/measures/{wrist['id']}", {"name": "Wrist, left"}).json()["name"] == "Wrist, left"
    assert api.delete(path).status_code == 200
    assert api.delete(f"/measures/{wrist['id']}").status_code == 200
    assert api.get("/measurements").json()["items"] == []


def test_goals(api: Program, reader: Program, owner: User) -> None:
    bench = make_exercise()
    make_set(make_session(owner, started_at=timezone.now()), exercise_type=bench, weight=Decimal(100), number_reps=1)
    due = (timezone.localdate() + timedelta(days=90)).isoformat()
    body: dict[str, Any] = {"kind": "one_rep_max", "exercise_id": bench.pk, "weight": "120", "due_date": due}
    answer = api.post("/goals", body)
    told = answer.json()
    assert (answer.status_code, told["target"], told["current"], told["progress"]) == (201, "120", "100", 83)
    path = f"/goals/{told['id']}"
    assert api.patch(path, {"weight": "110"}, If_Match=answer["ETag"]).json()["target"] == "110"
    assert code_of(api.patch(path, {"reps": 5})) == (422, "invalid")
    assert code_of(api.post("/goals", {**body, "count": 3})) == (422, "invalid")
    assert code_of(api.post("/goals", {**body, "due_date": "2001-01-01"})) == (422, "invalid")
    assert code_of(api.post("/goals", {"kind": "sessions_week", "due_date": due})) == (422, "invalid")
    assert [each["id"] for each in reader.get("/goals").json()["items"]] == [told["id"]]
    assert api.delete(path).status_code == 200
    assert not Goal.objects.exists()


def test_reports_tell_what_the_page_tells(api: Program, reader: Program, owner: User) -> None:
    bench = make_exercise("Bench Press")
    make_set(make_session(owner, started_at=timezone.now()), exercise_type=bench, weight=Decimal(100))
    keys = [each["key"] for each in api.get("/reports").json()["items"]]
    assert {"progress", "volume", "records", "success", "muscles"} <= set(keys)
    for key in keys:
        told = reader.get(f"/reports/{key}?period=30").json()
        assert told["key"] == key
        assert all(len(row) == len(told["columns"]) for row in told["rows"])
    success = api.get("/reports/exercises").json()
    assert "Bench Press" in [row[0] for row in success["rows"]]
    whole = api.get(f"/exercises/{bench.pk}/report").json()
    assert (whole["name"], len(whole["history"]["rows"])) == ("Bench Press", 1)
    assert code_of(api.get("/reports/nonsense")) == (404, "not_found")
    wrong = api.get("/reports/volume?period=custom&date_from=2026-02-01&date_to=2026-01-01")
    assert code_of(wrong) == (422, "invalid")


def test_the_calculator(api: Program, owner: User) -> None:
    bench = make_exercise("Bench Press", kind="weight_reps")
    told = api.get("/calculator/estimate?weight=100&reps=5").json()
    assert {each["key"]: each["estimate"] for each in told["formulas"]}["brzycki"] == "112.5"
    assert (told["measured"], told["poor"], len(told["rep_maxes"])) == (False, False, 12)
    for wrong in (
        "weight=0&reps=5",
        "weight=100&reps=21",
        "weight=1001&reps=5",
        "weight=2300&reps=5&unit=kg",
        "reps=5",
    ):
        assert code_of(api.get(f"/calculator/estimate?{wrong}")) == (422, "invalid")
    assert api.get("/calculator/estimate?weight=2200&reps=1&unit=lb").status_code == 200
    plates = api.get("/calculator/plates?weight=100").json()["exact"]
    assert (plates["bar"], plates["total"]) == ("20", "100")
    steps = api.get("/calculator/warm-up?weight=100&scheme=short").json()["steps"]
    assert [step["percent"] for step in steps] == [0, 50, 75]
    assert code_of(api.get("/calculator/warm-up?weight=100&scheme=none")) == (422, "invalid")
    make_set(make_session(owner, started_at=timezone.now()), exercise_type=bench, weight=Decimal(100))
    assert [each["name"] for each in api.get("/calculator/analysis").json()["exercises"]] == ["Bench Press"]
    saved = api.post("/calculator/save", {"weight": "100", "reps": 5, "exercise_id": bench.pk}).json()
    assert api.get(f"/sessions/{saved['session_id']}").json()["kind"] == "calculation"


def test_preferences(api: Program, reader: Program) -> None:
    told = api.patch("/account", {"unit": "lb", "time_zone": "Europe/Berlin", "weight_step": "2.5"}).json()
    assert (told["unit"], told["time_zone"], told["weight_step"]) == ("lb", "Europe/Berlin", "2.5")
    assert api.patch("/account", {"weight_step": None}).json()["weight_step"] is None
    wrong = api.patch("/account", {"time_zone": "Mars/Olympus"})
    assert code_of(wrong) == (422, "invalid")
    assert wrong.json()["errors"][0]["path"] == "body.time_zone"
    assert code_of(reader.patch("/account", {"name": "x"})) == (403, "read_only")


def test_set_types_of_others_are_not_there(foreign: Program, owner: User) -> None:
    mine = make_set_type("Mine", owner=owner)
    assert code_of(foreign.get(f"/set-types/{mine.pk}")) == (404, "not_found")
