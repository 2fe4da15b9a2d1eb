"""What goes over the wire: requests and bytes of pages in a browser with a cold and a warm cache.

A page is one request for HTML and files that the browser keeps. What asks for more has a line in ``MORE_HTML``.
"""

import argparse
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import owner_pages
import serving
from crowd import signed_in
from lines import Line
from world import MEASURED

PAGES = ("today", "session list", "session of 20 sets", "quick log", "reports, 90 days, warm")
"""Those that have lines of their own; of all others the heaviest has one."""
MOST_SCRIPT_KB = {"quick log": 40.0}
MOST_SCRIPT_KB_ELSEWHERE = 150.0
MORE_HTML = {"reports, 90 days, warm": 1}
"""The records of a long history come after the page."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Kind and bytes, as sent and without headers, of everything that came over the wire for one visit."""

    came: list[tuple[str, int]]

    @property
    def kilobytes(self) -> float:
        return sum(size for _kind, size in self.came) / 1000

    @property
    def scripts(self) -> float:
        """Kilobytes of scripts."""
        return sum(size for kind, size in self.came if kind == "Script") / 1000

    @property
    def html(self) -> int:
        """How many requests no cache could answer: the page and what it asks for later."""
        return sum(kind in {"Document", "XHR", "Fetch"} for kind, _size in self.came)

    @property
    def files(self) -> int:
        return len(self.came) - self.html


def measured(_options: argparse.Namespace) -> Iterator[Line]:
    """Kilobytes as sent (compressed) and requests, page by page, each in a browser profile of its own."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop runs in this thread, beside the database
    cookie, _own = signed_in(MEASURED)
    name, _, value = cookie.partition("=")
    main, others = owner_pages.main_pages(MEASURED), owner_pages.other_pages(MEASURED)
    with serving.web() as (port, _pid), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])

        def visits(path: str, times: int) -> list[Visit]:
            context = browser.new_context(viewport={"width": 360, "height": 800}, service_workers="block")
            context.add_cookies([{"name": name, "value": value, "url": f"http://localhost:{port}"}])
            made = [_visit(context, f"http://localhost:{port}{path}") for _ in range(times)]
            context.close()
            return made

        for page in PAGES:
            cold, warm = visits(main[page], 2)
            yield from _lines(page, cold, warm)
        rest = {page: path for page, path in {**main, **others}.items() if page not in PAGES}
        seen = {page: visits(path, 1)[0] for page, path in rest.items()}
        browser.close()
    most = max(seen, key=lambda page: seen[page].scripts)
    what = f"the most of {len(seen)} other pages: scripts, compressed"
    yield Line("wire", what, seen[most].scripts, "kB", MOST_SCRIPT_KB_ELSEWHERE, note=most)
    heaviest = max(seen, key=lambda page: seen[page].kilobytes)
    what = f"the most of {len(seen)} other pages: everything, cold"
    yield Line("wire", what, seen[heaviest].kilobytes, "kB", note=f"{heaviest}, {len(seen[heaviest].came)} requests")
    most = max(seen, key=lambda page: seen[page].html)
    yield Line("wire", f"the most of {len(seen)} other pages: HTML", seen[most].html, "requests", 1, note=most)


def _lines(page: str, cold: Visit, warm: Visit) -> Iterator[Line]:
    bar = MOST_SCRIPT_KB.get(page, MOST_SCRIPT_KB_ELSEWHERE)
    yield Line("wire", f"{page}: scripts, compressed", cold.scripts, "kB", bar)
    for words, visit in (("cold", cold), ("warm", warm)):
        parts = {"html": visit.html, "files": visit.files}
        note = f"{visit.html} HTML, {visit.files} files"
        yield Line("wire", f"{page}: everything, {words}", visit.kilobytes, "kB", note=note, parts=parts)
    yield Line("wire", f"{page}: files asked for again, warm", warm.files, "files", 0)
    yield Line("wire", f"{page}: HTML", warm.html, "requests", 1 + MORE_HTML.get(page, 0))


def _visit(context: Any, address: str) -> Visit:
    """Open the page and wait until it asks for nothing more."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    kinds: dict[str, tuple[str, str]] = {}
    came: list[tuple[str, int]] = []

    def finished(event: dict[str, Any]) -> None:
        if event["encodedDataLength"] > 0 and event["requestId"] in kinds:
            kind, said = kinds[event["requestId"]]
            came.append((kind, int(said or event["encodedDataLength"])))

    def responded(event: dict[str, Any]) -> None:
        if not event["response"].get("fromDiskCache") and event["response"]["url"].startswith("http"):
            headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
            kinds[event["requestId"]] = (event["type"], headers.get("content-length", ""))

    session.on("Network.responseReceived", responded)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.close()
    return Visit(came)
