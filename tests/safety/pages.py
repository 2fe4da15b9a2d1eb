"""Every page as it is drawn: each GET of the table, its other looks, its form refused, and what follows a good one."""

from collections.abc import Iterator
from typing import Any

from tests.safety import routes
from tests.safety.audiences import Cast, ask, data_of, is_refused, taken_back, url_of
from tests.safety.route import Route, Who
from tests.safety.world import World

Page = tuple[str, str]
"""Which page, and its HTML."""
LOOKERS = ("owner", "staff", "anonymous")


def pages(cast: Cast, world: World) -> Iterator[Page]:
    """Every page, by whoever may see it; a page that answers nobody and somebody differently comes twice."""
    for route in routes.all_routes():
        for audience in _lookers(route.get):
            for look in ("", *route.looks):
                url = url_of(route, world) + look.format_map(world)
                yield from _shown(f"{route.name}{look} by {audience}", cast, audience, "get", url, {})
        for audience in _lookers(route.post):
            url = url_of(route, world)
            full = data_of(route, world)
            empty = {name: value for name, value in full.items() if name.endswith("_FORMS")}  # what formsets count by
            for said, data in (("empty form", empty), ("form", full)):
                yield from _shown(f"{said} of {route.name} by {audience}", cast, audience, "post", url, data)


def _lookers(who: Who | None) -> Iterator[str]:
    """The owner, or staff where the owner may not look; and nobody where nobody needs to sign in."""
    if who is None:
        return
    welcome = [audience for audience in LOOKERS if not is_refused(who.of(audience))]
    yield from welcome[:1]
    if "anonymous" in welcome[1:]:
        yield "anonymous"


def _shown(name: str, cast: Cast, audience: str, verb: str, url: str, data: dict[str, Any]) -> Iterator[Page]:
    client = cast[audience]
    with taken_back(client):
        response = ask(client, verb, url, data)
        if verb == "post" and response.status_code == 302:
            response = ask(client, "get", response["Location"])
        html = html_of(response)
    if html:
        yield name, html


def html_of(response: Any) -> str:
    """The HTML of the answer; "" when it is something else."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    text: str = response.content.decode()
    return text


__all__ = ["Page", "Route", "pages"]
