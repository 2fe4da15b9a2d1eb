"""Bring a file of workouts in, inline: needs only the database."""

import json
import shutil
import tempfile
import zipfile
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.cli import owner_by_email
from portability.formats.mapped import ColumnMapping, Field
from portability.formats.records import DateOrder, ReadOptions
from portability.formats.registry import FORMATS
from portability.models import ImportBatch
from portability.reading import Explain, ImportRefusedError, file_meta, read_file
from portability.services import import_refused, import_run
from portability.services.imports import plan_counts
from portability.services.plan import Choices, ImportPlan, plan_build
from portability.services.preview import columns_remembered
from sharing.scope import Scope
from workouttracker.kit.dates import is_zone
from workouttracker.kit.units import Unit

HELP = """Bring workouts in: one file, several, or a zip of files; several are one import. Exercises that nothing
matches become the user's own.

Exit codes: 0 the import was carried out (rows that could not be used are listed as problems), or would be with
--dry-run; 1 nothing was imported (unknown user, unreadable file, unknown format); 2 wrong options."""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="+", help="the exported file, or several")
        parser.add_argument("--user", required=True, metavar="EMAIL", help="whose workouts they are")
        parser.add_argument("--format", default="auto", choices=["auto", *FORMATS], help="default: from the content")
        parser.add_argument("--unit", choices=[unit.value for unit in Unit], help="where the file names no unit")
        parser.add_argument(
            "--date-order",
            choices=[order.value for order in DateOrder],
            help="of dates that can be read both ways, such as 04/09/2025; without it such workouts are problems",
        )
        parser.add_argument(
            "--columns",
            metavar="WHAT",
            help="what the columns of a table hold that is of no app we know: 'guess' takes what headings and values "
            f"suggest, else a list in their order, '-' for one to leave out: {', '.join(Field)}",
        )
        parser.add_argument("--time-zone", metavar="Z", help="of the times in the file; default: the user's")
        parser.add_argument("--duplicates", default="skip", choices=ImportBatch.Duplicates.values)
        parser.add_argument("--dry-run", action="store_true", help="tell what would be done, write nothing")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *, file: list[Path], user: str, dry_run: bool, **options: Any) -> None:
        owner = owner_by_email(user)
        scope = Scope.system(owner)
        zone_name = options["time_zone"] or owner.time_zone
        if not is_zone(zone_name):
            raise CommandError(f"--time-zone {zone_name} is no time zone; expected one such as Europe/Berlin")
        zone = ZoneInfo(zone_name)
        order = DateOrder(options["date_order"]) if options["date_order"] else None
        read_options = ReadOptions(unit=Unit(options["unit"] or owner.unit), date_order=order, zone=zone)
        name = ", ".join(path.name for path in file)
        explain = _explanation(options["columns"])
        stream, columns = _open(file), columns_remembered(scope)

        def make_plan() -> ImportPlan:
            stream.seek(0)
            read = read_file(
                stream,
                name=name,
                format_key=options["format"],
                options=read_options,
                columns=columns,
                explain=explain,
            )
            return plan_build(scope=scope, read=read, zone=zone, choices=Choices(options["duplicates"]))

        with stream, translation.override("en"):
            try:
                if dry_run:
                    self._print(make_plan(), None, as_json=options["json"])
                    return
                done = import_run(scope=scope, make_plan=make_plan)
            except ImportRefusedError as error:
                if not dry_run:
                    import_refused(scope=scope, meta=file_meta(stream, name), error=str(error))
                raise CommandError(f"{name}: {error} Nothing was imported.") from error
        self._print(done.plan, done.batch, as_json=options["json"])

    def _print(self, plan: ImportPlan, batch: ImportBatch | None, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_result(plan, batch), ensure_ascii=False))
            return
        counts = plan_counts(plan)
        if plan.is_empty:
            self.stdout.write(f"{counts['duplicates']} duplicates, nothing to do")
        else:
            verb = "imported" if batch else "to import"
            self.stdout.write(
                f"{counts['sessions']} sessions, {counts['sets']} sets, {counts['reps']} reps {verb};"
                f" {counts['duplicates']} duplicates ({plan.duplicates}), {counts['new_exercises']} new exercises"
            )
            if counts["measurements"]:
                self.stdout.write(f"{counts['measurements']} body measurements {verb}")
        for problem in plan.problems.as_json():
            place = f"{problem['file']}, row" if "file" in problem else "row"
            what = f"{problem['column']} {problem['value']!r}".strip()
            self.stdout.write(f"{place} {problem['row']}: {what}: {problem['message']}")
        if plan.problems.total > len(plan.problems.rows):
            self.stdout.write(f"and {plan.problems.total - len(plan.problems.rows)} more problems")
        if batch:
            self.stdout.write(f"import {batch.pk} in {batch.seconds:.1f} s")


def _explanation(said: str | None) -> Explain | None:
    """What ``--columns`` makes of a table that no format knows. Raises ``CommandError`` for what is no list of them."""
    if not said:
        return None
    if said == "guess":
        return lambda table: table.mapping
    try:
        columns = tuple("" if each.strip() in {"", "-"} else Field(each.strip()).value for each in said.split(","))
    except ValueError as error:
        raise CommandError(f"--columns: {error}; expected 'guess' or a list, see --help") from error
    if faults := ColumnMapping(columns).faults():
        raise CommandError(f"--columns: needed once: {', '.join(faults)}")
    return lambda table: replace(table.mapping, columns=columns)


def _open(paths: list[Path]) -> BinaryIO:
    """The file, or all of them as one archive. Raises ``CommandError`` for one that can't be read."""
    if len(paths) == 1:
        try:
            return paths[0].open("rb")
        except OSError as error:
            raise CommandError(f"{paths[0]} can't be read: {error.strerror}") from error
    archive = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for number, path in enumerate(paths):
            try:
                with path.open("rb") as source, packed.open(zipfile.ZipInfo(f"{number}/{path.name}"), "w") as entry:
                    shutil.copyfileobj(source, entry)
            except OSError as error:
                raise CommandError(f"{path} can't be read: {error.strerror}") from error
    return archive


def _result(plan: ImportPlan, batch: ImportBatch | None) -> dict[str, Any]:
    return {
        "format": plan.format,
        "sessions": plan.added.sessions,
        "sets": plan.added.sets,
        "reps": plan.added.reps,
        "duplicates": plan.duplicate_count,
        "problems": plan.problems.as_json(),
        "new_exercises": plan.new_exercises,
        "import_id": str(batch.pk) if batch else None,
    }
