"""What real servers and workers write into their logs when secrets are sent to them in every way, also broken ones."""

import asyncio
import json
import socket
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from jobs.models import State
from jobs.services import job_start
from portability.services.drafts import draft_create
from sharing.scope import Scope
from tests.factories import PASSWORD
from tests.faults import kinds
from tests.faults.support import athlete, cookie_of, sample, settled
from tests.log_lines import MARK

PROCESSES = ("web1", "live", "bulk", "quick", "control", "beat")
FIELDS = {"time", "level", "logger", "message", "version", "request_id", "user_id", "job_id"}
HEADERS = (
    f"Authorization: Bearer {MARK}\r\nCookie: sessionid={MARK}; csrftoken={MARK}\r\nReferer: http://localhost/s/{MARK}/"
    f"\r\nUser-Agent: {MARK}\r\nX-Forwarded-For: {MARK}\r\nX-CSRFToken: {MARK}\r\nIdempotency-Key: {MARK}\r\n"
)


def requests(port: int) -> Iterator[str]:
    """Whole requests, with secrets in all that there is."""
    host = f"Host: localhost:{port}\r\n"
    form = f"login={MARK}%40example.org&password={MARK}&csrfmiddlewaretoken={MARK}"
    typed = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
    for path in (
        f"/s/{MARK}/",
        f"/shared/{MARK}/",
        f"/accounts/password/reset/key/{MARK}-{MARK}/",
        f"/{MARK}",
        "/log/",
    ):
        yield f"GET {path}?token={MARK} HTTP/1.1\r\n{host}{HEADERS}Connection: close\r\n\r\n"
    for path in ("/accounts/login/", f"/s/{MARK}/", "/api/v1/sessions", f"/data/import/?next={MARK}"):
        yield f"POST {path} HTTP/1.1\r\n{host}{HEADERS}{typed}Connection: close\r\n\r\n{form}"
    yield f"GET / HTTP/1.1\r\nHost: {MARK}.example\r\nConnection: close\r\n\r\n"
    yield f"{MARK} / HTTP/1.1\r\n{host}Connection: close\r\n\r\n"


def nonsense(port: int) -> Iterator[str]:
    """What no server understands, or what ends in the middle."""
    host = f"Host: localhost:{port}\r\n"
    yield f"GET /s/{MARK}/ HTTP/9.9\r\n{host}\r\n"
    yield f"GET /s/{MARK}/\r\n\r\n"
    yield f"GET / HTTP/1.1\r\n{host}{MARK} without a colon\r\n\r\n"
    yield f"GET / HTTP/1.1\r\n{host}X-{MARK}: {MARK * 4000}\r\n\r\n"
    yield f"GET /{MARK * 4000} HTTP/1.1\r\n{host}\r\n"
    yield f"POST /accounts/login/ HTTP/1.1\r\n{host}Content-Type: text/{MARK}\r\nContent-Length: {MARK}\r\n\r\n{MARK}"
    yield f"POST /accounts/login/ HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n{MARK}\r\n{MARK}"
    boundary = f"Content-Type: multipart/form-data; boundary={MARK}\r\nContent-Length: 60\r\n\r\n--{MARK}\r\n"
    yield f"POST /data/import/ HTTP/1.1\r\n{host}{boundary}Content-Disposition: {MARK}"
    yield f"POST /accounts/login/ HTTP/1.1\r\n{host}Content-Length: 9999\r\n\r\n{MARK}"


def said(port: int, request: str, *, patience: float) -> bytes:
    """Send it, hang up after so many seconds without a word, and return what came."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as link, suppress(OSError):
        link.sendall(request.encode())
        while piece := link.recv(65536):
            answer += piece
    return answer


async def sockets(port: int, cookie: str, job_id: uuid.UUID) -> int:
    """Open websockets with secrets, one of which is let in and says more; how many were."""
    let_in = 0
    for path, headers in (
        (f"/ws/jobs/{MARK}/", {"Cookie": cookie}),
        (f"/ws/{MARK}/?token={MARK}", {"Cookie": f"sessionid={MARK}", "Authorization": f"Bearer {MARK}"}),
        (f"/ws/jobs/{job_id}/?token={MARK}", {"Cookie": cookie, "User-Agent": MARK}),
    ):
        origin = {"Origin": f"http://localhost:{port}"}
        with suppress(WebSocketException, OSError, TimeoutError):
            async with connect(f"ws://localhost:{port}{path}", additional_headers=origin | headers) as link:
                await link.recv()
                let_in += 1
                for word in (MARK, MARK.encode(), json.dumps({"token": MARK})):
                    await link.send(word)
                await asyncio.wait_for(link.recv(), 5)
    return let_in


@pytest.fixture
def servers(stack: Any) -> Iterator[Any]:
    for name in ("web1", "live"):
        stack.start(name)
    yield stack
    for name in ("web1", "live"):
        stack.stop(name)


def test_no_process_writes_a_secret_into_its_log(servers: Any) -> None:
    stack, owner = servers, athlete()
    cookie = cookie_of(stack, owner)
    key = cookie.partition("=")[2]
    for name in ("web1", "live"):
        port = stack.ports[name]
        answers = [said(port, request, patience=30) for request in requests(port)]
        assert [answer[:60] for answer in answers if not answer.startswith(b"HTTP/1.1 ")] == []
        for request in nonsense(port):
            said(port, request, patience=1)
    leaky = job_start(kind=kinds.LEAKY, owner=owner, arguments={"token": MARK})
    assert asyncio.run(sockets(stack.ports["live"], f"{cookie}; other={MARK}", leaky.pk)) == 1
    data = sample(400).data.replace(b"workout", MARK.encode(), 1) + f"\n{MARK},{MARK}\n".encode()
    draft = draft_create(scope=Scope.system(owner), name=f"{MARK}.csv", chunks=[data])
    assert draft.preview_job is not None
    settled(draft.preview_job.pk)
    assert settled(leaky.pk).state == State.FAILED
    secrets = [MARK, PASSWORD, key, owner.email, owner.name, stack.environment["SECRET_KEY"]]
    logs = {name: stack.log(name).read_text() for name in PROCESSES}
    for name, text in logs.items():
        assert [secret for secret in secrets if secret.lower() in text.lower()] == [], f"{name}:\n{text}"
    _each_line_says_where_it_belongs(logs, str(leaky.pk))


def _each_line_says_where_it_belongs(logs: dict[str, str], job_id: str) -> None:
    lines = {
        name: [json.loads(line) for line in text.splitlines() if line.startswith("{")] for name, text in logs.items()
    }
    for name, found in lines.items():
        assert all(line.keys() >= FIELDS and line["version"] for line in found), name
    for name in ("web1", "live"):
        of_requests = [line for line in lines[name] if line["logger"] == "workouttracker.requests"]
        assert len(of_requests) > 5, logs[name]
        assert all(line["request_id"] for line in of_requests)
    of_job = [line for line in lines["bulk"] if line["job_id"] == job_id]
    assert of_job, logs["bulk"]
    # Workers begin with a banner, which production leaves out.
    rest = [line for name in ("web1", "live") for line in logs[name].splitlines() if not line.startswith("{")]
    assert rest == []
