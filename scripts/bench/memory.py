"""What an import of 100,000 sets takes above the idle process, in a process of its own."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from lines import Line

MOST_MB = 150


def measured(options: argparse.Namespace) -> Iterator[Line]:
    """Megabytes of storing, previewing and importing one file."""
    sets = 2_000 if options.quick else 100_000
    command = [sys.executable, str(Path(__file__).with_name("import_memory.py")), "--json", "--sets", str(sets)]
    environment = {**os.environ, "MAX_UPLOAD_MB": "100"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    for what, above in json.loads(done.stdout).items():
        yield Line("memory", f"{sets} sets {what}, above idle", above, "MB", MOST_MB)
