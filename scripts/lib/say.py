"""What the commands print, and steps whose output appears only when they fail."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from lib.paths import ROOT


def say(text: str) -> None:
    """One line about what is being done."""
    print(f"· {text}", flush=True)


def attempt(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``command`` in the checkout: exit code and output of both streams; 127 when there is no such program."""
    argv = [str(part) for part in command]
    try:
        return subprocess.run(
            argv,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return subprocess.CompletedProcess(argv, 127, stdout=str(error))


def quiet_run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> None:
    """Run a step; its output appears only when it fails, and then everything stops."""
    done = attempt(command, env=env)
    if done.returncode:
        sys.exit(f"{done.stdout}\nThis step failed: {' '.join(done.args)}")
