"""Live progress over a websocket: joins the group first, then sends the present state, so nothing falls in between."""

import asyncio
import logging
import time
from importlib import import_module
from typing import Any

import redis
from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.utils import translation

from jobs import store
from jobs.doorbell import group_name
from jobs.models import Job
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

LAYER_ERRORS = (redis.RedisError, OSError, asyncio.TimeoutError)


class JobConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """``/ws/jobs/<id>/``: sends the snapshot on joining and on every ring; takes no messages.

    Closes with 4404 when there is no such job for whoever is (still) signed in, with 4429 when the person has too many
    sockets, with 1013 while Redis is away: then the page polls and tries again.
    """

    async def connect(self) -> None:
        self.job_id = self.scope["url_route"]["kwargs"]["job_id"]
        self.user = self.scope["user"]
        self.looked_at = time.monotonic()
        self.counted = self.joined = False
        await self.accept()
        if await self._snapshot() is None:
            await self.close(code=NOT_FOUND)
            return
        try:
            self.counted = await self._enter()
            if not self.counted:
                await self.close(code=TOO_MANY)
                return
            await self.channel_layer.group_add(group_name(self.job_id), self.channel_name)
            self.joined = True
        except LAYER_ERRORS as error:
            logger.info("a socket for job %s was put off (%s)", self.job_id, type(error).__name__)
            await self.close(code=TRY_LATER)
            return
        await self._send()

    async def disconnect(self, code: int) -> None:
        try:
            if self.joined:
                await self.channel_layer.group_discard(group_name(self.job_id), self.channel_name)
            if self.counted:
                await self._leave()
        except LAYER_ERRORS as error:
            logger.info("a socket of job %s did not sign off (%s)", self.job_id, type(error).__name__)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **_kwargs: Any) -> None:
        """Nothing is expected from the browser; whoever sends something is no page of ours."""
        await self.close(code=TAKES_NOTHING)

    async def job_changed(self, _event: dict[str, Any]) -> None:
        """Somebody rang."""
        if time.monotonic() - self.looked_at > LOOK_SECONDS:
            self.user = await self._present_user()
            self.looked_at = time.monotonic()
        await self._send()

    async def _send(self) -> None:
        present = await self._snapshot()
        if present is None:
            await self.close(code=NOT_FOUND)
            return
        await self.send_json(present)

    async def _present_user(self) -> Any:
        """Who is signed in now with the session that this socket was opened with: it may have ended meanwhile."""
        engine = import_module(settings.SESSION_ENGINE)
        return await get_user({"session": engine.SessionStore(self.scope["session"].session_key)})

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _snapshot(self) -> dict[str, Any] | None:
        job = Job.objects.visible_to(self.user).filter(pk=self.job_id).first()
        if job is None:
            return None
        with translation.override(self.user.language):
            return snapshot(job)

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _enter(self) -> bool:
        return store.socket_enter(self.user.pk, self.channel_name, SOCKETS_PER_USER)

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _leave(self) -> None:
        store.socket_leave(self.user.pk, self.channel_name)
