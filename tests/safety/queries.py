"""Counting what is asked of the database, leaving out BEGIN, SAVEPOINT and COMMIT."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAME = ("BEGIN", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "COMMIT", "SET CONSTRAINTS")


@contextmanager
def queries() -> Iterator[list[str]]:
    """The statements of the block, in order: ``with queries() as asked: …; assert len(asked) <= 3``."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield asked
    asked += [query["sql"] for query in captured if not query["sql"].upper().startswith(FRAME)]


def assert_constant_queries(
    act: Callable[[], object], *, grow: Callable[[], object], at_most: int | None = None
) -> int:
    """``act`` asks as often after ``grow`` added rows as before, and not more than ``at_most`` times; how often.

    ``act`` is called once before counting, so that what is looked up once per process isn't counted as growth.
    """
    act()
    with queries() as before:
        act()
    grow()
    with queries() as after:
        act()
    more = "\n".join((Counter(after) - Counter(before)).elements())
    assert len(after) == len(before), f"{len(before)} queries became {len(after)} with more rows; among them:\n{more}"
    if at_most is not None:
        listed = "\n".join(after)
        assert len(after) <= at_most, f"{len(after)} queries, at most {at_most} expected:\n{listed}"
    return len(after)
