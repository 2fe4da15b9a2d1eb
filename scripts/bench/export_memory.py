"""How much memory an export of 100,000 sets takes above the idle process, format by format, against the floor: the same
of a tenth of the sets.

    python scripts/bench/export_memory.py [--quick] [--sqlite]

Brings databases of its own and throws them away; ``scripts/bench/run --only exports`` measures the same. Each export
runs in a process of its own and does what the job does: write the file, store it in pieces. Linux only.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from lines import Line
from measure import forget_most_memory, megabytes
from world import Size, world, write_history

FEW, MANY, NOBODY = "few@example.org", "many@example.org", "nobody@example.org"
AT_MOST = 2.0
SMALLEST_MB = 1.0
"""Less than that is noise, and no floor."""


def main() -> int:
    options = _options()
    if options.measure:
        print(json.dumps(measure(*options.measure)))
        return 0
    with world(Size(sets=20, others=0), sqlite=options.sqlite):
        lines = []
        for line in measured(options):
            print(line, flush=True)
            lines.append(line)
    return int(not all(line.is_kept for line in lines))


def measured(options: argparse.Namespace) -> Iterator[Line]:
    """Each format: what many sets take against a tenth of them."""
    from accounts.models import User
    from portability.exports.registry import EXPORT_FORMATS
    from portability.services import workouts_delete
    from sharing.scope import Scope

    sets = 2_000 if options.quick else 100_000
    sizes = {FEW: sets // 10, MANY: sets, NOBODY: 0}
    people = {email: User.objects.create_user(email) for email in sizes}
    for number, (email, size) in enumerate(sizes.items()):
        write_history(people[email].pk, size, seed=number, with_reps=True)
    for key in EXPORT_FORMATS:
        few, many = (_in_a_process(key, email) for email in (FEW, MANY))
        yield Line(
            "exports",
            f"{key}: {sets} sets / {sets // 10} sets, memory above idle",
            max(SMALLEST_MB, many["mb"]) / max(SMALLEST_MB, few["mb"]),
            bar=None if options.quick else AT_MOST,  # few sets fit into one batch: that says nothing about many
            note=f"{many['mb']:.1f} MB / {few['mb']:.1f} MB, {many['size'] / 1e6:.1f} MB in {many['seconds']:.0f} s",
        )
    for owner in people.values():
        workouts_delete(scope=Scope.system(owner))
        owner.delete()


def _in_a_process(key: str, email: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", key, email]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(key: str, email: str) -> dict[str, float]:
    """Megabytes that the export took above what the process had before it, in a process that did one already."""
    import django

    from workouttracker.kit.room import with_room

    django.setup()
    _export(key, NOBODY)
    gc.collect()
    forget_most_memory()
    idle, started = megabytes("VmRSS"), time.monotonic()
    size = with_room(_export)(key, email)  # as the runner of jobs does
    return {"mb": megabytes("VmHWM") - idle, "idle": idle, "size": size, "seconds": time.monotonic() - started}


def _export(key: str, email: str) -> int:
    from django.utils import timezone

    from accounts.models import User
    from portability.models import DataExport
    from portability.services.exports import export_carry_out
    from sharing.scope import Scope

    owner = User.objects.get(email=email)
    until = timezone.now() + timedelta(days=1)
    export = DataExport.objects.create(owner=owner, format=key, name=f"bench.{key}", expires_at=until)
    done = export_carry_out(scope=Scope.system(owner), export=export, progress=_silent, finish=lambda _export: None)
    return int(done.size)


def _silent(*_told: Any) -> None:
    return None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2,000 sets")
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--measure", nargs=2, metavar=("FORMAT", "EMAIL"), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
