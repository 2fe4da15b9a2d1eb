"""Importing by pages and jobs: what was shown is what is done, once, and can be taken back."""

import re
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from jobs.models import Job
from jobs.services import job_cancel, jobs_purge
from jobs.snapshot import follow_url
from portability.models import DataDeletion, ImportBatch, ImportDraft
from portability.services.drafts import imports_settle
from sessions_app.models import ExerciseType, Undo, WorkoutSession
from sessions_app.services import SessionValues, session_update, undo_apply
from sharing.scope import Scope
from tests.portability.job_support import (
    TOKEN,
    choose,
    exercise_field,
    imported,
    newest,
    page_of,
    previewed,
    upload,
    work,
)
from tests.portability.support import counts, log_of
from tests.samples.trainai_blocks import BENCH, GOOD, LATER, block

pytestmark = pytest.mark.usefixtures("catalogue")
SECRET_LIFT = "Grandpa's Secret Lift"
OWN = block(BENCH, f"{SECRET_LIFT},5,20,0")


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers close connections that are old; the one of a test is in a transaction and looks so."""
    monkeypatch.setattr("jobs.runner.close_old_connections", lambda: None)


# --- Preview and import ------------------------------------------------------------------------------------------


def test_what_was_shown_is_what_is_done(owner: User, owner_client: Client) -> None:
    draft = previewed(owner_client, owner, GOOD + LATER + OWN.replace("07:31", "09:31"))
    assert draft.preview is not None
    assert counts(owner) == (0, 0, 0), "a preview writes nothing"
    assert not ExerciseType.objects.filter(owner=owner).exists()
    shown = draft.preview["counts"]
    text = owner_client.get(page_of(draft)).content.decode()
    assert f"Import {shown['sessions']} sessions" in text
    assert "Grandpa&#x27;s Secret Lift" in text
    choose(owner_client, draft, "import")
    work()
    batch = ImportBatch.objects.get(owner=owner)
    assert (batch.state, batch.counts) == ("succeeded", shown)
    assert counts(owner) == (shown["sessions"], shown["sets"], shown["reps"])
    assert batch.problems == draft.problems


def test_a_log_that_changed_since_the_preview_stops_the_import(owner: User, owner_client: Client) -> None:
    draft = previewed(owner_client, owner, GOOD + LATER)
    imported(owner_client, owner, GOOD)
    before = log_of(owner)
    choose(owner_client, draft, "import")
    (job,) = work()
    assert job.state == "failed"
    assert "changed since the preview" in job.error
    assert log_of(owner) == before
    draft.refresh_from_db()
    assert draft.batch is not None
    assert (draft.batch.state, draft.batch.error) == ("failed", job.error)
    page = reverse("import-detail", args=[draft.batch.pk])
    assert "Nothing was imported" in owner_client.get(page).content.decode()
    owner_client.post(reverse("import-again", args=[draft.pk]))
    work()
    draft.refresh_from_db()
    choose(owner_client, draft, "import")
    work()
    assert counts(owner)[0] == 2


def test_the_same_file_again_has_nothing_to_do(owner: User, owner_client: Client) -> None:
    imported(owner_client, owner, GOOD + LATER)
    before = log_of(owner)
    draft = previewed(owner_client, owner, GOOD + LATER)
    text = owner_client.get(page_of(draft)).content.decode()
    assert "2 duplicates, nothing to do" in text
    assert log_of(owner) == before


def test_a_file_that_can_not_be_read_is_a_record_with_the_reason(owner: User, owner_client: Client) -> None:
    draft = previewed(owner_client, owner, "just some words\n")
    batch = ImportBatch.objects.get(owner=owner)
    assert batch.state == "failed"
    assert batch.error
    assert batch.error[:30] in owner_client.get(page_of(draft)).content.decode()
    assert counts(owner) == (0, 0, 0)


def test_decisions_are_remembered_for_the_next_file(owner: User, owner_client: Client) -> None:
    bench = ExerciseType.objects.get(slug="bench-press-barbell")
    field = exercise_field(SECRET_LIFT)
    imported(owner_client, owner, OWN, **{field: "other", f"{field}-name": bench.name.upper()})
    assert not ExerciseType.objects.filter(owner=owner).exists()
    draft = previewed(owner_client, owner, OWN.replace("2024-05-06", "2024-05-07"))
    assert draft.preview is not None
    (row,) = [each for each in draft.preview["exercises"] if each["name"] == SECRET_LIFT]
    assert (row["how"], row["entry_id"]) == ("remembered", bench.pk)


def test_exercises_can_be_left_out_and_stay_so(owner: User, owner_client: Client) -> None:
    batch = imported(owner_client, owner, OWN, **{exercise_field(SECRET_LIFT): "skip"})
    assert (batch.counts["sets"], batch.counts["skipped_sets"]) == (1, 1)
    draft = previewed(owner_client, owner, OWN.replace("2024-05-06", "2024-05-07"))
    assert draft.preview is not None
    assert draft.preview["counts"]["skipped_sets"] == 1


def test_choices_that_change_the_preview_are_shown_before_they_are_done(owner: User, owner_client: Client) -> None:
    draft = previewed(owner_client, owner, OWN)
    answer = choose(owner_client, draft, "import", **{exercise_field(SECRET_LIFT): "skip"})
    assert answer["Location"] == page_of(draft)
    assert not ImportBatch.objects.exists()
    work()
    draft.refresh_from_db()
    assert draft.preview is not None
    assert draft.preview["counts"]["skipped_sets"] == 1


def test_a_name_that_nothing_is_called_is_refused_and_kept(owner: User, owner_client: Client) -> None:
    draft = previewed(owner_client, owner, OWN)
    field = exercise_field(SECRET_LIFT)
    answer = choose(owner_client, draft, "import", **{field: "other", f"{field}-name": "No Such Lift"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "No exercise is called" in text
    assert 'value="No Such Lift"' in text


@pytest.mark.parametrize(("choice", "sessions"), [("skip", 2), ("replace", 2), ("keep", 4)])
def test_duplicates_are_treated_as_chosen(owner: User, owner_client: Client, choice: str, sessions: int) -> None:
    imported(owner_client, owner, GOOD + LATER)
    first = set(WorkoutSession.objects.filter(owner=owner).values_list("pk", flat=True))
    draft = previewed(owner_client, owner, GOOD + LATER)
    choose(owner_client, draft, "update", duplicates=choice)
    work()
    draft.refresh_from_db()
    choose(owner_client, draft, "import", duplicates=choice)
    work()
    left = set(WorkoutSession.objects.filter(owner=owner).values_list("pk", flat=True))
    assert len(left) == sessions
    assert (first & left == set()) == (choice == "replace")


# --- Twice at once -----------------------------------------------------------------------------------------------


def test_an_upload_that_is_sent_twice_is_one(owner: User, owner_client: Client) -> None:
    first, second = (upload(owner_client, GOOD, token=TOKEN) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert ImportDraft.objects.count() == Job.objects.count() == 1
    other = upload(owner_client, GOOD + LATER, token=TOKEN)
    assert other["Location"] != first["Location"], "another file is another import"


def test_an_import_that_is_confirmed_twice_is_one(owner: User, owner_client: Client) -> None:
    draft = previewed(owner_client, owner, GOOD)
    first, second = (choose(owner_client, draft, "import") for _ in range(2))
    assert first["Location"] == second["Location"]
    work()
    assert choose(owner_client, draft, "import").status_code == 302
    assert not work()
    assert ImportBatch.objects.count() == 1
    assert counts(owner)[0] == 1


def test_a_tab_with_an_old_preview_starts_nothing(owner: User, owner_client: Client) -> None:
    draft = previewed(owner_client, owner, OWN)
    old = newest(owner)
    choose(owner_client, draft, "update", **{exercise_field(SECRET_LIFT): "skip"})
    work()
    answer = owner_client.post(
        page_of(old),
        {"duplicates": "skip", "time_zone": old.time_zone, "digest": old.digest, "action": "import"},
        follow=True,
    )
    assert "changed meanwhile" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_cancelled_import_leaves_a_record_and_nothing_else(owner: User, owner_client: Client) -> None:
    draft = previewed(owner_client, owner, GOOD)
    choose(owner_client, draft, "import")
    batch = ImportBatch.objects.select_related("job").get(owner=owner)
    assert batch.job is not None
    job_cancel(job=batch.job)
    assert not work()
    batch = ImportBatch.objects.select_related("job").get(owner=owner)
    assert batch.present_state == "cancelled"
    page = reverse("import-detail", args=[batch.pk])
    assert "You cancelled this import" in owner_client.get(page).content.decode()
    assert page in owner_client.get(reverse("job-detail", args=[batch.job_id])).content.decode()
    assert counts(owner) == (0, 0, 0)
    assert imports_settle() == 1
    jobs_purge(days=-1)
    assert imports_settle() == 0
    batch = ImportBatch.objects.get(owner=owner)
    assert (batch.job, batch.present_state) == (None, "cancelled")


# --- Rolling back --------------------------------------------------------------------------------------------------


def roll_back(client: Client, batch: ImportBatch) -> str:
    """Roll back by the page; what it says afterwards."""
    client.post(reverse("import-roll-back", args=[batch.pk]))
    work()
    return client.get(reverse("import-detail", args=[batch.pk])).content.decode()


def test_a_roll_back_removes_what_the_import_brought_and_nothing_else(owner: User, owner_client: Client) -> None:
    imported(owner_client, owner, LATER)
    before = log_of(owner)
    batch = imported(owner_client, owner, OWN)
    assert ExerciseType.objects.filter(owner=owner).count() == 1
    text = roll_back(owner_client, batch)
    assert "1 session removed" in text
    assert log_of(owner) == before
    assert not ExerciseType.objects.filter(owner=owner).exists()
    batch.refresh_from_db()
    assert batch.state == "rolled_back"


def test_a_roll_back_says_what_was_edited_and_keeps_it_in_the_bin(owner: User, owner_client: Client) -> None:
    batch = imported(owner_client, owner, GOOD + LATER)
    session = WorkoutSession.objects.filter(owner=owner).earliest("started_at")
    values = SessionValues(name="Edited since", started_at=session.started_at, ended_at=session.ended_at)
    session_update(scope=Scope.of_user(owner), session=session, values=values)
    page = owner_client.get(reverse("import-detail", args=[batch.pk])).content.decode()
    assert "1 session was edited since" in page
    text = roll_back(owner_client, batch)
    assert "2 sessions removed" in text
    assert "1 of them was edited since" in text
    assert counts(owner) == (0, 0, 0)
    undo_apply(scope=Scope.of_user(owner), undo=Undo.objects.get(owner=owner))
    assert list(WorkoutSession.objects.filter(owner=owner).values_list("name", flat=True)) == ["Edited since"]


def test_a_roll_back_brings_back_what_replace_took_away(owner: User, owner_client: Client) -> None:
    imported(owner_client, owner, GOOD + LATER)
    session = WorkoutSession.objects.filter(owner=owner).earliest("started_at")
    values = SessionValues(name="Mine", started_at=session.started_at, ended_at=session.ended_at)
    session_update(scope=Scope.of_user(owner), session=session, values=values)
    before = log_of(owner)
    batch = imported(owner_client, owner, GOOD + LATER, duplicates="replace")
    assert log_of(owner) != before
    assert "2 replaced sessions brought back" in roll_back(owner_client, batch)
    assert log_of(owner) == before


def test_a_roll_back_that_is_asked_for_twice_is_one_job(owner: User, owner_client: Client) -> None:
    batch = imported(owner_client, owner, GOOD)
    address = reverse("import-roll-back", args=[batch.pk])
    first, second = (owner_client.post(address) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(work()) == 1
    assert "Only an import that is there" in owner_client.post(address, follow=True).content.decode()


def test_operators_roll_back_by_command(owner: User, owner_client: Client) -> None:
    batch = imported(owner_client, owner, OWN)
    out = StringIO()
    call_command("roll_back_import", str(batch.pk), "--json", stdout=out)
    expected = {"sessions": 1, "edited": 0, "restored": 0, "gone": 0, "exercises": 1, "measurements": 0}
    assert out.getvalue().strip() == str({"import_id": str(batch.pk), **expected}).replace("'", '"')
    assert counts(owner) == (0, 0, 0)
    with pytest.raises(CommandError, match="rolled_back"):
        call_command("roll_back_import", str(batch.pk))
    unknown = uuid.uuid4()
    with pytest.raises(CommandError, match=str(unknown)):
        call_command("roll_back_import", str(unknown))


# --- Deleting everything -------------------------------------------------------------------------------------------


def delete(client: Client, **said: str) -> Any:
    return client.post(reverse("data-delete"), {"understood": "on", "word": "delete", "form_token": TOKEN, **said})


def test_deleting_everything_is_a_job_that_leaves_one_record(
    owner: User, stranger: User, owner_client: Client, stranger_client: Client
) -> None:
    imported(stranger_client, stranger, GOOD)
    imported(owner_client, owner, OWN)
    answer = delete(owner_client)
    (job,) = work()
    assert answer["Location"] == follow_url(job)
    assert (job.state, job.result) == ("succeeded", DataDeletion.objects.get(owner=owner).counts)
    assert counts(owner) == (0, 0, 0)
    assert not ExerciseType.objects.filter(owner=owner).exists()
    assert not ImportBatch.objects.filter(owner=owner).exists()
    assert not ImportDraft.objects.filter(owner=owner).exists()
    assert counts(stranger)[0] == 1
    text = owner_client.get(reverse("data-delete")).content.decode()
    assert "Your workouts are deleted" in text


@pytest.mark.parametrize("said", [{"understood": ""}, {"word": ""}, {"word": "remove"}])
def test_deleting_wants_a_tick_and_a_word(owner: User, owner_client: Client, said: dict[str, str]) -> None:
    imported(owner_client, owner, GOOD)
    assert delete(owner_client, **said).status_code == 422
    assert not Job.objects.filter(kind="delete_workouts").exists()
    assert counts(owner)[0] == 1


def test_a_deletion_that_is_sent_twice_is_one(owner: User, owner_client: Client) -> None:
    imported(owner_client, owner, GOOD)
    assert delete(owner_client)["Location"] == delete(owner_client, form_token="g" * 22)["Location"]
    assert len(work()) == 1
    assert DataDeletion.objects.filter(owner=owner).count() == 1


def test_a_deletion_waits_for_the_import_that_runs(owner: User, owner_client: Client) -> None:
    draft = previewed(owner_client, owner, GOOD)
    choose(owner_client, draft, "import")
    delete(owner_client)
    assert [job.kind for job in work()] == ["import", "delete_workouts"]
    assert counts(owner) == (0, 0, 0)


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("en", 1, ["session", "set", "rep", "measurement"]),
        ("en", 2, ["sessions", "sets", "reps", "measurements"]),
        ("de", 1, ["Einheit", "Satz", "Wiederholung", "Messwert"]),
        ("de", 0, ["Einheiten", "Sätze", "Wiederholungen", "Messwerte"]),
    ],
)
def test_what_stands_under_a_number_fits_the_number(language: str, number: int, words: list[str]) -> None:
    numbers = dict.fromkeys(("sessions", "sets", "reps", "measurements"), number)
    with override(language):
        page = render_to_string("portability/_counts.html", numbers)
    assert re.findall(r'stat__label">([^<]+)<', page) == words
