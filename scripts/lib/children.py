"""Child processes that never outlive us."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """A started process and what to call it."""

    name: str
    process: subprocess.Popen[bytes]

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def stop(self, seconds: float = 10) -> None:
        """Ask it to end, wait, and end it with everything it started."""
        stop_together([self], seconds)


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path,
    output: IO[bytes] | int | None = None,
    user: str | None = None,
    pass_fds: Sequence[int] = (),
) -> Child:
    """Start ``command`` in a session of its own (Ctrl-C reaches only us) that dies with us on Linux."""
    process = subprocess.Popen(
        list(map(str, command)),
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=_die_with_parent() if sys.platform == "linux" else None,
        user=user,
        pass_fds=pass_fds,
    )
    return Child(name, process)


def wait_for(ready: Callable[[], bool], child: Child, seconds: float = 20) -> None:
    """Wait until ``ready``; stop everything with a plain sentence when the child ends first or takes too long."""
    end = time.monotonic() + seconds
    while not ready():
        if not child.is_running:
            sys.exit(f"{child.name} ended while it started (exit code {child.process.returncode}).")
        if time.monotonic() > end:
            sys.exit(f"{child.name} did not start within {seconds:.0f} s.")
        time.sleep(0.03)


def stop_together(children: Sequence[Child], seconds: float = 10) -> None:
    """Ask all of them to end, wait for all of them together, and end whatever is left of them."""
    for child in children:
        if child.is_running:
            child.process.terminate()
    end = time.monotonic() + seconds
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0, end - time.monotonic()))
    for child in children:
        kill_group(child.process.pid)
        child.process.wait()


def kill_group(pid: int) -> None:
    """Kill a process and what it started."""
    # macOS says "not permitted" for a group whose members have all ended.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def end_leftovers(mark: str) -> int:
    """Kill processes of an earlier run that was killed itself: those whose environment has ``mark`` ("NAME=value").

    Returns how many there were. Where the system does not show environments (macOS), none are found.
    """
    wanted, found = f"{mark}\0".encode(), 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(folder.name) != os.getpid() and wanted in (folder / "environ").read_bytes() + b"\0":
                os.kill(int(folder.name), signal.SIGKILL)
                found += 1
    return found


def _die_with_parent() -> Callable[[], None]:
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def prepare() -> None:
        library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return prepare
