"""Look after background work from the command line."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.cli import owner_by_email
from jobs.models import Job, State
from jobs.registry import label_of
from jobs.services import JobStateError, job_cancel, job_retry, jobs_purge

HELP = """List, start again, cancel and purge background jobs.

Exit codes: 0 done (also when there was nothing to list or purge); 1 there is no such job or user, or a job is not in a
state for this (those named before it are done); 2 wrong options."""
NAME_WIDTH = 26


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|retry|cancel|purge")
        listing = verbs.add_parser("list", help="newest first")
        listing.add_argument("--state", action="append", choices=State.values, help="only these; may be repeated")
        listing.add_argument("--kind", help="only this kind, such as import")
        listing.add_argument("--queue", help="only this queue")
        listing.add_argument("--user", metavar="EMAIL", help="only this user's")
        listing.add_argument("--limit", type=int, default=50, help="at most so many; default: 50")
        for verb, words in (("retry", "start failed or cancelled jobs again"), ("cancel", "stop jobs")):
            acting = verbs.add_parser(verb, help=words)
            acting.add_argument("ids", nargs="+", type=UUID, metavar="ID")
        purging = verbs.add_parser("purge", help="delete finished jobs that are old")
        purging.add_argument("--days", type=int, help=f"older than this; default: {settings.JOB_KEEP_DAYS}")
        for each in verbs.choices.values():
            each.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *, verb: str, json: bool, **options: Any) -> None:
        with translation.override("en"):
            match verb:
                case "list":
                    self._list(_jobs(**options), as_json=json)
                case "purge":
                    self._purge(options["days"], as_json=json)
                case _:
                    self._act(verb, options["ids"], as_json=json)

    def _list(self, jobs: list[Job], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps([_row(job) for job in jobs], ensure_ascii=False))
            return
        for job in jobs:
            label = f"{label_of(job.kind):{NAME_WIDTH}}"
            line = f"{job.pk}  {job.state:9}  {label}  {job.created_at:%Y-%m-%d %H:%M:%S}  {job.owner.email}"
            self.stdout.write(f"{line}  {job.error}".rstrip())
        if not jobs:
            self.stdout.write("no jobs")

    def _act(self, verb: str, ids: list[UUID], *, as_json: bool) -> None:
        done = []
        for pk in ids:
            job = Job.objects.select_related("owner").filter(pk=pk).first()
            if job is None:
                raise CommandError(f"there is no job {pk}")
            try:
                job = job_retry(job=job) if verb == "retry" else job_cancel(job=job)
            except JobStateError as error:
                raise CommandError(f"job {pk} is {job.state}: {error}") from error
            done.append(job)
            if not as_json:
                self.stdout.write(f"{pk} {_words(verb, job)}")
        if as_json:
            self.stdout.write(json.dumps([_row(job) for job in done], ensure_ascii=False))

    def _purge(self, days: int | None, *, as_json: bool) -> None:
        days = settings.JOB_KEEP_DAYS if days is None else days
        if days < 0:
            raise CommandError("--days must be 0 or more")
        deleted = jobs_purge(days=days)
        if as_json:
            self.stdout.write(json.dumps({"deleted": deleted, "days": days}))
            return
        self.stdout.write(f"{deleted} jobs that ended more than {days} days ago deleted")


def _jobs(
    *, state: list[str] | None, kind: str | None, queue: str | None, user: str | None, limit: int, **_more: Any
) -> list[Job]:
    """The jobs that were asked for, newest first."""
    if limit < 1:
        raise CommandError("--limit must be 1 or more")
    jobs = Job.objects.select_related("owner")
    if state:
        jobs = jobs.filter(state__in=state)
    if kind:
        jobs = jobs.filter(kind=kind)
    if queue:
        jobs = jobs.filter(queue=queue)
    if user:
        jobs = jobs.filter(owner=owner_by_email(user))
    return list(jobs[:limit])


def _row(job: Job) -> dict[str, Any]:
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "queue": job.queue,
        "state": job.state,
        "user": job.owner.email,
        "attempts": job.attempts,
        "worker": job.worker,
        "created": job.created_at.isoformat(),
        "started": job.started_at.isoformat() if job.started_at else None,
        "finished": job.finished_at.isoformat() if job.finished_at else None,
        "error": job.error,
        "result": job.result,
    }


def _words(verb: str, job: Job) -> str:
    if verb == "retry":
        return "waits for a worker again"
    return "cancelled" if job.state == State.CANCELLED else "was asked to stop"
