"""Progress crosses processes: a worker writes it, two web processes and the one for sockets say the same of it."""

import json
import time
import urllib.error
import urllib.request
from typing import Any
from uuid import UUID

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from accounts.models import User
from tests.faults.support import FINAL, assert_complete, athlete, begin, cookie_of, sample, settled

SETS = 20_000
PARTS = ("web1", "web2", "live")
NOT_FOUND = 4404


def test_every_process_tells_the_progress_of_a_job_to_its_owner_alone(stack: Any) -> None:
    for name in PARTS:
        stack.start(name)
    try:
        owner, stranger = athlete(), athlete()
        under_way = begin(owner, sample(SETS))
        with _socket(stack, under_way.job_id, owner) as socket:
            frames = _until_the_end(socket)
        with _socket(stack, under_way.job_id, stranger) as socket:
            assert _closing(socket) == NOT_FOUND
        assert_complete(under_way, settled(under_way.job_id))
        percents = [frame["percent"] for frame in frames]
        assert percents == sorted(percents)
        assert len(frames) > 2
        assert frames[-1]["state"] == "succeeded"
        for name in ("web1", "web2"):
            assert _polled(stack, name, under_way.job_id, owner)["percent"] == frames[-1]["percent"] == 100
            assert _polled(stack, name, under_way.job_id, stranger) == {"status": 404}
    finally:
        for name in PARTS:
            stack.stop(name)


def _socket(stack: Any, job_id: UUID, user: User) -> ClientConnection:
    url = f"ws://localhost:{stack.ports['live']}/ws/jobs/{job_id}/"
    origin: Any = f"http://localhost:{stack.ports['live']}"
    return connect(url, origin=origin, additional_headers={"Cookie": cookie_of(stack, user)}, open_timeout=30)


def _until_the_end(socket: ClientConnection) -> list[dict[str, Any]]:
    """Every state that the socket sends, up to the final one."""
    frames: list[dict[str, Any]] = []
    end = time.monotonic() + 60
    while not frames or frames[-1]["state"] not in FINAL:
        frames.append(json.loads(socket.recv(timeout=end - time.monotonic())))
    return frames


def _closing(socket: ClientConnection) -> int:
    """The code with which the socket is closed; nothing is sent before."""
    try:
        told = socket.recv(timeout=30)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0
    raise AssertionError(f"a stranger was told {told!r}")


def _polled(stack: Any, name: str, job_id: UUID, user: User) -> dict[str, Any]:
    """What a web process answers to whoever asks again and again; the status when that is no answer."""
    url = f"http://localhost:{stack.ports[name]}/api/v1/jobs/{job_id}"
    request = urllib.request.Request(url, headers={"Cookie": cookie_of(stack, user)})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        return {"status": error.code}
