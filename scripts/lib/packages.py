"""The virtual environment with exactly the locked packages.

uv installs a lock in a second; it comes by pip from a lock of its own into var/tools. Where uv does not run, pip does
the same, slower. A stamp in .venv says what it was made from, so that a second start does nothing.
"""

import contextlib
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from lib.paths import PYTHON, ROOT, VAR, VENV, fingerprint, is_stamped, stamp
from lib.say import attempt, quiet_run, say

REQUIREMENTS = ROOT / "requirements"
TOOLS = VAR / "tools"
NO_PIP = """This Python ({}) can neither make virtual environments nor run pip.
Install what is missing and start again, for example: apt-get install python3-venv (Debian, Ubuntu) or
dnf install python3-pip (Fedora); a uv on the PATH is enough too."""


@contextlib.contextmanager
def one_setup() -> Iterator[None]:
    """One setup at a time in one checkout: a second one waits for the first."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "setup.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("waiting for another setup in this folder")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure_packages(lock: str) -> None:
    """Install requirements/<lock>.txt ("base" or "test", which holds base too) into .venv, once per lock."""
    place = VENV / ".lock"
    have = place.read_text() if place.is_file() and PYTHON.exists() else ""
    if have in {_lock_value(lock), _lock_value("test")}:
        return
    if have.startswith("test "):
        lock = "test"
    say("installing packages")
    place.unlink(missing_ok=True)
    _install(REQUIREMENTS / f"{lock}.txt")
    place.write_text(_lock_value(lock))


def install_into(folder: Path, lock: Path) -> None:
    """Install a lock into a folder outside of .venv."""
    shutil.rmtree(folder, ignore_errors=True)
    options: list[str | Path] = ["--target", folder, "--require-hashes", "-r", lock]
    uv = uv_command()
    if uv and attempt([uv, "pip", "install", "--python", PYTHON, *options], env=uv_environment()).returncode == 0:
        return
    quiet_run([*_pip_or_exit(), "install", "--quiet", *options])


def uv_command() -> str:
    """The path of a uv that runs: the locked one in var/tools, else one on the PATH; "" when there is none."""
    lock = REQUIREMENTS / "tools.txt"
    locked = TOOLS / "bin" / "uv"
    if not (is_stamped("tools", fingerprint([lock])) and _starts([locked])) and (pip := _pip()):
        # Without a place of its own pip installs beside its own packages; a Python of the system forbids that.
        target: list[str | Path] = [] if pip[0] == str(TOOLS / "bin" / "python") else ["--target", TOOLS, "--upgrade"]
        if attempt([*pip, "install", "--quiet", *target, "--require-hashes", "-r", lock]).returncode == 0:
            stamp("tools", fingerprint([lock]))
    candidates = [str(locked), shutil.which("uv") or ""]
    return next((path for path in candidates if path and _starts([path])), "")


def uv_environment() -> dict[str, str]:
    """For this .venv alone, with the certificates of the system: behind a private authority uv fails without them."""
    env = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "CONDA_PREFIX"}}
    return env | {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}


def _lock_value(lock: str) -> str:
    """Programs in .venv/bin carry its path, so a copied checkout starts anew; so does another version of Python."""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{lock} {fingerprint([REQUIREMENTS / f'{lock}.txt'], version, str(ROOT))}"


def _install(lock: Path) -> None:
    uv = uv_command()
    if not _is_alive():
        shutil.rmtree(VENV, ignore_errors=True)
    if uv and _install_with_uv(uv, lock):
        return
    say("uv does not work here; pip takes a minute")
    pip = _pip_or_exit()
    if not _is_alive():
        quiet_run([_base_python(), "-m", "venv", "--clear", "--without-pip", VENV])
    quiet_run([*pip, "--python", PYTHON, "install", "--quiet", "--require-hashes", "-r", lock])


def _install_with_uv(uv: str, lock: Path) -> bool:
    environment = uv_environment()
    make: list[str | Path] = [uv, "venv", "--quiet", "--python", _base_python(), VENV]
    if not PYTHON.exists() and attempt(make, env=environment).returncode:
        return False
    sync: list[str | Path] = [uv, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", lock]
    return attempt(sync, env=environment).returncode == 0


def _is_alive() -> bool:
    """Whether .venv has a Python of this version that starts (it dies when the system's Python is upgraded)."""
    done = attempt([PYTHON, "-c", "import sys; print(sys.version_info[:2])"])
    return done.returncode == 0 and done.stdout.strip() == str(sys.version_info[:2])


def _pip_or_exit() -> list[str]:
    return _pip() or sys.exit(NO_PIP.format(sys.executable))


def _pip() -> list[str]:
    """How to call pip: in var/tools, else this Python's own, else after installing python3-venv as root on Debian."""
    own = [str(TOOLS / "bin" / "python"), "-m", "pip"]
    if _starts(own) or _make_tools():
        return own
    if _starts(system := [_base_python(), "-m", "pip"]):
        return system
    if os.geteuid() == 0 and shutil.which("apt-get") and not shutil.which("uv"):
        say("installing python3-venv with apt-get")
        attempt(["apt-get", "update", "-q"])
        attempt(["apt-get", "install", "-q", "-y", "--no-install-recommends", "python3-venv"])
        if _make_tools():
            return own
    return []


def _make_tools() -> bool:
    made = attempt([_base_python(), "-m", "venv", "--clear", TOOLS]).returncode == 0
    if not made:
        shutil.rmtree(TOOLS, ignore_errors=True)
    return made


def _base_python() -> str:
    """The interpreter outside of any virtual environment."""
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def _starts(command: Sequence[str | Path]) -> bool:
    return attempt([*command, "--version"]).returncode == 0
