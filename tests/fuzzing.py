"""How often made-up input is tried: a little in every run, a lot with ``--long``."""

from hypothesis import settings

LONG = False
"""Whether this run was asked to take long; ``conftest`` sets it before any test is imported."""
MINUTES = 1.0
"""Minutes of the processor for each importer in a long run; ``--fuzz-minutes``."""


def tries(few: int, many: int) -> settings:
    """``few`` examples, the same ones in every run; ``many`` with ``--long``."""
    return settings(derandomize=True, deadline=None, max_examples=many if LONG else few)


def size(small: int, large: int) -> int:
    """How long a made-up file is: ``small``, or ``large`` with ``--long``."""
    return large if LONG else small
