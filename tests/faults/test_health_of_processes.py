"""What probes of real processes are answered while a part is away: for each part alone, for each kind of process."""

import http.client
import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from django.db import connection
from lib.servers import free_port

from tests.faults.doors import Door
from tests.faults.support import wait_until

PROCESSES = {"web": "web1", "asgi": "live", "worker": "quick", "beat": "beat"}
BEHIND_DOORS = {"channels": "REDIS_URL", "broker": "BROKER_URL", "cache": "CACHE_URL"}
PARTS = ("database", "migrations", *BEHIND_DOORS)
SECONDS = 60


def asked(port: int, path: str) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of an answer; (0, {}) when nobody answers."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        link.request("GET", path)
        answer = link.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")
    except OSError:
        return 0, {}
    finally:
        link.close()


class Probed:
    """A process of each kind, the port at which it answers probes, and a door to each part that is in Redis."""

    def __init__(self, stack: Any, doors: dict[str, Door]) -> None:
        self.stack, self.doors = stack, doors
        self.ports = {
            "web": stack.ports["web1"],
            "asgi": stack.ports["live"],
            "worker": free_port(),
            "beat": free_port(),
        }

    def start(self) -> None:
        for kind, name in PROCESSES.items():
            environment = self.stack.parts[name].environment
            if kind in {"worker", "beat"}:
                environment["HEALTH_LISTEN"] = f"127.0.0.1:{self.ports[kind]}"
            for part, door in self.doors.items():
                environment[BEHIND_DOORS[part]] = f"redis://127.0.0.1:{door.port}/0"
            self.stack.start(name, wait=False)

    def stop(self) -> None:
        for name in PROCESSES.values():
            self.stack.stop(name)
            for setting in ("HEALTH_LISTEN", *BEHIND_DOORS.values()):
                self.stack.parts[name].environment.pop(setting, None)

    def become(self, *away: str, out_of_service: tuple[str, ...]) -> None:
        """Wait until every process says that just these parts are ``away``, and those that can't serve say so."""
        status = {kind: 503 if kind in out_of_service else 200 for kind in self.ports}
        parts = {name: name not in away for name in PARTS}

        def there() -> bool:
            return all(
                answer[0] == status[kind] and answer[1]["parts"] == parts
                for kind, answer in self._answers("/health/ready").items()
            )

        wait_until(there, SECONDS, lambda: f"{away} away: {self._answers('/health/ready')}")
        alive = {kind: answer[0] for kind, answer in self._answers("/health/live").items()}
        assert alive == dict.fromkeys(self.ports, 200), f"{away} away"

    def _answers(self, path: str) -> dict[str, tuple[int, dict[str, Any]]]:
        return {kind: asked(port, path) for kind, port in self.ports.items()}


@pytest.fixture
def probed(stack: Any) -> Iterator[Probed]:
    with ExitStack() as opened:
        doors = {part: opened.enter_context(Door(stack.ports["valkey"])) for part in BEHIND_DOORS}
        found = Probed(stack, doors)
        for name in PROCESSES.values():
            stack.stop(name)
        yield found
        found.stop()


def test_each_part_that_is_away_alone_takes_out_of_service_whom_it_must(probed: Probed) -> None:
    stack, everybody = probed.stack, tuple(PROCESSES)
    applied = "SELECT app, name, applied FROM django_migrations WHERE app = 'versions'"
    with psycopg.connect(stack.environment["DATABASE_URL"], autocommit=True) as link:
        rows = link.execute(applied).fetchall()
        link.execute("DELETE FROM django_migrations WHERE app = 'versions'")
        probed.start()
        probed.become("migrations", out_of_service=everybody)
        link.cursor().executemany("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", rows)
    probed.become(out_of_service=())
    for part, door in probed.doors.items():
        door.shut()
        probed.become(part, out_of_service=("asgi",) if part == "channels" else ())
        door.open()
        probed.become(out_of_service=())
    connection.close()
    stack.crash("postgres")
    # The tables were seen once: they went away with the database, and are not asked for again.
    probed.become("database", out_of_service=everybody)
    stack.start("postgres")
    probed.become(out_of_service=())


def test_a_redis_that_hangs_is_one_that_is_away(probed: Probed) -> None:
    probed.start()
    probed.become(out_of_service=())
    probed.stack.pause("valkey")
    probed.become(*BEHIND_DOORS, out_of_service=("asgi",))
    probed.stack.resume("valkey")
    probed.become(out_of_service=())
