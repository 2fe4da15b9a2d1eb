"""The check of the Python version, in words that older ones understand too."""

import sys

OLDEST = (3, 11)
NEWEST = (3, 14)


def check_python():  # type: ignore[no-untyped-def] # an older Python than ours has to read this file
    """Stop with a plain sentence when this Python is too old or too new."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        sys.exit(
            "WorkoutTracker needs Python %d.%d to %d.%d; " % (OLDEST + NEWEST)  # noqa: UP031
            + "%s is %s. Start it with another one, for example: python3.11 %s"  # noqa: UP031
            % (sys.executable, sys.version.split()[0], sys.argv[0])
        )
