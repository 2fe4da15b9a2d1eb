"""Everything Django has to do before a start, in one process: run by scripts/run and scripts/test inside .venv.

python scripts/lib/prepare.py [--static] [--data] [--demo PASSWORD_FILE]
"""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from lib.paths import VAR, fingerprint, is_stamped, stamp

LOCK_SECONDS, LOCK_PAUSE_SECONDS, LOCK_TRIES = 3, 2, 60
"""How long a migration waits for a table, how long it lets others go first, and how often it comes again."""
LOCK_NOT_AVAILABLE = "55P03"


def main() -> None:
    """Do the steps that were asked for and aren't done yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--static", action="store_true", help="compile messages, collect static files")
    parser.add_argument("--data", action="store_true", help="migrate, load catalogue and help, record the version")
    parser.add_argument("--demo", type=Path, help="make the demo athlete with this password file")
    options = parser.parse_args()
    _messages()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workouttracker.settings")
    os.environ["PROCESS_KIND"] = "command"
    import django

    django.setup()
    if options.static:
        _static()
    if options.data:
        _data()
    if options.demo:
        _demo(options.demo)


def _messages() -> None:
    """Compile message catalogues whose source changed."""
    from lib.messages import catalogue_files, compile_catalogues

    sources = catalogue_files()
    value = fingerprint(sources)
    if not is_stamped("messages", value) or any(not file.with_suffix(".mo").exists() for file in sources):
        compile_catalogues()
        stamp("messages", value)


def _static() -> None:
    """Collect static files under hashed names when one changed."""
    from django.core.management import call_command

    files = [file for place in (ROOT / "static", VAR / "frontend") for file in place.rglob("*") if file.is_file()]
    rules = [ROOT / "requirements" / "base.txt", ROOT / "workouttracker" / "static_files.py"]
    value = fingerprint([*files, *rules])
    if not is_stamped("static", value) or not (VAR / "static" / "staticfiles.json").is_file():
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp("static", value)


def _data() -> None:
    """Bring the database up to this release."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _migrate()
    call_command("load_catalogue", stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    call_command("load_help", stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    call_command("record_version", stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123


def _migrate() -> None:
    """Apply migrations while others work: one that waits for a table gives way after a moment and comes again.

    Else everybody else who wants that table would queue behind it. What is done without a transaction (an index built
    concurrently) waits as long as it has to: it holds nobody up, and broken off it would leave a useless index.
    """
    from django.core.management import call_command
    from django.core.management.commands.migrate import Command
    from django.db import OperationalError, connection

    class GivesWay(Command):
        def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
            if action in {"apply_start", "unapply_start"} and connection.vendor == "postgresql":
                seconds = LOCK_SECONDS if migration.atomic else 0
                with connection.cursor() as cursor:
                    cursor.execute(f"SET lock_timeout = '{seconds}s'")
            super().migration_progress_callback(action, migration, fake)

    for left in reversed(range(LOCK_TRIES)):
        try:
            call_command(GivesWay(), interactive=False, verbosity=0)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE or not left:
                raise
            print("a table is in use; the migration comes again", flush=True)
            time.sleep(LOCK_PAUSE_SECONDS)
        else:
            return


def _demo(password_file: Path) -> None:
    """The demo athlete with a year of training, once."""
    from django.core.management import call_command

    from accounts.models import User

    if not User.objects.filter(email="demo@example.org").exists():
        call_command("demo_data", password_file=password_file, time_zone=_zone(), stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123


def _zone() -> str:
    """The time zone of this machine, as far as it says."""
    from workouttracker.kit.dates import is_zone

    place = Path("/etc/localtime")
    name = str(place.resolve()).partition("zoneinfo/")[2] if place.exists() else ""
    return name if name and is_zone(name) else "UTC"


if __name__ == "__main__":
    main()
