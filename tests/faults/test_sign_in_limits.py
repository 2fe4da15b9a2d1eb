"""Failures to sign in are counted by all web processes together; without the cache each counts for itself."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LIMIT = 5
TIRED = "That was a lot of tries."


def guess(base: str, email: str) -> str:
    """Try a wrong password in a fresh browser; the page that answers."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with opener.open(f"{base}/accounts/login/", timeout=60) as page:
        found = TOKEN.search(page.read().decode())
    assert found is not None
    fields = {"csrfmiddlewaretoken": found[1], "login": email, "password": "a-wrong-guess"}
    request = urllib.request.Request(
        f"{base}/accounts/login/", urllib.parse.urlencode(fields).encode(), {"Origin": base}
    )
    try:
        with opener.open(request, timeout=60) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()


def test_two_web_processes_count_together_and_each_alone_without_the_cache(stack: Any) -> None:
    for name in ("web1", "web2"):
        stack.start(name)
    try:
        bases = [f"http://localhost:{stack.ports[name]}" for name in ("web1", "web2")]
        email = f"{uuid.uuid4().hex[:12]}@example.org"
        answers = [TIRED in guess(bases[number % 2], email) for number in range(LIMIT + 2)]
        assert answers == [False] * LIMIT + [True] * 2

        stack.kill("valkey")
        email = f"{uuid.uuid4().hex[:12]}@example.org"
        answers = [TIRED in guess(bases[0], email) for _ in range(LIMIT + 1)]
        assert answers == [False] * LIMIT + [True]
        assert TIRED not in guess(bases[1], email)
    finally:
        for name in ("web1", "web2"):
            stack.stop(name)
