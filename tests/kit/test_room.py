"""Deep calls have room, wherever they begin."""

import resource
from collections.abc import Callable

from workouttracker.kit.room import with_room

OFTEN, DEPTHS = 300, range(1, 260)


def leaf(a: int, b: int) -> int:
    return a + b


def at(depth: int, act: Callable[[], int]) -> int:
    """``act``, so many calls deeper."""
    return at(depth - 1, act) if depth else act()


def often() -> int:
    """Call and return, again and again; the page faults that this costs."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for number in range(OFTEN):
        leaf(number, number)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_no_depth_has_the_system_map_memory_with_every_call() -> None:
    worst = with_room(lambda: max(at(depth, often) for depth in DEPTHS))()
    assert worst < OFTEN


def test_what_goes_in_and_out_is_untouched() -> None:
    def told(*args: int, **options: str) -> tuple[tuple[int, ...], dict[str, str]]:
        return args, options

    assert with_room(told)(1, 2, name="x") == ((1, 2), {"name": "x"})
