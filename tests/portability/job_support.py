"""Importing through the pages, with the jobs run here and now as a worker would."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from jobs.models import Job
from jobs.runner import run_job
from portability.mapping import field_name
from portability.models import ImportBatch, ImportDraft
from workouttracker.kit.text import name_key

TOKEN = "f" * 22


def upload(client: Client, text: str, *, token: str = "", name: str = "training.csv") -> Any:
    """Send the upload form."""
    data = {"file": SimpleUploadedFile(name, text.encode()), "form_token": token}
    return client.post(reverse("import-list"), data)


def work() -> list[Job]:
    """Run every job that waits, oldest first, one after the other."""
    done = []
    while job := Job.objects.ready().order_by("created_at").first():
        run_job(job.pk)
        job.refresh_from_db()
        done.append(job)
    return done


def previewed(client: Client, owner: User, text: str) -> ImportDraft:
    """Upload a file and let its preview be made."""
    upload(client, text)
    work()
    return newest(owner)


def newest(owner: User) -> ImportDraft:
    return ImportDraft.objects.filter(owner=owner).latest("created_at")


def page_of(draft: ImportDraft) -> str:
    return reverse("import-preview", args=[draft.pk])


def choose(client: Client, draft: ImportDraft, action: str, **choices: str) -> Any:
    """Send the form of the preview with the choices of its page, and these changed."""
    plain = {"duplicates": draft.duplicates, "time_zone": draft.time_zone, "digest": draft.digest}
    return client.post(page_of(draft), {**plain, "action": action, **choices})


def exercise_field(name: str) -> str:
    """The field of the form that says what an exercise of the file stands for."""
    return field_name("exercise", name_key(name))


def imported(client: Client, owner: User, text: str, **choices: str) -> ImportBatch:
    """Bring a file in the whole way, with these choices."""
    draft = previewed(client, owner, text)
    if choices:
        choose(client, draft, "update", **choices)
        work()
        draft.refresh_from_db()
    choose(client, draft, "import", **choices)
    work()
    draft.refresh_from_db()
    assert draft.batch is not None
    return draft.batch
