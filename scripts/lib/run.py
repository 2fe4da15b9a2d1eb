"""scripts/run: the whole product on this machine, with embedded parts."""

import argparse
import http.client
import os
import secrets
import signal
import socket
import sys
import time
from pathlib import Path

from lib.bootstrap import bootstrap, quiet_run, say
from lib.children import Child, kill_group, start, wait_for
from lib.paths import PYTHON, ROOT, VAR
from lib.servers import start_valkey

DEMO_EMAIL = "demo@example.org"
PIDS = VAR / "run.pids"


def main() -> None:
    """Set up what is missing, start everything, and stop everything in order."""
    options = _options()
    started = time.monotonic()
    VAR.mkdir(exist_ok=True)
    bootstrap("base")
    _ensure_env_file()
    _end_leftovers()
    if not options.setup_only:
        _check_port(options.host, options.port)
    environment = _environment(options)
    demo = [] if options.no_demo else ["--demo", str(_password_file())]
    say("preparing the database")
    quiet_run([str(PYTHON), "scripts/lib/prepare.py", "--static", "--data", *demo], env=environment)
    if options.setup_only:
        say("everything is set up")
        return
    signal.signal(signal.SIGTERM, _interrupt)
    children: list[Child] = []
    try:
        _start(children, options, environment)
        _greet(options, time.monotonic() - started)
        _watch(children)
    except KeyboardInterrupt:
        print(flush=True)
        say("stopping")
    finally:
        for child in reversed(children):
            child.stop()
        PIDS.unlink(missing_ok=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/run", description="Set up what is missing and run WorkoutTracker.")
    parser.add_argument("--host", default="localhost", help="0.0.0.0 lets a phone in the same network in")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", action="store_true", help="no demo athlete")
    parser.add_argument("--setup-only", action="store_true", help="set everything up, start nothing")
    parser.add_argument("--database-url", help="PostgreSQL instead of SQLite in var/")
    parser.add_argument("--redis-url", help="a Redis of yours instead of the embedded one")
    return parser.parse_args()


def _ensure_env_file() -> None:
    """Development settings with a key of its own, made once."""
    place = ROOT / ".env"
    if not place.exists():
        place.write_text(f"SECRET_KEY={secrets.token_urlsafe(60)}\nLOG_FORMAT=text\n")
        place.chmod(0o600)


def _password_file() -> Path:
    """The demo athlete's password: made here once, so that it is nobody else's."""
    place = VAR / "demo-password"
    if not place.exists():
        place.write_text(secrets.token_urlsafe(9))
        place.chmod(0o600)
    return place


def _environment(options: argparse.Namespace) -> dict[str, str]:
    site = f"http://localhost:{options.port}"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environment.setdefault("SITE_URL", site)
    if options.host not in {"localhost", "127.0.0.1"}:
        names = {socket.gethostname(), *_addresses()}
        environment.setdefault("ALLOWED_HOSTS", ",".join(["localhost", "127.0.0.1", "[::1]", *sorted(names)]))
        origins = [site, *(f"http://{name}:{options.port}" for name in sorted(names))]
        environment.setdefault("CSRF_TRUSTED_ORIGINS", ",".join(origins))
    if options.database_url:
        environment["DATABASE_URL"] = options.database_url
    if options.redis_url:
        environment["REDIS_URL"] = options.redis_url
    return environment


def _addresses() -> set[str]:
    """Addresses of this machine in its network."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # documentation range: nothing is sent, the kernel only picks a route
            return {str(probe.getsockname()[0])}
    except OSError:
        return set()


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1" if host == "localhost" else host, port))
        except OSError as error:
            sys.exit(f"Port {port} can't be used ({error.strerror}). Stop what uses it, or start with --port.")


def _end_leftovers() -> None:
    """End what an earlier start left behind when it was killed, and nobody else's process of the same number."""
    if not PIDS.exists():
        return
    for line in PIDS.read_text().splitlines():
        pid, _, mark = line.partition(" ")
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and mark in command.read_bytes().decode(errors="replace"):
            kill_group(int(pid))
    PIDS.unlink()


def _start(children: list[Child], options: argparse.Namespace, environment: dict[str, str]) -> None:
    """Start the parts in the order in which they need each other."""
    if "REDIS_URL" not in environment:
        valkey, environment["REDIS_URL"] = start_valkey(VAR / "valkey", append_only=True)
        children.append(valkey)
    celery = [PYTHON, "-m", "celery", "-A", "workouttracker.celery", "worker", "--loglevel=WARNING"]
    bulk = [*celery, "-Q", "bulk", "-n", "bulk@%h", "-c", "1"]
    quick = [*celery, "-Q", "control,interactive", "-n", "quick@%h", "-c", "2", "-B", "-s", VAR / "beat"]
    web = [PYTHON, "-m", "uvicorn", "workouttracker.asgi:application", "--host", options.host]
    web += ["--port", str(options.port), "--no-access-log", "--log-level", "warning"]
    web += ["--timeout-graceful-shutdown", "5"]
    children.append(start("The web server", web, env={**environment, "PROCESS_KIND": "asgi"}, cwd=ROOT))
    for name, command in (("The bulk worker", bulk), ("The quick worker", quick)):
        children.append(start(name, command, env={**environment, "PROCESS_KIND": "worker"}, cwd=ROOT))
    marks = {"Valkey": "valkey-server", "The web server": "uvicorn"}
    PIDS.write_text("".join(f"{each.process.pid} {marks.get(each.name, 'celery')}\n" for each in children))
    server = next(child for child in children if child.name == "The web server")
    wait_for(lambda: _serves(options.host, options.port), server)


def _serves(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=5)  # noqa: S104
    try:
        connection.request("GET", "/versions/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _greet(options: argparse.Namespace, seconds: float) -> None:
    print(f"\nWorkoutTracker runs at http://localhost:{options.port}   ({seconds:.1f} s)")
    if options.host not in {"localhost", "127.0.0.1"}:
        print("".join(f"  in your network: http://{name}:{options.port}\n" for name in _addresses()), end="")
    if not options.no_demo:
        print(f"  demo sign-in: {DEMO_EMAIL}   password: {_password_file().read_text().strip()}")
    print("  mail is printed here: confirmation links of new accounts appear below")
    print("  Ctrl-C stops everything\n", flush=True)


def _watch(children: list[Child]) -> None:
    """Wait until somebody stops us; a part that ends by itself ends everything, with its name."""
    while True:
        for child in children:
            if not child.is_running:
                sys.exit(f"{child.name} ended (exit code {child.process.returncode}); stopping everything.")
        time.sleep(0.5)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
