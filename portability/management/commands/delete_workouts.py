"""Delete all workout data of one user, inline: needs only the database."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.cli import owner_by_email
from portability.services import workouts_delete
from sharing.scope import Scope

HELP = """Delete all sessions, sets, reps, body measurements, own exercises, imports and undo rows of one user, all or
nothing.
Account and preferences stay. This can't be undone.

Exit codes: 0 deleted (also when there was nothing); 1 unknown user, or --yes is missing; 2 wrong options."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="EMAIL", help="whose workouts are deleted")
        parser.add_argument("--yes", action="store_true", help="really do it")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *, user: str, yes: bool, **options: Any) -> None:
        owner = owner_by_email(user)
        if not yes:
            raise CommandError(f"this deletes all workouts of {owner.email} for good; add --yes to do it")
        deleted = workouts_delete(scope=Scope.system(owner)).as_dict()
        if options["json"]:
            self.stdout.write(json.dumps(deleted))
            return
        self.stdout.write(
            f"{deleted['sessions']} sessions, {deleted['sets']} sets, {deleted['reps']} reps,"
            f" {deleted['exercises']} own exercises and {deleted['measurements']} measurements deleted"
        )
