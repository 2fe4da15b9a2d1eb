"""Live progress over a websocket: joins the group first, then sends the present state, so nothing falls in between."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.utils import translation

from jobs.doorbell import group_name
from jobs.models import Job
from jobs.snapshot import snapshot

NOT_FOUND = 4404


class JobConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """``/ws/jobs/<id>/``: sends the snapshot on joining and on every ring; takes no messages."""

    async def connect(self) -> None:
        self.job_id = self.scope["url_route"]["kwargs"]["job_id"]
        await self.accept()
        if await self._snapshot() is None:
            await self.close(code=NOT_FOUND)
            return
        await self.channel_layer.group_add(group_name(self.job_id), self.channel_name)
        await self._send()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(group_name(self.job_id), self.channel_name)

    async def receive_json(self, content: Any, **_kwargs: Any) -> None:
        """Nothing is expected from the browser."""

    async def job_changed(self, _event: dict[str, Any]) -> None:
        """Somebody rang."""
        await self._send()

    async def _send(self) -> None:
        present = await self._snapshot()
        if present is None:
            await self.close(code=NOT_FOUND)
            return
        await self.send_json(present)

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _snapshot(self) -> dict[str, Any] | None:
        user = self.scope["user"]
        job = Job.objects.visible_to(user).filter(pk=self.job_id).first()
        if job is None:
            return None
        with translation.override(user.language):
            return snapshot(job)
