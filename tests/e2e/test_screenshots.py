"""Pictures of every page, to be looked at: var/screenshots/<width>-<theme>-<language>/<route>.png. Only with --long.

Pages come from the table of routes, so that none is forgotten. On the way each must fit its width.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from accounts.models import User
from tests.e2e.conftest import ROOT, Guard, OpenPage
from tests.factories import make_session, make_user
from tests.safety import routes
from tests.safety.audiences import url_of
from tests.safety.route import Route
from tests.safety.world import World

FOLDER = ROOT / "var" / "screenshots"
LONG_NAME = "Einbeiniges rumänisches Kreuzheben mit der Langhantel an der Landmine im Stehen"
HEIGHT = 800


def pages_of(world: World) -> Iterator[tuple[str, str]]:
    """Name and address of everything that an athlete may look at."""
    for route in routes.all_routes():
        if route.get and route.get.owner == 200 and not route.name.startswith("admin"):
            for look in ("", *route.looks):
                yield _name(route, look), url_of(route, world) + look.format_map(world)


def _name(route: Route, look: str) -> str:
    return re.sub(r"[^\w-]+", "-", route.name + look).strip("-")


def looked_at(page: Page, address: str) -> bool:
    """Go there; whether it is a page rather than a file or an answer for scripts."""
    kind = page.context.request.get(address).headers.get("content-type", "")
    if not kind.startswith("text/html"):
        return False
    page.goto(address)
    return True


def overflow_of(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_every_page_fits_and_has_its_picture(
    open_page: OpenPage, guard: Guard, width: int, dark: bool, language: str
) -> None:
    guard.allow(422)  # some looks are refused forms
    guard.allow_host("player.vimeo.com")  # one is a video that was started
    user = make_user(name=f"Anna {width} {'dark' if dark else 'light'} {language}", language=language)
    make_session(user, LONG_NAME)
    world = rows_of(user)
    folder = FOLDER / f"{width}-{'dark' if dark else 'light'}-{language}"
    folder.mkdir(parents=True, exist_ok=True)
    page = open_page(user, viewport={"width": width, "height": HEIGHT}, dark=dark)
    wide = []
    for name, address in pages_of(world):
        if looked_at(page, address):
            page.evaluate("dispatchEvent(new Event('beforeprint'))")  # charts that nobody scrolled to
            page.screenshot(path=folder / f"{name}.png", full_page=True)
            if over := overflow_of(page):
                wide.append(f"{name}: {over} pixels")
    assert len(list(folder.iterdir())) > 30
    assert not wide, "\n".join(wide)


def rows_of(user: User) -> World:
    """The rows of the tables; all of them the athlete's own, for nobody else looks."""
    return {name: value for module in routes.modules() for name, value in module.rows(user).items()}
