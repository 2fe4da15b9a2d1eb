"""Take workouts out, inline: needs only the database."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.cli import owner_by_email
from portability.exports.registry import EXPORT_FORMATS
from portability.exports.source import Selection
from portability.services.exports import ExportRequest, export_write
from sharing.scope import Scope

HELP = """Take an athlete's workouts out. Everything, or the days from --from to --to, both included.

Exit codes: 0 the file is written; 1 it is not (unknown user, a place that can't be written to); 2 wrong options."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="EMAIL", help="whose workouts")
        parser.add_argument("--format", default="json", choices=list(EXPORT_FORMATS))
        parser.add_argument("--from", dest="first", type=_day, metavar="D", help="first day, such as 2026-01-31")
        parser.add_argument("--to", dest="last", type=_day, metavar="D", help="last day, included")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where to; - for standard output")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *, user: str, output: str, first: date | None, last: date | None, **options: Any) -> None:
        if first and last and first > last:
            raise CommandError(f"--from {first} is after --to {last}")
        scope = Scope.system(owner_by_email(user))
        wanted = ExportRequest(options["format"], Selection(first, last))
        with translation.override(scope.require_owner().language):
            try:
                target = sys.stdout.buffer if output == "-" else Path(output)
                counts = export_write(scope=scope, wanted=wanted, target=target)
            except OSError as error:
                raise CommandError(f"{output} can't be written: {error.strerror}") from error
        if output == "-":
            return
        if options["json"]:
            self.stdout.write(json.dumps({"format": wanted.format, "file": output, **counts.as_dict()}))
        else:
            self.stdout.write(f"{counts.sessions} sessions, {counts.sets} sets, {counts.reps} reps written to {output}")


def _day(text: str) -> date:
    return date.fromisoformat(text)
