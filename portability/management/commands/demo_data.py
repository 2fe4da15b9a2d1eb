"""Give an account invented training data, to look around with."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from accounts.demo import demo_account
from portability.demo import demo_sessions
from portability.reading import FileMeta, ProblemList, ReadFile, part_of
from portability.services import import_run
from portability.services.plan import plan_build
from sharing.scope import Scope

HELP = """Give an account invented training data that ends today: the same data every time, so running it twice adds
nothing. It arrives as an import, which can be rolled back. The account is made when it doesn't exist; its password is
the content of --password-file, and without one nobody can sign in.

Exit codes: 0 done (also when there was nothing to add); 1 the password file can't be read; 2 wrong options."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sessions", type=int, default=160, metavar="N", help="default: 160, about a year")
        parser.add_argument("--user", default="demo@example.org", metavar="EMAIL", help="default: %(default)s")
        parser.add_argument("--password-file", type=Path, metavar="F", help="for an account that is made now")
        parser.add_argument("--time-zone", default="UTC", metavar="Z", help="for an account that is made now")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *, sessions: int, user: str, **options: Any) -> None:
        if sessions < 1:
            raise CommandError("--sessions must be at least 1")
        owner = demo_account(email=user, password=_password(options["password_file"]), time_zone=options["time_zone"])
        scope = Scope.system(owner)
        today = timezone.now().astimezone(owner.zone).date()
        read = ReadFile(
            meta=FileMeta(name="Demo data", size=0, sha256=""),
            parts=[part_of("Demo data", "demo", sessions=demo_sessions(last_day=today, sessions=sessions))],
            problems=ProblemList(),
        )
        with translation.override("en"):
            done = import_run(scope=scope, make_plan=lambda: plan_build(scope=scope, read=read, zone=owner.zone))
        result = {"user": owner.email, **done.batch.counts}
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(f"{owner.email}: {result['sessions']} sessions, {result['sets']} sets added")


def _password(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text().strip()
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}") from error
