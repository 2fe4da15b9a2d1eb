"""Makes the locks (see scripts/lock)."""

import sys

from lib.frontend import npm_command
from lib.packages import REQUIREMENTS, one_setup, uv_command, uv_environment
from lib.say import quiet_run, say

COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11")
FORM = ("--generate-hashes", "--no-annotate", "--no-header")
LOCKS: dict[str, tuple[str, ...]] = {
    "tools": ("--group", "tools"),
    "node": ("--group", "node"),
    "debug": ("--group", "debug"),
    "base": ("pyproject.toml",),
    "test": ("pyproject.toml", "--extra", "test", "-c", "requirements/base.txt"),
}


def main() -> None:
    """Make all locks."""
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    with one_setup():
        uv = uv_command() or sys.exit("uv does not run on this machine.")
        for name, options in LOCKS.items():
            say(f"requirements/{name}.txt")
            out = REQUIREMENTS / f"{name}.txt"
            quiet_run([uv, *COMPILE, *options, *FORM, *upgrade, "-o", out], env=uv_environment())
        say("package-lock.json")
        verb = "update" if upgrade else "install"
        quiet_run([*npm_command(), verb, "--package-lock-only", "--loglevel=error"])
