"""The proxy of docker-compose.yml, run: its very configuration in nginx, with a name server as Docker's behind it."""

import http.client
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from websockets.sync.client import connect
from websockets.sync.server import Server, ServerConnection, serve

from tests.packaging.names import Names

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from lib.proxy import compose_config, nginx_binary, write_config
from lib.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
PORT = 8000
WEB, OTHER_WEB, LIVE = "127.83.0.2", "127.83.0.3", "127.83.0.4"
"""As in Docker: each container an address of its own, all of them the same port."""
pytestmark = [] if nginx_binary() else [pytest.mark.long, pytest.mark.skip(reason="no nginx on this machine")]
"""Where there is no nginx these are no part of a plain run."""


class Echo(BaseHTTPRequestHandler):
    """Says who answered and what was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        told = {
            "by": self.connection.getsockname()[0],
            "path": self.path,
            "size": len(body),
            "headers": dict(self.headers),
        }
        answer = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET  # noqa: N815 - the base class calls it so

    def log_message(self, *_words: object) -> None:
        """Nothing."""


def web(address: str) -> ThreadingHTTPServer:
    """A web process at an address of its own."""
    server = ThreadingHTTPServer((address, PORT), Echo)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    return server


def end(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()


def live(address: str) -> Server:
    """A process for /ws/ that says what it was asked with, and then whatever it is told."""

    def talk(socket: ServerConnection) -> None:
        assert socket.request is not None
        socket.send(json.dumps({"path": socket.request.path, "headers": dict(socket.request.headers)}))
        for word in socket:
            socket.send(word)

    server = serve(talk, address, PORT)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def names() -> Iterator[Names]:
    with Names({"web": [WEB, OTHER_WEB], "live": [LIVE]}) as found:
        yield found


@pytest.fixture
def port(names: Names, tmp_path: Path) -> Iterator[int]:
    """Where nginx listens."""
    port = free_port()
    config = compose_config()
    for here, there in (("listen 80;", f"listen 127.0.0.1:{port};"), ("127.0.0.11 ", f"127.0.0.1:{names.port} ")):
        assert config.count(here) == 1
        config = config.replace(here, there)
    command = [nginx_binary(), "-c", str(write_config(tmp_path, config)), "-p", str(tmp_path), "-e", "stderr"]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            wait(lambda: asked(port, "/metrics")[0] == 404, lambda: (tmp_path / "log").read_text())
            yield port
        finally:
            process.terminate()


def wait(ready: Callable[[], bool], said: Callable[[], str]) -> None:
    end = time.monotonic() + 20
    while not ready():
        assert time.monotonic() < end, said()
        time.sleep(0.05)


def asked(port: int, path: str, *, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, Any]]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as link:
        try:
            link.request(
                "GET" if body is None else "POST", path, body, {key.replace("_", "-"): headers[key] for key in headers}
            )
            answer = link.getresponse()
            content = answer.read()
        except ConnectionError:
            return 0, {}
        is_json = content.startswith(b"{")
        return answer.status, json.loads(content) if is_json else {}


def test_the_configuration_is_the_one_that_compose_writes() -> None:
    content = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["configs"]["proxy"]["content"]
    assert re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", content).replace("$$", "$") == compose_config()
    assert "$" in compose_config()


def test_pages_come_from_web_with_what_it_has_to_know(port: int) -> None:
    with ExitStack() as opened:
        for address in (WEB, OTHER_WEB):
            opened.callback(end, web(address))
        said = [asked(port, "/sessions/?q=a%20b", Host="log.example:8000")[1] for _each in range(12)]
        assert {each["by"] for each in said} == {WEB, OTHER_WEB}, "both are asked"
        told = said[0]["headers"]
        assert said[0]["path"] == "/sessions/?q=a%20b"
        assert told["Host"] == "log.example:8000", "with the port, or the forms' origin is another one"
        assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
        behind = asked(port, "/", X_Forwarded_For="10.9.8.7", X_Forwarded_Proto="https")[1]["headers"]
        assert behind["X-Forwarded-For"] == "10.9.8.7, 127.0.0.1"
        assert behind["X-Forwarded-Proto"] == "https", "a proxy in front that ends TLS is believed"
        assert asked(port, "/metrics")[0] == 404


def test_an_upload_of_the_largest_size_goes_through_and_a_larger_one_does_not(port: int) -> None:
    with ExitStack() as opened:
        opened.callback(end, web(WEB))
        opened.callback(end, web(OTHER_WEB))
        assert asked(port, "/data/import/", body=bytes(50 * 1024 * 1024 + 4096))[1]["size"] > 50 * 1024 * 1024
        assert asked(port, "/data/import/", body=bytes(61 * 1024 * 1024))[0] in {0, 413}


def test_a_process_that_is_gone_costs_no_request_and_a_new_one_is_found(port: int, names: Names) -> None:
    with ExitStack() as opened:
        first, second = web(WEB), web(OTHER_WEB)
        opened.callback(end, second)
        assert asked(port, "/")[0] == 200
        end(first)
        said = [asked(port, "/", body=body) for body in (None, b"form") for _each in range(6)]
        assert [status for status, _told in said] == [200] * 12
        assert {told["by"] for _status, told in said} == {OTHER_WEB}
        new = "127.83.0.9"
        opened.callback(end, web(new))
        names.addresses["web"] = [new]
        wait(lambda: asked(port, "/")[1].get("by") == new, lambda: "the new address was never asked for")


def test_websockets_go_to_live_and_stay_open(port: int) -> None:
    server = live(LIVE)
    try:
        address = f"ws://127.0.0.1:{port}/ws/jobs/1/?x=1"
        with connect(address, additional_headers={"Cookie": "a=b", "Origin": "http://log.example"}) as socket:
            told = json.loads(socket.recv(timeout=20))
            assert told["path"] == "/ws/jobs/1/?x=1"
            headers = {name.lower(): value for name, value in told["headers"].items()}
            assert (headers["origin"], headers["cookie"]) == ("http://log.example", "a=b")
            for word in ("one", "two"):
                socket.send(word)
                assert socket.recv(timeout=20) == word
    finally:
        server.shutdown()


def test_nobody_there_is_said_and_not_waited_for(port: int) -> None:
    assert asked(port, "/")[0] == 502
