"""Delete what is past its time."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.expiry import purge_all

HELP = """Delete what is past its time in every app: old sign-ins, ended browser sessions, finished jobs, uploads and
export files, records of shared links, undo. How long each is kept is a setting (see README). Beat does the same every
hour; running it twice does no harm.

Exit codes: 0 done; 1 a part could not be purged (the others are done); 2 wrong options."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print how much was deleted as JSON")

    def handle(self, **options: Any) -> None:
        deleted, failed = purge_all()
        if options["json"]:
            self.stdout.write(json.dumps({"deleted": deleted, "failed": failed}))
        else:
            for key, count in deleted.items():
                self.stdout.write(f"{key}: {count}")
        if failed:
            raise CommandError(f"could not purge: {', '.join(failed)}")
