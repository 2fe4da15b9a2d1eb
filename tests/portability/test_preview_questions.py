"""What a file leaves open is asked: unit, order of dates, columns; what was chosen is what is done."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from jobs.registry import kind_of
from jobs.runner import JobRun
from jobs.services import job_claim
from portability.models import ColumnMeaning, ImportBatch, ImportDraft
from sessions_app.models import WorkoutSession, WorkoutSet

pytestmark = pytest.mark.usefixtures("catalogue")

STRONG = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
    "2022-01-03 08:15:19,Push,56m,Bench Press (Barbell),1,135.0,8,0,0,,,\n"
)
OWN_TABLE = (
    "Datum;Uhrzeit;Übung;Gewicht;Wdh.;Notiz\n"
    "03.04.2025;18:10;Bench Press (Barbell);80,5;8;\n"
    "03.04.2025;18:10;Bench Press (Barbell);80,5;7;müde\n"
)
UNQUOTED = (
    "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment\n"
    "2025-04-29,Bench Press (Barbell),Chest,60.0,kgs,5,,,,\n"
    "2025-04-29,Overhead Press (Each Side, Dumbbells),Shoulders,8.0,kgs,5,,,,\n"
    "2025-04-30,Lateral Raise (Dumbbell),Shoulders,8.0,kgs,5,,,,\n"
)


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers close connections that are old; the one of a test is in a transaction and looks so."""
    monkeypatch.setattr("jobs.runner.close_old_connections", lambda: None)


def uploaded(client: Client, owner: User, *files: tuple[str, str]) -> ImportDraft:
    """The draft of an upload by the page, its preview ready."""
    sent = [SimpleUploadedFile(name, text.encode()) for name, text in files]
    answer = client.post(reverse("import-list"), {"file": sent})
    assert answer.status_code == 302
    draft: ImportDraft = ImportDraft.objects.filter(owner=owner).latest("created_at")
    return worked(draft)


def worked(draft: ImportDraft) -> ImportDraft:
    """The draft after its preview, and after its import when that was started."""
    draft.refresh_from_db()
    for job in filter(None, (draft.preview_job, draft.batch and draft.batch.job)):
        claim = job_claim(job_id=job.pk, worker="test")
        if claim is not None:
            kind = kind_of(claim.job.kind)
            kind.run(JobRun(claim, kind))
    draft.refresh_from_db()
    return draft


def sent(client: Client, draft: ImportDraft, action: str, **said: str) -> ImportDraft:
    """The draft after the preview's form was sent with what it shows, apart from ``said``."""
    preview: Mapping[str, str] = draft.preview or {}
    data = {"unit": preview["unit"], "duplicates": draft.duplicates, "repaired": "use", "time_zone": draft.time_zone}
    data |= {"digest": draft.digest, "action": action} | said
    answer = client.post(reverse("import-preview", args=[draft.pk]), data)
    assert answer.status_code == 302, answer.content.decode()
    return worked(draft)


def test_a_unit_that_no_file_says_is_asked_with_samples_and_counts(owner: User, owner_client: Client) -> None:
    draft = uploaded(owner_client, owner, ("strong.csv", STRONG))
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert "61.24\N{NO-BREAK SPACE}kg" in page
    draft = sent(owner_client, draft, "update", unit="lb")
    sent(owner_client, draft, "import", unit="lb")
    assert WorkoutSet.objects.get(owner=owner).weight == Decimal("61.2350")


def test_several_files_are_one_import_and_are_told_apart(owner: User, owner_client: Client) -> None:
    draft = uploaded(owner_client, owner, ("a.csv", STRONG), ("b.csv", UNQUOTED), ("notes.txt", "hello there"))
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert "3 files" in page
    assert "This file is in no format we know" in page
    sent(owner_client, draft, "import")
    batch = ImportBatch.objects.get(owner=owner)
    assert (batch.counts["sessions"], batch.format) == (3, "strong+fitnotes")
    assert {each["file"] for each in batch.problems} == {"b.csv", "notes.txt"}
    record = owner_client.get(reverse("import-detail", args=[batch.pk])).content.decode()
    for told in (
        "3 files",
        "a.csv",
        "Strong, without units",
        "4 rows in all: 4 used",
        "notes.txt",
        "in no format we know",
    ):
        assert told in record


def test_dates_that_can_be_read_both_ways_are_asked(owner: User, owner_client: Client) -> None:
    text = STRONG.replace("2022-01-03 08:15:19", "03/01/2022 08:15")
    draft = uploaded(owner_client, owner, ("strong.csv", text))
    assert draft.preview is not None
    assert draft.preview["counts"]["sessions"] == 0
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert "can be read both ways" in page
    draft = sent(owner_client, draft, "update", date_order="day_first")
    assert draft.preview is not None
    assert draft.preview["counts"]["sessions"] == 1
    sent(owner_client, draft, "import", date_order="day_first")
    assert WorkoutSession.objects.get(owner=owner).local_date.isoformat() == "2022-01-03"


def test_rows_that_were_put_right_are_used_or_left_out(owner: User, owner_client: Client) -> None:
    draft = uploaded(owner_client, owner, ("fitnotes.csv", UNQUOTED))
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert "1 row put right" in page
    assert "2025-04-29,Overhead Press (Each Side, Dumbbells),Shoulders,8.0,kgs,5,,,," in page
    assert draft.preview is not None
    assert draft.preview["counts"]["sets"] == 3
    draft = sent(owner_client, draft, "update", repaired="leave_out")
    assert draft.preview is not None
    assert draft.preview["counts"]["sets"] == 2
    sent(owner_client, draft, "import", repaired="leave_out")
    assert WorkoutSet.objects.filter(owner=owner).count() == 2


def test_the_columns_of_an_unknown_table_are_asked_once(owner: User, owner_client: Client) -> None:
    draft = uploaded(owner_client, owner, ("log.csv", OWN_TABLE))
    columns = reverse("import-columns", args=[draft.pk])
    assert owner_client.get(reverse("import-preview", args=[draft.pk])).headers["Location"] == columns
    page = owner_client.get(columns).content.decode()
    assert "80,5" in page
    assert "as they would be read" in page
    said = {"column-0": "date", "column-1": "time", "column-2": "exercise", "column-3": "weight", "column-4": "reps"}
    wrong = owner_client.post(columns, said | {"column-2": "", "seconds_in_one": "1"})
    assert (wrong.status_code, ImportDraft.objects.get(pk=draft.pk).columns) == (422, {})
    answer = owner_client.post(columns, said | {"column-5": "notes", "seconds_in_one": "1", "unit": "kg"})
    assert answer.status_code == 302
    draft = sent(owner_client, worked(draft), "import")
    assert WorkoutSession.objects.get(owner=owner).local_date.isoformat() == "2025-04-03"
    assert [row.notes for row in WorkoutSet.objects.filter(owner=owner).order_by("position")] == ["", "müde"]
    again = uploaded(owner_client, owner, ("log-2.csv", OWN_TABLE.replace("03.04", "13.04")))
    assert again.preview is not None
    assert again.preview["counts"]["sessions"] == 1
    assert ColumnMeaning.objects.filter(owner=owner).count() == 1


def test_one_duplicate_may_be_decided_otherwise_than_the_rest(owner: User, owner_client: Client) -> None:
    two = STRONG + "2022-01-05 08:15:19,Pull,56m,Pull Up,1,0,8,0,0,,,\n"
    sent(owner_client, uploaded(owner_client, owner, ("strong.csv", two)), "import")
    draft = uploaded(owner_client, owner, ("strong.csv", two))
    assert draft.preview is not None
    pull = next(each for each in draft.preview["duplicates"] if each["name"] == "Pull")
    assert pull["mine"][0]["sets"] == 1
    choice = {f"session-{pull['key']}": "keep"}
    draft = sent(owner_client, draft, "update", **choice)
    assert draft.preview is not None
    assert draft.preview["counts"]["sessions"] == 1
    sent(owner_client, draft, "import", **choice)
    assert sorted(WorkoutSession.objects.filter(owner=owner).values_list("name", flat=True)) == ["Pull", "Pull", "Push"]


def test_an_import_can_be_done_again_with_other_choices(owner: User, owner_client: Client) -> None:
    draft = sent(owner_client, uploaded(owner_client, owner, ("strong.csv", STRONG)), "import")
    assert draft.batch is not None
    page = owner_client.get(reverse("import-detail", args=[draft.batch.pk])).content.decode()
    assert "Import it again with other choices" in page
    answer = owner_client.post(reverse("import-repeat", args=[draft.batch.pk]))
    again = ImportDraft.objects.filter(owner=owner).latest("created_at")
    assert answer.headers["Location"] == reverse("import-preview", args=[again.pk])
    assert again.pk != draft.pk
    assert worked(again).preview is not None


def test_a_stranger_sees_nothing_of_it(owner: User, owner_client: Client, stranger_client: Client) -> None:
    draft = uploaded(owner_client, owner, ("log.csv", OWN_TABLE))
    assert stranger_client.get(reverse("import-columns", args=[draft.pk])).status_code == 404
    assert stranger_client.post(reverse("import-columns", args=[draft.pk])).status_code == 404


def test_columns_that_nobody_reads_are_named(owner: User, owner_client: Client) -> None:
    heading, row = STRONG.splitlines()
    text = f"{heading},Heart Rate,Empty\n{row},131,\n"
    draft = uploaded(owner_client, owner, ("strong.csv", text))
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert "Without a place here: Heart Rate" in page
    draft = sent(owner_client, draft, "import")
    assert draft.batch is not None
    page = owner_client.get(reverse("import-detail", args=[draft.batch.pk])).content.decode()
    assert "Heart Rate" in page
    assert "Empty" not in page


def test_a_preview_speaks_the_language_of_whoever_looks(owner: User, owner_client: Client) -> None:
    draft = uploaded(owner_client, owner, ("strong.csv", STRONG.replace("135.0", "many")))
    address = reverse("import-preview", args=[draft.pk])
    assert "This weight can\N{RIGHT SINGLE QUOTATION MARK}t be used" in owner_client.get(
        address
    ).content.decode().replace("&#x27;", "\N{RIGHT SINGLE QUOTATION MARK}")
    owner.language = "de"
    owner.save(update_fields=["language"])
    page = owner_client.get(address).content.decode()
    assert "Dieses Gewicht" in page
    assert "Dieses Gewicht" in owner_client.get(reverse("import-preview-problems", args=[draft.pk])).content.decode()


def test_a_preview_means_the_same_after_the_athlete_prefers_another_unit(owner: User, owner_client: Client) -> None:
    draft = uploaded(owner_client, owner, ("strong.csv", STRONG))
    owner.unit = "lb"
    owner.save(update_fields=["unit"])
    draft = sent(owner_client, draft, "import")
    assert draft.batch is not None
    assert draft.batch.state == ImportBatch.State.SUCCEEDED
    assert WorkoutSet.objects.get(owner=owner).weight == Decimal(135)
