"""Many who ask the same at once: one answer, never one from before they asked."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from jobs.gathering import Gathering


class Source:
    """Answers with what the world is when an answer is begun, as soon as the test lets it."""

    def __init__(self) -> None:
        self.world = 0
        self.begun = 0
        self.open = asyncio.Event()

    async def look(self) -> int:
        self.begun += 1
        seen = self.world
        await self.open.wait()
        return seen


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def play(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 5))


def test_a_hundred_who_come_later_share_one_answer_that_is_newer_than_their_question() -> None:
    async def story() -> None:
        source, gathering = Source(), Gathering[int]()
        first = asyncio.ensure_future(gathering.ask("job", source.look))
        await settled()
        source.world = 1
        others = [asyncio.ensure_future(gathering.ask("job", source.look)) for _ in range(100)]
        await settled()
        source.open.set()
        assert await first == 0
        assert set(await asyncio.gather(*others)) == {1}
        assert source.begun == 2

    play(story)


def test_those_who_ask_for_something_else_do_not_wait() -> None:
    async def story() -> None:
        slow, quick, gathering = Source(), Source(), Gathering[int]()
        waiting = asyncio.ensure_future(gathering.ask("slow", slow.look))
        quick.open.set()
        assert await gathering.ask("quick", quick.look) == 0
        slow.open.set()
        await waiting

    play(story)


def test_nothing_is_remembered() -> None:
    async def story() -> None:
        source, gathering = Source(), Gathering[int]()
        source.open.set()
        for world in range(3):
            source.world = world
            assert await gathering.ask("job", source.look) == world
        assert source.begun == 3
        assert not gathering._under_way
        assert not gathering._next

    play(story)


def test_who_leaves_takes_the_answer_from_nobody() -> None:
    async def story() -> None:
        source, gathering = Source(), Gathering[int]()
        asked = [asyncio.ensure_future(gathering.ask("job", source.look)) for _ in range(4)]
        await settled()
        asked[0].cancel()
        asked[1].cancel()
        await settled()
        source.open.set()
        assert await asyncio.gather(*asked[2:]) == [0, 0]
        assert source.begun == 2

    play(story)


def test_what_fails_fails_for_those_who_asked_and_not_for_the_next() -> None:
    async def broken() -> int:
        raise ConnectionError("away")

    async def story() -> None:
        gathering, source = Gathering[int](), Source()
        source.open.set()
        answers = await asyncio.gather(
            gathering.ask("job", broken), gathering.ask("job", source.look), return_exceptions=True
        )
        assert isinstance(answers[0], ConnectionError)
        assert answers[1] == 0
        with pytest.raises(ConnectionError):
            await gathering.ask("job", broken)
        assert await gathering.ask("job", source.look) == 0

    play(story)
