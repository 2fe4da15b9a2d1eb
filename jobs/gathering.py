"""One answer for many who ask the same at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Gathering(Generic[Answer]):
    """Asks once for everybody who waits for the same.

    Whoever comes while an answer is being made gets the next one, which is begun when that one is there: the present
    one may have looked before what the newcomer was rung for. So a ring that reaches a hundred sockets costs two looks
    at most, and nobody is told the past. For one event loop; whoever stops waiting takes the answer from nobody else.
    """

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[Answer]] = {}
        self._next: dict[Hashable, asyncio.Task[Answer]] = {}

    async def ask(self, key: Hashable, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """What ``make`` of one of those who ask for ``key`` gives; raises what it raises."""
        before = self._under_way.get(key)
        if before is None:
            task = self._under_way[key] = asyncio.ensure_future(self._make(key, make))
        elif (waiting := self._next.get(key)) is not None:
            task = waiting
        else:
            task = self._next[key] = asyncio.ensure_future(self._make(key, make, before))
        return await asyncio.shield(task)

    async def _make(
        self, key: Hashable, make: Callable[[], Awaitable[Answer]], before: "asyncio.Task[Answer] | None" = None
    ) -> Answer:
        ours = asyncio.current_task()
        try:
            if before is not None:
                await asyncio.wait([before])
                self._under_way[key] = self._next.pop(key)
            return await make()
        finally:
            for place in (self._under_way, self._next):
                if key in place and place[key] is ours:
                    del place[key]
