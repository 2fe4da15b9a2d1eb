"""Are the sums and copied keys in the log right?"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.cli import owner_by_email
from sessions_app.services.check import Difference, sums_check

MOST_LISTED = 1000
"""Differences printed or put into the JSON; all are counted, and fixed when asked for."""


HELP = """Recompute the sums and copied keys of every session and set from the reps, and list what differs.

Exit codes: 0 all is right, or was put right; 1 something differs and was not fixed, or unknown user; 2 wrong options.
"""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", metavar="EMAIL", help="only this log; everybody's without it")
        parser.add_argument("--fix", action="store_true", help="write the right values")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *, user: str | None, fix: bool, as_json: bool, **_options: object) -> None:
        listed: list[Difference] = []
        number = 0
        owner_id = owner_by_email(user).pk if user else None
        for number, found in enumerate(sums_check(owner_id=owner_id, fix=fix), start=1):
            if number <= MOST_LISTED:
                listed.append(found)
                if not as_json:
                    self.stdout.write(_sentence(found))
        if as_json:
            result = {"found": number, "fixed": number if fix else 0, "differences": [_document(d) for d in listed]}
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(_summary(number, fix=fix))
        if number and not fix:
            raise CommandError(f"{number} wrong; check_sums --fix puts them right")


def _sentence(found: Difference) -> str:
    return (
        f"{found.table} {found.id} (session {found.session_id}, owner {found.owner_id}): "
        f"{found.column} is {found.stored}, should be {found.expected}"
    )


def _document(found: Difference) -> dict[str, Any]:
    plain = {name: value if isinstance(value, bool | int) else str(value) for name, value in found._asdict().items()}
    return {"table": plain.pop("table"), "id": plain.pop("id"), **plain}


def _summary(number: int, *, fix: bool) -> str:
    if not number:
        return "All sums and keys are right."
    more = f" The first {MOST_LISTED} are listed." if number > MOST_LISTED else ""
    return f"{number} wrong, {'all fixed' if fix else 'nothing fixed'}.{more}"
