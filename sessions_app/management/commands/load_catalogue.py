"""Load the shipped exercises and set types."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from sessions_app.services.catalogue_load import catalogue_load

HELP = """Load the shipped exercises and set types, or bring them up to this release. Run it as often as you like:
what admins edited stays as they left it.

Exit codes: 0 loaded; 2 wrong options."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *, json: bool, **_options: object) -> None:
        loaded = catalogue_load().as_dict()
        self.stdout.write(_as_json(loaded) if json else ", ".join(f"{n} {name}" for name, n in loaded.items()))


def _as_json(loaded: dict[str, int]) -> str:
    return json.dumps(loaded)
