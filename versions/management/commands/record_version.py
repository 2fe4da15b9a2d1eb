"""``manage.py record_version``: tell the database which release runs."""

import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from versions.services import Number, version_record


class Command(BaseCommand):
    help = """Record the release that runs now and make it the current one.

Takes the number of the running code (version.json). A release that is recorded already becomes current again and
keeps its notes, so running this twice, or after a roll-back, is safe.

Exit codes: 0 recorded or already there; 1 refused, nothing was changed (the build is not above the highest recorded
one, or a file can't be read); 2 wrong options."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--number", metavar="1.4.2+17", help="another number than the running code's")
        parser.add_argument("--commit", default="", help="commit the release was built from")
        parser.add_argument("--description", default="", help="one line about the release")
        parser.add_argument("--notes-file", type=Path, metavar="FILE", help="text file with the release notes")
        parser.add_argument("--json", action="store_true", help='print {"version", "build", "created", "current"}')

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = Number.parse(options["number"]) if options["number"] else None
            notes = options["notes_file"].read_text(encoding="utf-8").strip() if options["notes_file"] else ""
            version, created = version_record(
                number=number, description=options["description"], notes=notes, commit=options["commit"]
            )
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["json"]:
            facts = {"version": version.number, "build": version.build, "created": created, "current": True}
            self.stdout.write(json.dumps(facts))
        elif created:
            self.stdout.write(f"Recorded version {version}.")
        else:
            self.stdout.write(f"Version {version} was recorded before and is current.")
