"""What goes over the wire: requests and bytes of the main pages in a browser with a cold and a warm cache."""

import argparse
import os
import shutil
from collections.abc import Iterator
from typing import Any

import serving
from crowd import signed_in
from lines import Line
from world import MEASURED

PAGES = {"today": "/", "session list": "/sessions/", "session": "", "quick log": "/log/", "reports": "/reports/"}
MOST_SCRIPT_KB = {"quick log": 40.0}
MOST_SCRIPT_KB_ELSEWHERE = 150.0
NOT_CACHED_OF_A_WARM_PAGE = 1
"""The page itself; everything else has to come from the browser's cache."""


def measured(_options: argparse.Namespace) -> Iterator[Line]:
    """Kilobytes as sent (compressed) and requests, page by page, each in a browser profile of its own."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop runs in this thread, beside the database
    cookie, own = signed_in(MEASURED)
    name, _, value = cookie.partition("=")
    with serving.web() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for page, path in PAGES.items():
            context = browser.new_context(viewport={"width": 360, "height": 800}, service_workers="block")
            context.add_cookies([{"name": name, "value": value, "url": f"http://localhost:{port}"}])
            address = f"http://localhost:{port}{path or own}"
            cold, warm = (_visit(context, address) for _ in range(2))
            context.close()
            script = sum(size for kind, size in cold if kind == "Script") / 1000
            bar = MOST_SCRIPT_KB.get(page, MOST_SCRIPT_KB_ELSEWHERE)
            yield Line("wire", f"{page}: scripts, compressed", script, "kB", bar)
            total = sum(size for _kind, size in cold) / 1000
            yield Line("wire", f"{page}: everything, cold", total, "kB", note=f"{len(cold)} requests")
            html = [size for kind, size in warm if kind in {"Document", "XHR", "Fetch"}]
            other = len(warm) - len(html)
            yield Line("wire", f"{page}: files asked for again, warm", other, "files", 0, note=f"{len(html)} pages")
        browser.close()


def _visit(context: Any, address: str) -> list[tuple[str, int]]:
    """Kind and bytes, as sent and without headers, of everything that came over the wire for one visit."""
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
    return came
