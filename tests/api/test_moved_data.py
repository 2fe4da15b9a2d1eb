"""Imports, exports, deletion and jobs over the API, with the jobs carried out in between."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from jobs.models import Job
from jobs.registry import kind_of
from jobs.runner import JobRun
from jobs.services import job_claim
from sessions_app.models import WorkoutSession
from tests.api.support import Program, code_of
from tests.factories import make_exercise, make_session, make_set, working_set_type
from tests.samples.trainai import generate

pytestmark = pytest.mark.django_db


def sample() -> bytes:
    """A file of another app with two workouts of twelve sets."""
    return generate(workouts=2, sets=12, reps=60, exercises=6)


def carried_out(job_id: str) -> None:
    """What a worker does."""
    claim = job_claim(job_id=Job.objects.get(pk=job_id).pk, worker="test")
    assert claim is not None
    kind = kind_of(claim.job.kind)
    kind.run(JobRun(claim, kind))


def upload(api: Program, data: bytes, name: str = "trainai.csv", **headers: str) -> Any:
    return api.client.post(
        "/api/v1/imports/drafts",
        {"files": SimpleUploadedFile(name, data)},
        headers={key.replace("_", "-"): value for key, value in headers.items()},
    )


def test_a_file_is_uploaded_looked_at_decided_imported_and_taken_back(api: Program, owner: User) -> None:
    working_set_type()
    answer = upload(api, sample())
    draft = answer.json()
    path = f"/imports/drafts/{draft['id']}"
    assert (answer.status_code, draft["preview"], draft["job"]["state"]) == (202, None, "queued")
    carried_out(draft["job"]["id"])
    seen = api.get(path).json()
    assert seen["preview"]["found"]["sets"] == 12
    assert seen["preview"]["format"] == "trainai"
    name = seen["preview"]["exercises"][0]["key"]
    mine = make_exercise("What I call it", owner=owner)
    api.patch(path, {"exercises": {name: {"action": "use", "id": mine.pk}}, "duplicates": "skip"})
    assert code_of(api.post(f"{path}/confirm", {"digest": seen["digest"]})) == (409, "not_now")
    seen = api.get(path).json()
    carried_out(seen["job"]["id"])
    digest = api.get(path).json()["digest"]
    batch = api.post(f"{path}/confirm", {"digest": digest})
    assert batch.status_code == 202
    assert api.post(f"{path}/confirm", {"digest": digest}).json()["id"] == batch.json()["id"]
    carried_out(batch.json()["job_id"])
    told = api.get(f"/imports/{batch.json()['id']}").json()
    assert (told["state"], told["counts"]["sets"]) == ("succeeded", 12)
    assert mine.name in {row["exercise"]["name"] for row in api.get("/sets").json()["items"]}
    assert api.get(f"/imports/{told['id']}/problems").json()["items"] == []
    assert [each["id"] for each in api.get("/imports").json()["items"]] == [told["id"]]
    job = api.post(f"/imports/{told['id']}/roll-back").json()
    carried_out(job["id"])
    assert not WorkoutSession.objects.exists()
    assert api.get(f"/jobs/{job['id']}").json()["state"] == "succeeded"


def test_decisions_name_what_is_there(api: Program, stranger: User) -> None:
    working_set_type()
    draft = upload(api, sample()).json()
    theirs = make_exercise(owner=stranger)
    path = f"/imports/drafts/{draft['id']}"
    wrong = api.patch(path, {"exercises": {"squat": {"action": "use", "id": theirs.pk}}})
    assert code_of(wrong) == (422, "invalid")
    assert code_of(api.patch(path, {"time_zone": "Mars/Olympus"})) == (422, "invalid")


def test_an_upload_with_a_key_is_stored_once(api: Program) -> None:
    data = sample()
    first, again = (upload(api, data, Idempotency_Key="a") for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    assert code_of(upload(api, data + b"\n", Idempotency_Key="a")) == (422, "idempotency_key_reused")


def test_an_upload_without_anything_in_it_is_refused(api: Program, settings: Any) -> None:
    assert code_of(upload(api, b"")) == (422, "invalid")
    assert code_of(api.post("/imports/drafts", {})) in {(422, "invalid"), (400, "unreadable")}
    settings.MAX_UPLOAD_MB = 0
    assert code_of(upload(api, b"x" * 70_000)) == (413, "too_large")


def test_an_export_is_started_fetched_and_deleted(api: Program, foreign: Program, owner: User) -> None:
    session = make_session(owner)
    make_set(session)
    answer = api.post("/exports", {"format": "csv", "session_ids": [session.pk]}, Idempotency_Key="a")
    told = answer.json()
    path = f"/exports/{told['id']}"
    assert (answer.status_code, told["ready"], told["active"]) == (202, False, True)
    assert code_of(api.get(f"{path}/file")) == (404, "not_found")
    assert api.post("/exports", {"format": "csv", "session_ids": [session.pk]}, Idempotency_Key="a").json() == told
    carried_out(told["job_id"])
    assert api.get(path).json()["ready"] is True
    file = api.get(f"{path}/file")
    assert "attachment" in file["Content-Disposition"]
    assert b"Push" in io.BytesIO(b"".join(file.streaming_content)).getvalue()
    assert code_of(foreign.get(f"{path}/file")) == (404, "not_found")
    assert api.delete(path).status_code == 204
    assert api.get("/exports").json()["items"] == []


def test_an_export_of_what_is_not_there_is_refused(api: Program, stranger: User) -> None:
    theirs = make_session(stranger)
    for wrong in (
        {"session_ids": [theirs.pk]},
        {"date_from": "2026-02-01", "date_to": "2026-01-01"},
        {"format": "pdf"},
    ):
        assert code_of(api.post("/exports", wrong)) == (422, "invalid")


def test_all_data_is_deleted_by_a_word(api: Program, owner: User) -> None:
    make_set(make_session(owner))
    assert api.get("/data").json() == {"sessions": 1, "sets": 1, "reps": 5, "exercises": 0, "measurements": 0}
    assert code_of(api.post("/data/delete", {"confirm": "yes"})) == (422, "invalid")
    answer = api.post("/data/delete", {"confirm": "delete"}, Idempotency_Key="a")
    assert answer.status_code == 202
    carried_out(answer.json()["id"])
    assert api.get("/data").json()["sessions"] == 0
    assert api.get(answer["Location"]).json()["state"] == "succeeded"


def test_jobs_are_listed_cancelled_and_started_again(api: Program, foreign: Program) -> None:
    job = api.post("/data/delete", {"confirm": "delete"}).json()
    assert api.get("/jobs").json()["items"][0]["id"] == job["id"]
    assert api.get("/jobs?state=failed").json()["items"] == []
    assert code_of(foreign.post(f"/jobs/{job['id']}/cancel")) == (404, "not_found")
    assert api.post(f"/jobs/{job['id']}/cancel").json()["state"] == "cancelled"
    assert code_of(api.post(f"/jobs/{job['id']}/cancel")) == (409, "not_now")
    assert api.post(f"/jobs/{job['id']}/retry").json()["state"] == "queued"
