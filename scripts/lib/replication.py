"""Three Valkey with a Sentinel each, on loopback: the group that production may have instead of one Redis."""

import socket
from pathlib import Path

from lib.servers import valkey_binary

LOOPBACK = "127.0.0.1"
GROUP = "workouttracker"
PASSWORD = "only-for-this-group"  # noqa: S105 - of a group on loopback that is thrown away
VALKEYS = ("valkey", "valkey2", "valkey3")
SENTINELS = ("sentinel", "sentinel2", "sentinel3")
DOWN_MILLISECONDS = 1000
"""After so long without an answer a master counts as gone; 5 s in production."""


def valkey_command(folder: Path, name: str, ports: dict[str, int]) -> list[str | Path]:
    """A member of the group; the first one begins as master."""
    place = folder / name
    place.mkdir(exist_ok=True)
    lines = [
        f"bind {LOOPBACK}",
        f"port {ports[name]}",
        f"dir {place}",
        'save ""',
        "appendonly yes",
        f"requirepass {PASSWORD}",
        f"masterauth {PASSWORD}",
        "repl-diskless-sync-delay 0",
    ]
    if name != VALKEYS[0]:
        lines.append(f"replicaof {LOOPBACK} {ports[VALKEYS[0]]}")
    return [valkey_binary(), _written(place / "valkey.conf", lines)]


def sentinel_command(folder: Path, name: str, ports: dict[str, int]) -> list[str | Path]:
    """One of those that watch the group; two of three decide."""
    place = folder / name
    place.mkdir(exist_ok=True)
    lines = [
        f"bind {LOOPBACK}",
        f"port {ports[name]}",
        f"dir {place}",
        f"requirepass {PASSWORD}",
        f"sentinel sentinel-pass {PASSWORD}",
        f"sentinel monitor {GROUP} {LOOPBACK} {ports[VALKEYS[0]]} 2",
        f"sentinel auth-pass {GROUP} {PASSWORD}",
        f"sentinel down-after-milliseconds {GROUP} {DOWN_MILLISECONDS}",
        f"sentinel failover-timeout {GROUP} 5000",
        f"sentinel parallel-syncs {GROUP} 2",
    ]
    return [valkey_binary(), _written(place / "sentinel.conf", lines), "--sentinel"]


def pong(port: int) -> bool:
    """Whether a member or a sentinel answers."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.5) as probe:
            probe.sendall(f"AUTH {PASSWORD}\r\nPING\r\n".encode())
            answer = probe.recv(64)
            return b"+PONG" in answer or b"+PONG" in probe.recv(64)
    except OSError:
        return False


def settings(ports: dict[str, int]) -> dict[str, str]:
    """What the product has to know of the group."""
    return {
        "REDIS_SENTINELS": ",".join(f"{LOOPBACK}:{ports[name]}" for name in SENTINELS),
        "REDIS_MASTER": GROUP,
        "REDIS_PASSWORD": PASSWORD,
    }


def _written(file: Path, lines: list[str]) -> Path:
    """Written once: Valkey and Sentinel write down in it who is master now."""
    if not file.exists():
        file.write_text("\n".join(lines) + "\n")
    return file
