"""How much memory an export of many sets takes above the idle process, format by format, against the floor: the same
of a tenth of the sets.

    python scripts/bench/export_memory.py [--sets 100000] [--sqlite]

Brings databases of its own and throws them away. Each export runs in a process of its own and does what the job does:
write the file, store it in pieces. The bars: at most 2 x the floor and 40 MB more than it. Linux only.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from world import MEASURED, Size, world, write_history

FEW = "floor@example.org"
NOBODY = "nobody@example.org"
AT_MOST, MORE_MB = 2.0, 40


def main() -> None:
    options = _options()
    if options.measure:
        print(json.dumps(measure(*options.measure)))
        return
    with world(Size(sets=options.sets, others=0), sqlite=options.sqlite):
        from accounts.models import User
        from portability.exports.registry import EXPORT_FORMATS

        User.objects.create_user(NOBODY)
        write_history(User.objects.create_user(FEW).pk, options.sets // 10, seed=7, with_reps=True)
        kept = [_judge(key) for key in EXPORT_FORMATS]
    sys.exit(not all(kept))


def _judge(key: str) -> bool:
    """Print what both exports took; whether the bars were kept."""
    few, many = (_in_a_process(key, email) for email in (FEW, MEASURED))
    kept = bool(many["mb"] <= max(1.0, few["mb"]) * AT_MOST and many["mb"] - few["mb"] <= MORE_MB)
    print(
        f"{'ok ' if kept else 'OVER'} {key:7} {many['mb']:6.1f} MB above idle ({many['idle']:.0f} MB), "
        f"floor {few['mb']:6.1f} MB, {many['mb'] / max(1.0, few['mb']):4.2f} x  "
        f"({many['size'] / 1e6:.1f} MB file in {many['seconds']:.1f} s)",
        flush=True,
    )
    return kept


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

    django.setup()
    _export(key, NOBODY)
    gc.collect()
    # From here on the kernel remembers the most; ru_maxrss would tell what the process that started this one had.
    Path("/proc/self/clear_refs").write_text("5")
    idle, started = _status("VmRSS"), time.monotonic()
    size = _export(key, email)
    return {"mb": _status("VmHWM") - idle, "idle": idle, "size": size, "seconds": time.monotonic() - started}


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


def _status(name: str) -> float:
    """A figure of this process in megabytes."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=100_000)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--measure", nargs=2, metavar=("FORMAT", "EMAIL"), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
