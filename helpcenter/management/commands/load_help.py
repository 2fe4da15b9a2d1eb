"""Load the shipped help."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from helpcenter.content_files import ContentError
from helpcenter.services.load import help_load

HELP = """Load the shipped articles, questions, terms and videos of the help centre, or bring them up to this release.
Run it as often as you like: what admins edited stays as they left it, and what is overwritten is kept.

Exit codes: 0 loaded; 1 a file of the content can't be read, nothing was changed; 2 wrong options."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *, json: bool, **_options: object) -> None:
        try:
            loaded = help_load().as_dict()
        except ContentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_as_json(loaded) if json else ", ".join(f"{n} {name}" for name, n in loaded.items()))


def _as_json(loaded: dict[str, int]) -> str:
    return json.dumps(loaded)
