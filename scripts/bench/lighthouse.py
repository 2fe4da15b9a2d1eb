"""What Lighthouse says of the main pages on a phone: performance, accessibility, best practices, each at least 95.

    .venv/bin/python scripts/bench/lighthouse.py [--quick] [--json] [--rounds 3] [--reports FOLDER]

Brings databases and a web server of its own (as in production: gunicorn, compressed answers) and signs somebody in by
cookie. Lighthouse comes from npm into ``var/``: thousands of files that neither the product nor its tests need, so
it is no dependency of theirs. Of several rounds the median counts. Exit code 1 when a score is below 95.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path[:0] = [str(place) for place in Path(__file__).resolve().parents[:2]]

import serving
from crowd import signed_in
from lib.servers import free_port
from lines import Line
from world import MEASURED, ROOT, size_of, world

VERSION = "12.8.2"
FOLDER = ROOT / "var" / "lighthouse"
AT_LEAST = 95
TRIES, NOT_RECORDED = 5, "NO_NAVSTART"
"""Now and then Chromium records a visit without its beginning, and Lighthouse asks to be run again."""
CATEGORIES = {"performance": "performance", "accessibility": "accessibility", "best-practices": "best practices"}
PAGES = {"today": "/", "quick log": "/log/", "session of 20 sets": "", "reports": "/reports/"}


def main() -> int:
    options = _options()
    with world(size_of(options)):
        lines = []
        for line in measured(options):
            lines.append(line)
            if not options.json:
                print(line, flush=True)
    if options.json:
        print(json.dumps([line.as_dict() for line in lines], indent=1))
    return int(not all(line.is_kept for line in lines))


def measured(options: argparse.Namespace) -> Iterator[Line]:
    """Three scores of each page, with what cost points."""
    program = _program()
    cookie, own = signed_in(MEASURED)
    with serving.web() as (port, _pid):
        for name, path in PAGES.items():
            address = f"http://localhost:{port}{path or own}"
            seen = [_visited(program, address, cookie) for _ in range(options.rounds)]
            if options.reports:
                options.reports.mkdir(parents=True, exist_ok=True)
                file = options.reports / f"{name.replace(' ', '-')}.json"
                file.write_text(json.dumps(seen[-1], indent=1))
            for key, words in CATEGORIES.items():
                score = statistics.median(100 * (each["categories"][key]["score"] or 0) for each in seen)
                note = ", ".join(_lost(seen[-1], key))
                yield Line("lighthouse", f"{name}: {words}", score, "of 100", AT_LEAST, at_least=True, note=note)


def _program() -> Path:
    """Where Lighthouse is; fetched the first time."""
    program = FOLDER / "node_modules" / ".bin" / "lighthouse"
    stamp = FOLDER / "node_modules" / "lighthouse" / "package.json"
    if not stamp.exists() or json.loads(stamp.read_text())["version"] != VERSION:
        npm = shutil.which("npm") or sys.exit("Lighthouse comes from npm, which is not on this machine.")
        subprocess.run(
            [npm, "install", "--no-save", "--no-audit", "--no-fund", "--prefix", FOLDER, f"lighthouse@{VERSION}"],
            check=True,
            stdout=sys.stderr,
        )
    return program


def _visited(program: Path, address: str, cookie: str) -> dict[str, Any]:
    """Lighthouse's report on one visit of a new browser that has nothing but the cookie."""
    for _try in range(TRIES):
        with (
            tempfile.TemporaryDirectory(prefix="wt-lighthouse-") as profile,
            _browser(profile, address, cookie) as port,
        ):
            said = _seen(program, address, port)
        if said.returncode == 0 or NOT_RECORDED not in said.stderr:
            break
    return _report(said, address)


@contextmanager
def _browser(profile: str, address: str, cookie: str) -> Iterator[int]:
    """The port by which a new Chromium is led, in which somebody is signed in.

    In its jar and not as a header that Lighthouse sends: that is missing where the service worker asks.
    """
    from playwright.sync_api import sync_playwright

    name, _, value = cookie.partition("=")
    port = free_port()
    chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--disable-gpu", f"--remote-debugging-port={port}"]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(profile, executable_path=chrome, args=flags)
        context.add_cookies([{"name": name, "value": value, "url": address}])
        yield port
        context.close()


def _seen(program: Path, address: str, port: int) -> subprocess.CompletedProcess[str]:
    """One run of Lighthouse: its usual phone and slow network."""
    command = [
        *(str(program), address, "--output=json", "--output-path=stdout", "--quiet", f"--port={port}"),
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)


def _report(done: subprocess.CompletedProcess[str], address: str) -> dict[str, Any]:
    """What it said of the page itself; anything else ends the program."""
    if done.returncode:
        sys.exit(f"Lighthouse on {address}:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    if error := found.get("runtimeError"):
        sys.exit(f"Lighthouse on {address}: {error['message']}")
    if found["finalDisplayedUrl"].rstrip("/") != address.rstrip("/"):
        sys.exit(f"{address} led to {found['finalDisplayedUrl']}")
    return found


def _lost(found: dict[str, Any], category: str) -> Iterator[str]:
    """What took points, by Lighthouse's names."""
    for part in found["categories"][category]["auditRefs"]:
        audit = found["audits"][part["id"]]
        if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
            yield f"{part['id']} {audit.get('displayValue', '')}".strip()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the data, to try the benchmark itself")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reports", type=Path, help="a folder for Lighthouse's whole reports")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
