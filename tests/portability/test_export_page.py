"""The page of exports and the file behind it."""

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from jobs.models import Job, State
from jobs.registry import kind_of
from jobs.runner import JobRun
from jobs.services import job_claim
from portability.models import DataExport, StoredFile
from portability.services.exports import exports_expired_purge
from portability.services.files import files_purge
from tests.factories import make_session, make_set

URL = "/data/export/"
FORM = {"format": "json", "what": "all"}


def exported(client: Client, **form: Any) -> DataExport:
    """Ask for an export by the form, and let the job be done."""
    response = client.post(URL, FORM | form)
    assert response.status_code == HTTPStatus.FOUND, response.content.decode()
    export = DataExport.objects.latest("created_at")
    assert export.job is not None
    claim = job_claim(job_id=export.job.pk, worker="test:1")
    assert claim is not None
    kind = kind_of(export.job.kind)
    kind.run(JobRun(claim, kind))
    export.refresh_from_db()
    assert Job.objects.get(pk=export.job.pk).state == State.SUCCEEDED
    return export


def content(client: Client, export: DataExport) -> bytes:
    response = client.get(reverse("export-file", args=[export.pk]))
    assert response.status_code == HTTPStatus.OK
    return response.getvalue()


def test_an_export_becomes_a_file_to_download(owner: User, owner_client: Client) -> None:
    make_set(make_session(owner, "Push"))
    export = exported(owner_client)
    response = owner_client.get(reverse("export-file", args=[export.pk]))
    assert response.headers["Content-Disposition"].startswith('attachment; filename="workouttracker-export-')
    assert response.headers["Content-Disposition"].endswith('.json"')
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Length"] == str(export.size)
    data = json.loads(response.getvalue())
    assert [session["name"] for session in data["sessions"]] == ["Push"]
    assert export.counts == {"sessions": 1, "sets": 1, "reps": 5}
    page = owner_client.get(URL).content.decode()
    assert reverse("export-file", args=[export.pk]) in page


def test_the_file_is_its_owners_only(
    owner: User, owner_client: Client, stranger_client: Client, staff_client: Client
) -> None:
    export = exported(owner_client)
    for client in (stranger_client, staff_client):
        assert client.get(reverse("export-file", args=[export.pk])).status_code == HTTPStatus.NOT_FOUND
        assert client.post(reverse("export-delete", args=[export.pk])).status_code == HTTPStatus.NOT_FOUND


def test_the_form_sent_twice_starts_one_export(owner: User, owner_client: Client) -> None:
    form = FORM | {"form_token": "0123456789abcdef0123"}
    for _press in range(2):
        owner_client.post(URL, form)
    assert DataExport.objects.count() == 1
    assert Job.objects.count() == 1


def test_a_range_holds_both_its_days(owner: User, owner_client: Client) -> None:
    start = timezone.now() - timedelta(days=10)
    for number in range(4):
        make_session(owner, f"Day {number}", started_at=start + timedelta(days=number))
    first, last = ((start + timedelta(days=number)).date().isoformat() for number in (1, 2))
    data = json.loads(content(owner_client, exported(owner_client, what="range", first=first, last=last)))
    assert [session["name"] for session in data["sessions"]] == ["Day 1", "Day 2"]
    assert data["range"] == {"first": first, "last": last}


def test_chosen_sessions_are_exported_and_no_strangers(owner: User, stranger: User, owner_client: Client) -> None:
    mine, other, theirs = make_session(owner, "Mine"), make_session(owner, "Other"), make_session(stranger, "Theirs")
    export = exported(owner_client, what="chosen", sessions=[str(mine.pk), str(theirs.pk)])
    data = json.loads(content(owner_client, export))
    assert [session["name"] for session in data["sessions"]] == ["Mine"]
    assert other.name not in json.dumps(data)
    refused = owner_client.post(URL, FORM | {"what": "chosen", "sessions": [str(theirs.pk)]})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"format": "pdf"}, "Select a valid choice"),
        ({"what": "range"}, "Enter the first day"),
        ({"what": "range", "first": "2026-03-02", "last": "2026-03-01"}, "before the first"),
        ({"what": "range", "first": "soon"}, "soon"),
        ({"what": "chosen"}, "Tick at least one"),
        ({"what": "chosen", "sessions": ["x"]}, "x"),
    ],
)
def test_what_is_wrong_is_said(owner: User, owner_client: Client, form: dict[str, Any], words: str) -> None:
    make_session(owner)
    response = owner_client.post(URL, FORM | form)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in response.content.decode()
    assert not DataExport.objects.exists()


def test_an_export_is_deleted_with_its_file(owner: User, owner_client: Client) -> None:
    export = exported(owner_client)
    owner_client.post(reverse("export-delete", args=[export.pk]))
    assert not DataExport.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_whose_time_is_over_is_gone_and_its_record_stays_a_while(owner: User, owner_client: Client) -> None:
    export = exported(owner_client)
    past = timezone.now() - timedelta(minutes=1)
    DataExport.objects.update(expires_at=past)
    StoredFile.objects.update(expires_at=past)
    assert owner_client.get(reverse("export-file", args=[export.pk])).status_code == HTTPStatus.NOT_FOUND
    assert files_purge() == 1
    assert "Expired" in owner_client.get(URL).content.decode()
    assert exports_expired_purge() == 0
    DataExport.objects.update(expires_at=timezone.now() - timedelta(days=400))
    assert exports_expired_purge() == 1


def test_the_data_page_leads_everywhere(owner: User, owner_client: Client) -> None:
    exported(owner_client)
    page = owner_client.get(reverse("data")).content.decode()
    for name in ("import-list", "export-list", "undo-list", "data-delete"):
        assert f'href="{reverse(name)}"' in page


def test_the_schema_is_published(anonymous_client: Client) -> None:
    response = anonymous_client.get("/schemas/workout-export-1.json")
    assert response.status_code == HTTPStatus.OK
    assert response.json()["$schema"].startswith("https://json-schema.org/")
    assert anonymous_client.get("/schemas/workout-export-9.json").status_code == HTTPStatus.NOT_FOUND
