"""Live progress over websockets: join the group first, then send the present state, so nothing falls in between."""

import asyncio
import logging
import time
from contextlib import suppress
from importlib import import_module
from typing import Any

import redis
from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer, AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError
from django.utils import translation

from accounts.access import staff_may
from jobs import store
from jobs.doorbell import ALL_JOBS, group_name
from jobs.gathering import Gathering
from jobs.models import Job, State
from jobs.querysets import SEE_ALL
from jobs.self_test import KIND as SELF_TEST
from jobs.snapshot import snapshot

logger = logging.getLogger(__name__)

NOT_FOUND = 4404
TOO_MANY = 4429
TAKES_NOTHING = 1008
TRY_LATER = 1013
SOCKETS_PER_USER = 20
"""Tabs and devices of one person; whoever opens more gets progress by polling."""
LOOK_SECONDS = 5.0
"""How long it is believed that the person is still signed in."""

SILENT_SECONDS = 5.0
"""After so long without a ring a socket looks by itself: a ring reaches nobody while Redis changes its master."""

LOOKS_SECONDS = 1.0
"""The dashboard is told at most so often that there is something new."""

_snapshots: Gathering[dict[str, Any] | None] = Gathering()

LAYER_ERRORS = (redis.RedisError, OSError, asyncio.TimeoutError)


class _Watcher(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Joins ``group`` for whoever ``_told`` has something for, and tells it then and on every ring; takes no messages.

    Closes with 4404 when there is nothing for whoever is (still) signed in, with 4429 when the person has too many
    sockets, with 1013 while Redis is away: then the page polls and tries again.
    """

    group: str

    async def connect(self) -> None:
        self.user = self.scope["user"]
        self.looked_at = time.monotonic()
        self.counted = self.joined = self.is_closed = False
        await self.accept()
        if await self._told() is None:
            await self.close(code=NOT_FOUND)
            return
        try:
            self.counted = await self._enter()
            if not self.counted:
                await self.close(code=TOO_MANY)
                return
            await self.channel_layer.group_add(self.group, self.channel_name)
            self.joined = True
        except LAYER_ERRORS as error:
            logger.info("a socket for %s was put off (%s)", self.group, type(error).__name__)
            await self.close(code=TRY_LATER)
            return
        await self._send()

    async def disconnect(self, code: int) -> None:
        try:
            if self.joined:
                await self.channel_layer.group_discard(self.group, self.channel_name)
            if self.counted:
                await self._leave()
        except LAYER_ERRORS as error:
            logger.info("a socket of %s did not sign off (%s)", self.group, type(error).__name__)

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        """Once: whoever is thrown out may still say something, and be rung for."""
        if not self.is_closed:
            self.is_closed = True
            await super().close(code=code, reason=reason)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **_kwargs: Any) -> None:
        """Nothing is expected from the browser; whoever sends something is no page of ours."""
        await self.close(code=TAKES_NOTHING)

    async def job_changed(self, _event: dict[str, Any]) -> None:
        """Somebody rang."""
        await self._look_and_send()

    async def _look_and_send(self) -> None:
        if time.monotonic() - self.looked_at > LOOK_SECONDS:
            self.user = await self._present_user()
            self.looked_at = time.monotonic()
        await self._send()

    async def _send(self) -> None:
        if self.is_closed:
            return
        present = await self._told()
        if present is None:
            await self.close(code=NOT_FOUND)
            return
        await self.send_json(present)

    async def _told(self) -> dict[str, Any] | None:
        """What is told now; None when there is nothing (any more) for this person."""
        raise NotImplementedError

    async def _present_user(self) -> Any:
        """Who is signed in now with the session that this socket was opened with: it may have ended meanwhile."""
        engine = import_module(settings.SESSION_ENGINE)
        return await get_user({"session": engine.SessionStore(self.scope["session"].session_key)})

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _enter(self) -> bool:
        return store.socket_enter(self.user.pk, self.channel_name, SOCKETS_PER_USER)

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _leave(self) -> None:
        store.socket_leave(self.user.pk, self.channel_name)


class Nowhere(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Any other address below /ws/: refused, instead of an exception for each stray request."""

    async def connect(self) -> None:
        await self.close()


class JobConsumer(_Watcher):
    """``/ws/jobs/<id>/``: tells the snapshot of a job."""

    async def connect(self) -> None:
        self.job_id = self.scope["url_route"]["kwargs"]["job_id"]
        self.group = group_name(self.job_id)
        self.watch: asyncio.Task[None] | None = None
        await super().connect()
        if self.joined and not self.is_closed:
            self.watch = asyncio.ensure_future(self._watch())

    async def disconnect(self, code: int) -> None:
        if self.watch is not None:
            self.watch.cancel()
        await super().disconnect(code)

    async def send_json(self, content: dict[str, Any], close: bool = False) -> None:
        """Remember when it was, and whether more will come."""
        self.said_at, self.more_to_come = time.monotonic(), content["active"]
        await super().send_json(content, close=close)

    async def _watch(self) -> None:
        """Look now and then while nobody rings, until the job is over."""
        while self.more_to_come and not self.is_closed:
            left = self.said_at + SILENT_SECONDS - time.monotonic()
            if left > 0:
                await asyncio.sleep(left)
                continue
            try:
                await self._look_and_send()
            except DatabaseError as error:
                logger.info("a socket for %s was put off (%s)", self.group, type(error).__name__)
                await self.close(code=TRY_LATER)

    async def _told(self) -> dict[str, Any] | None:
        """Asked once for all tabs of a person, however many a ring reaches at once."""
        return await _snapshots.ask((self.job_id, self.user.pk), self._look)

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _look(self) -> dict[str, Any] | None:
        job = Job.objects.visible_to(self.user).filter(pk=self.job_id).first()
        if job is None:
            return None
        if job.kind == SELF_TEST and job.state == State.RUNNING:
            with suppress(store.Unavailable):
                store.note_told(job.start_key)
        with translation.override(self.user.language):
            return snapshot(job)


class DashboardConsumer(_Watcher):
    """``/ws/manage/jobs/``: tells admins that something changed, once a second at most; the page asks what it is."""

    group = ALL_JOBS

    async def connect(self) -> None:
        self.sent_at = 0.0
        self.later: asyncio.Task[None] | None = None
        await super().connect()

    async def disconnect(self, code: int) -> None:
        if self.later is not None:
            self.later.cancel()
        await super().disconnect(code)

    async def job_changed(self, _event: dict[str, Any]) -> None:
        """Somebody rang: say so now, or when the second is over; rings meanwhile are one."""
        if self.later is None or self.later.done():
            wait = max(0.0, self.sent_at + LOOKS_SECONDS - time.monotonic())
            self.later = asyncio.ensure_future(self._say_in(wait))

    async def _say_in(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.sent_at = time.monotonic()
        await self._look_and_send()

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _told(self) -> dict[str, Any] | None:
        return {"changed": True} if staff_may(self.user, SEE_ALL) else None
