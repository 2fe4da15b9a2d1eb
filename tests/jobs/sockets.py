"""A websocket of a browser, without a browser: channels' own testing tools would bring in another web server."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from django.test import Client

from workouttracker.asgi import application

SECONDS = 20


class Socket:
    """The socket ``/ws/jobs/<id>/`` (or at ``path``) of ``client``, over everything that the product puts around it."""

    def __init__(
        self, client: Client, job_id: object = "", *, path: str = "", origin: str = "http://localhost"
    ) -> None:
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())
        path = path or f"/ws/jobs/{job_id}/"
        scope = {
            "type": "websocket",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "subprotocols": [],
            "headers": [(b"origin", origin.encode()), (b"host", b"localhost"), (b"cookie", cookies.encode())],
        }
        self._talk: Any = ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]

    async def opened(self) -> bool:
        """Whether the server lets us in."""
        await self._talk.send_input({"type": "websocket.connect"})
        return bool((await self._talk.receive_output(SECONDS))["type"] == "websocket.accept")

    async def joined(self) -> dict[str, Any]:
        """The state that is told on joining."""
        assert await self.opened()
        return await self.told()

    async def told(self) -> dict[str, Any]:
        """What the server says next."""
        said = await self._talk.receive_output(SECONDS)
        assert said["type"] == "websocket.send", said
        state: dict[str, Any] = json.loads(said["text"])
        return state

    async def ended(self) -> int:
        """The code with which the server closes next."""
        said = await self._talk.receive_output(SECONDS)
        assert said["type"] == "websocket.close", said
        return int(said["code"])

    async def silent(self) -> bool:
        """Whether nothing is said for a moment."""
        return bool(await self._talk.receive_nothing(0.3))

    async def say(self, text: str) -> None:
        await self._talk.send_input({"type": "websocket.receive", "text": text})

    async def leave(self) -> None:
        await self._talk.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._talk.wait(SECONDS)
