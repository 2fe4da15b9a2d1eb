"""scripts/test: every check and every test, on real parts that are thrown away afterwards."""

import argparse
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lib.bootstrap import ensure_frontend, ensure_packages, say
from lib.children import Child
from lib.paths import PYTHON, ROOT, VAR, VENV
from lib.servers import free_port, postgres, start_valkey

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first that is there: the same engine without a browser's own windows needs half the time."""
SUMMARY = re.compile(r"(\d+) (passed|failed|errors?|skipped)")
BROWSER_DATABASE = "wt_e2e"
BROWSERS = 3
"""So many processes drive one each: what a browser does is waiting for half of the time."""
ORDER = "1201"
"""The order of tests on SQLite is another one, drawn by this number; others by hand (``--shuffle``)."""
NO_TEST = 5
"""How pytest ends when nothing is left to run."""
TEST_KEY = "only-for-tests-" * 5


class Run:
    """Runs stages one after the other, all of them, and remembers how they ended."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.failed: list[str] = []
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}

    def stage(
        self, name: str, command: Sequence[str | Path], extra: Mapping[str, str] | None = None, *, show: bool = False
    ) -> None:
        """Run one stage; its output is shown when it fails, or always with ``show``."""
        started = time.monotonic()
        done = subprocess.run(
            list(map(str, command)),
            cwd=ROOT,
            env={**self.environment, **(extra or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - started
        word = "ok" if done.returncode == 0 else "FAILED"
        if done.returncode == NO_TEST and "-m" in command:
            name = f"{name}: no test fits"
        if done.returncode:
            self.failed.append(name)
        if done.returncode or show:
            print(done.stdout, flush=True)
        self._count(done.stdout)
        print(f"{word:6} {name} ({seconds:.1f} s)  {self._last_line(done.stdout)}", flush=True)

    def close(self) -> int:
        """Print the sum; 0 when everything passed."""
        if self.failed:
            print(f"\nfailed: {', '.join(self.failed)}")
        print(f"\n{self.counts['passed']} passed, {self.counts['failed']} failed, {self.counts['skipped']} skipped")
        return 1 if self.failed else 0

    def _count(self, output: str) -> None:
        if line := self._last_line(output):
            for number, word in SUMMARY.findall(line):
                kind = "failed" if word.startswith("error") else word
                self.counts[kind] += int(number)

    @staticmethod
    def _last_line(output: str) -> str:
        lines = output.strip().splitlines()
        return lines[-1].strip("= ") if lines and SUMMARY.search(lines[-1]) else ""


def main() -> int:
    """Set up, run the stages that were asked for, and clean up."""
    options, pytest_options = _options()
    if pytest_options and options.long:
        pytest_options.append("--long")
    VAR.mkdir(exist_ok=True)
    ensure_packages("test")
    ensure_frontend()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wt-test-")))
        environment = environment_of(folder)
        if options.checks:
            run = Run(environment)
            _prepare(run)
            _checks(run)
            return run.close()
        environment["REDIS_URL"] = stack.enter_context(valkey(folder))
        server = "" if options.sqlite and pytest_options else stack.enter_context(postgres())
        run = Run(environment)
        _prepare(run)
        browser = _browser()
        if browser:
            run.environment["BROWSER"] = browser
        run.environment["OFFICE"] = shutil.which("soffice") or ""
        if pytest_options:
            _part(run, folder, server, [*pytest_options, *(["--long"] if options.long else [])])
            return run.close()
        office = stack.enter_context(_office_coming())
        with ThreadPoolExecutor() as beside:  # one process, and the longest of those that read the code
            types = beside.submit(_types, run)
            _quick_checks(run)
            run.environment["OFFICE"] = office()
            _tests(run, folder, server, browser, long=options.long)
            types.result()
        return run.close()


def _options() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="scripts/test",
        description="Run every check and every test, or with paths and pytest options only these.",
    )
    parser.add_argument("--long", action="store_true", help="add soak, fuzz, mutation and all screenshots")
    parser.add_argument("--checks", action="store_true", help="only what reads the code: lint, types, contracts, texts")
    parser.add_argument("--sqlite", action="store_true", help="with paths: use SQLite instead of PostgreSQL")
    return parser.parse_known_args()


def environment_of(folder: Path) -> dict[str, str]:
    """What tests see: nothing of the developer's own settings."""
    kept = ("PATH", "HOME", "LANG", "CI", "TMPDIR", "SSL_CERT_FILE", "TEST_DATABASE_URL", "TZ")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    return {
        **environment,
        "SECRET_KEY": TEST_KEY,
        "DJANGO_SETTINGS_MODULE": "workouttracker.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'checks.sqlite3'}",
        "NO_DOTENV": "1",
        "LOG_FORMAT": "json",
        "TEST_FOLDER": str(folder),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "120",
    }


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    child: Child | None = None
    try:
        child, url = start_valkey(folder / "valkey", append_only=False)
        yield url
    finally:
        if child is not None:
            child.stop()


def _prepare(run: Run) -> None:
    run.stage("prepare", [PYTHON, "scripts/lib/prepare.py", "--static"])


def _browser() -> str:
    """A Chromium of this machine, or one installed now when we may; "" when there is none."""
    for name in CHROMIUMS:
        if found := shutil.which(name):
            return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing Chromium")
        install = "apt-get update -q && apt-get install -qy --no-install-recommends chromium-headless-shell"
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["sh", "-c", install], env=environment, capture_output=True, check=False)
    return shutil.which(CHROMIUMS[0]) or ""


@contextmanager
def _office_coming() -> Iterator[Callable[[], str]]:
    """A function that gives the LibreOffice of this machine, "" when there is none.

    Where we may, it is installed now, while the code is read: 41 MB to 96 MB from Debian, 44 s.
    """
    coming: subprocess.Popen[bytes] | None = None
    if not shutil.which("soffice") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing LibreOffice")
        install = "apt-get update -q && apt-get install -qy --no-install-recommends libreoffice-calc"
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        coming = subprocess.Popen(
            ["sh", "-c", install], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def come() -> str:
        if coming is not None:
            coming.wait()
        return shutil.which("soffice") or ""

    try:
        yield come
    finally:
        come()


def _part(run: Run, folder: Path, server: str, pytest_options: list[str]) -> None:
    """Only the tests that were named; those of the browser and of faults with an environment of their own."""
    paths = [option for option in pytest_options if option.partition("/")[0] == "tests"]
    rest = [option for option in pytest_options if option not in paths]
    browser = [path for path in paths if path.startswith("tests/e2e")]
    faults = [path for path in paths if path.startswith("tests/faults")]
    others = [path for path in paths if path not in browser and path not in faults]
    if browser:
        run.stage("tests", _pytest(*browser, *rest), _browser_environment(run, server), show=True)
    if faults:
        run.stage("tests", _pytest(*faults, *rest), _fault_environment(), show=True)
    if others or not paths:
        database = server or f"sqlite:///{folder / 'test.sqlite3'}"
        extra = {"DATABASE_URL": database, "POSTGRES_URL": server}
        run.stage("tests", _pytest(*others, *rest), extra, show=True)


def _fault_environment() -> dict[str, str]:
    """Where tests/faults starts PostgreSQL and Valkey of its own, to kill them; jobs look and wait briefly."""
    return {
        "DATABASE_URL": f"postgresql://wt@127.0.0.1:{free_port()}/wt",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "PROCESS_KIND": "command",
        "JOB_TICK_SECONDS": "0.5",
        "JOB_HEARTBEAT_SECONDS": "0.5",
        "JOB_LEASE_SECONDS": "4",
        "JOB_RETRY_SECONDS": "0.5",
    }


def _browser_environment(run: Run, server: str) -> dict[str, str]:
    """A database for the server that the browser talks to, brought up like any other, and a copy for each process."""
    base = f"{server.rpartition('/')[0]}/{BROWSER_DATABASE}"
    copies = [f"{BROWSER_DATABASE}_gw{number}" for number in range(BROWSERS)]
    extra = {"DATABASE_URL": base, "POSTGRES_URL": server, "OWN_DATABASE": "1", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    run.stage("database for the browser", [PYTHON, "-c", _recreate(BROWSER_DATABASE), server])
    run.stage("data for the browser", [PYTHON, "scripts/lib/prepare.py", "--data"], extra)
    run.stage("its copies", [PYTHON, "-c", _recreate(*copies, template=BROWSER_DATABASE), server])
    return extra


def _recreate(*names: str, template: str = "template1") -> str:
    """A program that makes databases anew on the server named as its argument."""
    lines = ["import sys, psycopg", "with psycopg.connect(sys.argv[1], autocommit=True) as connection:"]
    for name in names:
        lines.append(f"    connection.execute('DROP DATABASE IF EXISTS {name} WITH (FORCE)')")
        lines.append(f"    connection.execute('CREATE DATABASE {name} TEMPLATE {template}')")
    return "\n".join(lines)


def _checks(run: Run) -> None:
    """Everything that reads the code."""
    _quick_checks(run)
    _types(run)


def _types(run: Run) -> None:
    run.stage("types", [VENV / "bin" / "mypy", "."])


def _quick_checks(run: Run) -> None:
    """Everything else that reads the code."""
    tool = VENV / "bin"
    run.stage("format", [tool / "ruff", "format", "--check", "."])
    run.stage("lint", [tool / "ruff", "check", "."])
    run.stage("contracts", [tool / "lint-imports"])
    run.stage("templates", [tool / "djlint", "--lint", "--quiet", "templates"])
    shell = [str(file) for file in _shell_scripts()]
    run.stage("shell", [tool / "shellcheck", *shell])
    run.stage("image", [tool / "hadolint", "Dockerfile"])
    compose = ["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    run.stage("compose", [tool / "check-jsonschema", *compose])
    run.stage("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"])
    run.stage("messages", [PYTHON, "scripts/lib/messages.py", "check"])
    deploy = {"SITE_URL": "https://example.org", "ALLOWED_HOSTS": "example.org", "TRUSTED_PROXY_HOPS": "1"}
    run.stage("deploy", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], deploy)


def _shell_scripts() -> list[Path]:
    scripts = ROOT / "scripts"
    files = [ROOT / ".ci" / "run", *(file for file in scripts.iterdir() if file.is_file()), *scripts.glob("lib/*.sh")]
    return [file for file in files if "bash" in file.read_text().partition("\n")[0]]


def _tests(run: Run, folder: Path, server: str, browser: str, *, long: bool) -> None:
    """Unit and integration tests on both databases, then the browser; beside them faults, which mostly wait."""
    extra = ["--long"] if long else []
    rest = ["-n", "2", "--dist", "worksteal", "--ignore=tests/e2e", "--ignore=tests/faults", "tests", *extra]
    sqlite = f"sqlite:///{folder / 'test.sqlite3'}"
    with ThreadPoolExecutor() as pool:
        faults = _pytest("tests/faults", *extra)
        beside = pool.submit(run.stage, "faults", faults, _fault_environment(), show=long)
        run.stage("tests on PostgreSQL", _pytest(*rest), {"DATABASE_URL": server, "POSTGRES_URL": server})
        # Tests that reach no database ran already: half of them, most of parsers. The others come in another order.
        on_sqlite = {"DATABASE_URL": sqlite, "POSTGRES_URL": server}
        order = ("--only-database", "--shuffle", ORDER)
        run.stage("tests on SQLite", _pytest(*rest, *order), on_sqlite)
        beside.result()
    if browser:
        in_parallel = ["-n", str(BROWSERS), "--dist", "worksteal", "tests/e2e", *extra]
        run.stage("tests in the browser", _pytest(*in_parallel), _browser_environment(run, server))
        return
    print("skipped: tests in the browser (no Chromium on this machine)")
    run.counts["skipped"] += 1
    if os.environ.get("CI") == "true":
        run.failed.append("tests in the browser: no Chromium")


def _pytest(*arguments: str) -> list[str | Path]:
    return [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.places", *arguments]
