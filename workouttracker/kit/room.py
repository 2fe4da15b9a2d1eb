"""Room for deep calls: what the interpreter keeps of each call in progress lies in one piece of memory.

CPython (3.11 and later) takes memory for frames from the system in pieces of 16 kB, some sixty calls, and gives a piece
back as soon as the last call in it returns. Code that works at the edge of a piece, as a template does that calls the
same few functions for each of its rows, has the system map and clear a piece with every call: measured on pages with
twenty rows, 400 page faults and a quarter of the time. A call that asks for much at once gets a large piece, in which
everything that it calls has room.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SLOTS = 15_400
"""What a call says that it needs, in words of eight bytes. With the thousand that the interpreter adds it is just more
than 128 kB, so that the piece gets 256 kB: the other half is free for some six hundred calls. What is not used of it
costs nothing.
"""


def with_room(call: Callable[P, R]) -> Callable[P, R]:
    """``call``, with all deeper calls in one piece of memory."""

    def roomy(*args: P.args, **options: P.kwargs) -> R:
        return call(*args, **options)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=SLOTS)
    return roomy
