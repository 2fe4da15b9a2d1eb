"""A link for five uses, opened by fifty browsers at once through two web processes: five come in."""

import http.cookiejar
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.test import override_settings

from sharing.models import ShareEvent
from tests.faults.support import athlete
from tests.sharing.support import make_share, path_of

BROWSERS, USES = 50, 5
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """A friend's browser at one of the web processes; it keeps cookies and follows redirects."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> str:
        """The page that ``path`` leads to."""
        with self._opener.open(f"{self._base}{path}", timeout=60) as answer:
            self.place = urllib.parse.urlsplit(answer.url).path
            return str(answer.read().decode())

    def press(self, token: str) -> int:
        """Press the one button of the page; the status of what that leads to."""
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(f"{self._base}{self.place}", data, {"Origin": self._base})
        try:
            with self._opener.open(request, timeout=60) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


def test_fifty_browsers_at_two_web_processes_get_five_uses(stack: Any) -> None:
    stack.environment["SHARE_BURST"] = "10000"  # they all come from this machine
    for name in ("web1", "web2"):
        stack.start(name)
    try:
        share = make_share(athlete(), max_uses=USES)
        with override_settings(SECRET_KEY=stack.environment["SECRET_KEY"]):
            path = path_of(share)
        assert _rush(
            [f"http://localhost:{stack.ports[f'web{1 + number % 2}']}" for number in range(BROWSERS)], path
        ) == {
            200: USES,
            410: BROWSERS - USES,
        }
        share.refresh_from_db()
        assert share.uses == USES
        assert ShareEvent.objects.filter(share=share, kind="opened").count() == USES
    finally:
        for name in ("web1", "web2"):
            stack.stop(name)


def _rush(bases: list[str], path: str) -> dict[int, int]:
    """Every browser fetches the link, all wait for each other, then all press at once; statuses with their number."""
    ready = threading.Barrier(len(bases))

    def come(base: str) -> int:
        browser = Browser(base)
        found = TOKEN.search(browser.get(path))
        ready.wait(120)
        assert found is not None
        return browser.press(found[1])

    with ThreadPoolExecutor(len(bases)) as pool:
        answers = list(pool.map(come, bases))
    return {status: answers.count(status) for status in sorted(set(answers))}
