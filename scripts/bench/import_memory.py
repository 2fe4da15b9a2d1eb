"""How much memory an import of many sets takes above the idle process, and how long it takes.

    python scripts/bench/import_memory.py [--sets 100000] [--megabytes 60] [--json]

Uses the database of DATABASE_URL, in a schema that migrate and load_catalogue have set up; makes an athlete of its own
and removes it. The bar is 150 MB.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workouttracker.settings")

import django

django.setup()

from datetime import UTC, datetime, timedelta
from typing import IO

from measure import forget_most_memory, megabytes

from accounts.models import User
from portability.services import import_run, workouts_delete
from portability.services.drafts import draft_create_of
from portability.services.preview import candidates_of, draft_plan, preview_of
from sharing.scope import Scope

EMAIL = "bench-memory@example.org"
HEADING = b"Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"


def main() -> None:
    options = _options()
    above: dict[str, float] = {}
    owner = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL)
    scope = Scope.system(owner)
    with tempfile.TemporaryFile() as file:
        size = _write(file, options.sets, options.megabytes * 1_000_000 // options.sets)
        file.seek(0)
        forget_most_memory()
        idle = megabytes("VmRSS")
        print(f"{options.sets} sets, {size / 1e6:.0f} MB, idle {idle:.0f} MB", file=sys.stderr)
        started = time.monotonic()
        draft = draft_create_of(scope=scope, files=[("strong.csv", iter(lambda: file.read(65536), b""))])
        above["stored"] = _tell("stored", idle, started)
        plan = draft_plan(scope, draft)
        preview_of(scope, draft, plan, candidates_of(scope, plan))
        del plan
        above["previewed"] = _tell("previewed", idle, started)
        import_run(scope=scope, make_plan=lambda: draft_plan(scope, draft))
        above["imported"] = _tell("imported", idle, started)
    workouts_delete(scope=scope)
    owner.delete()
    if options.json:
        print(json.dumps(above))


def _write(file: IO[bytes], sets: int, row_bytes: int) -> int:
    start = datetime(2020, 1, 1, 18, tzinfo=UTC)
    file.write(HEADING)
    for number in range(sets):
        workout = number // 20
        day = start + timedelta(days=workout % 2000, hours=(workout // 2000) % 5)
        name, lift, order = f"Push {workout % 9}", f"Lift {number % 90}", number % 20 + 1
        row = f"{day:%Y-%m-%d %H:%M:%S},{name},56m,{lift},{order},{number % 130 + 20},8,0,0,"
        note = f"note {number} ".ljust(max(0, row_bytes - len(row) - 4), "x")
        file.write(f"{row}{note},,\n".encode())
    return file.tell()


def _tell(what: str, idle: float, started: float) -> float:
    above = megabytes("VmHWM") - idle
    print(f"{what}: {above:.0f} MB above idle, {time.monotonic() - started:.1f} s", file=sys.stderr)
    return above


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=100_000)
    parser.add_argument("--megabytes", type=int, default=60)
    parser.add_argument("--json", action="store_true", help="print megabytes above idle as JSON, all else to stderr")
    return parser.parse_args()


if __name__ == "__main__":
    main()
