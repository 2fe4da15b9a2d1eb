"""What a file leaves open is asked: unit, order of dates, columns; what was chosen is what is done."""

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.models import User
from jobs.registry import kind_of
from jobs.runner import JobRun
from jobs.services import job_claim
from portability.models import ColumnMeaning, ImportBatch, ImportDraft
from portability.preview_words import row_totals
from sessions_app.models import WorkoutSession, WorkoutSet
from tests.portability.uploads import FITNOTES_BODY

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
    assert "1 remark, no row left out" in page
    assert "1 problem" not in page
    assert "2025-04-29,Overhead Press (Each Side, Dumbbells),Shoulders,8.0,kgs,5,,,," in page
    assert draft.preview is not None
    assert draft.preview["counts"]["sets"] == 3
    draft = sent(owner_client, draft, "update", repaired="leave_out")
    assert draft.preview is not None
    assert draft.preview["counts"]["sets"] == 2
    assert draft.preview["counts"]["problems_left_out"] == 1
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert "1 problem" in page
    assert "no row left out" not in page
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
    assert "Not imported: Heart Rate" in page
    draft = sent(owner_client, draft, "import")
    assert draft.batch is not None
    page = owner_client.get(reverse("import-detail", args=[draft.batch.pk])).content.decode()
    assert re.search(r"<dt>Not imported</dt><dd[^>]*>Heart Rate</dd>", page)
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


@pytest.mark.parametrize(
    ("wrong", "right", "remark"),
    [
        (",1,135.0,8,0,0,,,\n", ",1,135.0,8,0,0,,,99\n", True),
        (",1,135.0,8,0,0,,,\n", ",1,many,8,0,0,,,\n", False),
    ],
)
def test_what_cost_no_row_is_a_remark(
    owner: User, owner_client: Client, wrong: str, right: str, *, remark: bool
) -> None:
    """Everywhere: in the preview, the record and the list of imports. An RPE that can't be used costs no row, a weight
    does."""
    more = STRONG.splitlines()[1].replace("08:15:19", "18:15:19") + "\n"
    draft = uploaded(owner_client, owner, ("strong.csv", STRONG.replace(wrong, right) + more))
    pages = [owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()]
    draft = sent(owner_client, draft, "import")
    assert draft.batch is not None
    assert draft.batch.counts["problems_left_out"] == (0 if remark else 1)
    record = owner_client.get(reverse("import-detail", args=[draft.batch.pk])).content.decode()
    assert ("1 remark, listed below; no row was left out" in record) == remark
    assert ("1 problem, listed below" in record) != remark
    pages += [record, owner_client.get(reverse("import-list")).content.decode()]
    for page in pages:
        assert ("1 remark, no row left out" in page) == remark
        assert ("1 problem" in page) != remark


def test_a_record_that_does_not_know_what_was_left_out_tells_of_problems() -> None:
    assert "2 problems" in render_to_string("portability/_problem_count.html", {"total": 2})
    assert "2 remarks, no row left out" in render_to_string(
        "portability/_problem_count.html", {"total": 2, "left_out": 0}
    )


def test_rows_with_notes_and_rest_times_are_used_too(owner: User, owner_client: Client) -> None:
    heading, row = STRONG.splitlines()
    rest = row.replace(",1,135.0,8,0,0,,,", ",Rest Timer,0,0,0,90,,,")
    note = row.replace(",1,135.0,8,0,0,,,", ",Note,0,0,0,0,felt good,,")
    text = "\n".join([heading, row, rest, row.replace(",1,135.0", ",2,135.0"), rest, note, ""])
    draft = uploaded(owner_client, owner, ("strong.csv", text))
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert re.search(r"5 rows in all: 2 with sets, 1 with a note, 2 with rest times\s*<", page)


@pytest.mark.parametrize(
    ("rows", "measurements", "said"),
    [
        ({"all": 1, "used": 1, "left_out": 0}, 0, "1 row in all: 1 used"),
        ({"all": 3, "used": 2, "left_out": 1}, 5, "3 rows in all: 2 used, 1 left out"),
        (
            {"all": 3, "used": 1, "left_out": 0, "heading": 2},
            1,
            "3 rows in all: 1 with a set or a measurement, 2 with the headings again",
        ),
        (
            {"all": 1800, "used": 1200, "left_out": 1, "rest": 1, "note": 598},
            0,
            "1,800 rows in all: 1,200 with sets, 598 with notes, 1 with a rest time, 1 left out",
        ),
    ],
)
def test_what_is_said_of_rows_adds_up(rows: dict[str, int], measurements: int, said: str) -> None:
    totals = row_totals([{"rows": rows, "measurements": measurements}])
    assert render_to_string("portability/_rows.html", {"rows": totals}).strip() == said


@pytest.mark.parametrize("with_sessions", [True, False])
def test_taking_back_tells_of_measurements_too(owner: User, owner_client: Client, *, with_sessions: bool) -> None:
    files = [("body.csv", FITNOTES_BODY.decode())] + [("strong.csv", STRONG)] * with_sessions
    draft = sent(owner_client, uploaded(owner_client, owner, *files), "import")
    assert draft.batch is not None
    number = draft.batch.counts["measurements"]
    assert number > 1
    page = owner_client.get(reverse("import-detail", args=[draft.batch.pk])).content.decode()
    assert f"{number} measurements of this import go." in page
    assert ("1 session of this import goes" in page) == with_sessions
    assert ("of this import go, with their sets" in page) is False


def test_measurements_that_are_there_already_are_told(owner: User, owner_client: Client) -> None:
    body = FITNOTES_BODY.decode()
    sent(owner_client, uploaded(owner_client, owner, ("body.csv", body)), "import")
    more = body + "2024-01-16,07:30:00,Bodyweight,81.9,kgs\n"
    draft = uploaded(owner_client, owner, ("later.csv", more))
    assert draft.preview is not None
    found = draft.preview["found"]["measurements"]
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert f"{found - 1} of the measurements are in your log already and stay as they are." in page
    assert "Import 1 measurement" in page


def test_problems_stand_before_the_choices(owner: User, owner_client: Client) -> None:
    rows = "".join(
        f"2022-01-04 08:15:19,Pull,56m,Odd Lift,{number},{weight},8,0,0,,,\n" for number, weight in ((1, "x"), (2, 50))
    )
    draft = uploaded(owner_client, owner, ("strong.csv", STRONG + rows))
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert page.index("<span>1 problem") < page.index("<span>1 exercise to check")


def test_the_button_says_what_comes_along(owner: User, owner_client: Client) -> None:
    body = FITNOTES_BODY.decode()
    draft = uploaded(owner_client, owner, ("body.csv", body), ("strong.csv", STRONG))
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert "Import 1 session<" in page
    assert "5 measurements come with them. Nothing is written" in page
    alone = uploaded(owner_client, owner, ("body.csv", body))
    assert "come with them" not in owner_client.get(reverse("import-preview", args=[alone.pk])).content.decode()


@pytest.mark.parametrize(("file", "said"), [("days.csv", "Tue, 29 Apr 2025"), ("strong.csv", "Mon, 3 Jan 2022, 08:15")])
def test_a_duplicate_of_a_day_has_no_time(owner: User, owner_client: Client, file: str, said: str) -> None:
    text = {"days.csv": UNQUOTED, "strong.csv": STRONG}[file]
    sent(owner_client, uploaded(owner_client, owner, (file, text)), "import")
    draft = uploaded(owner_client, owner, (file, text))
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert f">{said}</span>" in page


def test_a_preview_of_an_earlier_release_shows_times(owner: User, owner_client: Client) -> None:
    sent(owner_client, uploaded(owner_client, owner, ("strong.csv", STRONG)), "import")
    draft = uploaded(owner_client, owner, ("strong.csv", STRONG))
    assert draft.preview is not None
    del draft.preview["duplicates"][0]["has_time"]
    draft.save(update_fields=["preview"])
    page = owner_client.get(reverse("import-preview", args=[draft.pk])).content.decode()
    assert ">Mon, 3 Jan 2022, 08:15</span>" in page
