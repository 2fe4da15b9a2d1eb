"""Take an import back, inline: needs only the database."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portability.models import ImportBatch
from portability.services.rollback import NotRolledBackError, import_roll_back
from sharing.scope import Scope

HELP = """Take an import back: remove exactly what it brought, and bring back what "replace" took away.
Sessions that were edited since go to the user's bin.

Exit codes: 0 rolled back; 1 there is no such import, or it isn't there (any more); 2 wrong options."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=UUID, metavar="ID", help="as printed by import_workouts and shown by its page")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *, id: UUID, **options: Any) -> None:  # noqa: A002 - the name of the argument
        batch = ImportBatch.objects.select_related("owner").filter(pk=id).first()
        if batch is None:
            raise CommandError(f"there is no import {id}")
        with translation.override("en"):
            try:
                done = import_roll_back(scope=Scope.system(batch.owner), batch=batch).as_dict()
            except NotRolledBackError as error:
                raise CommandError(f"import {id} is {batch.present_state}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps({"import_id": str(id), **done}))
            return
        self.stdout.write(
            f"{done['sessions']} sessions removed ({done['edited']} edited since, kept in the bin),"
            f" {done['restored']} brought back, {done['exercises']} own exercises removed"
        )
